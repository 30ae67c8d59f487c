"""Ce qu'un fichier a changé, dossier par dossier : la liste, par ligne du rapport, et son export sans nom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.enums import NatureChangement, Reponse
from jalon.parcours.personnes.models import ChangementDossier
from jalon.sources.flux_cnaf.codes import libelle
from jalon.web.exports import exporter
from jalon.web.flux.commun import PAR_PAGE, gestion
from jalon.web.flux.rapport import CHANGEMENTS
from jalon.web.flux.views import chargement_demande
from jalon.web.templatetags.dossiers import libelle_etat, libelle_motifs, role
from jalon.web.templatetags.jalon import euros

COLONNES = ("Quoi", "Numéro de demande", "Rôle dans le foyer", "À compter du", "Avant", "Après")


@gestion
@require_GET
def changements(request: HttpRequest, cle: int) -> HttpResponse:
    """Les dossiers que ce fichier a changés, pour une ligne de son rapport ou pour toutes."""
    lu = chargement_demande(request, cle)
    ligne = ligne_demandee(request)
    trouves = selectors.changements_du_chargement(cle, request.user, ligne=ligne)
    comptes = selectors.comptes_des_changements(cle, request.user)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = [(code, dite, comptes[code]) for code, dite in CHANGEMENTS if comptes.get(code)]
    contexte = {
        "chargement": lu,
        "page": page,
        "changements": [(changement, *en_clair(changement)) for changement in page],
        "ligne": ligne,
        "lignes": lignes,
        "total": comptes[""],
        "effaces": _effaces(lu.rapport.get("comptes", {}), comptes, ligne),
    }
    return render(request, "flux/changements.html", contexte)


@gestion
@require_GET
def changements_export(request: HttpRequest, cle: int, format: str) -> HttpResponse:
    """La liste entière, en CSV ou ODS : des numéros de demande et des codes, aucun nom."""
    chargement_demande(request, cle)
    trouves = selectors.changements_du_chargement(cle, request.user, ligne=ligne_demandee(request))
    lignes = (
        [c.get_nature_display(), c.foyer.numero, role(c.role) if c.role else "", c.a_compter_du, *en_clair(c)]
        for c in trouves.iterator(chunk_size=2000)
    )
    return exporter(f"changements-{cle}", COLONNES, lignes, format)


def ligne_demandee(request: HttpRequest) -> str:
    """La ligne du rapport demandée ; vide : toutes."""
    demandee = request.GET.get("ligne", "")
    return demandee if demandee in selectors.OUVRABLES else ""


def _effaces(dits: Mapping[str, int], comptes: Mapping[str, int], ligne: str) -> int:
    """Changements que le rapport compte et que l'effacement de leurs dossiers a retirés de la liste."""
    return max(0, dits.get(ligne, 0) - comptes[ligne]) if ligne else 0


def en_clair(changement: ChangementDossier) -> tuple[str, str]:
    """La valeur d'avant et celle d'après, comme une personne les lirait."""
    lire = LIRE.get(NatureChangement(changement.nature), _etat)
    return lire(changement.avant), lire(changement.apres)


def _etat(texte: str) -> str:
    if not texte:
        return ""
    code, *suite = texte.split()
    raisons = libelle_motifs(code, suite)
    return f"{libelle_etat(code)} ({raisons})" if raisons else libelle_etat(code)


def _reponse(texte: str) -> str:
    return str(Reponse(texte).label) if texte in Reponse.values else texte


def _montant(texte: str) -> str:
    return euros(Decimal(texte)) if texte else ""


LIRE: Mapping[NatureChangement, Callable[[str], str]] = {
    NatureChangement.DROITS_DEVOIRS: _reponse,
    NatureChangement.ADRESSE: str,
    NatureChangement.SITUATION: lambda texte: libelle("SITFAM", texte),
    NatureChangement.MONTANT: _montant,
    NatureChangement.RESSOURCES: _montant,
    NatureChangement.APPARTENANCE: lambda texte: role(texte) if texte else "absent du foyer",
    NatureChangement.ACTIVITES: lambda texte: ", ".join(libelle("ACT", code) for code in texte.split()),
}
"""Comment lire une valeur notée ; les autres natures sont des états du droit."""
