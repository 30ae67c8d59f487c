"""Déposer un document, puis dire ce que sa lecture doit écrire."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from jalon.pilotage.programmes.models import Programme
from jalon.sources.documents.formes import Proposition
from jalon.sources.documents.limites import OCTETS_MAX
from jalon.web.formulaires import Formulaire

EXTENSIONS = (".txt", ".docx", ".xlsx", ".ods")


class FormulaireDepot(Formulaire):
    """Un document à lire, et le programme qu'il raconte s'il existe déjà."""

    document = forms.FileField(
        label="Document",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        help_text=".txt, .docx, .xlsx ou .ods, 100 Mo au plus. Rien n'est écrit avant votre accord.",
        error_messages={
            "required": "Choisissez un document.",
            "empty": "Ce fichier est vide : il fait 0 octet. Vérifiez qu'il s'ouvre chez vous.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )
    programme = forms.ChoiceField(
        label="Programme",
        required=False,
        help_text="Laissez « reconnaître » si c'est le premier document de ce programme.",
    )

    def __init__(self, *args: Any, programmes: list[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].choices = [
            ("", "reconnaître dans le document"),
            *((p.code, p.intitule) for p in programmes),
        ]

    def clean_document(self) -> UploadedFile:
        fichier = self.cleaned_data["document"]
        if not fichier.name.lower().endswith(EXTENSIONS):
            raise forms.ValidationError(
                f"« {fichier.name} » n'est pas un document que Jalon lit. "
                "Enregistrez-le en .docx, .xlsx, .ods ou en texte (.txt)."
            )
        if fichier.size > OCTETS_MAX:
            raise forms.ValidationError(
                f"Ce fichier fait {filesizeformat(fichier.size)} ; limite : {filesizeformat(OCTETS_MAX)}. "
                "Retirez les images ou découpez le document."
            )
        return fichier


class FormulaireConfirmation(Formulaire):
    """Accord pour écrire. `remplacer` : corrections faites à la main que le document doit effacer."""

    remplacer = forms.MultipleChoiceField(
        label="Où le document doit l'emporter", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposition: Proposition, **options: Any) -> None:
        super().__init__(*args, **options)
        tranchables = [*proposition.conflits, *proposition.gardes]
        self.fields["remplacer"].choices = [(d.cle, d.objet) for d in tranchables]
