"""Ce que l'export du dossier d'une personne dit de ses manquements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.manquements.models import Manquement
from jalon.parcours.manquements.models.decisions import Decision, Levee
from jalon.parcours.manquements.models.recours import Recours
from jalon.socle.acces.models import Compte

NOM = "manquements"
MENTION = "Les manquements signalés, vos observations, les décisions, les levées et vos recours."


def rassembler(personne: UUID, lecteur: Compte) -> list[dict[str, Any]]:
    """Un dictionnaire par manquement, du plus ancien au plus récent."""
    trouves = (
        Manquement.objects.filter(personne=personne)
        .prefetch_related("observations", "recours", "passages__seance")
        .select_related("decision", "levee")
        .order_by("signale_le", "id")
    )
    return [_decrire(manquement) for manquement in trouves]


def _decrire(m: Manquement) -> dict[str, Any]:
    decision: Decision | None = getattr(m, "decision", None)
    levee: Levee | None = getattr(m, "levee", None)
    return {
        "nature": m.get_nature_display(),
        "regime": m.regles,
        "etat": m.get_etat_display(),
        "faits": m.faits,
        "faits_du": m.faits_du,
        "signale_le": m.signale_le,
        "averti_le": m.averti_le,
        "averti_recu_le": m.averti_recu_le,
        "observations_jusqu_au": m.observations_jusqu_au,
        "observations": [
            {
                "mode": o.get_mode_display(),
                "recue_le": o.recue_le,
                "texte": o.texte,
                "accompagnee": o.accompagnee,
            }
            for o in m.observations.all()
        ],
        "avis": [
            {
                "seance": timezone.localdate(p.seance.prevue_le),
                "avis": p.get_avis_display(),
                "motif": p.avis_motif,
            }
            for p in m.passages.all()
        ],
        "decision": decision
        and {
            "suite": decision.get_suite_display(),
            "decidee_le": decision.decide_le,
            "taux": decision.taux,
            "du": decision.debut,
            "au": decision.fin,
            "motivation": decision.motivation,
            "texte_applique": decision.texte_applique,
            "notifiee_le": m.notifie_le,
        },
        "levee": levee
        and {"le": levee.le, "motif": levee.get_motif_display(), "mois_reverses": levee.reverse_mois},
        "recours": [_du_recours(r) for r in m.recours.all()],
    }


def _du_recours(recours: Recours) -> dict[str, Any]:
    return {
        "recu_le": recours.depose_le,
        "etat": recours.get_etat_display(),
        "motifs": recours.motifs,
        "repondu_le": recours.decide_le,
        "motivation": recours.motivation,
    }
