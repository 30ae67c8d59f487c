"""Ce que la base peut tenir d'une observation : une valeur démesurée écarte un dossier, jamais un fichier."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jalon.parcours.personnes.identite import Identite
from jalon.parcours.personnes.observations import MembreObserve, ObservationFoyer

RANGS = range(100)
Colonne = tuple[Any, str]
"""Longueur, ou montant que la valeur doit rester sous, et libellé. `None` : sans borne."""

FOYER: dict[str, Colonne] = {
    "numero": (40, "numéro de demande"),
    "organisme": (3, "organisme payeur"),
    "numero_organisme": (3, "numéro de l'organisme"),
    "matricule": (15, "matricule"),
    "numero_precedent": (40, "numéro de la demande précédente"),
    "arrive_de": (6, "organisme cédant"),
    "parti_vers": (6, "organisme prenant"),
}
CIVIL: dict[str, Colonne] = {
    "nom": (60, "nom d'usage"),
    "nom_naissance": (60, "nom de naissance"),
    "precision_naissance": (1, "précision de la date"),
    "sexe": (1, "sexe"),
    "commune_naissance": (60, "commune de naissance"),
}
PRENOM = 60
SERIES: dict[str, tuple[Colonne, ...]] = {
    "etat": ((1, "état"), (5, "motifs")),
    "adresse": (
        (5, "code de la commune"),
        (5, "code postal"),
        (80, "complément"),
        (80, "voie"),
        (80, "lieu-dit"),
        (80, "commune"),
        (None, "hors de France"),
        (1, "nature"),
        (2, "état de l'adresse"),
    ),
    "situation": ((3, "situation"),),
    "montant": ((3, "natures"), (None, "majoré"), (Decimal(10**7), "total en euros")),
    "appartenance": ((3, "rôle"),),
    "droits_devoirs": ((7, "soumis aux droits et devoirs"),),
    "activites": ((3, "activités"),),
    "ressources": (
        (None, "fin du trimestre"),
        (None, "ressources nulles"),
        (Decimal(10**8), "total en euros"),
        (None, "détail par nature"),
    ),
}
"""Les colonnes de chaque série, dans l'ordre de sa valeur ; un essai les compare aux tables."""


def debordement(observation: ObservationFoyer) -> str:
    """Nom, en clair, de la première valeur qui ne tient pas dans sa colonne ; vide si tout tient."""
    trop_long = _trop_long(observation, FOYER)
    if trop_long:
        return trop_long
    for nom in ("etat", "adresse", "situation", "montant"):
        fait = getattr(observation, nom)
        if fait is not None and (trop_grand := _trop_grand(fait.valeur, SERIES[nom])):
            return trop_grand
    for membre in observation.membres:
        trop_grand = _civil(membre.identite) or _series(membre)
        if trop_grand:
            return trop_grand
    return ""


def _trop_long(porteur: Any, colonnes: dict[str, Colonne]) -> str:
    for champ, (longueur, libelle) in colonnes.items():
        if len(getattr(porteur, champ)) > longueur:
            return libelle
    return ""


def _civil(identite: Identite) -> str:
    trop_long = _trop_long(identite, CIVIL)
    if trop_long:
        return trop_long
    if identite.prenoms and max(map(len, identite.prenoms)) > PRENOM:
        return "prénom"
    return "" if identite.rang_gemellaire in RANGS else "rang de naissance"


def _series(membre: MembreObserve) -> str:
    for nom in ("appartenance", "droits_devoirs", "activites"):
        fait = getattr(membre, nom)
        if fait is not None and (trop_grand := _trop_grand(fait.valeur, SERIES[nom])):
            return trop_grand
    for fait in membre.ressources:
        if trop_grand := _trop_grand(fait.valeur, SERIES["ressources"]):
            return trop_grand
    return ""


def _trop_grand(valeurs: tuple[Any, ...], colonnes: tuple[Colonne, ...]) -> str:
    for valeur, (borne, libelle) in zip(valeurs, colonnes, strict=True):
        nature = type(valeur)
        if nature is str:
            trop = borne is not None and len(valeur) > borne
        elif nature is tuple:
            trop = bool(valeur) and max(map(len, valeur)) > borne
        else:
            trop = nature is Decimal and abs(valeur) >= borne
        if trop:
            return libelle
    return ""
