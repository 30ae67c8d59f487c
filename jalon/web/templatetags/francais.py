"""L'accord français, à la place de celui de Django, dans tous les gabarits."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import pluralize

register = template.Library()


@register.filter(name="pluralize", is_safe=False)
def accorder(valeur: Any, formes: str = "s") -> str:
    """« 0 tâche », « 1,5 jour », « 2 tâches » : le pluriel commence à deux.

    `valeur` : un nombre, ou une suite dont on compte les éléments ; autre chose ne s'accorde pas.
    """
    try:
        nombre = float(valeur)
    except ValueError:
        return ""
    except TypeError:
        try:
            nombre = len(valeur)
        except TypeError:
            return ""
    return pluralize(2 if abs(nombre) >= 2 else 1, formes)
