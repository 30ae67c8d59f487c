"""Un motif, un lieu, des créneaux : de quoi prendre rendez-vous dans un essai."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from jalon.parcours.personnes.models import Contact, Perimetre, Personne
from jalon.parcours.rendezvous.enums import Nature
from jalon.parcours.rendezvous.models import Creneau, CreneauMotif, Lieu, Motif, RendezVous
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.organisations.models import Organisation
from tests.personnes import creer_dossier

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


@dataclass
class Maison:
    """Une structure, son lieu, un responsable et un référent qui y reçoivent, un motif."""

    structure: Organisation
    lieu: Lieu
    motif: Motif
    responsable: Compte
    referent: Compte

    def creneau(self, **options: object) -> Creneau:
        return creer_creneau(self.motif, self.lieu, **options)

    def confier(self, mobile: str = "06 00 00 00 01", **options: object) -> Personne:
        """Une personne suivie par la structure et par le référent."""
        options.setdefault("connu_le", timezone.localdate().replace(day=1))
        personne = creer_dossier(**options).personne
        Perimetre.objects.filter(personne=personne).update(
            organisations=[self.structure.pk], referents=[self.referent.pk]
        )
        if mobile:
            Contact.objects.create(
                personne=personne,
                nature="telephone",
                valeur=mobile,
                source="dit à l'accueil",
                a_compter_du=date(2025, 1, 1),
            )
        return personne


def batir_maison(creer_compte: Callable[..., Compte]) -> Maison:
    structure = Organisation.objects.create(nom="Maison des solidarités")
    return Maison(
        structure=structure,
        lieu=creer_lieu(structure),
        motif=creer_motif(),
        responsable=creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=structure),
        referent=creer_compte(Role.REFERENT),
    )
