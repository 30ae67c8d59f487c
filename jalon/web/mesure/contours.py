"""Charger les contours des intercommunalités, pour les cartes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import Role
from jalon.socle.territoire.contours import OCTETS_MAXIMUM, charger_contours
from jalon.socle.territoire.models import Contour
from jalon.web.formulaires import Formulaire, envoye, reporter_erreurs, une_seule_fois


class FormulaireContours(Formulaire):
    """Un fichier GeoJSON et qui l'a dessiné."""

    fichier = forms.FileField(
        label="Fichier GeoJSON",
        max_length=255,
        help_text=f"Un objet par intercommunalité, avec son SIREN. {OCTETS_MAXIMUM // 1024**2} Mo au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        help_text="Qui a dessiné ces contours, sous quelle licence, et quand : la carte le dira.",
    )

    def clean_fichier(self) -> bytes:
        """Les octets ; un fichier trop grand n'est pas lu."""
        envoye = self.cleaned_data["fichier"]
        if envoye.size > OCTETS_MAXIMUM:
            raise forms.ValidationError(f"Ce fichier dépasse {OCTETS_MAXIMUM // 1024**2} Mo.")
        return envoye.read()


@autorise(Role.ADMINISTRATEUR)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def contours(request: HttpRequest) -> HttpResponse:
    """Les contours connus, et de quoi en charger d'autres."""
    form = FormulaireContours(envoye(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            bilan = charger_contours(
                contenu=form.cleaned_data["fichier"], source=form.cleaned_data["source"], acteur=request.user
            )
            suite = f" ; {bilan.inconnus} objets sans intercommunalité connue" if bilan.inconnus else ""
            messages.success(request, f"{bilan.gardes} contours chargés{suite}.")
            return redirect("contours")
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    contexte = {
        "form": form,
        "contours": Contour.objects.select_related("territoire").order_by("territoire__nom").defer("anneaux"),
    }
    return render(request, "mesure/contours.html", contexte, status=422 if form.is_bound else 200)
