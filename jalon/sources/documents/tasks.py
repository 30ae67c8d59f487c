"""Lire un gros document hors de la requête qui l'a déposé."""

from __future__ import annotations

from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe
from jalon.sources.documents.enums import EtatLecture
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.services import VERBE_LIRE, lire


@verbe(VERBE_LIRE, "Lecture d'un document")
def lire_document_depose(suivi: Suivi, *, lecture: str) -> None:
    """Lit le document déposé ; la lecture devient proposée, ou illisible avec la raison."""
    deposee = Lecture.objects.select_related("piece").get(pk=lecture)
    if deposee.etat != EtatLecture.DEPOSEE:
        return
    suivi.avancer(10, f"Lecture de {deposee.piece.nom}")
    lire(lecture=deposee, acteur=suivi.acteur)
    suivi.resultat = {"lecture": lecture, "etat": deposee.etat}
    if deposee.etat == EtatLecture.ILLISIBLE:
        suivi.resultat["erreur"] = deposee.erreur
