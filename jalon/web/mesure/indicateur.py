"""La page d'un indicateur : sa valeur, sa définition, sa tendance, ses coupes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS
from jalon.web.exports import exporter
from jalon.web.mesure.commun import LECTEURS, indicateur_demande
from jalon.web.mesure.ecrites import ecrites
from jalon.web.mesure.filtres import AXES, PAS, Filtres, nommer_periode, prereglages
from jalon.web.mesure.lecture import entetes, lignes_a_emporter, lire, masque_de

LIBELLES_PAS = {"mois": "mois par mois", "trimestres": "par trimestre", "annees": "par année"}


@autorise(*LECTEURS)
@require_GET
def indicateur(request: HttpRequest, code: str) -> HttpResponse:
    """La réponse d'abord ; `?du=&au=` la période, `?par=` jusqu'à deux coupes, `?pas=` la tendance."""
    declaration = indicateur_demande(code)
    masque = masque_de(request.user)
    filtres = Filtres.lire(request.GET, entiers=masque.seuil is not None)
    lecture = lire(declaration, filtres, masque)
    suite = lecture.tendance
    contexte = {
        "lecture": lecture,
        "ecrites": ecrites(declaration, lecture.lignes, suite[0].du, suite[-1].au),
        "declaration": declaration,
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "prereglages": list(prereglages(filtres)),
        "avant": filtres.voisine(-1),
        "apres": filtres.voisine(1),
        "axes": AXES.items(),
        "pas": [(pas, LIBELLES_PAS[pas]) for pas in PAS],
        "seuil": masque.seuil,
        "voit_dossiers": bool(request.roles & set(ROLES_DOSSIERS)),
        "autres": [d for d in catalogue() if d.code != code and d.genre == declaration.genre],
    }
    return render(request, "mesure/indicateur.html", contexte)


@autorise(*LECTEURS)
@require_GET
def indicateur_export(request: HttpRequest, code: str, format: str) -> HttpResponse:
    """Ce que la page montre, cases cachées comprises, en CSV ou ODS."""
    declaration = indicateur_demande(code)
    masque = masque_de(request.user)
    filtres = Filtres.lire(request.GET, entiers=masque.seuil is not None)
    lecture = lire(declaration, filtres, masque)
    nom = f"{code.replace('.', '-')}-{filtres.du:%Y%m%d}-{filtres.au:%Y%m%d}"
    return exporter(nom, entetes(filtres), lignes_a_emporter(lecture, filtres), format)
