"""10 000 rappels préparés, puis envoyés à la boîte d'envoi, contre la seule écriture SQL de ces lignes."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from bench.outils import afficher, sur_base_jetable

NOMBRE = 10_000
ENVOYES = 2_000
BUT = 30.0
ETALON = """
INSERT INTO socle_messages_message (id, cle, objet, canal, adresse_chiffree, sujet, texte, mise_en_page, etat,
    a_envoyer_le, cree_le, cree_par_id, transport, identifiant, essais, erreur)
SELECT gen_random_uuid(), 'etalon:' || n, 'rendezvous', 'sms', decode(repeat('00', 41), 'hex'), '',
       'Rappel : rendez-vous demain à 9 h, à la maison du département.', '{}', 'pret', now(), now(), %s,
       '', '', 0, ''
  FROM generate_series(1, %s) n
"""


def mesurer() -> None:
    """Installe une base jetable, puis prépare et envoie comme application."""
    sur_base_jetable("bench.messages", "chronometrer_rappels", demonstration=False)


def chronometrer_rappels() -> None:
    """Prépare dix mille rappels en une transaction, en redépose autant, en envoie deux mille."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from django.db import connection, transaction
        from django.utils import timezone

        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte
        from jalon.socle.messages.envoi import envoyer_prets
        from jalon.socle.messages.services import ADeposer, deposer_en_lot

        systeme, demain = compte_systeme(), timezone.now() + timedelta(days=1)
        with contexte_compte(systeme):
            reprise, debut = transaction.savepoint(), time.perf_counter()
            with connection.cursor() as curseur:
                curseur.execute(ETALON, [systeme.pk, NOMBRE])
            etalon = time.perf_counter() - debut
            transaction.savepoint_rollback(reprise)

        def rappels():
            return (
                ADeposer(
                    cle=f"rappel:{rang}",
                    canal="sms",
                    adresse=f"06{rang:08d}",
                    texte="Rappel : rendez-vous demain à 9 h, à la maison du département.",
                    objet="rendezvous",
                    expire_le=demain,
                )
                for rang in range(NOMBRE)
            )

        for quoi, attendu in ((f"{NOMBRE} rappels préparés", NOMBRE), ("les mêmes redéposés", 0)):
            debut = time.perf_counter()
            with contexte_compte(systeme):
                assert deposer_en_lot(rappels(), systeme) == attendu
            afficher(quoi, time.perf_counter() - debut, "écriture SQL nue", etalon, BUT)
        debut, envoyes = time.perf_counter(), 0
        while envoyes < ENVOYES:
            envoyes += envoyer_prets()["accepte"]
        afficher(
            f"{envoyes} messages gardés dans la boîte d'envoi",
            time.perf_counter() - debut,
            "écriture SQL nue",
            etalon,
        )


if __name__ == "__main__":
    {"chronometrer_rappels": chronometrer_rappels}[sys.argv[1]]()
