"""Serveurs locaux, et de quoi déposer un message en une ligne."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from jalon.socle.acces.models import Compte
from jalon.socle.messages import services
from jalon.socle.messages.enums import Canal, Transport
from jalon.socle.messages.models import Message
from jalon.socle.messages.transports import Interne, Porteurs
from jalon.socle.messages.transports.sms import PorteurSms
from jalon.socle.messages.transports.smtp import PorteurSmtp
from tests.socle.messages.serveurs import ServeurSms, ServeurSmtp, en_marche


@pytest.fixture
def sms() -> Iterator[ServeurSms]:
    with en_marche(ServeurSms()) as serveur:
        yield serveur


@pytest.fixture
def smtp() -> Iterator[ServeurSmtp]:
    with en_marche(ServeurSmtp()) as serveur:
        yield serveur


@pytest.fixture
def par(sms: ServeurSms, smtp: ServeurSmtp) -> Porteurs:
    """Les transports vrais, branchés sur les serveurs locaux, délais courts."""
    return {
        Canal.SMS: lambda: PorteurSms(url=sms.url, cle="essai", expediteur="JALON", delai=1),
        Canal.COURRIEL: lambda: PorteurSmtp(
            hote="127.0.0.1", port=smtp.port, expediteur="Jalon <jalon@exemple.invalid>", tls=False, delai=1
        ),
        Canal.ECRAN: lambda: Interne(Transport.ECRAN),
    }


@pytest.fixture
def deposer(systeme: Compte) -> Callable[..., Message]:
    def faire(**champs: Any) -> Message:
        base = {
            "cle": f"essai:{uuid4()}",
            "canal": Canal.SMS,
            "adresse": "06 12 34 56 78",
            "texte": "Rendez-vous demain à 9 h.",
            "acteur": systeme,
        }
        if champs.get("canal") == Canal.COURRIEL:
            base |= {"adresse": "elle@exemple.invalid", "sujet": "Votre rendez-vous"}
        return services.deposer(**base | champs)

    return faire
