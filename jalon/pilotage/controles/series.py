"""Les séries d'un tableau d'indicateurs : une ligne, ses valeurs par période, et les liens entre tableaux."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from jalon.pilotage.controles.releve import Cellule, LigneIndicateur, TableauIndicateurs, Valeur
from jalon.pilotage.controles.textes import mots_proches, racines
from jalon.socle.periodes import Genre, Periode

_PARENTHESE = re.compile(r"\([^)]*\)")
_SIGLES = {"brsa": ("beneficiair", "rsa"), "rdv": ("rend", "vou"), "rp": ("referent", "parcour")}
_SEUIL = 100
_TAUX = re.compile(
    r"taux|\bpart\b|pourcentage|d[ée]lai|moyen|dur[ée]e|\bpar (?:conseiller|agent|professionnel)", re.I
)
_STOCK = re.compile(r"stock|en cours d|au 31|situation|engag[ée]+s dans la d[ée]marche", re.I)

Cle = tuple[str, int]


@dataclass(slots=True)
class Serie:
    """Une ligne d'indicateur et ses valeurs principales par période (`("annee", 2022)`)."""

    tableau: TableauIndicateurs
    ligne: LigneIndicateur
    rang: int
    valeurs: dict[Cle, Valeur] = field(default_factory=dict)
    vides: dict[Cle, Cellule] = field(default_factory=dict)

    @property
    def est_flux(self) -> bool:
        """Un compte sur une période : ni taux, ni délai, ni stock."""
        texte = f"{self.ligne.libelle} {self.ligne.commentaire}"
        return not (_TAUX.search(self.ligne.libelle) or _STOCK.search(texte))


def cle_periode(periode: Periode | None) -> Cle | None:
    """Année civile ou situation de fin d'année ; saison par son année de fin ; le reste ne se compare pas."""
    if periode is None:
        return None
    if periode.genre in {Genre.ANNEE, Genre.SITUATION}:
        return ("annee", periode.fin.year)
    if periode.genre in {Genre.SAISON, Genre.ANNEE_SCOLAIRE}:
        return ("saison", periode.fin.year)
    jours = (periode.fin - periode.debut).days
    return ("annee", periode.fin.year) if 360 <= jours <= 366 and periode.debut.month == 1 else None


def valeur_principale(cellule: Cellule) -> Valeur | None:
    """Le chiffre que la case annonce : son principal, sinon le seul de ses chiffres."""
    principal = cellule.principal
    if principal is not None and principal.nombre is not None:
        return principal
    seuls = [c.valeur for c in cellule.chiffres if c.valeur.nombre is not None and c.role != "autre_periode"]
    return seuls[0] if len(seuls) == 1 else None


def composantes(cellule: Cellule) -> list[Valeur]:
    return [c.valeur for c in cellule.chiffres if c.role == "composante" and c.valeur.nombre is not None]


def serie(tableau: TableauIndicateurs, ligne: LigneIndicateur, rang: int) -> Serie:
    resultat = Serie(tableau, ligne, rang)
    for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
        cle = cle_periode(colonne.periode)
        if cle is None or colonne.prevision or colonne.operateur:
            continue
        valeur = valeur_principale(cellule)
        if valeur is not None:
            resultat.valeurs[cle] = valeur
        elif not cellule.texte.strip():
            resultat.vides[cle] = cellule
    return resultat


def series(tableau: TableauIndicateurs) -> list[Serie]:
    return [serie(tableau, ligne, rang) for rang, ligne in enumerate(tableau.lignes)]


@lru_cache(maxsize=5_000)
def racines_libelle(libelle: str) -> frozenset[str]:
    """Racines d'un libellé d'indicateur, sans ses précisions entre parenthèses, sigles dépliés."""
    mots: set[str] = set()
    for mot in racines(_PARENTHESE.sub(" ", libelle)) or racines(libelle):
        mots.update(_SIGLES.get(mot, (mot,)))
    return frozenset(mots)


def communs(un: frozenset[str], deux: frozenset[str]) -> int:
    """Racines communes, une faute de frappe près."""
    directs = un & deux
    reste = deux - directs
    if not reste:
        return len(directs)
    return len(directs) + sum(any(mots_proches(a, b) for b in reste) for a in un - directs)


@lru_cache(maxsize=50_000)
def score_libelle(un: str, deux: str) -> float:
    """De 0 à 1 : racines communes sur racines en tout."""
    a, b = racines_libelle(un), racines_libelle(deux)
    if not a & b:
        return 0.0
    nombre = communs(a, b)
    return nombre / (len(a) + len(b) - nombre)


def inclusion(un: str, deux: str) -> float:
    """Part des racines du libellé le plus court que l'autre contient."""
    a, b = racines_libelle(un), racines_libelle(deux)
    return communs(a, b) / min(len(a), len(b)) if a and b else 0.0


def paires_communes(annexe: Serie, fiche: Serie) -> Iterator[tuple[Cle, Valeur, Valeur]]:
    """Valeurs de même période ; une saison se compare à l'année où elle finit."""
    for cle, valeur in annexe.valeurs.items():
        autre = fiche.valeurs.get(cle) or fiche.valeurs.get(("saison", cle[1]))
        if autre is not None:
            yield cle, valeur, autre


def accords(annexe: Serie, fiche: Serie) -> int:
    return sum(a.nombre == b.nombre for _, a, b in paires_communes(annexe, fiche))


def accords_parlants(annexe: Serie, fiche: Serie) -> int:
    """Accords sur des valeurs assez grandes pour ne pas être une coïncidence, chacune comptée une fois."""
    egales = {a.nombre for _, a, b in paires_communes(annexe, fiche) if a.nombre == b.nombre}
    return sum(n is not None and n >= _SEUIL for n in egales)


def nom_cle(cle: Cle) -> str:
    return f"{cle[1] - 1}-{cle[1]}" if cle[0] == "saison" else str(cle[1])


def nombre_de(valeur: Valeur) -> Decimal:
    return valeur.nombre if valeur.nombre is not None else Decimal(0)
