"""La machine à états, l'identité des personnes et les cas rares que le département inventé doit porter."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest

from jalon.sources.flux_cnaf.simulation.nir import PERSONNES, cle_nir, lieu_de_naissance, places
from jalon.sources.flux_cnaf.simulation.population import DepartementInvente, derouler, numeros
from jalon.sources.flux_cnaf.simulation.reglages import lire_communes
from jalon.sources.flux_cnaf.simulation.verite import Presence, verite
from tests.sources.flux_cnaf.simulation.departement import reglages

SUITES = {
    "0": "012345",
    "1": "",
    "2": "2345",
    "3": "235",
    "4": "245",
    "5": "6",
    "6": "",
}


@pytest.fixture(scope="module")
def deux_ans() -> list[Presence]:
    return list(verite(reglages(1000, 24, changements=0.35)))


def _par_dossier(presences: list[Presence]) -> dict[str, dict]:
    dossiers: dict[str, dict] = defaultdict(dict)
    for p in presences:
        dossiers[p.dossier][p.mois] = p.etat
    return dossiers


def test_un_etat_ne_mene_qu_a_ses_suites(deux_ans: list[Presence]) -> None:
    for numero, etats in _par_dossier(deux_ans).items():
        suite = [etats[mois] for mois in sorted(etats)]
        for avant, apres in pairwise(suite):
            assert apres in SUITES[avant], f"dossier {numero} : {avant} puis {apres}"


def test_un_dossier_transmis_n_a_pas_de_trou(deux_ans: list[Presence]) -> None:
    for numero, etats in _par_dossier(deux_ans).items():
        rangs = sorted(mois.year * 12 + mois.month for mois in etats)
        assert rangs == list(range(rangs[0], rangs[-1] + 1)), numero


def test_chaque_dossier_a_un_demandeur_et_un_conjoint_au_plus(deux_ans: list[Presence]) -> None:
    roles: dict[tuple, list[str]] = defaultdict(list)
    for p in deux_ans:
        roles[p.dossier, p.mois].append(p.role)
    assert all(liste.count("DEM") == 1 and liste.count("CJT") <= 1 for liste in roles.values())


def test_une_personne_n_est_qu_une_fois_dans_un_dossier_et_adulte_d_un_seul_ouvert(
    deux_ans: list[Presence],
) -> None:
    vues = [(p.mois, p.dossier, p.personne) for p in deux_ans]
    assert len(vues) == len(set(vues))
    adultes = [(p.mois, p.personne) for p in deux_ans if p.role in ("DEM", "CJT") and p.etat in "0234"]
    assert len(adultes) == len(set(adultes))


def test_l_identite_vraie_ne_change_jamais(deux_ans: list[Presence]) -> None:
    identites: dict[str, set] = defaultdict(set)
    for p in deux_ans:
        identites[p.personne].add((p.nom_naissance, p.prenom, p.naissance, p.sexe, p.nir))
    assert all(len(lues) == 1 for lues in identites.values())
    nirs = [nir for lues in identites.values() for *_, nir in lues]
    assert len(nirs) == len(set(nirs))


def test_deux_personnes_n_ont_jamais_le_meme_lieu_et_le_meme_ordre() -> None:
    assert places() // PERSONNES > 100_000  # lignées avant que deux places se rejoignent
    vues = {
        lieu_de_naissance(f"{lignee:07d}-{rang:02d}")
        for lignee in range(0, 100_000, 7)
        for rang in (1, 2, 19)
    }
    assert len({(lieu.code, lieu.ordre) for lieu in vues}) == len(range(0, 100_000, 7)) * 3


def test_les_cas_rares_sont_tous_la(deux_ans: list[Presence]) -> None:
    faits = {fait for p in deux_ans for fait in p.faits}
    assert faits >= {
        "entree", "retour", "accord", "refus", "suspension_droit", "suspension_versement", "reprise",
        "cloture", "mutation_entrante", "mutation_sortante", "demenagement", "grossesse", "naissance",
        "couple", "separation", "depart_enfant", "activite", "nom_usage", "identite", "droits_devoirs",
    }  # fmt: skip
    assert {p.etat for p in deux_ans} == set("0123456")
    assert {p.regime for p in deux_ans} == {"CAF", "MSA"}
    assert any(p.pays == "HOR" for p in deux_ans)
    assert any(p.nir_transmis[:1] in ("7", "8") for p in deux_ans)
    assert any(not p.nir_transmis for p in deux_ans)
    assert any("A" in p.nir for p in deux_ans) and any("B" in p.nir for p in deux_ans)
    assert any(p.naissance != p.naissance_transmise for p in deux_ans)


def test_un_retour_porte_un_nouveau_numero_et_rappelle_l_ancien(deux_ans: list[Presence]) -> None:
    revenus = {
        (p.personne, p.dossier, p.dossier_precedent)
        for p in deux_ans
        if p.dossier_precedent and p.role == "DEM"
    }
    anciens = {(p.personne, p.dossier) for p in deux_ans}
    assert revenus
    assert all(neuf != vieux and (personne, vieux) in anciens for personne, neuf, vieux in revenus)


def test_jumeaux_homonymes_et_homonymes_vrais(deux_ans: list[Presence]) -> None:
    par_etat_civil: dict[tuple, dict[str, Presence]] = defaultdict(dict)
    for p in deux_ans:
        par_etat_civil[p.nom_naissance, p.prenom, p.naissance][p.personne] = p
    doubles = [list(groupe.values()) for groupe in par_etat_civil.values() if len(groupe) > 1]
    assert any({p.rang_naissance for p in groupe} == {1, 2} for groupe in doubles)
    vrais = [groupe for groupe in doubles if {p.rang_naissance for p in groupe} == {1}]
    assert vrais
    premiere = {p.personne: p.commune for p in sorted(deux_ans, key=lambda p: p.mois, reverse=True)}
    assert all(len({premiere[p.personne] for p in groupe}) == len(groupe) for groupe in vrais)
    assert all(len({p.nir for p in groupe}) == len(groupe) for groupe in doubles)


def test_un_nir_qui_arrive_plus_tard_ne_repart_pas(deux_ans: list[Presence]) -> None:
    connus: dict[str, list[str]] = defaultdict(list)
    for p in sorted(deux_ans, key=lambda p: p.mois):
        if not connus[p.personne] or connus[p.personne][-1] != p.nir_transmis:
            connus[p.personne].append(p.nir_transmis)
    arrives = [(p, suite) for p, suite in connus.items() if len(suite) > 1]
    vrais = {p.personne: p.nir for p in deux_ans}
    assert arrives
    assert all(suite[-1] == vrais[personne] and len(suite) == 2 for personne, suite in arrives)


@pytest.mark.parametrize(
    ("treize", "chiffres"),
    [("2690549588157", 2690549588157), ("180032A004001", 1800319004001), ("180032B004001", 1800318004001)],
)
def test_la_cle_du_nir(treize: str, chiffres: int) -> None:
    assert (chiffres + int(cle_nir(treize))) % 97 == 0
    assert cle_nir("2690549588157") == "80"  # exemple publié


def test_les_droits_et_devoirs_suivent_les_ressources() -> None:
    voulu = reglages(400)
    vus = set()
    for numero, debut in numeros(voulu):
        for _, lignee in derouler(voulu, numero, debut):
            for dossier in lignee.presents:
                for membre in dossier.adultes:
                    personne = membre.personne
                    vus.add(personne.droits_devoirs)
                    if dossier.calcul is None:
                        assert personne.droits_devoirs is None
                    elif personne.droits_devoirs:
                        assert personne.droits_devoirs_du is not None and personne.droits_devoirs_au is None
                        assert dossier.calcul.ressources < dossier.calcul.garanti
    assert vus == {True, False, None}


def test_mois_par_mois_ou_lignee_par_lignee_meme_departement() -> None:
    voulu = reglages(80, 5)
    par_lignee = {(rang, d.numero, d.etat, len(d.membres)) for n, debut in numeros(voulu)
                  for rang, lignee in derouler(voulu, n, debut) for d in lignee.presents}  # fmt: skip
    departement = DepartementInvente(voulu)
    par_mois = set()
    for rang in range(5):
        par_mois |= {(rang, d.numero, d.etat, len(d.membres)) for _, d in departement.dossiers()}
        departement.avancer()
    assert par_mois == par_lignee


def test_les_communes_viennent_du_referentiel() -> None:
    communes = lire_communes("974")
    assert len(communes) == 24
    assert all(
        commune.code.startswith("974") and commune.code_postal.startswith("974") for commune in communes
    )
