"""Les séjours observés par un indicateur, ramenés aux personnes que le lecteur peut voir.

La mesure ne connaît que des pseudonymes. La base, elle, sait qui ils sont, et ne le dit que pour les
personnes du périmètre du compte posé dans la transaction (`mesure_personnes`, décision 0016).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import ibis
import ibis.expr.types as ir
from django.db import connection
from ibis import _

from jalon.mesure.chiffres.calcul import COLONNES_MEMBRE, Demande, Membre, en_membres, vaut
from jalon.mesure.chiffres.requetes import Forme, requete
from jalon.mesure.indicateurs.declaration import COUPES
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import Moteur
from jalon.socle.base.cles import en_tableau

VISIBLES = "pseudonymes visibles"
"""Où la liste des pseudonymes du lecteur prend place dans une requête déjà écrite."""


@dataclass(frozen=True, slots=True)
class Groupe:
    """Combien de séjours pour cette raison ; `visibles` : dans le périmètre du lecteur."""

    situation: Situation
    raison: str
    nombre: int
    visibles: int


@dataclass(frozen=True, slots=True)
class Choix:
    """Les séjours qu'on veut voir : une situation, une raison (vides : toutes), une case du tableau."""

    situation: str = ""
    raison: str = ""
    coupe: tuple[tuple[str, str | None], ...] = ()


def lit_tous_les_dossiers() -> bool:
    """Vrai si le compte courant a droit aux dossiers de toutes les personnes, au jugement de la base."""
    return bool(_lire("SELECT mesure_lit_tout()")[0][0])


def personnes_de(pseudonymes: Iterable[UUID]) -> dict[UUID, UUID]:
    """Pseudonyme → personne, pour celles du périmètre du compte courant ; les autres n'y sont pas."""
    return dict(
        _lire("SELECT pseudonyme, personne FROM mesure_personnes(%s::uuid[])", en_tableau(pseudonymes))
    )


def pseudonyme_de(personne: UUID) -> UUID | None:
    """Le pseudonyme d'une personne du périmètre du compte courant."""
    lignes = _lire("SELECT mesure_pseudonyme_de(%s::uuid)", personne)
    return lignes[0][0]


def pseudonymes_visibles() -> list[UUID]:
    """Les pseudonymes de toutes les personnes du périmètre du compte courant."""
    return [ligne[0] for ligne in _lire("SELECT mesure_mes_pseudonymes()")]


def groupes(
    demande: Demande, moteur: Moteur, choix: Choix, parmi: Sequence[UUID] | None = None
) -> list[Groupe]:
    """Les séjours de la case par situation et raison ; `parmi` : les seuls visibles (tous si absent)."""
    lignes = _lire_forme(demande, moteur, ParRaison(choix.coupe, parmi is not None), parmi)
    ordre = list(Situation)
    trouves = [Groupe(Situation(s), raison, int(n), int(v or 0)) for s, raison, n, v in lignes]
    return sorted(trouves, key=lambda g: (ordre.index(g.situation), -g.nombre, g.raison))


def page(
    demande: Demande,
    moteur: Moteur,
    choix: Choix,
    parmi: Sequence[UUID] | None = None,
    *,
    premier: int = 0,
    nombre: int | None = None,
) -> list[Membre]:
    """Les séjours choisis, les plus longs délais d'abord ; `nombre` au plus à partir du rang `premier`."""
    forme = Page(choix, parmi is not None, premier, nombre)
    return en_membres(_lire_forme(demande, moteur, forme, parmi))


@dataclass(frozen=True, slots=True)
class ParRaison:
    """Les séjours d'une case comptés par situation et raison, et ceux que le lecteur peut voir."""

    coupe: tuple[tuple[str, str | None], ...]
    restreint: bool

    def __call__(self, t: ir.Table) -> ir.Table:
        t = _case(t, self.coupe)
        visible = _parmi(t) if self.restreint else ibis.literal(1)
        t = t.mutate(visible=visible)
        return t.group_by("situation", "raison").aggregate(nombre=_.count(), visibles=_.visible.sum())


@dataclass(frozen=True, slots=True)
class Page:
    """Une page de séjours d'une case, colonnes `COLONNES_MEMBRE`."""

    choix: Choix
    restreint: bool
    premier: int
    nombre: int | None

    def __call__(self, t: ir.Table) -> ir.Table:
        t = _case(t, self.choix.coupe)
        if self.restreint:
            t = t.filter(_parmi(t) == 1)
        if self.choix.situation:
            t = t.filter(t.situation == self.choix.situation)
        if self.choix.raison:
            t = t.filter(t.raison == self.choix.raison)
        t = t.select(*COLONNES_MEMBRE)
        t = t.order_by(ibis.desc(t.jours, nulls_first=False), t.personne, t.episode)
        return t if self.nombre is None else t.limit(self.nombre, offset=self.premier)


def _lire_forme(
    demande: Demande, moteur: Moteur, forme: Forme, parmi: Sequence[UUID] | None
) -> Sequence[tuple[Any, ...]]:
    ecrite = requete(demande.declaration, demande.contexte, forme, moteur.dialecte)
    return moteur.lire(ecrite.replace(VISIBLES, ",".join(map(str, parmi or ()))))


def _case(t: ir.Table, coupe: Sequence[tuple[str, str | None]]) -> ir.Table:
    for axe, valeur in coupe:
        t = t.filter(vaut(axe, COUPES[axe](t), valeur))
    return t


def _parmi(t: ir.Table) -> ir.IntegerColumn:
    """1 si la personne est de celles que le lecteur peut voir, sinon 0.

    La liste passe en un seul texte, que le moteur découpe : des milliers de valeurs littérales se compilent
    en une seconde. Elle prend sa place dans la requête déjà écrite.
    """
    liste = ibis.literal(VISIBLES).split(",").unnest()
    vues = liste.name("pseudonyme").as_table()
    return t.personne.cast("string").isin(vues.pseudonyme).ifelse(1, 0)


def _lire(requete: str, *arguments: UUID | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, list(arguments))
        return curseur.fetchall()
