"""Les fichiers de France Travail deviennent une histoire datée, sans jamais créer personne."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from jalon.parcours.personnes.inscriptions import TABLE
from jalon.parcours.personnes.models import (
    Chargement,
    InscriptionFranceTravail,
    Membre,
    ObservationFranceTravail,
    Personne,
    Rejet,
)
from jalon.parcours.personnes.services import defaire_fusion, fusionner_personnes
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.france_travail.chargement import charger_france_travail, reconnaitre_de_nouveau
from jalon.sources.france_travail.rejets import rejouer_rejet
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.france_travail.lignes import adultes_au_nir, ecrire, identite, ligne

pytestmark = pytest.mark.django_db


@pytest.fixture
def departement(tmp_path, systeme):
    """Un mois d'un département simulé, chargé."""
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)


def histoire(membre):
    serie = TABLE.lire([membre.personne_id]).get(membre.personne_id, ())
    return [(etape.a_compter_du, *etape.valeur[:3]) for etape in serie]


def quatre_fichiers(dossier, membre):
    return [
        ecrire(dossier, "inscriptions_20250131.csv", [ligne(membre, date(2025, 1, 10), "1")]),
        ecrire(dossier, "cessations_20250331.csv", [ligne(membre, date(2025, 3, 5), "90", "REPRISE")]),
        ecrire(dossier, "inscriptions_20250630.csv", [ligne(membre, date(2025, 6, 2), "2")]),
        ecrire(dossier, "radiations_20250930.csv", [ligne(membre, date(2025, 9, 15), "R1", "ABSENCE")]),
    ]


ATTENDUE = [
    (date(2025, 1, 10), "inscrit", "1", ""),
    (date(2025, 3, 5), "cesse", "", "90"),
    (date(2025, 6, 2), "inscrit", "2", ""),
    (date(2025, 9, 15), "radie", "", "R1"),
]


def test_l_histoire_ne_depend_pas_de_l_ordre_des_fichiers(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    quatre = quatre_fichiers(tmp_path, membre)
    for ordre in permutations(quatre):
        point = transaction.savepoint()
        for chemin in ordre:
            bilan = charger_france_travail(chemin, acteur=systeme)
            assert (bilan.refus, bilan.comptes["nir"], bilan.rejets) == ("", 1, [])
        assert histoire(membre) == ATTENDUE
        transaction.savepoint_rollback(point)


def test_recharger_le_meme_fichier_ne_change_rien(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    chemin = quatre_fichiers(tmp_path, membre)[0]
    charger_france_travail(chemin, acteur=systeme)
    lignes = ObservationFranceTravail.objects.count()
    bilan = charger_france_travail(chemin, acteur=systeme)
    assert bilan.deja_charge and bilan.comptes["lignes"] == 1
    assert ObservationFranceTravail.objects.count() == lignes
    assert histoire(membre) == ATTENDUE[:1]


def test_un_stock_ne_redate_pas_une_inscription_et_releve_la_categorie(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    charger_france_travail(quatre_fichiers(tmp_path, membre)[0], acteur=systeme)
    stock = ecrire(tmp_path, "stock_20250228.csv", [ligne(membre, date(2024, 1, 1), "1")])
    charger_france_travail(stock, acteur=systeme)
    assert histoire(membre) == ATTENDUE[:1]
    suivant = ecrire(tmp_path, "stock_20250331.csv", [ligne(membre, date(2025, 1, 10), "3")])
    charger_france_travail(suivant, acteur=systeme)
    assert histoire(membre) == [ATTENDUE[0], (date(2025, 3, 1), "inscrit", "3", "")]


def test_un_stock_plus_recent_dement_une_cessation(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    for chemin in quatre_fichiers(tmp_path, membre)[:2]:
        charger_france_travail(chemin, acteur=systeme)
    stock = ecrire(tmp_path, "stock_20250430.csv", [ligne(membre, date(2025, 1, 10), "1")])
    charger_france_travail(stock, acteur=systeme)
    assert histoire(membre) == ATTENDUE[:1]


def test_personne_n_est_cree_et_les_inconnus_sont_listes_puis_reconnus(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    personnes = Personne.objects.count()
    lignes = [
        ligne(membre, date(2025, 1, 6), "1", nir="", nom="INCONNUE"),
        ligne(membre, date(2025, 1, 7), "1", nir="", nir2=""),
        ligne(membre, date(2025, 1, 8), "1", nir="2850199999999"),
    ]
    bilan = charger_france_travail(ecrire(tmp_path, "inscriptions_202501.csv", lignes), acteur=systeme)
    assert {cle: bilan.comptes[cle] for cle in ("aucune", "etat_civil", "contraire")} == {
        "aucune": 1,
        "etat_civil": 1,
        "contraire": 1,
    }
    assert Personne.objects.count() == personnes
    assert [vue[0] for vue in histoire(membre)] == [date(2025, 1, 7)]
    Membre.objects.filter(pk=membre.pk).update(nom="INCONNUE")
    assert reconnaitre_de_nouveau(acteur=systeme) == {"examinees": 2, "reconnues": 1}
    assert [vue[0] for vue in histoire(membre)] == [date(2025, 1, 6)]


def test_deux_personnes_possibles_n_en_designent_aucune(tmp_path, systeme, departement):
    un, autre = adultes_au_nir(2)
    civil = identite(un)
    Membre.objects.filter(pk=autre.pk).update(
        nom=civil.nom, prenoms=list(civil.prenoms), date_naissance=civil.date_naissance
    )
    chemin = ecrire(tmp_path, "inscriptions_202501.csv", [ligne(un, date(2025, 1, 7), "1", nir="", nir2="")])
    assert charger_france_travail(chemin, acteur=systeme).comptes["plusieurs"] == 1
    assert not InscriptionFranceTravail.objects.exists()


def test_un_rejet_est_garde_chiffre_et_se_rejoue_corrige(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    fausse = ligne(membre, date(2025, 1, 7), "1").replace("07/01/2025", "07/13/2025")
    bilan = charger_france_travail(ecrire(tmp_path, "inscriptions_202501.csv", [fausse]), acteur=systeme)
    assert bilan.rejets == [
        {"dossier": "", "motif": "la date du fait n'est pas une date jj/mm/aaaa", "ligne": 2}
    ]
    rejet = Rejet.objects.get()
    assert identite(membre).nom.encode() not in bytes(rejet.contenu)
    with pytest.raises(ValidationError, match="toujours pas"):
        rejouer_rejet(rejet=rejet, acteur=systeme)
    corrigee = ligne(membre, date(2025, 1, 7), "1").encode("cp1252")
    assert "NIR et naissance" in rejouer_rejet(rejet=rejet, acteur=systeme, octets=corrigee)
    assert [vue[0] for vue in histoire(membre)] == [date(2025, 1, 7)]
    with pytest.raises(ValidationError, match="déjà traité"):
        rejouer_rejet(rejet=rejet, acteur=systeme, octets=corrigee)


def test_un_essai_n_ecrit_rien(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    avant = Chargement.objects.count()
    bilan = charger_france_travail(quatre_fichiers(tmp_path, membre)[0], acteur=systeme, essai=True)
    assert bilan.comptes["nir"] == 1 and bilan.chargement is None
    assert Chargement.objects.count() == avant
    assert not InscriptionFranceTravail.objects.exists()


def test_une_ligne_en_double_ne_compte_qu_une_fois(tmp_path, systeme, departement):
    (membre,) = adultes_au_nir(1)
    double = [ligne(membre, date(2025, 1, 7), "1")] * 2
    bilan = charger_france_travail(ecrire(tmp_path, "inscriptions_202501.csv", double), acteur=systeme)
    assert (bilan.comptes["lignes"], bilan.comptes["doublons"], bilan.comptes["nir"]) == (2, 1, 1)


def test_un_stock_qui_chute_est_signale(tmp_path, systeme, departement):
    membres = adultes_au_nir(5)
    plein = [ligne(membre, date(2025, 1, 7), "1") for membre in membres]
    charger_france_travail(ecrire(tmp_path, "stock_202501.csv", plein), acteur=systeme)
    bilan = charger_france_travail(ecrire(tmp_path, "stock_202502.csv", plein[:2]), acteur=systeme)
    assert bilan.rapport["stock_precedent"] == 5
    assert bilan.rapport["stock_en_chute"] is True


def test_reunir_deux_fiches_reunit_leurs_inscriptions_et_defaire_les_rend(tmp_path, systeme, departement):
    un, autre = adultes_au_nir(2)
    lignes = [ligne(un, date(2025, 1, 7), "1"), ligne(autre, date(2025, 1, 20), "2")]
    charger_france_travail(ecrire(tmp_path, "inscriptions_202501.csv", lignes), acteur=systeme)
    with contexte_compte(systeme):
        fusion = fusionner_personnes(gardee=un.personne, absorbee=autre.personne, acteur=systeme)
    assert [vue[0].day for vue in histoire(un)] == [7, 20]
    assert histoire(autre) == []
    with contexte_compte(systeme):
        defaire_fusion(fusion=fusion, acteur=systeme)
    assert [[vue[0].day for vue in histoire(membre)] for membre in (un, autre)] == [[7], [20]]


def test_seul_un_gestionnaire_des_droits_charge(tmp_path, creer_compte, departement):
    (membre,) = adultes_au_nir(1)
    chemin = quatre_fichiers(tmp_path, membre)[0]
    for role in (Role.AGENT_ORIENTATION, Role.CHARGEE_MISSION, Role.ADMINISTRATEUR):
        with pytest.raises(PermissionDenied):
            charger_france_travail(chemin, acteur=creer_compte(role))
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    assert charger_france_travail(chemin, acteur=gestionnaire).comptes["nir"] == 1


VOIENT = {
    Role.GESTIONNAIRE_DROITS: (1, 1),
    Role.AGENT_ORIENTATION: (1, 0),
    Role.RESPONSABLE_STRUCTURE: (0, 0),
    Role.REFERENT: (0, 0),
    Role.CHARGEE_MISSION: (0, 0),
    Role.PILOTE: (0, 0),
    Role.ADMINISTRATEUR: (0, 0),
    Role.DPO: (0, 0),
    None: (0, 0),
}


@pytest.mark.parametrize("role", VOIENT)
def test_en_sql_brut_chaque_role_ne_voit_que_le_sien(
    tmp_path, systeme, departement, creer_compte, en_tant_que, role
):
    (membre,) = adultes_au_nir(1)
    charger_france_travail(quatre_fichiers(tmp_path, membre)[0], acteur=systeme)
    compte = creer_compte(role) if role else None
    with en_tant_que(compte), connection.cursor() as curseur:
        vus = []
        for table in ("inscriptionfrancetravail", "observationfrancetravail"):
            curseur.execute(f"SELECT count(*) FROM parcours_personnes_{table}")
            vus.append(curseur.fetchone()[0])
        assert tuple(vus) == VOIENT[role]
        curseur.execute("UPDATE parcours_personnes_inscriptionfrancetravail SET categorie = '8'")
        assert curseur.rowcount == (1 if role == Role.GESTIONNAIRE_DROITS else 0)
        if role != Role.GESTIONNAIRE_DROITS:
            with pytest.raises(ProgrammingError), transaction.atomic():
                curseur.execute(
                    "INSERT INTO parcours_personnes_inscriptionfrancetravail VALUES"
                    " ('2025-01-01', 'inscrit', '1', '', '', '1234567A001', 1, %s)",
                    [membre.personne_id],
                )
