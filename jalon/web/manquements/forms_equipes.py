"""Équipes, membres, séances ; barème du département ; délégations de signature."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.parcours.manquements.enums import QualiteMembre
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.web.formulaires import ChampDate, ChampNombre, Formulaire


class FormulaireEquipe(Formulaire):
    nom = forms.CharField(label="Nom", max_length=150)
    ressort = forms.CharField(label="Ressort", max_length=200, required=False)
    quorum = forms.IntegerField(label="Quorum (membres présents)", min_value=1, max_value=50)
    arrete = forms.CharField(label="Arrêté de composition", max_length=150, required=False)


class FormulaireMembre(Formulaire):
    nom = forms.CharField(label="Nom", max_length=150)
    qualite = forms.ChoiceField(label="Au titre de", choices=QualiteMembre.choices)
    suppleant = forms.BooleanField(label="Suppléant", required=False)
    compte = forms.ModelChoiceField(
        label="Compte",
        queryset=Compte.objects.none(),
        required=False,
        empty_label="aucun",
        help_text="Il lui ouvre les dossiers minimisés de ses séances, et rien d'autre.",
    )
    du = ChampDate(label="À compter du", required=False, help_text="Vide : dès aujourd'hui.")
    au = ChampDate(label="Jusqu'au (inclus)", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["compte"].queryset = Compte.objects.filter(actif=True, systeme=False).order_by("nom")


class FormulaireSeance(Formulaire):
    prevue_le = forms.DateTimeField(
        label="Date et heure",
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Date non comprise. Exemple : 22/11/2026 09:30."},
    )
    lieu = forms.CharField(label="Lieu", max_length=200)
    ordre_du_jour = forms.CharField(
        label="Ordre du jour", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FormulaireBareme(Formulaire):
    """Le barème du département, dans la fourchette de la loi."""

    taux_min = ChampNombre(label="Taux minimal (%)")
    taux_max = ChampNombre(label="Taux maximal (%)")
    plafond = ChampNombre(label="Plafond, foyer de plusieurs personnes ou majoration (%)")
    duree_min = forms.IntegerField(label="Durée minimale (mois)", min_value=1)
    duree_max = forms.IntegerField(label="Durée maximale (mois)", min_value=1)
    deliberation = forms.CharField(label="Délibération", max_length=200)
    du = ChampDate(label="À compter du")
    au = ChampDate(label="Jusqu'au (inclus)", required=False)


class FormulaireDelegation(Formulaire):
    """La signature d'un type d'acte, donnée par un arrêté."""

    compte = forms.ModelChoiceField(label="À qui", queryset=Compte.objects.none())
    type_acte = forms.ChoiceField(label="Pour quels actes", choices=TypeActe.choices)
    qualite = forms.CharField(
        label="Qualité imprimée", max_length=150, help_text="Sous le nom : « Directrice de l'insertion »."
    )
    reference = forms.CharField(label="Arrêté de délégation", max_length=150)
    du = ChampDate(label="À compter du", required=False, help_text="Vide : dès aujourd'hui.")
    au = ChampDate(label="Jusqu'au (inclus)", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["compte"].queryset = Compte.objects.filter(actif=True, systeme=False).order_by("nom")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin vient avant le début.")
        return donnees


class FormulaireRetraitDelegation(Formulaire):
    dernier_jour = ChampDate(
        label="Dernier jour",
        required=False,
        help_text="Ce jour compte encore. Vide : la signature cesse aujourd'hui.",
    )
