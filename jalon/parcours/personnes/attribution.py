"""À quelle personne rattacher un nouveau membre de foyer : sûrement, ou en le faisant examiner.

1. même NIR certain, état civil plausible ; 2. même identité, même naissance, même commune de naissance,
sans NIR contraire ; 3. sinon une personne nouvelle, et un rapprochement à examiner si une autre ressemble.
Deux membres d'un même foyer ne sont jamais la même personne.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from jalon.parcours.personnes.civil import CHAMPS_CIVILS, identite_lue
from jalon.parcours.personnes.histoire import MembreConnu
from jalon.parcours.personnes.identite import SEUIL_EXAMEN, Identite, normaliser, ressemblance
from jalon.parcours.personnes.models import Membre
from jalon.socle.base.chiffrement import cle_de_recherche
from jalon.socle.base.cles import cle_neuve

PLAUSIBLE = 60
"""Avec le même NIR certain, score sous lequel deux états civils sont trop différents pour être réunis."""

Doute = tuple[UUID, UUID, int, tuple[str, ...]]
"""Personne, autre personne, score, raisons."""


@dataclass(slots=True)
class Attribution:
    """Membres dont la personne est nouvelle, et ressemblances à examiner."""

    nouvelles: list[MembreConnu] = field(default_factory=list)
    doutes: list[Doute] = field(default_factory=list)


@dataclass(slots=True)
class _Connues:
    par_nir: dict[str, dict[UUID, Identite]] = field(default_factory=lambda: defaultdict(dict))
    par_cle: dict[bytes, dict[UUID, Identite]] = field(default_factory=lambda: defaultdict(dict))

    def noter(self, personne: UUID, identite: Identite) -> None:
        if identite.nir_certain:
            self.par_nir[identite.nir_certain][personne] = identite
        self.par_cle[identite.cle][personne] = identite


def attribuer_personnes(membres: Sequence[tuple[MembreConnu, Iterable[MembreConnu]]]) -> Attribution:
    """Donne une personne à chaque nouveau membre, reçu avec tous les membres de son foyer."""
    attribution = Attribution()
    connues = _personnes_proches([membre for membre, _ in membres])
    for membre, foyer in membres:
        prises = {autre.personne for autre in foyer if autre.personne}
        candidates = _candidates(connues, membre.identite)
        retenue = _retenir(candidates, membre.identite, prises)
        if retenue is None:
            membre.personne = cle_neuve()
            attribution.nouvelles.append(membre)
            attribution.doutes += _doutes(membre.personne, membre.identite, candidates, prises)
        else:
            membre.personne = retenue
        connues.noter(membre.personne, membre.identite)
    return attribution


def _personnes_proches(membres: Sequence[MembreConnu]) -> _Connues:
    """Personnes de la base qui partagent un NIR certain ou une clé d'identité avec un de ces membres."""
    nirs = [cle_de_recherche(nir) for membre in membres if (nir := membre.identite.nir_certain)]
    cles = [membre.identite.cle for membre in membres]
    connues = _Connues()
    lignes = Membre.objects.filter(Q(nir_cle__in=nirs) | Q(cle_identite__in=cles))
    for personne, *champs in lignes.values_list("personne_id", *CHAMPS_CIVILS):
        connues.noter(personne, identite_lue(dict(zip(CHAMPS_CIVILS, champs, strict=True))))
    return connues


def _candidates(connues: _Connues, identite: Identite) -> dict[UUID, Identite]:
    candidates = dict(connues.par_cle.get(identite.cle, {}))
    if identite.nir_certain:
        candidates |= connues.par_nir.get(identite.nir_certain, {})
    return candidates


def _retenir(candidates: dict[UUID, Identite], identite: Identite, prises: set[UUID]) -> UUID | None:
    for regle in (_meme_nir, _meme_identite):
        retenues = [
            personne
            for personne, connue in candidates.items()
            if personne not in prises and regle(identite, connue)
        ]
        if retenues:
            return retenues[0] if len(retenues) == 1 else None
    return None


def _meme_nir(une: Identite, autre: Identite) -> bool:
    nir = une.nir_certain
    return nir is not None and nir == autre.nir_certain and ressemblance(une, autre)[0] >= PLAUSIBLE


def _meme_identite(une: Identite, autre: Identite) -> bool:
    communes = normaliser(une.commune_naissance), normaliser(autre.commune_naissance)
    return (
        une.cle == autre.cle
        and une.precision_naissance == autre.precision_naissance == "N"
        and une.sexe == autre.sexe
        and communes[0] == communes[1] != ""
        and not une.contredit(autre)
    )


def _doutes(
    personne: UUID, identite: Identite, candidates: dict[UUID, Identite], prises: set[UUID]
) -> list[Doute]:
    doutes = []
    for autre, connue in candidates.items():
        score, raisons = ressemblance(identite, connue)
        if autre not in prises and score >= SEUIL_EXAMEN:
            doutes.append((personne, autre, score, raisons))
    return doutes
