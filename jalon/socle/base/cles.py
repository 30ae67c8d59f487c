"""Un service reçoit un objet ou sa clé : les deux disent la même chose."""

from __future__ import annotations

from typing import overload
from uuid import UUID

from jalon.socle.base.contexte import AvecCle


@overload
def cle_de(objet: AvecCle | UUID) -> UUID: ...
@overload
def cle_de(objet: AvecCle | UUID | None) -> UUID | None: ...
def cle_de(objet: AvecCle | UUID | None) -> UUID | None:
    """La clé d'un objet, ou elle-même ; `None` reste `None`."""
    return objet if isinstance(objet, UUID) or objet is None else objet.pk
