"""Comparer des états civils : normalisation, clés exactes, ressemblance chiffrée.

La date de naissance seule ne désigne personne (`TYPEDTNAI` J ou O donne un jour inventé), le NIR manque
souvent, le nom d'usage change : une clé exacte réunit, une ressemblance se montre à quelqu'un.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b

from rapidfuzz.distance import JaroWinkler

NIR = re.compile(r"^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?$")
NIR_PROVISOIRES = ("3", "4", "7", "8")
SEUIL_EXAMEN = 75
"""Score à partir duquel deux fiches sont montrées à quelqu'un (0 à 100)."""


@lru_cache(maxsize=65536)
def normaliser(texte: str) -> str:
    """Capitales sans accent, mots séparés d'un espace : « Lê-Thị  d'Ô » → « LE THI D O »."""
    sans_accent = "".join(
        lettre for lettre in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(lettre)
    )
    remplace = sans_accent.upper().replace("Œ", "OE").replace("Æ", "AE").replace("ß", "SS")
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", remplace).split())


@dataclass(frozen=True)
class Identite:
    """L'état civil tel que la source l'écrit. `nir` : 13 caractères vérifiés (`nir_lu`), ou `None`."""

    nom: str = field(repr=False)
    nom_naissance: str = field(repr=False)
    prenoms: tuple[str, ...] = field(repr=False)
    date_naissance: date = field(repr=False)
    precision_naissance: str = "N"
    rang_gemellaire: int = 1
    sexe: str = ""
    commune_naissance: str = field(default="", repr=False)
    nir: str | None = field(default=None, repr=False)
    certifiee: bool = False

    @cached_property
    def cle(self) -> bytes:
        """Clé dans un foyer : nom de naissance, premier prénom, date et rang de naissance."""
        texte = "|".join(
            (
                normaliser(self.nom_naissance or self.nom),
                self.prenom_normalise,
                self.date_naissance.isoformat(),
                str(self.rang_gemellaire),
            )
        )
        return blake2b(texte.encode(), digest_size=16).digest()

    @cached_property
    def prenom_normalise(self) -> str:
        """Premier prénom, normalisé."""
        return normaliser(self.prenoms[0]) if self.prenoms else ""

    @property
    def nir_certain(self) -> str | None:
        """NIR qui suffit à réunir : état civil certifié, numéro définitif."""
        return self.nir if self.nir and self.certifiee and not nir_provisoire(self.nir) else None

    def contredit(self, autre: Identite) -> bool:
        """Deux NIR connus et différents : ce ne sont pas les mêmes personnes."""
        return None not in (self.nir, autre.nir) and self.nir != autre.nir


def trigrammes(*textes: str) -> list[str]:
    """Trigrammes des mots, bordés d'espaces, sans doublon et triés : clés d'une recherche tolérante."""
    return sorted(frozenset[str]().union(*map(_trigrammes, {*textes})))


@lru_cache(maxsize=65536)
def _trigrammes(texte: str) -> frozenset[str]:
    bordes = [f"  {mot} " for mot in normaliser(texte).split()]
    return frozenset([mot[rang : rang + 3] for mot in bordes for rang in range(len(mot) - 2)])


def nir_lu(brut: str | None) -> str | None:
    """NIR sur 13 caractères s'il a la forme d'un NIR, clé juste si elle est donnée ; sinon `None`."""
    if not brut:
        return None
    compact = brut.replace(" ", "").upper()
    if not NIR.match(compact):
        return None
    if len(compact) == 15 and cle_nir(compact[:13]) != int(compact[13:]):
        return None
    return compact[:13]


def cle_nir(nir: str) -> int:
    """Clé de contrôle d'un NIR de 13 caractères ; la Corse compte 19 pour 2A et 18 pour 2B."""
    nombre = int(nir.replace("2A", "19").replace("2B", "18"))
    return 97 - nombre % 97


def nir_provisoire(nir: str) -> bool:
    """Un numéro d'attente ne désigne pas sûrement une personne."""
    return nir.startswith(NIR_PROVISOIRES)


def ressemblance(une: Identite, autre: Identite) -> tuple[int, tuple[str, ...]]:
    """Score de 0 à 100 et ses raisons (codes), pour qu'une personne juge."""
    points, raisons = 0.0, []
    nir, nir_autre = une.nir, autre.nir
    if nir and nir_autre:
        if nir == nir_autre:
            points += 45
            raisons.append("meme_nir")
        elif not (nir_provisoire(nir) or nir_provisoire(nir_autre)):
            points -= 45
            raisons.append("nir_differents")
    nom = max(_proche(a, b) for a in _noms(une) for b in _noms(autre))
    prenom = max((_proche(a, b) for a in une.prenoms[:1] or ("",) for b in autre.prenoms or ("",)), default=0)
    points += 30 * nom + 25 * prenom
    if nom == 1:
        raisons.append("meme_nom")
    elif nom > 0.88:
        raisons.append("nom_proche")
    if prenom == 1:
        raisons.append("meme_prenom")
    elif prenom > 0.88:
        raisons.append("prenom_proche")
    elif prenom < 0.75:  # des jumeaux portent le même nom, la même date et la même commune
        points -= 20
        raisons.append("prenoms_differents")
    naissance, raison = _naissances(une, autre)
    points += naissance
    raisons.append(raison)
    if une.sexe and autre.sexe and une.sexe != autre.sexe:
        points -= 20
        raisons.append("sexes_differents")
    if une.rang_gemellaire != autre.rang_gemellaire:
        points -= 40
        raisons.append("rangs_differents")
    communes = normaliser(une.commune_naissance), normaliser(autre.commune_naissance)
    if all(communes):
        points += 10 if communes[0] == communes[1] else -10
        raisons.append("meme_commune" if communes[0] == communes[1] else "communes_differentes")
    return max(0, min(100, round(points))), tuple(raisons)


def _noms(identite: Identite) -> set[str]:
    return {identite.nom, identite.nom_naissance} - {""} or {""}


def _proche(un: str, autre: str) -> float:
    return float(JaroWinkler.similarity(normaliser(un), normaliser(autre)))


def _naissances(une: Identite, autre: Identite) -> tuple[int, str]:
    a, b = une.date_naissance, autre.date_naissance
    if une.precision_naissance == autre.precision_naissance == "N":
        if a == b:
            return 35, "meme_naissance"
        if _une_faute(a, b):
            return 20, "naissance_proche"
        return (5 if a.year == b.year else -10), "naissances_differentes"
    return (15 if a.year == b.year else -10), "naissance_incomplete"


def _une_faute(a: date, b: date) -> bool:
    """Un seul chiffre change, ou jour et mois sont échangés."""
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return True
    return sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True)) == 1
