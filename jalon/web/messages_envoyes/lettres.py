"""Les modèles de lettres : un texte par type, ses mentions obligatoires à côté, un aperçu sur un cas."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.journal.lectures import noter_lecture
from jalon.socle.messages.enums import Canal
from jalon.socle.messages.lettres import selectors
from jalon.socle.messages.lettres.composition import preparer
from jalon.socle.messages.lettres.mentions import mention
from jalon.socle.messages.lettres.services import ecrire_modele
from jalon.socle.messages.lettres.types import TypeLettre, type_de_lettre, types_de_lettres
from jalon.socle.messages.models import Message
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.messages_envoyes.commun import ECRIVENT_MODELES, personnes_de
from jalon.web.messages_envoyes.forms import FormulaireModele

CAS_MAX = 20


@autorise(*ECRIVENT_MODELES)
@require_GET
def lettres(request: HttpRequest) -> HttpResponse:
    """Chaque type de lettre, et le texte qui sert aujourd'hui."""
    modeles = selectors.modeles_du_departement(timezone.localdate())
    contexte = {"lignes": [(nature, modeles.get(nature.code)) for nature in types_de_lettres()]}
    return render(request, "messages/lettres.html", contexte)


@autorise(*ECRIVENT_MODELES)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def lettre(request: HttpRequest, type: str) -> HttpResponse:
    """Le texte d'un type de lettre : l'écrire, c'est en faire une nouvelle version."""
    nature = _type(type)
    form = FormulaireModele(envoye(request), initial=_depart(request, nature))
    if form.is_bound and form.is_valid():
        saisi = {nom: form.cleaned_data[nom] for nom in ("organisation", "objet", "corps", "du")}
        try:
            modele = ecrire_modele(type=type, acteur=request.user, **saisi)
            messages.success(request, f"Version {modele.version} enregistrée.")
            return redirect("lettre", type=type)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = _contexte(request, nature, form)
    return render(request, "messages/lettre.html", contexte, status=422 if form.is_bound else 200)


@autorise(*ECRIVENT_MODELES)
@require_POST
def lettre_apercu(request: HttpRequest, type: str) -> HttpResponse:
    """Le PDF du texte saisi, avec l'adresse d'une personne choisie ou les exemples ; rien n'est gardé."""
    nature = _type(type)
    form = FormulaireModele(request.POST)
    if not form.is_valid():
        return render(request, "messages/lettre.html", _contexte(request, nature, form), status=422)
    try:
        composee = preparer(
            type,
            form.cleaned_data["organisation"],
            dict(nature.exemples) | _cas(request),
            timezone.localdate(),
            corps=form.cleaned_data["corps"],
            objet=form.cleaned_data["objet"],
        )
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return render(request, "messages/lettre.html", _contexte(request, nature, form), status=422)
    reponse = HttpResponse(composee.pdf(), content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="apercu-{type}.pdf"'
    return reponse


def _contexte(request: HttpRequest, nature: TypeLettre, form: FormulaireModele) -> dict[str, object]:
    jour = timezone.localdate()
    return {
        "nature": nature,
        "form": form,
        "mentions": [mention(code, jour) for code in nature.mentions],
        "variables": sorted(nature.exemples.items()),
        "versions": selectors.versions(nature.code, _organisation(request)),
        "cas": _cas_proposes(request),
    }


def _depart(request: HttpRequest, nature: TypeLettre) -> dict[str, object]:
    """Ce que montre le formulaire : le texte en vigueur de cette organisation, ou du département."""
    organisation = _organisation(request)
    modele = selectors.modele_en_vigueur(nature.code, organisation, timezone.localdate())
    return {
        "organisation": organisation,
        "objet": modele.objet if modele else nature.titre,
        "corps": modele.corps if modele else nature.corps,
    }


def _organisation(request: HttpRequest) -> UUID | None:
    try:
        cle = UUID(request.GET.get("organisation", ""))
    except ValueError:
        return None
    return cle if Organisation.objects.filter(pk=cle).exists() else None


def _cas_proposes(request: HttpRequest) -> list[tuple[UUID, Personne]]:
    """Les dernières personnes à qui une lettre a été écrite, pour qui ouvre leurs dossiers."""
    if Role.GESTIONNAIRE_DROITS not in request.roles:
        return []
    dernieres = list(
        Message.objects.filter(canal=Canal.LETTRE, personne__isnull=False)
        .exclude(adresse_chiffree=None)
        .only("pk", "personne")
        .order_by("-cree_le")[:CAS_MAX]
    )
    connues = personnes_de(dernieres)
    return [(m.pk, connues[m.personne]) for m in dernieres if m.personne in connues]


def _cas(request: HttpRequest) -> dict[str, str]:
    """L'adresse et la référence du cas choisi ; l'ouvrir se note comme une lecture du dossier."""
    try:
        cle = UUID(request.POST.get("cas", ""))
    except ValueError:
        return {}
    choisi = Message.objects.filter(pk=cle, canal=Canal.LETTRE, personne__isnull=False).first()
    if choisi is None or Role.GESTIONNAIRE_DROITS not in request.roles:
        return {}
    noter_lecture(request.user, choisi.personne, "apercu_lettre")
    return {"destinataire": choisi.adresse, "reference": choisi.pk.hex[:8]}


def _type(code: str) -> TypeLettre:
    try:
        return type_de_lettre(code)
    except LookupError as erreur:
        raise Http404(str(erreur)) from erreur
