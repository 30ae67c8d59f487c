"""Lire une ligne d'un fichier de France Travail : des octets à un fait daté, ou pourquoi elle est écartée.

Aucun motif ne porte une valeur lue : ni NIR, ni nom ; seulement la colonne en cause.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date

from jalon.parcours.personnes.enums import NatureFranceTravail
from jalon.parcours.personnes.identite import nir_lu
from jalon.parcours.personnes.reconnaissance import Recherche

SEPARATEUR = ";"
COMMUNES = ("nir", "identifiantpe", "nom", "prenom", "dtnai", "date", "code")
COLONNES = {
    NatureFranceTravail.INSCRIPTIONS: (*COMMUNES, "nir2"),
    NatureFranceTravail.STOCK: (*COMMUNES, "nir2"),
    NatureFranceTravail.CESSATIONS: (*COMMUNES, "motif", "nir2"),
    NatureFranceTravail.RADIATIONS: (*COMMUNES, "motif", "nir2"),
}
EN_PLUS = ("codeinsee", "localite", "adresse", "ale")
"""Colonnes ajoutées en novembre 2011 : présentes ou non, elles ne servent pas à reconnaître."""

IDENTIFIANT = re.compile(r"^\d{7}[0-9A-Z]\d{3}$")
JOUR = re.compile(r"^(\d{2})/(\d{2})/(\d{4})$")
CATEGORIE = re.compile(r"^[1-8]$")
CODE_MOTIF = re.compile(r"^[0-9A-Z]{0,10}$")
OCTETS_LIGNE_MAX = 4096
TEXTE_MAX = 100
COMMANDES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
COMMANDES_C1 = re.compile(r"[\x80-\x9f]")
"""Aucun nom n'en a : un UTF-8 qui en donne est du windows-1252 (« ÂŒ » y a les octets de U+008C)."""


class LigneIllisible(Exception):
    """Cette ligne ne peut pas être prise ; les autres continuent."""


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Un fait daté et la personne qu'il désigne. `code` : catégorie (1 à 8) ou code du motif."""

    recherche: Recherche
    identifiant: str
    effet: date
    code: str
    motif: str = field(default="", repr=False)


def lire_ligne(octets: bytes, nature: NatureFranceTravail, jour: date) -> LigneLue:
    """Le fait d'une ligne ; `jour` : celui que le fichier décrit. Lève `LigneIllisible`."""
    valeurs = _valeurs(octets, nature)
    naissance = _date(valeurs["dtnai"], "date de naissance")
    effet = _date(valeurs["date"], "date du fait")
    if naissance >= effet:
        raise LigneIllisible("la date de naissance n'est pas avant la date du fait")
    if effet > jour:
        raise LigneIllisible("la date du fait est après le jour du fichier")
    identifiant = valeurs["identifiantpe"].upper()
    if not IDENTIFIANT.match(identifiant):
        raise LigneIllisible("l'identifiant n'a pas 7 chiffres, 1 lettre ou chiffre, puis 3 chiffres")
    if not valeurs["nom"] or not valeurs["prenom"]:
        raise LigneIllisible("le nom ou le prénom est vide")
    return LigneLue(
        Recherche(valeurs["nom"], valeurs["prenom"], naissance, _nir(valeurs)),
        identifiant,
        effet,
        _code(valeurs["code"].upper(), nature),
        valeurs.get("motif", "")[:TEXTE_MAX],
    )


def champs(octets: bytes) -> list[str]:
    """Cases d'une ligne, blancs retirés. Lève `LigneIllisible`."""
    texte = _texte(octets)
    try:
        lues = next(csv.reader([texte], delimiter=SEPARATEUR, strict=True), [])
    except csv.Error:
        raise LigneIllisible("un guillemet est ouvert et n'est pas fermé") from None
    return [case.strip() for case in lues]


def largeurs(nature: NatureFranceTravail) -> tuple[int, int]:
    """Nombres de colonnes admis : sans et avec celles de 2011."""
    base = len(COLONNES[nature])
    return base, base + len(EN_PLUS)


def _valeurs(octets: bytes, nature: NatureFranceTravail) -> dict[str, str]:
    lues = champs(octets)
    admis = largeurs(nature)
    if len(lues) not in admis:
        raise LigneIllisible(f"{len(lues)} colonnes au lieu de {admis[0]} ou {admis[1]}")
    return dict(zip(COLONNES[nature] + EN_PLUS, lues, strict=False))


def _texte(octets: bytes) -> str:
    """UTF-8, sinon windows-1252 : chaque ligne se décide seule, un fichier recollé mêle les deux."""
    if len(octets) > OCTETS_LIGNE_MAX:
        raise LigneIllisible(f"la ligne a plus de {OCTETS_LIGNE_MAX} octets")
    for encodage in ("utf-8", "cp1252"):
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if encodage == "utf-8" and COMMANDES_C1.search(texte):
            continue
        if COMMANDES.search(texte):
            raise LigneIllisible("la ligne contient des caractères de commande")
        return texte
    raise LigneIllisible("la ligne n'est ni en UTF-8 ni en windows-1252")


def _date(brute: str, nom: str) -> date:
    lue = JOUR.match(brute)
    try:
        return date(int(lue[3]), int(lue[2]), int(lue[1])) if lue else _refuser(nom)
    except ValueError:
        return _refuser(nom)


def _refuser(nom: str) -> date:
    raise LigneIllisible(f"la {nom} n'est pas une date jj/mm/aaaa")


def _nir(valeurs: dict[str, str]) -> str | None:
    """NIR des deux colonnes, qui doivent se répéter ; vide dans les deux : on s'en passe."""
    un, autre = valeurs["nir"].upper(), valeurs["nir2"].upper()
    if un[:13] != autre[:13]:
        raise LigneIllisible("les deux colonnes du NIR diffèrent")
    if not un:
        return None
    nir = nir_lu(un)
    if nir is None:
        raise LigneIllisible("le NIR n'a pas la forme d'un NIR de 13 caractères")
    return nir


def _code(brut: str, nature: NatureFranceTravail) -> str:
    if nature in (NatureFranceTravail.INSCRIPTIONS, NatureFranceTravail.STOCK):
        if not CATEGORIE.match(brut):
            raise LigneIllisible("la catégorie n'est pas un chiffre de 1 à 8")
    elif not CODE_MOTIF.match(brut):
        raise LigneIllisible("le code du motif n'a pas la forme attendue")
    return brut
