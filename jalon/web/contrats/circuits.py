"""Le circuit de validation de chaque organisme, et les organismes qui signent eux-mêmes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jalon.parcours.contrats import services
from jalon.parcours.contrats.models import ConventionSignature, EtapeCircuit
from jalon.parcours.personnes.selectors import gere_droits
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.web.contrats.forms import FormulaireConvention, FormulaireEtapeCircuit, FormulaireFinConvention
from jalon.web.formulaires import Formulaire, reporter_erreurs, une_seule_fois

ETAPES_MAX = 8


@autorise(Role.GESTIONNAIRE_DROITS)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def circuits(request: HttpRequest) -> HttpResponse:
    """Les étapes d'un organisme (`?organisme=`), ou celles de tous ceux qui n'en ont pas."""
    if not gere_droits(request.user):
        raise PermissionDenied("Votre habilitation ne couvre pas tout le département.")
    organisme = _organisme(request)
    etapes = _formulaires(request, organisme)
    convention = FormulaireConvention(
        request.POST if "convention" in request.POST else None,
        initial={"du": timezone.localdate()},
        auto_id="convention_%s",
    )
    if request.method == "POST" and _enregistrer(request, organisme, etapes, convention):
        suite = f"?organisme={organisme.pk}" if organisme else ""
        return redirect(f"{request.path}{suite}")
    contexte = {
        "organisme": organisme,
        "organismes": Organisation.objects.order_by("nom"),
        "geste": Formulaire(),
        "etapes": etapes,
        "form_convention": convention,
        "conventions": _conventions(organisme),
    }
    return render(request, "contrats/circuits.html", contexte, status=422 if request.POST else 200)


@autorise(Role.GESTIONNAIRE_DROITS)
@require_POST
@une_seule_fois
def convention_clore(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Met fin à la convention d'un organisme ; les contrats signés ne changent pas."""
    if not gere_droits(request.user):
        raise PermissionDenied("Votre habilitation ne couvre pas tout le département.")
    convention = get_object_or_404(ConventionSignature, pk=cle)
    form = FormulaireFinConvention(request.POST)
    if form.is_valid():
        try:
            services.clore_convention(
                convention=convention, dernier_jour=form.cleaned_data["dernier_jour"], acteur=request.user
            )
            messages.success(request, "La convention prend fin : ensuite, il faudra la délégation.")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    for _, _, message in form.erreurs_resumees():
        messages.error(request, message)
    return redirect(f"{reverse('contrats_circuits')}?organisme={convention.organisation_id}")


def _conventions(
    organisme: Organisation | None,
) -> list[tuple[ConventionSignature, FormulaireFinConvention | None]]:
    """Les conventions d'un organisme ; celles qui courent encore avec de quoi y mettre fin."""
    if organisme is None:
        return []
    jour = timezone.localdate()
    return [
        (
            c,
            FormulaireFinConvention(auto_id=f"fin_{rang}_%s")
            if c.periode.upper is None or c.periode.upper > jour
            else None,
        )
        for rang, c in enumerate(
            ConventionSignature.objects.filter(organisation=organisme).order_by("periode")
        )
    ]


def _enregistrer(
    request: HttpRequest,
    organisme: Organisation | None,
    etapes: list[FormulaireEtapeCircuit],
    convention: FormulaireConvention,
) -> bool:
    if convention.is_bound:
        return organisme is not None and _convenir(request, organisme, convention)
    if not all(form.is_valid() for form in etapes):
        return False
    saisies = [
        services.EtapeSaisie(**{n: v for n, v in form.cleaned_data.items() if n != "envoi"})
        for form in etapes
        if form.cleaned_data["libelle"]
    ]
    services.regler_circuit(organisation=organisme, etapes=saisies, acteur=request.user)
    messages.success(request, "Le circuit est enregistré. Les contrats déjà soumis gardent le leur.")
    return True


def _convenir(request: HttpRequest, organisme: Organisation, form: FormulaireConvention) -> bool:
    if not form.is_valid():
        return False
    lu = form.cleaned_data
    try:
        services.conventionner_organisme(
            organisation=organisme, reference=lu["reference"], du=lu["du"], au=lu["au"], acteur=request.user
        )
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False
    messages.success(request, "La convention est notée : cet organisme signe lui-même ses contrats.")
    return True


def _organisme(request: HttpRequest) -> Organisation | None:
    texte = request.POST.get("organisme") or request.GET.get("organisme") or ""
    try:
        return get_object_or_404(Organisation, pk=UUID(texte)) if texte else None
    except ValueError:
        return None


def _formulaires(request: HttpRequest, organisme: Organisation | None) -> list[FormulaireEtapeCircuit]:
    recu = request.POST if "etapes" in request.POST else None
    ecrites = list(EtapeCircuit.objects.filter(organisation=organisme))
    de_dossiers = Q(habilitations__role__in=[r.value for r in ROLES_DOSSIERS])
    comptes = Compte.objects.filter(de_dossiers, actif=True).distinct().order_by("nom")
    return [
        FormulaireEtapeCircuit(
            recu,
            comptes=comptes,
            prefix=f"e{rang}",
            initial={
                nom: getattr(ecrites[rang], nom)
                for nom in ("libelle", "nature", "role", "compte", "delai_jours")
            }
            if rang < len(ecrites)
            else {},
        )
        for rang in range(min(len(ecrites) + 2, ETAPES_MAX))
    ]
