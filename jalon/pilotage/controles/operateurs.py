"""Les opérateurs des règles : peu nombreux, sans connaissance du domaine.

Chacun reçoit un cas et la règle, et rend un `Verdict`, ou rien si les valeurs manquent (non applicable).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from jalon.pilotage.controles.cas import Cas, Terme, somme
from jalon.pilotage.controles.regles import Manquants, Regle


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ecart` : gauche moins droite, dans l'unité des cases."""

    conforme: bool
    ecart: Decimal | None = None


Operateur = Callable[[Cas, Regle], Verdict | None]
OPERATEURS: dict[str, Operateur] = {}
_TAUX_ABSURDE = Decimal(10) ** 9
STRICTS = frozenset({"egalite", "pourcentage", "evolution", "constat_chiffre"})


def operateur(nom: str) -> Callable[[Operateur], Operateur]:
    def inscrire(fonction: Operateur) -> Operateur:
        OPERATEURS[nom] = fonction
        return fonction

    return inscrire


def _evaluables(termes: list[Terme], regle: Regle) -> bool:
    presents = sum(t.nombre is not None for t in termes)
    return presents > 0 if regle.manquants is Manquants.ZERO else 0 < presents == len(termes)


def _sommes(cas: Cas, regle: Regle) -> tuple[Decimal, Decimal] | None:
    if not (_evaluables(cas.gauche, regle) and _evaluables(cas.droite, regle)):
        return None
    return somme(cas.gauche), somme(cas.droite)


@operateur("egalite")
def egalite(cas: Cas, regle: Regle) -> Verdict | None:
    """La somme de gauche égale celle de droite, à la tolérance près."""
    sommes = _sommes(cas, regle)
    if sommes is None:
        return None
    ecart = sommes[0] - sommes[1]
    return Verdict(abs(ecart) <= regle.tolerance, ecart)


@operateur("au_plus")
def au_plus(cas: Cas, regle: Regle) -> Verdict | None:
    """La somme de gauche ne dépasse pas celle de droite."""
    sommes = _sommes(cas, regle)
    if sommes is None:
        return None
    ecart = sommes[0] - sommes[1]
    return Verdict(ecart <= regle.tolerance, ecart)


@operateur("au_moins")
def au_moins(cas: Cas, regle: Regle) -> Verdict | None:
    """La somme de gauche atteint celle de droite."""
    sommes = _sommes(cas, regle)
    if sommes is None:
        return None
    ecart = sommes[0] - sommes[1]
    return Verdict(-ecart <= regle.tolerance, ecart)


@operateur("plafond")
def plafond(cas: Cas, regle: Regle) -> Verdict | None:
    """Le nombre de gauche ne dépasse pas le produit des nombres de droite (8 séances de 15 personnes)."""
    sommes = _sommes(cas, regle)
    if sommes is None:
        return None
    produit = Decimal(1)
    for terme in cas.droite:
        produit *= terme.nombre or Decimal(0)
    return Verdict(sommes[0] <= produit, sommes[0] - produit)


@operateur("produit")
def produit(cas: Cas, regle: Regle) -> Verdict | None:
    """Le nombre de gauche égale le produit des nombres de droite."""
    verdict = plafond(cas, regle)
    return None if verdict is None or verdict.ecart is None else Verdict(verdict.ecart == 0, verdict.ecart)


@operateur("pourcentage")
def pourcentage(cas: Cas, regle: Regle) -> Verdict | None:
    """À droite la partie puis le tout ; à gauche le pourcentage imprimé, arrondi comme il est imprimé."""
    if not _evaluables(cas.gauche, regle) or not _evaluables(cas.droite, regle) or len(cas.droite) != 2:
        return None
    partie, tout = (t.nombre or Decimal(0) for t in cas.droite)
    return None if tout == 0 else _compare_taux(cas.gauche[0], partie / tout * 100)


@operateur("evolution")
def evolution(cas: Cas, regle: Regle) -> Verdict | None:
    """À droite l'ancienne valeur puis la nouvelle ; à gauche la hausse imprimée, en pourcentage."""
    if not _evaluables(cas.gauche, regle) or not _evaluables(cas.droite, regle) or len(cas.droite) != 2:
        return None
    avant, apres = (t.nombre or Decimal(0) for t in cas.droite)
    return None if avant == 0 else _compare_taux(cas.gauche[0], (apres - avant) / avant * 100)


def _compare_taux(imprime: Terme, calcule: Decimal) -> Verdict | None:
    if imprime.nombre is None or imprime.valeur is None or abs(calcule) > _TAUX_ABSURDE:
        return None
    pas = Decimal(1).scaleb(-imprime.valeur.decimales)
    arrondi = calcule.quantize(pas, ROUND_HALF_UP)
    ecart = imprime.nombre - arrondi
    toleree = pas * 2 if imprime.valeur.approche else Decimal(0)
    return Verdict(abs(ecart) <= toleree, ecart)


@operateur("constat")
@operateur("constat_chiffre")
@operateur("constat_borne")
def constat(cas: Cas, regle: Regle) -> Verdict | None:
    """La portée a jugé : textes rapprochés, dates, listes comptées, recopies."""
    if cas.conforme is None:
        return None
    ecart = somme(cas.gauche) - somme(cas.droite) if _comparables(cas) else Decimal(0)
    return Verdict(cas.conforme, ecart or None)


def _comparables(cas: Cas) -> bool:
    """Des nombres de part et d'autre, ou une case vide en face de sommes en euros."""
    gauche, droite = ([t for t in cote if t.nombre is not None] for cote in (cas.gauche, cas.droite))
    if gauche and droite:
        return True
    return bool(cas.gauche and droite) and all(t.valeur is not None and t.valeur.unite == "€" for t in droite)
