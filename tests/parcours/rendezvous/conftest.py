"""Ce que les essais de rendez-vous partagent : un agent, sa structure, une personne qui lui est confiée."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone

from jalon.parcours.personnes.models import Contact, Perimetre, Personne
from jalon.parcours.rendezvous.models import Creneau, Lieu, Motif
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation
from tests.parcours.rendezvous.fabriques import creer_creneau, creer_lieu, creer_motif
from tests.personnes import creer_dossier


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


@pytest.fixture
def maison(systeme: Compte, creer_compte: Callable[..., Compte]) -> Maison:
    structure = Organisation.objects.create(nom="Maison des solidarités")
    return Maison(
        structure=structure,
        lieu=creer_lieu(structure),
        motif=creer_motif(),
        responsable=creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=structure),
        referent=creer_compte(Role.REFERENT),
    )


@pytest.fixture
def confiee(maison: Maison) -> Callable[..., Personne]:
    """`confiee()` : une personne suivie par la structure et le référent, avec un mobile."""

    def creer(mobile: str = "06 00 00 00 01", **options: object) -> Personne:
        personne = creer_dossier(connu_le=timezone.localdate().replace(day=1), **options).personne
        Perimetre.objects.filter(personne=personne).update(
            organisations=[maison.structure.pk], referents=[maison.referent.pk]
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

    return creer
