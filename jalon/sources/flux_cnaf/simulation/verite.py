"""La vérité de la simulation : qui est où, dans quel état, mois par mois.

Elle ne passe jamais par les fichiers : un chargement se prouve en la comparant à ce que la base dit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from jalon.sources.flux_cnaf.simulation.foyer import Dossier, Membre
from jalon.sources.flux_cnaf.simulation.lignees import Lignee
from jalon.sources.flux_cnaf.simulation.population import derouler, numeros
from jalon.sources.flux_cnaf.simulation.reglages import Reglages


@dataclass(frozen=True, slots=True)
class Presence:
    """Une personne dans un dossier transmis un mois donné.

    `personne` est l'identité vraie, la même d'un dossier et d'un mois à l'autre. `naissance` et `nir` sont
    les vrais ; `naissance_transmise` et `nir_transmis` ce que le flux en dit (NIR sans sa clé : treize
    caractères, ou vide). `droits_devoirs` : vrai, faux, ou `None` quand le flux n'en dit rien. `faits` :
    ceux du dossier dans le mois.
    """

    mois: date
    dossier: str
    matricule: str
    regime: str
    etat: str
    personne: str
    role: str
    nom: str
    nom_naissance: str
    prenom: str
    sexe: str
    naissance: date
    naissance_transmise: date
    rang_naissance: int
    nir: str
    nir_transmis: str
    droits_devoirs: bool | None
    droits_devoirs_du: date | None
    droits_devoirs_au: date | None
    commune: str
    pays: str
    dossier_precedent: str
    faits: tuple[str, ...]


CHAMPS = tuple(champ.name for champ in fields(Presence))
VALEURS = attrgetter(*CHAMPS)


def presences(reglages: Reglages, rang: int, lignee: Lignee) -> Iterator[Presence]:
    """Les personnes de la lignée que porte le fichier mensuel de rang donné."""
    mois = reglages.mois_numero(rang)
    for dossier in lignee.presents:
        for membre in dossier.membres:
            yield _presence(mois, dossier, membre)


def verite(reglages: Reglages) -> Iterator[Presence]:
    """Toute la simulation, lignée par lignée, sans rien écrire."""
    for numero, debut in numeros(reglages):
        for rang, lignee in derouler(reglages, numero, debut):
            yield from presences(reglages, rang, lignee)


def _presence(mois: date, dossier: Dossier, membre: Membre) -> Presence:
    personne, adresse = membre.personne, dossier.adresses[0]
    adulte = membre.role in ("DEM", "CJT")
    return Presence(
        mois, dossier.numero, dossier.matricule, dossier.regime, dossier.etat, personne.cle, membre.role,
        personne.nom, personne.nom_naissance, personne.prenom, personne.sexe, personne.naissance,
        personne.naissance_connue, personne.rang, personne.nir[:13], personne.nir_connu[:13],
        personne.droits_devoirs if adulte else None,
        personne.droits_devoirs_du if adulte else None,
        personne.droits_devoirs_au if adulte else None,
        adresse.commune, "HOR" if adresse.lignes else "FRA", dossier.precedent,
        tuple(fait.nom for fait in dossier.faits),
    )  # fmt: skip


class CarnetVerite:
    """Écrit la vérité en CSV au fil de la simulation ; s'emploie comme témoin de `fichiers.produire`."""

    def __init__(self, reglages: Reglages, chemin: Path) -> None:
        self.reglages = reglages
        self._sortie = chemin.open("w", encoding="utf-8", newline="")
        self._ecrivain = csv.writer(self._sortie, delimiter=";")
        self._ecrivain.writerow(CHAMPS)

    def __enter__(self) -> CarnetVerite:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._sortie.close()

    def __call__(self, rang: int, lignee: Lignee) -> None:
        for presence in presences(self.reglages, rang, lignee):
            self._ecrivain.writerow(map(_cellule, VALEURS(presence)))


def _cellule(valeur: object) -> str:
    if isinstance(valeur, bool):
        return str(int(valeur))
    if isinstance(valeur, tuple):
        return " ".join(valeur)
    return "" if valeur is None else str(valeur)
