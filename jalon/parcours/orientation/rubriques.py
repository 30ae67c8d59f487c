"""Ce que l'orientation ajoute à l'export du dossier d'une personne."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.parcours.orientation import selectors
from jalon.parcours.orientation.donnees import questions
from jalon.socle.acces.models import Compte

MENTION = (
    "Les orientations décidées, leurs motifs, ce que des règles ont proposé avec les données lues, et les "
    "diagnostics partagés."
)


def rassembler(personne: UUID, lecteur: Compte) -> dict[str, Any]:
    """Orientations, propositions et diagnostics d'une personne, dans des types simples."""
    dossier = selectors.dossier_orientation(personne, lecteur)
    return {
        "orientations": [
            {
                "voie": o.get_voie_display(),
                "organisme": o.organisme_referent.nom,
                "decidee_le": o.decidee_le,
                "notifiee_le": o.notifiee_le,
                "annulee_le": o.annulee_le,
                "motif": o.get_motif_display(),
                "precision": o.motif_texte,
                "origine": o.get_origine_display(),
            }
            for o in dossier.orientations
        ],
        "propositions": [
            {
                "proposee_le": p.passage.jour,
                "version_des_regles": p.passage.jeu.version,
                "voie": p.get_voie_display(),
                "organisme": p.organisme.nom if p.organisme else "",
                "etat": p.get_etat_display(),
                "motif_refus": p.get_motif_refus_display(),
                "precision": p.motif_texte,
                "raisons": [f"{r.libelle} : {r.condition} ; lu : {r.lu}" for r in selectors.raisons(p.trace)],
            }
            for p in dossier.propositions
        ],
        "diagnostics": [
            {
                "date": d.date,
                "situation": {
                    q.libelle: q.reponses[d.reponses[q.code]]
                    for q in questions().values()
                    if q.code in d.reponses
                },
                "positions": [
                    {"domaine": nom, "selon_elle": elle, "selon_le_professionnel": pro, "precision": note}
                    for nom, elle, pro, note in selectors.positions_par_domaine(d)
                ],
                "note": d.note,
            }
            for d in dossier.diagnostics
        ],
    }
