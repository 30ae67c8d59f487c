"""Ne pas recontrôler ce qui n'a pas changé : le dernier rapport de chaque exercice, par processus.

Toute écriture d'une personne laisse un contexte d'histoire : leur nombre et le plus récent datent la base.
Les deux ensemble, parce qu'une transaction longue peut valider après une plus jeune.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.utils import timezone
from pghistory.models import Context

from jalon.pilotage.controles.rapport import Rapport

TAILLE = 32
Cle = tuple[UUID, date, int, Any]
_rapports: OrderedDict[Cle, Rapport] = OrderedDict()
_verrou = Lock()


def rapport_garde(exercice: UUID, controler: Callable[[], Rapport]) -> Rapport:
    """Le rapport gardé s'il date de l'état actuel de la base, sinon celui que `controler` rend."""
    etat = Context.objects.aggregate(nombre=Count("id"), dernier=Max("created_at"))
    cle = (exercice, timezone.localdate(), etat["nombre"], etat["dernier"])
    with _verrou:
        if cle in _rapports:
            _rapports.move_to_end(cle)
            return _rapports[cle]
    rapport = controler()
    with _verrou:
        _rapports[cle] = rapport
        while len(_rapports) > TAILLE:
            _rapports.popitem(last=False)
    return rapport
