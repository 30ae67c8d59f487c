"""La tâche qui édite un rapport en plusieurs formats et garde chaque fichier comme pièce du programme."""

from __future__ import annotations

from jalon.editions.services import ecrire, nom_de_fichier, preparer
from jalon.pilotage.programmes.models import Programme
from jalon.pilotage.programmes.selectors import exercice_par_code, programme_par_code
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.models import Piece
from jalon.socle.pieces.services import deposer_piece
from jalon.socle.taches.services import Suivi
from jalon.socle.taches.verbes import verbe

VERBE = "editer_rapport"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def garder_piece(programme: Programme, nom: str, contenu: bytes, format: str, acteur: Compte) -> Piece:
    """Garde un rapport édité comme pièce du programme."""
    return deposer_piece(
        nom=nom, contenu=contenu, type_mime=TYPES[format], cloison=programme.pk, acteur=acteur
    )


@verbe(VERBE, "Édition d'un rapport")
def editer_rapport(
    suivi: Suivi, *, programme: str, exercice: str, modele: str, formats: list[str]
) -> Piece | None:
    """Édite chaque format demandé ; rend le premier, cite les autres dans le résultat."""
    concerne = programme_par_code(programme)
    periode = exercice_par_code(concerne, exercice)
    document = preparer(modele, concerne, periode)
    pieces = []
    for rang, format_ in enumerate(formats):
        suivi.avancer(rang * 100 // len(formats), f"édition {format_.upper()}")
        nom = nom_de_fichier(concerne, periode, modele, format_)
        pieces.append(garder_piece(concerne, nom, ecrire(document, format_), format_, suivi.acteur))
    suivi.resultat["pieces"] = [{"id": str(p.pk), "nom": p.nom} for p in pieces]
    return pieces[0] if pieces else None
