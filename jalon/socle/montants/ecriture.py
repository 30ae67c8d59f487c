"""Écrire un nombre en français : virgule, milliers et unité séparés par une espace insécable (U+00A0).

L'espace fine (U+202F) serait plus juste, mais la police des documents ne la possède pas.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

INSECABLE = "\u00a0"


def ecrire_nombre(valeur: Decimal | int, decimales: int | None = None) -> str:
    """`1234567.8` → « 1 234 567,8 » ; `decimales` arrondit (au plus proche, demi vers le haut)."""
    nombre = Decimal(valeur)
    if decimales is not None:
        nombre = nombre.quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)
    texte = f"{nombre:,f}"
    if not nombre:
        texte = texte.removeprefix("-")
    return texte.replace(",", INSECABLE).replace(".", ",")


def compter(nombre: int, singulier: str, pluriel: str = "") -> str:
    """Un nombre et ce qu'il compte : « 1 séjour », « 3 séjours » ; `pluriel` : s'il ne prend pas qu'un s."""
    return f"{ecrire_nombre(nombre)}{INSECABLE}{(pluriel or singulier + 's') if nombre > 1 else singulier}"


def ecrire_montant(valeur: Decimal | int, decimales: int = 2) -> str:
    """Un montant en euros : « 1 234,50 € »."""
    return f"{ecrire_nombre(valeur, decimales)}{INSECABLE}€"


def ecrire_pourcentage(valeur: Decimal | int, decimales: int | None = None) -> str:
    """Un pourcentage déjà en points : `39.3` → « 39,3 % »."""
    return f"{ecrire_nombre(valeur, decimales)}{INSECABLE}%"
