"""Convoquer plusieurs personnes d'une liste : ensemble pour un motif collectif, à la suite sinon."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError

from jalon.parcours.rendezvous.enums import Mode
from jalon.parcours.rendezvous.models import Lieu, Motif, Participation
from jalon.parcours.rendezvous.services.prise import convoquer
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

A_LA_SUITE = 20
"""Personnes qu'un agent convoque au plus l'une après l'autre le même jour."""


def convoquer_a_la_suite(
    *,
    personnes: Collection[UUID],
    motif: Motif,
    lieu: Lieu,
    debut: datetime,
    acteur: Compte,
    agent: Compte | None = None,
    mode: str = Mode.SUR_PLACE,
    le: datetime | None = None,
) -> list[Participation]:
    """Impose une date à chacune, toutes ou aucune ; chacune reçoit sa convocation et sa lettre.

    Motif collectif : toutes à la même heure. Sinon, une par une, dans l'ordre donné, chacune pour la durée du
    motif. Lève `ValidationError` : personne, trop de monde, agent ou personne déjà pris.
    """
    duree = timedelta(minutes=motif.duree)
    suite = [list(personnes)] if motif.collectif else [[cle] for cle in personnes]
    if len(suite) > A_LA_SUITE:
        raise ValidationError(
            f"Pas plus de {A_LA_SUITE} personnes l'une après l'autre : faites plusieurs journées.",
            code="trop",
        )
    places: list[Participation] = []
    with acte("convoquer_a_la_suite", acteur=acteur, motif=motif.pk):
        for rang, groupe in enumerate(suite):
            with _a_son_rang(rang, len(suite)):
                places += convoquer(
                    personnes=groupe,
                    motif=motif,
                    lieu=lieu,
                    debut=debut + rang * duree,
                    fin=debut + (rang + 1) * duree,
                    agent=agent,
                    mode=mode,
                    acteur=acteur,
                    le=le,
                )
    return places


@contextmanager
def _a_son_rang(rang: int, total: int) -> Iterator[None]:
    """Un refus dit de quelle personne de la liste il s'agit."""
    try:
        yield
    except ValidationError as erreur:
        if total == 1:
            raise
        raise ValidationError(
            [f"Personne n° {rang + 1} de la liste : {m}" for m in erreur.messages]
        ) from erreur
