"""Après le rendez-vous : qui est venu. La présence est distincte du rendez-vous."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.erreurs import en_francais
from jalon.parcours.rendezvous.models import Participation, RendezVous
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.journal.contexte import acte


def noter_issues(
    *,
    rendezvous: RendezVous | UUID,
    issues: Mapping[UUID, str],
    acteur: Compte,
    excuses: Mapping[UUID, str] | None = None,
    le: datetime | None = None,
) -> int:
    """Note ce que chaque participation est devenue ; une issue vide la rouvre. Rend le nombre de changements.

    Une issue corrigée garde son histoire. Lève `ValidationError` : rendez-vous annulé, pas commencé, place
    reprise par une autre personne.
    """
    cle = cle_de(rendezvous)
    changees = 0
    with acte("noter_issues", acteur=acteur, rendezvous=cle), en_francais():
        places = Participation.objects.select_for_update().filter(rendezvous=cle, pk__in=list(issues))
        for place in places.order_by("pk"):
            issue = issues[place.pk] or None
            excuse = (excuses or {}).get(place.pk, "").strip() if issue == Issue.EXCUSE else ""
            if (place.issue, place.excuse) == (issue, excuse):
                continue
            if issue is not None and issue not in Issue.values:
                raise ValidationError("Cette issue n'existe pas.", code="issue")
            place.issue, place.excuse = issue, excuse
            place.issue_le = (le or timezone.now()) if issue else None
            place.issue_par = acteur if issue else None
            place.save(update_fields=["issue", "excuse", "issue_le", "issue_par"])
            changees += 1
    return changees
