"""Quelle colonne est quel champ : proposée d'après les noms, corrigée par quelqu'un, gardée pour la suite."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import JaroWinkler

from jalon.parcours.personnes.identite import normaliser
from jalon.sources.chargements import FichierRefuse
from jalon.sources.tableurs.natures import Nature
from jalon.sources.tableurs.ouverture import Feuille

RESSEMBLANCE = 0.93
"""Sous ce score, un nom de colonne ne ressemble à aucun champ."""
RANGEES_EXAMINEES = 20
RECONNUES_MIN = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """La correspondance appliquée à une feuille : champ → nom de colonne ; `incertains` : par ressemblance.

    `codes` : champ → (écriture du fichier → code de Jalon). `refuses` : champs dont quelqu'un a dit que le
    fichier ne les porte pas.
    """

    nature: Nature
    colonnes: dict[str, str]
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    incertains: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()

    @property
    def manquants(self) -> list[str]:
        """Libellés des champs obligatoires sans colonne."""
        return [champ.libelle for champ in self.nature.obligatoires if champ.code not in self.colonnes]


@dataclass(frozen=True, slots=True)
class Tableau:
    """Une feuille dont l'en-tête est reconnu : noms de colonnes, puis lignes."""

    nom: str
    ligne_entete: int
    entete: tuple[str, ...]
    rangees: Sequence[tuple[int, tuple[str, ...]]] = field(repr=False)


def trouver_tableau(feuille: Feuille, nature: Nature, colonnes: Mapping[str, str] | None = None) -> Tableau:
    """Le tableau d'une feuille : son en-tête est, des premières lignes, celle qui dit le plus de champs.

    Lève `FichierRefuse` si aucune ne ressemble à un en-tête.
    """
    meilleur, reconnues = None, 0
    for rang, (_, cases) in enumerate(feuille.rangees[:RANGEES_EXAMINEES]):
        nombre = len(proposer(cases, nature, colonnes=colonnes, approche=False).colonnes)
        if nombre > reconnues:
            meilleur, reconnues = rang, nombre
    if meilleur is None or reconnues < RECONNUES_MIN:
        attendues = ", ".join(champ.libelle for champ in nature.obligatoires)
        raise FichierRefuse(
            f"feuille « {feuille.nom[:60]} » : aucune ligne de titres de colonnes n'est reconnue pour "
            f"« {nature.libelle} ». Il faut au moins : {attendues}."
        )
    numero, cases = feuille.rangees[meilleur]
    return Tableau(feuille.nom, numero, cases, feuille.rangees[meilleur + 1 :])


def proposer(
    entete: Sequence[str],
    nature: Nature,
    *,
    colonnes: Mapping[str, str] | None = None,
    codes: Mapping[str, Mapping[str, str]] | None = None,
    approche: bool = True,
) -> Plan:
    """Correspondance d'un en-tête : ce qui est enregistré d'abord, puis les noms exacts, puis les proches.

    Un champ enregistré avec un nom de colonne vide n'est pas proposé.
    """
    libres = {normaliser(nom): nom for nom in reversed(entete) if normaliser(nom)}
    refuses = frozenset(champ for champ, nom in (colonnes or {}).items() if not nom)
    trouvees: dict[str, str] = {}
    for champ, nom in (colonnes or {}).items():
        if champ in nature.champs and normaliser(nom) in libres:
            trouvees[champ] = libres.pop(normaliser(nom))
    for code, connu in nature.champs.items():
        noms = [normaliser(nom) for nom in connu.noms]
        exact = next((nom for nom in noms if nom in libres), None)
        if code not in trouvees and code not in refuses and exact is not None:
            trouvees[code] = libres.pop(exact)
    incertains = _approcher(nature, trouvees.keys() | refuses, libres) if approche else {}
    traduits = {champ: dict(paires) for champ, paires in (codes or {}).items()}
    return Plan(nature, trouvees | incertains, traduits, frozenset(incertains), refuses)


def verifier(plan: Plan, feuille: str) -> None:
    """Lève `FichierRefuse` si un champ obligatoire n'a pas de colonne."""
    if plan.manquants:
        raise FichierRefuse(
            f"feuille « {feuille[:60]} » : il manque {_enumerer(plan.manquants)}. Ajoutez la colonne, ou "
            "dites dans la correspondance laquelle c'est."
        )


def _approcher(nature: Nature, decides: Collection[str], libres: dict[str, str]) -> dict[str, str]:
    """Pour chaque champ qui n'est pas décidé, la colonne libre la plus proche, si elle ressemble assez."""
    candidats = sorted(
        (
            (JaroWinkler.similarity(normaliser(nom), libre), code, libre)
            for code, champ in nature.champs.items()
            if code not in decides
            for nom in champ.noms
            for libre in libres
        ),
        reverse=True,
    )
    proches: dict[str, str] = {}
    prises: set[str] = set()
    for score, code, libre in candidats:
        if score >= RESSEMBLANCE and code not in proches and libre not in prises:
            proches[code] = libres[libre]
            prises.add(libre)
    return proches


def _enumerer(noms: Iterable[str]) -> str:
    return ", ".join(f"« {nom} »" for nom in noms)
