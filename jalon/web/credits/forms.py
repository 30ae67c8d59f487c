"""Décider de la suite d'un solde."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from jalon.pilotage.finances.enums import SuiteSolde
from jalon.pilotage.programmes.models import Acte, Action, Programme
from jalon.web.formulaires import ChampDate, ChampMontant, Formulaire


class FormulaireSolde(Formulaire):
    """Suite, montant, date ; l'action qui reçoit pour un redéploiement ; l'acte s'il existe."""

    suite = forms.ChoiceField(
        label="Que devient ce solde ?", choices=SuiteSolde.choices, widget=forms.RadioSelect
    )
    montant = ChampMontant(label="Montant", help_text="Tout ou partie de ce qui reste à décider.")
    action_cible = forms.ModelChoiceField(
        label="Action qui reçoit",
        queryset=Action.objects.none(),
        required=False,
        help_text="Pour un redéploiement seulement.",
    )
    decide_le = ChampDate(label="Décidé le", initial=timezone.localdate)
    acte_decision = forms.ModelChoiceField(
        label="Acte",
        queryset=Acte.objects.none(),
        required=False,
        help_text="Avenant, délibération ou courrier qui le permet.",
    )
    motif = forms.CharField(label="Motif", required=False, max_length=500)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_cible"].queryset = Action.objects.filter(programme=programme).order_by("intitule")  # type: ignore[attr-defined]
        self.fields["acte_decision"].queryset = Acte.objects.filter(programme=programme).order_by(
            "signe_le", "intitule"
        )  # type: ignore[attr-defined]
