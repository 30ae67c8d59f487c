"""Ouvrir des créneaux, noter une absence, fixer une date, décrire un motif ou un lieu."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.text import slugify

from jalon.parcours.rendezvous.enums import Canal, Geste, Mode, MotifAnnulation, Nature
from jalon.parcours.rendezvous.models import Lieu, Motif
from jalon.parcours.rendezvous.recurrence import HeureInexistante, Plage, heure_de
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import ChampAgent, ChampDate, Formulaire

JOURS = [
    ("0", "lundi"), ("1", "mardi"), ("2", "mercredi"), ("3", "jeudi"), ("4", "vendredi"), ("5", "samedi"),
]  # fmt: skip
ANNULATIONS = [
    (motif.value, motif.label)
    for motif in (MotifAnnulation.ABSENCE_AGENT, MotifAnnulation.LIEU_FERME, MotifAnnulation.PLANNING)
] + [(MotifAnnulation.ERREUR.value, MotifAnnulation.ERREUR.label)]


class ChampHeure(forms.TimeField):
    """Heure : le sélecteur du navigateur, ou `9 h 30`, `9:30` au clavier."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        options.setdefault("error_messages", {"invalid": "Heure non comprise. Exemple : 09:30."})
        super().__init__(**options)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = value.strip().lower().replace(" ", "").replace("h", ":")
            value = f"{value}00" if value.endswith(":") else value
        return super().to_python(value)


class _AvecChoix(Formulaire):
    """Les listes de choix viennent de la base, au moment où le formulaire s'ouvre."""

    def __init__(self, *args: Any, agents: Any = None, suivies: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if "motifs" in self.fields:
            self.fields["motifs"].queryset = Motif.objects.filter(actif=True)
        if "motif" in self.fields:
            self.fields["motif"].queryset = Motif.objects.filter(actif=True)
        if "lieu" in self.fields:
            self.fields["lieu"].queryset = Lieu.objects.filter(actif=True)
        if "agent" in self.fields and agents is not None:
            self.fields["agent"].proposer(agents, suivies)


class FormulaireCreneaux(_AvecChoix):
    """Une semaine type, entre deux dates."""

    lieu = forms.ModelChoiceField(label="Lieu", queryset=Lieu.objects.none())
    motifs = forms.ModelMultipleChoiceField(
        label="Motifs reçus", queryset=Motif.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    agent = ChampAgent(label="Agent", required=False, empty_label="aucun en particulier")
    jours = forms.MultipleChoiceField(
        label="Jours de la semaine", choices=JOURS, widget=forms.CheckboxSelectMultiple
    )
    debut = ChampHeure(label="De")
    fin = ChampHeure(label="À")
    duree = forms.IntegerField(
        label="Durée d'un rendez-vous, en minutes", min_value=5, max_value=480, initial=45
    )
    pause = forms.IntegerField(
        label="Pause entre deux, en minutes", min_value=0, max_value=240, initial=0, required=False
    )
    places = forms.IntegerField(
        label="Places à chaque heure", min_value=1, max_value=500, initial=1,
        help_text="Plus d'une seulement pour un motif collectif.",
    )  # fmt: skip
    du = ChampDate(label="Du")
    au = ChampDate(label="Au (inclus)", help_text="Les jours fériés et les absences sont sautés.")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin <= debut:
            self.add_error("fin", "La fin vient avant le début.")
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin vient avant le début.")
        return donnees

    def plages(self) -> list[Plage]:
        """La semaine type, une plage par jour coché."""
        d = self.cleaned_data
        return [Plage(int(j), d["debut"], d["fin"], d["duree"], d["pause"] or 0) for j in d["jours"]]


class FormulaireAbsence(_AvecChoix):
    """Un agent n'est pas là."""

    agent = ChampAgent(label="Agent")
    du = ChampDate(label="Du")
    au = ChampDate(label="Au (inclus)")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if donnees.get("du") and donnees.get("au") and donnees["au"] < donnees["du"]:
            self.add_error("au", "La fin vient avant le début.")
        return donnees


class FormulaireReprise(_AvecChoix):
    """Ce que deviennent les rendez-vous d'un agent absent."""

    geste = forms.ChoiceField(
        label="Que faire de ces rendez-vous ?",
        choices=Geste.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qu'ils deviennent."},
    )
    agent = ChampAgent(label="Collègue", required=False, empty_label="choisissez",
        help_text="Seulement pour les confier.",
    )  # fmt: skip


class _AvecDate(_AvecChoix):
    """Une date, une heure de Paris et une durée."""

    jour = ChampDate(label="Jour")
    heure = ChampHeure(label="Heure")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        motif = donnees.get("motif")
        if donnees.get("jour") and donnees.get("heure"):
            try:
                donnees["debut"] = heure_de(donnees["jour"], donnees["heure"])
            except HeureInexistante as erreur:
                self.add_error("heure", str(erreur))
            else:
                minutes = motif.duree if motif else 45
                donnees["fin"] = donnees["debut"] + timedelta(minutes=minutes)
        return donnees

    @property
    def bornes(self) -> dict[str, datetime]:
        return {"debut": self.cleaned_data["debut"], "fin": self.cleaned_data["fin"]}


class FormulaireConvocation(_AvecDate):
    """Une date imposée à une personne."""

    motif = forms.ModelChoiceField(label="Motif", queryset=Motif.objects.none())
    lieu = forms.ModelChoiceField(label="Lieu", queryset=Lieu.objects.none())
    agent = ChampAgent(label="Agent", required=False, empty_label="aucun en particulier")
    mode = forms.ChoiceField(label="Comment", choices=Mode.choices, initial=Mode.SUR_PLACE)
    field_order = ["envoi", "motif", "jour", "heure", "lieu", "agent", "mode"]


class FormulaireReunion(_AvecDate):
    """Une réunion à plusieurs places."""

    motif = forms.ModelChoiceField(label="Motif", queryset=Motif.objects.none())
    lieu = forms.ModelChoiceField(label="Lieu", queryset=Lieu.objects.none())
    agent = ChampAgent(label="Animée par", required=False, empty_label="à préciser")
    places = forms.IntegerField(label="Places", min_value=1, max_value=500, initial=15)
    field_order = ["envoi", "motif", "jour", "heure", "lieu", "agent", "places"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].queryset = Motif.objects.filter(actif=True, collectif=True)


class FormulaireInvitation(Formulaire):
    """Par où inviter."""

    canaux = forms.MultipleChoiceField(
        label="Par", choices=Canal.choices, widget=forms.CheckboxSelectMultiple,
        initial=[Canal.SMS.value, Canal.COURRIEL.value],
        help_text="Sans mobile ni courriel connu, une lettre part.",
    )  # fmt: skip


class FormulaireAnnulation(Formulaire):
    """Pourquoi un rendez-vous n'a pas lieu."""

    motif = forms.ChoiceField(label="Pourquoi", choices=ANNULATIONS)


class FormulaireMotif(Formulaire):
    """Un motif de rendez-vous."""

    libelle = forms.CharField(label="Libellé", max_length=120, help_text="Tel que la personne le lira.")
    nature = forms.ChoiceField(label="Nature", choices=Nature.choices)
    duree = forms.IntegerField(label="Durée, en minutes", min_value=5, max_value=480, initial=45)
    consigne = forms.CharField(label="À apporter, à savoir", max_length=200, required=False)
    collectif = forms.BooleanField(label="À plusieurs", required=False)
    obligatoire = forms.BooleanField(label="Obligatoire", required=False)
    organisation = forms.ModelChoiceField(
        label="Réservé à",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="tout le département",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.order_by("nom")

    def champs(self) -> dict[str, Any]:
        """Les valeurs pour `services.creer_motif` ; le code vient du libellé."""
        d = {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "envoi"}
        return d | {"code": slugify(d["libelle"])[:40]}


class FormulaireLieu(Formulaire):
    """Un lieu d'accueil."""

    organisation = forms.ModelChoiceField(label="Organisation", queryset=Organisation.objects.none())
    nom = forms.CharField(label="Nom", max_length=120)
    adresse = forms.CharField(label="Adresse", max_length=250)
    telephone = forms.CharField(label="Téléphone", max_length=20, required=False)
    acces = forms.CharField(label="Comment venir", max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.order_by("nom")

    def champs(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "envoi"}
