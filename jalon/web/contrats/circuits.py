"""Le circuit de validation de chaque organisme, et les organismes qui signent eux-mêmes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jalon.parcours.contrats import services
from jalon.parcours.contrats.models import ConventionSignature, EtapeCircuit
from jalon.parcours.personnes.selectors import gere_droits
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.web.contrats.forms import FormulaireConvention, FormulaireEtapeCircuit
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
    conventions = ConventionSignature.objects.filter(organisation=organisme) if organisme else []
    contexte = {
        "organisme": organisme,
        "organismes": Organisation.objects.order_by("nom"),
        "geste": Formulaire(),
        "etapes": etapes,
        "form_convention": convention,
        "conventions": conventions,
    }
    return render(request, "contrats/circuits.html", contexte, status=422 if request.POST else 200)


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
