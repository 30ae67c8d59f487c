"""Le circuit : qui passe, dans quel ordre, avec quel pouvoir, et ce qui est en retard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat, PassageCircuit
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from tests.parcours.contrats.fabriques import LE, Equipe, a_signer, rediger, saisie

pytestmark = pytest.mark.django_db

ETAPES = (
    services.EtapeSaisie("lecture", "Première lecture", Role.REFERENT, 3),
    services.EtapeSaisie("avis", "Avis du service", Role.RESPONSABLE_STRUCTURE, 5),
    services.EtapeSaisie("visa", "Visa", Role.RESPONSABLE_STRUCTURE, 7),
)


@pytest.fixture
def circuit(equipe: Equipe, systeme: Compte) -> Equipe:
    services.regler_circuit(organisation=equipe.organisme, etapes=ETAPES, acteur=systeme)
    return equipe


def ouverte(contrat: Contrat) -> PassageCircuit:
    return contrat.passages.get(version=contrat.version, ouvert_le__isnull=False, resultat="")


def franchir(contrat: Contrat, acteur: Compte, resultat: str, **suite: Any) -> Contrat:
    return services.franchir_etape(
        passage=ouverte(contrat), resultat=resultat, acteur=acteur, **({"le": LE} | suite)
    )


def test_les_etapes_se_suivent_jusqu_a_la_signature(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    assert contrat.etat == EtatContrat.EN_CIRCUIT
    assert ouverte(contrat).limite == date(2025, 2, 4)
    contrat = franchir(contrat, circuit.referent, "faite", le=date(2025, 2, 3))
    assert ouverte(contrat).limite == date(2025, 2, 8)
    contrat = franchir(contrat, circuit.responsable, "favorable")
    contrat = franchir(contrat, circuit.responsable, "faite")
    assert (contrat.etat, contrat.a_signer_le) == (EtatContrat.A_SIGNER, LE)
    assert contrat.passages.get(nature="visa").delegation.endswith("Arrêté 2025-01")


def test_un_renvoi_motive_rend_le_contrat_a_sa_redaction(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    with pytest.raises(ValidationError, match="corriger"):
        franchir(contrat, circuit.referent, "renvoi", texte=" ")
    contrat = franchir(contrat, circuit.referent, "renvoi", texte="L'échéance est trop courte.")
    assert contrat.etat == EtatContrat.BROUILLON
    contrat = services.soumettre_contrat(contrat=contrat, acteur=circuit.referent, le=LE)
    assert contrat.version == 2, "la version renvoyée garde ce qui en a été dit"
    assert contrat.passages.filter(version=1, resultat="renvoi").count() == 1


@pytest.mark.parametrize("resultat", ["favorable", "reserve", "", "inconnu"])
def test_une_lecture_ne_donne_pas_d_avis(circuit: Equipe, resultat: str) -> None:
    with pytest.raises(ValidationError):
        franchir(a_signer(circuit), circuit.referent, resultat)


def test_une_etape_attend_son_role(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    with pytest.raises(ValidationError) as refus:
        franchir(contrat, circuit.responsable, "faite")
    assert refus.value.code == "pas_vous"


def test_une_etape_peut_designer_une_seule_personne(
    equipe: Equipe, systeme: Compte, creer_compte: Callable[..., Compte]
) -> None:
    infirmiere = creer_compte(Role.REFERENT)
    etape = services.EtapeSaisie("cosignature", "Cosignature infirmière", Role.REFERENT, 5, infirmiere)
    services.regler_circuit(organisation=equipe.organisme, etapes=[etape], acteur=systeme)
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError):
        franchir(contrat, equipe.referent, "faite")
    assert franchir(contrat, infirmiere, "faite").etat == EtatContrat.A_SIGNER


def test_un_visa_sans_delegation_est_refuse(circuit: Equipe, creer_compte: Callable[..., Compte]) -> None:
    contrat = a_signer(circuit)
    franchir(contrat, circuit.referent, "faite")
    franchir(contrat, circuit.responsable, "reserve")
    autre = creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=circuit.organisme)
    with pytest.raises(ValidationError) as refus:
        franchir(contrat, autre, "faite")
    assert refus.value.code == "sans_delegation"
    # Renvoyer ne demande pas de délégation : ce n'est pas un visa.
    assert franchir(contrat, autre, "renvoi", texte="À revoir").etat == EtatContrat.BROUILLON


def test_une_delegation_finie_ne_vise_plus(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    franchir(contrat, circuit.referent, "faite")
    franchir(contrat, circuit.responsable, "favorable")
    with pytest.raises(ValidationError):
        franchir(contrat, circuit.responsable, "faite", le=date(2031, 1, 1))


def test_une_etape_ne_se_fait_qu_une_fois(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    passage = ouverte(contrat)
    franchir(contrat, circuit.referent, "faite")
    with pytest.raises(ValidationError):
        services.franchir_etape(passage=passage, resultat="faite", acteur=circuit.referent, le=LE)


def test_changer_le_circuit_ne_change_pas_les_contrats_soumis(circuit: Equipe, systeme: Compte) -> None:
    contrat = a_signer(circuit)
    services.regler_circuit(organisation=circuit.organisme, etapes=[], acteur=systeme)
    assert contrat.passages.count() == 3
    contrat = services.reprendre_contrat(contrat=contrat, acteur=circuit.referent)
    services.enregistrer_brouillon(contrat=contrat, saisie=saisie(fin=None), acteur=circuit.referent)
    contrat = services.soumettre_contrat(contrat=contrat, acteur=circuit.referent, le=LE)
    assert contrat.etat == EtatContrat.A_SIGNER


def test_le_circuit_de_tous_sert_a_qui_n_a_pas_le_sien(equipe: Equipe, systeme: Compte) -> None:
    services.regler_circuit(organisation=None, etapes=ETAPES[:1], acteur=systeme)
    assert a_signer(equipe).passages.count() == 1


@pytest.mark.parametrize(
    ("jour", "en_retard"), [(date(2025, 2, 4), 0), (date(2025, 2, 5), 1), (date(2025, 3, 1), 1)]
)
def test_un_retard_se_voit_le_lendemain_de_la_limite(circuit: Equipe, jour: date, en_retard: int) -> None:
    a_signer(circuit)
    filtres = selectors.FiltresContrats(vue="retards")
    assert selectors.liste_contrats(filtres, circuit.referent, jour).count() == en_retard
    assert selectors.compter_vues(circuit.referent, jour)["retards"] == en_retard


def test_a_mon_tour(circuit: Equipe) -> None:
    contrat = a_signer(circuit)
    mienne = selectors.FiltresContrats(vue="a_moi")
    assert [c.pk for c in selectors.liste_contrats(mienne, circuit.referent)] == [contrat.pk]
    assert not selectors.liste_contrats(mienne, circuit.responsable)
    franchir(contrat, circuit.referent, "faite")
    assert [c.pk for c in selectors.liste_contrats(mienne, circuit.responsable)] == [contrat.pk]


def test_un_brouillon_n_attend_personne(circuit: Equipe) -> None:
    rediger(circuit)
    comptes = selectors.compter_vues(circuit.referent)
    assert comptes["brouillons"] == 1 and comptes["a_moi"] == comptes["en_circuit"] == 0
