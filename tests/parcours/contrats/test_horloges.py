"""Les délais du contrat et du réexamen, dans les deux régimes, au jour près."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.echeances.calcul import Etat
from jalon.parcours.orientation.enums import Motif, Origine
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.personnes.enums import Regime
from jalon.socle.acces.models import Compte
from tests.parcours.contrats.fabriques import LE, Equipe, a_signer, contrat_signe, rediger, saisie, signer

pytestmark = pytest.mark.django_db


def orienter(equipe: Equipe, systeme: Compte, notifiee: date | None, **champs: Any) -> Orientation:
    valeurs = {
        "regime": Regime.PLEIN_EMPLOI,
        "voie": "sociale",
        "organisme_referent": equipe.organisme,
        "decidee_le": notifiee or date(2025, 1, 10),
        "notifiee_le": notifiee,
        "notifiee_par": systeme if notifiee else None,
        "decidee_par": systeme,
        "motif": Motif.values[0],
        "motif_texte": "essai",
        "origine": next(o for o in Origine if o != Origine.REGLE),
    }
    return Orientation.objects.create(personne=equipe.personne, **(valeurs | champs))


def test_rien_ne_court_sans_notification(equipe: Equipe, systeme: Compte) -> None:
    orienter(equipe, systeme, None)
    assert selectors.horloges_contrat(equipe.personne) == []


@pytest.mark.parametrize(
    ("regime", "voie", "notifiee", "limite"),
    [
        (Regime.PLEIN_EMPLOI, "emploi", date(2025, 1, 31), date(2025, 2, 28)),
        (Regime.PLEIN_EMPLOI, "sociale", date(2025, 3, 10), date(2025, 4, 10)),
        (Regime.AVANT_2025, "emploi", date(2024, 1, 31), date(2024, 2, 29)),
        (Regime.AVANT_2025, "sociale", date(2024, 6, 30), date(2024, 8, 30)),
        (Regime.AVANT_2025, "sociale", date(2023, 12, 31), date(2024, 2, 29)),
    ],
)
def test_la_limite_de_la_loi(
    equipe: Equipe, systeme: Compte, regime: Regime, voie: str, notifiee: date, limite: date
) -> None:
    orienter(equipe, systeme, notifiee, regime=regime, voie=voie)
    horloge = selectors.horloges_contrat(equipe.personne)[0]
    assert horloge.limite == limite
    assert horloge.etat(limite) == Etat.ALERTE


@pytest.mark.parametrize(
    ("signe_le", "etat"),
    [(date(2025, 2, 28), Etat.TENUE), (date(2025, 3, 1), Etat.TENUE_EN_RETARD)],
)
def test_signe_a_temps_ou_en_retard(equipe: Equipe, systeme: Compte, signe_le: date, etat: Etat) -> None:
    orienter(equipe, systeme, date(2025, 1, 31))
    signer(equipe, a_signer(equipe), le=signe_le)
    assert selectors.horloges_contrat(equipe.personne)[0].etat(date(2025, 6, 1)) == etat


def test_une_reorientation_fait_courir_un_nouveau_delai(equipe: Equipe, systeme: Compte) -> None:
    premiere = orienter(equipe, systeme, date(2025, 1, 31))
    contrat_signe(equipe)
    orienter(equipe, systeme, date(2025, 5, 5), precedente=premiere)
    horloge = selectors.horloges_contrat(equipe.personne)[0]
    assert (horloge.debut, horloge.fait) == (date(2025, 5, 5), None)


def test_le_reexamen_d_un_parcours_social(equipe: Equipe) -> None:
    contrat = contrat_signe(equipe)
    assert selectors.horloge_revue(contrat) is None
    Contrat.objects.filter(pk=contrat.pk).update(voie="sociale")
    contrat.refresh_from_db()
    horloge = selectors.horloge_revue(contrat)
    assert horloge is not None and horloge.limite == date(2025, 8, 5)


def test_des_difficultes_reconnues_portent_le_reexamen_a_douze_mois(equipe: Equipe) -> None:
    """D. 262-65-2-1 : douze mois au lieu de six, dans un parcours social, si une difficulté le demande."""
    contrat = rediger(equipe)
    with pytest.raises(ValidationError, match="Seul un parcours social"):
        services.enregistrer_brouillon(
            contrat=contrat, saisie=saisie(motif_reexamen="sante"), acteur=equipe.referent
        )
    Contrat.objects.filter(pk=contrat.pk).update(voie="sociale")
    services.enregistrer_brouillon(
        contrat=contrat, saisie=saisie(motif_reexamen="sante"), acteur=equipe.referent
    )
    contrat = signer(equipe, services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE))
    horloge = selectors.horloge_revue(contrat)
    assert horloge is not None
    assert (horloge.code, horloge.limite) == ("loi.delai_revue_sociale_motivee", date(2026, 2, 5))
    assert contrat.versions.get().contenu["motif_reexamen"] == "sante"


@pytest.mark.parametrize(
    ("jour", "proche"),
    [
        (date(2025, 7, 9), False),
        (date(2025, 7, 10), True),
        (date(2025, 8, 9), True),
        (date(2025, 8, 10), False),
    ],
)
def test_une_fin_s_annonce_trente_jours_avant(equipe: Equipe, jour: date, proche: bool) -> None:
    contrat_signe(equipe)
    filtres = selectors.FiltresContrats(vue="fins")
    assert selectors.liste_contrats(filtres, equipe.referent, jour).exists() is proche


@pytest.mark.parametrize("vue", list(selectors.VUES))
@pytest.mark.parametrize("jour", [date(2025, 2, 6), date(2025, 5, 1), date(2025, 7, 20), date(2026, 1, 1)])
def test_chaque_compte_ouvre_sa_liste(equipe: Equipe, vue: str, jour: date) -> None:
    contrat_signe(equipe)
    trouves = selectors.liste_contrats(selectors.FiltresContrats(vue=vue), equipe.referent, jour)
    assert selectors.compter_vues(equipe.referent, jour)[vue] == trouves.count()
