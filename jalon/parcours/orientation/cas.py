"""Les orientations sur quoi essayer le texte d'une lettre, les plus récentes d'abord."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q

from jalon.parcours.orientation.enums import Motif, Origine
from jalon.parcours.orientation.lettres import ALGORITHME, DEFAUT, ORDINAIRE, REORIENTATION, contexte_lettre
from jalon.parcours.orientation.models import Orientation
from jalon.socle.acces.delegations import delegation_en_vigueur
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.messages.lettres.cas import Cas, enregistrer

D_UN_AGENT = ~Q(origine__in=(Origine.REGLE, Origine.DEFAUT))
CONDITIONS = {
    ALGORITHME: Q(origine=Origine.REGLE),
    DEFAUT: Q(origine=Origine.DEFAUT),
    REORIENTATION: D_UN_AGENT & ~Q(motif=Motif.PREMIERE),
    ORDINAIRE: D_UN_AGENT & Q(motif=Motif.PREMIERE),
}
"""Les orientations de chaque lettre, comme `type_de` la choisit."""


def enregistrer_cas() -> None:
    """Déclare les cas des quatre lettres."""
    enregistrer(CONDITIONS, proposer, contexte)


def proposer(type: str, organisation: UUID | None, nombre: int) -> list[Cas]:
    trouvees = Orientation.objects.filter(CONDITIONS[type], annulee_le=None).order_by("-decidee_le", "pk")
    return [Cas(o.pk, o.personne_id, o.decidee_le) for o in trouvees[:nombre]]


def contexte(type: str, cle: UUID, lecteur: Compte, jour: date) -> tuple[UUID, Mapping[str, str]] | None:
    orientation = (
        Orientation.objects.filter(CONDITIONS[type], pk=cle)
        .select_related("personne", "organisme_referent", "referent", "precedente__organisme_referent")
        .select_related("proposition")
        .first()
    )
    if orientation is None:
        return None
    delegation = delegation_en_vigueur(lecteur, TypeActe.ORIENTATION, jour)
    return orientation.personne_id, contexte_lettre(orientation, lecteur, delegation, jour)
