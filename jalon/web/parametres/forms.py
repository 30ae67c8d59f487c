"""Une nouvelle valeur d'un paramètre : sa date, sa source. L'ancienne reste."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from jalon.socle.montants import lire_nombre
from jalon.socle.parametres.models import Parametre
from jalon.socle.periodes.ecriture import ecrire_jour
from jalon.web.formulaires import ChampDate, Formulaire

OUI_NON = {"oui": True, "non": False}


class FormulaireValeur(Formulaire):
    """Valeur, date d'effet et source. `derniere` : la plus récente valeur connue du paramètre."""

    valeur = forms.CharField(
        label="Nouvelle valeur", max_length=300, help_text="Un nombre, « oui », « non », ou un texte."
    )
    du = ChampDate(label="En vigueur à compter du")
    au = ChampDate(label="Jusqu'au (inclus)", required=False, help_text="Vide : sans fin connue.")
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="Le texte, la convention ou la décision qui fixe cette valeur, avec sa date.",
        error_messages={"required": "Dites d'où vient cette valeur."},
    )

    def __init__(self, *args: Any, derniere: Parametre | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.derniere = derniere

    def clean_valeur(self) -> Any:
        ecrit = self.cleaned_data["valeur"].strip()
        if ecrit.lower() in OUI_NON:
            valeur: Any = OUI_NON[ecrit.lower()]
        elif (lu := lire_nombre(ecrit)) is not None:
            valeur = int(lu.valeur) if lu.valeur == lu.valeur.to_integral_value() else float(lu.valeur)
        else:
            valeur = ecrit
        self._meme_genre(valeur)
        return valeur

    def clean_du(self) -> date:
        du = self.cleaned_data["du"]
        if self.derniere is not None and self.derniere.periode.lower and du <= self.derniere.periode.lower:
            raise forms.ValidationError(
                "Une valeur est déjà en vigueur depuis le "
                f"{ecrire_jour(self.derniere.periode.lower)} : choisissez une date plus tardive. "
                "Une valeur passée ne se récrit pas."
            )
        return du

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin vient avant le début.")
        return donnees

    def _meme_genre(self, valeur: Any) -> None:
        if self.derniere is None:
            return
        if _genre(self.derniere.valeur) != _genre(valeur):
            exemple = ecrire_valeur(self.derniere.valeur)
            raise forms.ValidationError(
                f"Ce paramètre attend {_genre(self.derniere.valeur)}, comme « {exemple} »."
            )


class FormulaireParametre(FormulaireValeur):
    """Un paramètre nouveau : son code, son libellé, son unité."""

    field_order = ["code", "libelle", "unite", "valeur", "du", "au", "source"]
    code = forms.RegexField(
        r"^[a-z0-9_]+(\.[a-z0-9_]+)*$",
        label="Code",
        max_length=80,
        help_text="Minuscules, chiffres, points : « local.delai_orientation ».",
        error_messages={"invalid": "Minuscules sans accent, chiffres, « _ » et « . » seulement."},
    )
    libelle = forms.CharField(label="Libellé", max_length=200)
    unite = forms.CharField(label="Unité", required=False, max_length=30, help_text="Jours, mois, €, %…")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Parametre.objects.filter(code=code).exists():
            raise forms.ValidationError(
                "Ce paramètre existe déjà : donnez-lui une nouvelle valeur depuis sa page."
            )
        return code


def ecrire_valeur(valeur: Any) -> str:
    """La valeur telle qu'une personne la lit."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, (int, float, Decimal)):
        return f"{valeur}".replace(".", ",")
    return valeur if isinstance(valeur, str) else json.dumps(valeur, ensure_ascii=False)


def _genre(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui ou non"
    return "un nombre" if isinstance(valeur, (int, float)) else "un texte"
