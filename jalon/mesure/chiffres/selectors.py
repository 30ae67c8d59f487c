"""Lire les chiffres ; la base ne montre que ceux des programmes que le compte peut voir."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from jalon.mesure.chiffres.models import Calcul, Chiffre


@dataclass(frozen=True, slots=True)
class EtapeChiffre:
    """Un état passé d'un chiffre : quand, par quel compte (clé), par quel verbe, avec quelle valeur."""

    quand: datetime
    acteur: str
    verbe: str
    valeur: Decimal | None
    statut: str
    texte: str
    methode: str
    provenance: str


def chiffre_par_id(cle: UUID | str) -> Chiffre:
    """Le chiffre, avec sa série, son indicateur et sa pièce. Lève `Chiffre.DoesNotExist`."""
    return Chiffre.objects.select_related(
        "serie__indicateur", "serie__organisation", "piece", "saisi_par", "organisme", "contre_valeur"
    ).get(pk=cle)


def serie_chiffres(serie_id: UUID | str) -> QuerySet[Chiffre]:
    """Les chiffres d'une série, du plus ancien au plus récent."""
    return Chiffre.objects.filter(serie_id=serie_id).order_by("fin", "debut", "id")


def chiffres_des_series(series: Iterable[UUID], jusqu_au: object = None) -> QuerySet[Chiffre]:
    """Les chiffres de plusieurs séries, en une requête ; `jusqu_au` écarte ce qui commence après cette date.

    Les prévisions restent : un document les imprime avec l'exercice qui les annonce.
    """
    chiffres = Chiffre.objects.filter(serie_id__in=list(series)).select_related("piece", "contre_valeur")
    if jusqu_au is not None:
        chiffres = chiffres.filter(Q(debut__lte=jusqu_au) | Q(statut="prevision"))
    return chiffres.order_by("serie_id", "fin", "-debut", "id")


def calculs_a_cote(series: Iterable[UUID]) -> dict[tuple[UUID, str, date, date], Calcul]:
    """Les calculs dont la case tient une valeur saisie, lue ou transmise, par case."""
    calculs = Calcul.objects.filter(serie_id__in=list(series), chiffre__isnull=True).defer(
        "raisons", "delais"
    )
    return {(c.serie_id, c.genre_periode, c.debut, c.fin): c for c in calculs}


def histoire_chiffre(chiffre: Chiffre) -> list[EtapeChiffre]:
    """Les états successifs d'un chiffre, du plus récent au plus ancien."""
    evenements = chiffre.events.select_related("pgh_context")  # type: ignore[attr-defined]
    return [
        EtapeChiffre(
            quand=evenement.pgh_created_at,
            acteur=_contexte(evenement, "acteur"),
            verbe=_contexte(evenement, "verbe"),
            valeur=evenement.valeur,
            statut=evenement.statut,
            texte=evenement.texte,
            methode=evenement.methode,
            provenance=evenement.provenance,
        )
        for evenement in evenements.order_by("-pgh_created_at", "-pgh_id")
    ]


def _contexte(evenement: object, cle: str) -> str:
    contexte = getattr(evenement, "pgh_context", None)
    return str((contexte.metadata or {}).get(cle, "")) if contexte else ""
