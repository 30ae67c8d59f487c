"""Quel rapport, dans quels formats."""

from __future__ import annotations

from typing import Any

from django import forms

from jalon.pilotage.programmes.models import Programme
from jalon.web.formulaires import Formulaire

MODELES = {
    "rapport-execution": "Rapport d'exécution : crédits, annexe d'indicateurs, fiches, anomalies",
    "bilan-pdi": "Bilan du programme : état d'avancement, fiches par axe et objectif",
}
FORMATS = {
    "pdf": "PDF, à imprimer et à envoyer",
    "docx": "Texte modifiable (DOCX)",
    "xlsx": "Classeur (XLSX)",
    "ods": "Classeur libre (ODS)",
}


class FormulaireEdition(Formulaire):
    """Modèle de rapport et formats voulus ; un seul format se télécharge tout de suite."""

    modele = forms.ChoiceField(label="Rapport", widget=forms.RadioSelect)
    formats = forms.MultipleChoiceField(
        label="Formats",
        choices=list(FORMATS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Un seul se télécharge tout de suite ; plusieurs vous attendent dans la cloche.",
        error_messages={"required": "Choisissez au moins un format."},
    )

    def __init__(self, *args: Any, programme: Programme, **options: Any) -> None:
        super().__init__(*args, **options)
        prevus = [code for code in programme.modele.editions if code in MODELES]
        autres = [code for code in MODELES if code not in prevus]
        self.fields["modele"].choices = [(code, MODELES[code]) for code in [*prevus, *autres]]
        self.fields["modele"].initial = next(iter([*prevus, *autres]))
        self.fields["formats"].initial = ["pdf"]
