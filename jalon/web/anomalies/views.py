"""Les anomalies d'un exercice : les lire, les corriger à la main, les accepter avec un motif."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.controles import services
from jalon.pilotage.controles.selectors import dispenses_de, rapport_controle
from jalon.pilotage.programmes.acces import exiger, peut
from jalon.pilotage.provenance.services import memes_grandeurs, retenir_valeur
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.anomalies.forms import FormulaireDispense, FormulaireRetenir
from jalon.web.anomalies.liste import AnomalieListee, Filtres, choix_de, lister, trouver
from jalon.web.exports import exporter
from jalon.web.formulaires import envoye, reporter_erreurs, une_seule_fois
from jalon.web.portee import Portee, portee_de

LECTURE = (Role.CHARGEE_MISSION, Role.PILOTE, Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR)
ECRITURE = (Role.CHARGEE_MISSION, Role.PILOTE)
COLONNES = (
    "Gravité", "Certitude", "Famille", "Objet", "Titre", "Message", "Valeur 1", "Où 1", "Valeur 2", "Où 2",
    "Autres valeurs", "Écart", "Piste", "Dispense",
)  # fmt: skip


@autorise(*LECTURE)
@require_GET
def anomalies(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """La liste filtrée."""
    portee = portee_de(code, exercice)
    rapport = rapport_controle(portee.programme, portee.exercice)
    toutes, filtres = lister(rapport), Filtres.lire(request.GET)
    memes = [a for a in toutes if (a.dispense is not None) == filtres.dispensees]
    contexte = _contexte(request, portee) | {
        "rapport": rapport,
        "listees": [a for a in toutes if filtres.garder(a)],
        "toutes": memes,
        "nombre_dispensees": len(rapport.dispensees),
        "filtres": filtres,
        "choix": choix_de(memes),
    }
    return render(request, "anomalies/_resultat.html" if request.htmx else "anomalies/liste.html", contexte)


@autorise(*LECTURE)
@require_GET
def anomalies_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """La liste affichée, dans un tableur."""
    portee = portee_de(code, exercice)
    filtres = Filtres.lire(request.GET)
    listees = lister(rapport_controle(portee.programme, portee.exercice))
    lignes = _lignes(a for a in listees if filtres.garder(a))
    return exporter(f"anomalies-{code}-{exercice}", COLONNES, lignes, format)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def dispense(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Accepte une anomalie, avec son motif."""
    portee = portee_de(code, exercice)
    exiger(request.user, "accorder_dispense", portee.programme)
    listee = trouver(rapport_controle(portee.programme, portee.exercice), cle)
    if listee is None:
        return _disparue(request, portee)
    form = FormulaireDispense(envoye(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.accorder_dispense(
                exercice=portee.exercice,
                regle=listee.anomalie.regle,
                cle=listee.anomalie.cle,
                titre=f"{listee.anomalie.objet} : {listee.anomalie.titre}",
                motif=form.cleaned_data["motif"],
                expire_le=form.cleaned_data["expire_le"],
                acteur=request.user,
            )
            messages.success(request, "Dispense accordée : elle s'imprimera en annexe, avec son motif.")
            return redirect("anomalies", **portee.arguments)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = _contexte(request, portee) | {"listee": listee, "form": form}
    return render(request, "anomalies/dispense.html", contexte, status=422 if form.is_bound else 200)


@autorise(Role.CHARGEE_MISSION)
@require_POST
def dispense_retirer(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Retire une dispense : l'anomalie redevient à traiter."""
    portee = portee_de(code, exercice)
    listee = trouver(rapport_controle(portee.programme, portee.exercice), cle)
    if listee is None or listee.dispense is None:
        return _disparue(request, portee)
    for accordee in dispenses_de(portee.exercice).filter(cle=listee.dispense.cle):
        services.retirer_dispense(dispense=accordee, acteur=request.user)
    messages.success(request, "Dispense retirée : l'anomalie est de nouveau à traiter.")
    return redirect("anomalies", **portee.arguments)


@autorise(*ECRITURE)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def anomalie_retenir(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Dit laquelle des valeurs est la bonne : montre ce qui va changer, puis l'écrit."""
    portee = portee_de(code, exercice)
    listee = trouver(rapport_controle(portee.programme, portee.exercice), cle)
    if listee is None:
        return _disparue(request, portee)
    choix = memes_grandeurs(listee.anomalie)
    form = FormulaireRetenir(envoye(request), anomalie=listee.anomalie) if choix else None
    if form and request.method == "POST" and form.is_valid() and _retenir(request, listee, form):
        return redirect("anomalies", **portee.arguments)
    contexte = _contexte(request, portee) | {"listee": listee, "form": form}
    statut = 422 if request.method == "POST" else 200
    return render(request, "anomalies/retenir.html", contexte, status=statut)


def _retenir(request: HttpRequest, listee: AnomalieListee, form: FormulaireRetenir) -> bool:
    try:
        retenir_valeur(
            anomalie=listee.anomalie,
            rang=form.cleaned_data["valeur"],
            motif=form.cleaned_data["motif"],
            acteur=request.user,
        )
    except ValidationError as erreur:
        reporter_erreurs(form, erreur)
        return False
    messages.success(request, "Valeur retenue. L'ancienne reste dans l'histoire : vous pouvez y revenir.")
    return True


def _contexte(request: HttpRequest, portee: Portee) -> dict[str, object]:
    ouvert = portee.exercice.clos_le is None
    return {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "adresse": portee.arguments,
        "peut_dispenser": ouvert and peut(request.user, "accorder_dispense", portee.programme),
        "peut_corriger": ouvert and bool(frozenset(ECRITURE) & request.roles),
    }


def _disparue(request: HttpRequest, portee: Portee) -> HttpResponse:
    messages.info(request, "Cette anomalie n'existe plus : elle a été corrigée depuis.")
    return redirect("anomalies", **portee.arguments)


def _lignes(listees: Iterable[AnomalieListee]) -> Iterator[list[object]]:
    for listee in listees:
        anomalie = listee.anomalie
        citees = [cellule for v in anomalie.valeurs[:2] for cellule in (v.ecrite(), str(v.lieu))]
        autres = " ; ".join(f"{v.ecrite()} ({v.lieu})" for v in anomalie.valeurs[2:])
        yield [
            listee.gravite_libelle, listee.certitude_libelle, anomalie.famille, anomalie.objet,
            anomalie.titre, anomalie.message, *citees, *[""] * (4 - len(citees)), autres,
            anomalie.ecart, anomalie.piste,
            listee.dispense.motif if listee.dispense else "",
        ]  # fmt: skip
