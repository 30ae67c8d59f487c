"""Ce qu'une personne décide d'un message, d'un lot ou d'un modèle de lettre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from jalon.socle.messages.enums import EtatMessage
from jalon.web.formulaires import ChampDate, Formulaire

GESTES: dict[str, tuple[tuple[str, str], ...]] = {
    EtatMessage.PRET: (("annuler", "L'annuler : il ne partira pas"),),
    EtatMessage.INCERTAIN: (
        ("parti", "Il est parti : la personne ou le fournisseur le confirme"),
        ("pas_parti", "Il n'est pas parti : il pourra être renvoyé"),
    ),
    EtatMessage.ECHOUE: (("renvoyer", "Le renvoyer"), ("classer", "Le classer sans le renvoyer")),
    EtatMessage.REJETE: (("renvoyer", "Le renvoyer"), ("classer", "Le classer sans le renvoyer")),
    EtatMessage.EXPIRE: (("renvoyer", "Le renvoyer"),),
}
"""Ce qui peut se décider d'un message, selon son état."""


class FormulaireMessage(Formulaire):
    """Un geste sur un message, et pourquoi."""

    geste = forms.ChoiceField(
        label="Que faire de ce message ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez quoi faire."},
    )
    motif = forms.CharField(
        label="Pourquoi, ou comment vous le savez",
        max_length=200,
        help_text="Gardé avec le message. Ni nom, ni santé.",
        error_messages={"required": "Dites pourquoi."},
    )
    adresse = forms.CharField(
        label="Autre adresse, pour un renvoi",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Vide : la même. Un numéro, un courriel, ou les lignes d'une adresse postale.",
    )

    def __init__(self, *args: Any, etat: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["geste"].choices = GESTES.get(etat, ())
        if not any(code == "renvoyer" for code, _ in GESTES.get(etat, ())):
            del self.fields["adresse"]


class FormulaireDepot(Formulaire):
    """Le jour où le lot est remis au courrier."""

    le = ChampDate(label="Remis au courrier le", initial=timezone.localdate)


class FormulaireModele(Formulaire):
    """Une version d'un modèle de lettre."""

    objet = forms.CharField(label="Objet de la lettre", max_length=200)
    corps = forms.CharField(
        label="Texte",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Une ligne vide sépare les paragraphes. **gras**, *italique*, « - » pour une liste.",
    )
    du = ChampDate(label="En vigueur à compter du", initial=timezone.localdate)
