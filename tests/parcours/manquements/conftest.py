"""Un dossier, ceux qui instruisent, signent et signalent, et un contrat signé à citer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from jalon.parcours.contrats.models import Contrat, Engagement, Objectif
from jalon.parcours.manquements import services
from jalon.parcours.manquements.enums import Nature, QualiteMembre, Suite
from jalon.parcours.manquements.models import Equipe, Manquement, Seance
from jalon.parcours.manquements.services.decisions import Effet
from jalon.parcours.personnes.enums import Regime
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from tests.flux import NORD
from tests.personnes import Dossier, creer_dossier

NOUVEAU = date(2025, 9, 1)
"""Un jour où le décret 2025-478 est en vigueur."""


@dataclass(frozen=True, slots=True)
class Gens:
    """Une agente qui instruit et signe, une autre sans délégation."""

    agente: Compte
    sans_delegation: Compte


@pytest.fixture
def gens(creer_compte: Callable[..., Compte], systeme: Compte) -> Gens:
    agente = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    for acte in (TypeActe.SANCTION, TypeActe.RECOURS, TypeActe.COURRIER):
        deleguer(agente, acte, systeme)
    return Gens(agente, creer_compte(Role.AGENT_ORIENTATION, territoire=NORD))


def deleguer(compte: Compte, acte: TypeActe, systeme: Compte, **dates: Any) -> None:
    """Donne la signature depuis 2020, ou entre les dates dites."""
    from jalon.socle.base.contexte import contexte_compte

    bornes = {"du": date(2020, 1, 1)} | dates
    with contexte_compte(systeme):
        accorder_delegation(
            compte=compte,
            type_acte=acte,
            qualite="Directrice de l'insertion",
            reference="Arrêté 2020-12",
            acteur=systeme,
            **bornes,
        )


@pytest.fixture
def dossier(db: None) -> Dossier:
    return creer_dossier(connu_le=date(2025, 2, 3))


def signer_contrat(dossier: Dossier, systeme: Compte, debut: date = date(2025, 3, 1)) -> Engagement:
    """Un contrat signé, en vigueur sans terme, et la clause que la personne y a prise."""
    organisme, _ = Organisation.objects.get_or_create(nom="Maison de l'insertion")
    contrat = Contrat.objects.create(
        personne=dossier.personne,
        regime=Regime.PLEIN_EMPLOI,
        type="contrat_engagement",
        organisme_referent=organisme,
        etabli_le=debut,
        debut=debut,
        cree_par=systeme,
    )
    objectif = Objectif.objects.create(contrat=contrat, domaine="se-former", libelle="Se former", ordre=1)
    clause = Engagement.objects.create(
        contrat=contrat,
        objectif=objectif,
        partie="personne",
        libelle="Venir à l'atelier du lundi",
        debut=debut,
        ordre=1,
    )
    Contrat.objects.filter(pk=contrat.pk).update(etat="en_circuit", version=1, soumis_le=debut)
    Contrat.objects.filter(pk=contrat.pk).update(etat="a_signer", a_signer_le=debut)
    Contrat.objects.filter(pk=contrat.pk).update(etat="signe", signe_le=debut)
    return clause


@dataclass
class Fil:
    """Mène un manquement d'étape en étape, avec l'agente, à partir d'un jour."""

    dossier: Dossier
    gens: Gens
    jour: date = NOUVEAU

    def signaler(self, nature: Nature = Nature.REFUS_CONTRAT, **options: Any) -> Manquement:
        valeurs = {"faits": "Absence aux deux rendez-vous de signature.", "faits_du": self.jour} | options
        return services.signaler_manquement(
            personne=self.dossier.personne, nature=nature, acteur=self.gens.agente, le=self.jour, **valeurs
        )

    def averti(self, nature: Nature = Nature.REFUS_CONTRAT, **options: Any) -> Manquement:
        m = self.signaler(nature, **options)
        m = services.qualifier_manquement(
            manquement=m, motif_legitime=False, texte="Aucun motif.", acteur=self.gens.agente, le=self.jour
        )
        return services.avertir_personne(
            manquement=m, sanction="suspension de 30 %", acteur=self.gens.agente, le=self.jour
        )

    def observe(self, nature: Nature = Nature.REFUS_CONTRAT, **options: Any) -> Manquement:
        """Averti, reçu trois jours après : le délai court."""
        m = self.averti(nature, **options)
        recu = self.jour + timedelta(days=3)
        return services.noter_reception(manquement=m, recu_le=recu, acteur=self.gens.agente, le=recu)

    def decide(self, m: Manquement, effet: Effet | None = None, le: date | None = None) -> Manquement:
        """Décide le lendemain du délai d'observations (défaut : suspension de 30 %, un mois)."""
        assert m.observations_jusqu_au is not None
        jour = le or m.observations_jusqu_au + timedelta(days=1)
        services.decider_manquement(
            manquement=m,
            effet=effet or suspension(jour),
            motivation="La personne n'a pas signé son contrat.",
            acteur=self.gens.agente,
            le=jour,
        )
        return Manquement.objects.get(pk=m.pk)

    def notifie(self, m: Manquement) -> Manquement:
        assert m.decide_le is not None
        recue = m.decide_le + timedelta(days=3)
        return services.notifier_decision(manquement=m, recue_le=recue, acteur=self.gens.agente, le=recue)


def suspension(jour: date, taux: int = 30, mois: int = 1) -> Effet:
    return Effet(Suite.SUSPENSION, Decimal(taux), mois, jour + timedelta(days=5))


@pytest.fixture
def fil(dossier: Dossier, gens: Gens) -> Fil:
    return Fil(dossier, gens)


@pytest.fixture
def equipe(systeme: Compte) -> Equipe:
    """Trois membres en poste, quorum de deux."""
    creee = services.creer_equipe(nom="Équipe du nord", quorum=2, acteur=systeme)
    for nom, qualite in (
        ("Mme Roy", QualiteMembre.INSERTION),
        ("M. Petit", QualiteMembre.FRANCE_TRAVAIL),
        ("M. Diallo", QualiteMembre.ALLOCATAIRE),
    ):
        services.ajouter_membre(equipe=creee, nom=nom, qualite=qualite, du=date(2020, 1, 1), acteur=systeme)
    return creee


def preparer_seance(equipe: Equipe, jour: date, acteur: Compte) -> Seance:
    quand = timezone.make_aware(datetime(jour.year, jour.month, jour.day, 9, 30))
    return services.creer_seance(equipe=equipe, prevue_le=quand, lieu="1 place des Essais", acteur=acteur)
