"""Une reprise tuée au milieu de ses écritures ne laisse rien."""

from __future__ import annotations

from pathlib import Path

import pytest

from jalon.pilotage.programmes.models import Programme
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.pieces.models import Piece
from jalon.sources.documents.models import Lecture
from tests.processus import tuer_au_temoin
from tests.sources.reprise import charger_departements, compter_lignes, petit_rapport, reprendre

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
    tuer_au_temoin(REPRISE, tmp_path / "ecrit")
    assert compter_lignes() == avant
    assert not Programme.objects.exists() and not Lecture.objects.exists() and not Piece.objects.exists()
    lecture, bilan = reprendre(petit_rapport(), compte_systeme())
    assert not bilan.vide and lecture.programme is not None, "la même reprise passe ensuite"
