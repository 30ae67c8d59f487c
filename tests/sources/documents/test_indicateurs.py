"""Les tableaux d'indicateurs : fiche, annexe, répartition, clé / valeur."""

from jalon.pilotage.controles.releve import Etat, TableauIndicateurs, TypeSection
from jalon.socle.periodes import Genre
from tests.sources.documents.outils import fiche, lire, valeurs

ENTETE_ANNEXE = "Mesures\tIndicateurs\tCommentaires\tRésultat atteint en 2029\tRésultat atteint en 2030\t"


def tableau(*rangees: str, avant: str = "") -> TableauIndicateurs:
    releve = fiche("## 6. Indicateurs quantitatifs\n\n" + avant + "\n".join(rangees))
    return releve.fiches[0].tableaux[0]


def annexe(*rangees: str) -> TableauIndicateurs:
    releve = lire("\n".join(["ANNEXE 9 - INDICATEURS\t\t\t\t\t", ENTETE_ANNEXE, *rangees]))
    return releve.annexes[0]


def test_tableau_de_fiche_colonnes_periodes_et_places() -> None:
    lu = tableau(
        "Nom de l'action\tIndicateurs\tAu 31/12/2029\t2030", "Accueil\tménages\t85\t1 035", "\tenfants\t\t40"
    )
    assert (lu.genre, lu.action) == ("fiche", "1.1")
    assert [c.libelle for c in lu.colonnes] == ["Au 31/12/2029", "2030"]
    assert [c.periode and c.periode.genre for c in lu.colonnes] == [Genre.SITUATION, Genre.ANNEE]
    assert valeurs(lu) == {"ménages": [85, 1035], "enfants": [None, 40]}
    assert [ligne.mesure for ligne in lu.lignes] == ["Accueil", "Accueil"]
    cellule = lu.lignes[0].cellules[1]
    assert (cellule.lieu.ligne, cellule.lieu.colonne, cellule.lieu.ligne_fichier) == ("ménages", "2030", 6)
    assert lu.lignes[1].cellules[0].etat == Etat.VIDE


def test_sans_colonne_de_nom_et_avec_du_gras() -> None:
    lu = tableau(
        "<b>Indicateurs</b>\t<b>Situation au 31 déc 2029</b>\t<b>2030</b>", "Nombre d'entrants\t6 494\t5 015"
    )
    assert valeurs(lu) == {"Nombre d'entrants": [6494, 5015]}


def test_libelle_glisse_a_gauche_dans_une_fiche() -> None:
    lu = tableau(
        "Nom de l'action\tIndicateurs\t2029\t2030", "Parcours\tformés\t58\t60", "suivis\t\t1416\t1475"
    )
    assert valeurs(lu) == {"formés": [58, 60], "suivis": [1416, 1475]}
    assert lu.lignes[1].mesure == "Parcours"


def test_libelle_glisse_a_droite_dans_une_fiche() -> None:
    lu = tableau(
        "Nom de l'action\tIndicateurs\t2028\t2029\t2030",
        "<i>Accompagnement</i>\t\tNombre de personnes accompagnées\t\t",
        "\tateliers\t204\t185\t130",
    )
    assert valeurs(lu) == {"Nombre de personnes accompagnées": [None] * 3, "ateliers": [204, 185, 130]}
    assert [ligne.mesure for ligne in lu.lignes] == ["Accompagnement", "Accompagnement"]


def test_deux_niveaux_d_en_tete() -> None:
    lu = tableau(
        "Nom de l'action\tIndicateurs\t2029/2030\t",
        "\t\tAssociation Lumen\tAssociation Presto",
        "Aide\tprimes\t9 (enveloppe consommée)\t0",
        "\tattente\t9\t/",
    )
    assert [(c.libelle, c.operateur) for c in lu.colonnes] == [
        ("2029/2030 — Association Lumen", "Association Lumen"),
        ("2029/2030 — Association Presto", "Association Presto"),
    ]
    assert all(c.periode is not None and c.periode.genre == Genre.SAISON for c in lu.colonnes)
    assert valeurs(lu) == {"primes": [9, 0], "attente": [9, None]}
    assert lu.lignes[1].cellules[1].etat == Etat.SANS_OBJET


def test_en_tete_repete_et_tableau_coupe_par_une_ligne_vide() -> None:
    lu = tableau(
        "Nom de l'action\tIndicateurs\t2029\t2030", "A\tun\t1\t2", "Nom de l'action\tIndicateurs\t2029\t2030",
        "\tdeux\t3\t4", "", "\ttrois\t5\t6",
    )  # fmt: skip
    assert valeurs(lu) == {"un": [1, 2], "deux": [3, 4], "trois": [5, 6]}


def test_dont_et_deux_points_du_libelle() -> None:
    lu = tableau("Nom de l'action\tIndicateurs\t2030", "A\tpersonnes :\t633", "\tdont allocataires\t250")
    assert [(ligne.libelle, ligne.dont) for ligne in lu.lignes] == [
        ("personnes", False),
        ("dont allocataires", True),
    ]


def test_une_projection_est_une_prevision() -> None:
    releve = fiche(
        "## 5. Budget\n\n→Budget prévisionnel 2030\n\nPart Etat = 1€\n\n## 6. Indicateurs\n\n"
        "Nom\tIndicateurs\t2030\tprojection 2031\t2031\nA\tun\t1\t2\t3\n"
    )
    colonnes = releve.fiches[0].tableaux[0].colonnes
    assert [c.prevision for c in colonnes] == [False, True, True]


def test_l_operateur_ecrit_avant_le_tableau() -> None:
    lu = tableau("Nom de l'action\tIndicateurs\t2030", "A\tun\t1", avant="\\* Sport pour Tous :\n\n")
    assert lu.operateur == "Sport pour Tous"


def test_colonnes_de_groupe_et_ligne_sans_indicateur() -> None:
    lu = tableau(
        "Mission locale\tNom de l'action\tIndicateurs de suivi\tRésultats au 2030\tProjection du projet",
        "<b>Nord</b>\tEspace\tjeunes accueillis\t75\tOuvert à 3 jeunes",
        "\tAmbassadeurs\t\t1+1+2\tFormation",
        "<b>Sud</b>\t\t\t\tpas de retour",
    )
    assert [(x.groupe, x.mesure, x.libelle) for x in lu.lignes] == [
        ("Nord", "Espace", "jeunes accueillis"),
        ("Nord", "Ambassadeurs", "Ambassadeurs"),
        ("Sud", "", "Sud"),
    ]
    assert [c.valeur.nombre for c in lu.lignes[1].cellules[0].chiffres] == [1, 1, 2]
    assert lu.lignes[0].cellules[1].etat == Etat.TEXTE
    assert lu.lignes[2].cellules[1].etat == Etat.NON_CALCULABLE


def test_annexe_groupes_mesures_et_lignes_decalees() -> None:
    lu = annexe(
        "<b>1. Enfants</b>\t\t\t\t\t",
        "1.2. Maraudes\tcontacts\tEn T0 indiquer 3 choses\t12\t15\t",
        "\tdont mineurs\t\t2\t3\t",
        "Nombre de structures partenaires\t\t\t\t\t",
        "<b>2. Emploi</b>\t\t\t\t\t",
        "2.1 Garantie\tentrées\t\t\t7\t",
    )
    assert (lu.genre, lu.titre) == ("annexe", "ANNEXE 9 - INDICATEURS")
    assert [(x.groupe, x.mesure, x.libelle) for x in lu.lignes] == [
        ("1. Enfants", "1.2. Maraudes", "contacts"),
        ("1. Enfants", "1.2. Maraudes", "dont mineurs"),
        ("1. Enfants", "1.2. Maraudes", "Nombre de structures partenaires"),
        ("2. Emploi", "2.1 Garantie", "entrées"),
    ]
    assert lu.lignes[0].commentaire == "En T0 indiquer 3 choses"
    assert valeurs(lu)["Nombre de structures partenaires"] == [None, None]


def test_une_case_hors_des_colonnes_est_signalee() -> None:
    releve = fiche("## 6. Indicateurs\n\nNom\tIndicateurs\t2030\t\nA\tun\t1\t99\n")
    assert [(n.texte, n.motif) for n in releve.non_lus] == [("99", "case hors des colonnes de l'en-tête")]


def test_un_chiffre_dans_le_libelle_sans_valeur_est_signale() -> None:
    releve = fiche("## 6. Indicateurs\n\nNom\tIndicateurs\t2030\nA\tNombre de formés (6)\t\n")
    assert [n.motif for n in releve.non_lus] == ["chiffre écrit dans le libellé, aucune valeur dans la ligne"]


def test_repartition_par_listes_paralleles() -> None:
    lu = tableau(
        "Année\tNbre de territoires\tTerritoires concernés\tNombre de sessions",
        "2030\t3\t<ul style='x'> <li>- Nord</li> <li>- Sud</li> <li>- Est</li> </ul>\t1 2 1 ",
    )
    assert lu.genre == "repartition"
    assert [(x.groupe, x.libelle) for x in lu.lignes] == [
        ("annonce", "Nbre de territoires"),
        ("Territoires concernés", "Nord"),
        ("Territoires concernés", "Sud"),
        ("Territoires concernés", "Est"),
    ]
    assert list(valeurs(lu).values()) == [[3], [1], [2], [1]]
    assert lu.colonnes[0].periode is not None and lu.colonnes[0].periode.debut.year == 2030


def test_repartition_boiteuse_signalee() -> None:
    releve = fiche(
        "## 6. Indicateurs\n\nAnnée\tLieux\tSessions\n"
        "2030\t<ul><li>Nord</li><li>Sud</li><li>Est</li></ul>\t1 2\n"
    )
    lu = releve.fiches[0].tableaux[0]
    assert lu.lignes[-1].cellules[0].etat == Etat.VIDE
    assert "3 noms pour 2 nombres" in releve.non_lus[0].motif


def test_un_indicateur_puis_une_repartition_sans_texte_entre_les_deux() -> None:
    releve = fiche(
        "## 6. Indicateurs\n\nNom\tIndicateurs\tAu 31/12/2029\tAu 31/12/2030\nF\tsessions\t/\t3\n\n"
        "Année\tNbre\tTerritoires\tSessions\n2030\t2\t<ul><li>Nord</li><li>Sud</li></ul>\t1 2\n"
    )
    assert [t.genre for t in releve.fiches[0].tableaux] == ["fiche", "repartition"]


def test_cle_valeur_avec_son_sous_titre() -> None:
    releve = fiche(
        "## 7. Bilan d'exécution 2030\n\n### Le Jardin\n\nTexte.\n\n### Bilan quantitatif\n\n"
        "Nombre de prescriptions\t12\nNombre de parcours\t7\n\nRégime\tRégime auteur :\n"
    )
    lu = releve.fiches[0].tableaux[0]
    assert (lu.genre, lu.operateur) == ("liste", "Le Jardin")
    assert lu.titre.endswith("Bilan quantitatif")
    assert valeurs(lu) == {"Nombre de prescriptions": [12], "Nombre de parcours": [7], "Régime": [None]}


def test_un_tableau_inconnu_est_signale() -> None:
    releve = fiche("## 7. Bilan\n\nA\tB\tC\tD\nx\ty\tz\tt\n")
    assert [n.motif for n in releve.non_lus] == ["tableau non reconnu"]
    section = releve.fiches[0].section(TypeSection.BILAN)
    assert section is not None and section.texte == ""
