"""Ce que les rendez-vous deviennent quand un dossier se lit, se réunit, s'exporte ou s'efface."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from jalon.parcours.orientation.enums import Motif, Origine, Voie
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.personnes.conservation.rubriques import rassembler_rubriques
from jalon.parcours.rendezvous import selectors, services
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.rendezvous.fabriques import HEURE, creer_motif

pytestmark = pytest.mark.django_db
JOUR = timedelta(days=1)


def convoquer(maison, personne, **options):
    """Au nom du responsable, dont le lieu est la structure."""
    debut = options.pop("debut", timezone.now() + JOUR)
    with contexte_compte(maison.responsable):
        (place,) = services.convoquer(
            personnes=[personne.pk],
            motif=options.pop("motif", maison.motif),
            lieu=maison.lieu,
            debut=debut,
            fin=debut + HEURE,
            acteur=maison.responsable,
            prevenir=False,
            **options,
        )
    return place


def deplacer_faits(de, vers, seulement=None):
    """Ce que font `fusionner_personnes` et `defaire_fusion` pour les tables des pièces."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_deplacer_faits(%s, %s, %s::jsonb)", [de.pk, vers.pk, seulement])
        return curseur.fetchone()[0]


def test_reunir_deux_fiches_reunit_des_rendezvous_qui_se_recouvrent(maison, confiee, systeme):
    gardee, absorbee = confiee(), confiee()
    places = [convoquer(maison, gardee), convoquer(maison, absorbee)]
    with contexte_compte(systeme):
        deplaces = deplacer_faits(absorbee, gardee)
        assert set(selectors.rendezvous_de(gardee.pk, systeme)) == set(places)
        services.annuler_participation(participation=places[0], acteur=systeme)
        deplacer_faits(gardee, absorbee, deplaces)
    rendue = Participation.objects.get(pk=places[1].pk)
    assert rendue.personne_id == absorbee.pk and rendue.rendezvous.pris == 1


def test_effacer_vide_les_excuses_et_garde_les_dates(maison, confiee):
    personne = confiee()
    place = convoquer(maison, personne)
    with contexte_compte(maison.responsable):
        services.annuler_participation(participation=place, acteur=maison.responsable, excuse="à l'hôpital")
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM jalon_dernier_fait_rendezvous(%s)", [[personne.pk]])
        assert curseur.fetchall() == [(personne.pk, timezone.localdate(place.rendezvous.debut))]
        curseur.execute("SELECT jalon_effacer_textes_rendezvous(%s)", [[personne.pk]])
        curseur.execute("SELECT p::text FROM parcours_rendezvous_participationevent p")
        assert not any("hôpital" in ligne for (ligne,) in curseur.fetchall())
    place.refresh_from_db()
    assert (place.excuse, place.issue) == ("", Issue.EXCUSE) and place.issue_le


def test_l_export_du_dossier_les_porte(maison, confiee, systeme):
    personne = confiee()
    maison.creneau()
    with contexte_compte(maison.responsable):
        services.inviter(personnes=[personne.pk], motif=maison.motif, acteur=maison.responsable)
    convoquer(maison, personne)
    with contexte_compte(systeme):
        contenu = rassembler_rubriques(personne.pk, systeme)["rendezvous"]
    assert [r["motif"] for r in contenu["rendezvous"]] == [maison.motif.libelle]
    assert [i["canaux"] for i in contenu["invitations"]] == [["sms", "courriel"]]


@pytest.mark.parametrize("ordre", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_rien_ne_se_supprime(maison, confiee, en_tant_que, ordre):
    convoquer(maison, confiee())
    for table in ("participation", "rendezvous", "invitation"):
        with (
            pytest.raises(ProgrammingError),
            en_tant_que(maison.responsable),
            transaction.atomic(),
            connection.cursor() as curseur,
        ):
            curseur.execute(ordre.format(f"parcours_rendezvous_{table}"))


def test_chaque_role_ne_voit_que_les_places_de_son_perimetre(maison, confiee, creer_compte, en_tant_que):
    place = convoquer(maison, confiee())
    vus = {
        maison.responsable: 1,
        maison.referent: 1,
        creer_compte(Role.REFERENT): 0,
        creer_compte(Role.AGENT_ORIENTATION, territoire="200000002"): 0,
        creer_compte(Role.GESTIONNAIRE_DROITS): 1,
        creer_compte(Role.DPO): 0,
        creer_compte(Role.ELU): 0,
        None: 0,
    }
    for compte, nombre in vus.items():
        with en_tant_que(compte), connection.cursor() as curseur:
            for table in ("participation", "participationevent"):
                curseur.execute(f"SELECT count(*) FROM parcours_rendezvous_{table}")
                assert (curseur.fetchone()[0] > 0) == bool(nombre), (compte, table)
    assert place.rendezvous.pris == 1


def orienter(personne, systeme, structure, jours):
    notifiee = timezone.localdate() - jours * JOUR
    return Orientation.objects.create(
        personne=personne,
        regime="plein_emploi",
        voie=Voie.SOCIALE,
        organisme_referent=structure,
        decidee_le=notifiee,
        notifiee_le=notifiee,
        decidee_par=systeme,
        notifiee_par=systeme,
        motif=Motif.values[0],
        origine=next(o for o in Origine.values if o != Origine.REGLE),
    )


@pytest.mark.parametrize(("prevu", "etat"), [(-5, "tenue"), (2, "alerte"), (None, "alerte")])
def test_l_horloge_du_premier_rendezvous_court_depuis_la_notification(maison, confiee, systeme, prevu, etat):
    personne = confiee(connu_le=timezone.localdate() - 40 * JOUR)
    assert selectors.premier_rendezvous(personne.pk, systeme, "plein_emploi") is None
    orienter(personne, systeme, maison.structure, 14)
    if prevu is not None:
        avant, autre = timezone.now() - 20 * JOUR, creer_motif("orientation")
        convoquer(maison, personne, debut=avant)  # avant la notification : ne compte pas
        convoquer(maison, personne, motif=autre, debut=timezone.now() + 3 * HEURE)
        convoquer(maison, personne, debut=timezone.now() + prevu * JOUR, le=timezone.now() - 6 * JOUR)
    lu = selectors.premier_rendezvous(personne.pk, systeme, "plein_emploi")
    attendu = timezone.localdate(timezone.now() + prevu * JOUR) if prevu is not None else None
    assert lu.prevu_le == attendu and lu.honore_le is None
    assert [h.etat(timezone.localdate()) for h in lu.horloges] == [etat] * len(lu.horloges) and lu.horloges
