"""Ouvrir un fichier de France Travail : sa nature, son jour, puis ses lignes une à une, en flux."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from jalon.parcours.personnes.enums import NatureFranceTravail
from jalon.parcours.personnes.identite import normaliser
from jalon.parcours.personnes.observations import fin_du_mois
from jalon.sources.chargements import FichierRefuse
from jalon.sources.france_travail.lignes import (
    COMMUNES,
    OCTETS_LIGNE_MAX,
    LigneIllisible,
    champs,
    largeurs,
)

OCTETS_MAX = 2_000_000_000
BOM = b"\xef\xbb\xbf"
JOUR_DU_NOM = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3]\d)(?!\d)")
MOIS_DU_NOM = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])(?!\d)")
MOTS = {
    "STOCK": NatureFranceTravail.STOCK,
    "RADIATION": NatureFranceTravail.RADIATIONS,
    "CESSATION": NatureFranceTravail.CESSATIONS,
    "INSCRIPTION": NatureFranceTravail.INSCRIPTIONS,
}


class FichierIllisible(FichierRefuse):
    """Le fichier entier est refusé. Le message dit quoi, pourquoi et que faire."""


@dataclass(frozen=True, slots=True)
class Forme:
    """Ce que le fichier est : sa nature, le jour qu'il décrit, s'il a un en-tête."""

    nature: NatureFranceTravail
    jour: date
    entete: bool


def reconnaitre_forme(
    chemin: Path, *, nom: str = "", nature: NatureFranceTravail | None = None, jour: date | None = None
) -> Forme:
    """Forme du fichier, d'après ce qu'on en dit, son nom et son en-tête. Lève `FichierIllisible`."""
    taille = chemin.stat().st_size
    if taille > OCTETS_MAX:
        raise FichierIllisible(f"il pèse {taille / 1e9:.1f} Go, plus que les 2 Go admis. Découpez-le.")
    nom = nom or chemin.name
    with chemin.open("rb") as flux:
        premiere = _premiere(flux)
    cases = [normaliser(case).replace(" ", "") for case in premiere]
    entete = cases[0] == "NIR"
    trouvee = nature or _nature(normaliser(nom)) or _nature(" ".join(cases) if entete else "")
    if trouvee is None:
        raise FichierIllisible(
            "ni son nom ni son en-tête ne disent s'il porte des inscriptions, des cessations, des radiations "
            "ou un stock. Dites sa nature (option --nature)."
        )
    _verifier_entete(cases, entete, trouvee)
    decrit = jour or _jour(nom)
    if decrit is None:
        raise FichierIllisible(
            "son nom ne dit pas de quel jour ou de quel mois il est (AAAAMMJJ ou AAAA-MM). "
            "Dites son jour (option --jour AAAA-MM-JJ)."
        )
    return Forme(trouvee, decrit, entete)


def lire_lignes(chemin: Path, forme: Forme) -> Iterator[tuple[int, bytes]]:
    """(numéro, octets) de chaque ligne non vide. Lève `FichierIllisible` si la dernière est coupée."""
    with chemin.open("rb") as flux:
        numero = 0
        while brute := flux.readline(OCTETS_LIGNE_MAX + 3):
            numero += 1
            ligne = brute.rstrip(b"\r\n")
            if len(ligne) > OCTETS_LIGNE_MAX:
                _finir_ligne(flux)
            if numero == 1:
                ligne = ligne.removeprefix(BOM)
                if forme.entete:
                    continue
            if not brute.endswith(b"\n") and len(ligne) <= OCTETS_LIGNE_MAX:
                _verifier_fin(ligne, forme, numero)
            if ligne.strip(b" \t;"):
                yield numero, ligne


def _premiere(flux: BinaryIO) -> list[str]:
    octets = flux.readline(OCTETS_LIGNE_MAX + 3)
    if not octets.strip():
        raise FichierIllisible("il est vide ou commence par une ligne vide. Demandez le fichier d'origine.")
    if octets.startswith(
        (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff")
    ):
        raise FichierIllisible(
            "ce n'est pas un fichier texte à points-virgules en UTF-8 ou windows-1252. Demandez le .csv "
            "d'origine."
        )
    try:
        lues = champs(octets.removeprefix(BOM).rstrip(b"\r\n"))
    except LigneIllisible as erreur:
        raise FichierIllisible(
            f"sa première ligne ne se lit pas ({erreur}). Demandez le .csv d'origine."
        ) from None
    if len(lues) < len(COMMUNES):
        raise FichierIllisible(
            f"sa première ligne a {len(lues)} colonnes séparées par « ; » ; il en faut au moins "
            f"{len(COMMUNES) + 1}. Vérifiez le séparateur."
        )
    return lues


def _verifier_entete(cases: list[str], entete: bool, nature: NatureFranceTravail) -> None:
    admis = largeurs(nature)
    if len(cases) not in admis:
        raise FichierIllisible(
            f"un fichier de {NatureFranceTravail(nature).label} a {admis[0]} ou {admis[1]} colonnes ; "
            f"celui-ci en a {len(cases)}. Vérifiez sa nature."
        )
    if entete and not (
        cases[1].startswith("IDENTIFIANT") and cases[2] == "NOM" and cases[3].startswith("PRENOM")
    ):
        raise FichierIllisible(
            "ses premières colonnes ne sont pas nir, identifiantpe, nom, prenom. Demandez le fichier "
            "d'origine."
        )
    if not entete and not cases[0].isalnum() and cases[0]:
        raise FichierIllisible("sa première ligne n'est ni un en-tête ni une personne.")


def _nature(texte: str) -> NatureFranceTravail | None:
    return next((nature for mot, nature in MOTS.items() if mot in texte), None)


def _jour(nom: str) -> date | None:
    jour = JOUR_DU_NOM.search(nom)
    try:
        if jour:
            return date(int(jour[1]), int(jour[2]), int(jour[3]))
    except ValueError:
        return None
    mois = MOIS_DU_NOM.search(nom)
    return fin_du_mois(date(int(mois[1]), int(mois[2]), 1)) if mois else None


def _finir_ligne(flux: BinaryIO) -> None:
    while suite := flux.readline(1 << 16):
        if suite.endswith(b"\n"):
            return


def _verifier_fin(ligne: bytes, forme: Forme, numero: int) -> None:
    """Une dernière ligne sans fin de ligne et sans toutes ses colonnes : le fichier a été coupé."""
    try:
        entiere = len(champs(ligne)) in largeurs(forme.nature)
    except LigneIllisible:
        entiere = False
    if not entiere:
        raise FichierIllisible(
            f"ligne {numero} : il s'arrête au milieu d'une ligne, il a été coupé. Téléchargez-le "
            "de nouveau ; rien n'a été pris."
        )
