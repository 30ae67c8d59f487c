"""Ce qui installe longuement ne s'installe pas deux fois ; le reste se partage essai par essai."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.repartition import LONGS, part

RACINE = Path(__file__).resolve().parent.parent
FICHIER = """
import os, pathlib, pytest

@pytest.mark.parametrize("rang", range(6))
def test_note_son_processus(rang):
    with (pathlib.Path(__file__).parent / "processus").open("a") as journal:
        print(pathlib.Path(__file__).stem, os.getpid(), file=journal)
"""


def test_ce_qui_est_long_existe() -> None:
    assert [f for f in LONGS if not (RACINE / f).exists()] == []


def test_le_navigateur_est_d_un_seul_tenant() -> None:
    assert part("tests/navigateur/test_pages.py::test_page[accueil]") == part(
        "tests/navigateur/parcours/test_menu.py::test_x"
    )
    assert part("tests/mesure/test_kit.py::test_x[a::b]") == "tests/mesure/test_kit.py"
    assert part("tests/web/test_flux.py::test_x[a::b]") == "tests/web/test_flux.py::test_x[a::b]"


def test_un_tenant_ne_se_coupe_pas_entre_deux_processus(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import tests.repartition\n"
        "tests.repartition.LONGS = ('test_a.py', 'test_b.py')\n"
        "from tests.repartition import pytest_xdist_make_scheduler\n"
    )
    for nom in "abcd":
        (tmp_path / f"test_{nom}.py").write_text(FICHIER)
    ordre = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-c", os.devnull, "--rootdir", str(tmp_path)]
    subprocess.run(
        [*ordre, "-p", "no:django", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=RACINE,
        env={**os.environ, "PYTHONPATH": str(RACINE), "PYTEST_ADDOPTS": ""},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    notes = (tmp_path / "processus").read_text().split("\n")[:-1]
    assert len(notes) == 24
    couples = {tuple(note.split()) for note in notes}
    for tenant in ("test_a", "test_b"):
        assert len({processus for nom, processus in couples if nom == tenant}) == 1, "un tenant a été coupé"
    assert len({processus for _, processus in couples}) == 2, "un seul processus a travaillé"
