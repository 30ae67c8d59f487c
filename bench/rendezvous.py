"""10 000 rappels préparés d'un passage, contre l'écriture nue des mêmes messages ; page des statuts.

Sous le rôle `application`, cloisonnement compris : les rappels au nom du système, la page pour une agente.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bench.outils import afficher, chronometrer, sur_base_jetable

PERSONNES = 10_000
PAR_CRENEAU = 50
BUT_RAPPELS, BUT_PAGE = 30.0, 0.3
AGENTE = "agente@demo.invalid"


def mesurer() -> None:
    """Installe une base jetable, la sème comme propriétaire, mesure comme application."""
    sur_base_jetable("bench.rendezvous", "semer", "chronometrer_rendezvous", demonstration=False)


def semer() -> None:
    """10 000 personnes inscrites demain à des réunions, toutes joignables par SMS, invitées avant."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from django.db import connection

        from jalon.socle.acces.enums import Role
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.acces.services import accorder_habilitation, creer_compte
        from jalon.socle.base.contexte import contexte_compte

        systeme = compte_systeme()
        with contexte_compte(systeme):
            agente = creer_compte(courriel=AGENTE, nom="Agente", acteur=systeme)
            accorder_habilitation(compte=agente, role=Role.AGENT_ORIENTATION, acteur=systeme)
            _peupler(systeme)
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")


def _peupler(systeme: Any) -> None:
    from django.utils import timezone

    from jalon.parcours.personnes.models import Contact, Episode, Perimetre, Personne
    from jalon.parcours.rendezvous.models import Invitation, Lieu, Motif, Participation, RendezVous
    from jalon.socle.organisations.models import Organisation

    maintenant = timezone.now()
    jour = timezone.localdate() - timedelta(days=40)
    structure = Organisation.objects.create(nom="Structure mesurée")
    lieu = Lieu.objects.create(organisation=structure, nom="Lieu", adresse="1 rue des Essais")
    motif = Motif.objects.create(
        code="mesure", libelle="Mesure", nature="information_collective", collectif=True
    )
    personnes = Personne.objects.bulk_create(
        [
            Personne(
                nom=f"N{rang}", nom_naissance=f"N{rang}", prenoms=["P"], date_naissance=jour, vue_le=jour
            )
            for rang in range(PERSONNES)
        ],
        batch_size=2000,
    )
    Perimetre.objects.bulk_create(
        [Perimetre(personne=p, departement="11") for p in personnes], batch_size=2000
    )
    Episode.objects.bulk_create(
        [
            Episode(personne=p, entree=jour, motif_entree="premier", regime="plein_emploi", connu_le=jour)
            for p in personnes
        ],
        batch_size=2000,
    )
    Contact.objects.bulk_create(
        [
            Contact(
                personne=p, nature="telephone", valeur=f"06{rang:08d}", source="mesure", a_compter_du=jour
            )
            for rang, p in enumerate(personnes)
        ],
        batch_size=2000,
    )
    Invitation.objects.bulk_create(
        [
            Invitation(
                personne=p,
                motif=motif,
                canaux=["sms"],
                envoyee_le=maintenant - timedelta(days=5),
                expire_le=maintenant + timedelta(days=5),
                faite_par=systeme,
            )
            for p in personnes
        ],
        batch_size=2000,
    )
    reunions = [
        RendezVous.objects.create(
            motif=motif,
            lieu=lieu,
            debut=maintenant + timedelta(hours=24, minutes=rang),
            fin=maintenant + timedelta(hours=25, minutes=rang),
            capacite=PAR_CRENEAU,
            cree_par=systeme,
            cree_le=maintenant,
        )
        for rang in range(PERSONNES // PAR_CRENEAU)
    ]
    Participation.objects.bulk_create(
        [
            Participation(
                rendezvous=reunions[rang // PAR_CRENEAU], personne=p, pris_par="systeme", pris_le=maintenant
            )
            for rang, p in enumerate(personnes)
        ],
        batch_size=2000,
    )


def chronometrer_rendezvous() -> None:
    """Les rappels, l'étalon, puis les requêtes de la page des statuts."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.APPLICATION):
        from jalon.parcours.rendezvous import selectors
        from jalon.parcours.rendezvous.models import Motif
        from jalon.parcours.rendezvous.rappels import rappeler
        from jalon.socle.acces.models import Compte
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte

        systeme = compte_systeme()
        etalon = _etalon(systeme)
        with contexte_compte(systeme):
            debut = time.perf_counter()
            nombre = rappeler(acteur=systeme)
            duree = time.perf_counter() - debut
            encore = rappeler(acteur=systeme)
        if (nombre, encore) != (PERSONNES, 0):
            raise SystemExit(f"{nombre} rappels puis {encore}, au lieu de {PERSONNES} puis 0")
        afficher(f"préparer {nombre} rappels", duree, "écrire 10 000 messages nus", etalon, BUT_RAPPELS)
        agente = Compte.objects.get(courriel=AGENTE)
        with contexte_compte(agente):
            motif = Motif.objects.get(code="mesure")
            comptes = chronometrer(lambda: selectors.compter_statuts(motif, agente))
            page = chronometrer(lambda: selectors.suivis_par_statut(motif, "rdv_a_venir", agente, nombre=50))
        afficher("compter les statuts", comptes, "lire une page de 50", page, BUT_PAGE)


def _etalon(systeme: Any) -> float:
    """Le même nombre de messages, sans rien chercher ni chiffrer de plus ; rien n'en reste."""
    from django.db import transaction

    from jalon.socle.base.contexte import contexte_compte
    from jalon.socle.messages.models import Message

    with contexte_compte(systeme), transaction.atomic():
        debut = time.perf_counter()
        Message.objects.bulk_create(
            [
                Message(cle=f"etalon:{uuid4()}", canal="sms", texte="x" * 200, cree_par=systeme)
                for _ in range(PERSONNES)
            ],
            batch_size=1000,
        )
        duree = time.perf_counter() - debut
        transaction.set_rollback(True)
    return duree


if __name__ == "__main__":
    {"semer": semer, "chronometrer_rendezvous": chronometrer_rendezvous}[sys.argv[1]]()
