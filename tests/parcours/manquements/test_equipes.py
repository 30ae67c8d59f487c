"""L'équipe pluridisciplinaire : dossiers minimisés, quorum, retraits, avis réputé donné."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from jalon.parcours.manquements import services
from jalon.parcours.manquements.documents import pdf_des_dossiers, pdf_du_proces_verbal
from jalon.parcours.manquements.enums import EtatManquement, QualiteMembre, Suite
from jalon.parcours.manquements.models import Equipe, Manquement, Passage, Seance
from jalon.parcours.manquements.services.decisions import Effet
from jalon.parcours.personnes.enums import Regime
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from tests.parcours.manquements.conftest import Fil, Gens, preparer_seance
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db
EXPOSE = "La personne n'est pas venue aux deux rendez-vous."


@pytest.fixture
def ancien(gens: Gens) -> Fil:
    """Un dossier de l'ancien régime : l'équipe est consultée avant toute réduction."""
    return Fil(creer_dossier(connu_le=date(2023, 5, 2)), gens, date(2024, 3, 4))


def inscrire(fil: Fil, equipe: Equipe, jour: date) -> Passage:
    m = fil.observe(regime=Regime.AVANT_2025)
    seance = preparer_seance(equipe, jour, fil.gens.agente)
    return services.inscrire_manquement(
        seance=seance, manquement=m, expose=EXPOSE, acteur=fil.gens.agente, le=jour
    )


def tenir(fil: Fil, seance: Seance, presents: int, jour: date) -> Seance:
    services.convoquer_seance(seance=seance, acteur=fil.gens.agente, le=jour)
    membres = [m.pk for m in seance.equipe.membres.order_by("nom")[:presents]]
    return services.tenir_seance(seance=seance, presents=membres, tenue_le=jour, acteur=fil.gens.agente)


def reduire(fil: Fil, m: Manquement, le: date) -> Manquement:
    effet = Effet(Suite.REDUCTION, Decimal(50), 2, le + timedelta(days=10))
    return fil.decide(Manquement.objects.get(pk=m.pk), effet, le=le)


def test_sans_avis_la_reduction_attend_puis_l_avis_est_repute_donne(ancien: Fil, equipe: Equipe) -> None:
    saisie = date(2024, 4, 8)
    passage = inscrire(ancien, equipe, saisie)
    assert (passage.manquement.etat, passage.repute_le) == (EtatManquement.EP, date(2024, 5, 8))
    with pytest.raises(ValidationError, match="réputé donné après le 08/05/2024"):
        reduire(ancien, passage.manquement, date(2024, 5, 8))
    assert reduire(ancien, passage.manquement, date(2024, 5, 9)).etat == EtatManquement.DECIDE


def test_le_quorum_compte_les_presents_sans_les_retires(ancien: Fil, equipe: Equipe) -> None:
    jour = date(2024, 4, 15)
    passage = inscrire(ancien, equipe, jour)
    tenir(ancien, passage.seance, 2, jour)
    passage = Passage.objects.get(pk=passage.pk)
    present = passage.seance.presences.filter(present=True).first()
    assert present is not None
    qui = {"acteur": ancien.gens.agente}
    services.declarer_conflit(passage=passage, membre=present.membre, le=jour, **qui)
    with pytest.raises(ValidationError, match="1 présents sur 2"):
        services.rendre_avis(passage=passage, avis="favorable", motif="Oui.", **qui)
    with pytest.raises(ValidationError, match="Chaque dossier"):
        services.clore_seance(seance=passage.seance, le=jour, **qui)
    services.rendre_avis(passage=passage, avis="reporte", motif="Quorum.", **qui)
    services.clore_seance(seance=passage.seance, le=jour, **qui)
    suivante = preparer_seance(equipe, jour + timedelta(days=7), ancien.gens.agente)
    second = services.inscrire_manquement(
        seance=suivante, manquement=passage.manquement, expose=EXPOSE, le=jour + timedelta(days=1), **qui
    )
    assert (second.saisie_le, second.repute_le) == (passage.saisie_le, passage.repute_le)
    with pytest.raises(ValidationError, match="avis"):
        reduire(ancien, passage.manquement, jour + timedelta(days=2))


def test_un_avis_rendu_permet_de_decider(ancien: Fil, equipe: Equipe) -> None:
    jour = date(2024, 4, 15)
    passage = inscrire(ancien, equipe, jour)
    tenir(ancien, passage.seance, 3, jour)
    passage = Passage.objects.get(pk=passage.pk)
    services.rendre_avis(
        passage=passage, avis="defavorable", motif="Garde.", venue="assistee", acteur=ancien.gens.agente
    )
    seance = services.clore_seance(seance=passage.seance, acteur=ancien.gens.agente, le=jour)
    assert reduire(ancien, passage.manquement, jour + timedelta(days=1)).decision.suite == Suite.REDUCTION
    for pdf in (
        pdf_des_dossiers(seance, seance.passages.all(), ancien.gens.agente),
        pdf_du_proces_verbal(seance, ancien.gens.agente),
    ):
        assert pdf.startswith(b"%PDF")


def test_l_expose_ne_nomme_personne(ancien: Fil, equipe: Equipe) -> None:
    m = ancien.observe(regime=Regime.AVANT_2025)
    seance = preparer_seance(equipe, date(2024, 4, 8), ancien.gens.agente)
    personne = ancien.dossier.personne
    for expose in (
        f"Mme {personne.nom.upper()} absente",
        f"{personne.prenom} absente",
        f"dossier {ancien.dossier.foyer.numero}",
        "joindre au 06 12 34 56 78",
        "  ",
    ):
        with pytest.raises(ValidationError):
            services.inscrire_manquement(
                seance=seance, manquement=m, expose=expose, acteur=ancien.gens.agente, le=date(2024, 4, 8)
            )
    assert not Passage.objects.exists()


def test_sql_nu_un_membre_ne_voit_que_ses_dossiers_minimises(
    ancien: Fil,
    equipe: Equipe,
    systeme: Compte,
    creer_compte: Callable[..., Compte],
    en_tant_que: Callable[[Any], Any],
) -> None:
    siege, autre, retire = (creer_compte(Role.ELU) for _ in range(3))
    ailleurs = services.creer_equipe(nom="Équipe du sud", quorum=1, acteur=systeme)
    nommer = {"qualite": QualiteMembre.AUTRE, "du": date(2020, 1, 1), "acteur": systeme}
    services.ajouter_membre(equipe=equipe, nom="A", compte=siege, **nommer)
    services.ajouter_membre(equipe=ailleurs, nom="B", compte=autre, **nommer)
    membre = services.ajouter_membre(equipe=equipe, nom="C", compte=retire, **nommer)
    passage = inscrire(ancien, equipe, date(2024, 4, 8))
    services.declarer_conflit(passage=passage, membre=membre, acteur=ancien.gens.agente)
    for compte, attendu in ((siege, 1), (autre, 0), (retire, 0), (None, 0)):
        with en_tant_que(compte), connection.cursor() as curseur:
            for table, nombre in (
                ("passage", attendu),
                ("manquement", 0),
                ("decision", 0),
                ("observation", 0),
            ):
                curseur.execute(f"SELECT count(*) FROM parcours_manquements_{table}")  # noqa: S608
                assert curseur.fetchone()[0] == nombre, (compte, table)
            curseur.execute("SELECT count(*) FROM parcours_personnes_personne")
            assert curseur.fetchone()[0] == 0
            curseur.execute("UPDATE parcours_manquements_passage SET avis_motif = 'x'")
            assert curseur.rowcount == 0
    contenu = json.dumps(passage.fiche)
    personne = ancien.dossier.personne
    for interdit in (personne.nom, personne.prenom, str(personne.pk), personne.date_naissance.isoformat()):
        assert interdit not in contenu
    services.retirer_membre(membre=equipe.membres.get(nom="A"), acteur=systeme)
    with en_tant_que(siege):
        assert not Passage.objects.exists()
