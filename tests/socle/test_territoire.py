"""Le référentiel des territoires, chargé depuis son fichier."""

from __future__ import annotations

import gzip
import json

import pytest

from jalon.socle.territoire.chargement import ReferentielIllisible, charger_territoire
from jalon.socle.territoire.models import Commune, Departement, Epci
from jalon.socle.territoire.selectors import communes_de, departement_par_code, epci_de

DONNEES = {
    "source": "essai",
    "departements": [["01", "Premier", "84"], ["2A", "Second", "94"]],
    "epci": [["200000001", "CC du Centre", "CC", 300]],
    "communes": [
        ["01001", "Aval", "01", "200000001", 100],
        ["01002", "Amont", "01", "200000001", 200],
        ["2A001", "Île", "2A", None, None],
    ],
}


@pytest.fixture
def ecrire(tmp_path):
    def fichier(donnees):
        chemin = tmp_path / "territoire.json.gz"
        chemin.write_bytes(gzip.compress(json.dumps(donnees).encode()))
        return chemin

    return fichier


@pytest.mark.django_db
def test_charger_deux_fois_ne_change_rien(ecrire):
    chemin = ecrire(DONNEES)
    assert charger_territoire(chemin) == charger_territoire(chemin)
    assert departement_par_code("01").population == 300
    assert departement_par_code("99") is None
    assert [commune.nom for commune in communes_de("01")] == ["Amont", "Aval"]
    assert [epci.nom for epci in epci_de("01")] == ["CC du Centre"]
    assert Commune.objects.get(pk="2A001").population is None


@pytest.mark.django_db
def test_une_commune_fusionnee_disparait_et_les_populations_suivent(ecrire):
    charger_territoire(ecrire(DONNEES))
    suite = DONNEES | {
        "communes": [["01001", "Aval-Amont", "01", None, 310], DONNEES["communes"][2]],
        "epci": [],
    }
    charger_territoire(ecrire(suite))
    assert [commune.nom for commune in communes_de("01")] == ["Aval-Amont"]
    assert Departement.objects.get(pk="01").population == 310
    assert not Epci.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("donnees", [{}, {"departements": [["01"]], "epci": [], "communes": []}, [], "texte"])
def test_un_fichier_de_forme_inattendue_ne_change_rien(ecrire, donnees):
    charger_territoire(ecrire(DONNEES))
    with pytest.raises(ReferentielIllisible, match="make statiques"):
        charger_territoire(ecrire(donnees))
    assert Commune.objects.count() == 3


def test_un_fichier_absent_ou_tronque_est_dit(tmp_path, ecrire):
    with pytest.raises(ReferentielIllisible, match="manque"):
        charger_territoire(tmp_path / "absent.json.gz")
    chemin = ecrire(DONNEES)
    chemin.write_bytes(chemin.read_bytes()[:-20])
    with pytest.raises(ReferentielIllisible, match="ne se lit pas"):
        charger_territoire(chemin)
