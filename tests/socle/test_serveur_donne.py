"""Un serveur donné par adresse : installation, migrations, et vraie connexion par rôle.

Sur le PostgreSQL embarqué, et sur le 15 de Debian quand il est là.
"""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psycopg
import pytest

from jalon.socle.base import grappe as module_grappe
from jalon.socle.base.grappe import PORT, Grappe
from jalon.socle.base.installation import connexion_superutilisateur
from jalon.socle.base.roles import creer_base, creer_roles

BINAIRES = Path("/usr/lib/postgresql/15/bin")
RACINE = Path(__file__).resolve().parent.parent.parent

VERSIONS = [
    pytest.param(module_grappe.VERSION_MAJEURE, id="embarque"),
    pytest.param(
        15,
        id="debian-15",
        marks=pytest.mark.skipif(
            not (BINAIRES / "postgres").exists(), reason="PostgreSQL 15 de Debian absent"
        ),
    ),
]


class Serveur:
    """Un PostgreSQL avec ses rôles, désigné par adresses comme le ferait un exploitant."""

    def __init__(self, grappe: Grappe) -> None:
        self.grappe = grappe

    def adresse(self, role: str) -> str:
        return f"postgresql://{role}@/jalon?host={self.grappe.prise}&port={PORT}"

    def jalon(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environnement = {
            "PATH": os.environ["PATH"],
            "JALON_DOSSIER": str(self.grappe.racine.parent / "dossier"),
            "JALON_DATABASE_URL": self.adresse("application"),
            "JALON_DATABASE_URL_PROPRIETAIRE": self.adresse("proprietaire"),
            "JALON_DATABASE_URL_MESURE": self.adresse("mesure"),
        }
        return subprocess.run(
            [sys.executable, "-c", "from jalon.cli import principale; principale()", *arguments],
            env=environnement | variables,
            capture_output=True,
            text=True,
            cwd=RACINE,
        )

    def lire(self, role: str, requete: str, compte: uuid.UUID | str = "") -> list[tuple]:
        with psycopg.connect(self.adresse(role)) as connexion:
            connexion.execute("SELECT set_config('jalon.compte', %s, true)", [str(compte)])
            return connexion.execute(requete).fetchall()


@pytest.fixture(scope="module", params=VERSIONS)
def vide(request) -> Iterator[Serveur]:
    """Serveur démarré, sans rôle ni base."""
    dossier = Path(mkdtemp(prefix="jalon-serveur-"))
    ancien = module_grappe.binaires
    if request.param == 15:
        module_grappe.binaires = lambda version=15: BINAIRES
    try:
        grappe = Grappe(dossier / "base", version=request.param, rapide=True)
        grappe.initialiser()
        with grappe.en_marche():
            yield Serveur(grappe)
    finally:
        module_grappe.binaires = ancien
        rmtree(dossier)


@pytest.fixture(scope="module")
def serveur(vide: Serveur) -> Serveur:
    """Serveur installé par `jalon base installer`, comme chez un département qui a le sien."""
    sans_roles = vide.jalon("base", "installer")
    assert sans_roles.returncode == 1
    assert "CREATE ROLE application" in sans_roles.stderr
    with connexion_superutilisateur(vide.grappe) as connexion:
        assert creer_roles(connexion) == ["proprietaire", "application", "mesure"]
        assert creer_base(connexion)
    installation = vide.jalon("base", "installer")
    assert installation.returncode == 0, installation.stderr
    assert vide.jalon("base", "migrer").returncode == 0
    return vide


def test_la_version_est_bien_celle_demandee(serveur):
    ((version,),) = serveur.lire("mesure", "SHOW server_version")
    assert version.startswith(f"{serveur.grappe.version}.")


def test_sans_adresse_du_proprietaire_le_message_dit_laquelle_donner(serveur):
    resultat = serveur.jalon("base", "migrer", JALON_DATABASE_URL_PROPRIETAIRE="")
    assert resultat.returncode == 1
    assert "JALON_DATABASE_URL_PROPRIETAIRE manque" in resultat.stderr


def test_les_vrais_roles_voient_ce_qu_ils_doivent(serveur):
    programmes = "SELECT code FROM pilotage_programmes_programme ORDER BY code"
    with psycopg.connect(serveur.adresse("proprietaire")) as connexion:
        (systeme,) = connexion.execute("SELECT id FROM socle_acces_compte WHERE systeme").fetchone()
        modele = connexion.execute("SELECT to_regclass('pilotage_programmes_modeleprogramme')").fetchone()
        assert modele != (None,)
    assert serveur.lire("application", programmes) == []
    assert serveur.lire("application", programmes, compte=systeme) == []
    assert serveur.lire("application", "SELECT jalon_voit_tout()", compte=systeme) == [(True,)]
    assert serveur.lire("application", "SELECT jalon_voit_tout()") == [(False,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serveur.lire("mesure", programmes)


@pytest.mark.parametrize(
    "ordre",
    [
        "INSERT INTO socle_acces_habilitation (id) VALUES (gen_random_uuid())",
        "UPDATE socle_acces_habilitation SET role = 'administrateur'",
        "DELETE FROM socle_acces_habilitationevent",
        "SELECT * FROM jalon_habilitations()",
        "CREATE TABLE intruse (id int)",
        "ALTER TABLE socle_pieces_piece DISABLE ROW LEVEL SECURITY",
        "SET ROLE proprietaire",
        "SET row_security = off; SELECT * FROM socle_pieces_piece",
    ],
)
def test_l_application_ne_peut_pas_s_accorder_de_droit(serveur, ordre):
    with psycopg.connect(serveur.adresse("application")) as connexion:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.lookup("42501"))):
            for morceau in ordre.split("; "):
                connexion.execute(morceau)


def test_l_application_recoit_les_habilitations_par_la_fonction_seule(serveur):
    with psycopg.connect(serveur.adresse("application")) as connexion:
        (systeme,) = connexion.execute("SELECT id FROM socle_acces_compte WHERE systeme").fetchone()
        ordre = "SELECT jalon_accorder_habilitation(%s, %s, 'elu', NULL, '', '', NULL, '[2020-01-01,)', '')"
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connexion.transaction():
            connexion.execute(ordre, [uuid.uuid4(), systeme])
        connexion.execute("SELECT set_config('jalon.compte', %s, true)", [str(systeme)])
        connexion.execute(ordre, [uuid.uuid4(), systeme])
        trouve = connexion.execute(
            "SELECT role FROM socle_acces_habilitation WHERE compte_id = %s", [systeme]
        )
        assert trouve.fetchall() == [("elu",)]
        connexion.rollback()


def test_la_sauvegarde_et_la_restauration_marchent_avec_ce_serveur(serveur, tmp_path):
    archive = tmp_path / "s.tar"
    sauvegarde = serveur.jalon("base", "sauvegarder", str(archive))
    assert sauvegarde.returncode == 0, sauvegarde.stderr
    restauration = serveur.jalon("base", "restaurer", "--oui", str(archive))
    assert restauration.returncode == 0, restauration.stderr
    assert "restaurée et vérifiée" in restauration.stdout
