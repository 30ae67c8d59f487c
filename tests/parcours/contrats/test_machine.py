"""La machine à états : quoi qu'on fasse, dans n'importe quel ordre, un contrat reste cohérent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import MODIFIABLES, SIGNES, TRANSITIONS, EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from tests.parcours.contrats.fabriques import LE, SCAN, Equipe, creer_equipe, saisie

pytestmark = pytest.mark.django_db

RANGS = st.integers(0, 5)
JOURS = st.integers(0, 400)


class Vie(RuleBasedStateMachine):
    """Des gestes au hasard, du point de vue de qui clique ; un refus n'écrit rien."""

    equipe: Equipe

    def __init__(self) -> None:
        super().__init__()
        self.jour = LE
        self.vus: dict[object, str] = {}
        self.point = transaction.atomic()
        self.point.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)
        transaction.set_rollback(False)

    @rule(jours=st.integers(1, 120))
    def le_temps_passe(self, jours: int) -> None:
        self.jour += timedelta(days=jours)

    @rule(duree=JOURS)
    def ouvrir(self, duree: int) -> None:
        self.essayer(
            services.creer_contrat,
            personne=self.equipe.personne,
            organisme_referent=self.equipe.organisme,
            referent=self.equipe.referent,
            debut=self.jour,
            fin=self.jour + timedelta(days=duree),
        )

    @rule(rang=RANGS, duree=JOURS, complet=st.booleans())
    def ecrire(self, rang: int, duree: int, complet: bool) -> None:
        contrat = self.choisir(rang)
        if contrat is None:
            return
        ecrit = saisie(debut=contrat.debut, fin=contrat.debut + timedelta(days=duree))
        if not complet:
            ecrit = saisie(debut=contrat.debut, fin=None, objectifs=())
        self.essayer(services.enregistrer_brouillon, sans_date=True, contrat=contrat, saisie=ecrit)

    @rule(rang=RANGS, geste=st.sampled_from(["proposer", "soumettre", "reprendre"]))
    def avancer(self, rang: int, geste: str) -> None:
        contrat = self.choisir(rang)
        if contrat is not None:
            service = getattr(services, f"{geste}_contrat")
            self.essayer(service, sans_date=geste == "reprendre", contrat=contrat)

    @rule(rang=RANGS, resultat=st.sampled_from(["favorable", "reserve", "renvoi"]))
    def valider(self, rang: int, resultat: str) -> None:
        contrat = self.choisir(rang)
        passage = contrat.passages.order_by("-version", "ordre").first() if contrat else None
        if passage is not None:
            self.essayer(
                services.franchir_etape,
                passage=passage,
                resultat=resultat,
                texte="Vu",
                acteur=self.equipe.responsable,
            )

    @rule(rang=RANGS, qui=st.sampled_from(["personne", "organisme", "papier"]))
    def signer(self, rang: int, qui: str) -> None:
        contrat = self.choisir(rang)
        version = contrat.versions.last() if contrat else None
        if contrat is None or version is None:
            return
        commun = {"contrat": contrat, "empreinte": version.empreinte, "acteur": self.equipe.responsable}
        if qui == "organisme":
            self.essayer(services.signer_pour_organisme, **commun)
        elif qui == "personne":
            self.essayer(services.signer_a_l_ecran, moyen_identite="connue", relu=True, **commun)
        else:
            papier = {"nom_fichier": "x.pdf", "contenu": SCAN, "moyen_identite": "connue"}
            self.essayer(services.signer_sur_papier, avec_organisme=True, **papier, **commun)

    @rule(rang=RANGS, recul=st.integers(-30, 400), suite=st.sampled_from(["revision", "renouvellement"]))
    def finir(self, rang: int, recul: int, suite: str) -> None:
        contrat = self.choisir(rang)
        if contrat is None:
            return
        if recul % 3 == 0:
            self.essayer(services.continuer_contrat, contrat=contrat, suite=suite)
        elif recul % 3 == 1:
            dernier = contrat.debut + timedelta(days=recul)
            self.essayer(services.resilier_contrat, contrat=contrat, motif="emploi", dernier_jour=dernier)
        else:
            self.essayer(services.abandonner_contrat, contrat=contrat, motif="erreur")

    @invariant()
    def les_etats_ne_font_que_des_passages_permis(self) -> None:
        for contrat in self.contrats():
            avant = EtatContrat(self.vus.get(contrat.pk, EtatContrat.BROUILLON))
            assert atteignable(avant, EtatContrat(contrat.etat)), (avant, contrat.etat)
            self.vus[contrat.pk] = contrat.etat

    @invariant()
    def jamais_deux_contrats_en_vigueur(self) -> None:
        signes = [c for c in self.contrats() if c.etat in SIGNES]
        for un, autre in combinations(signes, 2):
            fin_un, fin_autre = un.dernier_jour or date.max, autre.dernier_jour or date.max
            court_un, court_autre = max(un.debut, un.signe_le), max(autre.debut, autre.signe_le)
            if fin_un >= court_un and fin_autre >= court_autre:
                assert fin_un < court_autre or fin_autre < court_un

    @invariant()
    def une_revision_signee_suit_son_contrat_sans_trou(self) -> None:
        for contrat in self.contrats():
            if contrat.suite == "revision" and contrat.etat in SIGNES:
                assert contrat.precedent.dernier_jour == max(contrat.debut, contrat.signe_le) - timedelta(1)

    @invariant()
    def un_contrat_signe_l_est_par_les_deux_sur_la_meme_version(self) -> None:
        for contrat in self.contrats():
            parties = contrat.signatures.filter(version=contrat.version).count()
            assert (contrat.etat in SIGNES) == (parties == 2 and contrat.etat not in MODIFIABLES)

    @invariant()
    def un_seul_en_preparation(self) -> None:
        assert sum(c.etat not in (*SIGNES, EtatContrat.ABANDONNE) for c in self.contrats()) <= 1

    def contrats(self) -> list[Contrat]:
        return list(Contrat.objects.filter(personne=self.equipe.personne).order_by("cree_le", "pk"))

    def choisir(self, rang: int) -> Contrat | None:
        tous = self.contrats()
        return tous[-1 - rang % len(tous)] if tous else None

    def essayer(
        self, service: Callable[..., object], *, sans_date: bool = False, **arguments: object
    ) -> None:
        if not sans_date:
            arguments["le"] = self.jour
        try:
            with transaction.atomic():
                service(**({"acteur": self.equipe.referent} | arguments))
        except ValidationError:
            pass


def atteignable(avant: EtatContrat, apres: EtatContrat) -> bool:
    """Un geste peut faire deux passages (écrire un contrat proposé le rend brouillon)."""
    return avant == apres or apres in TRANSITIONS[avant]


@pytest.mark.parametrize("avec_circuit", [False, True])
def test_la_vie_d_un_contrat(
    creer_compte: Callable[..., Compte], systeme: Compte, avec_circuit: bool
) -> None:
    equipe = creer_equipe(creer_compte, systeme)
    if avec_circuit:
        etape = services.EtapeSaisie("avis", "Avis", Role.RESPONSABLE_STRUCTURE, 5)
        services.regler_circuit(organisation=equipe.organisme, etapes=[etape], acteur=systeme)
    Vie.equipe = equipe
    run_state_machine_as_test(
        Vie,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
