"""Les types de lettres, que chaque pièce déclare dans son `apps.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jalon.socle.messages.lettres.mentions import mentions, titres

JETON = re.compile(r"\[\[(mention:)?([a-z0-9_]{1,60})\]\]")
COMMUNES = {
    "destinataire": "Mme Anne Exemple\n2 rue des Essais\n00000 VILLE",
    "expediteur": "Conseil départemental\nService de l'insertion\n1 place du Département\n00000 VILLE",
    "lieu": "Ville",
    "date": "14 mars 2026",
    "reference": "2026-0001",
    "civilite": "Madame",
    "signataire": "Camille Exemple",
    "qualite": "cheffe du service insertion",
    "delegation": "Par délégation du président du conseil départemental (arrêté du 2 janvier 2026).",
    "contact": "le service insertion, 02 00 00 00 00",
    "adresse_recours": "conseil départemental, 1 place du Département, 00000 VILLE",
    "tribunal": "le tribunal administratif, 3 rue de la Justice, 00000 VILLE",
    "dpo": "le délégué à la protection des données, à l'adresse du conseil départemental",
}
"""Variables que toute lettre peut employer, avec un exemple pour l'aperçu."""


@dataclass(frozen=True, slots=True)
class TypeLettre:
    """Un type de lettre : ses variables (avec un exemple), ses mentions obligatoires, son texte de départ.

    `par_organisation` : chaque structure peut avoir son texte ; sinon c'est une décision du département,
    dont le texte est le même partout.
    """

    code: str
    titre: str
    variables: Mapping[str, str]
    mentions: tuple[str, ...]
    corps: str
    par_organisation: bool = False
    exemples: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exemples", COMMUNES | dict(self.variables))


_types: dict[str, TypeLettre] = {}


def enregistrer(
    code: str,
    titre: str,
    variables: Mapping[str, str],
    mentions: tuple[str, ...] | list[str] = (),
    *,
    corps: str = "",
    par_organisation: bool = False,
) -> TypeLettre:
    """Déclare un type. `variables` : nom → exemple ; `corps` : texte tant que personne n'en a écrit un autre.

    Lève `ValueError` si le code est pris ou si le texte de départ n'a pas de quoi être envoyé.
    """
    depart = corps or _corps_par_defaut(mentions)
    lettre = TypeLettre(code, titre, dict(variables), tuple(mentions), depart, par_organisation)
    if _types.get(code, lettre) != lettre:
        raise ValueError(f"Le type de lettre « {code} » existe déjà.")
    if fautes := fautes_du_corps(lettre, lettre.corps):
        raise ValueError(f"Lettre « {code} » : {' '.join(fautes)}")
    _types[code] = lettre
    return lettre


def types_de_lettres() -> list[TypeLettre]:
    """Les types déclarés, par titre."""
    return sorted(_types.values(), key=lambda lettre: lettre.titre)


def type_de_lettre(code: str) -> TypeLettre:
    """Le type de ce code. Lève `LookupError`."""
    try:
        return _types[code]
    except KeyError:
        raise LookupError(f"Le type de lettre « {code} » n'existe pas.") from None


def fautes_du_corps(lettre: TypeLettre, corps: str) -> list[str]:
    """Ce qui empêche ce texte de servir : mentions obligatoires absentes, jetons inconnus."""
    connues = {m.code: m for m in mentions()}
    citees = {nom for prefixe, nom in JETON.findall(corps) if prefixe}
    variables = {nom for prefixe, nom in JETON.findall(corps) if not prefixe}
    for code in citees & set(connues):
        variables |= {nom for prefixe, nom in JETON.findall(connues[code].texte) if not prefixe}
    fautes = []
    if manquantes := [code for code in lettre.mentions if code not in citees]:
        noms = ", ".join(f"« {titre} » ([[mention:{code}]])" for code, titre in _nommees(manquantes))
        quoi = "la mention obligatoire" if len(manquantes) == 1 else "les mentions obligatoires"
        fautes.append(f"Il manque {quoi} {noms}.")
    if inconnues := sorted(citees - set(connues)):
        fautes.append(f"Mention inconnue : {', '.join(inconnues)}.")
    if etrangeres := sorted(variables - set(lettre.exemples)):
        fautes.append(f"Variable inconnue pour cette lettre : {', '.join(etrangeres)}.")
    return fautes


def _nommees(codes: list[str]) -> list[tuple[str, str]]:
    return list(zip(codes, titres(codes), strict=True))


def _corps_par_defaut(codes: tuple[str, ...] | list[str]) -> str:
    return "\n\n".join(["[[civilite]],", *(f"[[mention:{code}]]" for code in codes)])
