"""Ce que les programmes visent pour un indicateur, à côté de ce que les faits donnent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from jalon.mesure.chiffres.cibles import en_vigueur, etat_de
from jalon.mesure.chiffres.enums import EtatCible, GenreCible, MesureCalcul, Statut
from jalon.mesure.chiffres.models import Cible
from jalon.mesure.indicateurs.declaration import Declaration
from jalon.mesure.indicateurs.enums import Additivite
from jalon.pilotage.calculs.publies import LigneDite
from jalon.web.mesure.cases import CaseAffichee, ecrire_valeur
from jalon.web.mesure.filtres import duree_en_mois

NOMS = {GenreCible.CIBLE: "Cible", GenreCible.SEUIL: "Seuil d'alerte"}
SELON_LA_DUREE = (Additivite.ADDITIF, Additivite.DISTINCT)
"""Un nombre grandit avec la période ; une part ou un délai se compare sur toute durée."""


@dataclass(frozen=True, slots=True)
class Objectif:
    """Une cible ou un seuil d'une ligne de programme, au fil de ses dates."""

    declaration: Declaration
    ligne: LigneDite
    genre: GenreCible

    @property
    def nom(self) -> str:
        """« Cible (PDI 22) »."""
        mediane = ", médiane" if self.ligne.reglage.mesure == MesureCalcul.MEDIANE else ""
        return f"{NOMS[self.genre]} ({self.ligne.programme.code}{mediane})"

    def le(self, du: date, au: date) -> Cible | None:
        """Ce qui est visé pour cette période ; rien si elle n'a pas la durée de ce qui est visé."""
        if self.declaration.additivite in SELON_LA_DUREE and duree_en_mois(du, au) != self.ligne.mois:
            return None
        return en_vigueur(self.ligne.cibles, au, self.genre)


@dataclass(frozen=True, slots=True)
class Visee:
    """Ce qui est visé pour une période, et où en est la valeur ; `etat` vide si rien ne permet de le dire."""

    nom: str
    valeur: Decimal
    texte: str
    etat: EtatCible | None
    source: str

    def __str__(self) -> str:
        return f"{self.nom} : {self.texte}" + (f", {self.etat.label}" if self.etat else "")

    @property
    def alerte(self) -> bool:
        return self.etat in (EtatCible.MANQUEE, EtatCible.FRANCHI)


def objectifs_de(declaration: Declaration, lignes: Sequence[LigneDite]) -> list[Objectif]:
    """Un par ligne et par genre qui a une valeur visée ; deux lignes qui visent pareil n'en font qu'un."""
    trouves: dict[object, Objectif] = {}
    for ligne in lignes:
        for genre in GenreCible:
            dates = tuple((c.du, c.echeance, c.valeur) for c in ligne.cibles if c.genre == genre)
            if dates:
                cle = (ligne.programme.pk, genre, ligne.mois, ligne.reglage.mesure, frozenset(dates))
                trouves.setdefault(cle, Objectif(declaration, ligne, genre))
    return list(trouves.values())


def visees(objectifs: Sequence[Objectif], du: date, au: date, case: CaseAffichee) -> list[Visee]:
    """Ce que chaque objectif vise pour cette période. Une valeur cachée ne dit pas si elle est atteinte."""
    return [
        _visee(objectif, cible, au, case)
        for objectif in objectifs
        if (cible := objectif.le(du, au)) is not None
    ]


def _visee(objectif: Objectif, cible: Cible, au: date, case: CaseAffichee) -> Visee:
    mediane = objectif.ligne.reglage.mesure == MesureCalcul.MEDIANE
    etat = None
    if not case.cachee:
        etat = etat_de(
            cible,
            case.mediane if mediane else case.valeur,
            objectif.declaration.sens,
            fin=au,
            definitive=au < timezone.localdate()
            and case.statut not in (Statut.PROVISOIRE, Statut.EN_ATTENTE),
        )
    texte = ecrire_valeur(objectif.declaration, cible.valeur)
    return Visee(objectif.nom, cible.valeur, texte, etat, cible.source)
