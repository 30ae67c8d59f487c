"""Des mois d'un département inventé, joués par les services des écrans : du fichier au contrat."""

from jalon.demonstration.parcours.deroule import Bilan, DejaJoue, departement_invente, simuler

__all__ = ["Bilan", "DejaJoue", "departement_invente", "simuler"]
