"""Les portées : où une règle s'applique, et quelles cases elle y compare.

Une portée parcourt le dossier et rend des cas ; elle ne connaît ni gravité ni message.
"""

from jalon.pilotage.controles.portees import (  # noqa: F401
    annexes,
    budgets,
    contreparties,
    credits,
    indicateurs,
    indicateurs_parts,
    operateurs_nommes,
    prose,
    prose_accords,
    prose_listes,
    prose_repartitions,
    prose_sommes,
    prose_taux,
    structure,
    titres,
)
from jalon.pilotage.controles.portees.registre import PORTEES

__all__ = ["PORTEES"]
