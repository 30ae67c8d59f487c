"""Les foyers d'un tableur entrent comme ceux d'un flux ; un dossier faux est écarté entier et se rejoue."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from jalon.parcours.personnes.models import Chargement, Episode, Foyer, Membre, Personne, Rejet
from jalon.parcours.personnes.selectors import changements_du_chargement
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.tableurs.chargement import charger_tableur, rejouer_rejet
from jalon.sources.tableurs.services import apercevoir, enregistrer_correspondance
from tests.sources.tableurs.test_lecture import csv

pytestmark = pytest.mark.django_db

TITRES = ["numéro de dossier", "nom", "prénom", "né le", "rôle", "état du droit", "ouvert le", "SDD", "insee"]
ANNE = ["A1", "LE GOFF", "Anne", "05/01/1985", "demandeur", "ouvert", "01/02/2024", "oui", "35238"]
PAUL = ["A1", "LE GOFF", "Paul", "07/03/1984", "conjoint", "", "", "non", ""]
LEA = ["B2", "NGUYEN", "Léa", "09/09/1990", "demandeur", "ouvert", "01/05/2024", "", "35288"]
JANVIER, FEVRIER = date(2025, 1, 31), date(2025, 2, 28)


def charger(dossier, rangees, acteur, jour=JANVIER, **options):
    chemin = csv(dossier / f"{jour}.csv", [TITRES, *rangees])
    return charger_tableur(chemin, acteur=acteur, jour=jour, departement="35", **options)


def etats(numero):
    foyer = Foyer.objects.get(numero=numero)
    serie = TABLES_FOYER["etat"].lire([foyer.pk])[foyer.pk]
    return [(etape.a_compter_du, etape.valeur[0]) for etape in serie]


def test_un_tableur_donne_des_foyers_des_droits_et_des_episodes(tmp_path, systeme):
    bilan = charger(tmp_path, [ANNE, LEA, PAUL], systeme)
    assert (bilan.refus, bilan.rejets) == ("", [])
    assert (bilan.comptes["foyers"], bilan.comptes["nouveaux"], bilan.comptes["personnes"]) == (2, 2, 3)
    assert etats("A1") == [(date(2024, 2, 1), "2")]
    assert Episode.objects.count() == 3
    anne = Membre.objects.get(prenoms=["Anne"])
    assert TABLES_MEMBRE["droits_devoirs"].lire([anne.pk])[anne.pk][-1].valeur == ("oui",)
    lea = Membre.objects.get(prenoms=["Léa"])
    assert TABLES_MEMBRE["droits_devoirs"].lire([lea.pk])[lea.pk][-1].valeur == ("inconnu",)


def test_le_meme_tableur_ne_change_rien_et_l_ordre_n_importe_pas(tmp_path, systeme):
    clos = [*LEA[:5], "clos", "01/02/2025", *LEA[7:]]
    charger(tmp_path, [ANNE, PAUL, clos], systeme, FEVRIER)
    charger(tmp_path, [ANNE, PAUL, LEA], systeme, JANVIER)
    assert etats("B2") == [(date(2024, 5, 1), "2"), (date(2025, 2, 1), "5")]
    bilan = charger(tmp_path, [ANNE, PAUL, LEA], systeme, JANVIER)
    assert bilan.deja_charge
    assert Personne.objects.count() == 3


def test_une_case_fausse_ecarte_le_dossier_entier_qui_se_rejoue_corrige(tmp_path, systeme):
    faux = [*PAUL[:3], "07/13/1984", *PAUL[4:]]
    bilan = charger(tmp_path, [ANNE, faux, LEA], systeme)
    (rejet,) = bilan.rejets
    assert (rejet["dossier"], rejet["ligne"]) == ("A1", 2)
    assert "« né le »" in rejet["motif"] and "GOFF" not in rejet["motif"]
    assert Personne.objects.count() == 1
    garde = Rejet.objects.get()
    assert b"GOFF" not in bytes(garde.contenu)
    with contexte_compte(systeme):
        with pytest.raises(ValidationError, match="toujours pas"):
            rejouer_rejet(rejet=garde, acteur=systeme)
        corrigees = [dict(zip(TITRES, rangee, strict=True)) for rangee in (ANNE, PAUL)]
        avant = garde.chargement.rapport["comptes"]["nouveaux"]
        assert rejouer_rejet(rejet=garde, acteur=systeme, lignes=corrigees) == "Dossier nouveau pris."
        garde.chargement.refresh_from_db()
        nouveaux = changements_du_chargement(garde.chargement_id, systeme, ligne="nouveaux").count()
        assert nouveaux == avant + 1 == garde.chargement.rapport["comptes"]["nouveaux"]
    assert Personne.objects.count() == 3


@pytest.mark.parametrize(
    ("rangees", "motif"),
    [
        ([ANNE, [*PAUL[:4], "demandeur", *PAUL[5:]]], "2 demandeurs"),
        ([PAUL], "0 demandeurs"),
        ([ANNE, [*ANNE[:4], "conjoint", *ANNE[5:]]], "deux fois"),
        ([ANNE, [*PAUL[:4], "", *PAUL[5:]]], "rôle d'une personne manque"),
        ([ANNE, [*PAUL[:5], "clos", *PAUL[6:]]], "le même champ"),
        ([["", *ANNE[1:]]], "la case est vide"),
    ],
)
def test_un_foyer_incoherent_est_ecarte_et_le_dit(tmp_path, systeme, rangees, motif):
    bilan = charger(tmp_path, rangees, systeme)
    assert len(bilan.rejets) == 1 and motif in bilan.rejets[0]["motif"]
    assert not Personne.objects.exists()


def test_un_essai_n_ecrit_rien_et_un_autre_departement_est_refuse(tmp_path, systeme):
    assert charger(tmp_path, [ANNE], systeme, essai=True).comptes["nouveaux"] == 1
    assert not Foyer.objects.exists() and not Chargement.objects.exists()
    charger(tmp_path, [ANNE], systeme)
    chemin = csv(tmp_path / "autre.csv", [TITRES, LEA])
    bilan = charger_tableur(chemin, acteur=systeme, jour=FEVRIER, departement="22")
    assert "autre département" in bilan.refus
    assert Chargement.objects.get(pk=bilan.chargement).etat == "refuse"


def test_une_colonne_obligatoire_manque(tmp_path, systeme):
    chemin = csv(tmp_path / "t.csv", [TITRES[:3], ANNE[:3]])
    bilan = charger_tableur(chemin, acteur=systeme, jour=JANVIER, departement="35")
    assert "« date de naissance »" in bilan.refus


def test_l_apercu_dit_les_erreurs_avant_d_ecrire(tmp_path):
    chemin = csv(tmp_path / "t.csv", [[*TITRES, "remarques"], [*ANNE, "x"], [*PAUL[:3], "?", *PAUL[4:], ""]])
    (apercu,) = apercevoir(chemin, "beneficiaires")
    assert (apercu.lignes, apercu.justes, apercu.ignorees) == (2, 1, ["remarques"])
    assert [(e.ligne, e.colonne) for e in apercu.erreurs] == [(3, "né le")]


def test_une_correspondance_enregistree_sert_au_chargement(tmp_path, systeme, creer_compte):
    chemin = csv(tmp_path / "t.csv", [["réf", "a", "b", "c", "st"], ["A1", "X", "Y", "05/01/1985", "OK"]])
    colonnes = {"dossier": "réf", "nom": "a", "prenom": "b", "naissance": "c", "etat": "st"}
    options = {"nom": "Notre tableau", "code_nature": "beneficiaires", "colonnes": colonnes}
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    with contexte_compte(gestionnaire):
        correspondance = enregistrer_correspondance(
            **options, codes={"etat": {"ok": "2"}}, acteur=gestionnaire
        )
    bilan = charger_tableur(
        chemin, acteur=gestionnaire, jour=JANVIER, departement="35", correspondance=correspondance
    )
    assert (bilan.refus, bilan.rejets, bilan.comptes["nouveaux"]) == ("", [], 1)
    with pytest.raises(ValidationError):
        enregistrer_correspondance(**options, codes={"etat": {"ok": "9"}}, acteur=systeme)
    with pytest.raises(ValidationError):
        enregistrer_correspondance(**options | {"colonnes": {"inconnu": "a"}}, acteur=systeme)


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.PILOTE, None])
def test_en_sql_brut_les_correspondances_s_ecrivent_par_qui_gere_les_droits(
    systeme, creer_compte, en_tant_que, role
):
    enregistrer_correspondance(nom="N", code_nature="beneficiaires", colonnes={"nom": "a"}, acteur=systeme)
    compte = creer_compte(role) if role else None
    with en_tant_que(compte), connection.cursor() as curseur:
        for table in ("correspondance", "correspondanceevent"):
            curseur.execute(f"SELECT count(*) FROM sources_tableurs_{table}")
            assert curseur.fetchone()[0] == (1 if role else 0)
        curseur.execute("UPDATE sources_tableurs_correspondance SET nom = 'autre'")
        assert curseur.rowcount == (1 if role == Role.GESTIONNAIRE_DROITS else 0)


def test_seul_un_gestionnaire_charge(tmp_path, creer_compte):
    with pytest.raises(PermissionDenied):
        charger(tmp_path, [ANNE], creer_compte(Role.AGENT_ORIENTATION))
