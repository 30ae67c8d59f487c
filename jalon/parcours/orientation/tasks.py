"""Le passage des règles, hors de la requête."""

from __future__ import annotations

from jalon.parcours.orientation.services.passages import passer_regles
from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe

VERBE_PASSER = "passer_regles"


@verbe(VERBE_PASSER, "Passage des règles d'orientation")
def passer(suivi: Suivi, *, territoire: str = "") -> None:
    """Propose une orientation à chaque personne de la file du périmètre de qui le demande."""
    suivi.avancer(10, "Lecture de la file et des critères")
    passage = passer_regles(acteur=suivi.acteur, territoire=territoire)
    suivi.resultat = {"passage": str(passage.pk), "personnes": passage.bilan["personnes"]}
