"""La seule erreur que lève la lecture d'un document."""

from __future__ import annotations


class DocumentIllisible(Exception):
    """Le document ne peut pas être lu. Le message dit quoi, où et que faire, en français."""

    def __init__(self, message: str, nom: str = "") -> None:
        self.nom = nom
        super().__init__(f"{nom} : {message}" if nom else message)
