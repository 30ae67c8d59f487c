"""L'histoire des inscriptions à France Travail, déduite des lignes reçues, dans quelque ordre que ce soit.

Une inscription, une cessation, une radiation prennent leur place au jour du fait. Un stock dit qui est
inscrit le jour du fichier : il l'emporte sur ce qui était dit avant, et ne redate pas une inscription connue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jalon.parcours.personnes.ecriture import Ecrivain
from jalon.parcours.personnes.enums import EtatInscription, NatureFranceTravail
from jalon.parcours.personnes.histoire import Etape, Serie, poser
from jalon.parcours.personnes.models import InscriptionFranceTravail, ObservationFranceTravail
from jalon.parcours.personnes.observations import Fait, Instant
from jalon.parcours.personnes.series import Table

TABLE = Table(
    InscriptionFranceTravail, "personne_id", ("etat", "categorie", "code_motif", "motif", "identifiant")
)
ETATS = {
    NatureFranceTravail.INSCRIPTIONS: EtatInscription.INSCRIT,
    NatureFranceTravail.STOCK: EtatInscription.INSCRIT,
    NatureFranceTravail.CESSATIONS: EtatInscription.CESSE,
    NatureFranceTravail.RADIATIONS: EtatInscription.RADIE,
}
RANGS = {nature: rang for rang, nature in enumerate(("stock", "inscriptions", "cessations", "radiations"))}
"""Le même jour, le fait qui met fin à l'inscription vient en dernier."""


@dataclass(frozen=True, slots=True)
class LigneVue:
    """Une ligne reçue d'une personne : `jour` et `cree_le` sont ceux de son fichier."""

    nature: str
    effet: date
    code: str
    motif: str
    identifiant: str
    jour: date
    cree_le: datetime
    empreinte: str
    ligne: int
    chargement: int

    @property
    def place(self) -> tuple[date, int, datetime, str, int]:
        """Place dans le temps, la même quel que soit l'ordre des chargements."""
        jour = self.jour if self.nature == NatureFranceTravail.STOCK else self.effet
        return jour, RANGS[self.nature], self.cree_le, self.empreinte, self.ligne

    @property
    def valeur(self) -> tuple[str, ...]:
        """(état, catégorie, code du motif, motif, identifiant)."""
        etat = ETATS[NatureFranceTravail(self.nature)].value
        if etat == EtatInscription.INSCRIT:
            return (etat, self.code, "", "", self.identifiant)
        return (etat, "", self.code, self.motif, self.identifiant)


def histoire_inscriptions(lignes: Iterable[LigneVue]) -> Serie:
    """Repli pur : la suite datée des états d'une personne."""
    serie: Serie = ()
    for ligne in sorted(lignes, key=lambda vue: vue.place):
        serie = _prendre(serie, ligne)
    return serie


def _prendre(serie: Serie, ligne: LigneVue) -> Serie:
    derniere = serie[-1] if serie else None
    stock = ligne.nature == NatureFranceTravail.STOCK
    if stock and derniere and derniere.valeur[0] == EtatInscription.INSCRIT:
        # Le stock date l'inscription, pas la catégorie : une catégorie nouvelle court du mois du stock.
        return poser(serie, Fait(ligne.valeur), Instant(ligne.jour, ligne.cree_le), ligne.chargement)
    instant = Instant(ligne.jour, ligne.cree_le, quotidien=True)
    return poser(serie, Fait(ligne.valeur, ligne.effet), instant, ligne.chargement)


def recalculer_inscriptions(personnes: Collection[UUID]) -> dict[str, int]:
    """Refait et écrit l'histoire de ces personnes ; rend le nombre d'étapes ajoutées et retirées."""
    avant = TABLE.lire(personnes)
    lignes = lignes_vues(personnes)
    ajouts: list[tuple[UUID, Etape]] = []
    retraits: list[tuple[UUID, date]] = []
    for personne in personnes:
        ancienne, nouvelle = avant.get(personne, ()), histoire_inscriptions(lignes.get(personne, ()))
        retraits += [(personne, etape.a_compter_du) for etape in ancienne if etape not in nouvelle]
        ajouts += [(personne, etape) for etape in nouvelle if etape not in ancienne]
    ecrivain = Ecrivain()
    ecrivain.retirer(InscriptionFranceTravail, "personne_id", retraits)
    ecrivain.ajouter(
        InscriptionFranceTravail, [TABLE.ligne(personne, etape) for personne, etape in ajouts], *TABLE.toutes
    )
    return {"ajoutees": len(ajouts), "retirees": len(retraits)}


def lignes_vues(personnes: Collection[UUID]) -> dict[UUID, list[LigneVue]]:
    """Lignes reçues de ces personnes, par personne."""
    vues: dict[UUID, list[LigneVue]] = defaultdict(list)
    lignes: Iterable[tuple[Any, ...]] = ObservationFranceTravail.objects.filter(
        membre__personne__in=list(personnes)
    ).values_list(
        "membre__personne_id",
        "nature",
        "effet",
        "code",
        "motif",
        "identifiant",
        "chargement__reference",
        "chargement__cree_le",
        "chargement__empreinte",
        "ligne",
        "chargement_id",
    )
    for personne, *champs in lignes:
        vues[personne].append(LigneVue(*champs))
    return vues
