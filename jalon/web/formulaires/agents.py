"""Choisir un agent en voyant sa charge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from jalon.socle.acces.models import Compte


class ChampAgent(forms.ModelChoiceField):
    """Un compte ; à côté du nom, sa structure et sa charge, quand elles sont connues.

    `suivies` : combien de personnes du périmètre chacun suit ; un compte absent ne se compte pas. La requête
    peut annoter `structure` et `a_venir` (rendez-vous des quatorze jours).
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(Compte.objects.none(), **options)
        self.suivies: Mapping[UUID, int] = {}

    def proposer(self, comptes: QuerySet[Compte], suivies: Mapping[UUID, int] | None = None) -> None:
        """Ces comptes, et ce que l'on sait de leur charge."""
        self.queryset, self.suivies = comptes, suivies or {}
        if suivies:
            self.help_text = f"{self.help_text} Personnes suivies : celles de votre périmètre.".strip()

    def label_from_instance(self, compte: Compte) -> str:
        dits = [getattr(compte, "structure", None)]
        if (nombre := self.suivies.get(compte.pk)) is not None:
            dits.append(f"suit {nombre} personne{'s' if nombre > 1 else ''}")
        if (a_venir := getattr(compte, "a_venir", None)) is not None:
            dits.append(f"{a_venir} rendez-vous à venir")
        return " · ".join(filter(None, [compte.nom, *dits]))
