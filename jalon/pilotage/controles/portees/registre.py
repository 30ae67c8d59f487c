"""Le registre des portées, nommées dans `regles.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jalon.pilotage.controles.cas import Cas
from jalon.pilotage.controles.dossier import Dossier
from jalon.pilotage.controles.regles import Regle

Portee = Callable[[Dossier, Regle], Iterator[Cas]]
PORTEES: dict[str, Portee] = {}


def portee(nom: str) -> Callable[[Portee], Portee]:
    def inscrire(fonction: Portee) -> Portee:
        if nom in PORTEES:
            raise ValueError(f"portée « {nom} » déjà inscrite")
        PORTEES[nom] = fonction
        return fonction

    return inscrire
