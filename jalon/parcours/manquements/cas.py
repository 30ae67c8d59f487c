"""Les manquements sur quoi essayer le texte d'une lettre : ceux qui en sont à cette étape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from jalon.parcours.manquements.enums import Suite
from jalon.parcours.manquements.lettres import LETTRES, PREFIXE, contexte_lettre
from jalon.parcours.manquements.models import Decision, Levee, Manquement
from jalon.socle.acces.delegations import delegation_en_vigueur
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.messages.lettres.cas import Cas, enregistrer

SANCTIONS = (Suite.SUSPENSION, Suite.SUPPRESSION, Suite.REDUCTION)
CONDITIONS = {
    "avertissement": Q(),
    "invitation_ep": Q(passages__isnull=False),
    "decision": Q(decision__suite__in=SANCTIONS),
    "sans_suite": Q(decision__suite=Suite.SANS_SUITE),
    "radiation": Q(decision__suite=Suite.RADIATION),
    "levee": Q(levee__isnull=False),
    "accuse_recours": Q(recours__isnull=False),
    "reponse_recours": Q(recours__signataire__isnull=False),
}
"""Les manquements qui ont de quoi remplir chaque lettre."""


def enregistrer_cas() -> None:
    """Déclare les cas de chaque lettre."""
    enregistrer((PREFIXE + code for code in LETTRES), proposer, contexte)


def proposer(type: str, organisation: UUID | None, nombre: int) -> list[Cas]:
    trouves = Manquement.objects.filter(CONDITIONS[type.removeprefix(PREFIXE)]).distinct()
    return [Cas(m.pk, m.personne_id, m.signale_le) for m in trouves.order_by("-signale_le", "id")[:nombre]]


def contexte(type: str, cle: UUID, lecteur: Compte, jour: date) -> tuple[UUID, Mapping[str, str]] | None:
    m = Manquement.objects.select_related("personne", "engagement").filter(pk=cle).first()
    if m is None:
        return None
    delegation = delegation_en_vigueur(lecteur, TypeActe.COURRIER, jour)
    precisions = {
        "decision": Decision.objects.filter(manquement=m).first(),
        "levee": Levee.objects.filter(manquement=m).first(),
        "recours": m.recours.order_by("-depose_le", "pk").first(),
        "passage": m.passages.select_related("seance").order_by("-seance__prevue_le", "pk").first(),
    }
    return m.personne_id, contexte_lettre(m, acteur=lecteur, delegation=delegation, le=jour, **precisions)
