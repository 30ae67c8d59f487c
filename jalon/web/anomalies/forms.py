"""Accepter une anomalie avec son motif, ou dire laquelle des valeurs est la bonne."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.pilotage.controles.rapport import Anomalie
from jalon.web.formulaires import ChampDate, Formulaire


class FormulaireDispense(Formulaire):
    """Motif d'une dispense ; il s'imprime dans l'annexe du rapport."""

    motif = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le motif, votre nom et la date s'impriment en annexe du rapport.",
        error_messages={"required": "Une dispense dit son motif."},
    )
    expire_le = ChampDate(
        label="Valable jusqu'au", required=False, help_text="Après cette date, l'anomalie reparaît."
    )


class FormulaireRetenir(Formulaire):
    """La valeur à retenir, par son rang dans l'anomalie."""

    valeur = forms.TypedChoiceField(label="Valeur à retenir", coerce=int, widget=forms.RadioSelect)
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=300,
        help_text="Gardé dans l'histoire des cases corrigées.",
    )

    def __init__(self, *args: Any, anomalie: Anomalie, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["valeur"].choices = [
            (rang, f"{valeur.ecrite()} — {valeur.libelle}") for rang, valeur in enumerate(anomalie.valeurs)
        ]
