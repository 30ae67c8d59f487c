"""`jalon flux simuler` : le contrat de la commande."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from jalon.cli import principale

COMMANDE = ["flux", "simuler", "--foyers", "20", "--mois", "2025-03"]


def test_un_fichier_par_mois_puis_la_verite_et_les_fautes(tmp_path: Path) -> None:
    options = ["--nombre-mois", "2", "--graine", "7", "--departement", "974", "--verite", "--fautes"]
    resultat = CliRunner().invoke(principale, [*COMMANDE, *options, "--sortie", str(tmp_path)])
    assert resultat.exit_code == 0, resultat.output
    assert sorted(fichier.name for fichier in tmp_path.glob("*.RCV")) == [
        "NRSACGIM_RSABEM_20250405_250331974.RCV",
        "NRSACGIM_RSABEM_20250505_250430974.RCV",
    ]
    assert (tmp_path / "verite.csv").exists()
    assert (tmp_path / "fautes" / "manifeste.json").exists()


def test_un_mois_mal_ecrit_ou_un_departement_inconnu_se_disent(tmp_path: Path) -> None:
    lancer = CliRunner().invoke
    faux = lancer(principale, [*COMMANDE[:-1], "2025-13", "--sortie", str(tmp_path)])
    assert faux.exit_code == 2
    assert "AAAA-MM" in faux.output
    inconnu = lancer(principale, [*COMMANDE, "--departement", "999", "--sortie", str(tmp_path)])
    assert inconnu.exit_code == 1
    assert "« 999 »" in inconnu.output
