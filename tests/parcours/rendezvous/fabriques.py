"""Un motif, un lieu, des créneaux : de quoi prendre rendez-vous dans un essai."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from django.utils import timezone

from jalon.parcours.rendezvous.enums import Nature
from jalon.parcours.rendezvous.models import Creneau, CreneauMotif, Lieu, Motif, RendezVous
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.organisations.models import Organisation

RANG = itertools.count(1)
HEURE = timedelta(hours=1)


def demain(heure: int = 9, jours: int = 1) -> datetime:
    """Une heure ronde de Paris, dans `jours` jours."""
    jour = timezone.localtime() + timedelta(days=jours)
    return jour.replace(hour=heure, minute=0, second=0, microsecond=0)


def creer_motif(nature: str = Nature.ACCOMPAGNEMENT, **options: object) -> Motif:
    rang = next(RANG)
    return Motif.objects.create(
        code=f"motif-{rang}", libelle=f"Premier rendez-vous {rang}", nature=nature, **options
    )


def creer_lieu(organisation: Organisation | None = None, **options: object) -> Lieu:
    rang = next(RANG)
    return Lieu.objects.create(
        organisation=organisation or Organisation.objects.create(nom=f"Maison {rang}"),
        nom=f"Lieu {rang}",
        adresse="1 rue des Essais, 11000 Aube",
        telephone="02 00 00 00 00",
        **options,
    )


def creer_creneau(
    motif: Motif, lieu: Lieu, debut: datetime | None = None, agent: Compte | None = None, places: int = 1
) -> Creneau:
    debut = debut or demain()
    creneau = Creneau.objects.create(
        lieu=lieu,
        agent=agent,
        debut=debut,
        fin=debut + HEURE,
        places=places,
        cree_par=compte_systeme(),
        cree_le=timezone.now(),
    )
    CreneauMotif.objects.create(creneau=creneau, motif=motif)
    return creneau


def creer_rendezvous(
    motif: Motif, lieu: Lieu, debut: datetime | None = None, agent: Compte | None = None, capacite: int = 1
) -> RendezVous:
    debut = debut or demain()
    return RendezVous.objects.create(
        motif=motif,
        lieu=lieu,
        agent=agent,
        debut=debut,
        fin=debut + HEURE,
        capacite=capacite,
        cree_par=compte_systeme(),
        cree_le=timezone.now(),
    )
