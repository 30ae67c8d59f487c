"""Pourquoi cette personne est, ou n'est pas, comptée : sa situation dans chaque indicateur d'une période."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.calcul import Membre, demander, pourquoi
from jalon.mesure.indicateurs.declaration import Declaration, expliquer
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir
from jalon.mesure.tableaux.membres import pseudonyme_de
from jalon.mesure.tableaux.selectors import chiffres_choisis
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.socle.journal.lectures import noter_lecture
from jalon.web.mesure.commun import familles
from jalon.web.mesure.filtres import Filtres, nommer_periode
from jalon.web.suivi.commun import INTROUVABLE, personne_demandee


@autorise(*ROLES_DOSSIERS)
@require_GET
def personne_indicateurs(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Une ligne par indicateur et par séjour observé ; l'ouvrir se note au journal des lectures."""
    personne = personne_demandee(cle)
    pseudonyme = pseudonyme_de(cle)
    if pseudonyme is None:
        raise Http404(INTROUVABLE)
    noter_lecture(request.user, cle, "personne_indicateurs")
    filtres = Filtres.lire(request.GET, entiers=False)
    choisie, declarations = _choisir(request)
    lignes, absents = [], []
    with ouvrir() as moteur:
        for declaration in declarations:
            vus = _situations(declaration, filtres, moteur, pseudonyme)
            lignes += [(declaration, m.situation.label, expliquer(m.raison), m) for m in vus]
            absents += [] if vus else [declaration]
    contexte = {
        "personne": personne,
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "lignes": lignes,
        "absents": absents,
        "familles": familles(),
        "choisie": choisie,
    }
    return render(request, "mesure/personne.html", contexte)


def _choisir(request: HttpRequest) -> tuple[str, list[Declaration]]:
    """`?famille=` : ses indicateurs. Sans elle, ceux du tableau de bord du lecteur."""
    demandee = request.GET.get("famille", "")
    for debut, _, declarations in familles():
        if debut == demandee:
            return debut, declarations
    choisis = [declaration for declaration, _ in chiffres_choisis(request.roles)]
    return "", choisis or familles()[0][2]


def _situations(declaration: Declaration, filtres: Filtres, moteur: Moteur, pseudonyme: UUID) -> list[Membre]:
    try:
        return pourquoi(demander(declaration, filtres.du, filtres.au), moteur, pseudonyme)
    except ValueError:  # aucun délai en vigueur : l'indicateur n'observait personne
        return []
