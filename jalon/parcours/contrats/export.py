"""Ce que l'export du dossier d'une personne dit de ses contrats."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.parcours.contrats.selectors import contrats_de
from jalon.socle.acces.models import Compte

MENTION = "Contrats d'engagement : ce qu'ils disent, leurs étapes et leurs signatures"


def contrats_a_exporter(personne: UUID, lecteur: Compte) -> list[dict[str, Any]]:
    """Chaque contrat, le plus récent d'abord, avec ses engagements et ses signatures."""
    trouves = contrats_de(personne, lecteur).prefetch_related("engagements", "signatures", "passages")
    return [
        {
            "type": c.get_type_display(),
            "etat": c.get_etat_display(),
            "organisme": c.organisme_referent.nom,
            "referent": c.referent.nom if c.referent else "",
            "etabli_le": c.etabli_le,
            "debut": c.debut,
            "fin": c.dernier_jour,
            "signe_le": c.signe_le,
            "heures_par_semaine": c.heures_semaine,
            "motif_reduction": c.get_motif_reduction_display(),
            "motif_reexamen_a_douze_mois": c.get_motif_reexamen_display(),
            "situation_de_depart": c.diagnostic,
            "emploi_recherche": c.emploi_recherche,
            "motif_arret": c.get_motif_cloture_display(),
            "engagements": [
                {
                    "qui": e.get_partie_display(),
                    "engagement": e.libelle,
                    "echeance": e.echeance,
                    "etat": e.get_etat_display(),
                }
                for e in c.engagements.all()
            ],
            "etapes": [
                {"etape": p.libelle, "resultat": p.get_resultat_display(), "le": p.fait_le}
                for p in c.passages.all()
            ],
            "signatures": [
                {"partie": s.get_partie_display(), "mode": s.get_mode_display(), "le": s.quand}
                for s in c.signatures.all()
            ],
        }
        for c in trouves
    ]
