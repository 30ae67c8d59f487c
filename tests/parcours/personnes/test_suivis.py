"""Un dossier s'ouvre et se ferme à son jour, sans que personne n'agisse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jalon.parcours.personnes.models import Affectation, Perimetre
from jalon.parcours.personnes.suivis import confier_personne
from jalon.parcours.personnes.tasks import suivre
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.france_travail.lignes import adultes_au_nir

pytestmark = pytest.mark.django_db


def test_une_affectation_commence_puis_finit_a_son_jour(tmp_path, systeme):
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path)], systeme)
    (membre,) = adultes_au_nir(1)
    aujourd_hui = timezone.localdate()
    demain, hier = aujourd_hui + timedelta(days=1), aujourd_hui - timedelta(days=1)
    structure = Organisation.objects.create(nom="Structure")
    with contexte_compte(systeme):
        confier_personne(personne=membre.personne_id, organisation=structure, du=demain, acteur=systeme)

    def structures():
        return Perimetre.objects.get(personne=membre.personne_id).organisations

    assert suivre(a_la_date=aujourd_hui, acteur=systeme) == 0 and structures() == []
    Affectation.objects.update(debut=aujourd_hui)  # comme si une nuit avait passé
    assert suivre(a_la_date=aujourd_hui, acteur=systeme) == 1 and structures() == [structure.pk]
    Affectation.objects.update(debut=aujourd_hui - timedelta(days=90), fin=hier)
    assert suivre(a_la_date=aujourd_hui, acteur=systeme) == 1 and structures() == []
