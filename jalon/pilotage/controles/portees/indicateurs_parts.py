"""Portées du détail des indicateurs : parts et total, parts recopiées, lignes sans valeur ou sans pendant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, nom_tableau
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import nombres
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import (
    Cellule,
    ColonneIndicateur,
    LigneIndicateur,
    TableauIndicateurs,
    Valeur,
)
from jalon.pilotage.controles.series import racines_libelle, serie, valeur_principale
from jalon.pilotage.controles.textes import normaliser, racines

_DETAIL = re.compile(r"^(?:repartition|detail|ventilation)\b")
_PARTIEL = re.compile(r"\buniquement\b|\bseulement\b|\bhors\b|\bsauf\b|\bpartiel", re.I)
_SOIT = re.compile(r"\bsoit\s+(?:près de\s+|environ\s+)?(\d+(?:,\d+)?)\s?%", re.I)
_DONT = re.compile(r"\bdont\s*$", re.I)


def _comptes(cellule: Cellule) -> list[Valeur]:
    """Les chiffres d'une case qui s'additionnent : ni pourcentage, ni « dont », ni précision."""
    return [
        c.valeur
        for c in cellule.chiffres
        if c.role in {"principal", "composante"} and c.valeur.nombre is not None and not c.valeur.unite
    ]


@portee("detail_total")
def detail_total(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Répartition des X » : les nombres de la case font celui de la ligne qui compte les X."""
    for tableau in dossier.releve.tableaux():
        for rang, ligne in enumerate(tableau.lignes):
            reference = _detaillee(tableau, rang) if _DETAIL.match(normaliser(ligne.libelle)) else None
            if reference is None:
                continue
            for colonne, total, cellule in zip(
                tableau.colonnes, reference.cellules, ligne.cellules, strict=False
            ):
                valeur, parts = valeur_principale(total), _comptes(cellule)
                if valeur is None or len(parts) < 2 or _PARTIEL.search(cellule.texte):
                    continue
                yield Cas(
                    nom_tableau(tableau, ligne),
                    [Terme(f"{reference.libelle}, {colonne.libelle}", valeur)],
                    [Terme(f"{ligne.libelle}, {colonne.libelle}", p) for p in parts],
                    {"reference": reference.libelle, "colonne": colonne.libelle},
                )


def _detaillee(tableau: TableauIndicateurs, rang: int) -> LigneIndicateur | None:
    """La ligne précédente qui parle de la même chose : deux mots au moins en commun."""
    mots = racines_libelle(tableau.lignes[rang].libelle)
    return next(
        (x for x in reversed(tableau.lignes[:rang]) if len(racines_libelle(x.libelle) & mots) >= 2), None
    )


@portee("detail_taux")
def detail_taux(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Dans une case en liste, « 47 élèves …, soit près de 52 % » se recalcule sur la somme de la liste."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                rangs = cellule.texte.split("\n")
                total = sum((v.nombre or Decimal(0) for v in _comptes(cellule)), Decimal(0))
                if len(rangs) < 2 or "%" not in cellule.texte or not total:
                    continue
                for texte in rangs:
                    yield from _taux_du_rang(texte, cellule, total, nom_tableau(tableau, ligne), colonne)


def _taux_du_rang(
    texte: str, cellule: Cellule, total: Decimal, objet: str, colonne: ColonneIndicateur
) -> Iterator[Cas]:
    trouve = _SOIT.search(texte)
    if trouve is None:
        return
    imprime = Decimal(trouve[1].replace(",", "."))
    taux = next(
        (c.valeur for c in cellule.chiffres if c.valeur.unite == "%" and c.valeur.nombre == imprime), None
    )
    avant = [n for n in nombres(texte[: trouve.start()], cellule.lieu) if not _DONT.search(n.avant)]
    partie = sum((n.nombre for n in avant if not n.pourcentage), Decimal(0))
    if taux is not None and partie:
        yield Cas(
            objet,
            [Terme(f"{colonne.libelle}, « {trouve[0]} »", taux)],
            [
                Terme("partie", Valeur(texte[: trouve.start()].strip(" •,"), cellule.lieu, nombre=partie)),
                Terme("somme de la liste", Valeur("somme de la liste", cellule.lieu, nombre=total)),
            ],
            {"extrait": trouve[0], "calcul": f"{partie / total * 100:.1f}".replace(".", ",")},
        )


@portee("part_recopiee")
def part_recopiee(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Dans une case à plusieurs parts, l'une a la même valeur que l'année d'avant, sous le même nom."""
    plancher = Decimal(regle.options["plancher"])
    for tableau in dossier.releve.tableaux():
        for rang, ligne in enumerate(tableau.lignes):
            tenues = [
                (colonne, _parts(cellule))
                for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False)
                if not colonne.prevision
            ]
            if sum(len(p) > 1 for _, p in tenues) < 2 or not serie(tableau, ligne, rang).est_flux:
                continue
            for (avant, parts_avant), (apres, parts_apres) in pairwise(tenues):
                for cle in parts_avant.keys() & parts_apres.keys():
                    (nom, un), (_, deux) = parts_avant[cle], parts_apres[cle]
                    if (un.nombre or 0) >= plancher:
                        yield Cas(
                            nom_tableau(tableau, ligne),
                            [Terme(f"{avant.libelle}, {nom}", un)],
                            [Terme(f"{apres.libelle}, {nom}", deux)],
                            {"nom": nom, "avant": avant.libelle, "apres": apres.libelle},
                            conforme=un.nombre != deux.nombre,
                        )


def _parts(cellule: Cellule) -> dict[str, tuple[str, Valeur]]:
    """Les parts nommées d'une case : leur nom tel qu'imprimé et leur valeur, par nom normalisé."""
    nommees = {
        normaliser(c.qualite): (c.qualite, c.valeur)
        for c in cellule.chiffres
        if c.role == "composante" and not c.valeur.unite and racines(c.qualite)
    }
    return nommees if len(nommees) > 1 else {}


@portee("ligne_sans_valeur")
def ligne_sans_valeur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un indicateur dont aucune case n'est remplie, dans un tableau de fiche qui l'est par ailleurs."""
    for tableau in dossier.releve.tableaux():
        if tableau.genre != "fiche":
            continue
        lues = [(ligne, _tenues(tableau, ligne)) for ligne in tableau.lignes if _nommee(ligne)]
        if not any(any(c.texte.strip() for c in cellules) for _, cellules in lues):
            continue
        for ligne, cellules in lues:
            yield Cas(
                nom_tableau(tableau, ligne),
                [Terme("indicateur", texte_lu(ligne.libelle, ligne.lieu))],
                piste=_piste_glisse(ligne.lieu.colonne),
                conforme=not cellules or any(c.texte.strip() for c in cellules),
            )


def _nommee(ligne: LigneIndicateur) -> bool:
    """Un indicateur, pas la seule reprise du nom de son groupe."""
    return bool(ligne.libelle) and ligne.libelle != ligne.groupe


def _piste_glisse(colonne: str) -> str:
    if not colonne:
        return ""
    return (
        f"son libellé est écrit dans la colonne « {colonne} » : le remettre à sa place, et donner la valeur"
    )


def _tenues(tableau: TableauIndicateurs, ligne: LigneIndicateur) -> list[Cellule]:
    couples = zip(tableau.colonnes, ligne.cellules, strict=False)
    return [cellule for colonne, cellule in couples if not colonne.prevision]


@portee("lignes_attendues")
def lignes_attendues(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Deux indicateurs qui vont ensemble (`options.paires`) : chaque réunion a son compte rendu."""
    paires = [(racines(source), racines(suite)) for source, suite in regle.options["paires"]]
    for tableau in dossier.releve.tableaux():
        par_nom = {racines(ligne.libelle): ligne for ligne in tableau.lignes}
        for source, suite in paires:
            if source not in par_nom or suite not in par_nom:
                continue
            faites, suivies = par_nom[source], par_nom[suite]
            for colonne, a, b in zip(tableau.colonnes, faites.cellules, suivies.cellules, strict=False):
                valeurs = valeur_principale(a), valeur_principale(b)
                if valeurs[0] is not None and valeurs[1] is not None:
                    yield Cas(
                        nom_tableau(tableau, suivies),
                        [Terme(f"{suivies.libelle}, {colonne.libelle}", valeurs[1])],
                        [Terme(f"{faites.libelle}, {colonne.libelle}", valeurs[0])],
                        {"faites": faites.libelle, "suivies": suivies.libelle},
                    )


@portee("libelle_nombre")
def libelle_nombre(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Achat de 20 ordinateurs » en libellé, « 15 ordinateurs remis » dans la case : un nombre chacun."""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            annonces = nombres(ligne.libelle, ligne.lieu)
            if len(annonces) != 1 or not annonces[0].nom or annonces[0].pourcentage:
                continue
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                memes = [c for c in nombres(cellule.texte, cellule.lieu) if c.nom == annonces[0].nom]
                if len(memes) == 1 and not colonne.prevision:
                    yield Cas(
                        nom_tableau(tableau, ligne),
                        [Terme("libellé", annonces[0].valeur)],
                        [Terme(colonne.libelle, memes[0].valeur)],
                    )
