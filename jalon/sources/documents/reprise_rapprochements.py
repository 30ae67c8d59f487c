"""Rapprocher les endroits d'un document qui parlent de la même action.

Un rapport numérote et titre la même action de plusieurs façons : « 8.4bis Création santé mentale » dans le
tableau,
« 8.4 Création d'un centre de santé mentale » en tête de fiche.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from rapidfuzz import fuzz

from jalon.pilotage.controles.releve import Fiche, LigneAvancement, LigneCredit, Nature, Releve

Place = TypeVar("Place", Fiche, LigneAvancement)
TITRES_PROCHES = 60
TITRES_SURS = 80
VIDES = {
    "action",
    "actions",
    "de",
    "des",
    "du",
    "la",
    "le",
    "les",
    "l",
    "d",
    "et",
    "en",
    "a",
    "au",
    "aux",
    "un",
    "une",
}


@dataclass(slots=True)
class ActionLue:
    """Une action et tous les endroits du document qui en parlent. `alias` : (endroit, numéro, titre)."""

    cle: str
    numero: str
    titre: str
    ordre: int
    credit: LigneCredit | None = None
    fiche: Fiche | None = None
    avancement: LigneAvancement | None = None
    alias: list[tuple[str, str, str]] = field(default_factory=list)


def normaliser(texte: str) -> str:
    """Sans accent, sans ponctuation, en minuscules, sans mot vide."""
    sans = unicodedata.normalize("NFKD", texte.lower())
    sans = "".join(c for c in sans if not unicodedata.combining(c))
    mots = re.sub(r"[^a-z0-9]+", " ", sans).split()
    return " ".join(mot for mot in mots if mot not in VIDES) or " ".join(mots)


def ressemblance(a: str, b: str) -> float:
    """De 0 à 100 : deux titres disent-ils la même chose ? Un titre abrégé vaut le titre entier."""
    return fuzz.token_set_ratio(normaliser(a), normaliser(b))


def actions_lues(releve: Releve) -> list[ActionLue]:
    """Les actions du document, dans l'ordre de son tableau d'avancement ou de crédits, puis de ses fiches."""
    actions: list[ActionLue] = []
    prises: set[str] = set()

    def ajouter(numero: str, titre: str) -> ActionLue:
        base = cle = numero or normaliser(titre)[:60]
        rang = 2
        while cle in prises:
            cle, rang = f"{base}#{rang}", rang + 1
        prises.add(cle)
        action = ActionLue(cle, numero, titre, len(actions) + 1)
        actions.append(action)
        return action

    for ligne in (c for c in releve.credits if c.nature == Nature.ACTION):
        action = ajouter(ligne.code, ligne.titre)
        action.credit = ligne
        action.alias.append(("credits", ligne.code_imprime or ligne.code, ligne.titre))
    for rang, avancement in _associer(actions, releve.avancement):
        action = actions[rang] if rang is not None else ajouter(avancement.code, avancement.titre)
        action.avancement = avancement
        action.alias.append(("avancement", avancement.code, avancement.titre))
    for rang, fiche in _associer(actions, releve.fiches):
        action = actions[rang] if rang is not None else ajouter(fiche.code, fiche.titre)
        action.fiche = fiche
        action.titre = fiche.titre
        action.alias.append(("fiche", fiche.code_imprime or fiche.code, fiche.titre))
    return _ranger(actions)


def _associer(actions: Sequence[ActionLue], places: Sequence[Place]) -> list[tuple[int | None, Place]]:
    """Rang de l'action de chaque place du document : même numéro et titres proches, puis titres seuls, puis
    numéro seul."""
    trouves: dict[int, int] = {}
    for passe in (_meme_numero_et_titre, _titre_sur, _meme_numero):
        for i, place in enumerate(places):
            if i in trouves:
                continue
            libres = [r for r in range(len(actions)) if r not in trouves.values()]
            rang = passe(actions, libres, place.code, place.titre)
            if rang is not None:
                trouves[i] = rang
    return [(trouves.get(i), place) for i, place in enumerate(places)]


def _meme_numero_et_titre(
    actions: Sequence[ActionLue], libres: list[int], numero: str, titre: str
) -> int | None:
    proches = (r for r in libres if actions[r].numero == numero)
    return next((r for r in proches if ressemblance(actions[r].titre, titre) >= TITRES_PROCHES), None)


def _titre_sur(actions: Sequence[ActionLue], libres: list[int], numero: str, titre: str) -> int | None:
    notes = [(ressemblance(actions[r].titre, titre), -r) for r in libres]
    note, rang = max(notes, default=(0.0, 0))
    return -rang if note >= TITRES_SURS else None


def _meme_numero(actions: Sequence[ActionLue], libres: list[int], numero: str, titre: str) -> int | None:
    return next((r for r in libres if numero and actions[r].numero == numero), None)


def _ranger(actions: list[ActionLue]) -> list[ActionLue]:
    """Une action que seule une fiche cite prend place avant le premier numéro plus grand."""
    rangees = [a for a in actions if a.credit or a.avancement]
    for action in (a for a in actions if not (a.credit or a.avancement)):
        cle = _cle_numero(action.numero)
        suivants = (i for i, a in enumerate(rangees) if cle and _cle_numero(a.numero) > cle)
        rangees.insert(next(suivants, len(rangees)), action)
    for ordre, action in enumerate(rangees, start=1):
        action.ordre = ordre
    return rangees


def _cle_numero(numero: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(n or 0), suite)
        for n, suite in re.findall(r"(\d*)([a-z]*)(?:\.|$)", numero.lower())
        if n or suite
    )
