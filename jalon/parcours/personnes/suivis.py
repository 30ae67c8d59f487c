"""Confier une personne à une structure ou à un référent, et la leur retirer : cela seul ouvre son dossier."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jalon.parcours.personnes.models import Affectation, FaitRepris, Personne
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.base.refus import refus_en_clair
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


def confier_personne(
    *,
    personne: Personne | UUID,
    acteur: Compte,
    organisation: Organisation | UUID | None = None,
    compte: Compte | UUID | None = None,
    du: date | None = None,
    au: date | None = None,
    fait: FaitRepris | None = None,
) -> UUID:
    """Confie la personne à compter de `du` (défaut : aujourd'hui) ; rend la clé de l'affectation.

    La base refuse (`ProgrammingError`) un compte qui ne gère pas les droits. Lève `ValidationError` sans
    structure ni référent, ou si un autre est son référent pendant cette période.
    """
    if organisation is None and compte is None:
        raise ValidationError("Dites à quelle structure ou à quel référent.", code="a_personne")
    cle = uuid4()
    suivi = [cle, cle_de(personne), cle_de(organisation), cle_de(compte), du or timezone.localdate(), au]
    with acte("confier_personne", acteur=acteur, affectation=cle), refus_en_clair():
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT jalon_confier_personne(%s, %s, %s, %s, %s, %s, %s)",
                [*suivi, fait.pk if fait else None],
            )
    return cle


def retirer_personne(*, affectation: Affectation | UUID, acteur: Compte, dernier_jour: date) -> None:
    """Met fin à une affectation ; `dernier_jour` inclus, avant son début elle est annulée."""
    with acte("retirer_personne", acteur=acteur), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_retirer_personne(%s, %s)", [cle_de(affectation), dernier_jour])


def referents(personne: UUID, du: date, au: date | None = None) -> QuerySet[Affectation]:
    """Les affectations à un référent qui courent un jour de la période au moins, la dernière d'abord.

    Un membre de l'équipe n'est pas le référent ; une affectation annulée ne court aucun jour.
    """
    courent = Q(fin=None) | (Q(fin__gte=du) & Q(fin__gte=F("debut")))
    a_temps = Q() if au is None else Q(debut__lte=au)
    return Affectation.objects.filter(
        courent, a_temps, membre__personne=personne, compte__isnull=False, dans_equipe=False
    ).order_by("-debut", "id")


def recalculer_suivis(personnes: Collection[UUID]) -> None:
    """Par qui ces personnes peuvent être vues aujourd'hui, d'après leurs affectations."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_recalculer_suivis(%s)", [list(personnes)])
