"""Les délais qu'une déclaration applique : ceux des paramètres datés, jamais un nombre du code."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from jalon.mesure.indicateurs.declaration import Declaration, DelaiDate
from jalon.parcours.echeances.calcul import Delai, Unite
from jalon.parcours.echeances.catalogue import CATALOGUE, Regime
from jalon.socle.parametres.models import Parametre


def delais_dates(declaration: Declaration) -> tuple[DelaiDate, ...]:
    """Chaque valeur datée des paramètres de la déclaration, avec les régimes et les voies où elle court.

    Un délai qui n'est pas une horloge du parcours (rdv-insertion, charge) vaut pour tous.
    """
    if not declaration.delais:
        return ()
    lignes = Parametre.objects.filter(code__in=declaration.delais).order_by("code", "periode")
    delais = [_delai(ligne) for ligne in lignes]
    if not declaration.prolonge:
        return tuple(delais)
    prolonges = []
    for _, groupe in groupby(delais, key=lambda d: d.code):
        *avant, dernier = groupe
        prolonges += [*avant, replace(dernier, au=None)]
    return tuple(prolonges)


def _delai(ligne: Parametre) -> DelaiDate:
    horloge = next((d for d in CATALOGUE if d.code == ligne.code), None)
    tous = horloge is None or horloge.regimes >= set(Regime)
    return DelaiDate(
        code=ligne.code,
        du=ligne.periode.lower,
        au=ligne.periode.upper,
        delai=Delai(int(ligne.valeur), Unite(ligne.unite)),
        source=ligne.source,
        regimes=frozenset() if horloge is None or tous else frozenset(str(r) for r in horloge.regimes),
        voies=horloge.voies if horloge else frozenset(),
    )
