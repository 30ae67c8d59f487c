"""Où en sont les tâches d'un compte."""

from __future__ import annotations

from django.db.models import QuerySet

from jalon.socle.acces.models import Compte
from jalon.socle.taches.enums import EtatTache
from jalon.socle.taches.models import Tache

FINIES = (EtatTache.TERMINEE, EtatTache.ECHOUEE)


def taches_de(compte: Compte) -> QuerySet[Tache]:
    """Tâches demandées par ce compte, la plus récente d'abord."""
    return Tache.objects.filter(compte=compte).select_related("piece").order_by("-creee_le", "id")


def cloche(compte: Compte) -> QuerySet[Tache]:
    """Tâches en cours, ou finies et pas encore vues."""
    return taches_de(compte).filter(vue_le=None)
