"""Ce que l'export du dossier d'une personne dit de ses rendez-vous."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.parcours.rendezvous.selectors.personnes import invitations_de, rendezvous_de
from jalon.socle.acces.models import Compte


def rassembler(personne: UUID, lecteur: Compte) -> dict[str, Any]:
    """Ses rendez-vous et ses invitations, la plus récente d'abord."""
    return {
        "rendezvous": [
            {
                "motif": place.rendezvous.motif.libelle,
                "lieu": place.rendezvous.lieu.nom,
                "debut": place.rendezvous.debut,
                "pris_le": place.pris_le,
                "pris_par": place.get_pris_par_display(),
                "issue": place.get_issue_display() if place.issue else "non renseignée",
                "excuse": place.excuse,
            }
            for place in rendezvous_de(personne, lecteur)
        ],
        "invitations": [
            {
                "motif": invitation.motif.libelle,
                "canaux": invitation.canaux,
                "envoyee_le": invitation.envoyee_le,
                "expire_le": invitation.expire_le,
                "annulee_le": invitation.annulee_le,
            }
            for invitation in invitations_de(personne, lecteur)
        ],
    }
