"""Le barème de la loi, le barème local qui reste dedans, le rang, le plafond, les préalables."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.manquements import services
from jalon.parcours.manquements.enums import Nature, OrigineBareme, Suite
from jalon.parcours.manquements.fiche import dire_fourchette
from jalon.parcours.manquements.models import Bareme, Decision, Manquement
from jalon.parcours.manquements.proposition import proposer, rang_de
from jalon.parcours.manquements.services.decisions import Effet
from jalon.parcours.personnes.enums import Regime, RoleFoyer
from jalon.parcours.personnes.models import Appartenance, Chargement, Membre, Montant
from jalon.socle.acces.models import Compte
from tests.parcours.manquements.conftest import Fil, suspension
from tests.personnes import Dossier

pytestmark = pytest.mark.django_db


def ligne(suite: Suite, rang: int = 1, jour: date = date(2025, 9, 1)) -> Bareme:
    return Bareme.objects.get(
        regime=Regime.PLEIN_EMPLOI,
        nature=Nature.REFUS_CONTRAT,
        rang=rang,
        suite=suite,
        origine=OrigineBareme.LOI,
        periode__contains=jour,
    )


def resserrer(systeme: Compte, **champs: object) -> Bareme:
    valeurs: dict[str, object] = {
        "taux_min": Decimal(30),
        "taux_max": Decimal(60),
        "plafond": Decimal(40),
        "duree_min": 1,
        "duree_max": 1,
        "deliberation": "Délibération du 3 juillet 2025",
        "du": date(2025, 7, 3),
    } | champs
    return services.ajouter_bareme_local(loi=ligne(Suite.SUSPENSION), acteur=systeme, **valeurs)  # type: ignore[arg-type]


def seconde_personne(dossier: Dossier, du: date) -> None:
    """Un enfant entre au foyer."""
    enfant = Membre.objects.create(
        foyer=dossier.foyer,
        personne=type(dossier.personne).objects.create(
            nom="Essai", nom_naissance="Essai", prenoms=["Léo"], date_naissance=du, vue_le=du
        ),
        nom="Essai",
        nom_naissance="Essai",
        prenoms=["Léo"],
        date_naissance=du,
        cle_identite=b"enfant-essai-001",
    )
    Appartenance.objects.create(
        membre=enfant, a_compter_du=du, chargement=Chargement.objects.first(), role=RoleFoyer.ENFANT
    )


@pytest.mark.parametrize(
    ("jour", "regime", "suites"),
    [
        (date(2024, 12, 31), Regime.AVANT_2025, {"reduction"}),
        (date(2025, 1, 1), Regime.AVANT_2025, {"reduction"}),
        (date(2025, 5, 31), Regime.PLEIN_EMPLOI, {"reduction"}),
        (date(2025, 6, 1), Regime.PLEIN_EMPLOI, {"suspension"}),
        (date(2027, 1, 1), Regime.AVANT_2025, set()),
    ],
)
def test_le_texte_en_vigueur_donne_les_suites_du_premier_rang(
    jour: date, regime: Regime, suites: set[str]
) -> None:
    trouvees = Bareme.objects.filter(
        regime=regime, nature=Nature.REFUS_CONTRAT, rang=1, periode__contains=jour
    )
    assert {ligne.suite for ligne in trouvees} == suites


def test_ce_qui_n_a_pas_ete_relu_est_a_confirmer() -> None:
    sures = Bareme.objects.filter(a_confirmer=False)
    assert not sures.filter(nature=Nature.REFUS_CONTROLE, suite=Suite.SUPPRESSION).exists()
    gris = Bareme.objects.filter(regime=Regime.PLEIN_EMPLOI, periode__contains=date(2025, 3, 1))
    assert gris.exists() and not gris.filter(a_confirmer=False).exists()


def test_le_bareme_local_reste_dans_la_loi(systeme: Compte) -> None:
    for hors in (
        {"taux_max": Decimal(101)},
        {"taux_min": Decimal(20)},
        {"plafond": Decimal(55)},
        {"duree_max": 3},
        {"du": date(2025, 5, 31)},
        {"deliberation": " "},
    ):
        with pytest.raises(ValidationError):
            resserrer(systeme, **hors)
    resserrer(systeme)
    with pytest.raises(ValidationError):
        resserrer(systeme, du=date(2025, 8, 1))


def test_le_bareme_local_remplace_celui_de_la_loi(fil: Fil, systeme: Compte) -> None:
    local = resserrer(systeme)
    m = fil.observe()
    assert m.observations_jusqu_au is not None
    jour = m.observations_jusqu_au + timedelta(days=1)
    assert proposer(m, jour).ligne(Suite.SUSPENSION).bareme == local  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="30 à 60 %"):
        fil.decide(m, suspension(jour, taux=70))
    assert fil.decide(m, suspension(jour, taux=60)).decision.bareme == local


@pytest.mark.parametrize(("taux", "mois"), [(29, 1), (101, 1), (30, 3), (30, 0)])
def test_hors_fourchette_la_base_refuse(fil: Fil, taux: int, mois: int) -> None:
    m = fil.observe()
    assert m.observations_jusqu_au is not None
    with pytest.raises(ValidationError):
        fil.decide(m, suspension(m.observations_jusqu_au + timedelta(days=1), taux, mois))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("raison", ["foyer", "majoration"])
def test_plafond_de_50_pour_un_foyer_ou_une_majoration(fil: Fil, raison: str) -> None:
    if raison == "foyer":
        seconde_personne(fil.dossier, date(2025, 4, 1))
    else:
        Montant.objects.create(
            foyer=fil.dossier.foyer,
            a_compter_du=date(2025, 4, 1),
            chargement=Chargement.objects.first(),
            natures=["RSM"],
            majore=True,
            total=Decimal("830.21"),
        )
    m = fil.observe()
    assert m.observations_jusqu_au is not None
    jour = m.observations_jusqu_au + timedelta(days=1)
    assert proposer(m, jour).ligne(Suite.SUSPENSION).taux_max == 50  # type: ignore[union-attr]
    with pytest.raises(ValidationError, match="30 à 50 %"):
        fil.decide(m, suspension(jour, taux=51))
    decide = fil.decide(m, suspension(jour, taux=50))
    assert decide.decision.base == (Decimal("830.21") if raison == "majoration" else None)


def test_une_sanction_de_meme_nature_porte_au_second_rang(fil: Fil) -> None:
    premier = fil.notifie(fil.decide(fil.observe()))
    assert premier.notifie_le is not None
    avant = Fil(fil.dossier, fil.gens, premier.notifie_le - timedelta(days=1)).signaler()
    fil.jour = premier.notifie_le
    suivant, autre = fil.signaler(), fil.signaler(Nature.REFUS_CONTROLE)
    assert [rang_de(m) for m in (premier, avant, suivant, autre)] == [1, 1, 2, 1]


@pytest.mark.parametrize(("decalage", "rang"), [(0, 2), (1, 1)])
def test_la_fenetre_de_recidive_compte_son_dernier_jour(fil: Fil, decalage: int, rang: int) -> None:
    premier = fil.notifie(fil.decide(fil.observe()))
    assert premier.notifie_le is not None
    dernier = premier.notifie_le.replace(year=premier.notifie_le.year + 1)
    fil.jour = dernier + timedelta(days=decalage)
    assert rang_de(fil.signaler()) == rang


def test_une_decision_annulee_ne_compte_plus_une_levee_compte_encore(fil: Fil) -> None:
    premier = fil.notifie(fil.decide(fil.observe()))
    assert premier.notifie_le is not None
    services.lever_sanction(
        manquement=premier,
        motif="contrat_signe",
        effet_le=premier.notifie_le,
        acteur=fil.gens.agente,
        le=premier.notifie_le,
    )
    fil.jour = premier.notifie_le + timedelta(days=10)
    suivant = fil.signaler()
    assert rang_de(suivant) == 2
    recours = services.deposer_recours(
        manquement=premier, depose_le=fil.jour, motifs="", acteur=fil.gens.agente, le=fil.jour
    )
    services.decider_recours(
        recours=recours, issue="annule", motivation="Motif.", acteur=fil.gens.agente, le=fil.jour
    )
    assert Manquement.objects.get(pk=premier.pk).etat == "annule"
    assert rang_de(suivant) == 1


def test_la_suppression_veut_une_sanction_avant_elle_et_un_avis(fil: Fil) -> None:
    m = fil.observe()
    assert m.observations_jusqu_au is not None
    jour = m.observations_jusqu_au + timedelta(days=1)
    effet = Effet(Suite.SUPPRESSION, Decimal(50), 1, jour)
    with pytest.raises(ValidationError, match="ne prévoit pas de suppression"):
        fil.decide(m, effet)
    fil.jour = fil.notifie(fil.decide(m)).notifie_le or jour
    second = fil.observe()
    assert second.observations_jusqu_au is not None
    with pytest.raises(ValidationError, match="équipe pluridisciplinaire"):
        fil.decide(
            second, Effet(Suite.SUPPRESSION, Decimal(50), 1, second.observations_jusqu_au + timedelta(9))
        )


def test_un_fait_hors_des_motifs_de_la_loi_ne_mene_a_aucune_sanction(fil: Fil) -> None:
    m = fil.signaler(Nature.AUTRE)
    with pytest.raises(ValidationError, match="ne peut qu'être classé"):
        services.qualifier_manquement(
            manquement=m, motif_legitime=False, texte="Rien.", acteur=fil.gens.agente, le=fil.jour
        )
    assert proposer(m, fil.jour).possibilites == []


def test_un_taux_de_la_base_se_dit_sans_decimales_nulles() -> None:
    loi = ligne(Suite.SUSPENSION)
    assert dire_fourchette(loi, loi.taux_max) == "suspension : 30 à 100\u00a0%, 1 à 2 mois"
