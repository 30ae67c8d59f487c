"""`jalon controler FICHIER` : sans base, codes de sortie et JSON du contrat."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jalon.cli import principale
from jalon.demonstration.programmes import DONNEES
from tests.sources.reprise import petit_rapport

CLES = {"document", "chiffres_lus", "controles", "non_lus", "anomalies"}
CLES_ANOMALIE = {"regle", "gravite", "certitude", "titre", "message", "objet", "valeurs", "ecart", "piste"}
GRAVITES = {"erreur", "avertissement", "information"}
CERTITUDES = {"certaine", "probable", "a_verifier"}


def controler(*arguments: str) -> Result:
    return CliRunner().invoke(principale, ["controler", *arguments])


def en_json(chemin: Path) -> tuple[int, dict[str, Any]]:
    resultat = controler(str(chemin), "--format", "json")
    return resultat.exit_code, json.loads(resultat.stdout)


def test_le_json_a_exactement_les_cles_du_contrat() -> None:
    code, rapport = en_json(DONNEES / "calpae.txt")
    assert code == 1
    assert set(rapport) == CLES
    assert isinstance(rapport["chiffres_lus"], int) and isinstance(rapport["controles"], int)
    assert rapport["anomalies"]
    for anomalie in rapport["anomalies"]:
        assert set(anomalie) == CLES_ANOMALIE
        assert anomalie["gravite"] in GRAVITES and anomalie["certitude"] in CERTITUDES
        for valeur in anomalie["valeurs"]:
            assert set(valeur) == {"libelle", "valeur", "ou"}
            assert valeur["valeur"] is None or isinstance(valeur["valeur"], int | float | str)
        assert anomalie["ecart"] is None or isinstance(anomalie["ecart"], int | float)


def test_seule_une_anomalie_certaine_est_une_erreur() -> None:
    _, rapport = en_json(DONNEES / "calpae.txt")
    erreurs = [a for a in rapport["anomalies"] if a["gravite"] == "erreur"]
    assert erreurs and {a["certitude"] for a in erreurs} == {"certaine"}


@pytest.mark.parametrize("attendu", [297219.39, 276155.39, 169000, 6948, 5015])
def test_les_ecarts_connus_sont_dits_avec_leurs_valeurs(attendu: float) -> None:
    _, rapport = en_json(DONNEES / "calpae.txt")
    valeurs = {v["valeur"] for a in rapport["anomalies"] for v in a["valeurs"]}
    messages = " ".join(a["message"] for a in rapport["anomalies"])
    ecrit = f"{attendu:,.2f}".replace(",", "\u00a0").replace(".", ",")
    assert attendu in valeurs or ecrit in messages


def test_un_document_sans_erreur_certaine_sort_zero(tmp_path: Path) -> None:
    chemin = tmp_path / "juste.txt"
    chemin.write_bytes(petit_rapport())
    code, rapport = en_json(chemin)
    assert code == 0
    assert rapport["controles"] > 20
    assert not [a for a in rapport["anomalies"] if a["gravite"] == "erreur"]


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [("vide.txt", b""), ("binaire.txt", bytes(range(256)) * 40), ("faux.docx", b"PK\x03\x04")],
)
def test_un_fichier_illisible_sort_2_sans_trace(nom: str, contenu: bytes, tmp_path: Path) -> None:
    chemin = tmp_path / nom
    chemin.write_bytes(contenu)
    resultat = controler(str(chemin))
    assert resultat.exit_code == 2
    assert nom in resultat.output and "Traceback" not in resultat.output


def test_un_fichier_absent_sort_2() -> None:
    resultat = controler("absent.txt")
    assert resultat.exit_code == 2 and "absent.txt" in resultat.output


@pytest.mark.parametrize("arguments", [[], ["a.txt", "--programme", "x"], ["--programme", "x"]])
def test_les_arguments_contradictoires_sortent_2(arguments: list[str]) -> None:
    assert controler(*arguments).exit_code == 2


def test_un_fichier_se_controle_sans_base_ni_django(tmp_path: Path) -> None:
    dossier = tmp_path / "jalon"
    programme = (
        "import sys\nfrom jalon.cli import principale\n"
        "try:\n    principale(['controler', sys.argv[1]])\n"
        "except SystemExit as fin:\n    assert fin.code == 1, fin.code\n"
        "assert 'django' not in sys.modules, 'django a été chargé'"
    )
    environnement = {k: v for k, v in os.environ.items() if not k.startswith(("JALON", "DJANGO"))}
    fini = subprocess.run(
        [sys.executable, "-c", programme, str(DONNEES / "calpae.txt")],
        env=environnement | {"JALON_DOSSIER": str(dossier)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stderr
    assert not dossier.exists()
