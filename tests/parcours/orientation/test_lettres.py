"""La lettre d'une orientation : la bonne, avec ses mentions, une seule fois."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError

from jalon.parcours.orientation import services
from jalon.parcours.orientation.lettres import composer_lettre, lettre_gardee, type_de
from jalon.parcours.orientation.models import Passage, Proposition
from jalon.parcours.personnes.models import Adresse
from jalon.socle.messages.lettres.services import ecrire_modele
from jalon.socle.messages.lettres.types import type_de_lettre
from jalon.socle.messages.models import Message
from jalon.socle.pieces.selectors import octets_de
from tests.parcours.orientation.conftest import JOUR, agir, voir
from tests.personnes import creer_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territoires")]


@pytest.fixture
def decidee(agent, organisme):
    return agir(
        services.decider_orientation,
        personne=creer_dossier().personne,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=JOUR,
    )


def test_notifier_depose_une_lettre_et_une_seule(decidee, agent):
    agir(services.notifier_orientation, orientation=decidee, acteur=agent, le=JOUR)
    message = Message.objects.get()
    assert message.personne == decidee.personne_id and message.cible == decidee.pk
    assert "Maison du département" in message.texte and "Arrêté d'essai n° 1" in message.texte
    assert "tribunal administratif" in message.texte and "algorithmique" not in message.texte
    with pytest.raises(ValidationError):
        agir(services.notifier_orientation, orientation=decidee, acteur=agent, le=JOUR)
    assert Message.objects.count() == 1


def test_la_lettre_relue_est_celle_qui_est_partie_meme_si_le_modele_change(
    decidee, agent, systeme, en_tant_que
):
    agir(services.notifier_orientation, orientation=decidee, acteur=agent, le=JOUR)
    gardee = lettre_gardee(decidee)
    octets = octets_de(gardee.piece)
    assert octets.startswith(b"%PDF") and sha256(octets).hexdigest() == gardee.piece.empreinte
    nature = type_de_lettre("orientation")
    ecrire_modele(
        type="orientation",
        objet="Autre objet",
        corps=f"Autre texte.\n\n{nature.corps}",
        acteur=systeme,
        du=JOUR,
    )
    Adresse.objects.all().delete()
    relue = voir(agent, lettre_gardee, decidee)
    assert octets_de(relue.piece) == octets and relue.sujet == "Votre orientation"
    with pytest.raises(IntegrityError, match="se garde une fois"), en_tant_que(agent):
        Message.objects.filter(pk=gardee.pk).update(piece=None)
    with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(agent):
        Message.objects.filter(pk=gardee.pk).update(texte="x")


def test_sans_adresse_rien_ne_se_notifie(decidee, agent):
    Adresse.objects.all().delete()
    bilan = agir(services.notifier_orientations, orientations=[decidee], acteur=agent, le=JOUR)
    assert "adresse postale" in bilan.refus[0][1]
    decidee.refresh_from_db()
    assert decidee.notifiee_le is None and not Message.objects.exists()


def test_une_regle_fait_porter_la_mention_algorithmique(agent, organisme, jeu, systeme):
    regles = jeu(
        {
            "destination": "organisme",
            "voie": "emploi",
            "organisme": organisme,
            "criteres": [{"code": "age", "operateur": "au_moins", "valeur": 18}],
        }
    )
    personne = creer_dossier().personne
    agir(services.passer_regles, acteur=systeme, le=JOUR)
    proposition = Proposition.objects.get(personne=personne)
    prise = agir(services.accepter_proposition, proposition=proposition, acteur=agent, le=JOUR)
    assert type_de(prise) == "orientation_algorithme"
    composee = voir(agent, composer_lettre, prise, signataire=agent, delegation=None, jour=JOUR)
    assert "traitement algorithmique" in composee.texte and "âge, 36 ans" in composee.texte
    assert composee.pdf().startswith(b"%PDF") and Passage.objects.get().jeu == regles


def test_une_reorientation_nomme_l_organisme_d_avant(decidee, agent, autre):
    from datetime import timedelta

    suite = agir(
        services.decider_orientation,
        personne=decidee.personne,
        voie="emploi",
        organisme=autre,
        acteur=agent,
        le=JOUR + timedelta(days=3),
        motif="situation",
        apres=decidee.pk,
    )
    assert type_de(suite) == "reorientation"
    composee = voir(agent, composer_lettre, suite, signataire=agent, delegation=None, jour=suite.decidee_le)
    assert "Maison du département ne vous suit plus" in composee.texte
