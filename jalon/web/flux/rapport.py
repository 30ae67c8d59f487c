"""Le rapport d'un chargement en phrases et en nombres : ce que le fichier disait, ce qui a changé."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jalon.parcours.personnes.enums import EtatDossier
from jalon.parcours.personnes.models import Chargement

CHANGEMENTS = (
    ("nouveaux", "Dossiers nouveaux"),
    ("modifies", "Dossiers modifiés"),
    ("inchanges", "Dossiers inchangés, notés présents"),
    ("personnes_nouvelles", "Personnes nouvelles"),
    ("entrees", "Entrées dans le RSA"),
    ("sorties", "Sorties du RSA"),
    ("mutations_arrivees", "Arrivées d'un autre département"),
    ("mutations_departs", "Départs vers un autre département"),
    ("ouvertures", "Droits ouverts après une attente"),
    ("suspensions", "Suspensions"),
    ("reprises", "Reprises après une suspension"),
    ("clotures", "Clôtures"),
    ("etat", "Changements d'état du droit, tous motifs"),
    ("droits_devoirs", "Changements de soumission aux droits et devoirs"),
    ("adresse", "Changements d'adresse"),
    ("situation", "Changements de situation de famille"),
    ("montant", "Changements de montant"),
    ("appartenance", "Arrivées et départs dans les foyers"),
    ("activites", "Changements d'activité"),
    ("ressources", "Trimestres de ressources"),
    ("episodes_corriges", "Épisodes corrigés"),
    ("episodes_retires", "Épisodes retirés par une correction"),
    ("rapprochements", "Ressemblances proposées à l'examen"),
    ("doublons", "Dossiers présents deux fois, pris une fois"),
    ("absents", "Dossiers ouverts que le fichier ne montre pas"),
    ("rejets", "Dossiers rejetés"),
)
"""Clé du rapport et libellé, dans l'ordre où une personne les lit ; une clé absente n'est pas montrée."""


@dataclass(frozen=True, slots=True)
class RapportLu:
    """Un rapport prêt à montrer ; `lignes` et `stock` : (libellé, nombre)."""

    annonces: int
    lus: int
    rapproche: bool
    lignes: list[tuple[str, int]]
    stock: list[tuple[str, int]]
    inconnus: list[tuple[str, int]]
    codes_inconnus: list[tuple[str, int]]

    @property
    def ecart(self) -> int:
        return self.lus - self.annonces

    def a_emporter(self) -> list[tuple[str, str, int]]:
        """Lignes d'un tableur : rubrique, libellé, nombre."""
        return [
            ("fichier", "Dossiers annoncés par la caisse", self.annonces),
            ("fichier", "Dossiers lus", self.lus),
            *(("changements", libelle, nombre) for libelle, nombre in self.lignes),
            *(("stock du fichier", libelle, nombre) for libelle, nombre in self.stock),
            *(("élément inconnu, gardé", nom, nombre) for nom, nombre in self.inconnus),
            *(("code inconnu, gardé", nom, nombre) for nom, nombre in self.codes_inconnus),
        ]


def lire_rapport(chargement: Chargement) -> RapportLu | None:
    """Le rapport d'un fichier pris ; `None` s'il a été refusé."""
    rapport: Mapping[str, Any] = chargement.rapport
    if not rapport:
        return None
    comptes = rapport.get("comptes", {})
    etats = dict(EtatDossier.choices)
    return RapportLu(
        annonces=rapport.get("annonces", 0),
        lus=rapport.get("lus", 0),
        rapproche=bool(rapport.get("rapproche")),
        lignes=[(libelle, comptes[cle]) for cle, libelle in CHANGEMENTS if cle in comptes],
        stock=[
            (str(etats.get(etat, "état inconnu")).capitalize(), nombre)
            for etat, nombre in sorted(rapport.get("stock", {}).items())
        ],
        inconnus=sorted(rapport.get("inconnus", {}).items()),
        codes_inconnus=sorted(rapport.get("codes_inconnus", {}).items()),
    )
