"""Les règles passées sur la file : où chacun va, pourquoi, et sans dépasser les places."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jalon.parcours.orientation import services
from jalon.parcours.orientation.enums import EtatProposition, MotifRefus
from jalon.parcours.orientation.models import Passage, Proposition
from jalon.parcours.orientation.selectors.places import etats_capacites, places_occupees
from jalon.parcours.personnes.enums import Reponse
from jalon.socle.acces.enums import Role
from tests.flux import NORD, SUD
from tests.parcours.orientation.conftest import JOUR, agir, voir
from tests.personnes import creer_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territoires")]

JEUNES = {"criteres": [{"code": "age", "operateur": "au_plus", "valeur": 25}]}
SINON = {"destination": "diagnostic"}


def de(passage: Passage) -> dict:
    return {p.personne_id: p for p in passage.propositions.all()}


def test_la_premiere_regle_qui_convient_l_emporte_et_dit_pourquoi(systeme, jeu, organisme, autre):
    jeu(
        JEUNES | {"destination": "organisme", "voie": "emploi", "organisme": autre},
        {"destination": "organisme", "voie": "sociale", "organisme": organisme},
    )
    jeune = creer_dossier(naissance=date(2001, 5, 1)).personne
    agee = creer_dossier(naissance=date(1980, 5, 1)).personne
    propositions = de(agir(services.passer_regles, acteur=systeme, le=JOUR))
    assert (propositions[jeune.pk].voie, propositions[jeune.pk].organisme) == ("emploi", autre)
    assert propositions[jeune.pk].trace["criteres"] == [
        {"code": "age", "operateur": "au_plus", "attendu": 25, "lu": 23}
    ]
    assert propositions[agee.pk].trace["ecartees"] == [[1, "age", 44]]
    assert propositions[agee.pk].regle.ordre == 2


def test_la_capacite_compte_les_personnes_et_jamais_l_identifiant(systeme, jeu, organisme, agent):
    """Défaut lu dans webrsa : l'identifiant de la structure s'ajoutait au nombre de ses orientations."""
    agir(
        services.fixer_capacite,
        organisation=organisme,
        voie="sociale",
        places=3,
        acteur=systeme,
        du=date(2025, 1, 1),
    )
    suivie = creer_dossier().personne
    agir(
        services.decider_orientation,
        personne=suivie,
        voie="sociale",
        organisme=organisme,
        acteur=agent,
        le=JOUR,
    )
    entrants = [creer_dossier(connu_le=date(2025, 1, 11 + n)).personne.pk for n in range(4)]
    jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme}, SINON)
    propositions = de(agir(services.passer_regles, acteur=systeme, le=JOUR))
    assert [propositions[cle].organisme_id is not None for cle in entrants] == [True, True, False, False]
    assert propositions[entrants[2]].trace["ecartees"] == [[1, "places", 0]]
    (etat,) = voir(systeme, etats_capacites, systeme, JOUR)
    assert (etat.occupees, etat.proposees, etat.restantes) == (1, 2, 2)


def test_un_second_passage_ne_redonne_pas_les_places_du_premier(systeme, jeu, organisme):
    agir(
        services.fixer_capacite,
        organisation=organisme,
        voie="sociale",
        places=2,
        acteur=systeme,
        du=date(2025, 1, 1),
    )
    jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme}, SINON)
    nord = [creer_dossier().personne.pk for _ in range(2)]
    sud = creer_dossier(territoire=SUD).personne.pk
    premier = agir(services.passer_regles, acteur=systeme, territoire=NORD, le=JOUR)
    second = agir(services.passer_regles, acteur=systeme, territoire=SUD, le=JOUR)
    assert set(de(premier)) == set(nord) and set(de(second)) == {sud}
    assert de(second)[sud].organisme is None
    refait = agir(services.passer_regles, acteur=systeme, territoire=NORD, le=JOUR)
    assert all(p.organisme == organisme for p in de(refait).values())
    assert premier.propositions.filter(etat=EtatProposition.PERIMEE).count() == 2
    assert voir(systeme, places_occupees, JOUR)[organisme.pk, "sociale"].proposees == 2


def test_sans_place_une_regle_peut_proposer_quand_meme(systeme, jeu, organisme):
    agir(
        services.fixer_capacite,
        organisation=organisme,
        voie="sociale",
        places=0,
        acteur=systeme,
        du=date(2025, 1, 1),
    )
    jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme, "si_complet": "garder"})
    personne = creer_dossier().personne
    proposition = de(agir(services.passer_regles, acteur=systeme, le=JOUR))[personne.pk]
    assert proposition.organisme == organisme and proposition.trace["places"] == 0


def test_par_territoire_l_organisme_du_lieu_passe_avant_celui_de_tout_le_departement(
    systeme, jeu, organisme, autre
):
    debut = date(2025, 1, 1)
    agir(services.fixer_capacite, organisation=autre, voie="emploi", places=None, acteur=systeme, du=debut)
    agir(
        services.fixer_capacite,
        organisation=organisme,
        voie="emploi",
        places=1,
        territoires=[NORD],
        acteur=systeme,
        du=debut,
    )
    jeu({"destination": "territoire", "voie": "emploi"})
    nord = [creer_dossier(connu_le=date(2025, 1, 10 + n)).personne.pk for n in range(2)]
    sud = creer_dossier(territoire=SUD).personne.pk
    propositions = de(agir(services.passer_regles, acteur=systeme, le=JOUR))
    assert [propositions[cle].organisme for cle in nord] == [organisme, autre]
    assert propositions[sud].organisme == autre


def test_ne_passe_que_sur_qui_attend_et_laisse_les_refus_aux_agents(systeme, jeu, organisme, agent):
    jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme})
    attend = creer_dossier().personne.pk
    for soumis in (Reponse.NON, Reponse.INCONNU):
        creer_dossier(soumis=soumis)
    creer_dossier(connu_le=JOUR + timedelta(days=1))
    passage = agir(services.passer_regles, acteur=systeme, le=JOUR)
    assert set(de(passage)) == {attend} and passage.bilan["personnes"] == 1
    agir(
        services.refuser_proposition,
        proposition=de(passage)[attend],
        motif=MotifRefus.CAS_NON_PREVU,
        acteur=agent,
        le=JOUR,
    )
    assert not de(agir(services.passer_regles, acteur=systeme, le=JOUR))


def test_un_agent_ne_propose_que_dans_son_territoire(en_tant_que, agent, jeu, organisme):
    jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme})
    nord = creer_dossier().personne.pk
    creer_dossier(territoire=SUD)
    with en_tant_que(agent):
        assert set(de(agir(services.passer_regles, acteur=agent, le=JOUR))) == {nord}
    assert Proposition.objects.count() == 1


def test_sans_regles_en_service_on_le_dit(systeme):
    with pytest.raises(ValidationError, match="Aucune version"):
        agir(services.passer_regles, acteur=systeme, le=JOUR)


def test_un_essai_n_ecrit_rien(systeme, jeu, organisme, creer_compte):
    brouillon = jeu({"destination": "organisme", "voie": "sociale", "organisme": organisme}, en_service=False)
    cle = creer_dossier(connu_le=date(2025, 2, 5)).personne.pk
    creer_dossier(connu_le=date(2025, 3, 1))
    lecteur = creer_compte(Role.AGENT_ORIENTATION)
    issues = services.essayer_regles(brouillon, du=date(2025, 2, 1), au=date(2025, 2, 28), lecteur=lecteur)
    assert [(i.personne, i.organisme) for i in issues] == [(cle, organisme.pk)]
    assert not Proposition.objects.exists() and not Passage.objects.exists()


def test_une_regle_qui_a_servi_ne_change_plus(systeme, jeu):
    servi = jeu(SINON)
    regle = servi.regles.get()
    with pytest.raises(ValidationError, match="ne change plus"):
        agir(
            services.ecrire_regle,
            jeu=servi,
            regle=regle,
            libelle="x",
            destination="diagnostic",
            acteur=systeme,
        )
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        servi.regles.update(libelle="x")
    copie = agir(services.creer_jeu, libelle="Suite", copie_de=servi, acteur=systeme)
    assert copie.version == servi.version + 1 and copie.regles.count() == 1
    with pytest.raises(ValidationError, match="choisissez un jour après"):
        agir(services.mettre_en_service, jeu=copie, acteur=systeme, le=date(2025, 1, 1))
    agir(services.mettre_en_service, jeu=copie, acteur=systeme, le=JOUR)
    servi.refresh_from_db()
    assert servi.etat == "retire" and servi.periode.upper == JOUR


def test_les_regles_se_deplacent_et_se_retirent(systeme, jeu):
    brouillon = jeu(*({"libelle": nom, "destination": "diagnostic"} for nom in "abc"), en_service=False)
    agir(services.deplacer_regle, regle=brouillon.regles.get(libelle="c"), rang=1, acteur=systeme)
    agir(services.retirer_regle, regle=brouillon.regles.get(libelle="a"), acteur=systeme)
    assert list(brouillon.regles.values_list("ordre", "libelle")) == [(1, "c"), (2, "b")]
