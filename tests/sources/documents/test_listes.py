"""Puces chiffrées et tableau d'avancement d'un bilan."""

import pytest

from jalon.pilotage.controles.releve import Etat, LigneIndicateur
from tests.sources.documents.outils import fiche, lire

AVANCEMENT = (
    "Axes stratégiques\tObjectifs opérationnels\tN°\tActions\tÉTAT "
    "D'AVANCEMENT 2030\tAction faisant l'objet d'un zoom\t"
)


def lignes(*puces: str) -> list[LigneIndicateur]:
    releve = fiche(
        "Réalisation 2030\n\n- rien\n\nIndicateurs/Bilan\n\n" + "\n".join(puces), "Action n° 1\n\nTitre"
    )
    return releve.fiches[0].tableaux[0].lignes


def chiffres(ligne: LigneIndicateur) -> list[tuple[str, int, str, str]]:
    return [
        (c.role, float(c.valeur.nombre or 0), c.valeur.unite, c.qualite) for c in ligne.cellules[0].chiffres
    ]


@pytest.mark.parametrize(
    ("puce", "libelle", "attendu"),
    [
        ("- nombre de prescriptions : 504", "nombre de prescriptions", [("principal", 504, "", "")]),
        ("- 6 plateformes existent", "plateformes existent", [("principal", 6, "", "plateformes existent")]),
        (
            "- 432 intégrations dont 66 % de bRSA",
            "intégrations",
            [("principal", 432, "", "intégrations"), ("composante", 66, "%", "de bRSA")],
        ),
        (
            "- nombre de suivis : 234 (*dont 153 entrées et 81 renouvellements*)",
            "nombre de suivis",
            [
                ("principal", 234, "", ""),
                ("composante", 153, "", "entrées"),
                ("composante", 81, "", "renouvellements"),
            ],
        ),
        (
            "- 16 personnes entrées en phase 1 au Nord et 18 au Sud",
            "personnes entrées en phase 1 au Nord",
            [
                ("composante", 16, "", "personnes entrées en phase 1 au Nord"),
                ("composante", 18, "", "au Sud"),
            ],
        ),
        (
            "- 2 réunions de coordination des 8 pilotes",
            "réunions de coordination des",
            [("principal", 2, "", "réunions de coordination des"), ("precision", 8, "", "pilotes")],
        ),
    ],
)
def test_une_puce_chiffree_devient_une_ligne(puce: str, libelle: str, attendu: list) -> None:
    (ligne,) = lignes(puce)
    assert ligne.libelle == libelle
    assert chiffres(ligne) == attendu


def test_la_valeur_a_la_ligne_suivante_et_deux_periodes() -> None:
    (ligne,) = lignes("- Délais d'orientation (*Janvier - Septembre 2030*) :", "21 jours contre 35 en 2029")
    principal, autre = ligne.cellules[0].chiffres
    assert principal.valeur.nombre == 21 and principal.periode is not None
    assert (principal.periode.debut.isoformat(), principal.periode.fin.isoformat()) == (
        "2030-01-01",
        "2030-09-30",
    )
    assert autre.valeur.nombre == 35 and autre.periode is not None and autre.periode.debut.year == 2029


def test_une_puce_parente_donne_groupe_et_periode_a_ses_filles() -> None:
    lues = lignes(
        "- > Pour le dispositif ELAN depuis le 1^{er} janvier 2030 :",
        " - prescriptions : 504",
        "- > Autre : 3",
    )
    assert [x.groupe for x in lues] == ["Pour le dispositif ELAN depuis le 1er janvier 2030", ""]
    periode = lues[0].cellules[0].chiffres[0].periode
    assert periode is not None and periode.debut.isoformat() == "2030-01-01"


def test_une_date_d_arret_entre_parentheses_date_le_chiffre() -> None:
    (ligne,) = lignes("- sorties positives : 110 (*données arrêtées au 30/06/30*)")
    periode = ligne.cellules[0].chiffres[0].periode
    assert periode is not None and periode.debut == periode.fin and periode.fin.month == 6


@pytest.mark.parametrize(
    ("puce", "etat"),
    [
        ("- Nombre d'allocataires orientés (*en attente*)", Etat.EN_ATTENTE),
        ("- Nombre de comptes : ouverture prévue 1^{er} trimestre 2031", Etat.EN_ATTENTE),
        ("- Taux de retour : trop tôt pour avoir des données", Etat.EN_ATTENTE),
        ("- retour très positif des personnes", Etat.TEXTE),
        ("- questionnaire de satisfaction : non réalisé", Etat.TEXTE),
    ],
)
def test_ce_qui_n_a_pas_de_chiffre_dit_pourquoi(puce: str, etat: Etat) -> None:
    (ligne,) = lignes(puce)
    assert (ligne.cellules[0].etat, ligne.cellules[0].chiffres) == (etat, [])


def test_dont_en_tete_de_puce() -> None:
    lues = lignes("- > inscrits : 5 251 (*toutes catégories*)", " - dont 1 665 (32 %) de mises en relation")
    assert [x.dont for x in lues] == [False, True]
    assert chiffres(lues[1])[:2] == [
        ("principal", 1665, "", "de mises en relation"),
        ("precision", 32, "%", "de mises en relation"),
    ]


def test_un_renvoi_a_un_tableau_absent_est_signale() -> None:
    releve = fiche(
        "Indicateurs/Bilan\n\n- Prescriptions du 1/1/30 au 30/09/30 : cf. tableau joint\n", "Action n° 1\n\nT"
    )
    assert [n.motif for n in releve.non_lus] == ["renvoi à un chiffre qui n'est pas ici"]


def test_une_enumeration_de_parts_dans_un_bilan() -> None:
    releve = fiche(
        "## 7. Bilan d'exécution\n\n- Nord : 61% dont 85% en "
        "ville\n- Sud : 30%\n- Est : 9%\n\nTexte.\n\n- Un mot : 3\n"
    )
    (lu,) = releve.fiches[0].tableaux
    assert (lu.genre, [x.libelle for x in lu.lignes]) == ("liste", ["Nord", "Sud", "Est"])


def test_avancement_axes_objectifs_pilote_et_etat_perdu() -> None:
    releve = lire(
        f"{AVANCEMENT}\nAXE 1 DYNAMISER LES PARCOURS\t1-1 Améliorer les "
        f"délais\t1\tGarantir\t\t Pilote : DDS/SIESS Illustration de la plateforme\t\n"
        "\t\t3\tAccentuer\tAction en cours\t\t\n\t1.2\tValoriser le pouvoir d'agir\t8\tConstruire\t\t\t\n\n"
        "■ Action en cours\n ■ Action non engagée\n■ Action en cours ■ Action questionnée\n"
    )
    assert [(x.code, x.titre, x.etat) for x in releve.avancement] == [
        ("1", "Garantir", "non_lu"),
        ("3", "Accentuer", "en_cours"),
        ("8", "Construire", "non_lu"),
    ]
    un, trois, huit = releve.avancement
    assert (un.axe, un.objectif_code, un.objectif) == (
        "Axe 1 — DYNAMISER LES PARCOURS",
        "1.1",
        "Améliorer les délais",
    )
    assert (un.pilote, un.zoom) == ("DDS/SIESS", "Illustration de la plateforme")
    assert (trois.objectif_code, trois.axe) == ("1.1", un.axe)
    assert (huit.objectif_code, huit.objectif_code_imprime, huit.objectif) == (
        "1.2",
        "1.2",
        "Valoriser le pouvoir d'agir",
    )
    assert un.objectif_code_imprime == "1-1"
    assert releve.legende == ["Action en cours", "Action non engagée", "Action questionnée"]
    assert (releve.modele, releve.exercice) == ("pdi", "2030")


def test_une_ligne_d_avancement_sans_numero_est_signalee() -> None:
    releve = lire(f"{AVANCEMENT}\nAXE 1 A\t1-1 B\t1\tC\t\t\t\n\t\tvoir\tD\t\t\t\n")
    assert [n.motif for n in releve.non_lus] == ["ligne sans numéro"]
