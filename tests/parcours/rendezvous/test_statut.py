"""Le statut se déduit des faits ; Python et SQL disent la même chose, quels que soient les faits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.rendezvous.enums import Issue, PrisPar, Statut
from jalon.parcours.rendezvous.models import Invitation, Participation
from jalon.parcours.rendezvous.selectors import compter_statuts, statuts, suivis_par_statut
from jalon.parcours.rendezvous.statut import FaitInvitation, FaitParticipation, statut
from tests.parcours.rendezvous.fabriques import creer_lieu, creer_motif, creer_rendezvous
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db
MIDI = datetime(2026, 6, 15, 10, tzinfo=UTC)
JOUR = timedelta(days=1)


def invitation(jours: int, validite: int = 10) -> FaitInvitation:
    return FaitInvitation(MIDI + jours * JOUR, MIDI + (jours + validite) * JOUR)


def place(pris: int, debut: int, issue: str | None = None) -> FaitParticipation:
    return FaitParticipation(MIDI + pris * JOUR, MIDI + debut * JOUR, issue)


CAS: list[tuple[str, list[FaitInvitation], list[FaitParticipation], Statut]] = [
    ("rien", [], [], Statut.A_INVITER),
    ("invitée", [invitation(-2)], [], Statut.INVITE),
    ("expirée à l'instant même", [invitation(-10)], [], Statut.INVITATION_EXPIREE),
    ("une sur deux vit encore", [invitation(-20), invitation(-1)], [], Statut.INVITE),
    ("a choisi", [invitation(-3)], [place(-1, 2)], Statut.RDV_A_VENIR),
    ("réinvitée alors qu'un rendez-vous vient", [invitation(-1)], [place(-3, 2)], Statut.RDV_A_VENIR),
    ("passé sans issue", [invitation(-9)], [place(-8, -1)], Statut.A_CLORE),
    ("honoré", [invitation(-9)], [place(-8, -1, Issue.HONORE)], Statut.HONORE),
    ("absente", [invitation(-9)], [place(-8, -1, Issue.ABSENT)], Statut.ABSENT),
    ("absente puis réinvitée", [invitation(-9), invitation(0)], [place(-8, -1, Issue.ABSENT)], Statut.INVITE),
    ("excusée avant l'heure", [], [place(-8, 3, Issue.EXCUSE)], Statut.EXCUSE),
    ("annulé par le service", [], [place(-8, 3, Issue.ANNULE_SERVICE)], Statut.ANNULE_SERVICE),
    (
        "excusée puis autre date",
        [],
        [place(-8, -3, Issue.EXCUSE), place(-4, 4)],
        Statut.RDV_A_VENIR,
    ),
    (
        "honoré le premier, le second annulé avant",
        [],
        [place(-8, -1, Issue.HONORE), place(-5, -2, Issue.EXCUSE)],
        Statut.HONORE,
    ),
]


@pytest.mark.parametrize(("nom", "invitations", "places", "attendu"), CAS, ids=[cas[0] for cas in CAS])
def test_les_cas_connus(nom, invitations, places, attendu):
    assert statut(invitations, places, MIDI) == attendu


heures = st.integers(-30, 30)
des_invitations = st.lists(
    st.builds(invitation, heures.filter(lambda j: j <= 0), st.integers(1, 20)), max_size=3
)
des_places = st.lists(
    st.builds(
        place,
        st.integers(-30, 0),
        heures,
        st.sampled_from([None, Issue.HONORE, Issue.ABSENT, Issue.EXCUSE, Issue.ANNULE_SERVICE]),
    ),
    max_size=4,
)


@pytest.fixture
def pose(systeme):
    return creer_motif(), creer_lieu(), creer_dossier(connu_le=(MIDI - 60 * JOUR).date()).personne


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(invitations=des_invitations, places=des_places)
def test_la_base_dit_la_meme_chose(pose, systeme, invitations, places):
    motif, _, personne = pose
    with transaction.atomic():
        _semer(pose, systeme, invitations, places)
        trouve = statuts(motif.pk, [personne.pk], MIDI)[personne.pk].statut
        transaction.set_rollback(True)
    assert trouve == statut(invitations, places, MIDI)


def _semer(
    pose: Any, systeme: Any, invitations: list[FaitInvitation], places: list[FaitParticipation]
) -> None:
    """Écrit ces faits tels quels : la règle doit valoir même pour des places que le service refuserait."""
    motif, lieu, personne = pose
    Invitation.objects.bulk_create(
        Invitation(
            personne=personne, motif=motif, envoyee_le=i.envoyee_le, expire_le=i.expire_le, faite_par=systeme
        )
        for i in invitations
    )
    with connection.cursor() as curseur:
        curseur.execute("ALTER TABLE parcours_rendezvous_participation DISABLE TRIGGER placer")
    for p in places:
        Participation.objects.create(
            rendezvous=creer_rendezvous(motif, lieu, debut=p.debut),
            personne=personne,
            pris_par=PrisPar.SYSTEME,
            pris_le=p.pris_le,
            issue=p.issue,
            issue_le=max(p.debut, p.pris_le) if p.issue else None,
        )


def test_qui_revient_au_rsa_repart_de_zero(pose, systeme):
    motif, _, personne = pose
    _semer(pose, systeme, [invitation(-40)], [place(-39, -35, Issue.HONORE)])
    assert statuts(motif.pk, None, MIDI)[personne.pk].statut == Statut.HONORE
    personne.episodes.update(sortie=(MIDI - 20 * JOUR).date(), motif_sortie="droit_clos")
    assert personne.pk not in statuts(motif.pk, None, MIDI)
    personne.episodes.update(entree=(MIDI - 10 * JOUR).date(), sortie=None, motif_sortie="")
    assert statuts(motif.pk, None, MIDI)[personne.pk].statut == Statut.A_INVITER


def test_le_compteur_est_la_longueur_de_la_liste(pose, systeme):
    motif = creer_motif("information_collective")
    autre = creer_dossier(connu_le=(MIDI - 60 * JOUR).date()).personne
    Invitation.objects.create(
        personne=autre, motif=motif, envoyee_le=MIDI, expire_le=MIDI + JOUR, faite_par=systeme
    )
    comptes = compter_statuts(motif, systeme, MIDI + timedelta(hours=1))
    assert comptes[Statut.A_INVITER] == comptes[Statut.INVITE] == 1
    for code, nombre in comptes.items():
        liste = suivis_par_statut(motif, code, systeme, instant=MIDI + timedelta(hours=1))
        assert len(liste) == nombre, code


def test_un_referent_ne_compte_que_les_siens(pose, creer_compte, en_tant_que):
    from jalon.socle.acces.enums import Role

    motif, _, _ = pose
    referent = creer_compte(Role.REFERENT)
    with en_tant_que(referent):
        assert not statuts(motif.pk, None, MIDI)
    with en_tant_que(None):
        assert not statuts(motif.pk, None, MIDI)
