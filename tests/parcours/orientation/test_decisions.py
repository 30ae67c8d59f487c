"""Décider, réorienter, annuler, refuser, notifier : ce qui est permis, à qui, et ce que cela ouvre."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from jalon.parcours.orientation import services
from jalon.parcours.orientation.enums import EtatProposition, Motif, MotifRefus, Origine, Voie
from jalon.parcours.orientation.models import Orientation, Passage, Proposition
from jalon.parcours.personnes.models import Affectation, Perimetre
from jalon.socle.acces.delegations import retirer_delegation
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Delegation
from tests.flux import SUD
from tests.parcours.orientation.conftest import JOUR, agir
from tests.personnes import creer_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territoires")]


def decider(personne, organisme, agent, **options: Any) -> Orientation:
    return agir(
        services.decider_orientation,
        **{"personne": personne, "voie": Voie.SOCIALE, "organisme": organisme, "acteur": agent, "le": JOUR}
        | options,
    )


def proposer(personne, organisme, jeu, systeme, voie=Voie.SOCIALE) -> Proposition:
    passage = Passage.objects.create(
        jeu=jeu({"destination": "diagnostic"}), jour=JOUR, population="file", lance_par=systeme
    )
    return Proposition.objects.create(personne=personne, passage=passage, voie=voie, organisme=organisme)


def test_decider_confie_la_personne_et_garde_son_regime(en_tant_que, agent, organisme):
    dossier = creer_dossier()
    ancien = creer_dossier(connu_le=date(2024, 6, 3))
    with en_tant_que(agent):
        orientation = decider(dossier.personne, organisme, agent)
        autre = decider(ancien.personne, organisme, agent)
    assert (orientation.regime, autre.regime) == ("plein_emploi", "avant_2025")
    assert orientation.motif == Motif.PREMIERE and orientation.origine == Origine.AGENT
    assert Perimetre.objects.get(pk=dossier.personne.pk).organisations == [organisme.pk]
    assert orientation.affectation.debut == JOUR and orientation.affectation.fin is None


def test_hors_du_rsa_rien_ne_se_decide(agent, organisme):
    dossier = creer_dossier(connu_le=date(2025, 5, 2))
    with pytest.raises(ValidationError, match="n'est pas dans le RSA"):
        decider(dossier.personne, organisme, agent, le=date(2025, 4, 30))


def test_reorienter_demande_un_motif_et_ferme_l_affectation_la_veille(en_tant_que, agent, organisme, autre):
    personne = creer_dossier().personne
    with en_tant_que(agent):
        premiere = decider(personne, organisme, agent)
        demain = JOUR + timedelta(days=1)
        suite = {"le": demain, "apres": premiere.pk}
        with pytest.raises(ValidationError, match="Une réorientation dit pourquoi"):
            decider(personne, autre, agent, **suite)
        with pytest.raises(ValidationError, match="Écrivez ce motif"):
            decider(personne, autre, agent, motif=Motif.AUTRE, **suite)
        seconde = decider(personne, autre, agent, motif=Motif.DEMENAGEMENT, **suite)
    assert seconde.precedente == premiere
    assert Affectation.objects.get(pk=premiere.affectation_id).fin == JOUR
    assert Perimetre.objects.get(pk=personne.pk).organisations == [autre.pk]


def test_un_second_agent_qui_decide_sans_avoir_vu_le_premier_est_refuse(agent, organisme, autre):
    personne = creer_dossier().personne
    premiere = decider(personne, organisme, agent)
    with pytest.raises(ValidationError, match="déjà été orientée ce jour-là"):
        decider(personne, autre, agent)
    decider(personne, autre, agent, le=JOUR + timedelta(1), motif=Motif.SITUATION, apres=premiere.pk)
    with pytest.raises(ValidationError, match="par quelqu'un d'autre"):
        decider(personne, organisme, agent, le=JOUR + timedelta(2), motif=Motif.SITUATION, apres=premiere.pk)


def test_annuler_rend_l_affectation_d_avant_et_la_proposition(
    en_tant_que, agent, organisme, autre, jeu, systeme
):
    personne = creer_dossier().personne
    premiere = decider(personne, organisme, agent)
    demain = JOUR + timedelta(days=1)
    seconde = decider(personne, autre, agent, le=demain, motif=Motif.SITUATION, apres=premiere.pk)
    with pytest.raises(ValidationError, match="annulez d'abord la plus récente"):
        agir(services.annuler_orientation, orientation=premiere, acteur=agent, le=demain)
    with en_tant_que(agent):
        agir(services.annuler_orientation, orientation=seconde, acteur=agent, le=demain)
    assert Perimetre.objects.get(pk=personne.pk).organisations == [organisme.pk]
    assert services.orientation_en_cours(personne.pk, demain, depuis=None) == premiere
    proposition = proposer(creer_dossier().personne, organisme, jeu, systeme)
    prise = agir(services.accepter_proposition, proposition=proposition, acteur=agent, le=JOUR)
    assert prise.origine == Origine.REGLE
    agir(services.annuler_orientation, orientation=prise, acteur=agent, le=JOUR)
    proposition.refresh_from_db()
    assert proposition.etat == EtatProposition.PROPOSEE and proposition.decidee_par is None
    assert not Perimetre.objects.get(pk=proposition.personne_id).organisations


def test_notifier_demande_une_delegation_en_vigueur(agent, organisme, systeme, creer_compte):
    orientation = decider(creer_dossier().personne, organisme, agent)
    sans = creer_compte(Role.AGENT_ORIENTATION)
    with pytest.raises(ValidationError, match="délégation"):
        agir(services.noter_notification, orientation=orientation, acteur=sans, le=JOUR)
    with pytest.raises(ValidationError, match="au plus tôt le jour de la décision"):
        agir(services.noter_notification, orientation=orientation, acteur=agent, le=JOUR - timedelta(1))
    agir(services.noter_notification, orientation=orientation, acteur=agent, le=JOUR)
    assert orientation.delegation.qualite == "Responsable de l'orientation"
    with pytest.raises(ValidationError, match="déjà partie"):
        agir(services.noter_notification, orientation=orientation, acteur=agent, le=JOUR)
    with pytest.raises(ValidationError, match="La notification est partie"):
        agir(services.annuler_orientation, orientation=orientation, acteur=agent)
    agir(retirer_delegation, delegation=Delegation.objects.get(), acteur=systeme, dernier_jour=JOUR)
    autre = decider(creer_dossier().personne, organisme, agent)
    with pytest.raises(ValidationError, match="délégation"):
        agir(services.noter_notification, orientation=autre, acteur=agent, le=JOUR + timedelta(1))


def test_refuser_garde_le_motif_et_laisse_la_personne_en_file(agent, organisme, jeu, systeme):
    proposition = proposer(creer_dossier().personne, organisme, jeu, systeme)
    with pytest.raises(ValidationError, match="pourquoi"):
        agir(services.refuser_proposition, proposition=proposition, motif="", acteur=agent)
    with pytest.raises(ValidationError, match="Écrivez"):
        agir(services.refuser_proposition, proposition=proposition, motif=MotifRefus.AUTRE, acteur=agent)
    agir(
        services.refuser_proposition,
        proposition=proposition,
        motif=MotifRefus.CAPACITE,
        acteur=agent,
        le=JOUR,
    )
    with pytest.raises(ValidationError, match="déjà refusée"):
        agir(services.accepter_proposition, proposition=proposition, acteur=agent, le=JOUR)
    assert not Orientation.objects.exists()


def test_decider_autrement_perime_la_proposition(agent, organisme, autre, jeu, systeme):
    proposition = proposer(creer_dossier().personne, organisme, jeu, systeme)
    with pytest.raises(ValidationError, match="n'est pas ce que propose la règle"):
        decider(proposition.personne, autre, agent, proposition=proposition)
    decider(proposition.personne, autre, agent)
    proposition.refresh_from_db()
    assert proposition.etat == EtatProposition.PERIMEE


def test_un_lot_decide_ce_qui_peut_l_etre_et_dit_le_reste(agent, organisme, jeu, systeme):
    passage = proposer(creer_dossier().personne, organisme, jeu, systeme).passage
    bonnes = list(Proposition.objects.all())
    for voie, cible in ((Voie.EMPLOI, organisme), ("", None)):
        personne = creer_dossier().personne
        bonnes.append(
            Proposition.objects.create(personne=personne, passage=passage, voie=voie, organisme=cible)
        )
    bilan = agir(services.accepter_propositions, propositions=[*bonnes, bonnes[0]], acteur=agent, le=JOUR)
    assert [o.voie for o in bilan.decidees] == [Voie.SOCIALE, Voie.EMPLOI]
    assert [cle for cle, _ in bilan.refus] == [bonnes[2].personne_id, bonnes[0].personne_id]
    with pytest.raises(ValidationError, match="Pas plus de"):
        agir(services.accepter_propositions, propositions=bonnes * 200, acteur=agent)


def test_la_base_refuse_ce_que_le_service_ne_fait_pas(agent, organisme):
    orientation = decider(creer_dossier().personne, organisme, agent)
    fautes: list[dict[str, Any]] = [
        {"notifiee_le": JOUR - timedelta(1), "notifiee_par": agent},
        {"notifiee_le": JOUR, "notifiee_par": None},
        {"notifiee_le": JOUR, "notifiee_par": agent, "annulee_le": JOUR, "annulee_par": agent},
        {"origine": Origine.REGLE},
        {"motif": Motif.AUTRE, "motif_texte": ""},
    ]
    for faute in fautes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Orientation.objects.filter(pk=orientation.pk).update(**faute)


@pytest.mark.parametrize(
    ("role", "perimetre", "voit", "ecrit"),
    [
        (Role.AGENT_ORIENTATION, {}, True, True),
        (Role.AGENT_ORIENTATION, {"territoire": SUD}, False, False),
        (Role.GESTIONNAIRE_DROITS, {}, True, True),
        (Role.RESPONSABLE_STRUCTURE, {"organisation": True}, True, False),
        (Role.REFERENT, {}, False, False),
        (Role.DPO, {}, False, False),
        (Role.DIRECTION, {}, False, False),
        (None, {}, False, False),
    ],
)
def test_chaque_role_en_sql_nu(creer_compte, en_tant_que, agent, organisme, role, perimetre, voit, ecrit):
    orientation = decider(creer_dossier().personne, organisme, agent)
    if perimetre.get("organisation"):
        perimetre = {"organisation": organisme}
    compte = creer_compte(role, **perimetre) if role else None
    tables = ("orientation", "orientationevent")
    with en_tant_que(compte), connection.cursor() as curseur:
        for table in tables:
            curseur.execute(f"SELECT count(*) FROM parcours_orientation_{table}")
            assert (curseur.fetchone()[0] > 0) is voit, table
        curseur.execute("UPDATE parcours_orientation_orientation SET motif_texte = 'x'")
        assert (curseur.rowcount > 0) is ecrit
    if not ecrit and voit:
        with en_tant_que(compte), pytest.raises(ProgrammingError):
            decider(orientation.personne_id, organisme, compte, le=JOUR + timedelta(3), motif="situation",
                    apres=orientation.pk)  # fmt: skip
