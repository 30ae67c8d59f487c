"""Les petits tableaux sans colonne « Indicateurs » : répartition (listes parallèles) et clé / valeur."""

from __future__ import annotations

import re
from dataclasses import replace

from jalon.pilotage.controles.releve import (
    ColonneIndicateur,
    Lieu,
    LigneIndicateur,
    NonLu,
    Releve,
    TableauIndicateurs,
)
from jalon.socle.periodes import lire_periode
from jalon.sources.documents.cellules import lire_cellule
from jalon.sources.documents.flux import Rangee, Tableau
from jalon.sources.documents.indicateurs import Contexte
from jalon.sources.documents.mots import plat, une_ligne

SUITE_NOMBRES = re.compile(r"^\d{1,4}(?:\s+\d{1,4})+$")


def lire_repartition(
    tableaux: list[Tableau], contexte: Contexte, releve: Releve | None
) -> TableauIndicateurs | None:
    """Un tableau où une case liste des lieux et sa voisine les nombres, dans le même ordre.

    Chaque lieu devient une ligne ; les autres nombres de la rangée (« Nbre de territoires : 7 ») sont des
    lignes du groupe « annonce ». Rend `None` si le tableau n'a pas cette forme.
    """
    rangees = [r for t in tableaux for r in t.rangees]
    if len(rangees) < 2:
        return None
    entete = rangees[0]
    formes = [(r, _noms(r), _nombres(r)) for r in rangees[1:]]
    if not all(noms is not None and nombres is not None for _, noms, nombres in formes):
        return None
    tableau = TableauIndicateurs(
        "repartition", contexte.titre, Lieu(contexte.titre, "", "", entete.ligne), contexte.action
    )
    for rangee, noms, nombres in formes:
        if noms is not None and nombres is not None:
            _lignes(tableau, entete, rangee, noms, nombres, releve)
    tableau.colonnes = [_prevue(colonne, contexte.annee) for colonne in tableau.colonnes]
    return tableau


def _prevue(colonne: ColonneIndicateur, annee: int | None) -> ColonneIndicateur:
    """Une répartition de l'année d'après l'exercice est une prévision."""
    apres = colonne.periode is not None and annee is not None and colonne.periode.debut.year > annee
    return replace(colonne, prevision=True) if apres else colonne


def _noms(rangee: Rangee) -> int | None:
    """La colonne qui liste des noms : plusieurs puces ou lignes sans nombre seul."""
    for i, texte in enumerate(rangee.textes):
        lignes = texte.split("\n")
        if len(lignes) > 1 and not SUITE_NOMBRES.match(une_ligne(texte)):
            return i
    return None


def _nombres(rangee: Rangee) -> int | None:
    return next((i for i, t in enumerate(rangee.textes) if SUITE_NOMBRES.match(une_ligne(t))), None)


def _lignes(
    tableau: TableauIndicateurs,
    entete: Rangee,
    rangee: Rangee,
    noms: int,
    nombres: int,
    releve: Releve | None,
) -> None:
    titre = tableau.titre
    periodes = [lire_periode(t) for t in rangee.textes if re.fullmatch(r"(?:19|20)\d\d", t)]
    libelle = une_ligne(entete.texte(nombres))
    if not tableau.colonnes:
        tableau.colonnes = [ColonneIndicateur(libelle, periodes[0] if periodes else None)]
    for i in rangee.pleines:
        if i in (noms, nombres) or re.fullmatch(r"(?:19|20)\d\d", rangee.texte(i)):
            continue
        nom = une_ligne(entete.texte(i))
        cellule = lire_cellule(rangee.texte(i), Lieu(titre, nom, libelle, rangee.ligne))
        tableau.lignes.append(LigneIndicateur(nom, cellule.lieu, [cellule], groupe="annonce"))
    valeurs = rangee.texte(nombres).split()
    listes = [une_ligne(n).strip(" •-▪") for n in rangee.texte(noms).split("\n")]
    for rang, nom in enumerate(listes):
        texte = valeurs[rang] if rang < len(valeurs) else ""
        cellule = lire_cellule(texte, Lieu(titre, nom, libelle, rangee.ligne))
        groupe = une_ligne(entete.texte(noms))
        tableau.lignes.append(LigneIndicateur(nom, cellule.lieu, [cellule], groupe=groupe))
    if len(valeurs) != len(listes) and releve is not None:
        motif = f"{len(listes)} noms pour {len(valeurs)} nombres : les listes ne vont pas ensemble"
        lieu = Lieu(titre, libelle, "", rangee.ligne)
        releve.non_lus.append(NonLu(une_ligne(rangee.texte(nombres)), motif, lieu))


def lire_cle_valeur(rangees: list[Rangee], contexte: Contexte, releve: Releve) -> TableauIndicateurs | None:
    """Un tableau à deux colonnes sans en-tête : un libellé, sa valeur."""
    if any(len(r.cases) > 2 and any(r.textes[2:]) for r in rangees):
        return None
    if not all(r.texte(0) for r in rangees):
        return None
    periode = lire_periode(str(contexte.annee)) if contexte.annee else None
    tableau = TableauIndicateurs(
        "liste", contexte.titre, Lieu(contexte.titre, "", "", rangees[0].ligne), contexte.action,
        contexte.operateur, [ColonneIndicateur(str(contexte.annee or ""), periode)],
    )  # fmt: skip
    for rangee in rangees:
        libelle = une_ligne(rangee.texte(0)).rstrip(" :")
        lieu = Lieu(contexte.titre, libelle, "", rangee.ligne)
        cellule = lire_cellule(rangee.texte(1), lieu, annee=contexte.annee)
        dont = plat(libelle).startswith("dont ")
        tableau.lignes.append(LigneIndicateur(libelle, lieu, [cellule], dont=dont))
    return tableau
