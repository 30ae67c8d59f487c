"""Chaque règle du catalogue : un relevé qui la viole, un qui la respecte."""

import re
from collections import Counter
from pathlib import Path

import pytest

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.operateurs import OPERATEURS
from jalon.pilotage.controles.portees import PORTEES
from jalon.pilotage.controles.rapport import Certitude, Gravite
from jalon.pilotage.controles.regles import Regle, catalogue
from tests.pilotage.controles.exemples_accords import ACCORDS, VOISINS
from tests.pilotage.controles.exemples_chiffres import CHIFFRES
from tests.pilotage.controles.exemples_montants import MONTANTS
from tests.pilotage.controles.exemples_textes import TEXTES

EXEMPLES = MONTANTS | CHIFFRES | TEXTES | ACCORDS
REGLES = {r.code: r for r in catalogue()}


def test_chaque_regle_a_son_exemple() -> None:
    assert set(EXEMPLES) == set(REGLES)


@pytest.mark.parametrize("code", sorted(REGLES))
def test_le_releve_fautif_est_signale(code: str) -> None:
    trouvees = controler(EXEMPLES[code][0], regles=[REGLES[code]]).anomalies
    assert [a.regle for a in trouvees].count(code) >= 1
    anomalie = trouvees[0]
    assert anomalie.message and "{" not in anomalie.message
    assert anomalie.titre == REGLES[code].titre and anomalie.objet
    assert anomalie.piste and "{" not in anomalie.piste


@pytest.mark.parametrize("code", sorted(REGLES))
def test_le_releve_juste_passe(code: str) -> None:
    rapport = controler(EXEMPLES[code][1], regles=[REGLES[code]])
    assert rapport.anomalies == []


@pytest.mark.parametrize("code", sorted(REGLES))
def test_le_releve_juste_ne_declenche_aucune_autre_erreur_certaine(code: str) -> None:
    """Une règle ne doit pas en démentir une autre sur un relevé qu'elle dit juste."""
    familles = {"pourcentages", "prose", "indicateurs", "titres"}
    if code.partition(".")[0] in familles:
        assert controler(EXEMPLES[code][1]).erreurs == []


@pytest.mark.parametrize("nom", sorted(VOISINS))
def test_un_texte_voisin_ne_declenche_rien(nom: str) -> None:
    rapport = controler(VOISINS[nom], regles=[REGLES[code] for code in ACCORDS])
    assert rapport.anomalies == []


@pytest.mark.parametrize("regle", catalogue(), ids=lambda r: r.code)
def test_une_regle_nomme_une_portee_et_un_operateur_connus(regle: Regle) -> None:
    assert regle.portee in PORTEES
    assert regle.operateur in OPERATEURS
    assert regle.gravite is not Gravite.ERREUR or regle.certitude is Certitude.CERTAINE


def test_la_page_des_controles_dit_le_nombre_de_regles() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "controler.md").read_text(encoding="utf-8")
    familles = [int(n) for n in re.findall(r"^\| [^|]+ \| (\d+) \|", page, re.M)]
    assert f"Le catalogue a {len(REGLES)} règles" in page
    assert sum(familles) == len(REGLES)
    identites, totaux = (
        "Report entrant + participation = recettes = exécuté + report sortant",
        "Totaux et lignes",
    )
    comptes = Counter(totaux if r.famille == identites else r.famille for r in catalogue())
    assert sorted(familles) == sorted(comptes.values())
