"""La base tient les places : ni trop, ni deux à la fois, ni sur un rendez-vous annulé."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from jalon.parcours.rendezvous.enums import Issue, PrisPar
from jalon.parcours.rendezvous.models import Creneau, Participation, RendezVous
from tests.parcours.rendezvous.fabriques import (
    HEURE,
    creer_creneau,
    creer_lieu,
    creer_motif,
    creer_rendezvous,
    demain,
)
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


def inscrire(rendezvous: RendezVous, **options: Any) -> Participation:
    personne = options.pop("personne", None) or creer_dossier().personne
    return Participation.objects.create(
        rendezvous=rendezvous, personne=personne, pris_par=PrisPar.SYSTEME, pris_le=timezone.now(), **options
    )


def refuse(contrainte: str, ecriture: Any) -> None:
    with pytest.raises(IntegrityError) as erreur, transaction.atomic():
        ecriture()
    assert erreur.value.__cause__.diag.constraint_name == contrainte


@pytest.fixture
def pose(systeme):
    return creer_motif(), creer_lieu()


def test_une_place_de_plus_que_la_salle_est_refusee(pose):
    rendezvous = creer_rendezvous(*pose, capacite=2)
    inscrire(rendezvous)
    inscrire(rendezvous)
    refuse("rendezvous_places_tenues", lambda: inscrire(rendezvous))
    rendezvous.refresh_from_db()
    assert rendezvous.pris == 2


def test_une_excuse_rend_la_place_et_une_absence_la_garde(pose):
    rendezvous = creer_rendezvous(*pose, debut=timezone.now() - HEURE, capacite=2)
    excusee, absente = inscrire(rendezvous), inscrire(rendezvous)
    maintenant = {"issue_le": timezone.now()}
    for participation, issue in ((excusee, Issue.EXCUSE), (absente, Issue.ABSENT)):
        Participation.objects.filter(pk=participation.pk).update(issue=issue, **maintenant)
    rendezvous.refresh_from_db()
    assert rendezvous.pris == 1


def test_une_personne_n_a_pas_deux_rendezvous_a_la_meme_heure(pose):
    personne = creer_dossier().personne
    premier = inscrire(creer_rendezvous(*pose), personne=personne)
    autre = creer_rendezvous(*pose, debut=demain() + HEURE / 2)
    refuse("participation_sans_recouvrement", lambda: inscrire(autre, personne=personne))
    inscrire(creer_rendezvous(*pose, debut=demain() + HEURE), personne=personne)  # juste après : permis
    Participation.objects.filter(pk=premier.pk).update(issue=Issue.EXCUSE, issue_le=timezone.now())
    refuse("participation_sans_recouvrement", lambda: inscrire(autre, personne=personne))


def test_ni_presence_ni_place_sur_un_rendezvous_annule(pose):
    rendezvous = creer_rendezvous(*pose, debut=timezone.now() - HEURE, capacite=3)
    participation = inscrire(rendezvous)
    refuse(
        "rendezvous_annule_vide",
        lambda: RendezVous.objects.filter(pk=rendezvous.pk).update(
            annule_le=timezone.now(), motif_annulation="planning"
        ),
    )
    lignes = Participation.objects.filter(pk=participation.pk)
    lignes.update(issue=Issue.ANNULE_SERVICE, issue_le=timezone.now())
    RendezVous.objects.filter(pk=rendezvous.pk).update(annule_le=timezone.now(), motif_annulation="planning")
    refuse("participation_rendezvous_tenu", lambda: inscrire(rendezvous))
    refuse("participation_rendezvous_tenu", lambda: lignes.update(issue=Issue.HONORE))


def test_une_presence_ne_se_note_pas_avant_l_heure(pose):
    participation = inscrire(creer_rendezvous(*pose))
    refuse(
        "participation_issue_apres_debut",
        lambda: Participation.objects.filter(pk=participation.pk).update(
            issue=Issue.HONORE, issue_le=timezone.now()
        ),
    )


def test_changer_de_rendezvous_rend_une_place_et_en_prend_une(pose):
    motif, lieu = pose
    creneau = creer_creneau(motif, lieu)
    un = creer_rendezvous(motif, lieu)
    RendezVous.objects.filter(pk=un.pk).update(creneau=creneau)
    participation = inscrire(un)
    creneau.refresh_from_db()
    assert creneau.pris == 1
    deux = creer_rendezvous(motif, lieu, debut=demain() + 2 * HEURE)
    Participation.objects.filter(pk=participation.pk).update(rendezvous=deux)
    comptes = RendezVous.objects.order_by("debut").values_list("pris", flat=True)
    assert list(comptes) == [0, 1] and Creneau.objects.get(pk=creneau.pk).pris == 0


def test_l_heure_d_un_rendezvous_note_ne_glisse_pas(pose):
    rendezvous = creer_rendezvous(*pose)
    inscrire(rendezvous)
    refuse(
        "rendezvous_heure_tenue",
        lambda: RendezVous.objects.filter(pk=rendezvous.pk).update(fin=rendezvous.fin + HEURE),
    )


@pytest.mark.parametrize("fabrique", [creer_creneau, creer_rendezvous])
def test_un_agent_n_est_pas_a_deux_endroits(pose, systeme, fabrique):
    fabrique(*pose, agent=systeme)
    nom = "creneau" if fabrique is creer_creneau else "rendezvous"
    refuse(
        f"{nom}_agent_sans_recouvrement",
        lambda: fabrique(*pose, debut=demain() + timedelta(minutes=59), agent=systeme),
    )
    fabrique(*pose, debut=demain() + HEURE, agent=systeme)


def test_sans_contexte_rien_ne_se_voit_ni_ne_se_prend(pose, en_tant_que):
    creer_creneau(*pose)
    inscrire(creer_rendezvous(*pose))
    with en_tant_que(None):
        for modele in (Creneau, RendezVous, Participation):
            assert not modele.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            creer_rendezvous(*pose)
