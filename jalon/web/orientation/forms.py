"""Les formulaires de l'orientation : décider, refuser, diagnostiquer."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.parcours.orientation.donnees import domaines, questions
from jalon.parcours.orientation.enums import Motif, MotifRefus, Voie
from jalon.parcours.orientation.models import Diagnostic
from jalon.parcours.orientation.selectors import referents_possibles
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.web.formulaires import Formulaire

PLACES = [("", "pas répondu"), *((str(n), str(n)) for n in range(1, 6))]


def choix(liste: type[Any], vide: str = "choisissez") -> list[tuple[str, str]]:
    return [("", vide), *((code, str(libelle)) for code, libelle in liste.choices)]


class ChampReferent(forms.ModelChoiceField):
    """Un référent, avec sa structure."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nom} ({obj.structure})" if obj.structure else str(obj.nom)


class FormulaireDecision(Formulaire):
    """Voie, organisme, référent si on le connaît, et pourquoi si la personne est déjà orientée."""

    voie = forms.ChoiceField(
        label="Voie", choices=choix(Voie), error_messages={"required": "Choisissez une voie."}
    )
    organisme = forms.ModelChoiceField(
        label="Organisme référent",
        queryset=Organisation.objects.none(),
        empty_label="choisissez",
        error_messages={"required": "Choisissez l'organisme qui suivra cette personne."},
    )
    referent = ChampReferent(
        label="Référent",
        queryset=Compte.objects.none(),
        required=False,
        empty_label="l'organisme le désignera",
        help_text="Il ou elle suit la personne dès la décision, et la lettre dit son nom.",
    )
    motif = forms.ChoiceField(
        label="Pourquoi changer",
        choices=[("", "choisissez"), *(c for c in Motif.choices if c[0] != Motif.PREMIERE)],
        required=False,
    )
    motif_texte = forms.CharField(
        label="Raisons, telles qu'elles s'écriront dans la lettre",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    apres = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organismes: Any, reorientation: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisme"].queryset = organismes
        self.fields["referent"].queryset = referents_possibles()
        if reorientation:
            self.fields["motif"].required = True
            self.fields["motif"].error_messages = {"required": "Une réorientation dit pourquoi."}
        else:
            del self.fields["motif"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        referent, organisme = donnees.get("referent"), donnees.get("organisme")
        if referent and organisme and not referents_possibles(organisme.pk).filter(pk=referent.pk).exists():
            self.add_error("referent", f"{referent.nom} ne travaille pas à {organisme.nom}.")
        return donnees


class FormulaireRefus(Formulaire):
    """Pourquoi la proposition n'est pas suivie."""

    motif_refus = forms.ChoiceField(
        label="Pourquoi ne pas suivre cette proposition",
        choices=choix(MotifRefus),
        error_messages={"required": "Dites pourquoi vous ne suivez pas cette proposition."},
    )
    motif_texte = forms.CharField(label="Précision", max_length=500, required=False)


class FormulairePlaces(Formulaire):
    """Une place de 1 à 5 par domaine ; `prefixe` distingue la personne du professionnel."""

    def __init__(
        self, *args: Any, champ: str, questions_dites: bool = False, diagnostic: Diagnostic, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        connues = {p.domaine: getattr(p, champ) for p in diagnostic.positions.all()}
        for code, domaine in domaines().items():
            self.fields[f"{champ}_{code}"] = forms.ChoiceField(
                label=domaine.question if questions_dites else domaine.libelle,
                choices=PLACES,
                required=False,
                initial=str(connues.get(code) or ""),
            )
        self._champ = champ

    def places(self) -> dict[str, int | None]:
        """Domaine → place, ou `None` si elle n'est pas dite."""
        return {
            code: int(valeur) if (valeur := self.cleaned_data[f"{self._champ}_{code}"]) else None
            for code in domaines()
        }


class FormulaireSituation(Formulaire):
    """Le questionnaire de situation et ce qu'il faut retenir."""

    note = forms.CharField(
        label="Ce qu'il faut retenir",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lu par les professionnels qui suivent la personne, et par elle dans son dossier. "
        "Aucune information médicale.",
    )

    def __init__(self, *args: Any, diagnostic: Diagnostic, **options: Any) -> None:
        super().__init__(*args, **options)
        for code, question in questions().items():
            self.fields[f"situation_{code}"] = forms.ChoiceField(
                label=question.libelle,
                choices=[("", "pas dit"), *question.reponses.items()],
                required=False,
                initial=diagnostic.reponses.get(code, ""),
            )
        self.fields["note"].initial = diagnostic.note
        self.order_fields([nom for nom in self.fields if nom != "note"] + ["note"])

    def reponses(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"situation_{code}"] for code in questions()}
