"""Outils communs des tests : un serveur PostgreSQL jetable, des rôles vrais, aucune sortie vers le réseau."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

from jalon.socle.base.grappe import grappe_embarquee
from tests.decor import base_du_fichier as base_du_fichier
from tests.decor import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.modele import migrer_une_fois
from tests.repartition import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler

if TYPE_CHECKING:
    from jalon.mesure.entrepot.copie import Entrepot
    from jalon.socle.acces.enums import Role
    from jalon.socle.acces.models import Compte
    from tests.mesure.kit import Kit


# Une intégration rouge doit parler du commit : elle rejoue toujours les mêmes exemples, en petit nombre.
# Sur un poste, le hasard cherche encore.
settings.register_profile(
    "integration",
    derandomize=True,
    max_examples=30,
    # Une machine lente tire lentement : ce n'est pas une faute du code essayé.
    suppress_health_check=[HealthCheck.too_slow],
)

_serveur = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Le processus principal démarre le serveur et crée les rôles ; ceux de xdist s'en servent."""
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)
    os.environ["JALON_ARCHIVES"] = tempfile.mkdtemp(prefix="archives-", dir=os.environ["JALON_DOSSIER_TESTS"])
    if hasattr(config, "workerinput") or os.environ.get("JALON_DATABASE_URL"):
        return
    from jalon.socle.base.installation import connexion_superutilisateur, preparer_grappe
    from jalon.socle.base.roles import poser_droits_par_defaut

    grappe = grappe_embarquee()
    grappe.initialiser()
    _serveur.enter_context(grappe.en_marche())
    preparer_grappe(grappe, createdb=True)
    # Les bases de test sont copiées de template1 : elles naissent avec les droits par défaut.
    with connexion_superutilisateur(grappe, "template1") as connexion:
        poser_droits_par_defaut(connexion)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or os.environ.get("JALON_DATABASE_URL"):
        return
    _serveur.close()
    grappe_embarquee().arreter()
    shutil.rmtree(os.environ["JALON_DOSSIER_TESTS"], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Les migrations passent une fois ; la base de chaque processus en est une copie."""
    from django.db import connection

    if not os.environ.get("JALON_DATABASE_URL"):
        with django_db_blocker.unblock():
            migrer_une_fois()
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@contextmanager
def _en_tant_que(compte: Compte | None) -> Iterator[None]:
    """Ce que verrait l'application pour ce compte : rôle `application` et contexte, le temps du bloc."""
    from django.db import connection, transaction

    from jalon.socle.base.contexte import poser_compte

    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET LOCAL ROLE application")
        poser_compte(compte.pk if compte else None)
        yield
        curseur.execute("RESET ROLE")
        poser_compte(None)


@pytest.fixture
def en_tant_que(db: None) -> Callable[[Any], Any]:
    """`with en_tant_que(compte): …` ; `None` pour agir sans contexte."""
    return _en_tant_que


@pytest.fixture
def systeme(db: None) -> Compte:
    """Le compte du système, qui voit tout."""
    from jalon.socle.acces.selectors import compte_systeme

    return compte_systeme()


@pytest.fixture(scope="module")
def kit_du_fichier(base_du_fichier: None) -> Kit:
    from jalon.socle.acces.selectors import compte_systeme
    from tests.mesure.kit import Kit

    return Kit(compte_systeme())


@pytest.fixture
def kit(db: None, kit_du_fichier: Kit) -> Kit:
    """Le département compté à la main, écrit en base."""
    return deepcopy(kit_du_fichier)


@pytest.fixture
def entrepot(tmp_path_factory: pytest.TempPathFactory) -> Entrepot:
    """Une copie en colonnes encore vide, propre à l'essai."""
    from jalon.mesure.entrepot.copie import Entrepot

    return Entrepot(tmp_path_factory.mktemp("entrepot"))


@pytest.fixture
def creer_compte(systeme: Compte) -> Callable[..., Compte]:
    """`creer_compte(Role.PILOTE, departement="35")` : un compte habilité depuis le 1er janvier 2020."""
    from jalon.socle.acces import services

    def creer(*roles: Role, courriel: str = "", **perimetre: Any) -> Compte:
        creer.rang += 1  # type: ignore[attr-defined]
        compte = services.creer_compte(
            courriel=courriel or f"personne{creer.rang}@exemple.invalid",  # type: ignore[attr-defined]
            nom=f"Personne {creer.rang}",  # type: ignore[attr-defined]
            mot_de_passe="Un-mot-2-passe!",
            acteur=systeme,
        )
        for role in roles:
            services.accorder_habilitation(
                compte=compte, role=role, acteur=systeme, du=date(2020, 1, 1), **perimetre
            )
        return compte

    creer.rang = 0  # type: ignore[attr-defined]
    return creer


@pytest.fixture(scope="session")
def documents_reels() -> Path:
    """Dossier des deux rapports publiés, hors du dépôt ; sans lui les tests qui le demandent sont passés."""
    dossier = Path(__file__).resolve().parent.parent / ".." / "shared" / "documents"
    if not dossier.is_dir():
        pytest.skip("les rapports publiés (../shared/documents) ne sont pas là")
    return dossier.resolve()
