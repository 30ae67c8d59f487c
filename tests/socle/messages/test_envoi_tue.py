"""Un envoi tué au milieu d'un lot : aucune clé deux fois, un seul message incertain, le reste part."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.messages import services
from jalon.socle.messages.enums import Canal, EtatMessage
from jalon.socle.messages.envoi import RESERVATION, envoyer_prets, recuperer_abandonnes
from jalon.socle.messages.models import Message
from tests.processus import tue_ensuite

NOMBRE = 40
DELAI = 90
ENVOI = """
import sys
import django
django.setup()
from jalon.socle.messages.envoi import envoyer_prets
from jalon.socle.messages.transports.sms import PorteurSms
while envoyer_prets(par={"sms": lambda: PorteurSms(url=sys.argv[1], cle="essai", delai=5)}):
    pass
"""


@pytest.mark.django_db(transaction=True)
def test_un_kill_9_au_milieu_d_un_lot_n_envoie_rien_deux_fois(sms, par) -> None:
    systeme = compte_systeme()
    services.deposer_en_lot(
        [
            services.ADeposer(cle=f"tue:{rang}", canal="sms", adresse="0612345678", texte=f"N° {rang}")
            for rang in range(NOMBRE)
        ],
        systeme,
    )
    sms.attente = 0.05
    with tue_ensuite(ENVOI, lambda: len(sms.recus) >= NOMBRE // 4, sms.url, delai=DELAI):
        pass
    sms.attente = 0
    etats = Counter(Message.objects.values_list("etat", flat=True))
    assert etats[EtatMessage.ENVOI] <= 1 and etats[EtatMessage.PRET] > 0
    envoyer_prets(par=par)
    plus_tard = timezone.now() + RESERVATION + timedelta(minutes=1)
    assert recuperer_abandonnes(maintenant=plus_tard) == etats[EtatMessage.ENVOI]
    while +envoyer_prets(par=par, maintenant=plus_tard):
        continue
    fin = Counter(Message.objects.values_list("etat", flat=True))
    attendu = {EtatMessage.ENVOYE: NOMBRE - etats[EtatMessage.ENVOI]}
    assert fin == Counter(attendu | {EtatMessage.INCERTAIN: etats[EtatMessage.ENVOI]})
    assert max(sms.cles.values()) == 1, "aucune clé n'est partie deux fois"
    assert NOMBRE - etats[EtatMessage.ENVOI] <= len(sms.cles) <= NOMBRE
    assert not Message.objects.filter(canal=Canal.SMS, etat=EtatMessage.PRET).exists()
