"""Fiches, axes, objectifs et sections, d'après la forme du document."""

import pytest

from jalon.pilotage.controles.releve import Releve, TypeSection
from tests.sources.documents.outils import fiche, lire

BUDGET = "## 5. Budget\n\n→Budget prévisionnel 2030\n\nPart Etat = 1€\n"


def titres(releve: Releve) -> list[tuple[str, str, str]]:
    return [(f.code, f.titre, f.axe) for f in releve.fiches]


@pytest.mark.parametrize(
    ("titre", "code", "lu"),
    [
        ("# Action 5.1 : Garantie", "5.1", "Garantie"),
        ("## Action 1-1 : accueil de jour", "1.1", "accueil de jour"),
        ("### **Action 5.5 : Accompagnement-**", "5.5", "Accompagnement"),
        ("Action 8.4bis - Santé", "8.4bis", "Santé"),
        ("**Action n° 12**\n\nMobilité", "12", "Mobilité"),
        ("# ACTION N°3 – Emploi", "3", "Emploi"),
        ("# Action 2.1 : Premier accueil\n# inconditionnel", "2.1", "Premier accueil inconditionnel"),
        (
            "Action 2.1 : Premier accueil\ninconditionnel de proximité",
            "2.1",
            "Premier accueil inconditionnel de proximité",
        ),
        (
            "Action n° 12\n\nConsacrer\n(gens du voyage, artistes)",
            "12",
            "Consacrer (gens du voyage, artistes)",
        ),
    ],
)
def test_un_titre_de_fiche_sous_toutes_ses_formes(titre: str, code: str, lu: str) -> None:
    releve = fiche(BUDGET, titre)
    assert [(f.code, f.titre) for f in releve.fiches] == [(code, lu)]


def test_action_1_dans_une_fiche_n_est_pas_une_fiche() -> None:
    releve = fiche(
        "## 1. Description de l'action\n\nAction 1 : Le repérage\n\nAction 2 : Une remobilisation\n\n"
        + BUDGET
    )
    assert [f.code for f in releve.fiches] == ["1.1"]
    description = releve.fiches[0].section(TypeSection.DESCRIPTION)
    assert description is not None and "Action 2 : Une remobilisation" in description.texte


def test_des_numeros_simples_font_les_fiches_quand_il_n_y_en_a_pas_d_autres() -> None:
    releve = lire(f"# Action 1 : Un\n\n{BUDGET}\n# Action 2 : Deux\n\n{BUDGET}")
    assert [(f.code, f.titre) for f in releve.fiches] == [("1", "Un"), ("2", "Deux")]


def test_un_titre_action_sans_numero_n_ouvre_une_fiche_qu_apres_un_axe() -> None:
    releve = lire(
        f"# Prévenir toute sortie\n\nAction : « Accueil des "
        f"jeunes »\n\n{BUDGET}\n# Logement\n\n## Action 1.1 : A\n\n"
        "### 1. Description de l'action\n\n#### Action :\n\nDes ateliers.\n\n#### Public ciblé :\n\nTous.\n"
    )
    assert titres(releve) == [("", "Accueil des jeunes", "Prévenir toute sortie"), ("1.1", "A", "Logement")]


def test_l_axe_est_le_titre_juste_avant_la_fiche_quels_que_soient_ses_mots() -> None:
    releve = lire(
        f"# Volet mobilité\n\n## Action 7.1 : A\n\n{BUDGET}\n## "
        f"Initiatives du territoire\n\n### Action 8.1 : B\n\n{BUDGET}"
    )
    assert titres(releve) == [("7.1", "A", "Volet mobilité"), ("8.1", "B", "Initiatives du territoire")]


def test_axe_et_objectif_sur_plusieurs_lignes() -> None:
    releve = lire(
        "AXE STRATÉGIQUE 2\n\nConjuguer nos forces\n\nOBJECTIF OPÉRATIONNEL\n\n2-1 Dépasser les freins\n\n"
        "Action n° 15\n\nGarde d'enfants\n\nRéalisation 2030\n"
        "\n- Une réunion\n\nPerspectives 2031\n\n- > Poursuivre\n"
    )
    lue = releve.fiches[0]
    assert (lue.code, lue.titre, lue.axe) == ("15", "Garde d'enfants", "Axe 2 — Conjuguer nos forces")
    assert (lue.objectif_code, lue.objectif) == ("2.1", "Dépasser les freins")
    assert [s.type for s in lue.sections] == [TypeSection.REALISATIONS, TypeSection.PERSPECTIVES]
    assert releve.exercice == "2030"


def test_une_fiche_sur_plusieurs_pages_reste_une_fiche() -> None:
    releve = lire(
        "Action n° 20\n\nRenforcer\n\nRéalisation 2030\n\n- "
        "un\n\nAction n° 20\n\nRéalisation 2030\n\n- deux\n\n"
        "Action n° 20\n\nFreins/obstacles\n\n- trois\n\nAction "
        "n° 21\n\nAutre\n\nRéalisation 2030\n\n- quatre\n"
    )
    assert [f.code for f in releve.fiches] == ["20", "21"]
    realisations, freins = releve.fiches[0].sections
    assert [texte for _, texte in realisations.lignes] == ["un", "deux"]
    assert freins.type == TypeSection.FREINS


def test_deux_fiches_differentes_au_meme_numero_restent_deux_fiches() -> None:
    releve = lire(
        f"# Action 5.1 : Garantie d'activité\n\n{BUDGET}\n# Action 5.1 : Plateforme mobilité\n\n{BUDGET}"
    )
    assert [f.titre for f in releve.fiches] == ["Garantie d'activité", "Plateforme mobilité"]


def test_une_fiche_en_forme_de_tableau_et_ses_sections_cote_a_cote() -> None:
    releve = lire(
        "Action n° 8\t\nConstruire un carnet\t\nRéalisation "
        "2030\t\n• Action non engagée\t\nFreins/obstacles\t\n"
        "> Le contexte\t\nÀ signaler\t\nIndicateurs/Bilan\tPerspectives 2031\n\t> Action questionnée\n"
    )
    lue = releve.fiches[0]
    assert (lue.code, lue.titre) == ("8", "Construire un carnet")
    assert {s.type: [t for _, t in s.lignes] for s in lue.sections} == {
        TypeSection.REALISATIONS: ["Action non engagée"],
        TypeSection.FREINS: ["Le contexte"],
        TypeSection.A_SIGNALER: [],
        TypeSection.INDICATEURS: [],
        TypeSection.PERSPECTIVES: ["Action questionnée"],
    }


@pytest.mark.parametrize(
    ("titres", "attendu"),
    [
        (
            [
                "1. Description de l'action",
                ("2. Date de mise en place de l'action"),
                ("3. Partenaires et co-financiers"),
                "1. Durée de l'action",
            ],
            [("1", "description"), ("2", "mise_en_place"), ("3", "partenaires"), ("1", "duree")],
        ),
        (["9. Indicateurs quantitatifs", "10. Bilan d'exécution"], [("9", "indicateurs"), ("10", "bilan")]),
        (
            ["7. Bilan d'exécution 2030", ("4. Perspectives futures de mise en œuvre de l'action")],
            [("7", "bilan"), ("4", "perspectives")],
        ),
        (
            ["6. Indicateurs quantitatifs Bilan", "7 . Bilan", "8 Perspectives d'évolution de l'action"],
            [("6", "indicateurs"), ("7", "bilan"), ("8", "perspectives")],
        ),
        (["2.Date de mise en place de l'action", "5.Budget"], [("2", "mise_en_place"), ("5", "budget")]),
    ],
)
def test_les_sections_gardent_leur_numero_meme_faux(titres: list[str], attendu: list) -> None:
    releve = fiche("\n\n".join(f"#### *{t}*\n\nTexte." for t in titres))
    assert [(s.numero, s.type.value) for s in releve.fiches[0].sections] == attendu


def test_un_titre_de_section_en_italique_sans_diese() -> None:
    releve = fiche(
        "### 1. Description de l'action\n\nTexte.\n\n*1. Date "
        "de mise en place de l'action*\n\n2d semestre 2030\n"
    )
    assert [(s.numero, s.type) for s in releve.fiches[0].sections] == [
        ("1", TypeSection.DESCRIPTION),
        ("1", TypeSection.MISE_EN_PLACE),
    ]


def test_une_liste_numerotee_et_un_intertitre_ne_sont_pas_des_sections() -> None:
    releve = fiche(
        "## 7. Bilan d'exécution\n\n1. Un recrutement sans "
        "sélection\n\n### Bilan quantitatif\n\n2. Une promesse\n"
    )
    assert [s.type for s in releve.fiches[0].sections] == [TypeSection.BILAN]


def test_une_section_sans_type_est_gardee_et_signalee() -> None:
    releve = fiche("## 9. Gouvernance\n\nUn comité.\n")
    section = releve.fiches[0].sections[0]
    assert (section.type, section.titre, section.texte) == (TypeSection.AUTRE, "Gouvernance", "Un comité.")
    assert [n.motif for n in releve.non_lus] == ["section sans type connu"]


def test_le_texte_d_une_section_reste_du_markdown_simple_sans_html() -> None:
    releve = fiche(
        "## 7. Bilan d'exécution\n\nLe 1<sup>er</sup> *trimestre* "
        "et **deux** mots.\n\n### Sous-titre\n\n- un\n- deux\n"
        "  - trois\n\n<script>alert(1)</script>Fin <a href='x'>lien</a>.\n"
    )
    assert releve.fiches[0].sections[0].texte == (
        "Le 1er *trimestre* et **deux** mots.\n\n**Sous-titre**\n\n- un\n- deux\n  - trois\n\nFin lien."
    )
    assert [n for n, _ in releve.fiches[0].sections[0].lignes] == [5, 7, 9, 10, 11, 13]


def test_la_derniere_page_n_appartient_pas_a_la_derniere_fiche() -> None:
    releve = lire(
        "Action n° 1\n\nUn\n\nPerspectives 2031\n\nPoursuivre\n"
        "\nDépartement des Hauts-Plateaux\n\n9 place du Marché\n"
    )
    assert [t for _, t in releve.fiches[0].sections[0].lignes] == ["Poursuivre"]
    assert releve.departement == "Hauts-Plateaux"
    assert any("9 place du Marché" in s.texte for s in releve.preambule)


def test_thematique_d_une_fiche_d_apres_la_legende() -> None:
    releve = lire(
        "LÉGENDE ACTION TRANSVERSALE\n\nPrévention\n\nSanté\n\nII - FICHES "
        "ACTIONS ET TOUT LE RESTE\n\nAction n° 1\n\nUn titre\n\nPrévention\n\n"
        "Réalisation 2030\n\n- un\n"
    )
    assert releve.thematiques == ["Prévention", "Santé"]
    assert (releve.fiches[0].titre, releve.fiches[0].thematiques) == ("Un titre", ["Prévention"])


def test_sommaire_et_preambule() -> None:
    releve = lire(
        f"# Rapport d'exécution 2030\n\nPropos.\n\n# Sommaire\n\nLogement "
        f".....\t3\nEmploi.....\t12\n\n# Axe\n\n## Action 1.1 : A\n\n{BUDGET}"
    )
    assert [(t, p) for t, p, _ in releve.sommaire] == [("Logement", "3"), ("Emploi", "12")]
    assert [(s.titre, s.texte) for s in releve.preambule] == [
        ("Rapport d'exécution 2030", "Propos."),
        ("Sommaire", ""),
    ]
    assert releve.titre == "Rapport d'exécution 2030"
