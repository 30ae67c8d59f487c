"""Formulaires du suivi."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from jalon.parcours.suivi.enums import Canal, ResultatContact
from jalon.parcours.suivi.models import Cercle, FonctionEquipe
from jalon.parcours.suivi.models.carnet import CERCLE_PARTAGEABLE
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import ChampAgent, ChampDate, Formulaire


class FormulaireNote(Formulaire):
    """Une note, son jour et son cercle ; `cercles` : ceux où le compte peut écrire."""

    date = ChampDate(label="Jour", initial=timezone.localdate)
    texte = forms.CharField(
        label="Note",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Des faits, sans jugement. La santé ne s'écrit que dans le cercle « Santé ».",
        error_messages={"required": "Écrivez quelque chose."},
    )
    cercle = forms.ChoiceField(label="Qui peut la lire")
    partagee = forms.BooleanField(
        label="La montrer aussi à la personne, dans son carnet",
        required=False,
        help_text="Possible seulement pour le cercle « Équipe ».",
    )

    def __init__(self, *args: Any, cercles: list[Cercle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cercle"].choices = [(c.pk, f"{c.libelle} — {c.explication}") for c in cercles]  # type: ignore[attr-defined]
        self.fields["cercle"].initial = CERCLE_PARTAGEABLE


class FormulaireCorrection(FormulaireNote):
    """Corriger une note : son jour reste."""

    date = None  # type: ignore[assignment]


class FormulaireMotif(Formulaire):
    """Pourquoi."""

    motif = forms.CharField(
        label="Pourquoi ?", max_length=200, error_messages={"required": "Dites pourquoi."}
    )


class FormulaireTache(Formulaire):
    """Une chose à faire."""

    libelle = forms.CharField(
        label="À faire", max_length=200, error_messages={"required": "Dites ce qu'il y a à faire."}
    )
    echeance = ChampDate(label="Pour le", initial=timezone.localdate)


class FormulaireRelais(Formulaire):
    """Changer de référent."""

    vers = ChampAgent(label="Nouveau référent", empty_label="Choisir")
    le = ChampDate(label="À compter du", initial=timezone.localdate)
    motif = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Exemple : départ en retraite, déménagement, demande de la personne.",
        error_messages={"required": "Dites pourquoi le référent change."},
    )

    def __init__(self, *args: Any, referents: Any, suivies: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vers"].proposer(referents, suivies)  # type: ignore[attr-defined]


class FormulaireEquipe(Formulaire):
    """Ajouter quelqu'un, ou une structure, à l'équipe."""

    fonction = forms.ModelChoiceField(
        FonctionEquipe.objects.order_by("ordre"), label="Fonction", empty_label="Choisir"
    )
    compte = forms.ModelChoiceField(
        Compte.objects.none(), label="Une personne", required=False, empty_label="Aucune"
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("nom"), label="Ou une structure", required=False, empty_label="Aucune"
    )
    du = ChampDate(label="Du", initial=timezone.localdate)
    au = ChampDate(label="Au", required=False)

    def __init__(self, *args: Any, comptes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compte"].queryset = comptes  # type: ignore[attr-defined]


class FormulaireLimite(Formulaire):
    """Combien de personnes au plus."""

    nombre = forms.IntegerField(label="Personnes au plus", min_value=1, max_value=100_000)


class FormulaireRecherche(Formulaire):
    """Lancer une recherche de personnes perdues de vue."""

    titre = forms.CharField(
        label="Titre", max_length=120, error_messages={"required": "Donnez un titre à la recherche."}
    )


class FormulaireMessage(Formulaire):
    """Écrire à toutes les personnes encore en attente."""

    canal = forms.ChoiceField(
        label="Par", choices=[(Canal.SMS, Canal.SMS.label), (Canal.COURRIEL, Canal.COURRIEL.label)]
    )
    texte = forms.CharField(
        label="Message",
        max_length=480,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le même pour toutes : aucun nom, aucune information sur la personne.",
        error_messages={"required": "Écrivez le message."},
    )


class FormulaireResultat(Formulaire):
    """Une tentative, et ce qu'elle a donné."""

    canal = forms.ChoiceField(label="Par", choices=[("", "Pas de tentative"), *Canal.choices], required=False)
    resultat = forms.ChoiceField(label="Résultat", choices=ResultatContact.choices)


class FormulaireAcces(Formulaire):
    """Ouvrir un cercle réservé à un compte."""

    compte = forms.ModelChoiceField(
        Compte.objects.filter(actif=True, systeme=False).order_by("nom", "id"),
        label="Compte",
        empty_label="Choisir",
    )
    cercle = forms.ModelChoiceField(
        Cercle.objects.filter(regle="specialite").order_by("ordre"), label="Cercle", empty_label="Choisir"
    )
    motif = forms.CharField(
        label="À quel titre",
        max_length=200,
        help_text="Exemple : infirmière de santé publique.",
        error_messages={"required": "Dites à quel titre ce compte lit ce cercle."},
    )
    au = ChampDate(label="Jusqu'au", required=False)
