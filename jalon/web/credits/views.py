"""Le tableau des crédits, et la suite des soldes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jalon.pilotage.finances.models import AffectationSolde
from jalon.pilotage.finances.selectors import solde_action, tableau_credits
from jalon.pilotage.finances.services import annuler_decision, decider_solde
from jalon.pilotage.finances.tableau import LigneTableau, TableauCredits
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_PROGRAMMES, Role
from jalon.web.credits.forms import FormulaireSolde
from jalon.web.credits.saisie import prendre_enregistre
from jalon.web.exports import Valeur, exporter
from jalon.web.formulaires import reporter_erreurs, une_seule_fois
from jalon.web.portee import place_de, portee_de

ENTETES = (
    "Ligne", "Valorisation", "Ce qui est valorisé", "Report entrant", "Participation", "Recettes",
    "Nature des dépenses", "Exécuté", "Solde",
)  # fmt: skip


@autorise(*ROLES_PROGRAMMES)
@require_GET
def credits(request: HttpRequest, code: str, exercice: str) -> HttpResponse:  # noqa: A001
    """Le tableau entier, mêmes colonnes que le rapport."""
    portee = portee_de(code, exercice)
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "tableau": tableau_credits(portee.programme, portee.exercice),
        "enregistre": prendre_enregistre(request),
        "onglet": "credits",
    }
    return render(request, "credits/tableau.html", contexte)


@autorise(*ROLES_PROGRAMMES)
@require_GET
def credits_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """Le tableau en CSV ou ODS, sous-totaux et total compris."""
    portee = portee_de(code, exercice)
    tableau = tableau_credits(portee.programme, portee.exercice)
    return exporter(f"{code}-{exercice}-credits", ENTETES, _lignes(tableau), format)


@autorise(Role.CHARGEE_MISSION)
@require_http_methods(["GET", "POST"])
@une_seule_fois
def solde(request: HttpRequest, code: str, exercice: str, cle: str) -> HttpResponse:
    """Décide de la suite d'un solde ; montre ce qui en est déjà décidé."""
    portee = portee_de(code, exercice)
    place = place_de(portee, cle)
    reste = solde_action(place.action, portee.exercice)
    form = FormulaireSolde(
        request.POST or None, programme=portee.programme, initial={"montant": reste.a_decider}
    )
    if request.method == "POST" and form.is_valid():
        donnees = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "envoi"}
        try:
            decider_solde(action=place.action, exercice=portee.exercice, **donnees, acteur=request.user)
            messages.success(
                request,
                "La suite du solde est enregistrée. "
                "Elle s'annule tant que l'exercice suivant ne l'a pas reprise.",
            )
            return redirect("credits", code=code, exercice=exercice)
        except ValidationError as erreur:
            reporter_erreurs(form, erreur)
    decisions = AffectationSolde.objects.filter(action=place.action, exercice=portee.exercice).select_related(
        "acte", "action_cible"
    )
    contexte = {"programme": portee.programme, "exercice": portee.exercice, "place": place, "reste": reste}
    return render(request, "credits/solde.html", {**contexte, "form": form, "decisions": decisions})


@autorise(Role.CHARGEE_MISSION)
@require_POST
def solde_annuler(request: HttpRequest, code: str, exercice: str, decision: UUID) -> HttpResponse:
    """Annule une décision."""
    portee = portee_de(code, exercice)
    affectation = get_object_or_404(AffectationSolde, pk=decision, exercice=portee.exercice)
    try:
        annuler_decision(affectation=affectation, acteur=request.user)
        messages.success(request, "La décision est annulée ; le solde est de nouveau à décider.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("credits", code=code, exercice=exercice)


def _lignes(tableau: TableauCredits) -> list[list[Valeur]]:
    lignes: list[LigneTableau] = []
    for groupe in tableau.groupes:
        lignes += [*groupe.lignes, *([groupe.sous_total] if groupe.sous_total else [])]
    lignes += [*tableau.sous_ensembles.values(), *([tableau.total] if tableau.total else [])]
    return [
        [
            f"{li.numero} {li.titre}".strip(),
            li.contrepartie.montant,
            li.libelle_contrepartie,
            li.report_entrant.montant,
            li.participation.montant,
            li.recettes.montant,
            li.nature_depenses,
            li.execute.montant,
            li.solde.montant,
        ]  # fmt: skip
        for li in lignes
    ]
