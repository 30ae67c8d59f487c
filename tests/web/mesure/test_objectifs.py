"""Cibles, seuils et ruptures sur la page d'un indicateur ; les sources d'une case côte à côte."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from jalon.mesure.chiffres.calculs import calculer_chiffre, regler_calcul
from jalon.mesure.chiffres.cibles import fixer_cible
from jalon.mesure.chiffres.locales import donner_contre_valeur
from jalon.mesure.chiffres.models import Calcul, Chiffre
from jalon.mesure.chiffres.services import Constat, Origine, saisir_chiffre
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.calculs import ARRETE, serie_de
from tests.fabriques import OrganisationFabrique, ProgrammeFabrique

pytestmark = pytest.mark.django_db
PART, COMPTE = "oarsa.part_orientee", "calpae.nouveaux_entrants"
SEMESTRE = "?du=2025-01-01&au=2025-06-30"


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content.decode()[:2000]
    return reponse.content.decode().replace("&#x27;", "'").replace("\xa0", " ")


@pytest.fixture
def viser(monde, systeme):
    """Règle une ligne du programme sur cet indicateur et lui fixe une valeur visée."""

    def faire(code, valeur, *, pas="tout", programme=None, **suite):
        serie = serie_de(code, programme or monde.programme)
        regler_calcul(serie=serie, code=code, pas=pas, acteur=systeme)
        fixer_cible(serie=serie, valeur=Decimal(valeur), du=date(2024, 1, 1), acteur=systeme, **suite)
        return serie

    return faire


def test_une_cible_se_lit_sur_la_courbe_au_tableau_et_dans_l_export(kit, viser, monde, connecte):
    """53,9 % au 30 juin 2025 : la cible de 50 est atteinte, le seuil de 60 est franchi."""
    viser(PART, 50, source="convention 2024")
    viser(PART, 60, genre="seuil")
    with connecte(Role.DIRECTION) as client:
        page = lire(client, f"/indicateurs/{PART}/{SEMESTRE}")
        dessin = lire(client, f"/indicateurs/{PART}/?du=2025-01-01&au=2025-12-31&pas=trimestres")
        export = client.get(f"/indicateurs/{PART}/export/csv/{SEMESTRE}").content.decode("utf-8-sig")
    code = monde.programme.code
    assert f"Cible ({code}) : <strong>50,0 %</strong>, <strong>atteinte</strong>" in page
    assert "(convention 2024)" in page
    assert (
        f'Seuil d\'alerte ({code}) : <strong>60,0 %</strong>, <strong class="bientot">franchi</strong>'
        in page
    )
    assert '<th scope="col">Visé</th>' in page
    assert 'class="visee cible"' in dessin and 'class="visee seuil"' in dessin
    ensemble = next(csv.DictReader(io.StringIO(export), delimiter=";"))
    assert f"Cible ({code}) : 50,0 %, atteinte" in ensemble["Cibles et seuils"].replace("\xa0", " ")


def test_une_cible_manquee_se_dit_et_celle_d_une_echeance_a_venir_attend(kit, viser, connecte):
    viser(PART, 70)
    viser(PART, 88, echeance=date(2030, 12, 31))
    with connecte(Role.DIRECTION) as client:
        page = lire(client, f"/indicateurs/{PART}/{SEMESTRE}")
    assert '<strong>70,0 %</strong>, <strong class="bientot">manquée</strong>' in page
    assert "<strong>88,0 %</strong>, <strong>en attente</strong>" in page


def test_une_cible_d_annee_ne_se_compare_pas_a_un_mois(kit, viser, connecte):
    """Un nombre grandit avec la période : 12 visés pour l'année ne disent rien d'un mois ni d'un semestre."""
    viser(COMPTE, 12)
    with connecte(Role.DIRECTION) as client:
        assert "Cible (" not in lire(client, f"/indicateurs/{COMPTE}/{SEMESTRE}")
        annees = lire(client, f"/indicateurs/{COMPTE}/?du=2025-01-01&au=2025-12-31&pas=annees")
    assert "<strong>12</strong>" in annees and 'class="visee cible"' in annees


def test_une_valeur_cachee_ne_dit_pas_si_sa_cible_est_atteinte(kit, viser, connecte):
    """Un mois à deux entrées est caché à la direction : dire « manquée » dirait combien."""
    viser(COMPTE, 4, pas="mois", genre="seuil")
    with connecte(Role.DIRECTION) as client:
        reponse = client.get(f"/indicateurs/{COMPTE}/{SEMESTRE}")
    points = reponse.context["lecture"].tendance
    caches = [p for p in points if p.case.cachee]
    assert caches and all(v.etat is None for p in caches for v in p.visees)


def test_les_objectifs_d_un_programme_hors_du_perimetre_ne_se_lisent_pas(kit, viser, connecte, compte):
    ailleurs = ProgrammeFabrique(departement="971", porteur=OrganisationFabrique())
    viser(PART, 66, programme=ailleurs)
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert "66,0" not in lire(client, f"/indicateurs/{PART}/{SEMESTRE}")


def calculer(serie, annee, systeme):
    return calculer_chiffre(
        serie=serie,
        periode=Periode(date(annee, 1, 1), date(annee, 12, 31), Genre.ANNEE),
        libelle_periode=str(annee),
        arrete_au=date(annee + 1, 1, 31),
        acteur=systeme,
    )


def test_un_changement_de_version_se_dit_et_se_marque(kit, viser, systeme, connecte):
    serie = viser(PART, 50)
    ancien, nouveau = (calculer(serie, annee, systeme) for annee in (2024, 2025))
    Calcul.objects.filter(pk=ancien.pk).update(version=0)
    with connecte(Role.DIRECTION) as client:
        page = lire(client, f"/indicateurs/{PART}/?du=2025-01-01&au=2025-12-31&pas=trimestres")
        provenance = lire(client, reverse("provenance", args=["chiffre", str(nouveau.chiffre_id)]))
    assert "la définition passe de la version 0 à la version 1" in page
    assert "version 0 ; cette page applique la version 1" in page
    assert 'class="rupture"' in page
    assert "rupture de série : la définition passe de la version 0 à la version 1" in provenance


@pytest.fixture
def deux_sources(kit, viser, systeme):
    """La fiche dit 86, les faits donnent autre chose, le département tient 80."""
    serie = viser(PART, 50)
    saisir_chiffre(
        serie=serie,
        periode=Periode(date(2025, 1, 1), date(2025, 12, 31), Genre.ANNEE),
        libelle_periode="2025",
        constat=Constat(Decimal(86)),
        origine=Origine(),
        acteur=systeme,
    )
    calculer(serie, 2025, systeme)
    chiffre = Chiffre.objects.get(serie=serie)
    donner_contre_valeur(
        chiffre=chiffre,
        valeur=Decimal(80),
        raison="la caisse compte les conjoints",
        source="enquête de mars",
        methode="comptage à la main",
        le=ARRETE,
        acteur=systeme,
    )
    return chiffre


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.CHARGEE_MISSION])
def test_deux_sources_cote_a_cote_s_ouvrent_et_disent_ce_qui_les_distingue(deux_sources, connecte, role):
    calcul = Calcul.objects.get(serie=deux_sources.serie_id)
    with connecte(role) as client:
        adresse = reverse("chiffre_sources", args=[deux_sources.pk])
        page = lire(client, adresse)
        assert adresse in lire(client, f"/indicateurs/{PART}/?du=2025-01-01&au=2025-12-31")
        assert adresse in lire(client, f"/indicateurs/comparer/?a={PART}&du=2025-01-01&au=2025-12-31")
        assert adresse in lire(client, reverse("provenance", args=["chiffre", str(deux_sources.pk)]))
    for attendu in (
        "<strong>86 %</strong> (saisi)", "(valeur locale)", "−6 points par rapport à l'officielle",
        "la caisse compte les conjoints", f"{PART}, version 1", "Toutes peuvent être vraies",
        "d'où elle vient", "sa justification", f"/indicateurs/{PART}/?du=2025-01-01",
    ):  # fmt: skip
        assert attendu in page, attendu
    membres = reverse("calcul_membres", args=[deux_sources.pk])
    assert (membres in page) is (role is Role.CHARGEE_MISSION)
    assert calcul.valeur != 86


def test_les_sources_d_un_chiffre_hors_du_perimetre_ne_s_ouvrent_pas(deux_sources, connecte, compte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert client.get(reverse("chiffre_sources", args=[deux_sources.pk])).status_code in (403, 404)
