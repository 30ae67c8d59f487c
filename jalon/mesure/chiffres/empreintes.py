"""L'empreinte d'un calcul : ce qui le définit et ce qu'il compte, réduit à 64 signes que chacun peut refaire.

Elle s'imprime à côté d'un chiffre ; la recalculer sur les membres gardés dit si rien n'a bougé.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from jalon.mesure.chiffres.calcul import Coupe, Membre
from jalon.mesure.indicateurs.declaration import Declaration, DelaiDate
from jalon.parcours.echeances.calcul import Delai, Unite

CHAMPS_DE_DEFINITION = (
    "code",
    "version",
    "titre",
    "definition",
    "source",
    "horloge",
    "maturite",
    "genre",
    "unite",
    "unite_compte",
    "nature",
    "additivite",
    "sens",
    "delais",
    "prolonge",
    "arret_a_la_fin",
    "part_de",
)


def empreinte_definition(declaration: Declaration) -> str:
    """Empreinte de la fiche d'un indicateur : un mot changé la change."""
    return _sha256(_json({champ: getattr(declaration, champ) for champ in CHAMPS_DE_DEFINITION}))


def parametres(
    definition: str, code: str, version: int, du: date, au: date, arrete_au: date, coupe: Coupe, delais: Any
) -> dict[str, Any]:
    """Ce qu'un calcul applique, tel que l'empreinte le lit. `delais` : la forme de `delais_en_json`."""
    return {
        "definition": definition,
        "code": code,
        "version": version,
        "du": du.isoformat(),
        "au": au.isoformat(),
        "arrete_au": arrete_au.isoformat(),
        "coupe": coupe,
        "delais": delais,
    }


def empreinte_calcul(entete: Mapping[str, Any], membres: Iterable[Membre]) -> str:
    """SHA-256 de l'en-tête, puis d'une ligne par membre, dans un ordre qui ne dépend pas de la lecture."""
    lignes = sorted(
        f"{m.episode} {acte_compte(m) or '-'} {m.porteur or '-'} {m.situation} {m.raison}"
        f" {'-' if m.jours is None else m.jours}"
        for m in membres
    )
    return _sha256("\n".join([_json(entete), *lignes]))


def acte_compte(membre: Membre) -> UUID | None:
    """L'acte compté, quand l'indicateur compte des actes ; rien s'il compte des séjours."""
    return None if membre.cle == membre.episode else membre.cle


def delais_en_json(delais: Iterable[DelaiDate]) -> list[dict[str, Any]]:
    """Les délais appliqués, avec leur source, pour être gardés et relus."""
    return [
        {
            "code": d.code,
            "du": d.du.isoformat(),
            "au": d.au.isoformat() if d.au else None,
            "nombre": d.delai.nombre,
            "unite": str(d.delai.unite.value),
            "source": d.source,
            "regimes": sorted(d.regimes),
            "voies": sorted(d.voies),
        }
        for d in delais
    ]


def delais_de_json(lus: Iterable[Mapping[str, Any]]) -> list[DelaiDate]:
    """L'inverse : les délais qu'un calcul a gardés."""
    return [
        DelaiDate(
            code=d["code"],
            du=date.fromisoformat(d["du"]),
            au=date.fromisoformat(d["au"]) if d["au"] else None,
            delai=Delai(int(d["nombre"]), Unite(d["unite"])),
            source=d["source"],
            regimes=frozenset(d["regimes"]),
            voies=frozenset(d["voies"]),
        )
        for d in lus
    ]


def _json(valeur: Any) -> str:
    return json.dumps(valeur, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _sha256(texte: str) -> str:
    return hashlib.sha256(texte.encode()).hexdigest()
