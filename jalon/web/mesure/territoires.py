"""Les territoires côte à côte : la carte, le tableau, et ce qui ne tient qu'au hasard des petits nombres."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jalon.mesure.chiffres.calcul import demander
from jalon.mesure.chiffres.comparaison import Intervalle, wilson
from jalon.mesure.indicateurs.declaration import Declaration, Genre
from jalon.mesure.indicateurs.moteurs import ouvrir
from jalon.socle.acces.autorisation import autorise
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.montants import ecrire_pourcentage
from jalon.web.mesure.carte import dessiner
from jalon.web.mesure.cases import CaseAffichee, maximum
from jalon.web.mesure.commun import LECTEURS, indicateur_demande
from jalon.web.mesure.filtres import Filtres, nommer_periode, prereglages
from jalon.web.mesure.lecture import PLEINE, masque_de
from jalon.web.mesure.libelles import nommer
from jalon.web.mesure.tendance import calculer


@dataclass(frozen=True, slots=True)
class Territoire:
    """Une ligne : la case, son intervalle s'il s'agit d'une part, et où les dessiner (de 0 à 1 000)."""

    cle: str
    nom: str
    case: CaseAffichee
    intervalle: Intervalle | None
    x: int = 0
    bas: int = 0
    largeur: int = 0

    @property
    def bornes(self) -> str:
        """« de 71,0 à 84,2 % »."""
        if self.intervalle is None:
            return ""
        bas, haut = ecrire_pourcentage(self.intervalle.bas, 1), ecrire_pourcentage(self.intervalle.haut, 1)
        return f"de {bas} à {haut}"


@autorise(*LECTEURS)
@require_GET
def indicateur_territoires(request: HttpRequest, code: str) -> HttpResponse:
    """Un indicateur par intercommunalité, du plus haut au plus bas."""
    declaration = indicateur_demande(code)
    masque = masque_de(request.user)
    filtres = Filtres.lire(request.GET, entiers=masque.seuil is not None)
    demandes = [demander(declaration, filtres.du, filtres.au, par=par) for par in ((), ("territoire",))]
    with ouvrir() as moteur:
        (ensemble,), lus = calculer(demandes, moteur)
    cases = masque.simple(declaration, {r.coupe["territoire"]: r for r in lus})
    noms = nommer("territoire", cases)
    lignes = [_ligne(declaration, cle, noms[cle], cases) for cle in noms]
    lignes.sort(key=lambda t: (t.case.valeur is None, -(t.case.valeur or 0), t.nom))
    total = masque.total(declaration, ensemble)
    contexte = {
        "declaration": declaration,
        "filtres": filtres,
        "periode": nommer_periode(filtres.du, filtres.au),
        "prereglages": list(prereglages(filtres)),
        "territoires": lignes,
        "total": total,
        "phrase": _phrase(lignes),
        "intervalles": declaration.genre is Genre.PART,
        "carte": dessiner(declaration, cases, noms),
        "seuil": masque.seuil,
        "administre": Role.ADMINISTRATEUR in request.roles,
        "voit_dossiers": bool(request.roles & set(ROLES_DOSSIERS)),
    }
    return render(request, "mesure/territoires.html", contexte)


def _ligne(
    declaration: Declaration, cle: str | None, nom: str, cases: dict[str | None, CaseAffichee]
) -> Territoire:
    case = cases[cle]
    plein = maximum(list(cases.values()), declaration)
    x = round(PLEINE * min((case.valeur or 0) / plein, 1))
    if declaration.genre is not Genre.PART or case.valeur is None or not case.denominateur:
        return Territoire(cle or "", nom, case, None, x)
    intervalle = wilson(case.numerateur or 0, case.denominateur)
    bas, haut = round(intervalle.bas * 10), round(intervalle.haut * 10)
    return Territoire(cle or "", nom, case, intervalle, x, bas, max(haut - bas, 1))


def _phrase(lignes: list[Territoire]) -> str:
    """Les deux extrêmes, et si leur écart peut venir du hasard."""
    connues = [ligne for ligne in lignes if ligne.case.valeur is not None and ligne.cle]
    if len(connues) < 2:
        return "Il faut au moins deux territoires qui ont une valeur pour comparer."
    haut, bas = connues[0], connues[-1]
    texte = f"De {bas.case.texte} ({bas.nom}) à {haut.case.texte} ({haut.nom})"
    if haut.intervalle is None or bas.intervalle is None:
        return f"{texte}."
    if haut.intervalle.chevauche(bas.intervalle):
        return f"{texte} : leurs intervalles se recouvrent, cet écart peut venir du hasard."
    return f"{texte} : leurs intervalles sont disjoints, le hasard seul n'explique pas cet écart."
