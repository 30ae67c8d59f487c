"""`jalon reprendre` : résumé avant d'écrire, essai, fichiers illisibles, droits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from jalon.cli import principale
from jalon.cli.reprendre import _reprendre
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.models import Piece
from tests.sources.reprise import charger_departements, donnees, petit_rapport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _territoire(db: None) -> None:
    charger_departements()


def test_le_resume_dit_ce_qui_est_lu_avant_decrire(
    systeme: Compte, capsys: pytest.CaptureFixture[str]
) -> None:
    _reprendre([(Path("calpae.txt"), donnees("calpae.txt"))], "", False, acteur=systeme)
    dit = capsys.readouterr().out
    for attendu in ("24 fiches", "25 actions", "160 montants", "1 passage non compris", "CISP formés"):
        assert attendu in dit
    assert dit.index("Lu :") < dit.index("Repris dans calpae-35, exercice 2022.")
    assert Exercice.objects.get().code == "2022"


def test_lessai_necrit_rien(systeme: Compte, capsys: pytest.CaptureFixture[str]) -> None:
    _reprendre([(Path("r.txt"), petit_rapport())], "", True, acteur=systeme)
    assert "Essai : rien n'a été écrit." in capsys.readouterr().out
    assert not Programme.objects.exists() and not Piece.objects.exists()


def test_la_seconde_fois_il_ny_a_rien_a_ecrire(systeme: Compte, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        _reprendre([(Path("r.txt"), petit_rapport())], "", False, acteur=systeme)
    assert "Rien à écrire" in capsys.readouterr().out


def test_le_code_demande_est_celui_du_programme(systeme: Compte) -> None:
    _reprendre([(Path("r.txt"), petit_rapport())], "ma-convention", False, acteur=systeme)
    assert Programme.objects.get().code == "ma-convention"


def test_un_document_dun_autre_genre_est_refuse(systeme: Compte) -> None:
    _reprendre([(Path("r.txt"), petit_rapport())], "ma-convention", False, acteur=systeme)
    with pytest.raises(click.ClickException, match="choisissez un autre programme"):
        _reprendre([(Path("pdi.txt"), donnees("pdi.txt"))], "ma-convention", False, acteur=systeme)


def test_un_compte_sans_droit_est_refuse_en_francais(creer_compte: Callable[..., Compte]) -> None:
    elu = creer_compte(Role.ELU, departement="99")
    with pytest.raises(click.ClickException, match="compte"):
        _reprendre([(Path("r.txt"), petit_rapport())], "", False, acteur=elu)
    assert not Programme.objects.exists()


def test_un_fichier_illisible_arrete_tout_avant_la_base(tmp_path: Path) -> None:
    bon, vide = tmp_path / "bon.txt", tmp_path / "vide.txt"
    bon.write_bytes(petit_rapport())
    vide.write_bytes(b"")
    resultat = CliRunner().invoke(principale, ["reprendre", str(bon), str(vide)])
    assert resultat.exit_code == 2
    assert "vide.txt" in resultat.output and "Traceback" not in resultat.output
    assert not Programme.objects.exists()
