"""Le tableau des crédits, reconnu par ses en-têtes."""

from decimal import Decimal

import pytest

from jalon.pilotage.controles.releve import Etat, Nature, Role
from jalon.sources.documents.lecture import DocumentIllisible
from tests.sources.documents.outils import ENTETE_CREDITS, credits, lire, nombre

LIGNE = "Action 1.1 - Accueil\t10,00 €\tpostes\t1,00 €\t2,00 €\t3,00 €\tParticipation Lumen\t2,00 €\t1,00 €"


def test_une_ligne_d_action_donne_ses_six_montants_et_leurs_places() -> None:
    releve = credits("<b>1. Logement</b>\t\t\t\t\t\t\t\t", LIGNE)
    rubrique, ligne = releve.credits
    assert (rubrique.nature, rubrique.titre) == (Nature.RUBRIQUE, "1. Logement")
    assert (ligne.nature, ligne.code, ligne.titre, ligne.rubrique) == (
        Nature.ACTION,
        "1.1",
        "Accueil",
        "1. Logement",
    )
    assert [nombre(ligne.montants[role]) for role in Role] == [10, 1, 2, 3, 2, 1]
    assert (ligne.libelle_valorisation, ligne.nature_depenses) == ("postes", "Participation Lumen")
    lieu = ligne.montants[Role.RECETTES].lieu
    assert (lieu.tableau, lieu.ligne) == ("Tableau des crédits", "Action 1.1 - Accueil")
    assert (lieu.colonne, lieu.ligne_fichier) == ("RECETTES ETAT 2030 + reports 2029", 5)
    assert releve.exercice == "2030" and releve.date_arret == "30/06/2031"


def test_vide_tiret_comptable_et_sans_objet_sont_trois_choses() -> None:
    ligne = credits("Action 2.1 - X\t\t\t- €\t/\t0,00 €\t\ten attente\t").credits[0]
    etats = {role: ligne.montants[role].etat for role in Role}
    assert etats == {
        Role.VALORISATION: Etat.VIDE,
        Role.REPORT_ENTRANT: Etat.LU,
        Role.PARTICIPATION: Etat.SANS_OBJET,
        Role.RECETTES: Etat.LU,
        Role.EXECUTE: Etat.EN_ATTENTE,
        Role.REPORT_SORTANT: Etat.VIDE,
    }
    assert nombre(ligne.montants[Role.REPORT_ENTRANT]) == 0


@pytest.mark.parametrize(
    ("libelle", "code", "imprime", "titre"),
    [
        ("Action 8.4bis- Création", "8.4bis", "8.4bis", "Création"),
        ("Action 8.4 bis : Création", "8.4bis", "8.4 bis", "Création"),
        ("Action 1-2 Chantier", "1.2", "1-2", "Chantier"),
        ("Action-Accompagnement des jeunes", "", "", "Accompagnement des jeunes"),
        ('Action 5.8-Action "impayés" poste', "5.8", "5.8", 'Action "impayés" poste'),
        ("Action 8.5: Lab", "8.5", "8.5", "Lab"),
        ("Action n° 12 – Mobilité", "12", "12", "Mobilité"),
    ],
)
def test_le_numero_d_action_sous_toutes_ses_formes(libelle: str, code: str, imprime: str, titre: str) -> None:
    ligne = credits(f"{libelle}\t\t\t\t1 €\t1 €\t\t1 €\t").credits[0]
    assert (ligne.nature, ligne.code, ligne.code_imprime, ligne.titre) == (
        Nature.ACTION,
        code,
        imprime,
        titre,
    )


def test_chaque_total_sait_quelles_lignes_il_couvre() -> None:
    releve = credits(
        "<b>Sans numéro</b>\t\t\t\t\t\t\t\t",
        "Action-Jeunes\t\t\t\t1 €\t1 €\t\t1 €\t",
        "<b>4.5. Emploi</b>\t\t\t\t\t\t\t\t",
        "Action 4.1 - A\t\t\t\t1 €\t1 €\t\t1 €\t",
        "Action 5.1 - B\t\t\t\t1 €\t1 €\t\t1 €\t",
        "<b>Sous-total 4 et 5</b>\t\t\t\t2 €\t2 €\t\t2 €\t",
        "<b>Sous-total engagements socles</b>\t\t\t\t3 €\t3 €\t\t3 €\t",
        "<b>INITIATIVES LOCALES</b>\t\t\t\t\t\t\t\t",
        "Action 8.1 - C\t\t\t\t1 €\t1 €\t\t1 €\t",
        "<b>Total initiatives locales</b>\t\t\t\t1 €\t1 €\t\t1 €\t",
        "<b>TOTAL</b>\t\t\t\t4 €\t4 €\t\t4 €\t",
    )
    totaux = {c.titre: c for c in releve.credits if c.nature in (Nature.SOUS_TOTAL, Nature.TOTAL)}
    assert totaux["Sous-total 4 et 5"].actions == ["4.1", "5.1"]
    assert totaux["Sous-total engagements socles"].actions == ["", "4.1", "5.1"]
    assert totaux["Total initiatives locales"].actions == ["8.1"]
    assert totaux["TOTAL"].actions == ["", "4.1", "5.1", "8.1"]
    assert totaux["TOTAL"].nature == Nature.TOTAL
    for total in totaux.values():
        assert [releve.credits[i].code for i in total.rangs] == total.actions


def test_l_en_tete_repete_au_saut_de_page_n_est_pas_une_ligne() -> None:
    releve = credits(LIGNE, ENTETE_CREDITS, LIGNE.replace("1.1", "1.2"))
    assert [c.code for c in releve.credits] == ["1.1", "1.2"]


def test_les_colonnes_se_reconnaissent_dans_un_autre_ordre() -> None:
    releve = lire(
        "Code\tIntitulé\tRecettes 2030\tParticipation de l'Etat "
        "2030\tReports entrants\tExécuté\tReports sortants\n"
        "3.1\tPlateforme\t5 €\t4 €\t1 €\t3 €\t2 €\n"
    )
    ligne = releve.credits[0]
    assert (ligne.code, ligne.titre) == ("3.1", "Plateforme")
    roles = (Role.RECETTES, Role.PARTICIPATION, Role.REPORT_ENTRANT, Role.EXECUTE, Role.REPORT_SORTANT)
    assert [nombre(ligne.montants[r]) for r in roles] == [5, 4, 1, 3, 2]
    assert Role.VALORISATION not in ligne.montants


def test_espaces_insecables_et_centimes() -> None:
    ligne = credits("Action 1.1 - X\t\t\t\t1\u00a0234\u202f567,89\u00a0€\t1 €\t\t1 €\t").credits[0]
    participation = ligne.montants[Role.PARTICIPATION]
    assert (participation.nombre, participation.decimales) == (Decimal("1234567.89"), 2)


def test_un_texte_dans_une_colonne_de_montants_est_signale() -> None:
    releve = credits("Action 1.1 - X\t\t\t\tvoir avenant\t1 €\t\t1 €\t")
    assert releve.credits[0].montants[Role.PARTICIPATION].etat == Etat.TEXTE
    assert [(n.texte, n.motif) for n in releve.non_lus] == [("voir avenant", "ce n'est pas un montant")]


def test_un_tableau_sans_colonne_reconnue_n_est_pas_un_tableau_de_credits() -> None:
    with pytest.raises(DocumentIllisible, match="aucun tableau de crédits"):
        lire("Nom\tAdresse\tVille\nLumen\true A\tB\n")
