"""Une étape d'histoire, une observation ont toujours leur sujet : la base le vérifie par ordre entier."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from jalon.parcours.personnes.models import (
    ChangementDossier,
    Chargement,
    Foyer,
    Membre,
    ObservationDossier,
    VersionDossier,
)
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


@pytest.mark.parametrize("colonne", ["foyer_id", "chargement_id"])
def test_un_changement_sans_sujet_est_refuse(colonne, charge):
    note = ChangementDossier.objects.values("foyer_id", "chargement_id", "nature")[0]
    absente = uuid4() if colonne == "foyer_id" else 0
    with pytest.raises(IntegrityError, match="n'a pas de sujet"), transaction.atomic():
        ChangementDossier.objects.bulk_create([ChangementDossier(**(note | {colonne: absente}))])
    ChangementDossier.objects.bulk_create([ChangementDossier(**note)])


@pytest.mark.parametrize("colonne", ["foyer_id", "version_id", "chargement_id"])
def test_une_observation_sans_sujet_est_refusee(colonne, charge):
    vue = dict(ObservationDossier.objects.values("foyer_id", "version_id", "chargement_id")[0])
    absente = uuid4() if colonne == "foyer_id" else 0
    with pytest.raises(IntegrityError, match="n'a pas de sujet"), transaction.atomic():
        ObservationDossier.objects.filter(**vue).update(**{colonne: absente})
    ObservationDossier.objects.filter(**vue).delete()
    with pytest.raises(IntegrityError, match="n'a pas de sujet"), transaction.atomic():
        ObservationDossier.objects.bulk_create([ObservationDossier(**(vue | {colonne: absente}))])
    ObservationDossier.objects.bulk_create([ObservationDossier(**vue)])


@pytest.mark.parametrize(
    ("modele", "nom"),
    [
        (Foyer, "foyer"),
        (Membre, "membre"),
        (VersionDossier, "versiondossier"),
        (Chargement, "chargement"),
    ],
)
def test_un_sujet_qui_a_une_histoire_ne_s_efface_pas(modele, nom, charge):
    with pytest.raises(IntegrityError, match="a encore une étape"), transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute(f"DELETE FROM parcours_personnes_{nom}")
    assert modele.objects.exists()
