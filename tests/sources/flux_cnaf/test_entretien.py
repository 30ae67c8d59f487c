"""L'entretien de la nuit : fichiers, rejets traités, lignes de France Travail, lectures ; aucune personne."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.models import Chargement, ObservationFranceTravail, Personne, Rejet
from jalon.socle.acces.enums import Role
from jalon.socle.journal.models import Lecture
from jalon.sources.flux_cnaf.entretien import BilanEntretien, entretenir
from tests.parcours.personnes.departement import charger, fichiers, reglages

pytestmark = pytest.mark.django_db


def test_l_entretien_efface_ce_qui_est_passe_et_rien_d_autre(tmp_path, systeme, en_tant_que):
    charger([fichier.chemin for fichier in fichiers(reglages(10), tmp_path)], systeme)
    chargement = Chargement.objects.get()
    tard = chargement.effacer_le + timedelta(days=1)
    traite = {"etat": "abandonne", "traite_le": timezone.now()}
    for ligne, suite in ((1, {}), (2, traite)):
        Rejet.objects.create(chargement=chargement, ligne=ligne, motif="x", contenu=b"secret", **suite)
    commun = {"nature": "stock", "identifiant": "1", "appariement": "aucune", "contenu": b"x"}
    for ligne, jour in ((1, date(2019, 1, 1)), (2, tard)):
        dit = Chargement.objects.create(
            source="france_travail",
            nom_fichier="stock",
            empreinte=str(ligne),
            octets=1,
            reference=jour,
            compte=systeme,
        )
        ObservationFranceTravail.objects.create(chargement=dit, ligne=ligne, effet=jour, **commun)
    for jours in (0, 500):
        Lecture.objects.create(
            compte=systeme,
            sujet=Personne.objects.first().pk,
            ecran="personne",
            quand=timezone.now() - timedelta(days=jours),
        )
    personnes = Personne.objects.count()
    with en_tant_que(systeme):
        bilan = entretenir(a_la_date=tard, acteur=systeme)
    assert bilan == BilanEntretien(fichiers=1, rejets=1, lignes_france_travail=1, lectures=1)
    assert sorted(bytes(r.contenu) for r in Rejet.objects.all()) == [b"", b"secret"]
    assert Lecture.objects.count() == 1 and ObservationFranceTravail.objects.count() == 1
    assert Personne.objects.filter(effacee_le=None).count() == personnes
    chargement.refresh_from_db()
    assert chargement.archive == ""
    with en_tant_que(systeme):
        assert entretenir(a_la_date=tard, acteur=systeme) == BilanEntretien()


@pytest.mark.parametrize("role", [Role.DPO, Role.GESTIONNAIRE_DROITS])
def test_personne_d_autre_que_le_systeme_n_efface_le_journal(creer_compte, en_tant_que, role):
    with en_tant_que(creer_compte(role)), connection.cursor() as curseur:
        with pytest.raises(ProgrammingError), transaction.atomic():
            curseur.execute("SELECT jalon_purger_lectures()")
        with pytest.raises(ProgrammingError), transaction.atomic():
            curseur.execute("DELETE FROM socle_journal_lecture")
