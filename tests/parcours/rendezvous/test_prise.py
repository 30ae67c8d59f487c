"""Prendre, déplacer, annuler, convoquer : par un agent, par la personne, deux fois, trop tard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from jalon.parcours.rendezvous import services
from jalon.parcours.rendezvous.enums import Issue, MotifAnnulation, PrisPar
from jalon.parcours.rendezvous.models import Creneau, Participation, RendezVous
from jalon.socle.acces.liens import LienInvalide, creer_lien, ouvrir_lien
from jalon.socle.acces.models import LienPersonnel
from jalon.socle.messages.models import Message
from tests.parcours.rendezvous.fabriques import HEURE, creer_motif, demain
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


def prendre(maison, creneau, personne, acteur=None, **options):
    return services.prendre_creneau(
        creneau=creneau, motif=maison.motif, personne=personne, acteur=acteur or maison.referent, **options
    )


def messages(personne):
    return {m.cle.split(":")[0]: m.etat for m in Message.objects.filter(personne=personne.pk)}


def test_un_referent_prend_pour_la_personne_qui_lui_est_confiee(maison, confiee, en_tant_que):
    personne, creneau = confiee(), maison.creneau()
    with en_tant_que(maison.referent):
        place = prendre(maison, creneau, personne)
        assert prendre(maison, creneau, personne) == place  # double clic
    creneau.refresh_from_db()
    assert (creneau.pris, place.rendezvous.capacite) == (1, 1)
    assert Participation.objects.count() == 1 and messages(personne) == {"confirmation": "pret"}
    message = Message.objects.get()
    assert "[[secret]]" in message.texte and maison.lieu.adresse in message.texte


def test_un_referent_ne_prend_pas_pour_une_autre_personne(maison, en_tant_que):
    autre, creneau = creer_dossier().personne, maison.creneau()
    with (
        en_tant_que(maison.referent),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        prendre(maison, creneau, autre)


def test_une_heure_prise_passee_fermee_ou_d_un_autre_motif_se_refuse(maison, confiee, en_tant_que):
    pris, passe, ferme = (
        maison.creneau(),
        maison.creneau(debut=timezone.now() - HEURE),
        maison.creneau(debut=demain(11)),
    )
    une, autre, etranger = confiee(), confiee(), creer_motif()
    services.fermer_creneaux(creneaux=[ferme.pk], acteur=maison.responsable)
    with en_tant_que(maison.referent):
        prendre(maison, pris, une)
        for creneau, code in (
            (pris, "rendezvous_places_tenues"),
            (passe, "creneau_a_venir"),
            (ferme, "creneau_ouvert"),
        ):
            with pytest.raises(ValidationError) as refus:
                prendre(maison, creneau, autre)
            assert refus.value.code == code
        with pytest.raises(ValidationError, match="ne reçoit pas ce motif"):
            services.prendre_creneau(creneau=pris, motif=etranger, personne=autre, acteur=maison.referent)


def test_la_personne_prend_deplace_et_annule_par_son_lien(maison, confiee, systeme, en_tant_que):
    personne = confiee()
    un, deux = maison.creneau(), maison.creneau(debut=demain(14))
    with en_tant_que(maison.referent):
        jeton = creer_lien(
            personne=personne.pk, objet="rendezvous", expire_le=demain(jours=5), acteur=maison.referent
        )
    with en_tant_que(None):
        ouvrir_lien(jeton)
        place = prendre(maison, un, personne, systeme, par=PrisPar.PERSONNE)
        place = services.deplacer(participation=place, creneau=deux, acteur=systeme, par=PrisPar.PERSONNE)
        assert place.rendezvous.debut == deux.debut
        services.annuler_participation(participation=place, acteur=systeme, excuse="garde d'enfant")
    assert list(Creneau.objects.order_by("debut").values_list("pris", flat=True)) == [0, 0]
    place.refresh_from_db()
    assert (place.issue, place.pris_par, place.excuse) == (Issue.EXCUSE, "personne", "garde d'enfant")
    assert set(messages(personne).values()) == {"annule"}


def test_un_lien_ne_prend_pas_pour_quelqu_un_d_autre(maison, confiee, systeme, en_tant_que):
    personne, autre, creneau = confiee(), confiee(), maison.creneau()
    with en_tant_que(maison.referent):
        jeton = creer_lien(
            personne=personne.pk, objet="rendezvous", expire_le=demain(jours=5), acteur=maison.referent
        )
    with en_tant_que(None):
        ouvrir_lien(jeton)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            prendre(maison, creneau, autre, systeme, par=PrisPar.PERSONNE, prevenir=False)
    LienPersonnel.objects.update(expire_le=timezone.now() - HEURE)
    with en_tant_que(None), pytest.raises(LienInvalide):
        ouvrir_lien(jeton)


def test_sans_compte_ni_lien_rien_ne_se_prend(maison, confiee, systeme, en_tant_que):
    personne, creneau = confiee(), maison.creneau()
    with en_tant_que(None), pytest.raises(ProgrammingError, match="Personne n'agit"), transaction.atomic():
        prendre(maison, creneau, personne, systeme, par=PrisPar.PERSONNE)


def test_annuler_un_rendezvous_previent_et_ferme_le_creneau(maison, confiee, en_tant_que):
    personne, creneau = confiee(), maison.creneau()
    with en_tant_que(maison.responsable):
        place = prendre(maison, creneau, personne, maison.responsable)
        annulees = services.annuler_rendezvous(
            rendezvous=place.rendezvous, motif=MotifAnnulation.ABSENCE_AGENT, acteur=maison.responsable
        )
    assert annulees == [place.pk]
    creneau.refresh_from_db()
    assert creneau.annule_le and creneau.pris == 0
    assert messages(personne) == {"confirmation": "annule", "annulation": "pret"}
    with en_tant_que(maison.responsable), pytest.raises(ValidationError, match="annulé"):
        services.noter_issues(
            rendezvous=place.rendezvous,
            issues={place.pk: Issue.HONORE},
            acteur=maison.responsable,
            le=place.rendezvous.fin,
        )


def test_une_convocation_ferme_les_creneaux_de_l_agent_et_son_annulation_les_rouvre(
    maison, confiee, en_tant_que
):
    creneau, personne = maison.creneau(agent=maison.referent), confiee()
    with en_tant_que(maison.referent):
        places = services.convoquer(
            personnes=[personne.pk],
            motif=maison.motif,
            lieu=maison.lieu,
            debut=demain() + HEURE / 2,
            fin=demain() + 2 * HEURE,
            agent=maison.referent,
            acteur=maison.referent,
        )
        creneau.refresh_from_db()
        assert creneau.motif_annulation == MotifAnnulation.OCCUPE
        services.annuler_rendezvous(
            rendezvous=places[0].rendezvous, motif=MotifAnnulation.PLANNING, acteur=maison.referent
        )
    creneau.refresh_from_db()
    assert creneau.annule_le is None
    canaux = set(Message.objects.filter(cle__startswith="convocation").values_list("canal", flat=True))
    assert canaux == {"sms", "lettre"}


def test_une_information_collective_a_n_places_et_pas_une_de_plus(maison, confiee, en_tant_que):
    reunion = creer_motif("information_collective", collectif=True)
    personnes = [confiee().pk for _ in range(3)]
    with en_tant_que(maison.responsable):
        rendezvous = services.fixer_rendezvous(
            motif=reunion,
            lieu=maison.lieu,
            debut=demain(),
            fin=demain() + HEURE,
            capacite=2,
            acteur=maison.responsable,
        )
        with pytest.raises(ValidationError, match="plus de place"):
            services.inscrire(rendezvous=rendezvous, personnes=personnes, acteur=maison.responsable)
        services.inscrire(rendezvous=rendezvous, personnes=personnes[:2], acteur=maison.responsable)
        with pytest.raises(ValidationError, match="une personne à la fois"):
            services.fixer_rendezvous(
                motif=maison.motif,
                lieu=maison.lieu,
                debut=demain(),
                fin=demain() + HEURE,
                capacite=2,
                acteur=maison.responsable,
            )
    assert RendezVous.objects.get().pris == 2


def test_une_issue_se_corrige_et_rend_ou_reprend_la_place(maison, confiee, en_tant_que):
    creneau, personne = maison.creneau(), confiee()
    with en_tant_que(maison.referent):
        place = prendre(maison, creneau, personne)
        apres = {"acteur": maison.referent, "le": creneau.fin}
        for issue, pris in ((Issue.ABSENT, 1), (Issue.EXCUSE, 0), (Issue.HONORE, 1), ("", 1)):
            services.noter_issues(rendezvous=place.rendezvous_id, issues={place.pk: issue}, **apres)
            creneau.refresh_from_db()
            assert creneau.pris == pris, issue
        with pytest.raises(ValidationError, match="n'existe pas"):
            services.noter_issues(rendezvous=place.rendezvous_id, issues={place.pk: "rien"}, **apres)
        with pytest.raises(ValidationError, match="pas encore commencé"):
            services.noter_issues(
                rendezvous=place.rendezvous_id,
                issues={place.pk: Issue.HONORE},
                acteur=maison.referent,
                le=creneau.debut - timedelta(minutes=1),
            )
