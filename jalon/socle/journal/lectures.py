"""Le journal des lectures : noter chaque dossier ouvert, et dire qui a ouvert quoi."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import AvecCle
from jalon.socle.journal.models import Lecture


def noter_lecture(compte: AvecCle, sujet: UUID, ecran: str) -> None:
    """Garde la trace de l'ouverture d'un dossier. La base refuse d'en noter une au nom d'un autre."""
    Lecture.objects.create(compte_id=compte.pk, sujet=sujet, ecran=ecran)


def lectures(
    lecteur: Compte,
    *,
    sujet: UUID | None = None,
    compte: UUID | None = None,
    du: date | None = None,
    au: date | None = None,
) -> QuerySet[Lecture]:
    """Lectures de dossiers, la plus récente d'abord ; vide pour qui ne protège pas les données.

    `lecteur` : la base ne montre ce journal qu'au délégué à la protection des données et au système.
    """
    trouvees = Lecture.objects.select_related("compte").order_by("-quand", "id")
    if sujet is not None:
        trouvees = trouvees.filter(sujet=sujet)
    if compte is not None:
        trouvees = trouvees.filter(compte_id=compte)
    if du is not None:
        trouvees = trouvees.filter(quand__gte=_minuit(du))
    if au is not None:
        trouvees = trouvees.filter(quand__lt=_minuit(au + timedelta(days=1)))
    return trouvees


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time.min))
