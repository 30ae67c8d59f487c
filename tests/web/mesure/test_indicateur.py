"""La page d'un indicateur : ce qu'elle montre, ce qu'elle cache, ce qu'elle coûte."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.socle.acces.enums import Role

pytestmark = pytest.mark.django_db

SEMESTRE = "?du=2025-01-01&au=2025-06-30"
PAGE = "/indicateurs/calpae.orientes_1_mois/"
PART = "/indicateurs/oarsa.part_orientee/"


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.content.decode()[:2000]
    return reponse.content.decode()


def lignes(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


def test_la_reponse_d_abord_puis_la_definition(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, PART + SEMESTRE)
    assert "53,9" in page and "7 sur 13" in page and "1er semestre 2025" in page
    assert "Que compte cet indicateur" in page and "version 1" in page and "DREES" in page


def test_le_gestionnaire_voit_les_petits_effectifs_l_elue_ne_les_voit_pas(kit, connecte):
    adresse = "/indicateurs/calpae.nouveaux_entrants/export/csv/" + SEMESTRE + "&par=age"
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        toutes = [li for li in lignes(client, adresse) if li["Partie"] == "coupe"]
    with connecte(Role.ELU) as client:
        montrees = [li for li in lignes(client, adresse) if li["Partie"] == "coupe"]
    jeunes = next(li for li in toutes if li["Âge à l'entrée"] == "Moins de 25 ans")
    assert jeunes["Valeur"].startswith("2")
    assert len(montrees) == len(toutes)
    for montree, vraie in zip(montrees, toutes, strict=True):
        assert montree["Valeur"] in ("", vraie["Valeur"])
        if 0 < float(vraie["Valeur"].replace(",", ".")) < 5:
            assert (montree["Valeur"], montree["Statut"]) == ("", "caché")


def test_un_croisement_montre_ses_marges_et_son_total(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, "/indicateurs/calpae.nouveaux_entrants/" + SEMESTRE + "&par=territoire&par=sexe")
    assert "Femmes" in page and "Hommes" in page and "Ensemble" in page
    assert "2:caché" not in page


def test_la_periode_d_un_lecteur_restreint_s_etend_a_des_mois_entiers(kit, connecte):
    """Deux périodes qui diffèrent d'un jour montreraient les entrées de ce jour."""
    with connecte(Role.DIRECTION) as client:
        assert 'value="2025-03-01"' in lire(client, PAGE + "?du=2025-03-10&au=2025-03-10")
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        assert 'value="2025-03-10"' in lire(client, PAGE + "?du=2025-03-10&au=2025-03-10")


def test_un_denominateur_vide_dit_quoi_faire(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, "/indicateurs/loi.contrats_1_mois/?du=2024-01-01&au=2024-01-31")
    assert "non calculable" in page and "zéro serait faux" in page


@pytest.mark.parametrize(
    "suite",
    ["?du=abc&au=2025-99-99", "?du=0001-01-01", "?par=nir&par=nom", "?par=age&par=age", "?pas=siecle"],
)
def test_une_chaine_de_requete_hostile_est_ignoree(kit, connecte, suite):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        lire(client, PAGE + suite)


def test_un_indicateur_inconnu_n_existe_pas(kit, connecte):
    with connecte(Role.ELU) as client:
        assert client.get("/indicateurs/rien.du_tout/").status_code == 404


def test_le_nombre_de_requetes_ne_depend_pas_des_cases(kit, connecte):
    compter = {}
    with connecte(Role.ELU) as client:
        lire(client, PAGE + SEMESTRE)
        for suite in ("&par=sexe", "&par=age&par=sexe", "&par=territoire&par=structure"):
            with CaptureQueriesContext(
                connection,
            ) as requetes:
                lire(client, PAGE + SEMESTRE + suite)
            compter[suite] = len(requetes)
    assert compter["&par=sexe"] == compter["&par=age&par=sexe"] <= 20, compter
    assert compter["&par=territoire&par=structure"] == compter["&par=sexe"] + 2, compter


def test_la_tendance_dit_ce_que_dit_la_page_de_chaque_periode(kit, connecte):
    code = "calpae.part_premiers_contrats_2_mois"
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        suite = lignes(client, f"/indicateurs/{code}/export/csv/{SEMESTRE}")
        points = [li for li in suite if li["Partie"] == "tendance"]
        assert len(points) == 12
        for point in points[-6:]:
            periode = f"?du={_iso(point['Du'])}&au={_iso(point['Au'])}"
            [seule, *_] = lignes(client, f"/indicateurs/{code}/export/csv/{periode}")
            assert (seule["Valeur"], seule["Numérateur"]) == (point["Valeur"], point["Numérateur"])


def _iso(jour):
    return "-".join(reversed(jour.split("/"))) if "/" in jour else jour


def test_avant_tout_delai_en_vigueur_rien_n_est_calculable(kit, connecte):
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = lire(client, "/indicateurs/charge.sans_rdv_30_jours/?du=2005-01-01&au=2005-12-31&par=sexe")
        lire(client, "/indicateurs/charge.sans_rdv_30_jours/territoires/?du=2005-01-01&au=2005-12-31")
        lire(client, "/indicateurs/charge.sans_rdv_30_jours/membres/?du=2005-01-01&au=2005-12-31")
    assert "non calculable" in page


def test_tous_les_indicateurs_s_ouvrent(kit, connecte):
    with connecte(Role.DIRECTION) as client:
        for declaration in catalogue():
            page = lire(client, f"/indicateurs/{declaration.code}/{SEMESTRE}&par=territoire&pas=trimestres")
            assert declaration.titre.split()[0] in page
