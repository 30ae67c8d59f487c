"""Écrire, proposer, soumettre, reprendre : ce qui passe, ce qui est refusé et pourquoi."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.enums import Domaine, EtatContrat, Partie, TypeContrat
from jalon.parcours.contrats.models import Engagement
from jalon.socle.acces.models import LienPersonnel
from jalon.socle.messages.enums import EtatMessage
from jalon.socle.messages.models import Message
from tests.parcours.contrats.fabriques import (
    DEBUT,
    LE,
    Equipe,
    a_signer,
    contrat_signe,
    rediger,
    saisie,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("le", "type_attendu"),
    [(date(2024, 12, 31), TypeContrat.CER), (date(2025, 1, 1), TypeContrat.ENGAGEMENT)],
)
def test_le_regime_est_celui_du_jour_ou_il_est_etabli(
    equipe: Equipe, le: date, type_attendu: TypeContrat
) -> None:
    assert rediger(equipe, le=le).type == type_attendu


def test_un_seul_contrat_en_preparation(equipe: Equipe) -> None:
    rediger(equipe)
    with pytest.raises(ValidationError, match="déjà en préparation"):
        rediger(equipe)


def test_un_brouillon_incomplet_se_garde_et_ne_se_soumet_pas(equipe: Equipe) -> None:
    contrat = rediger(equipe, objectifs=(), heures_semaine=None)
    with pytest.raises(ValidationError) as refus:
        services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE)
    assert set(refus.value.message_dict) == {"objectifs", "motif_reduction"}
    contrat.refresh_from_db()
    assert contrat.etat == EtatContrat.BROUILLON


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"heures_semaine": Decimal("14.5")}, "motif_reduction"),
        ({"heures_semaine": None, "motif_reduction": "autre"}, "precision_reduction"),
        ({"fin": date(2025, 4, 29)}, "objectifs"),
    ],
)
def test_ce_qui_manque_est_dit_au_champ(equipe: Equipe, champs: dict[str, Any], champ: str) -> None:
    contrat = rediger(equipe, **champs)
    with pytest.raises(ValidationError) as refus:
        services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE)
    assert champ in refus.value.message_dict


def test_moins_d_heures_avec_un_motif(equipe: Equipe) -> None:
    contrat = a_signer(equipe, heures_semaine=Decimal("0"), motif_reduction="parent_isole")
    assert contrat.etat == EtatContrat.A_SIGNER


@pytest.mark.parametrize("champs", [{"fin": date(2025, 2, 9)}, {"heures_semaine": Decimal("35.5")}])
def test_l_impossible_n_est_pas_meme_garde(equipe: Equipe, champs: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rediger(equipe, **champs)


def test_deux_personnes_ecrivent_le_meme_contrat(equipe: Equipe) -> None:
    contrat = rediger(equipe)
    lue = contrat.revision
    services.enregistrer_brouillon(contrat=contrat, saisie=saisie(), acteur=equipe.referent, revision_lue=lue)
    with pytest.raises(ValidationError) as refus:
        services.enregistrer_brouillon(
            contrat=contrat, saisie=saisie(), acteur=equipe.responsable, revision_lue=lue
        )
    assert refus.value.code == "conflit"


def test_un_engagement_modifie_garde_sa_cle(equipe: Equipe) -> None:
    contrat = rediger(equipe)
    objectif = contrat.objectifs.get(ordre=2)
    clause = objectif.engagements.get()
    neuf = services.ObjectifSaisi(
        Domaine.MOBILITE,
        "Venir travailler sans voiture",
        (services.ClauseSaisie(Partie.PERSONNE, "Essayer le bus", id=clause.pk),),
        id=objectif.pk,
    )
    services.enregistrer_brouillon(contrat=contrat, saisie=saisie(objectifs=(neuf,)), acteur=equipe.referent)
    assert list(contrat.engagements.values_list("pk", "libelle", "ordre")) == [
        (clause.pk, "Essayer le bus", 1)
    ]
    assert contrat.objectifs.count() == 1


def test_la_cle_d_un_autre_contrat_ne_se_prend_pas(equipe: Equipe) -> None:
    ancien = contrat_signe(equipe)
    clause = ancien.engagements.first()
    assert clause is not None
    suite = services.continuer_contrat(contrat=ancien, suite="renouvellement", acteur=equipe.referent, le=LE)
    volee = services.ObjectifSaisi(
        Domaine.EMPLOI, "x", (services.ClauseSaisie(Partie.PERSONNE, "volée", id=clause.pk),)
    )
    services.enregistrer_brouillon(
        contrat=suite,
        saisie=saisie(debut=suite.debut, fin=None, objectifs=(volee,)),
        acteur=equipe.referent,
    )
    assert Engagement.objects.get(pk=clause.pk).libelle == clause.libelle


def test_reprendre_puis_resoumettre_donne_une_version(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    assert contrat.version == 1
    contrat = services.reprendre_contrat(contrat=contrat, acteur=equipe.referent)
    services.enregistrer_brouillon(
        contrat=contrat, saisie=saisie(heures_semaine=Decimal("20")), acteur=equipe.referent
    )
    contrat = services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE)
    assert contrat.version == 2
    assert selectors.comparer_versions(contrat, 1, 2) == [("Heures par semaine", "15", "20")]


def test_resoumettre_sans_rien_changer_garde_la_version(equipe: Equipe) -> None:
    contrat = services.proposer_contrat(contrat=rediger(equipe), acteur=equipe.referent, le=LE)
    contrat = services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE)
    assert (contrat.version, contrat.versions.count()) == (1, 1)


def test_un_contrat_propose_modifie_redevient_brouillon(equipe: Equipe) -> None:
    contrat = services.proposer_contrat(contrat=rediger(equipe), acteur=equipe.referent, le=LE)
    contrat = services.enregistrer_brouillon(contrat=contrat, saisie=saisie(), acteur=equipe.referent)
    assert (contrat.etat, contrat.propose_le) == (EtatContrat.BROUILLON, None)


def test_un_contrat_soumis_ne_s_ecrit_plus(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError, match="reprenez-le"):
        services.enregistrer_brouillon(contrat=contrat, saisie=saisie(), acteur=equipe.referent)


def test_reprendre_annule_le_lien_pas_encore_parti(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    services.inviter(contrat=contrat, canal="sms", acteur=equipe.referent)
    assert selectors.encore_a_lire([contrat.pk]) == {contrat.pk}
    services.reprendre_contrat(contrat=contrat, acteur=equipe.referent)
    assert selectors.encore_a_lire([contrat.pk]) == set()
    assert Message.objects.get(cible=contrat.pk).etat == EtatMessage.ANNULE
    assert not LienPersonnel.objects.filter(cible=contrat.pk, retire_le=None).exists()


def test_abandonner_demande_un_motif(equipe: Equipe) -> None:
    contrat = rediger(equipe)
    for motif, precision in (("", ""), ("inconnu", ""), ("autre", " ")):
        with pytest.raises(ValidationError):
            services.abandonner_contrat(
                contrat=contrat, motif=motif, precision=precision, acteur=equipe.referent
            )
    contrat = services.abandonner_contrat(contrat=contrat, motif="erreur", acteur=equipe.referent, le=LE)
    assert (contrat.etat, contrat.clos_le) == (EtatContrat.ABANDONNE, LE)


def test_ce_qui_suit_un_contrat(equipe: Equipe) -> None:
    """Renouveler commence le lendemain de la fin ; réviser remplace à compter de son jour."""
    ancien = contrat_signe(equipe)
    suite = services.continuer_contrat(
        contrat=ancien, suite="revision", acteur=equipe.referent, le=date(2025, 5, 1)
    )
    assert (suite.debut, suite.fin, suite.precedent_id) == (date(2025, 5, 1), None, ancien.pk)
    assert suite.engagements.count() == 3
    services.abandonner_contrat(contrat=suite, motif="erreur", acteur=equipe.referent)
    suite = services.continuer_contrat(
        contrat=ancien, suite="renouvellement", acteur=equipe.referent, le=date(2025, 5, 1)
    )
    assert suite.debut == date(2025, 8, 10)


def test_un_engagement_tenu_n_est_pas_repris(equipe: Equipe) -> None:
    ancien = contrat_signe(equipe)
    clause = ancien.engagements.get(ordre=1)
    services.suivre_engagement(engagement=clause, etat="tenu", acteur=equipe.referent, le=date(2025, 3, 1))
    suite = services.continuer_contrat(
        contrat=ancien, suite="revision", acteur=equipe.referent, le=date(2025, 5, 1)
    )
    assert set(suite.engagements.values_list("libelle", flat=True)) == {
        "Relire les candidatures à chaque entretien",
        "Demander la carte de transport",
    }


@pytest.mark.parametrize(
    ("dernier", "accepte"),
    [
        (date(2025, 2, 8), False),
        (date(2025, 2, 9), True),
        (date(2025, 6, 30), True),
        (date(2025, 8, 9), True),
        (date(2025, 8, 10), False),
    ],
)
def test_les_bornes_d_une_resiliation(equipe: Equipe, dernier: date, accepte: bool) -> None:
    contrat = contrat_signe(equipe)
    if not accepte:
        with pytest.raises(ValidationError):
            services.resilier_contrat(
                contrat=contrat, motif="emploi", dernier_jour=dernier, acteur=equipe.referent
            )
        return
    contrat = services.resilier_contrat(
        contrat=contrat, motif="emploi", dernier_jour=dernier, acteur=equipe.referent
    )
    assert contrat.en_vigueur(dernier) is (dernier >= DEBUT)
    assert not contrat.en_vigueur(date(2025, 8, 10))
