"""`jalon editer` : ses arguments."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from jalon.cli.editer import _editer, deplier_formats
from jalon.socle.acces.models import Compte


@pytest.mark.parametrize(
    ("donne", "attendu"),
    [
        (["--format", "pdf", "docx"], ["--format", "pdf", "--format", "docx"]),
        (["--format", "pdf", "--format", "ods"], ["--format", "pdf", "--format", "ods"]),
        (["--format", "pdf", "--sortie", "pdf"], ["--format", "pdf", "--sortie", "pdf"]),
        (["rapport-execution", "--sortie", "d"], ["rapport-execution", "--sortie", "d"]),
    ],
)
def test_les_formats_se_repetent_ou_se_suivent(donne: list[str], attendu: list[str]) -> None:
    assert deplier_formats(donne) == attendu


@pytest.mark.django_db
def test_un_programme_inconnu_sort_2(systeme: Compte, tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="inconnu") as refus:
        _editer("rapport-execution", "inconnu", "2022", tmp_path, ("pdf",), acteur=systeme)
    assert refus.value.exit_code == 2
