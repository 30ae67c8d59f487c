"""Le visa d'une liste d'élimination, et le motif pour y renoncer."""

from __future__ import annotations

from django import forms

from jalon.web.formulaires import Formulaire


class FormulaireVisa(Formulaire):
    """Ce que le service des archives a répondu."""

    visa_reference = forms.CharField(
        label="Référence du visa",
        max_length=120,
        help_text="Telle qu'elle est écrite sur le bordereau visé. Exemple : « AD 2026/118 ».",
        error_messages={"required": "Donnez la référence du visa : sans lui, rien ne peut être effacé."},
    )
    visa_le = forms.DateField(
        label="Date du visa",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez la date du visa.", "invalid": "Cette date ne se lit pas."},
    )


class FormulaireAbandonListe(Formulaire):
    """Pourquoi cette liste ne sera pas exécutée."""

    motif = forms.CharField(
        label="Pourquoi l'abandonner ?",
        max_length=300,
        help_text="Exemple : « visa refusé pour les dossiers de 2019 ». Ce motif reste avec la liste.",
        error_messages={"required": "Dites pourquoi cette liste est abandonnée."},
    )
