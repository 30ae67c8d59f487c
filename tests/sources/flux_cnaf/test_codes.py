"""Les listes de codes : complètes pour le schéma, à leur longueur, libellées."""

from __future__ import annotations

from jalon.sources.flux_cnaf.codes import LISTES, libelle
from jalon.sources.flux_cnaf.elements import BLOCS, Genre


def test_chaque_liste_est_celle_d_un_champ_de_texte_et_tient_dans_sa_longueur() -> None:
    champs = {element.nom: element for enfants in BLOCS.values() for element in enfants.values()}
    for nom, codes in LISTES.items():
        assert champs[nom].genre is Genre.TEXTE
        longueur = max(
            element.longueur
            for enfants in BLOCS.values()
            for element in enfants.values()
            if element.nom == nom
        )
        for code, texte in codes.items():
            assert code == code.strip() and len(code) <= (longueur or 99), (nom, code)
            assert texte and texte == texte.strip(), (nom, code)


def test_les_listes_qui_font_le_droit_sont_la() -> None:
    assert set("0123456") == set(LISTES["ETATDOSRSA"])
    assert {"DEM", "CJT", "ENF"} <= set(LISTES["ROLEPERS"])
    assert {"01", "06", "70", "CG"} <= set(LISTES["MOTISUSVERSRSA"])
    assert {"GJ", "GK", "GL"} <= set(LISTES["MOTISUSDRORSA"])
    assert {"MUT", "ECH", "PCG"} <= set(LISTES["MOTICLORSA"])


def test_un_libelle_tolere_les_blancs_et_rend_un_code_inconnu_tel_quel() -> None:
    assert libelle("MOTICLORSA", "MUT ") == LISTES["MOTICLORSA"]["MUT"]
    assert libelle("MOTICLORSA", "ZZZ") == "ZZZ"
    assert libelle("CHAMPINCONNU", "A") == "A"
    assert libelle("SEXE", None) == ""
