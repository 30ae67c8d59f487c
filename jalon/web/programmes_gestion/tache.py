"""Les tâches qui calculent les indicateurs : à la demande pour un exercice, chaque nuit pour tous."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jalon.pilotage.calculs.nuit import recalculer_vivants
from jalon.pilotage.calculs.services import calculer_exercice
from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.taches.services import FILE, Suivi
from jalon.socle.taches.verbes import verbe

VERBE = "calculer_indicateurs"


@app.periodic(cron="47 4 * * *")
@app.task(name="jalon.recalculer_chiffres", queue=FILE, queueing_lock="chiffres")
def recalculer_chiffres(timestamp: int) -> None:
    """Chaque nuit, au nom du système, après les entretiens ; une nuit manquée se rattrape à la suivante."""
    recalculer_vivants(acteur=compte_systeme())


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
