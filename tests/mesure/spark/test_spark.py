"""Une vraie grappe Spark (un maître, deux travailleurs) rend les mêmes valeurs : `make test-spark`."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from subprocess import DEVNULL

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
def test_spark_duckdb_et_postgres_disent_la_meme_chose_du_kit(kit, moteurs, tmp_path):
    postgres, duckdb, spark = _lus_des_trois(_demandes(()), moteurs, tmp_path / "copie")
    assert spark == duckdb == postgres


@seulement_sur_demande
@pytest.mark.django_db
def test_spark_duckdb_et_postgres_disent_la_meme_chose_d_un_departement(systeme, moteurs, tmp_path):
    Departement(systeme, graine=7, personnes=60)
    postgres, duckdb, spark = _lus_des_trois(_demandes(tuple(COUPES)), moteurs, tmp_path / "copie")
    assert spark == duckdb == postgres


def _lus_des_trois(demandes, moteurs, copie):
    with moteurs() as (postgres, duckdb):
        exporter(duckdb._connexion, copie)
        deux = _lus(demandes, postgres), _lus(demandes, duckdb)
    with ouvrir_spark(copie) as grappe:
        return (*deux, _lus(demandes, grappe))


def _lus(demandes, moteur):
    """Par code : la valeur et, pour quelques indicateurs, qui est compté."""
    return {
        d.declaration.code: (
            calculer(d, moteur),
            membres(d, moteur) if d.declaration.code in MEMBRES else None,
        )
        for d in demandes
    }


@contextmanager
def grappe_a_part(dossier, secret):
    """Un maître et un travailleur que Jalon n'a pas lancés, comme le ferait un exploitant."""
    racine = Path(import_module("pyspark").__file__).parent
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    reglages = dossier / "spark.conf"
    reglages.write_text(f"spark.authenticate true\nspark.authenticate.secret {secret}\n" if secret else "\n")
    env = os.environ | {"SPARK_HOME": str(racine), "SPARK_LOCAL_DIRS": str(dossier)}
    env |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_PUBLIC_DNS": "127.0.0.1"}
    communs = ["--host", "127.0.0.1", "--webui-port", "0", "--properties-file", str(reglages)]
    travail = ["--cores", "1", "--memory", "1g", "--work-dir", str(dossier / "travail")]
    adresse = f"spark://127.0.0.1:{port}"
    lances = []
    try:
        for classe, suite in (
            ("master.Master", ["--port", str(port)]),
            ("worker.Worker", [*travail, adresse]),
        ):
            commande = [racine / "bin" / "spark-class", f"org.apache.spark.deploy.{classe}", *communs, *suite]
            lances.append(subprocess.Popen(commande, env=env, stdout=DEVNULL, stderr=DEVNULL))  # noqa: S603
            attendre(port)
        yield adresse
    finally:
        for lance in reversed(lances):
            lance.terminate()
            lance.wait(timeout=20)


def attendre(port):
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise AssertionError("la grappe d'essai n'a pas démarré")


@seulement_sur_demande
@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "un-secret-d-essai"])
def test_une_grappe_deja_la_rend_les_memes_valeurs(kit, moteurs, tmp_path, monkeypatch, secret):
    """`JALON_SPARK` mène à une grappe lancée à part, avec ou sans secret."""
    demandes = _demandes(())[:6]
    with moteurs() as (_, duckdb):
        exporter(duckdb._connexion, tmp_path / "copie")
        voulus = [calculer(d, duckdb) for d in demandes]
    monkeypatch.setenv("JALON_SPARK_SECRET", secret)
    with grappe_a_part(tmp_path, secret) as adresse, ouvrir_spark(tmp_path / "copie", adresse) as grappe:
        assert grappe._session.sparkContext.master == adresse
        assert [calculer(d, grappe) for d in demandes] == voulus


@seulement_sur_demande
def test_une_grappe_qui_ne_repond_pas_se_dit(tmp_path):
    with pytest.raises(SparkAbsent, match="ne répond pas"), ouvrir_spark(tmp_path, "spark://127.0.0.1:1"):
        pass


def test_sans_spark_ou_sans_java_on_dit_quoi_installer(monkeypatch):
    monkeypatch.setenv("PATH", "/nulle-part")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkAbsent, match="make spark|openjdk-17-jre-headless"), ouvrir(NomMoteur.SPARK):
        pass
