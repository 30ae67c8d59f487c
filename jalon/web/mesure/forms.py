"""Le réglage d'un tableau de bord."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.services import CHIFFRES_MAXIMUM
from jalon.web.formulaires import Formulaire


class FormulaireTableau(Formulaire):
    """Les places d'un tableau, dans l'ordre : un indicateur et sa période. `choisis` : le réglage actuel."""

    def __init__(self, *args: Any, choisis: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [("", "aucun"), *((d.code, f"{d.titre} ({d.code})") for d in catalogue())]
        for rang in range(CHIFFRES_MAXIMUM):
            code, duree = choisis[rang] if rang < len(choisis) else ("", Duree.DOUZE_MOIS)
            self.fields[f"code_{rang}"] = forms.ChoiceField(
                label=f"Chiffre {rang + 1}", choices=codes, required=False, initial=code
            )
            self.fields[f"duree_{rang}"] = forms.ChoiceField(
                label=f"Période du chiffre {rang + 1}", choices=Duree.choices, initial=duree
            )

    def choix(self) -> list[tuple[str, Duree]]:
        """Les indicateurs choisis, dans l'ordre des places."""
        lus = self.cleaned_data
        return [
            (lus[f"code_{rang}"], Duree(lus[f"duree_{rang}"]))
            for rang in range(CHIFFRES_MAXIMUM)
            if lus[f"code_{rang}"]
        ]
