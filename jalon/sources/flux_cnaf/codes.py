"""Les listes de codes de la CNAF et leurs libellés français, un fichier `codes/<CHAMP>.toml` par champ."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files


def _listes() -> dict[str, dict[str, str]]:
    dossier = files("jalon.sources.flux_cnaf").joinpath("codes")
    return {
        fichier.name.removesuffix(".toml"): tomllib.loads(fichier.read_text(encoding="utf-8"))["codes"]
        for fichier in dossier.iterdir()
        if fichier.name.endswith(".toml")
    }


LISTES: Mapping[str, Mapping[str, str]] = _listes()


def libelle(champ: str, code: str | None) -> str:
    """Le libellé d'un code ; le code lui-même s'il n'est pas dans la liste, vide s'il n'y a pas de code."""
    if code is None:
        return ""
    propre = code.strip()
    return LISTES.get(champ, {}).get(propre, propre)
