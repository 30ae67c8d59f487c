"""Une vraie grappe Spark (un maître, deux travailleurs) rend les mêmes valeurs : `make test-spark`."""

from __future__ import annotations

import os
from datetime import date

import pytest

from jalon.mesure.chiffres.calcul import calculer, demander, membres
from jalon.mesure.conformite import ARRETE
from jalon.mesure.entrepot.export import exporter
from jalon.mesure.entrepot.spark import SparkAbsent
from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.indicateurs.declaration import COUPES
from jalon.mesure.indicateurs.moteurs import NomMoteur, ouvrir, ouvrir_spark
from tests.mesure.engendre import Departement

seulement_sur_demande = pytest.mark.skipif(
    not os.environ.get("JALON_ESSAI_SPARK"), reason="grappe Spark : lancez « make test-spark »"
)
SEMESTRE = (date(2025, 1, 1), date(2025, 6, 30))
MEMBRES = ("calpae.orientes_1_mois", "charge.par_referent", "rdvi.part_absences")


def _demandes(par):
    return [demander(d, *SEMESTRE, par=par, arrete_au=ARRETE) for d in catalogue()]


@seulement_sur_demande
@pytest.mark.django_db
@pytest.mark.parametrize("population", ["kit", "departement"])
def test_spark_duckdb_et_postgres_disent_la_meme_chose(
    request, systeme, moteurs, tmp_path, entrepot, population
):
    if population == "kit":
        request.getfixturevalue("kit")
        demandes = _demandes(())
    else:
        Departement(systeme, graine=7, personnes=60)
        demandes = _demandes(tuple(COUPES))
    copie = tmp_path / "copie"
    with moteurs() as (postgres, duckdb):
        exporter(duckdb._connexion, copie)
        voulus = [calculer(d, duckdb) for d in demandes]
        assert voulus == [calculer(d, postgres) for d in demandes]
        observes = {d.declaration.code: membres(d, duckdb) for d in demandes if d.declaration.code in MEMBRES}
    with ouvrir_spark(copie) as grappe:
        for demande, voulu in zip(demandes, voulus, strict=True):
            assert calculer(demande, grappe) == voulu, demande.declaration.code
            if demande.declaration.code in MEMBRES:
                assert membres(demande, grappe) == observes[demande.declaration.code]


def test_sans_spark_ou_sans_java_on_dit_quoi_installer(monkeypatch):
    monkeypatch.setenv("PATH", "/nulle-part")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkAbsent, match="make spark|openjdk-17-jre-headless"), ouvrir(NomMoteur.SPARK):
        pass
