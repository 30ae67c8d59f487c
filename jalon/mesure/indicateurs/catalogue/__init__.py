"""Les indicateurs calculés. Chaque module déclare les siens ; `pilotage` peut en ajouter à son démarrage."""

from __future__ import annotations

from jalon.mesure.indicateurs.catalogue import calpae, charge, loi, oarsa, pdi, rdvi
from jalon.mesure.indicateurs.declaration import Declaration

_CATALOGUE: dict[str, Declaration] = {}


class IndicateurInconnu(LookupError):
    """Aucun indicateur calculé n'a ce code."""


def enregistrer(*declarations: Declaration) -> None:
    """Ajoute des déclarations. Lève `ValueError` si un code est déjà pris."""
    for nouvelle in declarations:
        if nouvelle.code in _CATALOGUE:
            raise ValueError(f"L'indicateur « {nouvelle.code} » est déclaré deux fois.")
        _CATALOGUE[nouvelle.code] = nouvelle


def declaration(code: str) -> Declaration:
    """La déclaration de ce code. Lève `IndicateurInconnu`."""
    try:
        return _CATALOGUE[code]
    except KeyError:
        raise IndicateurInconnu(
            f"Aucun indicateur calculé « {code} » : « jalon indicateur --liste »."
        ) from None


def catalogue() -> list[Declaration]:
    """Toutes les déclarations, dans l'ordre des codes."""
    return [_CATALOGUE[code] for code in sorted(_CATALOGUE)]


for module in (calpae, pdi, loi, oarsa, rdvi, charge):
    enregistrer(*module.DECLARATIONS)
