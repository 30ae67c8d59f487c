"""Une étape d'histoire a toujours son sujet : la base le vérifie pour tout un ordre à la fois."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from jalon.parcours.personnes.models import Foyer, Membre
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.personnes.departement import charger, fichiers, reglages

pytestmark = pytest.mark.django_db
TABLES = TABLES_FOYER | TABLES_MEMBRE


@pytest.fixture
def charge(tmp_path, systeme):
    charger([fichier.chemin for fichier in fichiers(reglages(20), tmp_path)], systeme)
    with contexte_compte(systeme):
        yield


@pytest.mark.parametrize("nom", TABLES)
def test_une_etape_sans_sujet_est_refusee(nom, charge):
    table = TABLES[nom]
    etape = table.modele._default_manager.values_list(*table.toutes).first()
    assert etape is not None
    nom_sql, colonnes = table.modele._meta.db_table, ", ".join(table.toutes)
    valeurs = ", ".join(["%s", *table.toutes[1:]])
    copier = f"INSERT INTO {nom_sql} ({colonnes}) SELECT {valeurs} FROM {nom_sql} WHERE {table.sujet} = %s"
    with pytest.raises(IntegrityError, match="n'a pas de sujet"), transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute(copier, [uuid4(), etape[0]])
    with pytest.raises(IntegrityError, match="n'a pas de sujet"), transaction.atomic():
        table.modele._default_manager.filter(**{table.sujet: etape[0]}).update(**{table.sujet: uuid4()})


@pytest.mark.parametrize(("modele", "nom"), [(Foyer, "foyer"), (Membre, "membre")])
def test_un_sujet_qui_a_une_histoire_ne_s_efface_pas(modele, nom, charge):
    with pytest.raises(IntegrityError, match="a encore une étape"), transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute(f"DELETE FROM parcours_personnes_{nom}")
    assert modele.objects.exists()
