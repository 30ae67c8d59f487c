"""Créer un compte, lui donner un rôle daté sur un périmètre."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Departement
from jalon.web.formulaires import ChampDate, Formulaire


class FormulaireCompte(Formulaire):
    """Un compte neuf ; la personne choisit son mot de passe elle-même, par courriel."""

    nom = forms.CharField(label="Nom affiché", max_length=150)
    courriel = forms.EmailField(
        label="Courriel", max_length=254, help_text="La personne y recevra de quoi choisir son mot de passe."
    )

    def clean_courriel(self) -> str:
        courriel = self.cleaned_data["courriel"].lower()
        if Compte.objects.filter(courriel__iexact=courriel).exists():
            raise forms.ValidationError("Ce courriel a déjà un compte.")
        return courriel


class FormulaireHabilitation(Formulaire):
    """Un rôle, sur un périmètre : un programme, une organisation, un département, ou tout."""

    role = forms.ChoiceField(label="Rôle", choices=Role.choices)
    programme = forms.ModelChoiceField(
        label="Programme", queryset=Programme.objects.none(), required=False, empty_label="tous"
    )
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="aucune",
        help_text="Pour un pilote : celle dont il remplit les actions. Pour les autres : ses programmes.",
    )
    departement = forms.ModelChoiceField(
        label="Département", queryset=Departement.objects.none(), required=False, empty_label="tous"
    )
    du = ChampDate(label="À compter du", required=False, help_text="Vide : dès aujourd'hui.")
    au = ChampDate(label="Jusqu'au (inclus)", required=False, help_text="Vide : sans fin.")
    motif = forms.CharField(label="Motif", required=False, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].queryset = Programme.objects.order_by("intitule")
        self.fields["organisation"].queryset = Organisation.objects.order_by("nom")
        self.fields["departement"].queryset = Departement.objects.order_by("code")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin vient avant le début.")
        if donnees.get("role") == Role.PILOTE and not donnees.get("organisation"):
            self.add_error("organisation", "Un pilote écrit au titre d'une organisation : choisissez-la.")
        return donnees


class FormulaireRetrait(Formulaire):
    """Fin d'une habilitation."""

    dernier_jour = ChampDate(
        label="Dernier jour",
        required=False,
        help_text="Ce jour compte encore. Vide : l'accès cesse tout de suite.",
    )
    motif = forms.CharField(label="Motif", max_length=300)
