"""Choisir les lignes qui se calculent, lancer le calcul, lire la part remplie sans saisie."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jalon.mesure.chiffres.models import Calcul, ReglageCalcul
from jalon.pilotage.calculs.nuit import recalculer_vivants
from jalon.pilotage.programmes.models import Exercice, SerieAction
from jalon.socle.acces.enums import Role
from jalon.socle.taches.models import Tache
from jalon.socle.taches.services import executer
from tests.fabriques import ProgrammeFabrique
from tests.mesure.kit import Kit

pytestmark = pytest.mark.django_db
REGLAGE = {"code": "calpae.nouveaux_entrants", "pas": "tout", "mesure": "valeur"}


@pytest.fixture
def lien(monde):
    return SerieAction.objects.filter(action=monde.place.action_id).order_by("id").first()


def adresse(monde, nom="calculs", **suite):
    return reverse(nom, kwargs={"code": monde.programme.code} | suite)


def test_regler_une_ligne_puis_ne_plus_la_calculer(monde, lien, connecte):
    regler = adresse(monde, "calcul_regler", serie=lien.serie_id)
    with connecte() as client:
        assert "0</strong> ligne" in client.get(adresse(monde)).content.decode()
        assert "Nombre de nouveaux entrants" in client.get(regler).content.decode()
        assert client.post(regler, REGLAGE | {"axe": "sexe", "valeur": "femme"}).status_code == 302
        reglee = client.get(adresse(monde), {"montrer": "calculees"}).content.decode()
        assert "sexe : femme" in reglee and f"Calculer l'exercice {monde.exercice.code}" in reglee
        assert ReglageCalcul.objects.get().coupe == {"sexe": "femme"}
        assert 'value="femme"' in client.get(regler).content.decode()
        client.post(adresse(monde, "calcul_retirer", serie=lien.serie_id))
    assert not ReglageCalcul.objects.exists()


def test_un_reglage_faux_se_refuse_et_le_dit(monde, lien, connecte):
    regler = adresse(monde, "calcul_regler", serie=lien.serie_id)
    with connecte() as client:
        assert client.post(regler, REGLAGE | {"code": "loi.contrats_1_mois"}).status_code == 422
        refus = client.post(regler, REGLAGE | {"mesure": "mediane"})
        assert refus.status_code == 422 and "Seul un délai" in refus.content.decode()


def test_le_calcul_part_en_tache_et_dit_ce_qu_il_a_fait(monde, lien, connecte, systeme):
    Kit(systeme)
    Exercice.objects.filter(pk=monde.exercice.pk).update(
        debut_indicateurs="2025-01-01", fin_indicateurs="2025-12-31"
    )
    with connecte() as client:
        client.post(adresse(monde, "calcul_regler", serie=lien.serie_id), REGLAGE)
        client.post(adresse(monde, "calculs_lancer", exercice=monde.exercice.code))
    tache = Tache.objects.get(verbe="calculer_indicateurs")
    tache.refresh_from_db()
    assert tache.arguments == {"programme": monde.programme.code, "exercice": monde.exercice.code}
    executer(tache.pk, tache.compte_id)
    tache.refresh_from_db()
    assert (tache.etat, tache.resultat["calculs"]["ecrits"]) == ("terminee", 1), tache.message
    assert Calcul.objects.get().chiffre.valeur > 0
    with connecte() as client:
        indicateurs = client.get(reverse("indicateurs", kwargs=monde.periode())).content.decode()
    assert "Cases remplies sans saisie : 1 sur" in indicateurs


def test_la_page_dit_le_passage_de_nuit_et_ce_qu_il_a_change(monde, lien, connecte, systeme):
    Kit(systeme)
    Exercice.objects.filter(pk=monde.exercice.pk).update(
        debut_indicateurs="2025-01-01", fin_indicateurs="2025-12-31"
    )
    with connecte() as client:
        client.post(adresse(monde, "calcul_regler", serie=lien.serie_id), REGLAGE)
        assert "premier passage n'a pas encore eu lieu" in client.get(adresse(monde)).content.decode()
    recalculer_vivants(acteur=systeme)
    provenance = reverse("provenance", args=["chiffre", str(Calcul.objects.get().chiffre_id)])
    with connecte() as client:
        change = client.get(adresse(monde)).content.decode()
        assert "1 case regardée, <strong>1</strong> changée" in change and provenance in change
    recalculer_vivants(acteur=systeme)
    with connecte() as client:
        assert "tout disait déjà ce que disent les faits" in client.get(adresse(monde)).content.decode()


def test_chacun_son_programme(monde, lien, connecte):
    ailleurs = ProgrammeFabrique()
    with connecte() as client:
        assert client.get(reverse("calculs", args=[ailleurs.code])).status_code == 404
        absente = adresse(monde, "calcul_regler", serie="00000000-0000-0000-0000-000000000000")
        assert client.get(absente).status_code == 404
    with connecte(Role.PILOTE) as client:
        assert client.get(adresse(monde)).status_code == 403


def test_la_liste_ne_coute_pas_plus_avec_plus_de_lignes(monde, connecte, django_assert_max_num_queries):
    with connecte() as client, django_assert_max_num_queries(40):
        client.get(adresse(monde))
