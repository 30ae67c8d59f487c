"""Changer un seul chiffre que le rapport contraint ailleurs : le contrôleur le dit, à chaque fois."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.pilotage.controles.corrections import CALPAE, PDI, corriger
from tests.pilotage.controles.mutations import Mutation, manquees, mutations
from tests.pilotage.controles.test_documents import NOM_CALPAE, NOM_PDI, texte

# Ce que la lecture donne aujourd'hui : moins de chiffres contraints voudrait dire qu'une règle s'est tue.
PLANCHERS = {NOM_CALPAE: 560, NOM_PDI: 27}


def _liste(mutations_: list[Mutation]) -> str:
    return "\n".join(f"  ligne {m.ligne} : {m.texte} changé en {m.nouveau()} {m.regles}" for m in mutations_)


@pytest.mark.parametrize(("nom", "corrections"), [(NOM_CALPAE, CALPAE), (NOM_PDI, PDI)])
def test_tout_chiffre_contraint_qui_change_est_signale(
    nom: str, corrections: tuple[tuple[str, str, str], ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Contraint : une égalité évaluée le fixe. Les autres sont comptés, et les libres donnés en clair."""
    propre = corriger(texte(nom), corrections)
    rapport, toutes = mutations(propre, nom)
    assert rapport.anomalies == []
    par_contrainte = Counter(m.contrainte for m in toutes)
    contraintes = [m for m in toutes if m.contrainte == "stricte"]
    perdues = manquees(propre, nom, contraintes)
    taux = 100 * (len(contraintes) - len(perdues)) / len(contraintes)
    with capsys.disabled():
        print(
            f"\n{nom} : {len(toutes)} chiffres, {len(contraintes)} fixés par une égalité, "
            f"{par_contrainte['large']} seulement bornés, {par_contrainte['']} libres ; "
            f"mutations détectées : {taux:.1f} % ; fausses alertes : 0"
        )
    assert perdues == [], _liste(perdues)
    assert len(contraintes) >= PLANCHERS[nom]
