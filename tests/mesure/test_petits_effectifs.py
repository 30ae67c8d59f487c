"""Rien de caché ne se retrouve : ce que pourrait déduire un lecteur qui connaît tout ce qui est publié."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from jalon.mesure.chiffres.petits_effectifs import est_petit, masquer, masquer_croise, sommer

SEUIL = 5


def sommes(valeurs: dict[object, int], caches: set[object], total: int | None) -> Iterator[dict[object, int]]:
    """Des façons de remplir les cases cachées ; avec le reste, elles font `total` s'il est publié.

    À une unité près de la vérité : cela suffit à montrer qu'une case a une autre valeur possible.
    """
    libres = sorted(caches, key=str)
    reste = None if total is None else total - sum(v for cle, v in valeurs.items() if cle not in caches)
    voisines = [[v for v in (valeurs[c] - 1, valeurs[c], valeurs[c] + 1) if v >= 0] for c in libres]
    for essai in product(*voisines):
        if reste is None or sum(essai) == reste:
            yield dict(zip(libres, essai, strict=True))


def possibles(cases, caches, lignes, colonnes, total) -> dict[object, set[int]]:
    """Pour chaque case cachée, des valeurs compatibles avec tout ce qui est publié (énumération)."""
    vues: dict[object, set[int]] = {cle: set() for cle in caches}
    noms_l = sorted({li for li, _ in cases}, key=str)
    noms_c = sorted({co for _, co in cases}, key=str)

    def ligne(rang: int, colonnes_faites: dict, tout: int, choisi: dict) -> None:
        if rang == len(noms_l):
            justes = all(colonnes.get(co) in (None, colonnes_faites[co]) for co in noms_c)
            if justes and total in (None, tout):
                for cle, valeur in choisi.items():
                    vues[cle].add(valeur)
            return
        nom = noms_l[rang]
        ici = {c: v for c, v in cases.items() if c[0] == nom}
        for essai in sommes(ici, {c for c in ici if c in caches}, lignes.get(nom)):
            pleine = ici | essai
            suite = {co: colonnes_faites[co] + pleine[nom, co] for co in noms_c}
            if all(colonnes.get(co) is None or suite[co] <= colonnes[co] for co in noms_c):
                ligne(rang + 1, suite, tout + sum(pleine.values()), choisi | essai)

    ligne(0, dict.fromkeys(noms_c, 0), 0, {})
    return vues


effectif = st.one_of(st.integers(0, 5), st.integers(0, 9))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), effectif, min_size=1))
def test_une_entree_aucun_petit_effectif_ne_se_retrouve(valeurs):
    caches = masquer({cle: (v,) for cle, v in valeurs.items()}, SEUIL)
    petits = {cle for cle, v in valeurs.items() if 0 < v < SEUIL}
    total = sum(valeurs.values())
    publie = None if 0 < total < SEUIL else total
    assert petits <= caches
    vues: dict[object, set[int]] = {cle: set() for cle in caches}
    for essai in sommes(valeurs, caches, publie):
        for cle, valeur in essai.items():
            vues[cle].add(valeur)
    assert all(len(vues[cle]) > 1 for cle in petits)
    assert len(caches) != 1 or publie is None


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(effectif, min_size=3, max_size=3), min_size=2, max_size=3))
def test_deux_entrees_et_leurs_marges_aucun_petit_effectif_ne_se_retrouve(grille):
    cases = {(f"l{i}", f"c{j}"): v for i, rangee in enumerate(grille) for j, v in enumerate(rangee)}
    caches, lignes, colonnes = masquer_croise({c: (v,) for c, v in cases.items()}, SEUIL)
    petits = {c for c, v in cases.items() if 0 < v < SEUIL}
    total = sum(cases.values())
    marges_l = {li: sum(v for c, v in cases.items() if c[0] == li) for li, _ in cases if li not in lignes}
    marges_c = {co: sum(v for c, v in cases.items() if c[1] == co) for _, co in cases if co not in colonnes}
    assert petits <= caches
    assert not any(0 < v < SEUIL for v in (*marges_l.values(), *marges_c.values()))
    publie = None if 0 < total < SEUIL else total
    vues = possibles(cases, caches, marges_l, marges_c, publie)
    assert all(len(vues[c]) > 1 for c in petits)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(effectif, min_size=3, max_size=3), min_size=3, max_size=3))
def test_au_moins_deux_cases_cachees_par_ligne_et_par_colonne_touchee(grille):
    """La marge cachée compte : qui la connaîtrait n'aurait rien à soustraire."""
    cases = {(i, j): (v,) for i, rangee in enumerate(grille) for j, v in enumerate(rangee)}
    caches, lignes, colonnes = masquer_croise(cases, SEUIL)
    for i, j in [c for c in caches if est_petit(cases[c], SEUIL)]:
        assert sum((i, k) in caches for k in range(3)) + (i in lignes) >= 2
        assert sum((k, j) in caches for k in range(3)) + (j in colonnes) >= 2


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_le_tableau_croise_cache_les_memes_marges_que_le_tableau_simple(grille):
    """Sinon, lire les deux rendrait ce que chacun cache."""
    cases = {(i, j): (v,) for i, rangee in enumerate(grille) for j, v in enumerate(rangee)}
    _, lignes, colonnes = masquer_croise(cases, SEUIL)
    simples = list(enumerate(grille))
    assert lignes == masquer({i: (sum(rangee),) for i, rangee in reversed(simples)}, SEUIL)
    assert colonnes == masquer({j: (sum(r[j] for r in grille),) for j in range(3)}, SEUIL)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(effectif, effectif), min_size=2))
def test_des_effectifs_publies_ensemble_sont_tous_proteges(valeurs):
    """Un taux publie ses comptés et son reste : le complément d'un grand numérateur peut être petit."""
    caches = masquer(valeurs, SEUIL)
    for rang in (0, 1):
        une = {cle: v[rang] for cle, v in valeurs.items()}
        total = sum(une.values())
        ensemble = sommer(valeurs.values())
        publie = None if est_petit(ensemble, SEUIL) else total
        vues: dict[object, set[int]] = {cle: set() for cle in caches}
        for essai in sommes(une, caches, publie):
            for cle, valeur in essai.items():
                vues[cle].add(valeur)
        assert all(len(vues[cle]) > 1 for cle, v in une.items() if 0 < v < SEUIL)


def test_rien_a_cacher_ne_cache_rien():
    assert masquer({"a": (12,), "b": (0,), "c": (5,)}, SEUIL) == set()
    assert masquer_croise({("a", "x"): (9,), ("b", "y"): (7,)}, SEUIL) == (set(), set(), set())


def test_la_seconde_case_cachee_est_la_plus_petite_qui_suffit():
    assert masquer({"a": (2,), "b": (80,), "c": (9,), "d": (40,)}, SEUIL) == {"a", "c"}


def test_deux_petites_cases_se_protegent_l_une_l_autre():
    assert masquer({"a": (2,), "b": (3,), "c": (90,)}, SEUIL) == {"a", "b"}


def test_un_zero_connu_de_tous_se_cache_en_dernier_recours():
    """Sans lui, 7 − 5 donne 2 : le zéro de l'autre coin se cache aussi."""
    cases = {("a", "x"): (5,), ("a", "y"): (2,), ("b", "y"): (6,)}
    caches, lignes, colonnes = masquer_croise(cases, SEUIL)
    assert caches == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert not lignes and not colonnes


def test_un_total_petit_cache_ses_cases():
    assert masquer({"a": (3,), "b": (0,)}, SEUIL) == {"a"}
    assert est_petit((3,), SEUIL) and not est_petit((0,), SEUIL)


def test_un_tableau_vide_ne_cache_rien():
    assert masquer({}, SEUIL) == set()
    assert masquer_croise({}, SEUIL) == (set(), set(), set())
