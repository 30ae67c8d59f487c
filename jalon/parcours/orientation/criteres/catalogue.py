"""Le catalogue des critères : code, libellé, nature, d'où vient la donnée.

Une valeur inconnue ne remplit aucune condition, sauf « est inconnu » : ne pas savoir n'est ni oui ni non.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from jalon.parcours.orientation.donnees import domaines, questions
from jalon.parcours.personnes.enums import Regime

PLACES = "places"
CAISSE = "flux de la caisse (CAF ou MSA)"
TRAVAIL = "fichiers de France Travail"
DIAGNOSTIC = "diagnostic partagé"


class Nature(StrEnum):
    NOMBRE = "nombre"
    OUI_NON = "oui_non"
    CHOIX = "choix"
    LISTE = "liste"


class Operateur(TextChoices):
    AU_MOINS = "au_moins", "au moins"
    AU_PLUS = "au_plus", "au plus"
    EGAL = "egal", "égal à"
    OUI = "oui", "oui"
    NON = "non", "non"
    PARMI = "parmi", "parmi"
    HORS = "hors", "hors de"
    INCONNU = "inconnu", "inconnu"


OPERATEURS: Mapping[Nature, tuple[Operateur, ...]] = {
    Nature.NOMBRE: (Operateur.AU_MOINS, Operateur.AU_PLUS, Operateur.EGAL, Operateur.INCONNU),
    Nature.OUI_NON: (Operateur.OUI, Operateur.NON, Operateur.INCONNU),
    Nature.CHOIX: (Operateur.PARMI, Operateur.HORS, Operateur.INCONNU),
    Nature.LISTE: (Operateur.PARMI, Operateur.HORS, Operateur.INCONNU),
}
SANS_VALEUR = frozenset({Operateur.OUI, Operateur.NON, Operateur.INCONNU})


@dataclass(frozen=True, slots=True)
class Critere:
    """Un critère. `groupe` : la lecture ensembliste qui le donne (`criteres.lecture`)."""

    code: str
    libelle: str
    nature: Nature
    groupe: str
    source: str
    unite: str = ""
    choix: Mapping[str, str] = field(default_factory=dict)

    @property
    def operateurs(self) -> tuple[Operateur, ...]:
        return OPERATEURS[self.nature]


def _fixes() -> list[Critere]:
    nombre, oui_non, choix, liste = Nature.NOMBRE, Nature.OUI_NON, Nature.CHOIX, Nature.LISTE
    regimes = {code: str(libelle) for code, libelle in Regime.choices}
    return [
        Critere("age", "Âge", nombre, "personne", CAISSE, "ans"),
        Critere("anciennete_rsa", "Depuis sa première entrée au RSA", nombre, "personne", CAISSE, "mois"),
        Critere("anciennete_sejour", "Depuis cette entrée au RSA", nombre, "personne", CAISSE, "mois"),
        Critere("retour", "Déjà sortie du RSA puis revenue", oui_non, "personne", CAISSE),
        Critere("regime", "Régime du dossier", choix, "personne", CAISSE, choix=regimes),
        Critere("territoire", "Intercommunalité (SIREN)", choix, "personne", CAISSE),
        Critere("commune", "Commune (code officiel)", choix, "personne", CAISSE),
        Critere("enfants", "Enfants au foyer", nombre, "foyer", CAISSE),
        Critere("plus_jeune_enfant", "Âge du plus jeune enfant", nombre, "foyer", CAISSE, "ans"),
        Critere("en_couple", "Vit en couple", oui_non, "foyer", CAISSE),
        Critere("majoration", "RSA majoré", oui_non, "foyer", CAISSE),
        Critere("situation_famille", "Situation de famille (code SITFAM)", choix, "foyer", CAISSE),
        Critere("activites", "Activités en cours (codes ACT)", liste, "foyer", CAISSE),
        Critere("ressources", "Ressources du trimestre", nombre, "foyer", CAISSE, "euros"),
        Critere("inscrite", "Inscrite à France Travail", oui_non, "france_travail", TRAVAIL),
        Critere("mois_inscription", "Inscrite depuis", nombre, "france_travail", TRAVAIL, "mois"),
        Critere("categorie", "Catégorie d'inscription", choix, "france_travail", TRAVAIL,
                choix={lettre: lettre for lettre in "ABCDEFG"}),
        Critere("diagnostic_fait", "Diagnostic fait depuis l'entrée", oui_non, "diagnostic", DIAGNOSTIC),
        Critere(PLACES, "Places restantes à destination", nombre, "", "orientations décidées", "places"),
    ]  # fmt: skip


def _du_diagnostic() -> list[Critere]:
    situations = [
        Critere(f"situation.{q.code}", q.libelle, Nature.CHOIX, "diagnostic", DIAGNOSTIC, choix=q.reponses)
        for q in questions().values()
    ]
    positions = [
        Critere(f"position.{d.code}", f"{d.libelle} (1 à 5)", Nature.NOMBRE, "diagnostic", DIAGNOSTIC)
        for d in domaines().values()
    ]
    return [*situations, *positions]


CATALOGUE: Mapping[str, Critere] = {critere.code: critere for critere in (*_fixes(), *_du_diagnostic())}


def verifier(criteres: Any) -> list[dict[str, Any]]:
    """Les critères d'une règle, remis en forme. Lève `ValidationError` en disant lequel est faux et pourquoi.

    Forme : `[{"code": "age", "operateur": "au_plus", "valeur": 25}, …]`.
    """
    if not isinstance(criteres, list):
        raise ValidationError("Les critères forment une liste.")
    return [_verifier_un(rang, critere) for rang, critere in enumerate(criteres, 1)]


def _verifier_un(rang: int, ecrit: Any) -> dict[str, Any]:
    critere = CATALOGUE.get(ecrit.get("code", "")) if isinstance(ecrit, dict) else None
    if critere is None:
        raise ValidationError(f"Critère {rang} : il n'est pas au catalogue.")
    operateur = ecrit.get("operateur")
    if operateur not in critere.operateurs:
        possibles = ", ".join(str(o.label) for o in critere.operateurs)
        raise ValidationError(f"Critère {rang}, « {critere.libelle} » : choisissez {possibles}.")
    propre: dict[str, Any] = {"code": critere.code, "operateur": str(operateur)}
    if operateur in SANS_VALEUR:
        return propre
    return propre | {"valeur": _valeur(rang, critere, ecrit.get("valeur"))}


def _valeur(rang: int, critere: Critere, valeur: Any) -> int | list[str]:
    ou = f"Critère {rang}, « {critere.libelle} »"
    if critere.nature is Nature.NOMBRE:
        if isinstance(valeur, bool) or not isinstance(valeur, int) or not 0 <= valeur <= 1_000_000:
            raise ValidationError(f"{ou} : un nombre entier est attendu.")
        return valeur
    if not isinstance(valeur, list) or not valeur or not all(isinstance(v, str) and v for v in valeur):
        raise ValidationError(f"{ou} : choisissez au moins une valeur.")
    inconnues = [v for v in valeur if critere.choix and v not in critere.choix]
    if inconnues or any(len(v) > 24 for v in valeur):
        raise ValidationError(
            f"{ou} : « {', '.join(inconnues or valeur)[:60]} » n'est pas une valeur possible."
        )
    return sorted(set(valeur))
