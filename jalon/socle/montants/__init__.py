"""Nombres et montants français : lire ce qui est imprimé, écrire pour une personne. Tout en `Decimal`."""

from jalon.socle.montants.ecriture import compter, ecrire_montant, ecrire_nombre, ecrire_pourcentage
from jalon.socle.montants.lecture import (
    Nombre,
    NombreTrouve,
    lire_fraction,
    lire_montant,
    lire_nombre,
    lire_somme,
    trouver_montants,
    trouver_nombres,
)

__all__ = [
    "Nombre",
    "NombreTrouve",
    "compter",
    "ecrire_montant",
    "ecrire_nombre",
    "ecrire_pourcentage",
    "lire_fraction",
    "lire_montant",
    "lire_nombre",
    "lire_somme",
    "trouver_montants",
    "trouver_nombres",
]
