"""Où en est chaque axe : une image, sa phrase, son tableau."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.pilotage.bilans.freins import freins_partages
from jalon.pilotage.bilans.selectors import tableau_avancement
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.programmes.selectors import legende
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.web.avancement.image import barres_credits, barres_etats
from jalon.web.exports import exporter
from jalon.web.portee import portee_de

ENTETES = ("Axe", "Objectif", "N°", "Action", "État", "Pilote", "Présentation", "Thématiques")


@autorise(*ROLES_PROGRAMMES)
@require_GET
def avancement(request: HttpRequest, code: str, exercice: str) -> HttpResponse:
    """États par axe (ou part exécutée par axe pour un programme à crédits), puis le tableau."""
    portee = portee_de(code, exercice)
    lignes = tableau_avancement(portee.programme, portee.exercice)
    if portee.programme.modele.avec_etats:
        image = barres_etats(lignes, legende(portee.programme))
    else:
        image = barres_credits(tableau_credits(portee.programme, portee.exercice))
    contexte = {
        "programme": portee.programme,
        "exercice": portee.exercice,
        "lignes": lignes,
        "image": image,
        "freins": freins_partages(portee.programme, portee.exercice),
    }
    return render(
        request,
        "avancement/avancement.html",
        {**contexte, "legende": legende(portee.programme), "onglet": "avancement"},
    )


@autorise(*ROLES_PROGRAMMES)
@require_GET
def avancement_export(request: HttpRequest, code: str, exercice: str, format: str) -> HttpResponse:
    """Le tableau d'avancement en CSV ou ODS."""
    portee = portee_de(code, exercice)
    lignes = [
        [f"{li.axe_code} {li.axe}", f"{li.objectif_code} {li.objectif}".strip(), li.numero, li.titre,
         li.etat_libelle,
         li.pilote, li.zoom_texte, ", ".join(li.thematiques)]
        for li in tableau_avancement(portee.programme, portee.exercice)
    ]  # fmt: skip
    return exporter(f"{code}-{exercice}-avancement", ENTETES, lignes, format)
