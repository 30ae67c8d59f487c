"""Les rangées d'un foyer que rien ne précède, prêtes à copier : tout ce qui peut se faire loin de la base.

Reste à savoir, dans la base, si une de ses personnes y est déjà : voir `nouveaux`. Ce module ne connaît
aucun modèle, pour servir dans un processus qui n'ouvre pas la base.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from jalon.parcours.personnes.changements import COLONNES as CHANGEMENT
from jalon.parcours.personnes.changements import premier_dire
from jalon.parcours.personnes.civil import CHAMPS_CIVILS, ligne_civile
from jalon.parcours.personnes.copie import champs
from jalon.parcours.personnes.histoire import (
    SERIES_FOYER,
    SERIES_MEMBRE,
    Etape,
    HistoireFoyer,
    MembreConnu,
    observer,
)
from jalon.parcours.personnes.identite import Identite, trigrammes
from jalon.parcours.personnes.observations import Instant, ObservationFoyer
from jalon.socle.base.chiffrement import cle_de_recherche
from jalon.socle.base.cles import cle_en_texte

ENTETE = (
    "date_demande",
    "organisme",
    "numero_organisme",
    "matricule",
    "numero_precedent",
    "arrive_de",
    "parti_vers",
    "derniere_empreinte",
    "dernier_chargement_id",
    "taille",
    "echeance",
)
COLONNES = {
    "foyer": ("id", "departement", "numero", *ENTETE),
    "version": ("foyer_id", "empreinte", "contenu"),
    "personne": (*CHAMPS_CIVILS, "id", "trigrammes", "vue_le"),
    "membre": (*CHAMPS_CIVILS, "id", "foyer_id", "personne_id", "cle_identite", "cles_vues"),
    "changement": ("chargement_id", "foyer_id", *CHANGEMENT),
}
"""Colonnes, dans l'ordre, des rangées qui ne sont pas d'une série."""


class CleDePersonne(NamedTuple):
    """Une personne à créer et ce qui pourrait la faire reconnaître : clé d'identité, clé d'un NIR certain."""

    personne: str
    identite: bytes
    nir: bytes | None


@dataclass(frozen=True, slots=True)
class Destination:
    """Où vont les dossiers d'un fichier : son chargement, son instant, le département."""

    chargement: int
    instant: Instant
    departement: str


@dataclass(frozen=True, slots=True)
class FoyerPret:
    """Un foyer jamais vu : ses personnes, et ses rangées par nom (`COLONNES`, puis une par série)."""

    numero: str
    departement: str
    personnes: tuple[CleDePersonne, ...] = field(repr=False)
    lignes: dict[str, str] = field(repr=False)
    arrive: bool


def preparer(
    observation: ObservationFoyer, destination: Destination, *, empreinte: bytes, contenu: bytes
) -> FoyerPret:
    """Replie l'observation d'un foyer nouveau et écrit ses rangées ; `contenu` : ses octets emballés."""
    histoire = HistoireFoyer()
    observer(histoire, observation, destination.instant, destination.chargement)
    foyer = cle_en_texte()
    tete = entete(observation, empreinte, destination.chargement, destination.instant.jour)
    lignes = {
        "foyer": f"{champs((foyer, destination.departement, observation.numero, *tete))}\n",
        "version": f"{champs((foyer, empreinte, contenu))}\n",
        "personne": "",
        "membre": "",
        "changement": f"{champs((destination.chargement, foyer, *premier_dire(histoire, observation)))}\n",
    }
    for nom in SERIES_FOYER:
        lignes[nom] = _serie(foyer, histoire.series.get(nom, ()))
    lignes |= dict.fromkeys(SERIES_MEMBRE, "")
    cles = tuple([_ajouter_membre(lignes, foyer, membre, destination) for membre in histoire.membres])
    return FoyerPret(
        observation.numero,
        destination.departement,
        cles,
        {nom: texte for nom, texte in lignes.items() if texte},
        bool(observation.arrive_de),
    )


def entete(tete: ObservationFoyer, empreinte: bytes, chargement: int, jour: date) -> tuple[Any, ...]:
    """Valeurs courantes d'un foyer, dans l'ordre d'`ENTETE` ; `jour` : celui que décrit le fichier."""
    fins = [membre.fin_appartenance for membre in tete.membres if membre.fin_appartenance]
    return (
        tete.date_demande,
        tete.organisme,
        tete.numero_organisme,
        tete.matricule,
        tete.numero_precedent,
        tete.arrive_de,
        tete.parti_vers,
        empreinte,
        chargement,
        len(tete.membres),
        min([fin for fin in fins if fin >= jour], default=None),
    )


def cles_de_recherche(identite: Identite) -> list[str]:
    """Trigrammes des noms et prénoms, pour une recherche qui pardonne."""
    return trigrammes(identite.nom, identite.nom_naissance, *identite.prenoms)


def cle_du_nir_certain(identite: Identite) -> bytes | None:
    """Clé sous laquelle un NIR certain se retrouve dans la base."""
    return cle_de_recherche(identite.nir_certain) if identite.nir_certain else None


def _ajouter_membre(
    lignes: dict[str, str], foyer: str, membre: MembreConnu, destination: Destination
) -> CleDePersonne:
    identite, cle, personne = membre.identite, membre.id.hex, cle_en_texte()
    valeurs = ligne_civile(identite)
    civil = champs(valeurs)
    recherche = champs((cles_de_recherche(identite), destination.instant.jour))
    lignes["personne"] += f"{civil}\t{personne}\t{recherche}\n"
    cles = champs((identite.cle, sorted(membre.cles)))
    lignes["membre"] += f"{civil}\t{cle}\t{foyer}\t{personne}\t{cles}\n"
    for nom, serie in membre.series.items():
        lignes[nom] += _serie(cle, serie)
    return CleDePersonne(personne, identite.cle, valeurs[RANG_NIR] if identite.nir_certain else None)


def _serie(sujet: str, serie: tuple[Etape, ...]) -> str:
    texte = ""
    for effet, valeur, chargement in serie:
        ecrite = _ecrite(valeur) if len(valeur) < 3 else champs(valeur)
        texte += f"{sujet}\t{effet.isoformat()}\t{chargement}\t{ecrite}\n"
    return texte


_ecrite = lru_cache(maxsize=4096)(champs)
"""Un code, un état et ses motifs : les mêmes d'un foyer à l'autre."""


RANG_NIR = CHAMPS_CIVILS.index("nir_cle")
