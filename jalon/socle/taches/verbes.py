"""Les verbes : ce qu'une tâche sait faire. Chaque application déclare les siens dans son module `tasks.py`.

@verbe("editer_rapport", "Édition du rapport")
def editer_rapport(suivi: Suivi, *, programme: str, exercice: str) -> Piece | None: …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from jalon.socle.pieces.models import Piece

Fonction = TypeVar("Fonction", bound=Callable[..., "Piece | None"])


@dataclass(frozen=True, slots=True)
class Verbe:
    """Un verbe : son libellé français et la fonction qui le fait, dans une seule transaction."""

    code: str
    libelle: str
    fonction: Callable[..., Any]


VERBES: dict[str, Verbe] = {}


def verbe(code: str, libelle: str) -> Callable[[Fonction], Fonction]:
    """Déclare une fonction comme verbe. Elle reçoit un `Suivi`, puis les arguments de `lancer_tache`.

    Elle tourne dans une transaction, sous le compte qui l'a demandée ; refaite après un arrêt brutal, elle
    repart donc de rien. Elle peut rendre une pièce : c'est le résultat à télécharger.
    """

    def declarer(fonction: Fonction) -> Fonction:
        VERBES[code] = Verbe(code, libelle, fonction)
        return fonction

    return declarer
