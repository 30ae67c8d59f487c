"""Ce qu'on tape pour retrouver quelqu'un."""

from __future__ import annotations

from django import forms

from jalon.web.formulaires import Formulaire


class FormulaireRecherche(Formulaire):
    """Un seul champ : nom, date, numéro, dans l'ordre qu'on veut."""

    texte = forms.CharField(
        label="Nom, date de naissance, matricule ou numéro de demande",
        max_length=120,
        error_messages={"required": "Tapez un nom, une date de naissance ou un numéro."},
        help_text="Exemples : « durand 12/05/1984 », « marie lefevbre », « 1984 petit ». "
        "Une faute de frappe ou l'ordre des mots ne gênent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
