"""Le dossier au jour voulu : rien de ce qui commence après, rien qui manque, jamais le NIR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from jalon.parcours.personnes.histoire import Etape, valeur_au
from jalon.parcours.personnes.models import EtatDroit, Foyer, Membre, Personne
from jalon.parcours.personnes.selectors import dernier_jour_charge, dossier_foyer, dossier_personne
from jalon.parcours.personnes.selectors.dossier import DossierFoyer
from jalon.parcours.personnes.selectors.periodes import Periode, limiter, periodes
from jalon.parcours.personnes.series import TABLES_FOYER
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import dechiffrer
from jalon.sources.flux_cnaf.conserve import observation_conservee
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.reglages import Reglages
from tests.flux import (
    COMMUNES,
    DEPARTEMENT,
    NORD,
    SUD,
    charger,
    charger_simule,
    foyer_de,
    personne_de,
    poser_territoire,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def population(tmp_path: Path, systeme: Compte) -> None:
    charger_simule(tmp_path / "flux", systeme, foyers=40, mois=3)


def test_les_periodes_se_suivent_sans_trou() -> None:
    serie = (Etape(date(2025, 1, 1), ("a",), 1), Etape(date(2025, 2, 1), ("b",), 2))
    assert periodes(serie, date(2024, 12, 31)) == []
    assert periodes(serie, date(2025, 1, 31)) == [Periode(date(2025, 1, 1), None, ("a",), 1)]
    assert periodes(serie, date(2025, 2, 1)) == [
        Periode(date(2025, 1, 1), date(2025, 1, 31), ("a",), 1),
        Periode(date(2025, 2, 1), None, ("b",), 2),
    ]


def test_le_droit_ne_vaut_que_pendant_la_presence() -> None:
    droit = [Periode(date(2025, 1, 1), None, ("2", ()), 1)]
    presences = [
        Periode(date(2025, 2, 1), date(2025, 2, 28), ("DEM",), 1),
        Periode(date(2025, 6, 1), None, (), 1),
    ]
    assert [(p.du, p.au) for p in limiter(droit, presences)] == [
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2025, 6, 1), None),
    ]


def test_chaque_jour_du_passe_dit_la_valeur_de_ce_jour(population: None, systeme: Compte) -> None:
    """Contre la série elle-même, sur chaque jour où quelque chose change et la veille."""
    foyers = Foyer.objects.filter(pk__in=EtatDroit.objects.values("foyer"))
    series = TABLES_FOYER["etat"].lire(foyers.values_list("pk", flat=True))
    changeants = [cle for cle, serie in series.items() if len(serie) > 1][:5]
    assert changeants, "la simulation devait faire changer un droit"
    for cle in changeants:
        for etape in series[cle]:
            for jour in (etape.a_compter_du, etape.a_compter_du - timedelta(days=1)):
                droit = dossier_foyer(cle, systeme, jour).histoire.droit
                assert (droit.valeur if droit else None) == valeur_au(series[cle], jour)


def test_la_fiche_dit_tout_et_jamais_le_nir(population: None, systeme: Compte) -> None:
    personne = personne_de(NORD)
    dossier = dossier_personne(personne.pk, systeme)
    assert dossier.actuel is not None and dossier.episodes
    foyer, membre = dossier.actuel
    assert foyer.droits and foyer.adresses and membre.droits_devoirs
    assert all(p.chargement in dossier.chargements for p in foyer.droits)
    for quelqu_un in Personne.objects.exclude(nir_chiffre=None)[:10]:
        fiche = dossier_personne(quelqu_un.pk, systeme)
        assert fiche.nir in ("certifié", "non certifié")
        assert dechiffrer(quelqu_un.nir_chiffre).decode() not in repr(fiche)
    sans = Personne.objects.filter(nir_cle=None).first()
    assert sans is not None and dossier_personne(sans.pk, systeme).nir == "absent"


def test_ce_qui_etait_su_un_jour_ne_change_plus(tmp_path: Path, systeme: Compte) -> None:
    """Le dossier rejoué d'après les fichiers d'un jour est celui qu'on lisait ce jour-là."""
    poser_territoire()
    reglages = Reglages(120, date(2025, 1, 1), COMMUNES, DEPARTEMENT, nombre_mois=3)
    premier, *suivants = produire(reglages, tmp_path).mensuels
    charger(premier.chemin, systeme)
    jour = dernier_jour_charge(systeme)
    assert jour is not None
    avant = {
        cle: _etat(dossier_foyer(cle, systeme, jour)) for cle in Foyer.objects.values_list("pk", flat=True)
    }
    for fichier in suivants:
        charger(fichier.chemin, systeme)
    apres = {cle: _etat(dossier_foyer(cle, systeme, jour)) for cle in avant}
    rejoue = {cle: _etat(dossier_foyer(cle, systeme, jour, relire=observation_conservee)) for cle in avant}
    assert rejoue == avant
    assert apres != avant, "des corrections d'après coup devaient changer la situation de ce jour"
    nouveau = Foyer.objects.exclude(pk__in=avant).first()
    assert nouveau is not None
    assert dossier_foyer(nouveau.pk, systeme, jour, relire=observation_conservee).histoire.membres == []


def _etat(dossier: DossierFoyer) -> list[object]:
    h = dossier.histoire
    membres = {m.membre.pk: (m.roles, m.droits_devoirs, m.activites, m.ressources) for m in h.membres}
    return [h.droits, h.adresses, h.situations, h.montants, membres]


def test_avant_le_premier_fait_le_dossier_est_vide(population: None, systeme: Compte) -> None:
    dossier = dossier_personne(personne_de(NORD).pk, systeme, date(1950, 1, 1))
    assert (dossier.foyers, dossier.episodes, dossier.actuel, dossier.episode) == ([], [], None, None)


def test_hors_du_perimetre_le_dossier_n_existe_pas(
    population: None, creer_compte: Callable[..., Compte], en_tant_que: Any
) -> None:
    une, autre = personne_de(NORD), personne_de(SUD)
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    foyer_autre = foyer_de(autre).pk
    with en_tant_que(agent):
        assert dossier_personne(une.pk, agent).actuel is not None
        with pytest.raises(Personne.DoesNotExist):
            dossier_personne(autre.pk, agent)
        with pytest.raises(Foyer.DoesNotExist):
            dossier_foyer(foyer_autre, agent)
    with pytest.raises(Personne.DoesNotExist):
        dossier_personne(uuid4(), agent)


def test_le_nombre_de_requetes_ne_depend_pas_du_foyer(
    population: None, systeme: Compte, django_assert_max_num_queries: Any
) -> None:
    grand = max(Foyer.objects.all(), key=lambda foyer: foyer.membres.count())
    with django_assert_max_num_queries(12):
        dossier_foyer(grand.pk, systeme)
    deux_foyers = max(Membre.objects.values_list("personne", flat=True), key=lambda cle: str(cle))
    with django_assert_max_num_queries(14):
        dossier_personne(deux_foyers, systeme)
