"""Inviter, relancer, ré-inviter, rappeler : par fenêtre, une fois, jamais pour une heure disparue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.rendezvous import envois, services
from jalon.parcours.rendezvous.enums import Issue, MotifAnnulation, Origine
from jalon.parcours.rendezvous.models import Creneau, Invitation, Participation
from jalon.parcours.rendezvous.rappels import rappeler
from jalon.parcours.rendezvous.tasks import rappeler_rendezvous, relancer_invitations
from jalon.socle.acces.models import LienPersonnel
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages.models import Message
from jalon.socle.messages.verificateurs import encore_valables
from tests.parcours.rendezvous.fabriques import HEURE, creer_motif, demain

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


@pytest.fixture
def inviter(maison):
    """`inviter(personne)` : invite au nom du responsable, à `le` s'il est donné."""

    def faire(*personnes, **options):
        options.setdefault("acteur", maison.responsable)
        with contexte_compte(options["acteur"]):
            return services.inviter(personnes=[p.pk for p in personnes], motif=maison.motif, **options)

    return faire


@pytest.fixture
def au_nom_du_systeme(systeme):
    with contexte_compte(systeme):
        yield systeme


def cles(prefixe):
    return Message.objects.filter(cle__startswith=f"{prefixe}:").count()


def test_une_invitation_attend_puis_part_a_la_bonne_adresse(maison, confiee, inviter):
    maison.creneau()
    joignable, sans_mobile = confiee(), confiee(mobile="02 00 00 00 00")
    envoi = inviter(joignable, sans_mobile, organisation=maison.structure)
    assert len(envoi.invitations) == envoi.messages == 2
    sms, lettre = (Message.objects.get(personne=p.pk) for p in (joignable, sans_mobile))
    assert (sms.canal, sms.adresse) == ("sms", "+33600000001")
    assert lettre.canal == "lettre" and "11000 AUBE" in lettre.adresse
    assert sms.a_envoyer_le > timezone.now() + timedelta(minutes=10)
    assert maison.lieu.telephone in sms.texte and joignable.nom not in sms.texte
    assert LienPersonnel.objects.filter(expire_le=envoi.invitations[0].expire_le).count() == 2


def test_on_n_invite_ni_sans_heure_ni_deux_fois_le_meme_jour_ni_qui_a_deja_un_rendezvous(
    maison, confiee, inviter
):
    une, autre = confiee(), confiee()
    with pytest.raises(ValidationError, match="Aucun créneau libre"):
        inviter(une)
    creneau = maison.creneau()
    maison.creneau(debut=demain(14))
    inviter(une)
    services_prendre(maison, creneau, autre)
    envoi = inviter(une, autre)
    assert not envoi.invitations
    assert {raison: len(cles) for raison, cles in envoi.ecartees.items()} == {
        "invitée il y a moins d'un jour": 1,
        "a déjà un rendez-vous à venir": 1,
    }


def services_prendre(maison, creneau, personne, **options):
    with contexte_compte(maison.referent):
        return services.prendre_creneau(
            creneau=creneau, motif=maison.motif, personne=personne, acteur=maison.referent, **options
        )


def test_une_relance_part_une_fois_meme_si_un_passage_a_manque(maison, confiee, inviter, au_nom_du_systeme):
    maison.creneau(debut=demain(jours=12))
    repondue = maison.creneau(debut=demain(jours=13))
    muette, prompte = confiee(), confiee()
    avant = timezone.now() - 5 * JOUR  # la relance était due il y a deux jours
    inviter(muette, prompte, le=avant)
    services_prendre(maison, repondue, prompte, prevenir=False)
    assert services.relancer(acteur=au_nom_du_systeme) == 1
    assert services.relancer(acteur=au_nom_du_systeme) == 0
    assert cles("relance") == 1
    assert Invitation.objects.get(personne=muette).relancee_le


@pytest.mark.parametrize("age", [1, 9])
def test_ni_trop_tot_ni_quand_l_invitation_va_finir(maison, confiee, inviter, au_nom_du_systeme, age):
    maison.creneau(debut=demain(jours=12))
    inviter(confiee(), le=timezone.now() - age * JOUR)
    assert services.relancer(acteur=au_nom_du_systeme) == 0


def test_apres_une_expiration_on_reinvite_au_plus_deux_fois(maison, confiee, inviter, au_nom_du_systeme):
    maison.creneau(debut=demain(jours=20))
    depart = timezone.now() - 60 * JOUR
    confiee_le = confiee(connu_le=(depart - JOUR).date().replace(day=1))
    inviter(confiee_le, le=depart, prevenir=False)
    for passage in range(1, 6):
        services.reinviter(acteur=au_nom_du_systeme, le=depart + passage * 13 * JOUR)
    suite = Invitation.objects.order_by("rang").values_list("rang", "origine")
    assert list(suite) == [(1, Origine.AGENT), (2, Origine.EXPIRATION), (3, Origine.EXPIRATION)]


def test_apres_une_absence_on_reinvite_mais_pas_qui_n_a_jamais_ete_invite(
    maison, confiee, inviter, au_nom_du_systeme
):
    passe, apres = timezone.now() - 6 * JOUR, timezone.now() + 6 * JOUR
    invitee, convoquee = confiee(), confiee()
    maison.creneau(debut=apres)
    inviter(invitee, le=passe, prevenir=False)
    for personne, heure in ((invitee, 0), (convoquee, 2)):
        creneau = maison.creneau(debut=passe + JOUR + heure * HEURE)
        place = services_prendre(maison, creneau, personne, le=passe + HEURE, prevenir=False)
        services.noter_issues(
            rendezvous=place.rendezvous, issues={place.pk: Issue.ABSENT}, acteur=au_nom_du_systeme
        )
    assert services.reinviter(acteur=au_nom_du_systeme) == 1
    assert Invitation.objects.get(origine=Origine.ABSENCE).personne_id == invitee.pk


def test_un_rappel_part_une_fois_dans_la_fenetre_et_se_rattrape(maison, confiee, au_nom_du_systeme):
    maintenant = timezone.now()
    for rang, heures in enumerate((1, 47, 49, 200)):
        creneau = maison.creneau(debut=maintenant + heures * HEURE + rang * timedelta(minutes=1))
        services_prendre(maison, creneau, confiee(), prevenir=False)
    assert rappeler(acteur=au_nom_du_systeme) == 2  # celui dans une heure : un passage a manqué
    assert rappeler(acteur=au_nom_du_systeme) == 0
    message = Message.objects.filter(cle__startswith="rappel:").first()
    place = Participation.objects.get(pk=message.cible)
    jour = timezone.localtime(place.rendezvous.debut)
    assert message.cle == f"rappel:{place.pk}:{jour:%Y-%m-%d}"
    assert message.expire_le == place.rendezvous.debut


def test_deplacer_un_rendezvous_le_fait_rappeler_de_nouveau(maison, confiee, au_nom_du_systeme):
    place = services_prendre(maison, maison.creneau(), confiee(), prevenir=False)
    assert rappeler(acteur=au_nom_du_systeme) == 1
    services.deplacer(
        participation=place, creneau=maison.creneau(debut=demain(jours=2)), acteur=au_nom_du_systeme
    )
    assert Message.objects.get(cle__startswith="rappel:").etat == "annule"
    assert rappeler(acteur=au_nom_du_systeme, le=demain(8)) == 1
    assert cles("rappel") == 2


def test_aucun_message_ne_part_pour_une_heure_qui_n_existe_plus(maison, confiee, inviter):
    creneau, personne = maison.creneau(), confiee()
    invitation = inviter(personne).invitations[0]
    place = services_prendre(maison, creneau, confiee())
    assert encore_valables(envois.RENDEZVOUS, [place.pk]) == {place.pk}
    assert encore_valables(envois.INVITATION, [invitation.pk]) == set()  # plus une heure à choisir
    with contexte_compte(maison.responsable):
        services.annuler_rendezvous(
            rendezvous=place.rendezvous, motif=MotifAnnulation.LIEU_FERME, acteur=maison.responsable
        )
    assert encore_valables(envois.RENDEZVOUS, [place.pk]) == set()
    maison.creneau(debut=demain(16))
    assert encore_valables(envois.INVITATION, [invitation.pk]) == {invitation.pk}
    Creneau.objects.update(annule_le=timezone.now(), motif_annulation="planning")
    assert encore_valables(envois.INVITATION, [invitation.pk]) == set()


def test_les_taches_de_fond_agissent_au_nom_du_systeme(maison, confiee):
    services_prendre(maison, maison.creneau(), confiee(), prevenir=False)
    rappeler_rendezvous(0)
    relancer_invitations(0)
    assert cles("rappel") == 1 and Message.objects.get().cree_par.systeme


def test_un_envoi_hors_perimetre_n_ecrit_rien(maison, confiee, en_tant_que):
    from django.db import ProgrammingError, transaction

    from tests.personnes import creer_dossier

    maison.creneau()
    autre, motif = creer_dossier().personne, creer_motif()
    maison.creneau(debut=demain(15))
    with (
        en_tant_que(maison.referent),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        services.inviter(personnes=[autre.pk], motif=maison.motif, acteur=maison.referent)
    assert not Invitation.objects.exists() and motif.actif
