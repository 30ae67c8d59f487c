"""Les trois définitions publiées du nouvel entrant, éprouvées sur des épisodes écrits à la main."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from jalon.parcours.personnes.models import Chargement, DroitsDevoirs, Episode, Personne
from jalon.parcours.personnes.selectors import DEFINITIONS, entrants_par_mois, nouveaux_entrants
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from tests.flux import NORD, SUD, charger_simule, personne_de

pytestmark = pytest.mark.django_db

DU, AU = date(2024, 6, 1), date(2024, 12, 31)


@pytest.fixture
def personne(tmp_path: Path, systeme: Compte) -> Personne:
    """Une personne dont l'histoire est remplacée par celle de l'essai."""
    charger_simule(tmp_path / "flux", systeme, foyers=12, mois=1)
    choisie = personne_de(NORD)
    choisie.episodes.all().delete()
    return choisie


def entrer(
    personne: Personne, entree: date, sortie: date | None = None, connu_le: date | None = None
) -> Episode:
    return Episode.objects.create(
        personne=personne,
        entree=entree,
        sortie=sortie,
        motif_entree="premier",
        motif_sortie="fin_droit" if sortie else "",
        regime="avant_2025",
        connu_le=connu_le or entree,
    )


def jours(definition: str, systeme: Compte, personne: Personne) -> list[date]:
    return [e.jour for e in nouveaux_entrants(definition, DU, AU, systeme).filter(personne=personne)]


def test_drees_retient_la_derniere_entree_de_la_periode(personne: Personne, systeme: Compte) -> None:
    entrer(personne, date(2024, 6, 15), date(2024, 8, 1))
    entrer(personne, date(2024, 10, 1), date(2025, 1, 1))
    entrer(personne, date(2025, 2, 1))
    assert jours("drees", systeme, personne) == [date(2024, 10, 1)]


def test_calpae_compte_au_jour_de_la_transmission(personne: Personne, systeme: Compte) -> None:
    entrer(personne, date(2024, 5, 1), date(2024, 9, 1), connu_le=date(2024, 6, 5))
    entrer(personne, date(2024, 12, 20), connu_le=date(2025, 1, 5))
    assert jours("calpae", systeme, personne) == [date(2024, 6, 5)]


def test_calpae_ne_compte_pas_le_stock_de_depart(personne: Personne, systeme: Compte) -> None:
    """Ce que le premier fichier montre déjà commencé n'est pas une entrée ; ce qui y commence en est une."""
    premier = Chargement.objects.get()
    transmis, mois = timezone.localdate(premier.cree_le), premier.reference.replace(day=1)
    ancien = entrer(personne, date(2020, 1, 1), connu_le=transmis)
    trouves = nouveaux_entrants("calpae", transmis, transmis, systeme)
    assert ancien not in trouves
    ancien.delete()
    assert entrer(personne, mois, connu_le=transmis) in nouveaux_entrants(
        "calpae", transmis, transmis, systeme
    )


@pytest.mark.parametrize(("reponse", "compte"), [("oui", True), ("non", False), ("inconnu", False)])
def test_la_loi_veut_oui_le_jour_de_l_entree(
    personne: Personne, systeme: Compte, reponse: str, compte: bool
) -> None:
    membre = personne.membres.get()
    DroitsDevoirs.objects.filter(membre=membre).delete()
    cle = Chargement.objects.get().pk
    for jour, valeur in (
        (date(2024, 7, 1), reponse),
        (date(2024, 7, 2), "oui" if reponse != "oui" else "non"),
    ):
        DroitsDevoirs.objects.create(membre=membre, a_compter_du=jour, valeur=valeur, chargement_id=cle)
    entrer(personne, date(2024, 7, 1))
    assert jours("loi", systeme, personne) == ([date(2024, 7, 1)] if compte else [])


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_les_bornes_sont_incluses_et_le_compte_par_mois_fait_le_total(
    personne: Personne, systeme: Compte, definition: str
) -> None:
    trouves = nouveaux_entrants(definition, date(2000, 1, 1), date(2030, 1, 1), systeme)
    assert sum(nombre for _, nombre in entrants_par_mois(trouves)) == trouves.count() == len(set(trouves))


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_le_perimetre_borne_la_liste(
    personne: Personne,
    creer_compte: Callable[..., Compte],
    en_tant_que: Any,
    systeme: Compte,
    definition: str,
) -> None:
    bornes = date(2000, 1, 1), date(2030, 1, 1)
    tous = {e.personne_id for e in nouveaux_entrants(definition, *bornes, systeme)}
    vus = {}
    for territoire in (NORD, SUD):
        agent = creer_compte(Role.AGENT_ORIENTATION, territoire=territoire)
        with en_tant_que(agent):
            vus[territoire] = {e.personne_id for e in nouveaux_entrants(definition, *bornes, agent)}
    assert not vus[NORD] & vus[SUD]
    assert vus[NORD] | vus[SUD] == tous
