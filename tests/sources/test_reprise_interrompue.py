"""Une reprise tuée au milieu de ses écritures ne laisse rien."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.pieces.models import Piece
from jalon.sources.documents.models import Lecture
from tests.sources.reprise import charger_departements, compter_lignes, petit_rapport, reprendre

RACINE = Path(__file__).resolve().parents[2]
DELAI = 60
REPRISE = """
import sys, time, pathlib
import django
django.setup()
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.documents import reprise_ecriture
from tests.sources.reprise import petit_rapport, reprendre
from jalon.pilotage.finances.models import Depense

def suspendre(*_args):
    assert Depense.objects.count() == 3, "la reprise n'a pas encore écrit ses dépenses"
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(600)

reprise_ecriture._ecrire_traces = suspendre
acteur = compte_systeme()
with contexte_compte(acteur):
    reprendre(petit_rapport(), acteur)
"""


@pytest.mark.django_db(transaction=True)
def test_un_kill_9_en_pleine_ecriture_ne_laisse_rien(tmp_path: Path) -> None:
    charger_departements()
    avant = compter_lignes()
    temoin = tmp_path / "ecrit"
    processus = subprocess.Popen(
        [sys.executable, "-c", REPRISE, str(temoin)], cwd=RACINE, env=_environnement()
    )
    try:
        limite = time.monotonic() + DELAI
        while not temoin.exists():
            assert processus.poll() is None, "la reprise s'est arrêtée avant d'être tuée"
            assert time.monotonic() < limite, "la reprise n'a pas commencé à écrire"
            time.sleep(0.05)
    finally:
        processus.send_signal(signal.SIGKILL)
        processus.wait()
    assert compter_lignes() == avant
    assert not Programme.objects.exists() and not Lecture.objects.exists() and not Piece.objects.exists()
    lecture, bilan = reprendre(petit_rapport(), compte_systeme())
    assert not bilan.vide and lecture.programme is not None, "la même reprise passe ensuite"


def _environnement() -> dict[str, str]:
    """Le processus écrit dans la base de ce test, avec son propre accès."""
    reglages = connection.settings_dict
    hote = quote(str(reglages["HOST"]), safe="")
    mot_de_passe = f":{quote(reglages['PASSWORD'])}" if reglages["PASSWORD"] else ""
    adresse = f"postgresql://{reglages['USER']}{mot_de_passe}@{hote}:{reglages['PORT']}/{reglages['NAME']}"
    return os.environ | {
        "JALON_DATABASE_URL": adresse,
        "JALON_DATABASE_URL_PROPRIETAIRE": adresse,
        "DJANGO_SETTINGS_MODULE": "tests.reglages",
    }
