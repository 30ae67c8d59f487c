"""La machine d'états sous n'importe quelle suite de gestes : la base et la table disent la même chose."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.socle.messages import services
from jalon.socle.messages.enums import TRANSITIONS, EtatMessage, Nature
from jalon.socle.messages.etats import passer
from jalon.socle.messages.models import Message

FINS = {etat for etat, suite in TRANSITIONS.items() if not suite}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(suite=st.lists(st.sampled_from(list(EtatMessage)), min_size=1, max_size=12))
def test_n_importe_quelle_suite_de_passages_reste_dans_la_table(systeme, suite):
    with transaction.atomic():
        message = services.deposer(
            cle=f"etats:{uuid4()}",
            canal="sms",
            adresse="0612345678",
            texte="[[secret]]",
            secret="essai",
            acteur=systeme,
        )
        etat, quand = EtatMessage.PRET, timezone.now()
        for vers in suite:
            quand += timedelta(minutes=1)
            passe = passer([message.pk], vers, Nature.ENVOI, le=quand)
            assert bool(passe) == (vers in TRANSITIONS[etat])
            etat = vers if passe else etat
            lu = Message.objects.get(pk=message.pk)
            assert lu.etat == etat
            assert (lu.envoye_le is not None) >= (etat in (EtatMessage.ENVOYE, EtatMessage.REMIS))
            assert lu.remis_le is None or lu.remis_le >= lu.envoye_le
            assert (lu.fini_le is not None) == (etat in FINS - {EtatMessage.REMIS})
        assert message.evenements.count() >= (etat != EtatMessage.PRET)
        transaction.set_rollback(True)


def test_chaque_etat_a_sa_ligne_et_les_fins_sont_des_fins():
    assert set(TRANSITIONS) == set(EtatMessage)
    assert FINS == {
        EtatMessage.REMIS,
        EtatMessage.ECHOUE,
        EtatMessage.REJETE,
        EtatMessage.ANNULE,
        EtatMessage.EXPIRE,
    }
    for suite in TRANSITIONS.values():
        assert EtatMessage.ENVOI not in suite or suite == TRANSITIONS[EtatMessage.PRET]
