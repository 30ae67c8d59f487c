"""Le fil d'un manquement : des pas au hasard, les délais des deux régimes, les droits de chacun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jalon.parcours.echeances import Delai, ajouter
from jalon.parcours.echeances.calcul import Unite
from jalon.parcours.manquements import services
from jalon.parcours.manquements.enums import TRANSITIONS, EtatManquement, Nature, Suite
from jalon.parcours.manquements.export import rassembler
from jalon.parcours.manquements.models import Decision, Etape, Manquement, Ordre
from jalon.parcours.manquements.selectors import levees_proposees
from jalon.parcours.manquements.services.decisions import Effet, mois_a_reverser
from jalon.parcours.personnes.enums import Regime
from jalon.socle.acces.delegations import retirer_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages.models import Message
from tests.flux import SUD
from tests.parcours.manquements.conftest import Fil, Gens, deleguer, signer_contrat, suspension
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db
E = EtatManquement

TABLES = (
    ("manquement", "personne_id"),
    ("manquementevent", "personne_id"),
    ("decision", "manquement_id"),
    ("decisionevent", "manquement_id"),
    ("etape", "manquement_id"),
)
GESTES = (
    "qualifier",
    "classer",
    "avertir",
    "recevoir",
    "decider",
    "sans_suite",
    "notifier",
    "tenir",
    "lever",
    "aggraver",
)


def avancer(fil: Fil, m: Manquement, geste: str, jour: date) -> Manquement:
    """Tente un geste ce jour-là."""
    qui: dict[str, Any] = {"acteur": fil.gens.agente, "le": jour}
    if geste == "qualifier":
        services.qualifier_manquement(manquement=m, motif_legitime=False, texte="x", **qui)
    elif geste == "classer":
        services.classer_manquement(manquement=m, texte="x", **qui)
    elif geste == "avertir":
        services.avertir_personne(manquement=m, sanction="x", **qui)
    elif geste == "recevoir":
        services.noter_reception(manquement=m, recu_le=jour, **qui)
    elif geste == "decider":
        services.decider_manquement(manquement=m, effet=suspension(jour), motivation="x", **qui)
    elif geste == "sans_suite":
        services.decider_manquement(manquement=m, effet=Effet(Suite.SANS_SUITE), motivation="x", **qui)
    elif geste == "notifier":
        if not Decision.objects.filter(manquement=m).exists():
            raise ValidationError("rien à notifier")
        services.notifier_decision(manquement=m, recue_le=jour, **qui)
    elif geste == "tenir":
        services.tenir_manquements(a_la_date=jour, acteur=fil.gens.agente)
    elif geste == "lever":
        if not Decision.objects.filter(manquement=m).exists():
            raise ValidationError("rien à lever")
        services.lever_sanction(manquement=m, motif="autre", effet_le=jour, **qui)
    else:
        services.aggraver_manquement(manquement=m, faits="x", faits_du=jour, **qui)
    return Manquement.objects.get(pk=m.pk)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(GESTES), st.integers(0, 20)), max_size=14))
def test_des_pas_au_hasard_ne_sortent_jamais_de_la_table(gens: Gens, pas: list[tuple[str, int]]) -> None:
    """Quel que soit l'ordre des gestes : chaque étape suit la table, aucune sanction avant son heure."""
    with transaction.atomic():
        fil = Fil(creer_dossier(connu_le=date(2025, 2, 3)), gens)
        m, jour = fil.signaler(), fil.jour
        for geste, jours in pas:
            jour += timedelta(days=jours)
            avant = m.etat
            try:
                with transaction.atomic():
                    m = avancer(fil, m, geste, jour)
            except ValidationError:
                m = Manquement.objects.get(pk=m.pk)
                assert m.etat == avant
        suite = [E(etape.etat) for etape in Etape.objects.filter(manquement=m).order_by("id")]
        assert suite[0] == E.SIGNALE and suite[-1] == m.etat
        assert all(vers in TRANSITIONS[de] for de, vers in zip(suite, suite[1:], strict=False))
        decision = Decision.objects.filter(manquement=m).first()
        if decision and decision.suite != Suite.SANS_SUITE:
            assert m.observations_jusqu_au and decision.decide_le > m.observations_jusqu_au
        assert m.clos == (m.clos_le is not None)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("regime", "recu", "dernier_jour"),
    [
        (Regime.PLEIN_EMPLOI, date(2025, 9, 4), date(2025, 9, 14)),
        (Regime.PLEIN_EMPLOI, date(2025, 12, 25), date(2026, 1, 4)),
        (Regime.PLEIN_EMPLOI, date(2028, 2, 20), date(2028, 3, 1)),
        (Regime.AVANT_2025, date(2024, 1, 31), date(2024, 2, 29)),
        (Regime.AVANT_2025, date(2024, 3, 31), date(2024, 4, 30)),
        (Regime.AVANT_2025, date(2024, 11, 15), date(2024, 12, 15)),
    ],
)
def test_le_delai_d_observations_des_deux_regimes(
    gens: Gens, regime: Regime, recu: date, dernier_jour: date
) -> None:
    """Le jour de réception ne compte pas ; le dernier jour compte : décider ce jour-là est refusé."""
    fil = Fil(creer_dossier(connu_le=recu - timedelta(days=60)), gens, recu - timedelta(days=3))
    m = fil.observe(regime=regime)
    assert (m.averti_recu_le, m.observations_jusqu_au) == (recu, dernier_jour)
    effet = suspension(dernier_jour) if regime == Regime.PLEIN_EMPLOI else None
    with pytest.raises(ValidationError, match="observations jusqu'au"):
        fil.decide(m, effet or Effet(Suite.REDUCTION, Decimal(50), 1, dernier_jour), le=dernier_jour)
    if effet:
        assert fil.decide(m, suspension(dernier_jour + timedelta(days=1))).etat == E.DECIDE


@pytest.mark.parametrize(
    ("debut", "mois", "fin"),
    [
        (date(2025, 10, 1), 1, date(2025, 10, 31)),
        (date(2025, 12, 31), 2, date(2026, 2, 27)),
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
        (date(2025, 11, 15), 4, date(2026, 3, 14)),
    ],
)
def test_le_dernier_jour_d_effet_est_compris(debut: date, mois: int, fin: date) -> None:
    assert Effet(Suite.SUSPENSION, Decimal(30), mois, debut).fin == fin


def test_la_base_refuse_ce_que_le_service_refuse(fil: Fil) -> None:
    """En écrivant sans les services : avant le délai, sans délégation, hors de la table d'états."""
    m = fil.observe()
    decide = fil.decide(m)
    modele = Decision.objects.get(manquement=decide)
    autre = Fil(fil.dossier, fil.gens, fil.jour).observe(Nature.REFUS_CONTRAT)
    assert autre.observations_jusqu_au is not None
    for changement in (
        {"decide_le": autre.observations_jusqu_au},
        {"signataire": fil.gens.sans_delegation},
        {"taux": Decimal(10)},
        {"duree_mois": 3},
        {"rang": 2},
        {"fin": modele.debut},
    ):
        copie = Decision.objects.get(pk=modele.pk)
        copie.pk, copie.manquement = None, autre  # type: ignore[assignment]
        copie.id = type(modele.pk)(int=modele.pk.int ^ 1)
        for champ, valeur in changement.items():
            setattr(copie, champ, valeur)
        with pytest.raises(IntegrityError), transaction.atomic():
            copie.save(force_insert=True)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Manquement.objects.filter(pk=autre.pk).update(etat=E.SIGNALE)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Manquement.objects.filter(pk=autre.pk).update(etat=E.DECIDE)


def test_une_delegation_finie_ne_signe_plus(fil: Fil, systeme: Compte) -> None:
    m = fil.observe()
    assert m.observations_jusqu_au is not None
    jour = m.observations_jusqu_au + timedelta(days=1)
    with pytest.raises(ValidationError, match="délégation"):
        services.decider_manquement(
            manquement=m, effet=suspension(jour), motivation="x", acteur=fil.gens.sans_delegation, le=jour
        )
    delegation = Delegation.objects.get(compte=fil.gens.agente, type_acte=TypeActe.SANCTION)
    with contexte_compte(systeme):
        retirer_delegation(delegation=delegation, acteur=systeme, dernier_jour=jour)
    assert fil.decide(m, suspension(jour), le=jour).decision.delegation == "Arrêté 2020-12"
    autre = fil.observe()
    with pytest.raises(ValidationError, match="délégation"):
        fil.decide(autre, suspension(jour + timedelta(days=1)), le=jour + timedelta(days=1))


def test_sans_suite_se_decide_avant_la_fin_du_delai(fil: Fil) -> None:
    m = fil.averti()
    services.decider_manquement(
        manquement=m,
        effet=Effet(Suite.SANS_SUITE),
        motivation="Excusée.",
        acteur=fil.gens.agente,
        le=fil.jour,
    )
    fini = services.notifier_decision(manquement=m, recue_le=fil.jour, acteur=fil.gens.agente, le=fil.jour)
    assert (fini.etat, Ordre.objects.count()) == (E.FINI, 0)


def test_l_engagement_cite_est_signe_en_vigueur_et_a_elle(fil: Fil, systeme: Compte) -> None:
    with pytest.raises(ValidationError, match="Citez l'engagement"):
        fil.signaler(Nature.OBLIGATIONS)
    clause = signer_contrat(fil.dossier, systeme, debut=date(2025, 3, 1))
    d_autrui = signer_contrat(creer_dossier(connu_le=date(2025, 2, 3)), systeme)
    with pytest.raises(ValidationError, match="en vigueur le jour des faits"):
        fil.signaler(Nature.OBLIGATIONS, engagement=clause, faits_du=date(2025, 2, 28))
    with pytest.raises(ValidationError, match="en vigueur le jour des faits"):
        fil.signaler(Nature.OBLIGATIONS, engagement=d_autrui)
    assert fil.signaler(Nature.OBLIGATIONS, engagement=clause).engagement == clause


def test_la_sanction_commence_finit_et_se_leve_a_son_jour(fil: Fil, systeme: Compte) -> None:
    m = fil.notifie(fil.decide(fil.observe()))
    debut, fin = m.decision.debut, m.effet_jusqu_au
    assert debut is not None and fin is not None
    services.tenir_manquements(a_la_date=debut - timedelta(days=1), acteur=systeme)
    assert Manquement.objects.get(pk=m.pk).etat == E.NOTIFIE
    services.tenir_manquements(a_la_date=fin, acteur=systeme)
    assert Manquement.objects.get(pk=m.pk).etat == E.EN_COURS
    assert list(levees_proposees(systeme, fin)) == []
    signer_contrat(fil.dossier, systeme, debut=debut)
    assert list(levees_proposees(systeme, fin)) == [m]
    services.tenir_manquements(a_la_date=fin + timedelta(days=1), acteur=systeme)
    assert Manquement.objects.get(pk=m.pk).etat == E.FINI
    with pytest.raises(ValidationError):
        services.lever_sanction(
            manquement=m, motif="autre", effet_le=fin + timedelta(days=1), acteur=fil.gens.agente
        )


@pytest.mark.parametrize(("jours", "mois"), [(0, 0), (1, 1), (30, 1), (31, 1), (32, 2), (200, 3)])
def test_les_mois_reverses_sont_bornes(fil: Fil, jours: int, mois: int) -> None:
    decide = fil.decide(fil.observe())
    decision = decide.decision
    decision.debut = date(2025, 10, 1)
    assert mois_a_reverser(decide, decision, decision.debut + timedelta(days=jours)) == mois
    decide.regime = Regime.AVANT_2025
    assert mois_a_reverser(decide, decision, decision.debut + timedelta(days=jours)) == 0


def test_un_manquement_qui_persiste_en_ouvre_un_autre(fil: Fil, systeme: Compte) -> None:
    m = fil.notifie(fil.decide(fil.observe()))
    assert m.decision.debut is not None
    services.tenir_manquements(a_la_date=m.decision.debut, acteur=systeme)
    jour = m.decision.debut + timedelta(days=5)
    nouveau = services.aggraver_manquement(
        manquement=Manquement.objects.get(pk=m.pk), faits="Toujours absente.", faits_du=jour,
        acteur=fil.gens.agente, le=jour,
    )  # fmt: skip
    assert (Manquement.objects.get(pk=m.pk).etat, nouveau.precedent, nouveau.etat) == (
        E.AGGRAVE,
        m,
        E.SIGNALE,
    )


def test_recours_silence_reforme_jugement(fil: Fil, systeme: Compte) -> None:
    m = fil.notifie(fil.decide(fil.observe(), None))
    assert m.notifie_le is not None
    depot = m.notifie_le.replace(month=m.notifie_le.month + 2)
    qui = {"acteur": fil.gens.agente}
    r = services.deposer_recours(manquement=m, depose_le=depot, motifs="x", le=depot, **qui)
    assert not r.tardif and r.echeance == ajouter(depot, Delai(2, Unite.MOIS))
    with pytest.raises(ValidationError, match="déjà enregistré"):
        services.deposer_recours(manquement=m, depose_le=depot, motifs="x", le=depot, **qui)
    with pytest.raises(ValidationError, match="plus douce"):
        services.decider_recours(
            recours=r, issue="reforme", motivation="x", taux=Decimal(40), duree_mois=1, le=depot, **qui
        )
    services.tenir_manquements(a_la_date=r.echeance, acteur=systeme)
    r.refresh_from_db()
    assert r.etat == "depose"
    services.tenir_manquements(a_la_date=r.echeance + timedelta(days=1), acteur=systeme)
    r.refresh_from_db()
    assert (r.etat, r.decide_le) == ("implicite", r.echeance + timedelta(days=1))
    saisi = r.echeance + timedelta(days=20)
    r = services.saisir_tribunal(recours=r, tribunal="Tribunal administratif", saisi_le=saisi, **qui)
    services.noter_jugement(recours=r, annule=True, rendu_le=saisi + timedelta(days=90), **qui)
    assert Manquement.objects.get(pk=m.pk).etat == E.ANNULE
    assert [o.sens for o in Ordre.objects.order_by("pk")] == ["appliquer", "annuler"]


def test_un_recours_tardif_s_enregistre_et_le_dit(fil: Fil) -> None:
    m = fil.notifie(fil.decide(fil.observe()))
    assert m.notifie_le is not None
    tard = m.notifie_le + timedelta(days=70)
    r = services.deposer_recours(
        manquement=m, depose_le=tard, motifs="", association="Solidaires", mandat=("m.pdf", b"%PDF"),
        acteur=fil.gens.agente, le=tard,
    )  # fmt: skip
    assert r.tardif and r.mandat is not None
    with pytest.raises(ValidationError, match="mandat écrit"):
        services.deposer_recours(
            manquement=fil.notifie(fil.decide(fil.observe())), depose_le=tard, motifs="",
            association="Solidaires", acteur=fil.gens.agente, le=tard,
        )  # fmt: skip


def test_sql_nu_chaque_role_voit_et_ecrit_ce_qui_est_a_lui(
    fil: Fil, en_tant_que: Callable[[Any], Any], creer_compte: Callable[..., Compte], systeme: Compte
) -> None:
    fil.decide(fil.observe())
    referent, sud = creer_compte(Role.REFERENT), creer_compte(Role.GESTIONNAIRE_DROITS, territoire=SUD)
    fil.dossier.personne.perimetre.referents = [referent.pk]
    fil.dossier.personne.perimetre.save()
    deleguer(sud, TypeActe.SANCTION, systeme)
    lectures = {referent: 1, fil.gens.agente: 1, sud: 0, creer_compte(Role.ELU): 0, None: 0}
    for compte, attendu in lectures.items():
        with en_tant_que(compte), connection.cursor() as curseur:
            for table, cle in TABLES:
                curseur.execute(f"SELECT count(DISTINCT {cle}) FROM parcours_manquements_{table}")  # noqa: S608
                assert curseur.fetchone()[0] == attendu, (compte, table)
    for compte in (referent, sud, None):
        with en_tant_que(compte), connection.cursor() as curseur:
            curseur.execute("UPDATE parcours_manquements_manquement SET faits = 'x'")
            assert curseur.rowcount == 0
            curseur.execute("DELETE FROM parcours_manquements_manquement")
            assert curseur.rowcount == 0
    with en_tant_que(fil.gens.agente), connection.cursor() as curseur:
        curseur.execute("UPDATE parcours_manquements_decision SET motivation = 'x'")
        assert curseur.rowcount == 0


def test_effacer_vide_les_textes_et_garde_les_dates(fil: Fil, systeme: Compte) -> None:
    m = fil.observe()
    services.noter_observation(
        manquement=m, mode="ecrit", texte="Mon fils.", recue_le=fil.jour + timedelta(days=4),
        fichier=("lettre.txt", b"Cher departement"), acteur=fil.gens.agente, le=fil.jour + timedelta(days=5),
    )  # fmt: skip
    m = fil.decide(m)
    assert rassembler(m.personne_id, systeme)[0]["observations"][0]["texte"] == "Mon fils."
    with connection.cursor() as curseur:
        curseur.execute("SELECT jour FROM jalon_dernier_fait_manquements(%s)", [[m.personne_id]])
        assert curseur.fetchone()[0] >= m.decide_le
        curseur.execute("SELECT jalon_effacer_textes_manquements(%s)", [[m.personne_id]])
        for table, textes in (
            ("manquement", "faits || qualification"),
            ("manquementevent", "faits || qualification"),
            ("decision", "motivation || composition"),
            ("decisionevent", "motivation || composition"),
            ("observation", "texte"),
            ("observationevent", "texte"),
        ):
            curseur.execute(f"SELECT string_agg({textes}, '') FROM parcours_manquements_{table}")  # noqa: S608
            assert curseur.fetchone()[0] == "", table
        curseur.execute("SELECT count(*) FROM socle_pieces_contenupiece WHERE octets = 'Cher departement'")
        assert curseur.fetchone()[0] == 0
        curseur.execute("SELECT jalon_effacer_textes_messages(%s)", [[m.personne_id]])
        curseur.execute("SELECT count(*) FROM socle_pieces_contenupiece")
        assert curseur.fetchone()[0] == 0, "les lettres gardées en PDF partent aussi"
    assert Manquement.objects.get(pk=m.pk).decide_le == m.decide_le


def test_chaque_lettre_porte_ses_mentions(fil: Fil) -> None:
    m = fil.notifie(fil.decide(fil.observe()))
    textes = {message.sujet: message.texte for message in Message.objects.filter(cible=m.pk)}
    avertissement, decision = textes["Avertissement avant sanction"], textes["Décision sur votre RSA"]
    for attendu in (
        "10e jour après celui",
        "n'y compte pas",
        "personne de votre choix",
        "voir votre dossier",
    ):
        assert attendu in avertissement
    for attendu in (
        "de 30\u00a0% de votre RSA",
        "deux mois",
        "tribunal",
        "obligatoire",
        "décret 2025-478",
        "Directrice",
        "délégation",
    ):
        assert attendu in decision
    assert "dès que vous établissez ou actualisez votre contrat" in decision
    assert "[[" not in "".join(textes.values())
