"""Lire, écrire, relire depuis la base : mêmes chiffres, mêmes anomalies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.models import FicheBilan, SectionFiche
from jalon.pilotage.controles.depuis_base import releve_programme
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.finances.enums import BaseContrepartie, StatutMontant
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.programmes.models import LigneAnnexe, PlaceAction, SerieAction
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from jalon.sources.documents.lecture import lire_document
from tests.sources.reprise import (
    charger_departements,
    chiffres_de,
    documents,
    donnees,
    petit_rapport,
    reprendre,
)

pytestmark = pytest.mark.django_db
FICHIERS = ("calpae.txt", "pdi.txt")


@pytest.fixture(autouse=True)
def _territoire(db: None) -> None:
    charger_departements()


@pytest.mark.parametrize("fichier", FICHIERS)
def test_la_base_redonne_les_chiffres_du_document(fichier: str, systeme: Compte) -> None:
    verifier_aller_retour(donnees(fichier), fichier, systeme)


@pytest.mark.parametrize("rang", [0, 1])
def test_la_base_redonne_les_chiffres_des_rapports_publies(
    rang: int, documents_reels: Path, systeme: Compte
) -> None:
    nom, contenu = list(documents(documents_reels).items())[rang]
    verifier_aller_retour(contenu, nom, systeme)


def verifier_aller_retour(contenu: bytes, nom: str, acteur: Compte) -> None:
    lu = lire_document(contenu, nom)
    lecture, _ = reprendre(contenu, acteur, nom=nom)
    assert lecture.programme and lecture.exercice
    base = releve_programme(lecture.programme, lecture.exercice)
    attendus, obtenus = chiffres_de(lu), chiffres_de(base)
    assert attendus
    assert {k: v for k, v in obtenus.items() if attendus.get(k) != v} == {}
    assert set(attendus) == set(obtenus)
    assert _anomalies(lu) == _anomalies(base)


def _anomalies(releve: object) -> Counter[tuple[str, str, str]]:
    return Counter((a.regle, a.objet, a.certitude) for a in controler(releve).anomalies)  # type: ignore[arg-type]


def test_vide_nest_pas_zero(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    maraudes = PlaceAction.objects.get(numero="1.2").action
    participation = Credit.objects.get(action=maraudes, nature="prevu")
    assert (participation.montant, participation.statut) == (None, StatutMontant.NON_RENSEIGNE)
    assert Depense.objects.get(action=maraudes).statut == StatutMontant.NON_RENSEIGNE
    report = Credit.objects.get(action=maraudes, nature="report_entrant")
    assert (report.montant, report.annee_origine) == (5000, 2021)


def test_une_depense_par_operateur_quand_ils_composent_lexecute(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    accueil = PlaceAction.objects.get(numero="1.1").action
    depenses = Depense.objects.filter(action=accueil).select_related("operateur")
    assert {(str(d.operateur), d.montant) for d in depenses} == {("ADIE", 10000), ("PRESOL", 20000)}


def test_une_seule_depense_quand_les_operateurs_ne_composent_pas(systeme: Compte) -> None:
    reprendre(petit_rapport(execute="31 000,00 €"), systeme)
    depense = Depense.objects.get(action__places__numero="1.1")
    assert (depense.montant, depense.operateur) == (31000, None)
    assert Mention.objects.filter(tableau="credits", cle__startswith="operateur:").count() == 2


def test_la_contrepartie_a_sa_base_et_son_execution(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    contrepartie = Contrepartie.objects.get(action__places__numero="1.1")
    assert (contrepartie.montant, contrepartie.execute) == (40000, 40000)
    assert contrepartie.base == BaseContrepartie.FONDS


def test_un_etat_perdu_reste_non_lu(systeme: Compte) -> None:
    reprendre(donnees("pdi.txt"), systeme, nom="pdi.txt")
    assert set(FicheBilan.objects.values_list("etat", flat=True)) == {"non_lu"}


def test_chaque_chiffre_garde_sa_place_et_sa_piece(systeme: Compte) -> None:
    lecture, _ = reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    chiffre = Chiffre.objects.get(serie__indicateur__titre="Nombre de passages", fin="2022-06-30")
    assert (chiffre.valeur, chiffre.statut, chiffre.piece_id) == (2329, Statut.COMPTE, lecture.piece_id)
    assert chiffre.lieu and chiffre.lieu["ligne_fichier"] and chiffre.lieu["colonne"] == "2021-2022"


def test_une_formule_dannexe_est_proposee_jamais_confirmee(systeme: Compte) -> None:
    reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    entrants = LigneAnnexe.objects.get(libelle="Nombre de nouveaux entrants")
    serie = SerieAction.objects.get(libelle="Nombre de nouveaux entrants", action__places__numero="4.1")
    assert entrants.formule == {"somme": [str(serie.serie_id)]}
    assert not LigneAnnexe.objects.filter(confirmee_le__isnull=False).exists()


def test_une_ligne_recopiee_de_sa_voisine_ne_devient_pas_une_formule(systeme: Compte) -> None:
    """L'annexe donne aux structures « hors dispositif » les valeurs des structures du département."""
    reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    ligne = LigneAnnexe.objects.get(libelle__startswith="Nombre de structures (hors dispositif")
    assert ligne.formule == {}


def test_une_somme_de_deux_fiches_est_proposee(systeme: Compte) -> None:
    reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    ligne = LigneAnnexe.objects.get(libelle__startswith="Nombre d'intervenants sociaux formés")
    assert len(ligne.formule["somme"]) == 2


def test_la_fiche_mal_numerotee_rejoint_laction_de_meme_titre(systeme: Compte) -> None:
    reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    place = PlaceAction.objects.get(numero="8.4bis")
    assert {(a.genre_document, a.numero) for a in place.alias.all()} == {
        ("credits", "8.4bis"),
        ("fiche", "8.4"),
    }
    assert FicheBilan.objects.filter(action=place.action).exists()


def test_un_nom_abrege_ou_mal_ecrit_est_le_meme_organisme(systeme: Compte) -> None:
    reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    noms = set(Organisation.objects.values_list("nom", flat=True))
    assert {"ML Fougères", "COORACE"} <= noms
    assert not noms & {"ML Fougrès", "CORACE", "2ETP service RSA"}


def test_les_recits_de_demonstration_sont_marques(systeme: Compte) -> None:
    reprendre(donnees("pdi.txt"), systeme, nom="pdi.txt", illustration=True)
    assert SectionFiche.objects.exists()
    assert not SectionFiche.objects.filter(illustration=False).exists()


def test_le_nombre_de_requetes_ne_depend_pas_de_la_taille(systeme: Compte) -> None:
    with CaptureQueriesContext(
        connection,
    ) as petites:
        reprendre(petit_rapport(), systeme)
    with CaptureQueriesContext(connection) as grandes:
        reprendre(donnees("calpae.txt"), systeme, nom="calpae.txt")
    assert len(grandes) <= len(petites) + 25
