"""Le bilan PDI 2023 publié, lu en entier (chiffres recopiés du document, à la main)."""

from __future__ import annotations

import pytest

from jalon.pilotage.controles.releve import Etat, LigneIndicateur, Releve, TypeSection
from jalon.sources.documents.lecture import lire_document
from tests.sources.documents.outils import rapport_publie

NOM = "cotes-d-armor-bilan-pdi-2023.txt"
CODES = ["1", "3", "4", "5", "8", "12", "15", "16", "17", "18", "20", "21", "23", "24", "25", "28", "29"]


@pytest.fixture(scope="module")
def releve() -> Releve:
    return lire_document(rapport_publie(NOM))


def ligne(releve: Releve, numero: int) -> LigneIndicateur:
    return next(x for t in releve.tableaux() for x in t.lignes if x.lieu.ligne_fichier == numero)


def test_ce_que_le_document_dit_de_lui_meme(releve: Releve) -> None:
    assert (releve.modele, releve.exercice, releve.departement) == ("pdi", "2023", "Côtes d'Armor")
    assert releve.titre == "BILAN 2023 DE LA MISE EN ŒUVRE DU PROGRAMME DÉPARTEMENTAL D'INSERTION"
    assert releve.legende == ["Action en cours", "Action non engagée", "Action questionnée"]
    assert releve.thematiques == ["Prévention", "Santé", "Logement", "Handicap"]
    assert len(releve.sommaire) == 9


def test_le_tableau_d_avancement_des_dix_sept_actions(releve: Releve) -> None:
    assert [x.code for x in releve.avancement] == CODES
    assert {x.etat for x in releve.avancement} == {"non_lu"}
    assert [x.objectif_code for x in releve.avancement] == [
        "1.1", "1.1", "1.1", "1.1", "1.2", "1.3", "2.1", "2.1", "2.1", "2.1",
        "2.2", "2.2", "2.3", "2.3", "2.3", "3.2", "3.2",
    ]  # fmt: skip
    par_code = {x.code: x for x in releve.avancement}
    assert par_code["8"].objectif_code_imprime == "1.2" and par_code["1"].objectif_code_imprime == "1-1"
    assert (
        par_code["8"].objectif
        == "Valoriser le pouvoir d'agir des personnes et accompagner différemment leur parcours"
    )
    assert {c: x.pilote for c, x in par_code.items() if x.pilote} == {
        "1": "DDS/SIESS", "3": "DDS/SIESS", "5": "Pôle Emploi", "15": "CAF",
        "16": "DDS/SIESS", "23": "Rich'ESS",
        "24": "DFJ/ Service de la commande Publique", "25": "DDS/SIESS", "29": "DDS/SIESS",
    }  # fmt: skip
    assert par_code["24"].zoom == "Présentation du SPASER"
    assert [x.axe[:5] for x in releve.avancement] == ["Axe 1"] * 6 + ["Axe 2"] * 9 + ["Axe 3"] * 2


def test_les_dix_sept_fiches_axes_et_objectifs(releve: Releve) -> None:
    assert [f.code for f in releve.fiches] == CODES
    assert [f.objectif_code for f in releve.fiches] == [x.objectif_code for x in releve.avancement]
    assert [f.axe[:5] for f in releve.fiches] == [x.axe[:5] for x in releve.avancement]
    douze = releve.fiche("12")
    assert douze is not None and douze.titre.endswith("exploitants agricoles, grands précaires)")
    un = releve.fiche("1")
    assert un is not None and un.thematiques == ["Prévention"]


def test_chaque_fiche_a_ses_cinq_sections(releve: Releve) -> None:
    attendues = [
        TypeSection.REALISATIONS,
        TypeSection.FREINS,
        TypeSection.A_SIGNALER,
        TypeSection.INDICATEURS,
        TypeSection.PERSPECTIVES,
    ]
    assert [[s.type for s in f.sections] for f in releve.fiches] == [attendues] * 17
    vides = {(f.code, s.type) for f in releve.fiches for s in f.sections if not s.texte}
    assert vides == {
        ("8", TypeSection.A_SIGNALER),
        ("8", TypeSection.INDICATEURS),
        ("28", TypeSection.FREINS),
    }


def test_la_fiche_20_reunit_ses_trois_pages(releve: Releve) -> None:
    fiche = releve.fiche("20")
    assert fiche is not None
    realisations = fiche.section(TypeSection.REALISATIONS)
    assert realisations is not None and len(realisations.lignes) == 45


def test_la_derniere_page_n_est_pas_dans_la_fiche_29(releve: Releve) -> None:
    fiche = releve.fiche("29")
    assert fiche is not None
    perspectives = fiche.section(TypeSection.PERSPECTIVES)
    assert perspectives is not None and len(perspectives.lignes) == 1


@pytest.mark.parametrize(
    ("numero", "attendu"),
    [
        (138, [("principal", 6), ("autre_periode", 19)]), (140, [("principal", 21), ("autre_periode", 35)]),
        (142, [("principal", 21), ("autre_periode", 38)]), (188, [("principal", 432), ("composante", 66)]),
        (189, [("principal", 362), ("composante", 142), ("precision", 39.3), ("composante", 30.4)]),
        (191, [("principal", 504)]), (192, [("principal", 234), ("composante", 153), ("composante", 81)]),
        (193, [("principal", 110)]), (285, [("principal", 5251)]),
        (286, [("principal", 3395), ("precision", 65)]),
        (287, [("principal", 1665), ("precision", 32)]), (289, [("principal", 432), ("composante", 66)]),
        (346, [("principal", 30)]), (347, [("principal", 200)]), (348, [("principal", 120)]),
        (349, [("principal", 160)]),
        (388, [("principal", 21)]), (389, [("principal", 20)]), (430, [("principal", 6)]),
        (471, [("composante", 16), ("composante", 18)]),
        (472, [("principal", 7), ("precision", 8), ("composante", 7)]),
        (476, [("principal", 17)]), (517, [("principal", 21), ("precision", 14)]), (690, [("principal", 3)]),
        (691, [("principal", 10)]), (692, [("principal", 75)]), (693, [("principal", 6), ("precision", 3)]),
        (765, [("principal", 3)]), (801, [("principal", 2), ("precision", 8)]), (844, [("principal", 6)]),
        (845, [("principal", 5)]), (846, [("principal", 4)]),
    ],
)  # fmt: skip
def test_les_puces_chiffrees(releve: Releve, numero: int, attendu: list) -> None:
    chiffres = ligne(releve, numero).cellules[0].chiffres
    assert [(c.role, float(c.valeur.nombre or 0)) for c in chiffres] == attendu


def test_les_periodes_des_delais_et_de_l_annee_precedente(releve: Releve) -> None:
    principal, autre = ligne(releve, 138).cellules[0].chiffres
    assert principal.periode is not None and autre.periode is not None
    assert (principal.periode.debut.isoformat(), principal.periode.fin.isoformat()) == (
        "2023-01-01",
        "2023-09-30",
    )
    assert autre.periode.debut.year == 2022 and autre.valeur.unite == principal.valeur.unite == "jours"
    arret = ligne(releve, 193).cellules[0].chiffres[0].periode
    assert arret is not None and arret.debut == arret.fin


def test_les_chiffres_en_attente(releve: Releve) -> None:
    attente = [
        x.lieu.ligne_fichier
        for t in releve.tableaux()
        for x in t.lignes
        if x.cellules[0].etat == Etat.EN_ATTENTE
    ]
    assert attente == [232, 234, 236, 390, 515, 516]


def test_les_groupes_viennent_de_la_puce_parente(releve: Releve) -> None:
    assert ligne(releve, 347).groupe == "Nombre de situations accompagnées"
    assert ligne(releve, 290).groupe.startswith("Accompagnement Global depuis")
    assert ligne(releve, 350).groupe == "" and ligne(releve, 287).dont


def test_les_renvois_sont_signales(releve: Releve) -> None:
    assert [(n.lieu.ligne_fichier, n.motif) for n in releve.non_lus] == [
        (610, "renvoi à un chiffre qui n'est pas ici"),
        (646, "renvoi à un chiffre qui n'est pas ici"),
    ]
