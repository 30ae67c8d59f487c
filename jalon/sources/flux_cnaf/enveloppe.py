"""La tête et le pied du flux : lus, puis contrôlés avant que rien d'autre ne serve."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, time, timedelta
from importlib.resources import files
from typing import Any

from jalon.sources.flux_cnaf.analyse import normaliser_departement
from jalon.sources.flux_cnaf.elements import Dialecte
from jalon.sources.flux_cnaf.erreurs import REDEMANDER, FluxIllisible

CONNUS = tomllib.loads(
    files("jalon.sources.flux_cnaf").joinpath("enveloppe.toml").read_text(encoding="utf-8")
)
AVANCE_MAX = timedelta(days=62)
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attendu:
    """Ce que le destinataire attend. `None` ou vide : non contrôlé.

    `mois` : n'importe quel jour du mois de référence. `versions_admises` s'ajoute aux versions connues.
    """

    departement: str | None = None
    mois: date | None = None
    versions_admises: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tete:
    """L'en-tête. `reference` (DTREF) est la date métier de tout le fichier."""

    application: str
    version: str
    type_flux: str
    nature: str
    cree_le: date
    cree_a: time | None
    reference: date
    dialecte: Dialecte
    version_flux: str
    departement: str
    ligne: int

    @property
    def mensuel(self) -> bool:
        return self.type_flux == "M"


@dataclass(frozen=True, slots=True)
class Pied:
    """Les totaux annoncés : dossiers transmis, dossiers en anomalie, caractères (VRSD, non contrôlés)."""

    dossiers: int
    anomalies: int
    caracteres: int | None
    ligne: int


def lire_tete(donnees: dict[str, Any] | None, ligne: int) -> Tete:
    """L'en-tête typé, depuis le bloc IdentificationFlux lu. Lève `FluxIllisible` s'il y manque un champ."""
    if donnees is None:
        raise FluxIllisible(f"le fichier n'a pas d'en-tête (IdentificationFlux). {REDEMANDER}", ligne)
    for champ in ("APPLIEME", "NUMVERSIONAPPLIEME", "TYPEFLUX", "NATFLUX", "DTCREAFLUX", "DTREF"):
        if champ not in donnees:
            raise FluxIllisible(f"l'en-tête n'a pas de {champ}. {REDEMANDER}", ligne)
    version_flux = donnees.get("VERSIONFLUX", "")
    return Tete(
        application=donnees["APPLIEME"],
        version=donnees["NUMVERSIONAPPLIEME"],
        type_flux=donnees["TYPEFLUX"],
        nature=donnees["NATFLUX"],
        cree_le=donnees["DTCREAFLUX"],
        cree_a=donnees.get("HEUCREAFLUX"),
        reference=donnees["DTREF"],
        dialecte=Dialecte.VRSD if version_flux or "IDEPARTE" in donnees else Dialecte.VRSB,
        version_flux=version_flux,
        departement=donnees.get("IDEPARTE", ""),
        ligne=ligne,
    )


def controler_tete(tete: Tete, attendu: Attendu) -> None:
    """Refuse un autre flux, une version inconnue, un autre mois ou département. Lève `FluxIllisible`."""
    if tete.nature != "D":
        autre = CONNUS["natures"].get(tete.nature)
        quoi = f"c'est un flux « {autre} »" if autre else "la nature du flux (NATFLUX) est inconnue"
        raise FluxIllisible(
            f"{quoi} ; Jalon attend ici le flux « bénéficiaires ». Choisissez l'autre fichier.", tete.ligne
        )
    if tete.type_flux not in CONNUS["types"]:
        raise FluxIllisible(
            "le type du flux (TYPEFLUX) n'est ni mensuel (M) ni quotidien (I). Demandez à la CAF ce "
            "qu'est ce fichier.",
            tete.ligne,
        )
    _controler_version(tete, attendu)
    if tete.reference > tete.cree_le + AVANCE_MAX:
        raise FluxIllisible(
            f"le mois de référence ({mois_en_lettres(tete.reference)}) est postérieur de plus de deux "
            f"mois à la "
            "création du fichier. Demandez à la CAF de le vérifier.",
            tete.ligne,
        )
    if attendu.mois and (attendu.mois.year, attendu.mois.month) != (
        tete.reference.year,
        tete.reference.month,
    ):
        raise FluxIllisible(
            f"le fichier porte sur {mois_en_lettres(tete.reference)}, pas sur "
            f"{mois_en_lettres(attendu.mois)}. "
            "Choisissez le fichier du bon mois.",
            tete.ligne,
        )
    if tete.departement:
        controler_departement(tete.departement, attendu, tete.ligne)


def _controler_version(tete: Tete, attendu: Attendu) -> None:
    if tete.version in attendu.versions_admises:
        return
    application = CONNUS["applications"].get(tete.application)
    if application is None:
        raise FluxIllisible(
            "l'application émettrice (APPLIEME) est inconnue de Jalon. Vérifiez l'origine du fichier.",
            tete.ligne,
        )
    premiere, derniere = application["versions"]
    if not (tete.version.isdigit() and len(tete.version) == 4 and premiere <= tete.version <= derniere):
        raise FluxIllisible(
            f"la version de {application['nom']} (NUMVERSIONAPPLIEME) est inconnue de Jalon, qui connaît "
            f"{premiere} "
            f"à {derniere}. Faites vérifier que le format n'a pas changé, puis ajoutez-la aux versions "
            f"admises.",
            tete.ligne,
        )


def controler_departement(code: str, attendu: Attendu, ligne: int) -> None:
    """Refuse le fichier d'un autre département. Lève `FluxIllisible`."""
    if attendu.departement and normaliser_departement(code) != normaliser_departement(attendu.departement):
        raise FluxIllisible(
            f"le fichier est celui d'un autre département que {attendu.departement} (IDEPARTE). "
            f"Choisissez le bon "
            "fichier, ou prévenez la CAF s'il vous a été envoyé par erreur.",
            ligne,
        )


def lire_pied(donnees: dict[str, Any], ligne: int) -> Pied:
    """Les totaux annoncés, depuis le bloc TransmissionFlux lu. Lève `FluxIllisible` s'ils manquent."""
    if "NBTOTDOSRSATRANSM" not in donnees:
        raise FluxIllisible(
            "le total des dossiers (NBTOTDOSRSATRANSM) manque : rien ne prouve que le fichier est entier. "
            "Demandez-le de nouveau à la CAF.",
            ligne,
        )
    return Pied(
        dossiers=donnees["NBTOTDOSRSATRANSM"],
        anomalies=donnees.get("NBTOTDOSRSATRANSMANO", 0),
        caracteres=donnees.get("NBCARATRANSM"),
        ligne=ligne,
    )


def controler_pied(pied: Pied, lus: int) -> None:
    """Compare les dossiers lus au total annoncé, avec ou sans les anomalies. Lève `FluxIllisible`."""
    admis = {pied.dossiers}
    if pied.anomalies > 0:
        admis |= {pied.dossiers - pied.anomalies, pied.anomalies}
    if lus not in admis:
        raise FluxIllisible(
            f"le fichier annonce {pied.dossiers} dossiers (NBTOTDOSRSATRANSM) et en contient {lus}. Il est "
            "incomplet ou abîmé : demandez-le de nouveau à la CAF.",
            pied.ligne,
        )


def mois_en_lettres(jour: date) -> str:
    """« mars 2026 »."""
    return f"{MOIS[jour.month - 1]} {jour.year}"
