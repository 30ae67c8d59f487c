"""Créer et tenir un programme : cadre, actes, exercices, axes, objectifs, actions, organismes."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.pilotage.programmes.enums import BaseParite, GenreActe, NiveauParite, RoleOrganisation
from jalon.pilotage.programmes.models import (
    Acte,
    Axe,
    ModeleProgramme,
    Objectif,
    Programme,
    Thematique,
)
from jalon.socle.organisations.enums import NatureOrganisation
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Departement
from jalon.web.formulaires import ChampDate, Formulaire

CODE_AIDE = "Minuscules, chiffres et tirets : il sert dans les adresses et ne change plus."


class FormulaireCadre(Formulaire):
    """Ce qui peut changer d'un programme."""

    intitule = forms.CharField(label="Intitulé", max_length=300)
    porteur = forms.ModelChoiceField(
        label="Organisme porteur",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="non précisé",
    )
    debut = ChampDate(label="Début", required=False)
    fin = ChampDate(label="Fin", required=False)
    parite_niveau = forms.ChoiceField(label="Règle de parité", choices=NiveauParite.choices)
    parite_base = forms.ChoiceField(label="La contrepartie égale", choices=BaseParite.choices)
    source = forms.CharField(label="Source", required=False, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["porteur"].queryset = Organisation.objects.order_by("nom")


class FormulaireProgramme(Formulaire):
    """Un programme neuf, à partir d'un modèle ; la parité est celle du modèle, elle se change ensuite."""

    modele = forms.ModelChoiceField(
        label="Modèle",
        queryset=ModeleProgramme.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="Il donne le vocabulaire, les sections des fiches et la légende des états.",
    )
    intitule = forms.CharField(label="Intitulé", max_length=300)
    code = forms.SlugField(label="Code", max_length=60, help_text=CODE_AIDE)
    departement = forms.ModelChoiceField(
        label="Département", queryset=Departement.objects.none(), required=False, empty_label="non précisé"
    )
    debut = ChampDate(label="Début", required=False)
    fin = ChampDate(label="Fin", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["modele"].queryset = ModeleProgramme.objects.order_by("libelle")
        self.fields["departement"].queryset = Departement.objects.order_by("code")

    def clean_code(self) -> str:
        return self.cleaned_data["code"].lower()


class FormulaireExercice(Formulaire):
    """Les bornes d'un exercice : l'argent, les indicateurs, la date d'arrêt."""

    code = forms.RegexField(
        r"^[\w-]+$", label="Code", max_length=20, help_text="« 2022 », « 2022-2023 », « 2023-S2 »."
    )
    debut_credits = ChampDate(label="Crédits : du")
    fin_credits = ChampDate(label="Crédits : au")
    debut_indicateurs = ChampDate(
        label="Indicateurs : du", required=False, help_text="Vide : comme les crédits."
    )
    fin_indicateurs = ChampDate(label="Indicateurs : au", required=False)
    date_arret = ChampDate(label="Exécuté arrêté au", required=False)


class FormulaireActe(Formulaire):
    """Convention, avenant, délibération… ; un avenant dit ce qu'il modifie."""

    genre = forms.ChoiceField(label="Genre", choices=GenreActe.choices)
    intitule = forms.CharField(label="Intitulé", max_length=300)
    numero = forms.CharField(label="Numéro", required=False, max_length=60)
    signe_le = ChampDate(label="Signé le", required=False)
    effet_le = ChampDate(label="Prend effet le", required=False)
    modifie = forms.ModelChoiceField(
        label="Acte modifié", queryset=Acte.objects.none(), required=False, empty_label="aucun"
    )

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["modifie"].queryset = programme.actes.order_by("signe_le", "numero")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("genre") == GenreActe.AVENANT and not donnees.get("modifie"):
            self.add_error("modifie", "Un avenant modifie un acte : choisissez-le.")
        return donnees


class FormulaireAxe(Formulaire):
    """Premier niveau du programme."""

    code = forms.CharField(label="Code", max_length=20)
    titre = forms.CharField(label="Titre", max_length=400)
    titre_court = forms.CharField(label="Titre court", required=False, max_length=120)
    groupe = forms.CharField(
        label="Groupe de sous-total",
        required=False,
        max_length=120,
        help_text="Axes réunis sous un sous-total.",
    )


class FormulaireObjectif(Formulaire):
    """Objectif d'un axe."""

    axe = forms.ModelChoiceField(label="Axe", queryset=Axe.objects.none())
    code = forms.CharField(label="Code", max_length=20)
    titre = forms.CharField(label="Titre", max_length=400)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["axe"].queryset = programme.axes.order_by("ordre")


class FormulaireAction(Formulaire):
    """Une action et sa place dans le programme."""

    intitule = forms.CharField(label="Intitulé", max_length=500)
    numero = forms.CharField(label="Numéro", required=False, max_length=20, help_text="« 4.1 », « 1-2 ».")
    axe = forms.ModelChoiceField(label="Axe", queryset=Axe.objects.none())
    objectif = forms.ModelChoiceField(
        label="Objectif", queryset=Objectif.objects.none(), required=False, empty_label="aucun"
    )
    debut = ChampDate(label="Début", required=False)
    fin = ChampDate(label="Fin", required=False)

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["axe"].queryset = programme.axes.order_by("ordre")
        self.fields["objectif"].queryset = Objectif.objects.filter(axe__programme=programme).order_by(
            "axe__ordre", "ordre"
        )


class FormulaireChoixOrganisme(Formulaire):
    """Un organisme se choisit dans la liste partagée, ou se crée par son nom."""

    organisation = forms.ModelChoiceField(
        label="Organisme", queryset=Organisation.objects.none(), required=False, empty_label="choisir"
    )
    nouvelle = forms.CharField(
        label="Ou un organisme nouveau", required=False, max_length=200, help_text="Son nom entier."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.order_by("nom")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if bool(donnees.get("organisation")) == bool(donnees.get("nouvelle")):
            self.add_error(
                "organisation", "Choisissez un organisme, ou écrivez le nom d'un nouveau : l'un des deux."
            )
        return donnees


class FormulaireRattachement(FormulaireChoixOrganisme):
    """Un organisme et ce qu'il fait dans l'action."""

    field_order = ("role", "organisation", "nouvelle", "precision")
    role = forms.ChoiceField(label="Rôle", choices=RoleOrganisation.choices)
    precision = forms.CharField(label="Précision", required=False, max_length=200)


class FormulaireSignataire(FormulaireChoixOrganisme):
    """Un organisme qui signe un acte, et en quelle qualité."""

    qualite = forms.CharField(
        label="Qualité du signataire",
        required=False,
        max_length=120,
        help_text="« préfet », « présidente du conseil départemental ».",
    )


class FormulaireFormule(Formulaire):
    """Les indicateurs des fiches qu'une ligne d'annexe additionne."""

    series = forms.MultipleChoiceField(
        label="La ligne est la somme de", widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, choix: list[tuple[str, list[tuple[str, str]]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["series"].choices = choix


class FormulaireThematiques(Formulaire):
    """Thématiques transversales de l'action."""

    thematiques = forms.ModelMultipleChoiceField(
        label="Thématiques",
        queryset=Thematique.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["thematiques"].queryset = Thematique.objects.order_by("libelle")


class FormulaireOrganisme(Formulaire):
    """Un organisme, connu de tous les programmes."""

    nom = forms.CharField(label="Nom", max_length=200)
    sigle = forms.CharField(label="Sigle", required=False, max_length=30)
    natures = forms.MultipleChoiceField(
        label="Ce qu'il est",
        choices=NatureOrganisation.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    siret = forms.RegexField(
        r"^\d{14}$",
        label="SIRET",
        required=False,
        help_text="14 chiffres, sans espace.",
        error_messages={"invalid": "Un SIRET a 14 chiffres."},
    )
