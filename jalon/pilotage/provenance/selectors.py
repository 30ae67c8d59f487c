"""Ouvrir une adresse de provenance."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from jalon.pilotage.provenance.argent import MODELES, origine_montant
from jalon.pilotage.provenance.chiffres import origine_chiffre
from jalon.pilotage.provenance.derives import origine_derivee
from jalon.pilotage.provenance.formes import AdresseInconnue, Origine
from jalon.pilotage.provenance.mentions import origine_mention


def origine(genre: str, reste: str) -> Origine:
    """D'où vient la valeur à l'adresse `genre:reste`. Lève `AdresseInconnue`."""
    try:
        if genre == "derive":
            exercice, portee, role = reste.split(":", 2)
            return origine_derivee(UUID(exercice), portee, role)
        cle = UUID(reste)
        if genre in MODELES:
            return origine_montant(genre, cle)
        if genre == "chiffre":
            return origine_chiffre(cle)
        if genre == "mention":
            return origine_mention(cle)
    except (ObjectDoesNotExist, ValueError) as erreur:
        raise AdresseInconnue(f"{genre}:{reste}") from erreur
    raise AdresseInconnue(f"{genre}:{reste}")
