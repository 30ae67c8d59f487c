"""Un dossier RSA inventé : foyer, membres, adresses, état du droit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from random import Random

from jalon.sources.flux_cnaf.simulation.personnes import Personne
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, listes, modele
from jalon.sources.flux_cnaf.simulation.tirages import Urne, urne


@dataclass(slots=True)
class Adresse:
    """Une adresse en France, ou hors de France quand `lignes` est rempli (pays HOR)."""

    depuis: date | None
    etat: str
    type: str = "D"
    identifiant: str = ""
    complement: str = ""
    numero: str = ""
    type_voie: str = ""
    voie: str = ""
    lieu_dit: str = ""
    commune: str = ""
    code_postal: str = ""
    nom_commune: str = ""
    lignes: tuple[str, ...] = ()


@dataclass(slots=True)
class Membre:
    """Une personne dans un dossier : rôle CNAF (DEM, CJT, ENF, AUT) et parents dans le foyer."""

    personne: Personne
    role: str
    depuis: date
    parents: tuple[Personne, ...] = ()


@dataclass(slots=True)
class Mutation:
    """L'organisme qui cède ou prend le dossier."""

    regime: str
    organisme: str
    jour: date
    matricule: str = ""


@dataclass(slots=True)
class Calcul:
    """Le droit calculé pour un trimestre, montants mensuels en centimes."""

    debut: date
    garanti: int
    ressources: int
    logement: int
    total: int
    nature: str
    sous_nature: str


@dataclass(slots=True)
class Fait:
    """Un fait générateur du mois : nom du fait, code FG du flux, jour et heure de liquidation."""

    nom: str
    code: str
    jour: date
    heure: time


@dataclass(slots=True)
class Dossier:
    """Un dossier RSA.

    `trimestre` est le premier mois des ressources connues ; `phase` (0 à 2) le mois de déclaration. `faits`
    ne tient que ceux du mois en cours. `present` devient faux quand le dossier ne paraît plus au flux.
    """

    numero: str
    matricule: str
    regime: str
    organisme: str
    demande: date
    etat: str
    etat_depuis: date
    phase: int
    membres: list[Membre] = field(default_factory=list)
    adresses: list[Adresse] = field(default_factory=list)
    situation: str = "CEL"
    situation_depuis: date = date(2000, 1, 1)
    origine: str = "DEM"
    precedent: str = ""
    ouverture: date | None = None
    suspensions: list[tuple[str, date, str]] = field(default_factory=list)
    refus: tuple[str, date] | None = None
    cloture: tuple[str, date] | None = None
    cedant: Mutation | None = None
    prenant: Mutation | None = None
    sans_domicile: bool = False
    trimestre: date = date(2000, 1, 1)
    calcul: Calcul | None = None
    foyer_droits_devoirs: bool | None = None
    dernier_versement: date | None = None
    faits: list[Fait] = field(default_factory=list)
    modifie: bool = True
    present: bool = True

    @property
    def adultes(self) -> list[Membre]:
        return [membre for membre in self.membres if membre.role in ("DEM", "CJT")]

    @property
    def enfants(self) -> list[Membre]:
        return [membre for membre in self.membres if membre.role == "ENF"]

    @property
    def demandeur(self) -> Personne:
        return next(membre.personne for membre in self.membres if membre.role == "DEM")

    @property
    def conjoint(self) -> Personne | None:
        return next((membre.personne for membre in self.membres if membre.role == "CJT"), None)

    def noter(self, hasard: Random, nom: str, code: str, jour: date) -> None:
        """Enregistre un fait du mois : le dossier sera écrit de nouveau."""
        heure = time(
            hasard.randrange(7, 20), hasard.randrange(60), hasard.randrange(60), hasard.randrange(1000) * 1000
        )
        self.faits.append(Fait(nom, code, jour, heure))
        self.modifie = True


@cache
def _etats_adresse() -> Urne[str]:
    return urne(modele()["adresses"]["etats"])


def adresse(hasard: Random, reglages: Reglages, depuis: date | None, *, ailleurs: bool = False) -> Adresse:
    """Une adresse dans une commune du département, selon sa population ; `ailleurs` : hors de France."""
    mots, etat = listes(), _etats_adresse().tirer(hasard)
    if ailleurs:
        rang = hasard.randrange(len(mots["villes_etrangeres"]))
        lignes = (
            "", hasard.choice(mots["complements"]),
            f"{hasard.randrange(1, 200)} {hasard.choice(mots['voies'])}", "",
            f"{hasard.randrange(1000, 9999)} {mots['villes_etrangeres'][rang]}", mots["pays"][rang],
        )  # fmt: skip
        return Adresse(depuis, etat, lignes=lignes)
    commune = hasard.choices(reglages.communes, cum_weights=reglages.poids)[0]
    rurale = commune.population < 500 and hasard.random() < 0.3
    return Adresse(
        depuis, etat, "D",
        identifiant=hasard.choice(mots["complements"]) if hasard.random() < 0.25 else "",
        complement=hasard.choice(mots["residences"]) if hasard.random() < 0.2 else "",
        numero="" if rurale else f"{hasard.randrange(1, 180)}{'B' if hasard.random() < 0.04 else ''}",
        type_voie="" if rurale else hasard.choice(mots["types_voies"]).upper(),
        voie="" if rurale else hasard.choice(mots["voies"]),
        lieu_dit=hasard.choice(mots["lieux_dits"]) if rurale else "",
        commune=commune.code, code_postal=commune.code_postal, nom_commune=commune.nom[:32],
    )  # fmt: skip


def demenager(dossier: Dossier, nouvelle: Adresse) -> None:
    """La nouvelle adresse prend le rang 01 ; deux anciennes au plus la suivent."""
    dossier.adresses = [nouvelle, *dossier.adresses[:2]]
