"""Les indicateurs d'un exercice : annexes et fiches, avec leur tendance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.pilotage.bilans.fiche import TableauAffiche
from jalon.pilotage.bilans.selectors import annexes, fiches_completes
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.web.exports import Valeur, exporter
from jalon.web.indicateurs.tendance import LigneTendance, lignes_de
from jalon.web.portee import portee_de

ENTETES = ("Tableau", "Indicateur", "Période", "Valeur", "Précision", "Statut", "Texte imprimé")


@autorise(*Role)
@require_GET
def indicateurs(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """Tous les tableaux ; `?q=` filtre sur le libellé, `?montrer=` sur les manques."""
    portee = portee_de(code, exercice)
    demande, montrer = request.GET.get("q", "").strip(), request.GET.get("montrer", "")
    tableaux, vides = [], 0
    for titre, cle, tableau in _tableaux(portee.programme, portee.exercice):
        toutes = lignes_de(tableau)
        lignes = [li for li in toutes if _retenue(li, demande, montrer)]
        vides += sum(1 for li in toutes if li.vide)
        if lignes:
            tableaux.append({"titre": titre, "cle": cle, "tableau": tableau, "lignes": lignes})
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "tableaux": tableaux,
        "q": demande,
        "montrer": montrer,
        "vides": vides,
        "onglet": "indicateurs",
    }
    return render(request, "indicateurs/indicateurs.html", contexte)


@autorise(*Role)
@require_GET
def indicateurs_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """Un chiffre par ligne, en CSV ou ODS."""
    portee = portee_de(code, exercice)
    lignes: list[list[Valeur]] = [
        [
            titre,
            ligne.libelle,
            colonne.libelle,
            chiffre.valeur,
            chiffre.qualite,
            chiffre.statut,
            chiffre.texte,
        ]
        for titre, _, tableau in _tableaux(portee.programme, portee.exercice)
        for ligne in tableau.lignes
        for colonne, chiffres in zip(tableau.colonnes, ligne.cases, strict=False)
        for chiffre in chiffres
    ]
    return exporter(f"{code}-{exercice}-indicateurs", ENTETES, lignes, format)


def _retenue(ligne: LigneTendance, demande: str, montrer: str) -> bool:
    if demande.casefold() not in ligne.ligne.libelle.casefold():
        return False
    return {"manquants": ligne.incomplete, "tous": True}.get(montrer, not ligne.vide)


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
