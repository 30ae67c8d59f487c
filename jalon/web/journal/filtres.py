"""Les filtres du journal, dans la chaîne de requête."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from jalon.web.requetes import lire_cle


@dataclass(frozen=True, slots=True)
class FiltresJournal:
    """Personne, genre d'objet, et borne de temps (exclue) ; un filtre illisible est ignoré."""

    acteur: UUID | None = None
    modele: str = ""
    avant: str = ""
    avant_le: datetime | None = None

    def arguments(self) -> dict[str, Any]:
        return {"acteur": self.acteur, "modele": self.modele or None, "avant_le": self.avant_le}

    @property
    def actifs(self) -> bool:
        return bool(self.acteur or self.modele or self.avant_le)


def lire_filtres(requete: QueryDict) -> FiltresJournal:
    """Les filtres demandés."""
    avant = requete.get("avant", "")[:40]
    return FiltresJournal(
        acteur=lire_cle(requete.get("acteur", "")),
        modele=requete.get("modele", "")[:100],
        avant=avant,
        avant_le=_instant(avant),
    )


def _instant(texte: str) -> datetime | None:
    """Un instant complet (page suivante) ou un jour (fin de ce jour)."""
    try:
        if instant := parse_datetime(texte):
            return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
        if jour := parse_date(texte):
            return timezone.make_aware(datetime.combine(jour, datetime.max.time()))
    except ValueError:
        return None
    return None
