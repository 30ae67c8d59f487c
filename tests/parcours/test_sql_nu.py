"""Toute table du parcours qui désigne une personne, lue et écrite en SQL nu sous chaque rôle.

La table est trouvée dans les modèles : une pièce nouvelle y est dès sa première migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.enums import ROLES_PROGRAMMES, Role
from tests.flux import NORD, SUD, poser_territoire
from tests.orientation import orienter
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db

PIECES = ("orientation", "rendezvous", "contrats", "suivi", "manquements")


def tables() -> Iterator[tuple[str, str]]:
    """Chaque table d'une pièce, et sa colonne vers la personne."""
    for piece in PIECES:
        for modele in apps.get_app_config(f"parcours_{piece}").get_models(include_auto_created=True):
            for champ in modele._meta.concrete_fields:
                if champ.related_model is Personne:
                    yield modele._meta.db_table, champ.column


TABLES = sorted(set(tables()))
ORIENTATION = [(table, colonne) for table, colonne in TABLES if table.startswith("parcours_orientation_")]


def lire(table: str, colonne: str, personne: UUID) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f'SELECT count(*) FROM "{table}" WHERE "{colonne}" = %s', [personne])
        return int(curseur.fetchone()[0])


def ecrire(ordre: str) -> int:
    """Lignes touchées ; zéro si la base refuse l'ordre."""
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(ordre)
            return int(curseur.rowcount)
    except ProgrammingError:
        return 0


@pytest.fixture
def orientee(systeme) -> Personne:
    poser_territoire()
    personne = creer_dossier(territoire=NORD).personne
    orienter(systeme, personne)
    return personne


def test_chaque_table_du_parcours_est_cloisonnee() -> None:
    """Sécurité des lignes activée et forcée : le propriétaire lui-même n'y échappe que par une fonction."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND NOT relrowsecurity",
            [[table for table, _ in TABLES]],
        )
        assert curseur.fetchall() == []
    assert len(TABLES) > 15


@pytest.mark.parametrize(("table", "colonne"), ORIENTATION)
def test_le_territoire_voisin_ne_lit_ni_n_ecrit_une_orientation(
    orientee, creer_compte, en_tant_que, table, colonne
) -> None:
    with en_tant_que(creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)):
        siennes = lire(table, colonne, orientee.pk)
    assert siennes >= 1, "l'agent du territoire doit voir la ligne, sans quoi l'essai ne prouve rien"
    voisin = creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)
    for compte in (None, voisin, creer_compte(Role.REFERENT), creer_compte(Role.RESPONSABLE_STRUCTURE)):
        with en_tant_que(compte):
            assert lire(table, colonne, orientee.pk) == 0
            assert ecrire(f'UPDATE "{table}" SET "{colonne}" = "{colonne}"') == 0
            assert ecrire(f'DELETE FROM "{table}"') == 0


@pytest.mark.parametrize("role", [*ROLES_PROGRAMMES, Role.DPO, Role.ADMINISTRATEUR])
def test_les_roles_sans_dossier_ne_lisent_aucune_table_du_parcours(
    orientee, creer_compte, en_tant_que, role
) -> None:
    with en_tant_que(creer_compte(role)):
        vues = {table for table, colonne in TABLES if lire(table, colonne, orientee.pk)}
    assert vues == set()


def test_les_positions_d_un_diagnostic_suivent_le_diagnostic(orientee, creer_compte, en_tant_que) -> None:
    requete = "SELECT count(*) FROM parcours_orientation_positiondiagnostic"
    for territoire, attendues in ((NORD, True), (SUD, False)):
        with en_tant_que(creer_compte(Role.AGENT_ORIENTATION, territoire=territoire)):
            with connection.cursor() as curseur:
                curseur.execute(requete)
                assert bool(curseur.fetchone()[0]) is attendues
