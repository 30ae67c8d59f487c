"""Un effacement tué net (`kill -9`) au milieu d'un lot : le lot d'avant est fait, celui-là est intact, et le
travail se reprend."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from jalon.parcours.personnes.conservation.effacement import effacer_personnes
from jalon.parcours.personnes.conservation.services import approuver_liste, etablir_liste
from jalon.parcours.personnes.models import ListeElimination, Membre, Personne
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.parametres.services import fixer_parametre
from jalon.sources.flux_cnaf.expurgation import expurger
from tests.parcours.personnes.comptes_publies import comptes_publies
from tests.parcours.personnes.departement import charger, fichiers, reglages

pytestmark = pytest.mark.django_db(transaction=True)

RACINE = Path(__file__).resolve().parents[3]
DELAI = 90
LOT = 2
EFFACER = """
import pathlib, sys, time
import django
django.setup()
from jalon.parcours.personnes.conservation import effacement
from jalon.parcours.personnes.models import ListeElimination
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.expurgation import expurger

temoin, lot = sys.argv[1:]
vrai, appels = effacement._effacer, []

def suspendre(*arguments):
    fait = vrai(*arguments)
    appels.append(fait)
    if len(appels) == 2:
        pathlib.Path(temoin).touch()
        time.sleep(600)
    return fait

effacement._effacer = suspendre
acteur = compte_systeme()
with contexte_compte(acteur):
    liste = ListeElimination.objects.get()
effacement.effacer_personnes(liste=liste, acteur=acteur, expurger=expurger, taille=int(lot))
"""


def test_tue_au_deuxieme_lot_le_premier_reste_et_la_suite_se_reprend(tmp_path):
    acteur = compte_systeme()
    liste = _liste_visee(tmp_path, acteur)
    with contexte_compte(acteur):
        avant = comptes_publies(acteur)
    _tuer(tmp_path / "temoin")
    assert Personne.objects.exclude(effacee_le=None).count() == LOT
    assert Membre.objects.exclude(efface_le=None).exclude(nom="").count() == 0
    liste.refresh_from_db()
    assert (liste.etat, liste.effacees) == ("approuvee", LOT)
    with contexte_compte(acteur):
        assert comptes_publies(acteur) == avant
    bilan = effacer_personnes(liste=liste, acteur=acteur, expurger=expurger, taille=50)
    assert bilan.effacees == liste.nombre - LOT
    liste.refresh_from_db()
    assert (liste.etat, liste.effacees) == ("executee", liste.nombre)
    with contexte_compte(acteur):
        assert comptes_publies(acteur) == avant


def _liste_visee(dossier: Path, acteur) -> ListeElimination:
    charger([fichier.chemin for fichier in fichiers(reglages(80, 6, graine=5), dossier)], acteur)
    aujourdhui = timezone.localdate()
    with contexte_compte(acteur):
        duree = {"code": "dossiers.conservation_apres_sortie", "valeur": 6}
        fixer_parametre(**duree, du=date(2020, 1, 1), source="essai", acteur=acteur)
        liste = etablir_liste(a_la_date=aujourdhui, acteur=acteur)
        assert liste.nombre > 2 * LOT
        return approuver_liste(liste=liste, visa_reference="AD 1", visa_le=aujourdhui, acteur=acteur)


def _tuer(temoin: Path) -> None:
    """Lance l'effacement et le tue quand son deuxième lot est écrit sans être validé."""
    processus = subprocess.Popen(
        [sys.executable, "-c", EFFACER, str(temoin), str(LOT)], cwd=RACINE, env=_environnement()
    )
    try:
        limite = time.monotonic() + DELAI
        while not temoin.exists() and processus.poll() is None:
            assert time.monotonic() < limite, "l'effacement n'a pas atteint son deuxième lot"
            time.sleep(0.05)
        assert processus.poll() is None, "l'effacement a fini avant d'être tué"
    finally:
        processus.send_signal(signal.SIGKILL)
        processus.wait()


def _environnement() -> dict[str, str]:
    """Le processus écrit dans la base de ce test, avec son propre accès."""
    base = connection.settings_dict
    hote = quote(str(base["HOST"]), safe="")
    adresse = f"postgresql://{base['USER']}@{hote}:{base['PORT']}/{base['NAME']}"
    return os.environ | {
        "JALON_DATABASE_URL": adresse,
        "JALON_DATABASE_URL_PROPRIETAIRE": adresse,
        "DJANGO_SETTINGS_MODULE": "tests.reglages",
    }
