"""Le même rapport, autrement mis en page : rien ne tient à une place ni à un numéro de ligne."""

from io import BytesIO

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from jalon.pilotage.controles.releve import Budget, Nature, Releve
from jalon.sources.documents.lecture import lire_document
from tests.sources.documents.outils import (
    ENTETE_CREDITS,
    credits,
    en_xlsx,
    fiche,
    lire,
    nombre,
    rapport_publie,
    valeurs,
)

NOM = "ille-et-vilaine-rapport-calpae-2022.txt"
LIGNE = "Action {} - A\t\t\t\t1 €\t1 €\t\t1 €\t"


def chiffres(releve: Releve) -> list:
    budgets = [(f.code, f.titre, f.budget_prevu, f.budget_execute) for f in releve.fiches]
    return [
        [(c.code, c.titre, c.actions, {r: v.nombre for r, v in c.montants.items()}) for c in releve.credits],
        [(code, titre, resume(prevu), resume(execute)) for code, titre, prevu, execute in budgets],
        [(t.genre, t.action, valeurs(t)) for t in releve.tableaux()],
    ]


def resume(budget: Budget | None) -> list:
    if budget is None:
        return []
    return [nombre(v) for v in (budget.total, budget.etat, budget.departement, budget.report_sortant)]


def test_les_tableaux_en_fin_de_document_donnent_le_meme_releve() -> None:
    lignes = rapport_publie(NOM).read_text(encoding="utf-8").split("\n")
    retourne = "\n".join([*lignes[100:], "", *lignes[:100]])
    assert chiffres(lire(retourne)) == chiffres(lire("\n".join(lignes)))


def test_des_lignes_vides_et_un_autre_departement_ne_changent_rien() -> None:
    texte = rapport_publie(NOM).read_text(encoding="utf-8")
    espace = texte.replace("\n# ", "\n\n\n\n# ").replace("Ille-et-Vilaine", "Hauts-Plateaux")
    releve = lire(espace)
    assert releve.departement == "Hauts-Plateaux"
    assert chiffres(releve) == chiffres(lire(texte))


def test_d_autres_numeros_d_action_se_lisent_aussi_bien() -> None:
    texte = rapport_publie(NOM).read_text(encoding="utf-8")
    autre = texte.replace("Action 5.", "Action 15.")
    codes = [f.code for f in lire(autre).fiches]
    assert codes == [
        f.code.replace("5.", "15.") if f.code.startswith("5.") else f.code for f in lire(texte).fiches
    ]


def test_des_titres_sans_diese_en_gras_se_lisent_aussi_bien() -> None:
    texte = rapport_publie(NOM).read_text(encoding="utf-8")
    sans = "\n".join(f"**{x.lstrip('# ')}**" if x.startswith("#") else x for x in texte.split("\n"))
    avant, apres = lire(texte), lire(sans)
    assert [f.code for f in apres.fiches] == [f.code for f in avant.fiches]
    assert [resume(f.budget_execute) for f in apres.fiches] == [
        resume(f.budget_execute) for f in avant.fiches
    ]


def test_un_tableau_de_credits_coupe_en_pages_reste_un_seul_tableau() -> None:
    releve = credits(
        "<b>Logement</b>\t\t\t\t\t\t\t\t", LIGNE.format("1.1"), "", ENTETE_CREDITS, LIGNE.format("1.2"),
        "TOTAL 2030\t\t\t\t2 €\t2 €\t\t2 €\t",
    )  # fmt: skip
    total = releve.credits[-1]
    assert (total.nature, total.actions) == (Nature.TOTAL, ["1.1", "1.2"])
    assert releve.credits[-2].rubrique == "Logement"


@pytest.mark.parametrize(
    "titre", ["Sous-total 4.5", "Sous total 4 - 5", "S/total 4 et 5", "Sous-total axes 4 et 5"]
)
def test_un_sous_total_de_deux_axes(titre: str) -> None:
    releve = credits(
        LIGNE.format("3.1"), LIGNE.format("4.1"), LIGNE.format("5.1"), (f"{titre}\t\t\t\t2 €\t2 €\t\t2 €\t")
    )
    assert releve.credits[-1].actions == ["4.1", "5.1"]


def test_une_entree_de_sommaire_n_ouvre_pas_de_fiche() -> None:
    releve = lire(
        "# Sommaire\n\nAction 1.1 : Un ........ 3\nAction 1.2 "
        ": Deux ........ 5\n\n# Axe\n\n## Action 1.1 : Un\n\n"
        "### 5. Budget\n\nBudget prévisionnel 2030\n\nPart Etat = 1€\n"
    )
    assert [f.code for f in releve.fiches] == ["1.1"]
    assert [(t, p) for t, p, _ in releve.sommaire] == [("Action 1.1 : Un", "3"), ("Action 1.2 : Deux", "5")]


def test_la_table_des_matieres_d_un_docx_non_plus() -> None:
    document = Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Action 1.1 : Un\t3", style="toc 1")
    document.add_heading("Action 1.1 : Un", 1)
    document.add_heading("5. Budget", 2)
    document.add_paragraph("Budget prévisionnel 2030")
    document.add_paragraph("Part Etat = 1€")
    sortie = BytesIO()
    document.save(sortie)
    releve = lire_document(sortie.getvalue(), "x.docx")
    assert [f.code for f in releve.fiches] == ["1.1"]
    assert [(t, p) for t, p, _ in releve.sommaire] == [("Action 1.1 : Un", "3")]


def test_une_phrase_qui_commence_par_un_numero_d_action_n_est_pas_un_titre() -> None:
    releve = fiche("## 7. Bilan d'exécution\n\nAction 2.1 et action 2.2 sont liées à celle-ci.\n")
    assert [f.code for f in releve.fiches] == ["1.1"]


def test_un_budget_en_tableau_a_deux_colonnes_de_montants() -> None:
    releve = fiche(
        "## 5. Budget\n\nPoste\tPrévisionnel 2030\tExécuté au 30/06/2031\nPart Etat\t80 000 €\t79 000\n"
        "Dont reports 2029\t5 000 €\t\nPart Département\t20 000 €\t20 000 €\nTotal\t100 000 €\t99 000 €\n"
        "Reports sur 2031\t\t1 000 €\n"
    )
    prevu, execute = releve.fiches[0].budget_prevu, releve.fiches[0].budget_execute
    assert prevu is not None and execute is not None and releve.non_lus == []
    assert [nombre(v) for v in (prevu.total, prevu.etat, prevu.departement, prevu.dont_reports)] == [
        100000,
        80000,
        20000,
        5000,
    ]
    assert resume(execute) == [99000, 79000, 20000, 1000]
    assert execute.date_arret is not None and execute.date_arret.texte == "30/06/2031"


def test_le_total_sur_la_ligne_de_titre_du_budget() -> None:
    releve = fiche(
        "## 5. Budget\n\nBudget prévisionnel 2030 : 100 €\n\nPart de l'État (préfecture) = 60 €\n\n"
        "Budget réalisé au 30/06/2031 = 90 €\n\nDont part Etat : 50 €\n"
    )
    lue = releve.fiches[0]
    assert resume(lue.budget_prevu) == [100, 60, None, None]
    assert resume(lue.budget_execute) == [90, 50, None, None]


def test_une_feuille_d_indicateurs_de_toutes_les_actions() -> None:
    octets = en_xlsx(
        [
            ["Action", "Indicateurs", "2029", "2030"],
            ["1.1", "un", 1, 2],
            ["1.1", "deux", 3, 4],
            ["Action 1.2 - B", "un", 5, 6],
        ]
    )
    tableaux = lire_document(octets, "x.xlsx").annexes
    assert [(t.action, valeurs(t)) for t in tableaux] == [
        ("1.1", {"un": [1, 2], "deux": [3, 4]}),
        ("1.2", {"un": [5, 6]}),
    ]


def test_un_numero_d_action_saisi_comme_un_nombre_dans_un_classeur() -> None:
    entete = ["Code", "Intitulé", "Participation Etat 2030", "Recettes", "Consommation"]
    releve = lire_document(en_xlsx([entete, [3.1, "Plateforme", 5, 5, 5]]), "x.xlsx")
    assert [(c.code, c.titre) for c in releve.credits] == [("3.1", "Plateforme")]
