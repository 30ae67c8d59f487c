"""Relevé → indicateurs, séries, chiffres, annexes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from jalon.mesure.chiffres.enums import Provenance, Statut
from jalon.mesure.indicateurs.models import AliasIndicateur
from jalon.pilotage.controles.releve import (
    Cellule,
    ChiffreCellule,
    ColonneIndicateur,
    Etat,
    LigneIndicateur,
    TableauIndicateurs,
)
from jalon.pilotage.programmes.models import SerieAction
from jalon.socle.organisations.enums import NatureOrganisation
from jalon.socle.periodes import Genre, Periode
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_definitions import definition_probable
from jalon.sources.documents.reprise_faits import comparable
from jalon.sources.documents.reprise_mentions import noter_mention
from jalon.sources.documents.reprise_rapprochements import ActionLue, normaliser

STATUTS = {
    Etat.EN_ATTENTE: Statut.EN_ATTENTE,
    Etat.SANS_OBJET: Statut.SANS_OBJET,
    Etat.NON_CALCULABLE: Statut.NON_CALCULABLE,
    Etat.TEXTE: Statut.NON_CALCULABLE,
    Etat.VIDE: Statut.NON_RENSEIGNE,
}
METHODE_APPROCHEE = "valeur donnée comme approchée par le document"


def noter_indicateurs(carnet: Carnet) -> None:
    """Les tableaux d'indicateurs de chaque fiche : une série par ligne, et par opérateur s'il y en a en
    colonnes."""
    for action in carnet.actions:
        for rang, tableau in enumerate(action.fiche.tableaux if action.fiche else (), start=1):
            _noter_tableau(carnet, action, tableau, rang)


def _noter_tableau(carnet: Carnet, action: ActionLue, tableau: TableauIndicateurs, rang: int) -> None:
    zone = f"fiche:{action.cle}"[:100]
    details = {
        "genre": tableau.genre,
        "operateur": tableau.operateur,
        "colonnes": [colonne_json(c) for c in tableau.colonnes],
    }
    noter_mention(
        carnet,
        zone,
        "fiche_indicateurs",
        f"tableau:{rang}",
        action=action.cle,
        titre=tableau.titre,
        details=details,
        lieu=tableau.lieu,
    )
    for ordre, ligne in enumerate(tableau.lignes, start=1):
        for operateur, en_colonne, colonnes in _par_operateur(tableau):
            organisme = _organisme(carnet, operateur)
            portee = f"{action.cle}|{rang}|{ligne.groupe}|{ligne.libelle}"
            indicateur = noter_indicateur(
                carnet, zone, f"{action.cle}|{ligne.groupe}|{ligne.libelle}", ligne, tableau.colonnes
            )
            serie = noter_serie(carnet, zone, f"{portee}|{operateur}", ligne, indicateur, organisme)
            carnet.rattacher(
                SerieAction,
                {"action_id": carnet.ids_actions[action.cle], "serie_id": serie},
                libelle=ligne.libelle[:600],
                tableau=tableau.titre[:300],
                rang_tableau=rang,
                genre=tableau.genre,
                operateur=operateur[:120],
                operateur_en_colonne=en_colonne,
                groupe=ligne.groupe[:300],
                dont=ligne.dont,
                ordre=ordre,
            )
            noter_cellules(carnet, zone, serie, f"{portee}|{operateur}", ligne, colonnes)


def _par_operateur(
    tableau: TableauIndicateurs,
) -> Iterator[tuple[str, bool, list[tuple[int, ColonneIndicateur]]]]:
    """Les colonnes du tableau, réunies par opérateur quand ce sont des opérateurs qui les nomment."""
    colonnes = list(enumerate(tableau.colonnes))
    if not any(c.operateur for _, c in colonnes):
        yield tableau.operateur, False, colonnes
        return
    for operateur in dict.fromkeys(c.operateur for _, c in colonnes):
        yield operateur, True, [(i, c) for i, c in colonnes if c.operateur == operateur]


def _organisme(carnet: Carnet, operateur: str) -> UUID | None:
    if not operateur:
        return None
    return carnet.organismes.reconnaitre(operateur, NatureOrganisation.OPERATEUR, carnet.releve.document)


def noter_indicateur(
    carnet: Carnet, zone: str, portee: str, ligne: LigneIndicateur, colonnes: list[ColonneIndicateur]
) -> UUID:
    """L'indicateur que dit la ligne ; deux opérateurs qui le renseignent partagent sa définition."""
    deja = carnet.faits.get(("indicateur", portee[:600]))
    if deja is not None:
        return deja.id
    code_programme = carnet.code_programme
    empreinte = hashlib.sha256(f"{code_programme}|{portee}".encode()).hexdigest()[:8]
    code = f"{code_programme[:24]}.{slugify(normaliser(ligne.libelle))[:44]}-{empreinte}"
    periodes = [c.periode for c in colonnes if c.periode]
    champs = {"code": code, "version": 1, "titre": (ligne.libelle or "sans libellé")[:500]}
    champs |= definition_probable(ligne, periodes)
    suivi = {"definition": ligne.commentaire, "source": carnet.releve.document[:300]}
    cle = carnet.ajouter(
        "indicateur", portee[:600], champs, ligne.libelle, zone=zone, lieu=ligne.lieu, suivi=suivi
    ).id
    carnet.rattacher(
        AliasIndicateur,
        {"indicateur_id": cle, "libelle": ligne.libelle[:600], "genre_document": carnet.modele[:40]},
    )
    return cle


def noter_serie(
    carnet: Carnet, zone: str, portee: str, ligne: LigneIndicateur, indicateur: UUID, organisme: UUID | None
) -> UUID:
    """La série de chiffres d'une ligne. Une seconde ligne de même libellé est une autre source du même
    indicateur."""
    portee = portee[:600]
    rang = sum(1 for s in carnet.series_de.get((indicateur, organisme), ()))
    champs = {
        "indicateur_id": indicateur,
        "organisation_id": organisme,
        "cloison": carnet.contexte.programme,
        "source": f"ligne {rang + 1} de même libellé" if rang else "",
    }
    cle = carnet.ajouter("serie", portee, champs, ligne.libelle, zone=zone, lieu=ligne.lieu).id
    carnet.series_de.setdefault((indicateur, organisme), []).append(cle)
    return cle


def noter_cellules(
    carnet: Carnet,
    zone: str,
    serie: UUID,
    portee: str,
    ligne: LigneIndicateur,
    colonnes: list[tuple[int, ColonneIndicateur]],
) -> None:
    """Un chiffre par nombre de chaque case ; une case de texte donne un chiffre sans valeur, une case vide
    rien."""
    pris: set[str] = set()
    for i, colonne in colonnes:
        if i >= len(ligne.cellules):
            continue
        cellule = ligne.cellules[i]
        for rang, lu in enumerate(chiffres_de(cellule)):
            _noter_chiffre(carnet, zone, serie, portee, ligne, (i, colonne), (rang, lu), cellule, pris)


def chiffres_de(cellule: Cellule) -> list[ChiffreCellule | None]:
    """Les chiffres d'une case ; `None` seul pour une case sans nombre mais pas vide."""
    if cellule.chiffres:
        return list(cellule.chiffres)
    return [] if cellule.etat == Etat.VIDE else [None]


def _noter_chiffre(
    carnet: Carnet,
    zone: str,
    serie: UUID,
    portee: str,
    ligne: LigneIndicateur,
    place: tuple[int, ColonneIndicateur],
    rang_et_lu: tuple[int, ChiffreCellule | None],
    cellule: Cellule,
    pris: set[str],
) -> None:
    (i, colonne), (rang, lu) = place, rang_et_lu
    periode = (lu.periode if lu else None) or colonne.periode or carnet.periode_exercice
    coupe = _coupe(serie, periode, lu, i, rang, pris)
    champs: dict[str, Any] = {
        "serie_id": serie,
        "genre_periode": periode.genre.value,
        "debut": periode.debut,
        "fin": periode.fin,
        "coupe": coupe,
    }
    champs |= _valeur(lu, cellule, colonne, periode.debut > carnet.periode_exercice.fin)
    details = {
        "colonne_rang": i,
        "rang": rang,
        "role": lu.role if lu else "principal",
        "cellule": cellule.texte,
    }
    details |= _particularites(lu, cellule)
    suivi = carnet.source(cellule.lieu, **details) | {
        "libelle_periode": (colonne.libelle or "")[:200],
        "decimales": lu.valeur.decimales if lu else 0,
        "provenance": Provenance.IMPORT.value,
        "saisi_par_id": carnet.acteur,
    }
    cle = f"{portee}|{periode.genre}|{periode.debut}|{periode.fin}|{sorted(coupe.items())}"
    objet = f"{ligne.libelle} — {colonne.libelle}"
    carnet.ajouter("chiffre", cle, champs, objet, zone=zone, lieu=cellule.lieu, suivi=suivi)


def _coupe(
    serie: UUID, periode: Periode, lu: ChiffreCellule | None, colonne: int, rang: int, pris: set[str]
) -> dict[str, str]:
    """La coupe du chiffre, unique dans sa série et sa période."""
    coupe: dict[str, str] = {}
    if lu is not None and lu.role not in ("principal", "autre_periode"):
        coupe["part"] = (lu.qualite or str(rang))[:120]
    for ajout in (
        {},
        {"part": lu.role if lu else "texte"} | coupe,
        {"colonne": str(colonne), "rang": str(rang)},
    ):
        essai = coupe | ajout
        cle = f"{periode.genre}{periode.debut}{periode.fin}{comparable(sorted(essai.items()))}"
        if cle not in pris:
            pris.add(cle)
            return essai
    raise AssertionError("une case a une seule colonne et un seul rang")


def _valeur(
    lu: ChiffreCellule | None, cellule: Cellule, colonne: ColonneIndicateur, a_venir: bool
) -> dict[str, Any]:
    """Valeur et statut ; ce que le rapport d'une année dit de la suivante est une prévision."""
    if lu is None or lu.valeur.nombre is None:
        etat = lu.valeur.etat if lu else cellule.etat
        texte = lu.valeur.texte if lu else cellule.texte
        return {
            "valeur": None,
            "statut": STATUTS.get(etat, Statut.NON_CALCULABLE).value,
            "texte": texte,
            "methode": "",
        }
    statut, methode = Statut.COMPTE, ""
    if lu.valeur.approche:
        statut, methode = Statut.ESTIME, METHODE_APPROCHEE
    if colonne.prevision or a_venir:
        statut = Statut.PREVISION
    return {"valeur": lu.valeur.nombre, "statut": statut.value, "texte": lu.valeur.texte, "methode": methode}


def _particularites(lu: ChiffreCellule | None, cellule: Cellule) -> dict[str, Any]:
    etat = lu.valeur.etat if lu else cellule.etat
    details: dict[str, Any] = {} if etat == Etat.LU else {"etat": etat.value}
    if lu is not None:
        details["qualite"] = lu.qualite
        details |= {} if cellule.etat == Etat.LU else {"etat_cellule": cellule.etat.value}
        details |= {"unite": lu.valeur.unite} if lu.valeur.unite else {}
        details |= {"approche": True} if lu.valeur.approche else {}
        if lu.periode is not None:
            details["periode"] = periode_json(lu.periode)
    return details


def periode_json(periode: Periode) -> dict[str, str]:
    return {"debut": str(periode.debut), "fin": str(periode.fin), "genre": periode.genre.value}


def colonne_json(colonne: ColonneIndicateur) -> dict[str, Any]:
    """Une colonne telle que `depuis_base` la relit."""
    bornes = (
        {"debut": "", "fin": "", "genre": ""} if colonne.periode is None else periode_json(colonne.periode)
    )
    return {
        "libelle": colonne.libelle,
        "operateur": colonne.operateur,
        "prevision": colonne.prevision,
        "periodes": [periode_json(p) for p in colonne.periodes],
    } | bornes


def fin_comparable(periode: Periode) -> str:
    """« En 2022 » et « au 31/12/2022 » se comparent ; un semestre ne se compare qu'à lui-même."""
    fin_annee = periode.genre == Genre.SITUATION and re.search(r"-12-31$", str(periode.fin))
    return str(periode.fin) if periode.genre == Genre.ANNEE or fin_annee else f"{periode.debut}/{periode.fin}"
