"""Des NIR à clé juste, qui ne sont à personne et que deux personnes inventées ne partagent jamais.

Le numéro de commune (920 à 989 en France, pays 531 à 950 pour l'étranger) n'existe nulle part. La place d'une
personne (sa lignée et son rang) fixe à elle seule le lieu de naissance et le numéro d'ordre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jalon.sources.flux_cnaf.simulation.reglages import listes

CORSE = {"2A": "19", "2B": "18"}
ETRANGER = "99"
COMMUNES, PREMIERE_COMMUNE = 70, 920
PAYS, PREMIER_PAYS = 420, 531
ORDRES = 494  # les numéros 496 à 989 sont aux jumeaux, qui naissent au même endroit que leur aîné
PERSONNES = 20  # places d'une lignée
PAS = 1_000_003  # premier : mêle les places sans que deux se rejoignent


@dataclass(frozen=True, slots=True)
class Naissance:
    """Un lieu de naissance : code de cinq caractères, ville, et le numéro d'ordre que le NIR y porte."""

    code: str
    ville: str
    ordre: int

    @property
    def etranger(self) -> bool:
        return self.code.startswith(ETRANGER)


@cache
def _villes() -> tuple[tuple[str, str], ...]:
    return tuple((ligne[:2], ligne[3:]) for ligne in listes()["villes_de_naissance"])


@cache
def places() -> int:
    """Nombre de places distinctes : au-delà, deux personnes peuvent avoir le même lieu et le même ordre."""
    return (PAYS + COMMUNES * len(_villes())) * ORDRES


def lieu_de_naissance(cle: str) -> Naissance:
    """Le lieu et l'ordre de la personne de clé `lignée-rang`."""
    lignee, rang = cle.split("-")
    melange = (int(lignee) * PERSONNES + int(rang)) * PAS % places()
    groupe, ordre = divmod(melange, ORDRES)
    if groupe < PAYS:
        villes = listes()["villes_etrangeres"]
        return Naissance(f"{ETRANGER}{PREMIER_PAYS + groupe}", villes[groupe % len(villes)], ordre + 1)
    departement, ville = _villes()[(groupe - PAYS) // COMMUNES]
    return Naissance(f"{departement}{PREMIERE_COMMUNE + (groupe - PAYS) % COMMUNES}", ville, ordre + 1)


def cle_nir(treize: str) -> str:
    """La clé à deux chiffres d'un NIR de treize caractères, Corse comprise."""
    chiffres = treize[:5] + CORSE.get(treize[5:7], treize[5:7]) + treize[7:]
    return f"{97 - int(chiffres) % 97:02d}"


def composer(sexe: str, jour: date, lieu: Naissance) -> str:
    """Le NIR de quinze caractères d'une personne née ce jour-là à ce lieu."""
    treize = f"{sexe}{jour.year % 100:02d}{jour.month:02d}{lieu.code}{lieu.ordre:03d}"
    return treize + cle_nir(treize)


def provisoire(nir: str) -> str:
    """Le numéro d'attente (7 homme, 8 femme) qui précède l'immatriculation."""
    treize = ("7" if nir[0] == "1" else "8") + nir[1:13]
    return treize + cle_nir(treize)


def du_jumeau(nir: str, sexe: str) -> str:
    """Le NIR du second jumeau : même lieu, ordre réservé."""
    treize = f"{sexe}{nir[1:10]}{int(nir[10:13]) + ORDRES + 1:03d}"
    return treize + cle_nir(treize)
