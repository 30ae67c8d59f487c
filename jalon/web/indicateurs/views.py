"""Les indicateurs d'un exercice : annexes et fiches, avec leur tendance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.enums import Statut
from jalon.pilotage.bilans.fiche import TableauAffiche
from jalon.pilotage.bilans.selectors import annexes, fiches_completes
from jalon.pilotage.calculs.remplissage import phrase_de, remplissage
from jalon.pilotage.programmes.acces import peut
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.web.exports import Valeur, exporter
from jalon.web.indicateurs.tendance import LigneTendance, lignes_de
from jalon.web.portee import portee_de

ENTETES = ("Tableau", "Indicateur", "Période", "Valeur", "Précision", "Statut", "Texte imprimé")


@autorise(*ROLES_PROGRAMMES)
@require_GET
def indicateurs(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Tous les tableaux ; `?q=` filtre sur le libellé, `?montrer=` sur les manques."""
    portee = portee_de(code, exercice)
    filtres = Filtres.lire(request.GET)
    tous = _tableaux(portee.programme, portee.exercice)
    tableaux, vides = [], 0
    for titre, cle, tableau in tous:
        toutes = lignes_de(tableau)
        lignes = [li for li in toutes if filtres.garder(li)]
        vides += sum(1 for li in toutes if li.vide)
        if lignes:
            tableaux.append({"titre": titre, "cle": cle, "tableau": tableau, "lignes": lignes})
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "tableaux": tableaux,
        "q": filtres.demande,
        "montrer": filtres.montrer,
        "vides": vides,
        "onglet": "indicateurs",
        "remplissage": phrase_de(remplissage([tableau for *_, tableau in tous], portee.exercice)),
        "peut_regler": peut(request.user, "gerer_annexes", portee.programme),
    }
    return render(request, "indicateurs/indicateurs.html", contexte)


@autorise(*ROLES_PROGRAMMES)
@require_GET
def indicateurs_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """Les indicateurs montrés, un chiffre par ligne, en CSV ou ODS ; une case vide a sa ligne."""
    portee = portee_de(code, exercice)
    filtres = Filtres.lire(request.GET)
    lignes = [
        rangee
        for titre, _, tableau in _tableaux(portee.programme, portee.exercice)
        for ligne in lignes_de(tableau)
        if filtres.garder(ligne)
        for rangee in _rangees(titre, tableau, ligne)
    ]
    return exporter(f"{code}-{exercice}-indicateurs", ENTETES, lignes, format)


def _rangees(titre: str, tableau: TableauAffiche, ligne: LigneTendance) -> Iterator[list[Valeur]]:
    libelle = ligne.ligne.libelle
    for colonne, chiffres in zip(tableau.colonnes, ligne.ligne.cases, strict=False):
        for c in chiffres:
            yield [titre, libelle, colonne.libelle, c.valeur, c.qualite, c.statut, c.texte]
        if not chiffres:
            yield [titre, libelle, colonne.libelle, None, "", Statut.NON_RENSEIGNE.value, ""]


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que l'écran montre : des mots du libellé, et quels indicateurs."""

    demande: str = ""
    montrer: str = ""

    @classmethod
    def lire(cls, parametres: QueryDict) -> Filtres:
        return cls(parametres.get("q", "").strip(), parametres.get("montrer", ""))

    def garder(self, ligne: LigneTendance) -> bool:
        """Vrai si la ligne est montrée ; sans choix, celles qui ont au moins une valeur."""
        if self.demande.casefold() not in ligne.ligne.libelle.casefold():
            return False
        return {"manquants": ligne.incomplete, "tous": True}.get(self.montrer, not ligne.vide)


def _tableaux(programme: Programme, exercice: Exercice) -> list[tuple[str, str, TableauAffiche]]:
    """(titre, clé d'action ou vide, tableau) : annexes d'abord, puis fiche par fiche."""
    tous = [(tableau.titre, "", tableau) for tableau in annexes(programme, exercice)]
    for fiche in fiches_completes(programme, exercice):
        titre = f"{fiche.numero} {fiche.titre}".strip()
        tous += [
            (
                f"{titre} · {tableau.operateur}" if tableau.operateur else titre,
                fiche.numero or fiche.place_id,
                tableau,
            )
            for tableau in fiche.tableaux
        ]
    return tous
