"""Des mois joués par les services des écrans : chaque délai se lit dans les faits, personne n'est inventé."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jalon.cli.territoire import FICHIER
from jalon.demonstration.parcours import DejaJoue, departement_invente, deroule, simuler
from jalon.demonstration.parcours.temps import Temps
from jalon.parcours.contrats.enums import EtatContrat, Partie
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.manquements.models import Decision, Manquement
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.models import Episode, Perimetre, Personne
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.messages.models import Message
from jalon.socle.parametres.depart import charger_valeurs_de_depart
from jalon.socle.territoire.chargement import charger_territoire
from tests.flux import charger

pytestmark = pytest.mark.django_db

FOYERS, MOIS = 24, 5
"""Assez pour un renouvellement et un manquement mené à sa décision, dans un essai qui reste court."""


@pytest.fixture
def joue(systeme, monkeypatch, communes_du_modele):
    # Un essai n'a qu'une transaction : les tables temporaires d'un chargement s'y effacent à la main.
    monkeypatch.setattr(deroule, "charger_flux", lambda chemin, acteur: charger(chemin, acteur))
    return simuler(foyers=FOYERS, nombre_mois=MOIS, acteur=systeme, fin=date(2025, 12, 1), graine=2)


@pytest.fixture
def communes_du_modele(systeme):
    charger_valeurs_de_depart()
    charger_territoire(FICHIER)


def test_des_mois_se_jouent_du_fichier_au_contrat_signe(joue, systeme):
    assert joue.fichiers == MOIS
    assert joue.faits["orientations"] == Orientation.objects.count() > 0
    assert joue.faits["diagnostics"] == Diagnostic.objects.count() > 0
    signes = Contrat.objects.filter(etat=EtatContrat.SIGNE)
    assert joue.faits["contrats"] + joue.faits["renouvellements"] == signes.count() > 0
    for contrat in signes.filter(precedent=None):
        signature = {s.partie: s.quand for s in contrat.signatures.filter(version=contrat.version)}
        assert set(signature) == set(Partie)
        orientation = Orientation.objects.get(personne=contrat.personne_id)
        episode = Episode.objects.filter(personne=contrat.personne_id, entree__lte=contrat.signe_le).latest(
            "entree"
        )
        premier = Participation.objects.filter(personne=contrat.personne_id, issue=Issue.HONORE).earliest(
            "rendezvous__debut"
        )
        jours = [
            episode.connu_le,
            orientation.decidee_le,
            orientation.notifiee_le,
            timezone.localdate(premier.rendezvous.debut),
            contrat.signe_le,
        ]
        assert jours == sorted(jours)
    departements = set(Perimetre.objects.values_list("departement", flat=True))
    assert departements == {departement_invente()}, "le code d'une habilitation doit s'y retrouver"
    avec_faits = set(Orientation.objects.values_list("personne", flat=True))
    assert avec_faits <= set(Personne.objects.values_list("pk", flat=True))
    with pytest.raises(DejaJoue, match="déjà reçu des fichiers"):
        simuler(foyers=1, nombre_mois=1, acteur=systeme)
    _chaque_notification_a_sa_lettre()
    _le_suivi_continue(joue)
    _les_manquements_vont_a_leur_terme(joue)


def _chaque_notification_a_sa_lettre():
    notifiees = set(Orientation.objects.exclude(notifiee_le=None).values_list("pk", flat=True))
    lettres = Message.objects.filter(objet="orientation", canal="lettre")
    assert notifiees and set(lettres.values_list("cible", flat=True)) == notifiees


def _le_suivi_continue(joue):
    """Revues par mois après le contrat, contrats renouvelés le lendemain de leur fin."""
    assert joue.faits["suivis"] == Participation.objects.filter(rendezvous__motif__code="suivi").count() > 0
    suites = Contrat.objects.exclude(precedent=None).select_related("precedent")
    assert joue.faits["renouvellements"] == suites.count() > 0
    for contrat in suites:
        assert contrat.debut == contrat.precedent.fin + timedelta(days=1)
        assert contrat.signe_le <= contrat.precedent.fin
    absents = set(Participation.objects.filter(issue=Issue.ABSENT).values_list("personne", flat=True))
    assert set(Manquement.objects.values_list("personne", flat=True)) <= absents


def _les_manquements_vont_a_leur_terme(joue):
    """Aucune décision avant la fin du délai d'observations, aucun effet avant qu'elle soit reçue."""
    assert joue.faits["manquements"] == Manquement.objects.count() > 0
    decisions = Decision.objects.select_related("manquement")
    assert joue.faits["décisions"] == decisions.count()
    for decision in decisions:
        assert decision.decide_le > decision.manquement.observations_jusqu_au
        if decision.debut and decision.manquement.notifie_le:
            assert decision.debut > decision.manquement.notifie_le


def test_la_meme_graine_tire_les_memes_semaines(systeme):
    temps = [Temps(date(2025, 3, 3), None, graine, {}) for graine in (1, 1, 2)]
    une, autre, differente = ([t.tirage_de("E1 1988-03-14 1", usage) for usage in "abc"] for t in temps)
    assert une == autre != differente
    assert len(set(une)) == 3 and all(0 <= tirage < 1 for tirage in une)
