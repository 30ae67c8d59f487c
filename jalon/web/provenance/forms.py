"""Corriger une valeur depuis sa page de provenance."""

from __future__ import annotations

from django import forms

from jalon.mesure.chiffres.enums import GenreCible, Statut
from jalon.web.actions.forms import CHOIX_STATUT, FormulaireMontant
from jalon.web.formulaires import ChampDate, ChampMontant, ChampNombre, Formulaire


class FormulaireCorrigerMontant(FormulaireMontant):
    """Nouveau montant d'un crédit ou d'une dépense."""

    field_order = ["montant", "statut"]


class FormulaireCorrigerContrepartie(FormulaireMontant):
    """Nouveaux montants d'une contrepartie : prévu et exécuté."""

    field_order = ["montant", "statut", "execute", "statut_execute"]
    execute = ChampMontant(label="Exécuté (€)", required=False)
    statut_execute = forms.ChoiceField(label="Si l'exécuté n'est pas connu", choices=CHOIX_STATUT)
    couples_montant = (("montant", "statut"), ("execute", "statut_execute"))


class FormulaireCorrigerChiffre(Formulaire):
    """Nouvelle valeur d'un chiffre, avec son statut."""

    valeur = ChampNombre(label="Valeur", required=False, help_text="Zéro est une valeur : écrivez 0.")
    statut = forms.ChoiceField(label="Statut", choices=Statut.choices)
    methode = forms.CharField(
        label="Méthode d'estimation",
        required=False,
        max_length=300,
        help_text="Obligatoire pour une estimation.",
    )


class FormulaireEcarter(Formulaire):
    """Pourquoi une case imprimée ne compte plus."""

    motif = forms.CharField(
        label="Pourquoi cette valeur imprimée ne compte plus",
        max_length=300,
        error_messages={"required": "Dites pourquoi cette valeur imprimée ne compte plus."},
    )


class FormulaireValeurLocale(Formulaire):
    """La valeur que le département tient pour juste, à côté de celle que les faits donnent."""

    valeur = ChampNombre(label="Valeur locale")
    raison = forms.CharField(
        label="Pourquoi elle diffère", max_length=300, help_text="Ce que les faits enregistrés ne disent pas."
    )
    source = forms.CharField(label="Source", max_length=300, help_text="D'où vient cette valeur.")
    methode = forms.CharField(label="Méthode", max_length=300, help_text="Comment elle a été établie.")
    le = ChampDate(label="Établie le")


class FormulaireCible(Formulaire):
    """Une valeur visée, ou un seuil d'alerte, à compter d'un jour."""

    genre = forms.ChoiceField(label="Genre", choices=GenreCible.choices)
    valeur = ChampNombre(label="Valeur visée")
    du = ChampDate(label="À compter du")
    echeance = ChampDate(label="À atteindre le", required=False)
    depart = ChampNombre(
        label="Valeur de départ", required=False, help_text="Pour dire la part du chemin déjà faite."
    )
    source = forms.CharField(
        label="D'où elle vient", required=False, max_length=300, help_text="Convention, avenant, loi…"
    )


FORMULAIRES: dict[str, type[Formulaire]] = {
    "montant": FormulaireCorrigerMontant,
    "contrepartie": FormulaireCorrigerContrepartie,
    "chiffre": FormulaireCorrigerChiffre,
    "mention": FormulaireEcarter,
    "locale": FormulaireValeurLocale,
}
