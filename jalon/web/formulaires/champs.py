"""Champs à la française : montants, nombres, dates. Vide n'est pas zéro."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from jalon.socle.montants import lire_nombre

VALEUR_MAX = Decimal(10) ** 12


class ChampNombre(forms.CharField):
    """Nombre écrit à la française (« 1 183 », « 23,6 % ») : `Decimal`, ou `None` si rien n'est écrit."""

    decimales_max = 6
    exemple = "1 183 ou 23,6"

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        ecrit = str(value or "").strip()
        if not ecrit:
            return None
        lu = lire_nombre(ecrit)
        if lu is None:
            raise forms.ValidationError(f"« {ecrit} » n'est pas un nombre. Exemple : {self.exemple}.")
        if lu.decimales > self.decimales_max:
            raise forms.ValidationError(f"Pas plus de {self.decimales_max} chiffres après la virgule.")
        if abs(lu.valeur) >= VALEUR_MAX:
            raise forms.ValidationError("Ce nombre est trop grand : vérifiez les chiffres saisis.")
        return lu.valeur

    def validate(self, value: Decimal | None) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Les bornes sont déjà tenues par `to_python` ; celles d'un texte ne s'appliquent pas à un nombre."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value:f}".replace(".", ",")
        return value


class ChampMontant(ChampNombre):
    """Montant en euros, au centime."""

    decimales_max = 2
    exemple = "12 345,60"

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value.quantize(Decimal("0.01")) if isinstance(value, Decimal) else value)


class ChampDate(forms.DateField):
    """Date : le sélecteur du navigateur, ou `22/11/2026` au clavier."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"])
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        options.setdefault("error_messages", {"invalid": "Date non comprise. Exemple : 22/11/2026."})
        super().__init__(**options)
