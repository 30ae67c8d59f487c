"""La tâche qui calcule les indicateurs d'un exercice."""

from __future__ import annotations

from jalon.pilotage.calculs.services import calculer_exercice
from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code
from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe

VERBE = "calculer_indicateurs"


@verbe(VERBE, "Calcul des indicateurs d'un exercice")
def calculer_indicateurs(suivi: Suivi, *, programme: str, exercice: str) -> None:
    """Remplit les cases réglées de l'exercice ; le résultat dit combien, et ce qui s'est refusé."""
    concerne = exercice_par_code(programme_par_code(programme), exercice)
    bilan = calculer_exercice(exercice=concerne, avancer=suivi.avancer, acteur=suivi.acteur)
    suivi.resultat["calculs"] = {
        "programme": programme,
        "exercice": exercice,
        "ecrits": len(bilan.ecrits),
        "a_cote": len(bilan.a_cote),
        "refus": [f"{titre} : {motif}" for titre, motif in bilan.refus],
    }
