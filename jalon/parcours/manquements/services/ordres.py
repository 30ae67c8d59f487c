"""Les ordres à la caisse, réunis en bordereaux."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from jalon.parcours.manquements.models import Bordereau, Ordre
from jalon.parcours.manquements.transitions import refus_de_la_base
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def etablir_bordereau(*, acteur: Compte) -> Bordereau:
    """Réunit les ordres qui attendent. Lève `ValidationError` s'il n'y en a pas, ou sans le droit."""
    with acte("etablir_bordereau", acteur=acteur), refus_de_la_base():
        attendent = list(
            Ordre.objects.select_for_update().filter(bordereau=None).values_list("pk", flat=True)
        )
        if not attendent:
            raise ValidationError("Aucun ordre n'attend d'être remis à la caisse.")
        bordereau = Bordereau.objects.create(par=acteur)
        Ordre.objects.filter(pk__in=attendent).update(bordereau=bordereau)
    return bordereau
