"""Écrire une règle : sa destination, et jusqu'à huit critères."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jalon.parcours.orientation.criteres import CATALOGUE, Nature, Operateur
from jalon.parcours.orientation.criteres.catalogue import SANS_VALEUR
from jalon.parcours.orientation.enums import Destination, SiComplet, Voie
from jalon.parcours.orientation.models import Regle
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Epci
from jalon.web.formulaires import ChampDate, Formulaire
from jalon.web.orientation.forms import choix

CRITERES = 8


def _critere_choix() -> list[tuple[str, Any]]:
    """Les critères, rangés par source."""
    par_source: dict[str, list[tuple[str, str]]] = {}
    for critere in CATALOGUE.values():
        par_source.setdefault(critere.source, []).append((critere.code, critere.libelle))
    return [("", "aucun"), *par_source.items()]


class FormulaireRegle(Formulaire):
    """Une règle ; chaque critère est une ligne « critère, opérateur, valeur »."""

    libelle = forms.CharField(
        label="Ce que dit la règle",
        max_length=160,
        error_messages={"required": "Dites en une phrase ce que fait cette règle."},
        help_text="Exemple : « jeunes de moins de 26 ans vers la mission locale ».",
    )
    destination = forms.ChoiceField(label="Elle mène à", choices=choix(Destination))
    voie = forms.ChoiceField(label="Voie", choices=choix(Voie, "aucune : un diagnostic"), required=False)
    organisme = forms.ModelChoiceField(
        label="Organisme",
        queryset=Organisation.objects.none(),
        empty_label="selon la destination",
        required=False,
    )
    si_complet = forms.ChoiceField(label="S'il n'y a plus de place", choices=SiComplet.choices)

    def __init__(self, *args: Any, organismes: Any, regle: Regle | None = None, **options: Any) -> None:
        if regle is not None:
            options["initial"] = _initial(regle) | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["organisme"].queryset = organismes
        for rang in range(1, CRITERES + 1):
            self.fields[f"critere_{rang}"] = forms.ChoiceField(
                label=f"Critère {rang}", choices=_critere_choix, required=False
            )
            self.fields[f"operateur_{rang}"] = forms.ChoiceField(
                label=f"Condition {rang}", choices=[("", "—"), *Operateur.choices], required=False
            )
            self.fields[f"valeur_{rang}"] = forms.CharField(
                label=f"Valeur {rang}", max_length=200, required=False
            )

    def lignes(self) -> list[tuple[Any, Any, Any]]:
        """Les trois champs de chaque critère, pour le gabarit."""
        return [
            (self[f"critere_{n}"], self[f"operateur_{n}"], self[f"valeur_{n}"])
            for n in range(1, CRITERES + 1)
        ]

    def criteres(self) -> list[dict[str, Any]]:
        """Les critères écrits. Lève `ValidationError` en disant lequel est illisible."""
        ecrits = []
        for rang in range(1, CRITERES + 1):
            code = self.cleaned_data[f"critere_{rang}"]
            if code:
                operateur = self.cleaned_data[f"operateur_{rang}"]
                valeur = self.cleaned_data[f"valeur_{rang}"]
                ecrits.append(_critere(rang, code, operateur, valeur))
        return ecrits


class FormulaireJeu(Formulaire):
    libelle = forms.CharField(
        label="Nom de cette version",
        max_length=120,
        error_messages={"required": "Donnez un nom à cette version."},
    )


class FormulaireCapacite(Formulaire):
    """Combien de personnes un organisme suit dans une voie."""

    organisation = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.order_by("nom"), empty_label="choisissez"
    )
    voie = forms.ChoiceField(label="Voie", choices=choix(Voie))
    places = forms.IntegerField(
        label="Places", min_value=0, max_value=100_000, required=False, help_text="Vide : sans limite."
    )
    territoires = forms.ModelMultipleChoiceField(
        label="Intercommunalités couvertes",
        queryset=Epci.objects.order_by("nom"),
        required=False,
        help_text="Aucune choisie : tout le département.",
    )
    du = ChampDate(label="À partir du")


def _initial(regle: Regle) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "libelle": regle.libelle,
        "destination": regle.destination,
        "voie": regle.voie,
        "organisme": regle.organisme_id,
        "si_complet": regle.si_complet,
    }
    for rang, critere in enumerate(regle.criteres[:CRITERES], 1):
        valeur = critere.get("valeur", "")
        initial[f"critere_{rang}"] = critere["code"]
        initial[f"operateur_{rang}"] = critere["operateur"]
        initial[f"valeur_{rang}"] = ", ".join(valeur) if isinstance(valeur, list) else valeur
    return initial


def _critere(rang: int, code: str, operateur: str, valeur: str) -> dict[str, Any]:
    ecrit: dict[str, Any] = {"code": code, "operateur": operateur}
    if operateur in SANS_VALEUR:
        return ecrit
    if CATALOGUE[code].nature is Nature.NOMBRE:
        if not (valeur.isascii() and valeur.isdigit()):
            raise ValidationError({f"valeur_{rang}": "Un nombre entier est attendu."})
        return ecrit | {"valeur": int(valeur)}
    return ecrit | {"valeur": [_code(code, mot) for mot in valeur.split(",") if mot.strip()]}


def _code(critere: str, mot: str) -> str:
    """Un code, ou le libellé d'un choix tapé tel qu'il s'affiche."""
    propre = mot.strip()
    par_libelle = {libelle.casefold(): code for code, libelle in CATALOGUE[critere].choix.items()}
    return par_libelle.get(propre.casefold(), propre)
