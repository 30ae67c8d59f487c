"""Pourquoi cette personne est, ou n'est pas, comptée : sa situation dans chaque indicateur d'une période."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.calcul import demander, pourquoi
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.mesure.tableaux.membres import pseudonyme_de
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.mesure.commun import SITUATIONS, expliquer
from jalon.web.mesure.filtres import Filtres, nommer_periode
from jalon.web.suivi.commun import INTROUVABLE, personne_demandee


@autorise(*ROLES_DOSSIERS)
@require_GET
def personne_indicateurs(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une ligne par indicateur et par séjour observé ; l'ouvrir se note au journal des lectures."""
    personne = personne_demandee(cle)
    pseudonyme = pseudonyme_de(cle, request.user)
    if pseudonyme is None:
        raise Http404(INTROUVABLE)
    noter_lecture(request.user, cle, "personne_indicateurs")
    filtres = Filtres.lire(request.GET, entiers=False)
    lignes, absents = [], []
    with ouvrir() as moteur:
        for declaration in catalogue():
            vus = pourquoi(demander(declaration, filtres.du, filtres.au), moteur, pseudonyme)
            lignes += [(declaration, SITUATIONS[m.situation], expliquer(m.raison), m) for m in vus]
            absents += [] if vus else [declaration]
    contexte = {
        "personne": personne,
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "lignes": lignes,
        "absents": absents,
    }
    return render(request, "mesure/personne.html", contexte)
