"""Une personne inventée : état civil, NIR, activités, ressources."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from jalon.sources.flux_cnaf.simulation import nir
from jalon.sources.flux_cnaf.simulation.nir import lieu_de_naissance
from jalon.sources.flux_cnaf.simulation.reglages import listes, modele
from jalon.sources.flux_cnaf.simulation.tirages import Urne, jour_entre

SANS_ACCENT = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ı": "i"})


@dataclass(slots=True)
class Activite:
    code: str
    regime: str
    debut: date
    fin: date | None = None
    contrat: str = ""


@dataclass(slots=True)
class Grossesse:
    debut: date
    declaration: date
    fin: date | None = None


@dataclass(slots=True)
class Personne:
    """Une personne et ce que la CAF en sait ; `cle` ne change jamais, d'un dossier à l'autre.

    `naissance` est la vraie date, `naissance_connue` celle du flux (`precision` N, J ou O). `nir` est le
    vrai, sur quinze caractères, `nir_connu` celui du flux : vide, provisoire (7 ou 8) ou le vrai.
    `ressources` : trois mois de couples (nature, centimes). `droits_devoirs` est `None` tant que le droit
    n'est pas étudié.
    """

    cle: str
    sexe: str
    nom_naissance: str
    nom: str
    prenom: str
    autres_prenoms: tuple[str, ...]
    lieu: str
    code_lieu: str
    naissance: date
    naissance_connue: date
    precision: str
    rang: int
    nir: str
    nir_connu: str
    certifie: bool
    identifiant_emploi: str = ""
    activites: list[Activite] = field(default_factory=list)
    ressources: tuple[tuple[tuple[str, int], ...], ...] = ()
    droits_devoirs: bool | None = None
    droits_devoirs_du: date | None = None
    droits_devoirs_au: date | None = None
    grossesse: Grossesse | None = None


def capitales(texte: str) -> str:
    """Le texte comme le flux porte un nom : capitales, sans accent, apostrophes et traits d'union gardés."""
    decompose = unicodedata.normalize("NFD", texte.translate(SANS_ACCENT))
    return "".join(c for c in decompose if not unicodedata.combining(c)).upper()


@cache
def _noms() -> list[str]:
    return [capitales(nom) for nom in listes()["noms"]]


@cache
def _prenoms(sexe: str) -> list[str]:
    return [capitales(prenom) for prenom in listes()["prenoms_hommes" if sexe == "1" else "prenoms_femmes"]]


@cache
def _syllabes() -> tuple[list[str], ...]:
    return tuple([capitales(s) for s in listes()[nom]] for nom in ("debuts", "milieux", "fins"))


@cache
def _activites() -> Urne[tuple[str, str, str]]:
    return Urne(
        [((code, regime, contrat), poids) for code, regime, poids, contrat in modele()["activites"]["codes"]]
    )


def nom_de_famille(hasard: Random) -> str:
    if hasard.random() < modele()["identite"]["compose_syllabes"]:
        debuts, milieux, fins = _syllabes()
        return hasard.choice(debuts) + hasard.choice(milieux) + hasard.choice(fins)
    return hasard.choice(_noms())


def prenom(hasard: Random, sexe: str) -> str:
    return hasard.choice(_prenoms(sexe))


def naitre(
    hasard: Random,
    cle: str,
    sexe: str,
    naissance: date,
    *,
    nom: str = "",
    enfant: bool = False,
) -> Personne:
    """Une personne neuve ; sa clé fixe son lieu de naissance et son NIR. `nom` : celui de naissance."""
    regles = modele()["identite"]
    famille = nom or nom_de_famille(hasard)
    lieu = lieu_de_naissance(cle)
    emploi = "" if enfant else f"{hasard.randrange(10**7):07d}{hasard.choice('ABCDEFGHKLMNPRSTVWX')}"
    precision, connue = _date_connue(hasard, naissance, certaine=enfant or not lieu.etranger)
    vrai = nir.composer(sexe, naissance, lieu)
    absent = hasard.random() < regles["nir_absent_enfant" if enfant else "nir_absent_adulte"]
    provisoire = not enfant and not absent and hasard.random() < regles["nir_provisoire"]
    connu = "" if absent else nir.provisoire(vrai) if provisoire else vrai
    premier = prenom(hasard, sexe)
    autres = tuple(prenom(hasard, sexe)[:15] for _ in range(hasard.choice((0, 0, 1, 1, 2))))
    return Personne(
        cle, sexe, famille, famille, premier, autres, lieu.ville, lieu.code, naissance, connue, precision, 1,
        vrai, connu,
        certifie=connu == vrai and hasard.random() >= regles["non_certifie"],
        identifiant_emploi=emploi,
    )  # fmt: skip


def _date_connue(hasard: Random, naissance: date, *, certaine: bool) -> tuple[str, date]:
    regles, tirage = modele()["identite"], hasard.random()
    if certaine or tirage > regles["jour_inconnu"] + regles["jour_et_mois_inconnus"]:
        return "N", naissance
    if tirage < regles["jour_inconnu"]:
        return "J", naissance.replace(day=1)
    return "O", naissance.replace(month=1, day=1)


def jumeau_de(hasard: Random, aine: Personne, cle: str, *, homonyme: bool) -> Personne:
    """Le jumeau né second : mêmes nom, date et lieu, rang 2 ; mêmes prénom et sexe s'il est homonyme."""
    sexe = aine.sexe if homonyme else hasard.choice("12")
    autre = naitre(hasard, cle, sexe, aine.naissance, nom=aine.nom_naissance, enfant=True)
    autre.code_lieu, autre.lieu = aine.code_lieu, aine.lieu
    autre.nir, connu = nir.du_jumeau(aine.nir, sexe), bool(autre.nir_connu)
    autre.nir_connu = autre.nir if connu else ""
    autre.certifie = connu
    autre.rang = 2
    if homonyme:
        autre.prenom = aine.prenom
        autre.autres_prenoms = (prenom(hasard, sexe)[:15],)
    while not homonyme and autre.prenom == aine.prenom:
        autre.prenom = prenom(hasard, sexe)
    return autre


def changer_activite(hasard: Random, personne: Personne, jour: date) -> None:
    """Ferme l'activité en cours la veille et en ouvre une autre ; les quatre dernières restent au dossier."""
    code, regime, contrat = _activites().tirer(hasard)
    if personne.activites and personne.activites[-1].fin is None:
        personne.activites[-1].fin = jour - timedelta(days=1)
    personne.activites = [*personne.activites[-3:], Activite(code, regime, jour, contrat=contrat)]


def premieres_activites(hasard: Random, personne: Personne, jour: date) -> None:
    """Une à trois activités successives avant `jour`."""
    debut = max(
        date(jour.year - 6, 1, 1), personne.naissance.replace(day=1, year=personne.naissance.year + 17)
    )
    for borne in sorted(jour_entre(hasard, debut, jour) for _ in range(hasard.choice((1, 1, 2, 3)))):
        if not personne.activites or borne > personne.activites[-1].debut:
            changer_activite(hasard, personne, borne)
