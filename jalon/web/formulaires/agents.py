"""Choisir un agent en voyant sa charge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from jalon.socle.acces.models import Compte


class ChampAgent(forms.ModelChoiceField):
    """Un compte ; à côté du nom, sa structure et sa charge, quand elles sont connues.

    `suivies` : combien de personnes chacun suit ; `None`, cela ne se dit pas. La requête peut annoter
    `structure` et `a_venir` (rendez-vous des deux semaines).
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(Compte.objects.none(), **options)
        self.suivies: Mapping[UUID, int] | None = None

    def label_from_instance(self, compte: Compte) -> str:
        dits = [getattr(compte, "structure", None)]
        if self.suivies is not None:
            dits.append(f"suit {_compte(self.suivies.get(compte.pk, 0), 'personne')}")
        if (a_venir := getattr(compte, "a_venir", None)) is not None:
            dits.append(f"{a_venir} rendez-vous à venir")
        return " · ".join(filter(None, [compte.nom, *dits]))


def _compte(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"
