"""Un agent est absent : ses rendez-vous se déplacent, se confient ou s'annulent, chacun prévenu une fois."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jalon.parcours.personnes.models import Personne
from jalon.parcours.rendezvous import services
from jalon.parcours.rendezvous.models import Absence, Creneau, Participation, RendezVous
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages.models import Message
from tests.parcours.rendezvous.fabriques import HEURE, Maison, batir_maison, creer_motif, demain

pytestmark = pytest.mark.django_db
REQUETES = 45


@pytest.fixture
def maison(creer_compte: Callable[..., Compte], monde: Any) -> Maison:
    return batir_maison(creer_compte)


@pytest.fixture
def collegue(maison: Maison, creer_compte: Callable[..., Compte]) -> Compte:
    return creer_compte(Role.REFERENT, organisation=maison.structure)


def prendre(maison: Maison, heure: int) -> Participation:
    """Une personne prend une heure du référent dans deux jours."""
    personne = maison.confier(mobile=f"06 00 00 00 {heure:02}")
    return donner(maison, maison.referent, personne, heure)


def donner(maison: Maison, agent: Compte, personne: Personne, heure: int) -> Participation:
    creneau = maison.creneau(agent=agent, debut=demain(heure, jours=2))
    with contexte_compte(maison.responsable):
        return services.prendre_creneau(
            creneau=creneau,
            motif=maison.motif,
            personne=personne,
            acteur=maison.responsable,
            prevenir=False,
        )


def absent(maison: Maison) -> Absence:
    """Le référent manque toute cette journée."""
    return services.noter_absence(
        agent=maison.referent,
        debut=demain(0, jours=2),
        fin=demain(0, jours=3),
        acteur=maison.responsable,
    )[0]


def reprendre(maison: Maison, absence: Absence, geste: str, **options: Any) -> services.Reprise:
    cles = [rdv.pk for rdv in services.rendezvous_a_reprendre(absence)]
    with contexte_compte(maison.responsable):
        return services.reprendre_absence(
            absence=absence, rendezvous=cles, geste=geste, acteur=maison.responsable, **options
        )


def test_deplacer_donne_la_premiere_heure_libre_et_un_seul_message(maison, collegue):
    places = [prendre(maison, 9), prendre(maison, 10)]
    tot = maison.creneau(agent=collegue, debut=demain(14, jours=2))
    tard = maison.creneau(agent=maison.referent, debut=demain(9, jours=4))
    maison.creneau(agent=collegue, debut=demain(8, jours=2))  # avant son heure : on n'avance personne
    reprise = reprendre(maison, absent(maison), "deplacer")
    assert (reprise.faits, reprise.restent) == (2, [])
    for place, creneau in zip(places, (tot, tard), strict=True):
        place.refresh_from_db()
        assert place.rendezvous.creneau_id == creneau.pk and place.issue is None
    cles = list(Message.objects.values_list("personne", "cle"))
    assert len(cles) == 2 and all(cle.startswith("confirmation:") for _, cle in cles)
    avant = Creneau.objects.filter(agent=maison.referent, debut__lt=demain(0, jours=3))
    assert not avant.filter(annule_le=None).exists(), "l'absent n'a plus d'heure ouverte ce jour-là"


def test_sans_heure_libre_le_rendezvous_reste_et_les_autres_se_deplacent(maison, collegue):
    prendre(maison, 9)
    second = prendre(maison, 10)
    maison.creneau(agent=collegue, debut=demain(11, jours=2))
    reprise = reprendre(maison, absent(maison), "deplacer")
    second.refresh_from_db()
    assert reprise.faits == 1
    assert [(rdv.pk, "ouvrez des créneaux" in raison) for rdv, raison in reprise.restent] == [
        (second.rendezvous_id, True)
    ]
    assert second.rendezvous.annule_le is None


def test_confier_garde_l_heure_et_ne_derange_personne(maison, collegue):
    place = prendre(maison, 9)
    libre = maison.creneau(agent=collegue, debut=demain(9, jours=2))
    reprise = reprendre(maison, absent(maison), "confier", collegue=collegue)
    place.refresh_from_db()
    libre.refresh_from_db()
    assert reprise.faits == 1 and place.rendezvous.agent_id == collegue.pk
    assert place.rendezvous.debut == demain(9, jours=2) and libre.motif_annulation == "occupe"
    assert not Message.objects.exists()


def test_un_collegue_pris_ou_absent_ne_recoit_pas(maison, collegue):
    prendre(maison, 9)
    absence = absent(maison)
    with pytest.raises(ValidationError, match="Choisissez le collègue"):
        reprendre(maison, absence, "confier")
    donner(maison, collegue, maison.confier(), 9)
    pris = reprendre(maison, absence, "confier", collegue=collegue)
    assert pris.faits == 0 and "déjà un" in pris.restent[0][1]
    services.noter_absence(
        agent=collegue, debut=demain(0, jours=2), fin=demain(0, jours=3), acteur=maison.responsable
    )
    assert "absent" in reprendre(maison, absence, "confier", collegue=collegue).restent[0][1]


def test_une_reunion_ne_se_deplace_pas_mais_s_annule(maison):
    motif = creer_motif("information_collective", collectif=True)
    reunion = services.fixer_rendezvous(
        motif=motif, lieu=maison.lieu, agent=maison.referent, capacite=10, acteur=maison.responsable,
        debut=demain(9, jours=2), fin=demain(9, jours=2) + HEURE,
    )  # fmt: skip
    personnes = [maison.confier(mobile=f"06 00 00 00 1{rang}").pk for rang in range(2)]
    services.inscrire(rendezvous=reunion, personnes=personnes, acteur=maison.responsable, prevenir=False)
    absence = absent(maison)
    assert "réunion" in reprendre(maison, absence, "deplacer").restent[0][1]
    assert reprendre(maison, absence, "annuler").faits == 1
    assert sorted(Message.objects.values_list("personne", flat=True)) == sorted(personnes)
    assert reprendre(maison, absence, "annuler").faits == 0, "un second geste n'écrit à personne"
    assert Message.objects.count() == 2


def test_l_ecran_montre_qui_attend_et_fait_le_geste(maison, collegue, connecte):
    place = prendre(maison, 9)
    jour = timezone.localdate(place.rendezvous.debut).isoformat()
    with connecte(maison.responsable) as client:
        envoi = {"agent": maison.referent.pk, "du": jour, "au": jour}
        reponse = client.post(reverse("absence_noter"), envoi)
        absence = maison.referent.absences.get()
        adresse = reverse("absence_reprendre", kwargs={"cle": absence.pk})
        assert reponse.url == adresse
        with CaptureQueriesContext(connection) as requetes:
            page = client.get(adresse).content.decode()
        assert len(requetes) <= REQUETES
        assert escape(place.personne.nom.upper()) in page and "1 rendez-vous" in page
        assert client.post(adresse, {"rendezvous": place.rendezvous_id}).status_code == 422
        rien = client.post(adresse, {"geste": "annuler"}, follow=True).content.decode()
        assert "Cochez au moins un rendez-vous" in rien
        fait = client.post(adresse, {"geste": "annuler", "rendezvous": place.rendezvous_id}, follow=True)
        assert "Personne n'est plus attendu" in fait.content.decode()
    assert RendezVous.objects.get().motif_annulation == "absence_agent"


def test_un_referent_ne_reprend_que_son_agenda(maison, collegue, connecte):
    place = prendre(maison, 9)
    absence = absent(maison)
    adresse = reverse("absence_reprendre", kwargs={"cle": absence.pk})
    with connecte(collegue) as client:
        client.post(adresse, {"geste": "annuler", "rendezvous": place.rendezvous_id})
    place.refresh_from_db()
    assert place.issue is None, "le rendez-vous d'un autre, hors de sa main, ne bouge pas"
