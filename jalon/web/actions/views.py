"""La fiche d'une action : la lire comme le document, la corriger en place."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.bilans import selectors as bilans
from jalon.pilotage.bilans import services as services_bilans
from jalon.pilotage.bilans.brouillons import brouillon_de, brouillons_de, garder_brouillon, jeter_brouillon
from jalon.pilotage.bilans.fiche import SectionAffichee
from jalon.pilotage.bilans.models import BrouillonSection
from jalon.pilotage.programmes.acces import peut
from jalon.pilotage.programmes.enums import SECTIONS_REDIGEES, RoleOrganisation
from jalon.pilotage.programmes.models import PlaceAction
from jalon.pilotage.programmes.selectors import legende, places_de
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.journal.selectors import ChampChange, histoire
from jalon.web.actions.difference import difference
from jalon.web.actions.forms import FormulaireEtat, FormulaireSection
from jalon.web.actions.portee import PorteeAction, portee_a_ecrire, portee_action
from jalon.web.formulaires import envoye, reporter_erreurs

LECTURE = (
    Role.CHARGEE_MISSION,
    Role.PILOTE,
    Role.DIRECTION,
    Role.ELU,
    Role.ETAT,
    Role.ADMINISTRATEUR,
)
ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)


@autorise(*LECTURE)
@require_GET
def action(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """La fiche entière, sections dans l'ordre du modèle."""
    portee = portee_action(request, code, exercice, cle)
    fiche = bilans.fiche_complete(portee.place, portee.exercice)
    contexte = portee.contexte() | {
        "fiche": fiche,
        "legende": legende(portee.programme),
        "organismes": [(RoleOrganisation(r).label, noms) for r, noms in fiche.organisations.items()],
        "brouillons": _brouillons(portee),
        "gestion": portee.exercice.clos_le is None and peut(request.user, "gerer_actions", portee.programme),
    }
    return render(request, "actions/fiche.html", contexte | voisines(portee))


def _brouillons(portee: PorteeAction) -> dict[str, BrouillonSection]:
    if portee.fiche is None or not portee.droits["rediger_fiche"]:
        return {}
    return brouillons_de(portee.fiche.pk, portee.compte)


def voisines(portee: PorteeAction) -> dict[str, dict[str, str] | None]:
    """L'action d'avant et celle d'après dans le programme."""
    places = places_de(portee.programme, portee.exercice)
    rang = next((i for i, place in enumerate(places) if place.pk == portee.place.pk), None)
    if rang is None:
        return {"precedente": None, "suivante": None}
    avant, apres = places[rang - 1] if rang else None, places[rang + 1] if rang + 1 < len(places) else None
    return {"precedente": _lien(avant), "suivante": _lien(apres)}


def _lien(place: PlaceAction | None) -> dict[str, str] | None:
    return {"cle": place.numero or str(place.pk), "titre": str(place)} if place else None


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, code: str, exercice: str, cle: str, type: str) -> HttpResponse:
    """Rédige une section : en place avec htmx, sinon sur sa propre page."""
    portee = portee_a_ecrire(request, code, exercice, cle)
    affichee = section_affichee(portee, type)
    if request.method == "POST":
        return _enregistrer_section(request, portee, type)
    brouillon = brouillon_de(portee.fiche.pk, type, request.user) if portee.fiche else None
    initial = {"texte": affichee.texte, "version": affichee.version}
    if brouillon:
        initial = {"texte": brouillon.texte, "version": brouillon.version_base}
    contexte = {"form": FormulaireSection(initial=initial), "brouillon": brouillon}
    return _rendre_section(request, portee, type, "section_edition", contexte)


def _enregistrer_section(request: HttpRequest, portee: PorteeAction, type: str) -> HttpResponse:
    form = FormulaireSection(request.POST)
    if not form.is_valid():
        return _rendre_section(request, portee, type, "section_edition", {"form": form}, statut=422)
    texte, version = form.cleaned_data["texte"], form.cleaned_data["version"]
    try:
        services_bilans.modifier_section(
            fiche=portee.fiche, type=type, texte=texte, version=version, acteur=request.user
        )
    except services_bilans.ConflitDeVersion as conflit:
        garder_brouillon(
            fiche=portee.fiche, type=type, texte=texte, version_base=version, acteur=request.user
        )
        return _montrer_conflit(request, portee, type, texte, conflit)
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return _rendre_section(request, portee, type, "section_edition", {"form": form}, statut=422)
    jeter_brouillon(fiche=portee.fiche, type=type, acteur=request.user)
    return _section_enregistree(request, portee, type)


def _section_enregistree(request: HttpRequest, portee: PorteeAction, type: str) -> HttpResponse:
    if request.htmx:
        return _rendre_section(request, portee, type, "section_lecture", {"enregistre_a": timezone.now()})
    messages.success(request, f"Section enregistrée à {timezone.localtime():%H h %M}.")
    return redirect(f"{reverse('action', kwargs=portee.arguments)}#section-{type}")


def _montrer_conflit(
    request: HttpRequest,
    portee: PorteeAction,
    type: str,
    texte: str,
    conflit: services_bilans.ConflitDeVersion,
) -> HttpResponse:
    contexte = {
        "conflit": conflit,
        "mon_texte": texte,
        "morceaux": difference(conflit.texte_actuel, texte),
        "form": FormulaireSection(initial={"texte": texte, "version": conflit.version}),
    }
    return _rendre_section(request, portee, type, "section_conflit", contexte, statut=409)


def _rendre_section(
    request: HttpRequest, portee: PorteeAction, type: str, morceau: str, contexte: dict, statut: int = 200
) -> HttpResponse:
    gabarit = f"actions/_{morceau}.html" if request.htmx else f"actions/{morceau}.html"
    commun = portee.contexte() | {"section": section_affichee(portee, type)}
    return render(request, gabarit, commun | contexte, status=statut)


def section_affichee(portee: PorteeAction, type: str) -> SectionAffichee:
    """La section rédigée de ce type dans la fiche. Lève `Http404` si le modèle ne l'a pas."""
    fiche = bilans.fiche_complete(portee.place, portee.exercice)
    for section_ in fiche.sections:
        if section_.type == type and type in SECTIONS_REDIGEES:
            return section_
    raise Http404("Cette fiche n'a pas de section rédigée de ce nom.")


@autorise(*ECRITURE)
@require_POST
def section_brouillon(request: HttpRequest, code: str, exercice: str, cle: str, type: str) -> HttpResponse:
    """Garde ce qui est en train de s'écrire, sans l'enregistrer dans la fiche."""
    portee = portee_a_ecrire(request, code, exercice, cle)
    form = FormulaireSection(request.POST)
    if type not in SECTIONS_REDIGEES or not form.is_valid():
        return HttpResponse("Brouillon non gardé.", status=422, content_type="text/plain; charset=utf-8")
    garder_brouillon(
        fiche=portee.fiche,
        type=type,
        texte=form.cleaned_data["texte"],
        version_base=form.cleaned_data["version"],
        acteur=request.user,
    )
    return render(request, "actions/_brouillon_garde.html", {"garde_a": timezone.now()})


@autorise(*ECRITURE)
@require_POST
def section_brouillon_jeter(
    request: HttpRequest, code: str, exercice: str, cle: str, type: str
) -> HttpResponse:
    """Renonce au brouillon et garde le texte enregistré."""
    portee = portee_a_ecrire(request, code, exercice, cle)
    jeter_brouillon(fiche=portee.fiche, type=type, acteur=request.user)
    if request.htmx:
        return _rendre_section(request, portee, type, "section_lecture", {})
    return redirect(f"{reverse('action', kwargs=portee.arguments)}#section-{type}")


@autorise(*LECTURE)
@require_GET
def section_lecture(request: HttpRequest, code: str, exercice: str, cle: str, type: str) -> HttpResponse:
    """Une section seule, en lecture (le retour de « Annuler »)."""
    portee = portee_action(request, code, exercice, cle)
    return _rendre_section(request, portee, type, "section_lecture", {})


@autorise(*ECRITURE)
@require_POST
def section_apercu(request: HttpRequest, code: str, exercice: str, cle: str, type: str) -> HttpResponse:
    """Aperçu du texte tel qu'il s'imprimera."""
    portee = portee_a_ecrire(request, code, exercice, cle)
    form = FormulaireSection(request.POST)
    form.is_valid()
    contexte = {
        "texte": form.cleaned_data.get("texte", ""),
        "form": FormulaireSection(initial=request.POST.dict()),
    }
    return _rendre_section(request, portee, type, "section_apercu", contexte)


@autorise(*LECTURE)
@require_GET
def section_histoire(request: HttpRequest, code: str, exercice: str, cle: str, type: str) -> HttpResponse:
    """Qui a changé la section, quand, ce qui a été ôté et ajouté."""
    portee = portee_action(request, code, exercice, cle)
    objet = portee.fiche.sections.filter(type=type).first() if portee.fiche else None
    etapes = [
        {"etape": etape, "morceaux": difference(*_textes(champ))}
        for etape in (histoire(objet) if objet else [])
        for champ in etape.champs
        if champ.nom == "texte"
    ]
    return _rendre_section(request, portee, type, "section_histoire", {"etapes": etapes})


def _textes(champ: ChampChange) -> tuple[str, str]:
    """Avant et après ; le journal écrit « — » pour un texte vide."""
    return champ.avant.removeprefix("—"), champ.apres.removeprefix("—")


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
def action_etat(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Change l'état de l'action, dans la légende du modèle."""
    portee = portee_a_ecrire(request, code, exercice, cle, droit="changer_etat")
    fiche = portee.fiche
    initial = {"etat": fiche.etat, "motif": fiche.etat_motif} if fiche else {}
    form = FormulaireEtat(envoye(request), initial=initial, legende=list(legende(portee.programme)))
    if request.method == "POST" and form.is_valid():
        try:
            services_bilans.changer_etat(
                fiche=portee.fiche,
                etat=form.cleaned_data["etat"],
                motif=form.cleaned_data["motif"],
                acteur=request.user,
            )
            messages.success(request, f"État enregistré à {timezone.localtime():%H h %M}.")
            return redirect("action", **portee.arguments)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = portee.contexte() | {"form": form, "titre": "Changer l'état de l'action"}
    return render(request, "actions/formulaire.html", contexte, status=422 if form.is_bound else 200)
