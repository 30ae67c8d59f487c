"""Une lettre se rouvre telle que partie, depuis le rendez-vous ou la décision ; sans PDF, l'écran le dit."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.orientation import services as orientation
from jalon.parcours.orientation.lettres import lettre_gardee
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.orientation.services.decisions import noter_notification
from jalon.parcours.rendezvous import services as rendezvous
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.acces.delegations import accorder_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.models import Lecture
from jalon.socle.messages import lots, services
from jalon.socle.messages.enums import Canal, EtatMessage
from jalon.socle.messages.models import Message
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.models import ContenuPiece
from jalon.socle.pieces.selectors import octets_de
from tests.flux import NORD, poser_territoire
from tests.parcours.rendezvous.fabriques import Maison, batir_maison, demain
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def maison(creer_compte: Any, monde: Any) -> Maison:
    return batir_maison(creer_compte)


def convoquer(maison: Maison, personne: Any) -> Participation:
    (place,) = rendezvous.convoquer(
        personnes=[personne.pk], motif=maison.motif, lieu=maison.lieu, debut=demain(10), fin=demain(11),
        agent=maison.responsable, acteur=maison.responsable,
    )  # fmt: skip
    return place


def imprimer(acteur: Any) -> None:
    lots.imprimer_lot(lot=lots.preparer_lot(acteur=acteur), acteur=acteur)


def test_une_convocation_se_rouvre_depuis_le_rendez_vous_de_qui_suit_la_personne(
    maison, connecte, creer_compte, compte
):
    personne = maison.confier()
    with contexte_compte(maison.responsable):
        place = convoquer(maison, personne)
    fiche = reverse("rendezvous_fiche", args=[place.rendezvous_id])
    dossier = reverse("personne_rendezvous", args=[personne.pk])
    with connecte(maison.referent) as client:
        assert "lettre à imprimer" in client.get(fiche).content.decode()
        assert "lettre à imprimer" in client.get(dossier).content.decode()
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with contexte_compte(gestionnaire):
        imprimer(gestionnaire)
    message = Message.objects.get(canal=Canal.LETTRE, cible=place.pk)
    adresse = reverse("message_pdf", args=[message.pk])
    with connecte(maison.referent) as client:
        for page in (fiche, dossier):
            assert adresse in client.get(page).content.decode()
        assert client.get(adresse).content == octets_de(message.piece)
        assert client.get(reverse("message", args=[message.pk])).status_code == 403, "la boîte d'envoi, non"
    assert Lecture.objects.filter(sujet=personne.pk, ecran="message", compte=maison.referent).exists()
    with connecte(creer_compte(Role.REFERENT)) as client:
        assert client.get(adresse).status_code == 404


def test_sous_le_role_de_l_application_un_responsable_imprime_et_un_autre_compte_abandonne(
    maison, compte, en_tant_que
):
    """La base, et elle seule, dit ce que chacun garde et relit."""
    personne = maison.confier()
    with en_tant_que(maison.responsable):
        place = convoquer(maison, personne)
        lot = lots.preparer_lot(acteur=maison.responsable)
        imprime = lots.imprimer_lot(lot=lot, acteur=maison.responsable)
        (lettre,) = imprime.messages.select_related("piece")
        octets = octets_de(lettre.piece)
        assert lettre.cible == place.pk and octets_de(imprime.pdf).startswith(b"%PDF") and imprime.pages == 1
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with en_tant_que(gestionnaire):
        assert octets_de(imprime.pdf), "il voit les lots de tous"
        assert lots.abandonner_lot(lot=imprime, acteur=gestionnaire) == 1
        second = lots.imprimer_lot(lot=lots.preparer_lot(acteur=gestionnaire), acteur=gestionnaire)
        assert [octets_de(m.piece) for m in second.messages.select_related("piece")] == [octets]
    with en_tant_que(maison.responsable):
        assert not ContenuPiece.objects.filter(pk__in=[imprime.pdf_id, imprime.bordereau_id]).exists()


def test_une_invitation_par_lettre_se_rouvre_depuis_le_dossier_et_la_boite_d_envoi(maison, connecte, compte):
    personne = maison.confier(mobile="")
    maison.creneau()
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with contexte_compte(gestionnaire):
        rendezvous.inviter(
            personnes=[personne.pk], motif=maison.motif, canaux=("lettre",), acteur=gestionnaire,
            organisation=maison.structure,
        )  # fmt: skip
        message = Message.objects.get(canal=Canal.LETTRE, personne=personne.pk)
        Message.objects.filter(pk=message.pk).update(a_envoyer_le=timezone.now())
    boite = reverse("message", args=[message.pk])
    with connecte(gestionnaire) as client:
        assert "sera composé et gardé quand son lot" in client.get(boite).content.decode()
        with contexte_compte(gestionnaire):
            imprimer(gestionnaire)
        message.refresh_from_db()
        page = client.get(boite).content.decode()
        assert message.piece.empreinte in page and "PDF gardé" in page
        dossier = client.get(reverse("personne_rendezvous", args=[personne.pk])).content.decode()
        assert reverse("message_pdf", args=[message.pk]) in dossier
        lot = client.get(reverse("lot", args=[message.lot_id])).content.decode()
    assert "<strong>1 lettre, 1 page</strong>" in lot and message.lot.pdf.empreinte in lot


@pytest.fixture
def decidees(creer_compte: Any, monde: Any, systeme: Any) -> list[Orientation]:
    """Deux orientations à signer par qui les a décidées."""
    poser_territoire()
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    organisme = Organisation.objects.create(nom="Mission locale d'essai", natures=["referent"])
    with contexte_compte(systeme):
        accorder_delegation(
            compte=agent, type_acte=TypeActe.ORIENTATION, qualite="Responsable", reference="Arrêté 1",
            acteur=systeme,
        )  # fmt: skip
    personnes = [creer_dossier(territoire=NORD, connu_le=timezone.localdate()).personne for _ in range(2)]
    with contexte_compte(agent):
        return [
            orientation.decider_orientation(personne=p, voie="emploi", organisme=organisme, acteur=agent)
            for p in personnes
        ]


def test_une_orientation_notifiee_sans_pdf_le_dit_et_n_a_pas_de_lien_mort(decidees, connecte):
    """L'une a le texte de l'époque, l'autre n'a aucune lettre dans Jalon."""
    avec, sans = decidees
    agent = avec.decidee_par
    with contexte_compte(agent):
        services.deposer(
            cle=f"orientation:{avec.pk}", canal=Canal.LETTRE, adresse="Mme Essai\n1 rue\n00000 VILLE",
            texte="Le texte de l'époque.", sujet="Votre orientation", personne=avec.personne_id, acteur=agent,
        )  # fmt: skip
    partie = Message.objects.filter(cle=f"orientation:{avec.pk}")
    partie.update(etat=EtatMessage.ENVOI, pris_le=timezone.now())
    partie.update(etat=EtatMessage.ENVOYE, envoye_le=timezone.now())
    with contexte_compte(agent):
        orientation.notifier_orientation(orientation=avec, acteur=agent)
        noter_notification(orientation=sans, acteur=agent)
    assert lettre_gardee(avec).piece is None and lettre_gardee(sans) is None
    with connecte(agent) as client:
        for une, dit in (
            (avec, "il n'y a pas de PDF de l'époque"),
            (sans, "Aucune lettre de cette notification"),
        ):
            pourquoi, lettre = (
                reverse(f"orientation_{nom}", args=[une.pk]) for nom in ("pourquoi", "lettre")
            )
            page = client.get(pourquoi).content.decode()
            assert dit in page.replace("&#x27;", "'") and lettre not in page
            assert client.get(lettre).url == pourquoi
        assert (
            "Le texte de l&#x27;époque."
            in client.get(reverse("orientation_pourquoi", args=[avec.pk])).content.decode()
        )
        boite = client.get(reverse("message", args=[partie.get().pk])).content.decode()
        assert "pas de PDF de l'époque" in boite
