"""L'explication probable d'un écart : un autre chiffre du rapport, une inversion, un décalage de virgule."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from weakref import WeakKeyDictionary

from jalon.pilotage.controles.cas import Cas, somme
from jalon.pilotage.controles.dossier import Dossier, nom_fiche
from jalon.pilotage.controles.releve import LigneCredit, Nature, Role, Valeur
from jalon.pilotage.controles.textes import ecrire

_NOMS = {
    Role.VALORISATION: "la valorisation",
    Role.REPORT_ENTRANT: "le report entrant",
    Role.PARTICIPATION: "la participation de l'État",
    Role.RECETTES: "les recettes",
    Role.EXECUTE: "l'exécuté",
    Role.REPORT_SORTANT: "le report sortant",
}
_CONNUS: WeakKeyDictionary[Dossier, list[tuple[str, Valeur]]] = WeakKeyDictionary()


def piste_probable(dossier: Dossier, cas: Cas, ecart: Decimal | None) -> str:
    """Une phrase qui dit d'où vient sans doute l'écart, ou rien."""
    if not ecart:
        return ""
    argent = any(t.valeur is not None and t.valeur.unite == "€" for t in cas.termes)
    if argent or any(t.valeur is not None and t.valeur.lieu.colonne for t in cas.termes):
        autre = _meme_montant(dossier, cas, abs(ecart)) if abs(ecart) >= 1000 else ""
        if autre:
            return f"l'écart {ecrire(abs(ecart), '€' if argent else '')} est {autre}"
    gauche, droite = somme(cas.gauche), somme(cas.droite)
    return _recopie(dossier, cas) or _faute_de_frappe(gauche, droite) or _combinaison(dossier, cas, gauche)


def _meme_montant(dossier: Dossier, cas: Cas, montant: Decimal) -> str:
    cites = {id(t.valeur) for t in cas.gauche}
    for nom, valeur in _connus(dossier):
        if valeur.nombre == montant and id(valeur) not in cites:
            return nom
    return ""


def _connus(dossier: Dossier) -> list[tuple[str, Valeur]]:
    """Les montants des lignes d'action et des parts de fiche, avec leur nom ; les reports d'abord."""
    if dossier not in _CONNUS:
        lignes = [
            (f"{_NOMS[role]} de l'action {_nom(ligne)}", ligne.montants[role])
            for role in (
                Role.REPORT_ENTRANT,
                Role.REPORT_SORTANT,
                Role.EXECUTE,
                Role.PARTICIPATION,
                Role.RECETTES,
            )
            for ligne in dossier.releve.credits
            if ligne.nature == Nature.ACTION and role in ligne.montants
        ]
        fiches = [
            (f"la part État exécutée de la {nom_fiche(f).lower()}", f.budget_execute.etat)
            for f in dossier.releve.fiches
            if f.budget_execute is not None and f.budget_execute.etat is not None
        ]
        _CONNUS[dossier] = lignes + fiches
    return _CONNUS[dossier]


def _nom(ligne: LigneCredit) -> str:
    return ligne.code or f"« {ligne.titre} »"


def _recopie(dossier: Dossier, cas: Cas) -> str:
    """Le nombre est celui d'une autre ligne, dans la même colonne du même tableau."""
    valeur = cas.gauche[0].valeur if len(cas.gauche) == 1 else None
    if valeur is None or valeur.nombre is None or valeur.nombre < 100 or not valeur.lieu.colonne:
        return ""
    for tableau in dossier.releve.tableaux():
        for ligne in tableau.lignes:
            for chiffre in (c for cellule in ligne.cellules for c in cellule.chiffres):
                lieu = chiffre.valeur.lieu
                meme_colonne = (lieu.tableau, lieu.colonne) == (valeur.lieu.tableau, valeur.lieu.colonne)
                if (
                    meme_colonne
                    and lieu.ligne != valeur.lieu.ligne
                    and chiffre.valeur.nombre == valeur.nombre
                ):
                    return f"reprend la valeur de « {ligne.libelle} », dans la même colonne"
    return ""


def _faute_de_frappe(gauche: Decimal, droite: Decimal) -> str:
    if gauche <= 0 or droite <= 0:
        return ""
    rapport = max(gauche, droite) / min(gauche, droite)
    if rapport in {Decimal(10), Decimal(100), Decimal(1000)}:
        return f"l'un est {int(rapport)} fois l'autre : un zéro ou des milliers décalés"
    a, b = str(gauche.normalize()), str(droite.normalize())
    if "E" in a or "E" in b:
        a, b = f"{gauche:f}", f"{droite:f}"
    if len(a) == len(b) and min(gauche, droite) >= 100:
        differents = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(differents) == 1:
            return f"un seul chiffre diffère ({a[differents[0]]} et {b[differents[0]]})"
        if len(differents) == 2 and sorted(a) == sorted(b):
            return "deux chiffres sont inversés"
    if abs(len(a) - len(b)) == 1 and _un_de_trop(max(a, b, key=len), min(a, b, key=len)):
        return "un chiffre est en trop ou manque"
    return ""


def _un_de_trop(long_: str, court: str) -> bool:
    return any(long_[:i] + long_[i + 1 :] == court for i in range(len(long_)))


def _combinaison(dossier: Dossier, cas: Cas, imprime: Decimal) -> str:
    """Le nombre imprimé est la somme de deux cases voisines de celles qu'il devait additionner."""
    if len(cas.gauche) != 1 or len(cas.droite) < 2 or imprime < 100:
        return ""
    tableaux = {t.valeur.lieu.tableau for t in cas.droite if t.valeur is not None}
    voisines = [
        (f"{ligne.libelle}, {colonne.libelle}", chiffre.valeur)
        for tableau in dossier.releve.tableaux()
        if tableau.lieu.tableau in tableaux or tableau.titre in tableaux
        for ligne in tableau.lignes
        for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False)
        for chiffre in cellule.chiffres
        if chiffre.valeur.nombre is not None and chiffre.valeur.nombre > 1
    ]
    for (nom_a, a), (nom_b, b) in combinations(voisines[:120], 2):
        if (a.nombre or 0) + (b.nombre or 0) == imprime:
            ecrits = f"{ecrire(a.nombre or Decimal(0))} + {ecrire(b.nombre or Decimal(0))}"
            return f"{ecrire(imprime)} = {ecrits} ({nom_a} ; {nom_b})"
    return ""
