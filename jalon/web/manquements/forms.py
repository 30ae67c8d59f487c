"""Un formulaire par geste : signaler, instruire, décider, lever, répondre."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from jalon.parcours.manquements.enums import (
    Avis,
    Convocation,
    EtatRecours,
    ModeObservation,
    MotifLevee,
    Nature,
    Suite,
)
from jalon.parcours.manquements.models import Seance
from jalon.parcours.manquements.proposition import Proposition
from jalon.web.formulaires import ChampDate, ChampNombre, Formulaire

TAILLE_FICHIER = 10_000_000
OUI_NON = (("non", "Non : le manquement est retenu"), ("oui", "Oui : il est classé"))


def texte(libelle: str, aide: str = "", *, requis: bool = True, longueur: int = 4000) -> forms.CharField:
    """Un texte de plusieurs lignes."""
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=requis,
        max_length=longueur,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def jour_du_jour() -> date:
    return timezone.localdate()


class FormulaireSignalement(Formulaire):
    """Ce qui a eu lieu, quand, et la clause du contrat en cause."""

    nature = forms.ChoiceField(label="Quel motif ?", choices=Nature.choices)
    faits_du = ChampDate(label="Jour des faits")
    faits = texte(
        "Les faits",
        "Ce qui était prévu, ce qui a eu lieu. Pas de santé, pas de jugement. La personne le lira.",
    )
    engagement = forms.ModelChoiceField(
        label="Engagement du contrat qui n'a pas été tenu",
        queryset=None,
        required=False,
        empty_label="aucun",
        help_text="Obligatoire pour des obligations non tenues depuis 2025 : seul un engagement signé, "
        "en vigueur ce jour-là, peut fonder une sanction.",
    )

    def __init__(self, *args: Any, engagements: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["engagement"].queryset = engagements
        self.fields["engagement"].label_from_instance = lambda clause: clause.libelle[:120]


class FormulaireQualification(Formulaire):
    motif_legitime = forms.ChoiceField(
        label="Un motif légitime explique-t-il les faits ?", choices=OUI_NON, widget=forms.RadioSelect
    )
    texte = texte("Ce que vous avez recherché", "Santé d'un proche, garde, transport, courrier jamais reçu…")


class FormulaireTexte(Formulaire):
    texte = texte("Pourquoi ?")


class FormulaireAvertissement(Formulaire):
    sanction = texte("Sanction encourue", "Nature, taux, durée, tels que la personne les lira.", longueur=500)


class FormulaireReception(Formulaire):
    recu_le = ChampDate(
        label="Jour de réception", help_text="La date certaine : celle de l'avis de réception."
    )


class FormulaireObservation(Formulaire):
    mode = forms.ChoiceField(label="Comment ?", choices=ModeObservation.choices)
    recue_le = ChampDate(label="Reçue le", initial=jour_du_jour)
    texte = texte("Ce que dit la personne", requis=False)
    accompagnee = forms.BooleanField(label="Elle était accompagnée", required=False)
    fichier = forms.FileField(label="Courrier reçu", required=False)

    def clean_fichier(self) -> tuple[str, bytes] | None:
        return lire_fichier(self.cleaned_data["fichier"])


class FormulaireInscription(Formulaire):
    """Une séance à venir, et l'exposé sans nom."""

    seance = forms.ModelChoiceField(label="Séance", queryset=Seance.objects.none())
    expose = texte("Exposé pour l'équipe", "Sans nom, ni prénom, ni numéro : « la personne ».")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seance"].queryset = Seance.objects.filter(etat__in=("preparee", "convoquee")).order_by(
            "prevue_le"
        )


class FormulaireDecision(Formulaire):
    """Les suites ouvertes ce jour-là ; la fourchette est rappelée au-dessus du formulaire."""

    suite = forms.ChoiceField(label="Décision", choices=())
    taux = ChampNombre(label="Taux (en % du RSA)", required=False)
    duree_mois = forms.IntegerField(label="Durée (en mois)", required=False, min_value=1, max_value=12)
    debut = ChampDate(label="Premier jour d'effet", required=False)
    motivation = texte("Motivation", "Les faits, le foyer pris en compte, la réponse aux observations.")

    def __init__(self, *args: Any, proposition: Proposition, **options: Any) -> None:
        super().__init__(*args, **options)
        ouvertes = [p.bareme.suite for p in proposition.possibilites if p.ouverte]
        self.fields["suite"].choices = [
            (Suite.SANS_SUITE, Suite.SANS_SUITE.label),
            *[(s, Suite(s).label) for s in ouvertes],
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("suite") in (Suite.SUSPENSION, Suite.SUPPRESSION, Suite.REDUCTION):
            for champ in ("taux", "duree_mois", "debut"):
                if donnees.get(champ) is None and champ not in self.errors:
                    self.add_error(champ, "Cette décision le demande.")
        return donnees


class FormulaireNotification(Formulaire):
    recue_le = ChampDate(label="Notifiée le", help_text="La date certaine de réception de la décision.")


class FormulaireLevee(Formulaire):
    motif = forms.ChoiceField(label="Pourquoi ?", choices=MotifLevee.choices)
    effet_le = ChampDate(label="À compter du", initial=jour_du_jour)
    reverse_mois = forms.IntegerField(
        label="Mois à reverser", required=False, min_value=0, help_text="Vide : le calcul de Jalon."
    )
    precision = forms.CharField(label="Précision", required=False, max_length=500)


class FormulairePersistance(FormulaireTexte):
    faits_du = ChampDate(label="Jour des nouveaux faits")
    texte = texte("Les nouveaux faits")


class FormulaireRecours(Formulaire):
    depose_le = ChampDate(label="Reçu le")
    motifs = texte("Ce que demande la personne", requis=False)
    association = forms.CharField(
        label="Association qui le dépose",
        required=False,
        max_length=200,
        help_text="Vide : la personne elle-même.",
    )
    mandat = forms.FileField(label="Mandat écrit de la personne", required=False)

    def clean_mandat(self) -> tuple[str, bytes] | None:
        return lire_fichier(self.cleaned_data["mandat"])


class FormulaireReponse(Formulaire):
    issue = forms.ChoiceField(
        label="Réponse",
        choices=[
            (EtatRecours.REJETE, "rejet : la décision est maintenue"),
            (EtatRecours.REFORME, "accueil partiel : la décision est adoucie"),
            (EtatRecours.ANNULE, "accueil : la décision est annulée"),
        ],
    )
    taux = ChampNombre(
        label="Nouveau taux (%)", required=False, help_text="Seulement pour un accueil partiel."
    )
    duree_mois = forms.IntegerField(label="Nouvelle durée (mois)", required=False, min_value=1)
    motivation = texte("Motivation")


class FormulaireTribunal(Formulaire):
    tribunal = forms.CharField(label="Tribunal", max_length=120)
    saisi_le = ChampDate(label="Saisi le")


class FormulaireJugement(Formulaire):
    annule = forms.ChoiceField(
        label="Le tribunal a-t-il annulé la décision ?", choices=(("non", "Non"), ("oui", "Oui"))
    )
    rendu_le = ChampDate(label="Jugement du")


class FormulaireAvis(Formulaire):
    avis = forms.ChoiceField(label="Avis", choices=Avis.choices)
    motif = texte("Motif", "Imprimé au procès-verbal, sans nom.", longueur=2000)
    venue = forms.ChoiceField(label="La personne invitée", choices=Convocation.choices)


def lire_fichier(depose: Any) -> tuple[str, bytes] | None:
    """Nom et octets du fichier joint, s'il y en a un. Lève `ValidationError` s'il est trop lourd."""
    if not depose:
        return None
    if depose.size > TAILLE_FICHIER:
        raise forms.ValidationError("Ce fichier dépasse 10 Mo.")
    return depose.name, depose.read()
