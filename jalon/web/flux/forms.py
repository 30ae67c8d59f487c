"""Déposer un fichier, traiter un rejet, décider d'un rapprochement."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from jalon.web.formulaires import Formulaire

EXTENSIONS = (".rcv", ".xml", ".gz", ".zip")
OCTETS_MAX = 5 * 1024**3
OCTETS_CORRECTION = 1_000_000


class FormulaireDepotFlux(Formulaire):
    """Un fichier bénéficiaire de la CAF ou de la MSA, tel qu'il a été reçu."""

    fichier = forms.FileField(
        label="Fichier du flux",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        help_text="Le fichier bénéficiaire mensuel ou quotidien, tel que la caisse l'envoie : .RCV ou .xml, "
        "seul ou dans un .gz ou un .zip, 5 Go au plus. S'il est incomplet ou faux, il est refusé en entier.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide : il fait 0 octet. Demandez à la caisse de le renvoyer.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        fichier = self.cleaned_data["fichier"]
        if not fichier.name.lower().endswith(EXTENSIONS):
            raise forms.ValidationError(
                "Ce n'est pas un fichier du flux : Jalon lit .RCV, .xml, .gz et .zip. Un tableur ou un "
                "courriel de la caisse ne se charge pas ici."
            )
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(
                f"Ce fichier fait {filesizeformat(fichier.size)} ; limite : {filesizeformat(OCTETS_MAX)}. "
                "Déposez-le comprimé (.gz)."
            )
        return fichier


class FormulaireCorrection(Formulaire):
    """Le XML d'un dossier rejeté, corrigé à la main."""

    xml = forms.CharField(
        label="Dossier reçu",
        max_length=OCTETS_CORRECTION,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "wrap": "off"}),
        help_text="De <InfosFoyerRSA> à </InfosFoyerRSA>. Ne changez que ce qui est faux, et dites-le à la "
        "caisse : son prochain fichier l'emportera.",
        error_messages={
            "required": "Le dossier est vide : revenez en arrière pour retrouver ce qui a été reçu.",
            "max_length": "Ce dossier est trop grand pour être corrigé ici : demandez-le à la caisse.",
        },
    )


class FormulaireAbandon(Formulaire):
    """Renoncer à un dossier rejeté."""

    motif = forms.CharField(
        label="Pourquoi l'abandonner ?",
        max_length=300,
        help_text="Exemple : « dossier radié, confirmé par la caisse le 12/03 ». Ce motif reste au journal.",
        error_messages={"required": "Dites pourquoi ce dossier est abandonné."},
    )


class FormulaireDecision(Formulaire):
    """Une seule personne, ou deux."""

    decision = forms.ChoiceField(
        label="Ces deux fiches sont-elles la même personne ?",
        choices=[("meme", "oui, la même personne"), ("distinctes", "non, deux personnes")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse, ou quittez la page sans décider."},
    )
    motif = forms.CharField(
        label="Ce qui permet de le dire",
        max_length=300,
        required=False,
        help_text="Exemple : « pièce d'identité vue », « deux dates de naissance confirmées par la caisse ».",
    )
