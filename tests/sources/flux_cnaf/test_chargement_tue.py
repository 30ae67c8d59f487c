"""Un chargement tué net (`kill -9`), où qu'il en soit : l'état d'avant, puis le même fichier se charge."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jalon.parcours.personnes.models import Chargement, Foyer
from jalon.socle.acces.selectors import compte_systeme
from jalon.sources.flux_cnaf.archives import dossier_archives, lire_archive
from jalon.sources.flux_cnaf.chargement import BilanChargement, charger_flux
from jalon.sources.flux_cnaf.simulation.fautes import contenu
from jalon.sources.flux_cnaf.simulation.reglages import ajouter_mois
from tests.parcours.personnes.departement import charger, photo, reglages
from tests.processus import tue_ensuite

pytestmark = pytest.mark.django_db(transaction=True)
VOULU = reglages(30)
DELAI = 60
CHARGER = """
import sys, time, pathlib
from importlib import import_module
import django
django.setup()

temoin, module, objet, nom, fois, apres, parallele, fichier = sys.argv[1:]
chargement = import_module("jalon.sources.flux_cnaf.chargement")
import_module("jalon.sources.flux_cnaf.passe").TAILLE_LOT = 8
if parallele == "oui":
    chargement.GROS_FICHIER = 0
porteur = import_module(module)
porteur = getattr(porteur, objet) if objet else porteur
vraie, appels = getattr(porteur, nom), []

def suspendre(*arguments, **options):
    appels.append(1)
    atteint = len(appels) == int(fois)
    if atteint and apres == "avant":
        pathlib.Path(temoin).touch()
        time.sleep(600)
    resultat = vraie(*arguments, **options)
    if atteint:
        pathlib.Path(temoin).touch()
        time.sleep(600)
    return resultat

setattr(porteur, nom, suspendre)
from jalon.cli import principale
principale(["flux", "charger", fichier])
"""
PASSE, INTEGRATION = "jalon.sources.flux_cnaf.passe", "jalon.parcours.personnes.integration"
COMMUN = "jalon.sources.chargements"
INSTANTS = {
    "verrou pris": (COMMUN, "", "_un_seul_a_la_fois", 1, "apres"),
    "lecture": (PASSE, "Passe", "_prendre", 5, "avant"),
    "lecture loin": (PASSE, "Passe", "_prendre", 29, "apres"),
    "premier lot": (INTEGRATION, "Integration", "_ecrire_personnes", 1, "apres"),
    "histoires du deuxième lot": (INTEGRATION, "Integration", "_ecrire_histoires", 2, "avant"),
    "clôture": (PASSE, "", "cloturer", 1, "avant"),
    "épisodes écrits": (PASSE, "", "cloturer", 1, "apres"),
    "archive en brouillon": (COMMUN, "", "archiver", 1, "apres"),
}
Tuer = Callable[..., None]


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "flux.RCV"
    chemin.write_bytes(contenu(VOULU).octets())
    return chemin


@pytest.fixture
def avant(tmp_path: Path) -> dict[str, list[str]]:
    chemin = tmp_path / "avant.RCV"
    chemin.write_bytes(contenu(VOULU, mois=ajouter_mois(VOULU.mois, -1)).octets())
    charger([chemin], compte_systeme())
    return photo()


@pytest.mark.parametrize(
    ("instant", "parallele"),
    [(instant, False) for instant in INSTANTS]
    + [(instant, True) for instant in ("lecture loin", "histoires du deuxième lot", "archive en brouillon")],
)
def test_tue_n_importe_quand_rien_ne_change_et_le_fichier_se_recharge(
    instant, parallele, fichier, avant, tmp_path
):
    enfants = tuer(fichier, tmp_path / "temoin", INSTANTS[instant], parallele=parallele)
    attendre(lambda: not any(map(en_vie, enfants)), "un processus d'analyse a survécu à son parent")
    assert photo() == avant
    assert Chargement.objects.count() == 1
    assert archives() == {Chargement.objects.get().archive}
    bilan = recharger(fichier)
    assert bilan.comptes["foyers"] == Foyer.objects.filter(observations__chargement=bilan.chargement).count()
    assert archives() == set(Chargement.objects.values_list("archive", flat=True))
    assert list(dossier_archives().glob("*.brouillon")) == []


def test_tue_juste_apres_la_validation_l_archive_reprend_sa_place(fichier, tmp_path):
    tuer(fichier, tmp_path / "temoin", ("jalon.sources.flux_cnaf.archives", "", "_placer", 1, "avant"))
    charge = Chargement.objects.get()
    assert Foyer.objects.exists()
    assert charge.archive not in archives()
    assert recharger(fichier).deja_charge
    assert b"".join(lire_archive(charge)) == fichier.read_bytes()


def tuer(fichier: Path, temoin: Path, instant: tuple, *, parallele: bool = False) -> list[int]:
    """Lance `jalon flux charger`, le tue quand il atteint cet instant ; rend les enfants qu'il avait."""
    arguments = [str(temoin), *map(str, instant), "oui" if parallele else "non", str(fichier)]
    with tue_ensuite(CHARGER, temoin.exists, *arguments) as processus:
        return _enfants(processus.pid)


def recharger(fichier: Path) -> BilanChargement:
    """Charge le fichier dès que la base a rendu le verrou du processus tué."""
    bilans = []

    def pris() -> bool:
        bilans.append(charger_flux(fichier, acteur=compte_systeme()))
        return not bilans[-1].en_attente

    attendre(pris, "le verrou des chargements n'a pas été rendu")
    assert bilans[-1].refus == ""
    return bilans[-1]


def archives() -> set[str]:
    return {chemin.name for chemin in dossier_archives().glob("*.flux")}


def attendre(condition: Callable[[], bool], sinon: str) -> None:
    limite = time.monotonic() + DELAI
    while not condition():
        assert time.monotonic() < limite, sinon
        time.sleep(0.05)


def en_vie(pid: int) -> bool:
    try:
        etat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return etat != "Z"


def _enfants(pid: int) -> list[int]:
    directs = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return directs + [petit for direct in directs for petit in _enfants(direct)]


@pytest.fixture(autouse=True)
def archives_vides():
    for chemin in dossier_archives().glob("*.*"):
        chemin.unlink()
