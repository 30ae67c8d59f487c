"""Relevé → annexes d'indicateurs : mesures, lignes, et la formule que leurs valeurs laissent proposer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from rapidfuzz import fuzz

from jalon.pilotage.controles.releve import ColonneIndicateur, LigneIndicateur, TableauIndicateurs
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_indicateurs import (
    colonne_json,
    fin_comparable,
    noter_cellules,
    noter_indicateur,
    noter_serie,
)
from jalon.sources.documents.reprise_mentions import noter_mention
from jalon.sources.documents.reprise_rapprochements import normaliser, ressemblance

LIBELLES_PROCHES = 72
ECART_DE_LIBELLE = 5
PERIODES_COMMUNES = 2
ZONE = "annexe"


@dataclass(frozen=True, slots=True)
class SerieDeFiche:
    """Une série de fiche et ses valeurs principales, par fin de période."""

    cle: UUID
    libelle: str
    valeurs: dict[str, Decimal]


def noter_annexes(carnet: Carnet) -> None:
    """Chaque ligne d'annexe garde sa série et ses chiffres imprimés ; la formule vers les fiches n'est que
    proposée."""
    fiches = list(_series_de_fiches(carnet))
    ordre_mesure = 0
    for rang, tableau in enumerate(carnet.releve.annexes, start=1):
        details = {"colonnes": [colonne_json(c) for c in tableau.colonnes]}
        titre = tableau.titre[:200] or f"Annexe {rang}"
        noter_mention(
            carnet, ZONE, ZONE, f"titre:{rang}", titre=tableau.titre, details=details, lieu=tableau.lieu
        )
        mesures: dict[tuple[str, str], UUID] = {}
        for ligne in tableau.lignes:
            place = (ligne.groupe, ligne.mesure)
            if place not in mesures:
                ordre_mesure += 1
                mesures[place] = _noter_mesure(carnet, titre, ligne, tableau, ordre_mesure)
        for ordre, ligne in enumerate(tableau.lignes, start=1):
            mesure = mesures[ligne.groupe, ligne.mesure]
            _noter_ligne(carnet, titre, mesure, ordre, ligne, tableau.colonnes, fiches)


def _noter_mesure(
    carnet: Carnet, titre: str, ligne: LigneIndicateur, tableau: TableauIndicateurs, ordre: int
) -> UUID:
    """Une mesure sans aucun chiffre imprimé est lue comme non souscrite."""
    memes = (
        autre for autre in tableau.lignes if (autre.groupe, autre.mesure) == (ligne.groupe, ligne.mesure)
    )
    renseignee = any(c.chiffres for autre in memes for c in autre.cellules)
    nom = (ligne.mesure or ligne.groupe or titre)[:400]
    champs = {
        "programme_id": carnet.contexte.programme,
        "annexe": titre,
        "groupe": ligne.groupe[:300],
        "titre": nom,
        "souscrite": renseignee,
        "ordre": ordre,
    }
    return carnet.ajouter(
        "mesure", f"{titre}|{ligne.groupe}|{nom}", champs, nom, zone=ZONE, lieu=ligne.lieu
    ).id


def _noter_ligne(
    carnet: Carnet,
    titre: str,
    mesure: UUID,
    ordre: int,
    ligne: LigneIndicateur,
    colonnes: list[ColonneIndicateur],
    fiches: list[SerieDeFiche],
) -> None:
    portee = f"{ZONE}|{titre}|{ligne.mesure}|{ligne.groupe}|{ligne.libelle}"
    indicateur = noter_indicateur(carnet, ZONE, portee, ligne, colonnes)
    serie = noter_serie(carnet, ZONE, portee, ligne, indicateur, None)
    noter_cellules(carnet, ZONE, serie, f"{portee}|{ordre}", ligne, list(enumerate(colonnes)))
    somme = proposer_somme(ligne.libelle, _valeurs(ligne, colonnes), fiches)
    champs = {
        "mesure_id": mesure,
        "libelle": ligne.libelle[:600],
        "commentaire": ligne.commentaire,
        "dont": ligne.dont,
        "serie_id": serie,
        "formule": {"somme": [str(cle) for cle in somme]} if somme else {},
        "ordre": ordre,
    }
    carnet.ajouter("ligne_annexe", f"{portee}|{ordre}", champs, ligne.libelle, zone=ZONE, lieu=ligne.lieu)


def _series_de_fiches(carnet: Carnet) -> Iterator[SerieDeFiche]:
    for action in carnet.actions:
        for rang, tableau in enumerate(action.fiche.tableaux if action.fiche else (), start=1):
            for ligne in tableau.lignes:
                fait = carnet.faits.get(
                    ("serie", f"{action.cle}|{rang}|{ligne.groupe}|{ligne.libelle}|{tableau.operateur}"[:600])
                )
                valeurs = _valeurs(ligne, tableau.colonnes)
                if fait is not None and valeurs:
                    yield SerieDeFiche(fait.id, ligne.libelle, valeurs)


def _valeurs(ligne: LigneIndicateur, colonnes: list[ColonneIndicateur]) -> dict[str, Decimal]:
    """Valeurs principales par fin de période ; deux colonnes de même fin ne se comparent pas."""
    valeurs: dict[str, Decimal] = {}
    for colonne, cellule in zip(colonnes, ligne.cellules, strict=False):
        principal = cellule.principal
        if colonne.periode is None or colonne.prevision or principal is None or principal.nombre is None:
            continue
        valeurs.setdefault(fin_comparable(colonne.periode), principal.nombre)
    return valeurs


def proposer_somme(libelle: str, valeurs: dict[str, Decimal], fiches: list[SerieDeFiche]) -> tuple[UUID, ...]:
    """Séries de fiches dont la somme redonne la ligne : libellés proches et valeurs égales sur toutes les
    périodes
    communes (deux au moins, ou la seule qu'elles aient).

    Vide au moindre doute : deux réponses possibles, ou un libellé plus proche dont les valeurs diffèrent (une
    ligne recopiée de sa voisine ne doit pas devenir une formule).
    """
    notes = {s.cle: fuzz.token_sort_ratio(normaliser(libelle), normaliser(s.libelle)) for s in fiches}
    proches = [s for s in fiches if ressemblance(libelle, s.libelle) >= LIBELLES_PROCHES]
    meilleure = max((notes[s.cle] for s in proches), default=0.0)
    for taille in (1, 2):
        trouvees = [g for g in combinations(proches, taille) if _redonne(g, valeurs)]
        retenues = [g for g in trouvees if max(notes[s.cle] for s in g) >= meilleure - ECART_DE_LIBELLE]
        if len(retenues) == 1:
            return tuple(serie.cle for serie in retenues[0])
    return ()


def _redonne(groupe: tuple[SerieDeFiche, ...], valeurs: dict[str, Decimal]) -> bool:
    communes = set(valeurs).intersection(*(serie.valeurs for serie in groupe))
    attendues = min(PERIODES_COMMUNES, *(len(serie.valeurs) for serie in groupe), len(valeurs))
    if not communes or len(communes) < attendues or len(groupe) > 1 and len(communes) < PERIODES_COMMUNES:
        return False
    return all(sum((s.valeurs[p] for s in groupe), Decimal(0)) == valeurs[p] for p in communes)
