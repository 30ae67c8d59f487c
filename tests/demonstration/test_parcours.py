"""Des mois joués par les services des écrans : chaque délai se lit dans les faits, personne n'est inventé."""

from __future__ import annotations

from datetime import date

import pytest

from jalon.cli.territoire import FICHIER
from jalon.demonstration.parcours import DejaJoue, departement_invente, deroule, simuler
from jalon.parcours.contrats.enums import EtatContrat, Partie
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.models import Episode, Perimetre, Personne
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.parametres.depart import charger_valeurs_de_depart
from jalon.socle.territoire.chargement import charger_territoire
from tests.flux import charger

pytestmark = pytest.mark.django_db


@pytest.fixture
def joue(systeme, monkeypatch, communes_du_modele):
    # Un essai n'a qu'une transaction : les tables temporaires d'un chargement s'y effacent à la main.
    monkeypatch.setattr(deroule, "charger_flux", lambda chemin, acteur: charger(chemin, acteur))
    return simuler(foyers=14, nombre_mois=2, acteur=systeme, fin=date(2025, 9, 1))


@pytest.fixture
def communes_du_modele(systeme):
    charger_valeurs_de_depart()
    charger_territoire(FICHIER)


def test_deux_mois_se_jouent_du_fichier_au_contrat_signe(joue, systeme):
    assert joue.fichiers == 2
    assert joue.faits["orientations"] == Orientation.objects.count() > 0
    assert joue.faits["diagnostics"] == Diagnostic.objects.count() > 0
    signes = Contrat.objects.filter(etat=EtatContrat.SIGNE)
    assert joue.faits["contrats"] == signes.count() > 0
    for contrat in signes:
        signature = {s.partie: s.quand for s in contrat.signatures.filter(version=contrat.version)}
        assert set(signature) == set(Partie)
        orientation = Orientation.objects.get(personne=contrat.personne_id)
        episode = Episode.objects.get(personne=contrat.personne_id, sortie=None)
        premier = Participation.objects.filter(personne=contrat.personne_id, issue=Issue.HONORE).earliest(
            "rendezvous__debut"
        )
        jours = [
            episode.connu_le,
            orientation.decidee_le,
            orientation.notifiee_le,
            premier.rendezvous.debut.date(),
            contrat.signe_le,
        ]
        assert jours == sorted(jours)
    departements = set(Perimetre.objects.values_list("departement", flat=True))
    assert departements == {departement_invente()}, "le code d'une habilitation doit s'y retrouver"
    avec_faits = set(Orientation.objects.values_list("personne", flat=True))
    assert avec_faits <= set(Personne.objects.values_list("pk", flat=True))
    with pytest.raises(DejaJoue, match="déjà reçu des fichiers"):
        simuler(foyers=14, nombre_mois=1, acteur=systeme)
