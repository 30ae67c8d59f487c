"""Formulaires de la fiche action : section, état, chiffre d'indicateur, montants."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.mesure.chiffres.enums import GenrePeriode, Statut
from jalon.mesure.indicateurs.enums import NatureIndicateur, Sens, Unite, UniteCompte
from jalon.pilotage.bilans.models import FreinAction
from jalon.pilotage.finances.enums import (
    BaseContrepartie,
    EtapeDepense,
    Financeur,
    NatureCredit,
    StatutMontant,
)
from jalon.pilotage.programmes.models import Acte, EtatModele, Programme
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import ChampDate, ChampMontant, ChampNombre, Formulaire

LONGUEUR_SECTION = 60_000


class FormulaireSection(Formulaire):
    """Texte d'une section et version sur laquelle la rédaction s'appuie."""

    texte = forms.CharField(
        label="Texte",
        required=False,
        strip=True,
        max_length=LONGUEUR_SECTION,
        widget=forms.Textarea(attrs={"rows": 14, "data-brouillon": ""}),
        help_text="Paragraphes séparés par une ligne vide ; « - » ouvre une liste ; **gras**, *italique*.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FormulaireFreins(Formulaire):
    """Freins rencontrés : ceux de la liste partagée, et un nouveau au besoin."""

    freins = forms.ModelMultipleChoiceField(
        label="Freins rencontrés",
        queryset=FreinAction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    nouveau = forms.CharField(
        label="Un frein qui n'est pas dans la liste",
        required=False,
        max_length=300,
        help_text="En quelques mots : « recrutement », « locaux indisponibles ».",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["freins"].queryset = FreinAction.objects.order_by("libelle")

    def libelles(self) -> list[str]:
        """Les libellés choisis et le nouveau, s'il y en a un."""
        return [*(frein.libelle for frein in self.cleaned_data["freins"]), self.cleaned_data["nouveau"]]


class FormulaireEtat(Formulaire):
    """État d'une action, dans la légende du modèle de programme."""

    etat = forms.ChoiceField(label="État de l'action", widget=forms.RadioSelect)
    motif = forms.CharField(
        label="Pourquoi cet état", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, legende: list[EtatModele], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["etat"].choices = [(etat.code, etat.libelle) for etat in legende]


class FormulaireChiffre(Formulaire):
    """Valeur d'un indicateur sur une période, avec son statut : zéro est une valeur, vide n'en est pas."""

    libelle_periode = forms.CharField(
        label="Période",
        max_length=200,
        help_text="Telle qu'elle s'imprime : « Année 2022 », « 1er semestre 2022 ».",
    )
    genre_periode = forms.ChoiceField(label="Genre de période", choices=GenrePeriode.choices)
    debut = ChampDate(label="Du")
    fin = ChampDate(label="Au", help_text="Pour une situation à une date, la même date que « Du ».")
    statut = forms.ChoiceField(
        label="Statut",
        choices=Statut.choices,
        help_text="« Non renseigné », « en attente », « non calculable », « sans objet » : pas de valeur.",
    )
    valeur = ChampNombre(label="Valeur", required=False, help_text="Zéro est une valeur : écrivez 0.")
    methode = forms.CharField(
        label="Méthode d'estimation",
        required=False,
        max_length=300,
        help_text="Obligatoire pour une estimation.",
    )


CHOIX_STATUT = [(StatutMontant.RENSEIGNE.value, "le montant est écrit ci-dessus"), *StatutMontant.choices[1:]]


class FormulaireMontant(Formulaire):
    """Un montant, ou pourquoi il n'y en a pas. `couples_montant` : chaque montant avec son statut."""

    montant = ChampMontant(
        label="Montant (€)", required=False, help_text="Au centime. Zéro est un montant : écrivez 0."
    )
    statut = forms.ChoiceField(
        label="Si le montant n'est pas connu",
        choices=CHOIX_STATUT,
        initial=StatutMontant.RENSEIGNE,
    )
    couples_montant = (("montant", "statut"),)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        for montant, statut in self.couples_montant:
            if montant in self.errors:
                continue
            absent, renseigne = donnees.get(montant) is None, donnees.get(statut) == StatutMontant.RENSEIGNE
            if absent and renseigne:
                self.add_error(montant, "Écrivez un montant, ou dites pourquoi il n'y en a pas.")
            elif not absent and donnees.get(statut) == StatutMontant.NON_RENSEIGNE:
                donnees[statut] = StatutMontant.RENSEIGNE.value
            elif not absent and not renseigne:
                self.add_error(
                    statut, "Un montant est écrit : il n'a pas à être expliqué. Zéro est un montant."
                )
        return donnees


class FormulaireCredit(FormulaireMontant):
    """Crédit d'un financeur : de l'exercice, ou reporté avec son année d'origine."""

    field_order = ["financeur", "organisation", "nature", "annee_origine", "acte", "montant", "statut"]
    financeur = forms.ChoiceField(label="Financeur", choices=Financeur.choices)
    organisation = forms.ModelChoiceField(
        label="Organisme financeur", queryset=Organisation.objects.none(), required=False
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureCredit.choices)
    annee_origine = forms.IntegerField(
        label="Année d'origine du report", required=False, min_value=2000, max_value=2100
    )
    acte = forms.ModelChoiceField(
        label="Acte",
        queryset=Acte.objects.none(),
        required=False,
        help_text="La convention ou l'avenant sur lequel ce crédit repose.",
    )

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["acte"].queryset = programme.actes.order_by("signe_le", "numero")
        self.fields["organisation"].queryset = Organisation.objects.order_by("nom")


class FormulaireDepense(FormulaireMontant):
    """Dépense d'un financeur : qui est payé, qui réalise, à quelle étape."""

    field_order = ["financeur", "libelle", "beneficiaire", "operateur", "etape", "date", "montant", "statut"]
    financeur = forms.ChoiceField(label="Financeur", choices=Financeur.choices)
    libelle = forms.CharField(label="Nature de la dépense", required=False, max_length=500)
    beneficiaire = forms.ModelChoiceField(
        label="Bénéficiaire", queryset=Organisation.objects.none(), required=False, help_text="Qui est payé."
    )
    operateur = forms.ModelChoiceField(
        label="Opérateur", queryset=Organisation.objects.none(), required=False, help_text="Qui réalise."
    )
    etape = forms.ChoiceField(label="Étape", choices=EtapeDepense.choices, initial=EtapeDepense.PAYE)
    date = ChampDate(label="Date", required=False)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        for nom in ("beneficiaire", "operateur"):
            self.fields[nom].queryset = Organisation.objects.order_by("nom")


class FormulaireContrepartie(FormulaireMontant):
    """Effort propre du département : prévu et exécuté, avec sa base."""

    field_order = ["libelle", "base", "montant", "statut", "execute", "statut_execute"]
    libelle = forms.CharField(label="Ce qui est valorisé", required=False, max_length=500)
    base = forms.ChoiceField(label="Base", choices=BaseContrepartie.choices, initial=BaseContrepartie.AUTRE)
    execute = ChampMontant(label="Exécuté (€)", required=False)
    statut_execute = forms.ChoiceField(
        label="Si l'exécuté n'est pas connu",
        choices=CHOIX_STATUT,
        initial=StatutMontant.NON_RENSEIGNE,
    )
    couples_montant = (("montant", "statut"), ("execute", "statut_execute"))

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["montant"].label = "Prévu (€)"


FORMULAIRES_MONTANT: dict[str, type[Formulaire]] = {
    "credit": FormulaireCredit,
    "depense": FormulaireDepense,
    "contrepartie": FormulaireContrepartie,
}


class FormulaireIndicateur(Formulaire):
    """Un indicateur à suivre : ce qu'il compte, en quelle unité, de quelle nature."""

    libelle = forms.CharField(
        label="Libellé", max_length=500, help_text="Tel qu'il s'imprimera dans la fiche."
    )
    unite = forms.ChoiceField(label="Unité", choices=Unite.choices, initial=Unite.NOMBRE)
    unite_compte = forms.ChoiceField(
        label="Ce qu'il compte",
        choices=UniteCompte.choices,
        initial=UniteCompte.PERSONNE,
        help_text="586 passages ne sont pas 586 personnes.",
    )
    nature = forms.ChoiceField(
        label="Nature", choices=NatureIndicateur.choices, initial=NatureIndicateur.FLUX
    )
    sens = forms.ChoiceField(label="Sens du progrès", choices=Sens.choices, initial=Sens.NEUTRE)
    definition = forms.CharField(
        label="Définition", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    groupe = forms.CharField(label="Groupe dans le tableau", required=False, max_length=300)
