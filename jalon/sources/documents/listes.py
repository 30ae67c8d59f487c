"""Les puces chiffrées d'une section d'indicateurs : une ligne par puce, le groupe est la puce parente."""

from __future__ import annotations

import re

from jalon.pilotage.controles.releve import (
    Cellule,
    ColonneIndicateur,
    Etat,
    Lieu,
    LigneIndicateur,
    NonLu,
    Releve,
    TableauIndicateurs,
)
from jalon.socle.periodes import Periode, lire_periode
from jalon.sources.documents.cellules import lire_cellule, reperer
from jalon.sources.documents.flux import Texte
from jalon.sources.documents.indicateurs import Contexte
from jalon.sources.documents.limites import CARACTERES_ANALYSES_MAX
from jalon.sources.documents.mots import plat

LIBELLE_VALEUR = re.compile(r"^(?P<libelle>[^:]{3,200}?)\s*:\s+(?P<valeur>.+)$", re.DOTALL)
PARENTHESE = re.compile(r"\s*\((?P<dans>[^()]*)\)\s*$")
VALEUR_MAX = 120
SUITE_MINIMALE = 3
RENVOI = re.compile(r"\bcf\b|\bvoir\b|\bse referer\b")


def lire_liste(textes: list[Texte], contexte: Contexte, releve: Releve) -> TableauIndicateurs:
    """Les lignes chiffrées d'une section, en tableau de genre `liste` à une colonne.

    Une puce qui finit par « : » est suivie de sa valeur (ligne collée) ou chapeaute des puces plus creuses,
    dont elle devient le groupe. Les textes qui ne sont ni puce ni « libellé : nombre » sont de la prose.
    """
    periode = lire_periode(str(contexte.annee)) if contexte.annee else None
    tableau = TableauIndicateurs(
        "liste", contexte.titre, Lieu(contexte.titre), contexte.action, contexte.operateur,
        [ColonneIndicateur(str(contexte.annee or ""), periode)],
    )  # fmt: skip
    groupe, profondeur, enfants = "", 0, 0
    for texte in _joindre([t for t in textes if len(t.clair) <= CARACTERES_ANALYSES_MAX]):
        if not texte.puce or texte.puce < profondeur or (texte.puce == profondeur and enfants > profondeur):
            groupe = ""
        if texte.clair.endswith(":"):
            groupe, profondeur, enfants = texte.clair.rstrip(" :"), texte.puce, 0
            continue
        enfants = max(enfants, texte.puce)
        if not texte.puce and not _prose_chiffree(texte.clair):
            continue
        tableau.lignes.append(_ligne(texte, groupe, contexte, releve))
    return tableau


def lire_enumerations(textes: list[Texte], contexte: Contexte, releve: Releve) -> TableauIndicateurs | None:
    """Une suite d'au moins trois puces « libellé : nombre » dans une section de récit (une répartition)."""
    suites: list[list[Texte]] = [[]]
    for texte in textes:
        if texte.puce and _prose_chiffree(texte.clair):
            suites[-1].append(texte)
        elif suites[-1]:
            suites.append([])
    lues = [t for suite in suites if len(suite) >= SUITE_MINIMALE for t in suite]
    return lire_liste(lues, contexte, releve) if lues else None


def _joindre(textes: list[Texte]) -> list[Texte]:
    """Rejoint « libellé : » et la valeur écrite à la ligne suivante."""
    sorties: list[Texte] = []
    for texte in textes:
        precedent = sorties[-1] if sorties else None
        if precedent is not None and _valeur_attendue(precedent, texte):
            reuni = f"{precedent.clair} {texte.clair}"
            sorties[-1] = Texte(reuni, reuni, precedent.ligne, 0, precedent.puce, precedent.colle)
        else:
            sorties.append(texte)
    return sorties


def _valeur_attendue(precedent: Texte, texte: Texte) -> bool:
    if texte.puce or not precedent.clair.endswith(":") or texte.clair.endswith(":"):
        return False
    return texte.colle or (precedent.puce > 0 and len(texte.clair) <= VALEUR_MAX)


def _prose_chiffree(texte: str) -> bool:
    trouve = LIBELLE_VALEUR.match(texte)
    return trouve is not None and bool(re.match(r"[\d/(+±]", trouve["valeur"])) and len(texte) < 200


def _ligne(texte: Texte, groupe: str, contexte: Contexte, releve: Releve) -> LigneIndicateur:
    libelle, valeur = _couper(texte.clair)
    periode = _periode(libelle, groupe, contexte.annee)
    nom = libelle or _qualite(valeur)
    lieu = Lieu(contexte.titre, nom, "", texte.ligne)
    cellule = _cellule(valeur, lieu, periode, contexte.annee)
    if RENVOI.search(plat(valeur)) and cellule.etat == Etat.TEXTE:
        releve.non_lus.append(NonLu(texte.clair, "renvoi à un chiffre qui n'est pas ici", lieu))
    dont = plat(nom).startswith("dont ") or plat(texte.clair).startswith("dont ")
    return LigneIndicateur(nom, lieu, [cellule], groupe, dont=dont)


def _couper(texte: str) -> tuple[str, str]:
    """(libellé, valeur) : « nombre de suivis : 234 », « 432 intégrations… », « … (en attente) »."""
    trouve = LIBELLE_VALEUR.match(texte)
    if (
        trouve
        and not re.match(r"^\d", texte)
        and "(" not in trouve["libelle"].replace(")", "(", 0).split(")")[-1]
    ):
        return _sans_tiret(trouve["libelle"]), trouve["valeur"]
    fin = PARENTHESE.search(texte)
    if fin and "attente" in plat(fin["dans"]):
        return texte[: fin.start()].strip(), fin["dans"]
    return "", texte


def _sans_tiret(libelle: str) -> str:
    return libelle.strip(" -–")


def _qualite(valeur: str) -> str:
    """Ce que compte « 432 intégrations dont 66 % de bRSA » : « intégrations »."""
    cellule = lire_cellule(valeur, Lieu())
    qualites = [c.qualite for c in cellule.chiffres if c.qualite]
    return qualites[0] if qualites else valeur[:120]


def _periode(libelle: str, groupe: str, annee: int | None) -> Periode | None:
    for source in (libelle, groupe):
        if (periode := lire_periode(source, annee_defaut=annee)) is not None:
            return periode
    return None


def _cellule(valeur: str, lieu: Lieu, periode: Periode | None, annee: int | None) -> Cellule:
    sans_dont = re.sub(r"^dont\s+", "", valeur, flags=re.IGNORECASE)
    cellule = lire_cellule(sans_dont, lieu, annee=annee)
    cellule.texte = valeur
    if periode is not None:
        cellule.chiffres = [
            type(c)(c.valeur, c.role, c.qualite, c.periode or periode) for c in cellule.chiffres
        ]
    if cellule.etat == Etat.TEXTE and not cellule.chiffres and not reperer(valeur):
        return cellule
    return cellule
