"""`jalon france-travail`, `jalon tableur`, `jalon extraits` : leurs sorties sont des contrats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from jalon.cli import extraits, france_travail, principale, tableur
from jalon.sources.chargements import Bilan

REJET = {"dossier": "", "motif": "la date du fait n'est pas une date jj/mm/aaaa", "ligne": 4}


def lancer(*arguments: str) -> Result:
    return CliRunner().invoke(principale, arguments)


@pytest.mark.parametrize(
    ("commande", "cles"),
    [
        (
            france_travail,
            "lignes personnes doublons nir etat_civil aucune plusieurs contraire rejets deja_charge rapport "
            "secondes octets",
        ),
        (
            tableur,
            "foyers personnes nouveaux modifies inchanges rejets deja_charge secondes octets",
        ),
        (
            extraits,
            "lignes nouveaux modifies inchanges rattaches disparus sans_personne conflits natures rejets "
            "deja_charge secondes octets",
        ),
    ],
)
def test_le_json_a_exactement_les_cles_du_contrat(commande, cles) -> None:
    bilan = Bilan(comptes={"lignes": 3, "foyers": 3}, rejets=[REJET], octets=10)
    lu = json.loads(commande.en_json(bilan))
    assert " ".join(lu) == cles
    assert lu["rejets"] == [REJET]
    texte = commande.en_texte(bilan, essai=True)
    assert texte.startswith("Essai, rien n'est écrit : ") and REJET["motif"] in texte
    assert "rien ne change" in commande.en_texte(Bilan(deja_charge=True), essai=False)


def test_l_apercu_dit_les_colonnes_et_les_cases_fausses_sans_valeur(tmp_path: Path) -> None:
    chemin = tmp_path / "foyers.csv"
    chemin.write_text("N° de dossier;Nom;Prénom;Né le;Bidule\nA1;LE GOFF;Anne;31/02/1985;x\n", "utf-8")
    resultat = lancer("tableur", "apercevoir", str(chemin))
    assert resultat.exit_code == 0, resultat.output
    assert "N° de dossier → dossier" in resultat.output
    assert "ignorée : Bidule" in resultat.output
    assert "ligne 2, colonne « Né le »" in resultat.output
    assert "GOFF" not in resultat.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("tableur", "charger", "absent.csv", "--jour", "2025-01-31"),
        ("france-travail", "charger", "absent.csv"),
        ("extraits", "reprendre", "absent.csv", "--systeme", "solis", "--jour", "2025-01-31"),
    ],
)
def test_un_fichier_absent_sort_en_2(arguments) -> None:
    resultat = lancer(*arguments)
    assert resultat.exit_code == 2
    assert "n'est pas un fichier lisible" in resultat.output


@pytest.mark.parametrize("options", [["--colonne", "nom"], ["--code", "etat=2"], ["--colonne", "=x"]])
def test_une_paire_mal_ecrite_se_dit(options) -> None:
    paire = options[1]
    with pytest.raises(ClickException, match="forme attendue"):
        if options[0] == "--colonne":
            tableur._couper(paire, "=")
        else:
            tableur._codes((paire,))


def test_les_codes_se_rangent_par_champ() -> None:
    assert tableur._codes(("etat:EN COURS=2", "etat:fini=5", "role:M=DEM")) == {
        "etat": {"EN COURS": "2", "fini": "5"},
        "role": {"M": "DEM"},
    }
