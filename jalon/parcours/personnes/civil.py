"""L'état civil entre la base et les observations : le NIR y entre chiffré, avec une clé pour le retrouver."""

from __future__ import annotations

from typing import Any

from jalon.parcours.personnes.identite import Identite
from jalon.socle.base.chiffrement import chiffrer, cle_de_recherche, dechiffrer

CHAMPS_CIVILS = (
    "nom",
    "nom_naissance",
    "prenoms",
    "date_naissance",
    "precision_naissance",
    "rang_gemellaire",
    "sexe",
    "commune_naissance",
    "nir_chiffre",
    "nir_cle",
    "certifiee",
)


def identite_lue(champs: dict[str, Any]) -> Identite:
    """État civil d'une ligne de la base, NIR déchiffré."""
    chiffre = champs.pop("nir_chiffre")
    champs.pop("nir_cle", None)
    nir = dechiffrer(chiffre).decode() if chiffre else None
    return Identite(**{**champs, "prenoms": tuple(champs["prenoms"])}, nir=nir)


def ligne_civile(identite: Identite) -> tuple[Any, ...]:
    """Valeurs de `CHAMPS_CIVILS`, dans l'ordre."""
    nir = identite.nir
    return (
        identite.nom,
        identite.nom_naissance,
        list(identite.prenoms),
        identite.date_naissance,
        identite.precision_naissance,
        identite.rang_gemellaire,
        identite.sexe,
        identite.commune_naissance,
        chiffrer(nir.encode()) if nir else None,
        cle_de_recherche(nir) if nir else None,
        identite.certifiee,
    )
