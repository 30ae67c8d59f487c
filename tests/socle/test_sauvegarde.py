"""Sauvegarde, restauration et mise à niveau, sur de vraies grappes jetables."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from jalon.socle.base.grappe import PORT, ErreurGrappe, Grappe
from jalon.socle.base.installation import preparer_grappe
from jalon.socle.base.sauvegarde import (
    ErreurSauvegarde,
    lire_manifeste,
    mettre_a_niveau,
    restaurer,
    sauvegarder,
)


@pytest.fixture
def racine() -> Iterator[Path]:
    dossier = Path(mkdtemp(prefix="jalon-grappe-"))
    yield dossier / "base"
    shutil.rmtree(dossier)


def chaine(grappe: Grappe, role: str = "proprietaire") -> str:
    return f"host={grappe.prise} port={PORT} user={role} dbname=jalon"


def remplir(grappe: Grappe) -> None:
    preparer_grappe(grappe)
    with psycopg.connect(chaine(grappe)) as connexion:
        connexion.execute("CREATE TABLE chose (id int PRIMARY KEY, nom text)")
        connexion.execute("INSERT INTO chose SELECT n, 'né · ' || n FROM generate_series(1, 500) n")
        connexion.execute("ALTER TABLE chose ENABLE ROW LEVEL SECURITY")
        connexion.execute("CREATE POLICY lire ON chose FOR SELECT TO application USING (id <= 3)")


def compter(grappe: Grappe, role: str) -> int:
    with psycopg.connect(chaine(grappe, role)) as connexion:
        return connexion.execute("SELECT count(*) FROM chose").fetchone()[0]


def test_restaurer_rend_les_lignes_les_droits_et_les_politiques(racine, tmp_path):
    grappe = Grappe(racine, rapide=True)
    grappe.initialiser()
    archive = tmp_path / "s.tar"
    with grappe.en_marche():
        remplir(grappe)
        manifeste = sauvegarder(archive, chaine(grappe))
        assert manifeste.lignes == {"chose": 500}
        assert archive.stat().st_mode & 0o777 == 0o600
        assert lire_manifeste(archive) == manifeste
        with psycopg.connect(chaine(grappe)) as connexion:
            connexion.execute("DELETE FROM chose")
            connexion.execute("CREATE TABLE plus_tard (id int)")
        restaurer(archive, chaine(grappe))
        assert (compter(grappe, "proprietaire"), compter(grappe, "application")) == (500, 3)
        with psycopg.connect(chaine(grappe)) as connexion:
            connexion.execute("CREATE TABLE nouvelle (id int)")
            connexion.execute("COMMIT")
            droit = connexion.execute("SELECT has_table_privilege('application', 'nouvelle', 'INSERT')")
            assert droit.fetchone() == (True,)
            assert connexion.execute("SELECT to_regclass('plus_tard')").fetchone() == (None,)
    assert not grappe.demarree


def test_une_sauvegarde_abimee_ou_infidele_ne_change_rien(racine, tmp_path):
    grappe = Grappe(racine, rapide=True)
    grappe.initialiser()
    archive, tronquee, menteuse = tmp_path / "s.tar", tmp_path / "t.tar", tmp_path / "m.tar"
    with grappe.en_marche():
        remplir(grappe)
        sauvegarder(archive, chaine(grappe))
        with pytest.raises(ErreurSauvegarde, match="existe déjà"):
            sauvegarder(archive, chaine(grappe))
        tronquee.write_bytes(archive.read_bytes()[:-3000])
        menteuse.write_bytes(archive.read_bytes().replace(b'"chose": 500', b'"chose": 501'))
        with pytest.raises(ErreurSauvegarde):
            restaurer(tronquee, chaine(grappe))
        with pytest.raises(ErreurSauvegarde, match="501 lignes attendues, 500 restaurées"):
            restaurer(menteuse, chaine(grappe))
        assert compter(grappe, "proprietaire") == 500
        with (
            psycopg.connect(chaine(grappe, "application")),
            pytest.raises(ErreurSauvegarde, match="en service"),
        ):
            restaurer(archive, chaine(grappe))


def test_un_fichier_quelconque_n_est_pas_une_sauvegarde(tmp_path):
    faux, autre = tmp_path / "faux.tar", tmp_path / "autre.tar"
    faux.write_bytes(b"rien")
    with tarfile.open(autre, "w") as archive:
        archive.add(faux, arcname="base.dump")
    for fichier in (faux, autre, tmp_path / "absent.tar"):
        with pytest.raises(ErreurSauvegarde, match="n'est pas une sauvegarde"):
            lire_manifeste(fichier)


def test_la_mise_a_niveau_garde_tout_et_laisse_l_ancienne_copie(racine):
    ancienne = Grappe(racine, version=16, rapide=True)
    ancienne.initialiser()
    with ancienne.en_marche():
        remplir(ancienne)
    grappe = Grappe(racine, rapide=True)
    with pytest.raises(ErreurGrappe, match="mettre-a-niveau"):
        grappe.demarrer()
    assert mettre_a_niveau(grappe) == 16
    assert mettre_a_niveau(grappe) is None
    assert (racine / "donnees-16" / "PG_VERSION").exists()
    with grappe.en_marche():
        assert (compter(grappe, "proprietaire"), compter(grappe, "application")) == (500, 3)


def test_une_mise_a_niveau_coupee_entre_les_deux_renommages_se_termine(racine):
    grappe = Grappe(racine, rapide=True)
    nouvelle = Grappe(racine / "nouvelle", rapide=True)
    nouvelle.initialiser()
    assert mettre_a_niveau(grappe) is None
    assert grappe.version_des_donnees == grappe.version


def test_le_dernier_utilisateur_arrete_le_serveur(racine):
    grappe = Grappe(racine, rapide=True)
    grappe.initialiser()
    with grappe.en_marche():
        with Grappe(racine, rapide=True).en_marche():
            assert grappe.demarree
        assert grappe.demarree
    assert not grappe.demarree


def test_la_grappe_ne_parle_qu_aux_comptes_de_la_machine(racine):
    grappe = Grappe(racine, rapide=True)
    grappe.initialiser()
    with grappe.en_marche():
        preparer_grappe(grappe)
        with psycopg.connect(chaine(grappe)) as connexion:
            assert connexion.execute("SHOW listen_addresses").fetchone() == ("",)
            regles = connexion.execute("SHOW unix_socket_permissions").fetchone()
            assert regles == ("0700",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(chaine(grappe, "inconnu"))
    hba = (grappe.donnees / "pg_hba.conf").read_text()
    assert "trust" not in hba
    assert grappe.donnees.stat().st_mode & 0o077 == 0


def test_un_chemin_trop_long_garde_une_prise_courte_et_privee(tmp_path):
    grappe = Grappe(tmp_path / ("long" * 30), rapide=True)
    assert len(str(grappe.prise)) + len("/.s.PGSQL.5432") < 107
    grappe.initialiser()
    with grappe.en_marche():
        assert grappe.prise.stat().st_mode & 0o077 == 0
    shutil.rmtree(grappe.racine)
