"""Déposer un tableau, dire ce qu'il porte, corriger sa correspondance, confirmer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst

from jalon.parcours.personnes.enums import NatureFait, NatureFranceTravail
from jalon.parcours.personnes.models import Foyer
from jalon.sources.extraits.systemes import systemes
from jalon.sources.tableurs.apercus import TableauVu
from jalon.sources.tableurs.chargement import BENEFICIAIRES
from jalon.sources.tableurs.correspondance import Plan
from jalon.sources.tableurs.demandes import FOYERS, FRANCE_TRAVAIL, Demande
from jalon.sources.tableurs.models import Correspondance
from jalon.web.formulaires import ChampDate, Formulaire

EXTENSIONS = (".xlsx", ".ods", ".csv", ".txt")
OCTETS_MAX = 2 * 1000**3
NOM_PAR_DEFAUT = "foyers"


class FormulaireDepotTableur(Formulaire):
    """Le fichier seul : ce qu'il porte se dit ensuite, sans avoir à le déposer de nouveau."""

    fichier = forms.FileField(
        label="Fichier",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        help_text="Un tableau .xlsx, .ods ou .csv (30 Mo au plus), ou un fichier « ; » de France Travail "
        "(2 Go au plus).",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : il fait 0 octet. Vérifiez qu'il a bien été enregistré.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        fichier = self.cleaned_data["fichier"]
        if not fichier.name.lower().endswith(EXTENSIONS):
            raise forms.ValidationError(
                "Ce n'est pas un tableau que Jalon lit. Enregistrez-le en .xlsx, .ods ou .csv. Un fichier de "
                "la CAF ou de la MSA se charge depuis « Fichiers reçus »."
            )
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(
                f"Ce fichier fait {filesizeformat(fichier.size)} ; limite : {filesizeformat(OCTETS_MAX)}."
            )
        return fichier


class FormulaireDemande(Formulaire):
    """Ce que porte le fichier, et de quel jour il est."""

    contenu = forms.ChoiceField(label="Que porte ce fichier ?")
    nature = forms.ChoiceField(
        label="Sa nature",
        required=False,
        help_text="Pour un extrait ou un fichier de France Travail dont le nom ne la dit pas.",
    )
    jour = ChampDate(
        label="Jour qu'il décrit",
        required=False,
        help_text="Nécessaire, sauf si le nom d'un fichier de France Travail le dit (AAAAMMJJ ou AAAA-MM).",
    )
    departement = forms.CharField(
        label="Code du département",
        max_length=3,
        required=False,
        help_text="Pour des foyers, la première fois seulement.",
    )
    correspondance = forms.ChoiceField(
        label="Correspondance des colonnes",
        required=False,
        help_text="Pour des foyers : celle d'un fichier déjà chargé, à corriger à l'étape suivante.",
    )
    complet = forms.BooleanField(
        label="Il est complet : ce qu'il ne montre plus est signalé", required=False, initial=True
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        logiciels = [(code, logiciel.libelle) for code, logiciel in systemes().items()]
        self.fields["contenu"].choices = [
            (FOYERS, "foyers, une ligne par personne"),
            ("Extrait d'un logiciel métier", logiciels),
            (FRANCE_TRAVAIL, "fichier de France Travail"),
        ]
        self.fields["nature"].choices = [
            ("", "dite par le fichier"),
            ("Extrait", NatureFait.choices),
            ("France Travail", NatureFranceTravail.choices),
        ]
        noms = Correspondance.objects.filter(nature=BENEFICIAIRES).values_list("nom", flat=True)
        self.fields["correspondance"].choices = [("", "d'après le nom des colonnes")] + [(n, n) for n in noms]
        if noms and not self.initial.get("correspondance"):
            self.initial["correspondance"] = noms[0]

    def clean(self) -> dict[str, Any]:
        dit = super().clean()
        contenu, nature = dit.get("contenu"), dit.get("nature", "")
        attendues = {FOYERS: [], FRANCE_TRAVAIL: NatureFranceTravail.values}.get(contenu, NatureFait.values)
        if contenu and nature and nature not in attendues:
            self.add_error(
                "nature", "Cette nature n'est pas de ce contenu : laissez « dite par le fichier »."
            )
        if contenu and contenu != FRANCE_TRAVAIL and not dit.get("jour") and "jour" not in self.errors:
            self.add_error("jour", "Dites de quel jour est ce tableau : il prend sa place dans le temps.")
        if contenu == FOYERS and not dit.get("departement") and not Foyer.objects.exists():
            self.add_error("departement", "Aucun foyer n'est chargé : donnez le code du département.")
        return dit

    def appliquee(self, demande: Demande) -> Demande:
        """La demande, complétée de ce que dit le formulaire valide."""
        dit = {nom: self.cleaned_data[nom] for nom in self.fields if nom not in ("envoi", "jour")}
        jour = self.cleaned_data["jour"]
        return replace(demande, jour=jour.isoformat() if jour else "", **dit)


class FormulaireConfirmation(Formulaire):
    """Le nom sous lequel la correspondance est gardée, et ce qui demande un accord exprès."""

    nom = forms.CharField(
        label="Garder cette correspondance sous le nom",
        max_length=60,
        help_text="Elle sera proposée au prochain dépôt. Un nom déjà pris : l'ancienne est remplacée.",
        error_messages={"required": "Donnez un nom à cette correspondance."},
    )
    disparitions = forms.BooleanField(
        label="Accepter que plus de 30 % des faits aient disparu depuis l'extrait précédent", required=False
    )

    def __init__(self, *args: Any, demande: Demande, **options: Any) -> None:
        initial = {"nom": demande.correspondance or NOM_PAR_DEFAUT, "disparitions": demande.disparitions}
        super().__init__(*args, initial=initial, **options)
        if demande.contenu != FOYERS:
            del self.fields["nom"]
        if not demande.est_extrait:
            del self.fields["disparitions"]


class FormulaireCorrespondance(Formulaire):
    """Une liste déroulante par champ : la colonne qui le porte ; puis une par écriture à traduire."""

    def __init__(self, *args: Any, vu: TableauVu, plan: Plan, **options: Any) -> None:
        super().__init__(*args, prefix=plan.nature.code, **options)
        del self.fields["envoi"]
        self.vu, self.plan = vu, plan
        colonnes = [("", "aucune colonne")] + [(nom, nom) for nom in dict.fromkeys(vu.entete) if nom]
        for code, champ in plan.nature.champs.items():
            self.fields[code] = forms.ChoiceField(
                label=capfirst(champ.libelle),
                choices=colonnes,
                required=champ.obligatoire,
                initial=plan.colonnes.get(code, ""),
                help_text="Nom seulement proche : vérifiez." if code in plan.incertains else "",
                error_messages={"required": "Ce champ est obligatoire : choisissez sa colonne."},
            )
        self.traductions = dict(self._ecritures())
        for nom, (code, ecriture) in self.traductions.items():
            valeurs = plan.nature.champs[code].valeurs
            self.fields[nom] = forms.ChoiceField(
                label=f"{capfirst(plan.nature.champs[code].libelle)} : «\u00a0{ecriture}\u00a0»",
                choices=[("", "non traduit")]
                + [(valeur, ecrits[0] if ecrits else valeur) for valeur, ecrits in valeurs.items()],
                required=False,
                initial=plan.codes.get(code, {}).get(ecriture, ""),
            )

    def _ecritures(self) -> list[tuple[str, tuple[str, str]]]:
        """(nom de champ du formulaire, (champ, écriture)) : celles déjà traduites, puis les inconnues."""
        ecritures = [
            (code, ecriture)
            for code, champ in self.plan.nature.champs.items()
            if champ.valeurs
            for ecriture in (*self.plan.codes.get(code, {}), *self.vu.ecritures.get(code, ()))
        ]
        return [(f"code-{rang}", paire) for rang, paire in enumerate(ecritures)]

    def clean(self) -> dict[str, Any]:
        dit = super().clean()
        prises: set[str] = set()
        for code in self.plan.nature.champs:
            colonne = dit.get(code)
            if colonne and colonne in prises:
                self.add_error(
                    code, "Cette colonne est déjà celle d'un autre champ : choisissez-en une autre."
                )
            prises.add(colonne)
        return dit

    def colonnes(self) -> dict[str, str]:
        """Champ → colonne ; vide si quelqu'un a dit que le fichier ne porte pas ce champ."""
        dites = {code: self.cleaned_data[code] for code in self.plan.nature.champs}
        proposes = self.plan.colonnes.keys() | self.plan.refuses
        return {code: colonne for code, colonne in dites.items() if colonne or code in proposes}

    def codes(self) -> dict[str, dict[str, str]]:
        """Champ → (écriture → code de Jalon), pour les champs restés sur la même colonne."""
        codes: dict[str, dict[str, str]] = {}
        for nom, (code, ecriture) in self.traductions.items():
            valeur = self.cleaned_data[nom]
            if valeur and self.cleaned_data[code] == self.plan.colonnes.get(code, ""):
                codes.setdefault(code, {})[ecriture] = valeur
        return codes

    @property
    def champs_colonnes(self) -> list[forms.BoundField]:
        return [self[code] for code in self.plan.nature.champs]

    @property
    def champs_codes(self) -> list[forms.BoundField]:
        return [self[nom] for nom in self.traductions]
