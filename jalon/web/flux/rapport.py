"""Le rapport d'un chargement en phrases et en nombres : ce que le fichier disait, ce qui a changé."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jalon.parcours.personnes.enums import EtatDossier, Source
from jalon.parcours.personnes.models import Chargement
from jalon.parcours.personnes.selectors import OUVRABLES

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

FRANCE_TRAVAIL = (
    ("nir", "Lignes reconnues par NIR et naissance"),
    ("etat_civil", "Lignes reconnues par nom, prénom et naissance"),
    ("aucune", "Lignes sans personne connue"),
    ("plusieurs", "Lignes qui désignent plusieurs personnes"),
    ("contraire", "Lignes de même état civil, d'un autre NIR"),
    ("personnes", "Personnes dont l'histoire est revue"),
    ("etapes_ajoutees", "Étapes d'inscription ajoutées"),
    ("etapes_retirees", "Étapes d'inscription retirées"),
    ("doublons", "Lignes présentes deux fois, prises une fois"),
    ("rejets", "Lignes mises de côté"),
)
EXTRAIT = (
    ("nouveaux", "Faits nouveaux"),
    ("modifies", "Faits modifiés"),
    ("inchanges", "Faits inchangés"),
    ("rattaches", "Faits rattachés à une personne arrivée depuis"),
    ("disparus", "Faits que l'extrait ne montre plus"),
    ("sans_personne", "Faits sans personne connue"),
    ("contacts", "Téléphones et courriels écrits"),
    ("affectations", "Personnes confiées"),
    ("affectations_retirees", "Affectations finies"),
    ("referents_inconnus", "Référents que Jalon ne connaît pas"),
    ("conflits", "Conflits à trancher"),
    ("rejets", "Lignes mises de côté"),
)
PAR_SOURCE = {Source.FRANCE_TRAVAIL: FRANCE_TRAVAIL, Source.EXTRAIT: EXTRAIT}
"""Les sources dont le rapport compte des lignes, sans annonce à vérifier."""


@dataclass(frozen=True, slots=True)
class RapportLu:
    """Un rapport prêt à montrer ; `stock` : (libellé, nombre) ; `lignes` : de plus, la ligne dont la
    liste des changements s'ouvre, vide s'il n'y en a pas.

    `annonces` : `None` si la source n'annonce rien.
    """

    annonces: int | None
    lus: int
    rapproche: bool
    lignes: list[tuple[str, int, str]]
    stock: list[tuple[str, int]]
    inconnus: list[tuple[str, int]]
    codes_inconnus: list[tuple[str, int]]
    quoi: str = "dossier"
    nouveaux: int = 0
    modifies: int = 0

    @property
    def ecart(self) -> int:
        return 0 if self.annonces is None else self.lus - self.annonces

    def a_emporter(self) -> list[tuple[str, str, int]]:
        """Lignes d'un tableur : rubrique, libellé, nombre."""
        return [
            *self._annonce(),
            ("fichier", "Dossiers lus" if self.quoi == "dossier" else "Lignes lues", self.lus),
            *(("changements", libelle, nombre) for libelle, nombre, _ in self.lignes),
            *(("stock du fichier", libelle, nombre) for libelle, nombre in self.stock),
            *(("élément inconnu, gardé", nom, nombre) for nom, nombre in self.inconnus),
            *(("code inconnu, gardé", nom, nombre) for nom, nombre in self.codes_inconnus),
        ]

    def _annonce(self) -> list[tuple[str, str, int]]:
        libelle = "Dossiers annoncés par la caisse"
        return [] if self.annonces is None else [("fichier", libelle, self.annonces)]


def lire_rapport(chargement: Chargement) -> RapportLu | None:
    """Le rapport d'un fichier pris ; `None` s'il a été refusé."""
    rapport: Mapping[str, Any] = chargement.rapport
    if not rapport:
        return None
    comptes = rapport.get("comptes", {})
    if chargement.source in PAR_SOURCE:
        libelles = PAR_SOURCE[Source(chargement.source)]
        lignes = [(libelle, comptes[cle], "") for cle, libelle in libelles if cle in comptes]
        lues = comptes.get("lignes", 0)
        return RapportLu(None, lues, True, lignes, [], [], [], quoi="ligne", **_nouveautes(comptes))
    etats = dict(EtatDossier.choices)
    return RapportLu(
        annonces=rapport.get("annonces", 0),
        lus=rapport.get("lus", 0),
        rapproche=bool(rapport.get("rapproche")),
        lignes=[
            (libelle, comptes[cle], cle if cle in OUVRABLES else "")
            for cle, libelle in CHANGEMENTS
            if cle in comptes
        ],
        stock=[
            (str(etats.get(etat, "état inconnu")).capitalize(), nombre)
            for etat, nombre in sorted(rapport.get("stock", {}).items())
        ],
        inconnus=sorted(rapport.get("inconnus", {}).items()),
        codes_inconnus=sorted(rapport.get("codes_inconnus", {}).items()),
        **_nouveautes(comptes),
    )


def _nouveautes(comptes: Mapping[str, int]) -> dict[str, int]:
    return {cle: comptes.get(cle, 0) for cle in ("nouveaux", "modifies")}
