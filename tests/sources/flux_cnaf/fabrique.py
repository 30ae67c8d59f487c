"""Petite fabrique de flux : un foyer qui a tous les éléments du schéma, des foyers courts, une enveloppe."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from jalon.sources.flux_cnaf.elements import VRSB, Element, Genre
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.lecture import lire_flux
from jalon.sources.flux_cnaf.tranches import FoyerLu, Rejet

DEPARTEMENT = "087"
CODES = {
    "IDEPARTE": DEPARTEMENT,
    "FONORG": "CAF",
    "SEXE": "2",
    "NATPREST": "RSA",
    "ROLEPERS": "DEM",
    "ETATDOSRSA": "2",
    "SITFAM": "CEL",
    "PAYS": "FRA",
    "NIR": "299019912345678",
}
ACCENTS = "Éloïse Noël"


def echantillon(element: Element, rang: int) -> Any:
    """Une valeur du bon type, différente à chaque rang."""
    match element.genre:
        case Genre.DATE:
            return date(2020 + rang % 5, 1 + rang % 12, 1 + rang % 28)
        case Genre.HEURE:
            return time(rang % 24, rang % 60, 12, 345000)
        case Genre.BOOLEEN:
            return rang % 2 == 0
        case Genre.ENTIER:
            return rang % 10
        case Genre.MONTANT:
            return Decimal(rang % 100) + Decimal("0.25")
        case Genre.CHIFFRES:
            return f"{rang % 7:0{element.longueur}d}"
        case _:
            return CODES.get(element.nom) or f"V{rang}É"[: element.longueur]


def bloc_complet(nom: str, repetitions: int = 2, depart: int = 1) -> dict[str, Any]:
    """Toutes les valeurs qu'un bloc VRSB peut porter, chaque bloc répétable répété."""
    valeurs: dict[str, Any] = {}
    for rang, element in enumerate(VRSB[nom].values(), depart):
        if element.genre is not Genre.BLOC:
            valeurs[element.nom] = echantillon(element, rang)
        elif element.repetable:
            valeurs[element.nom] = [
                bloc_complet(element.nom, repetitions, depart + fois) for fois in range(repetitions)
            ]
        else:
            valeurs[element.nom] = bloc_complet(element.nom, repetitions, rang)
    return valeurs


def foyer_complet(dossier: str = "00000000001") -> dict[str, Any]:
    """Un foyer valide au schéma qui en a tous les éléments."""
    foyer = bloc_complet("InfosFoyerRSA")
    foyer["IdentificationRSA"]["DemandeRSA"]["NUMDEMRSA"] = dossier
    return foyer


def foyer_simple(dossier: str = "00000000001", personnes: int = 1, **identite: Any) -> dict[str, Any]:
    """Un foyer court ; `identite` complète ou retire (`None`) des champs de la première personne."""
    return {
        "IdentificationRSA": {
            "Organisme": {"FONORG": "CAF", "NUMORG": "871", "MATRICULE": "000000012345670"},
            "Partenaire": {"TYPEPARTE": "CG", "IDEPARTE": DEPARTEMENT},
            "DemandeRSA": {"DTDEMRSA": date(2024, 1, 15), "NUMDEMRSA": dossier},
        },
        "Personne": [_personne(rang, identite if rang == 0 else {}) for rang in range(personnes)],
        "DonneesAdministratives": {"SituationFamille": {"SITFAM": "CEL", "DDSITFAM": date(2020, 5, 1)}},
        "PrestationRSA": {
            "SituationDossierRSA": {"EtatDossierRSA": {"ETATDOSRSA": "2"}},
            "DetailDroitRSA": {"TroncCommunDroitRSA": {"TOPSANSDOMFIXE": False, "ORIDEMRSA": "DEM"}},
        },
    }


def _personne(rang: int, identite: dict[str, Any]) -> dict[str, Any]:
    base = {
        "NOM": "ESSAI",
        "NOMNAI": "ESSAI",
        "PRENOM": f"PRENOM {'ABCDEFGHIJ'[rang]}",
        "NOMCOMNAI": "VILLE",
        "DTNAI": date(1990, 3, 4),
        "NIR": "290039912345678",
        "SEXE": "2",
    } | identite
    return {"Identification": {champ: valeur for champ, valeur in base.items() if valeur is not None}}


def en_xml(valeurs: dict[str, Any], retrait: str = "") -> str:
    """Les éléments d'un bloc, dans l'ordre du dictionnaire, une ligne chacun."""
    lignes = []
    for nom, valeur in valeurs.items():
        for un in valeur if isinstance(valeur, list) else [valeur]:
            if isinstance(un, dict):
                lignes.append(f"{retrait}<{nom}>\n{en_xml(un, retrait + ' ')}{retrait}</{nom}>\n")
            else:
                lignes.append(f"{retrait}<{nom}>{_texte(un)}</{nom}>\n")
    return "".join(lignes)


def _texte(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "1" if valeur else "0"
    if isinstance(valeur, time):
        return valeur.isoformat(timespec="milliseconds")
    return str(valeur).replace("&", "&amp;").replace("<", "&lt;")


ENTETE = {
    "APPLIEME": "CRI",
    "NUMVERSIONAPPLIEME": "6200",
    "TYPEFLUX": "M",
    "NATFLUX": "D",
    "DTCREAFLUX": "2026-03-28",
    "HEUCREAFLUX": "03:15:00.000",
    "DTREF": "2026-03-01",
}


def flux(
    foyers: list[dict[str, Any] | str],
    *,
    encodage: str | None = "windows-1252",
    total: int | None = None,
    anomalies: int = 0,
    pied: dict[str, Any] | None = None,
    **entete: Any,
) -> bytes:
    """Un fichier entier ; un foyer donné en texte est mis tel quel."""
    declaration = f'<?xml version="1.0" encoding="{encodage}"?>\n' if encodage else ""
    corps = [
        foyer if isinstance(foyer, str) else f"<InfosFoyerRSA>\n{en_xml(foyer, ' ')}</InfosFoyerRSA>\n"
        for foyer in foyers
    ]
    annonce = {
        "NBTOTDOSRSATRANSM": len(foyers) if total is None else total,
        "NBTOTDOSRSATRANSMANO": anomalies,
    } | (pied or {})
    texte = (
        f"{declaration}<Racine>\n<IdentificationFlux>\n{en_xml(ENTETE | entete)}</IdentificationFlux>\n"
        f"{''.join(corps)}<TransmissionFlux>\n{en_xml(annonce)}</TransmissionFlux>\n</Racine>\n"
    )
    return texte.encode({"windows-1252": "cp1252", "ISO-8859-15": "iso8859-15"}.get(encodage or "", "utf-8"))


def lus(octets: bytes, attendu: Attendu | None = None, **options: Any) -> list[FoyerLu | Rejet]:
    """Tout ce que la lecture rend d'un fichier en mémoire."""
    return list(lire_flux(BytesIO(octets), attendu, **options))
