"""La base ne montre un programme, ni rien de ce qui en dépend, hors de son périmètre — en SQL brut."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from jalon.socle.acces.enums import Role
from tests.fabriques import (
    AffectationSoldeFabrique,
    ContrepartieFabrique,
    LigneAnnexeFabrique,
    MentionFabrique,
    MesureFabrique,
    SerieFabrique,
    programme_garni,
)

pytestmark = pytest.mark.django_db

APPLICATIONS = (
    "mesure_chiffres",
    "pilotage_programmes",
    "pilotage_finances",
    "pilotage_bilans",
    "pilotage_controles",
)
COMMUNES = {
    "pilotage_programmes_modeleprogramme",
    "pilotage_programmes_modeleprogramme_thematiques",
    "pilotage_programmes_etatmodele",
    "pilotage_programmes_sectionmodele",
    "pilotage_programmes_thematique",
    "pilotage_bilans_freinaction",
}
"""Référentiels partagés entre programmes : ils ne contiennent rien de propre à l'un d'eux."""


def tables_cloisonnees() -> list[str]:
    tables = set()
    for application in APPLICATIONS:
        for modele in apps.get_app_config(application).get_models(include_auto_created=True):
            if modele._meta.managed and not modele._meta.proxy:
                tables.add(modele._meta.db_table)
    return sorted(tables - COMMUNES)


@pytest.fixture
def exercice(systeme):
    exercice = programme_garni(2, departement="35")
    action = exercice.programme.places.first().action
    AffectationSoldeFabrique(exercice=exercice, action=action)
    ContrepartieFabrique(exercice=exercice, action=action)
    MentionFabrique(exercice=exercice, nombre=Decimal(1))
    serie = SerieFabrique(cloison=exercice.programme.pk)
    LigneAnnexeFabrique(mesure=MesureFabrique(programme=exercice.programme), serie=serie)
    return exercice


def compter(table: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - nom venu des modèles
        return curseur.fetchone()[0]


@pytest.mark.parametrize("table", tables_cloisonnees())
def test_chaque_table_porte_des_politiques(table):
    with connection.cursor() as curseur:
        curseur.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        assert curseur.fetchone() == (True,)
        curseur.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [table])
        assert curseur.fetchone()[0] >= 2


def test_un_compte_d_un_autre_departement_ne_voit_rien(exercice, creer_compte, en_tant_que):
    pleines = {table: n for table in tables_cloisonnees() if (n := compter(table))}
    assert len(pleines) > 25
    for compte in (creer_compte(Role.CHARGEE_MISSION, departement="22"), creer_compte(), None):
        with en_tant_que(compte):
            assert {table: compter(table) for table in pleines} == dict.fromkeys(pleines, 0)


def test_un_compte_du_departement_voit_tout_le_programme(exercice, creer_compte, en_tant_que):
    pleines = {table: n for table in tables_cloisonnees() if (n := compter(table))}
    with en_tant_que(creer_compte(Role.ETAT, departement="35")):
        assert {table: compter(table) for table in pleines} == pleines


@pytest.mark.parametrize(
    ("role", "departement"), [(Role.ETAT, "35"), (Role.ELU, "35"), (Role.CHARGEE_MISSION, "22")]
)
def test_qui_ne_peut_pas_ecrire_ne_change_rien(exercice, creer_compte, en_tant_que, role, departement):
    with en_tant_que(creer_compte(role, departement=departement)), connection.cursor() as curseur:
        curseur.execute("UPDATE pilotage_finances_credit SET montant = 0")
        assert curseur.rowcount == 0
        curseur.execute("DELETE FROM mesure_chiffres_chiffre")
        assert curseur.rowcount == 0


def test_on_n_ajoute_rien_chez_les_autres(exercice, creer_compte, en_tant_que):
    compte = creer_compte(Role.CHARGEE_MISSION, departement="22")
    ordre = (
        "INSERT INTO pilotage_programmes_axe"
        " (id, programme_id, code, titre, titre_court, groupe, ensemble, ordre)"
        " VALUES (gen_random_uuid(), %s, 'X', 'Intrus', '', '', '', 99)"
    )
    with en_tant_que(compte), connection.cursor() as curseur:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            curseur.execute(ordre, [exercice.programme.pk])


def test_l_histoire_ne_se_reecrit_pas(exercice, creer_compte, en_tant_que):
    with en_tant_que(creer_compte(Role.CHARGEE_MISSION, departement="35")), connection.cursor() as curseur:
        for ordre in ("UPDATE {} SET montant = 0", "DELETE FROM {}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                curseur.execute(ordre.format("pilotage_finances_creditevent"))


def test_une_chargee_de_mission_ecrit_dans_son_departement(exercice, creer_compte, en_tant_que):
    with en_tant_que(creer_compte(Role.CHARGEE_MISSION, departement="35")), connection.cursor() as curseur:
        curseur.execute("UPDATE pilotage_finances_credit SET montant = 7 WHERE nature = 'prevu'")
        assert curseur.rowcount == 2
