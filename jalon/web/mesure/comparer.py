"""Deux définitions côte à côte : les deux valeurs sont vraies, la page dit pourquoi elles diffèrent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.calcul import demander
from jalon.mesure.chiffres.comparaison import differences
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.pilotage.calculs.publies import lignes_dites
from jalon.socle.acces.autorisation import autorise
from jalon.web.mesure.commun import LECTEURS
from jalon.web.mesure.ecrites import ecrites
from jalon.web.mesure.filtres import Filtres, nommer_periode
from jalon.web.mesure.lecture import masque_de
from jalon.web.mesure.tendance import calculer


@autorise(*LECTEURS)
@require_GET
def indicateurs_comparer(request: HttpRequest) -> HttpResponse:
    """`?a=&b=` deux indicateurs, `?du=&au=` la période."""
    masque = masque_de(request.user)
    filtres = Filtres.lire(request.GET, entiers=masque.seuil is not None)
    connus = {declaration.code: declaration for declaration in catalogue()}
    demandes_ = (request.GET.get("a", ""), request.GET.get("b", ""))
    choisis = [connus[code] for code in demandes_ if code in connus]
    colonnes = []
    if choisis:
        demandes = [demander(d, filtres.du, filtres.au) for d in choisis]
        with ouvrir() as moteur:
            lus = calculer(demandes, moteur)
        colonnes = [
            (demande, masque.total(demande.declaration, resultats[0]))
            for demande, resultats in zip(demandes, lus, strict=True)
        ]
    contexte = {
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "catalogue": connus.values(),
        "a": choisis[0].code if choisis else "",
        "b": choisis[1].code if len(choisis) > 1 else "",
        "colonnes": colonnes,
        "ecrites": [
            ligne
            for d in dict.fromkeys(choisis)
            for ligne in ecrites(d, lignes_dites(d.code), filtres.du, filtres.au)
        ],
        "differences": differences(*choisis) if len(choisis) == 2 else [],
        "seuil": masque.seuil,
    }
    return render(request, "mesure/comparer.html", contexte)
