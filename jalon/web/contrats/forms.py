"""Formulaires des contrats : rédaction, étapes, signatures, arrêt, suite, circuit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from jalon.parcours.contrats.enums import (
    RESULTATS,
    Domaine,
    EtatEngagement,
    MotifCloture,
    MotifReduction,
    MotifReexamen,
    NatureEtape,
    Partie,
)
from jalon.parcours.contrats.services.signature import PAS_RELU, SANS_IDENTITE
from jalon.parcours.orientation.enums import Voie
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import ChampDate, ChampNombre, Formulaire

MOTIFS_ARRET = [(code, libelle) for code, libelle in MotifCloture.choices if code != MotifCloture.SUITE]
VIDE = [("", "—")]


class FormulaireNouveau(Formulaire):
    """Avec quel organisme, à partir de quand."""

    organisme = forms.ModelChoiceField(
        label="Organisme référent", queryset=Organisation.objects.none(), empty_label="Choisissez"
    )
    voie = forms.ChoiceField(label="Parcours", choices=[*VIDE, *Voie.choices], required=False)
    debut = ChampDate(label="Début du contrat")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisme"].queryset = Organisation.objects.order_by("nom")


class FormulaireRedaction(Formulaire):
    """Le cadre du contrat. Tout est facultatif sauf le début : un brouillon se garde incomplet."""

    debut = ChampDate(label="Début")
    fin = ChampDate(label="Fin", required=False, help_text="Vide : sans terme fixé.")
    heures_semaine = ChampNombre(
        label="Heures d'activité par semaine",
        required=False,
        help_text="15 en principe. Moins, ou aucune : dites pourquoi juste après. Écrivez 0 pour aucune.",
    )
    motif_reduction = forms.ChoiceField(
        label="Pourquoi moins d'heures", choices=[*VIDE, *MotifReduction.choices], required=False
    )
    precision_reduction = forms.CharField(
        label="Précision",
        required=False,
        max_length=300,
        help_text="Sans détail de santé : la raison suffit.",
    )
    motif_reexamen = forms.ChoiceField(
        label="Réexamen à douze mois",
        choices=[("", "non : à six mois"), *MotifReexamen.choices],
        required=False,
        help_text="Si une difficulté reconnue demande plus de six mois d'accompagnement social : laquelle.",
    )
    diagnostic = forms.CharField(
        label="Situation de départ",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-brouillon": ""}),
        help_text="En quelques phrases, avec les mots de la personne. Des faits, pas de jugement.",
    )
    emploi_recherche = forms.CharField(label="Emploi recherché", required=False, max_length=200)
    zone_recherche = forms.CharField(
        label="Où", required=False, max_length=200, help_text="Communes, ou temps de trajet accepté."
    )
    salaire_attendu = forms.CharField(label="Salaire attendu", required=False, max_length=100)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FormulaireObjectif(Formulaire):
    """Un objectif ; vidé, il est retiré avec ses engagements."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    domaine = forms.ChoiceField(label="Domaine", choices=[*VIDE, *Domaine.choices], required=False)
    libelle = forms.CharField(label="Objectif", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("libelle") and not donnees.get("domaine"):
            self.add_error("domaine", "Choisissez le domaine de cet objectif.")
        return donnees


class FormulaireEngagement(Formulaire):
    """Un engagement ; vidé, il est retiré."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    partie = forms.ChoiceField(
        label="Qui s'engage", choices=Partie.choices, initial=Partie.PERSONNE, required=False
    )
    libelle = forms.CharField(
        label="Engagement",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"list": "suggestions", "size": "48"}),
    )
    echeance = ChampDate(label="Au plus tard le", required=False)
    heures_semaine = ChampNombre(label="Heures par semaine", required=False)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("libelle") and not donnees.get("partie"):
            self.add_error("partie", "Dites qui s'engage.")
        return donnees


class FormulaireEtape(Formulaire):
    """La réponse d'une étape du circuit."""

    resultat = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    texte = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoire pour un renvoi : dites ce qu'il faut corriger.",
    )

    def __init__(self, *args: Any, nature: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["resultat"].choices = [(r.value, r.label) for r in RESULTATS[NatureEtape(nature)]]


class FormulaireLien(Formulaire):
    """Par où envoyer le lien ou le code."""

    canal = forms.ChoiceField(label="Envoyer par", widget=forms.RadioSelect)

    def __init__(self, *args: Any, canaux: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        noms = {"sms": "SMS", "courriel": "courriel"}
        self.fields["canal"].choices = [(canal, f"{noms[canal]} ({adresse})") for canal, adresse in canaux]


class FormulaireEmpreinte(Formulaire):
    """Ce qui a été lu, pour signer cela et rien d'autre."""

    empreinte = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class FormulaireEcran(FormulaireEmpreinte):
    moyen_identite = forms.CharField(
        label="Comment avez-vous vérifié son identité ?",
        max_length=100,
        help_text="Exemples : carte d'identité, titre de séjour, personne suivie et connue.",
        error_messages={"required": SANS_IDENTITE},
    )
    relu = forms.BooleanField(
        label="La personne a relu le contrat sur cet écran, et coche elle-même : « Je signe ce contrat. »",
        error_messages={"required": PAS_RELU},
    )


class FormulairePapier(FormulaireEmpreinte):
    fichier = forms.FileField(
        label="Exemplaire signé, numérisé", help_text="PDF, PNG ou JPEG.", max_length=255
    )
    moyen_identite = forms.CharField(
        label="Comment avez-vous vérifié son identité ?",
        max_length=100,
        error_messages={"required": SANS_IDENTITE},
    )
    avec_organisme = forms.BooleanField(
        label="La signature de l'organisme est sur la même feuille, et c'est la mienne", required=False
    )


class FormulaireCode(FormulaireEmpreinte):
    """La personne signe avec son code."""

    code = forms.RegexField(
        label="Le code à 6 chiffres reçu",
        regex=r"^\s*\d{6}\s*$",
        error_messages={"invalid": "Le code a 6 chiffres.", "required": "Écrivez le code reçu."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    relu = forms.BooleanField(
        label="J'ai lu ce contrat et je le signe.",
        error_messages={"required": "Cochez cette case pour signer."},
    )


class FormulaireArret(Formulaire):
    """Pourquoi le contrat s'arrête, ou pourquoi on renonce au projet."""

    motif = forms.ChoiceField(label="Motif", choices=[("", "Choisissez"), *MOTIFS_ARRET])
    precision = forms.CharField(label="Précision", required=False, max_length=300)


class FormulaireResiliation(FormulaireArret):
    dernier_jour = ChampDate(label="Dernier jour du contrat")


class FormulaireSuivi(Formulaire):
    etat = forms.ChoiceField(label="Où en est-il ?", choices=EtatEngagement.choices)


class FormulaireEtapeCircuit(Formulaire):
    """Une étape demandée ; sans libellé, elle est retirée."""

    libelle = forms.CharField(label="Étape", required=False, max_length=100)
    nature = forms.ChoiceField(label="Nature", choices=NatureEtape.choices)
    role = forms.ChoiceField(label="Rôle", choices=[(r.value, r.label) for r in ROLES_DOSSIERS])
    compte = forms.ModelChoiceField(
        label="Une personne précise", queryset=Compte.objects.none(), required=False, empty_label="—"
    )
    delai_jours = forms.IntegerField(label="Délai en jours", min_value=0, max_value=365, initial=7)

    def __init__(self, *args: Any, comptes: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["compte"].queryset = comptes


class FormulaireConvention(Formulaire):
    """La convention par laquelle un organisme signe lui-même."""

    reference = forms.CharField(label="Référence de la convention", max_length=150)
    du = ChampDate(label="À compter du")
    au = ChampDate(label="Jusqu'au", required=False, help_text="Vide : sans fin connue.")


class FormulaireFinConvention(Formulaire):
    """Le dernier jour d'une convention de signature."""

    dernier_jour = ChampDate(label="Dernier jour", initial=timezone.localdate)


def heures(valeur: Decimal | None) -> Decimal | None:
    """Au dixième d'heure, comme en base ; vide reste vide."""
    return None if valeur is None else valeur.quantize(Decimal("0.1"))
