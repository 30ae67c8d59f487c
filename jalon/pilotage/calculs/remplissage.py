"""La part des cases d'indicateurs qu'un exercice remplit sans que personne ne les tape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from jalon.mesure.chiffres.enums import Provenance
from jalon.pilotage.bilans.fiche import ColonneAffichee, TableauAffiche
from jalon.pilotage.programmes.models import Exercice

DEDUIT, VIDE = "deduit", "vide"


@dataclass(frozen=True, slots=True)
class Remplissage:
    """Cases des périodes d'un exercice, par ce qui les remplit ; une ligne sans colonne en a une, vide."""

    calculees: int = 0
    deduites: int = 0
    transmises: int = 0
    lues: int = 0
    saisies: int = 0
    vides: int = 0

    @property
    def remplies(self) -> int:
        return self.sans_saisie + self.lues + self.saisies

    @property
    def sans_saisie(self) -> int:
        """Calculées d'après les faits, déduites d'autres lignes ou transmises par un organisme."""
        return self.calculees + self.deduites + self.transmises

    @property
    def part(self) -> Decimal | None:
        """Part, en %, des cases remplies qui le sont sans saisie ; vide si aucune n'est remplie."""
        if not self.remplies:
            return None
        part = Decimal(100 * self.sans_saisie) / self.remplies
        return part.quantize(Decimal("0.1"), ROUND_HALF_UP)


def remplissage(tableaux: Iterable[TableauAffiche], exercice: Exercice) -> Remplissage:
    """Ce qui remplit les cases de ces tableaux pour les périodes de l'exercice ; aucune requête."""
    comptes: Counter[str] = Counter()
    for tableau in tableaux:
        rangs = [i for i, colonne in enumerate(tableau.colonnes) if _de_l_exercice(colonne, exercice)]
        for ligne in tableau.lignes:
            if not ligne.souscrite:
                continue
            cases = [ligne.cases[i] for i in rangs if i < len(ligne.cases)] or [[]]
            comptes.update(case[0].origine if case else VIDE for case in cases)
    return Remplissage(
        calculees=comptes[Provenance.CALCUL],
        deduites=comptes[DEDUIT],
        transmises=comptes[Provenance.TRANSMIS],
        lues=comptes[Provenance.IMPORT],
        saisies=comptes[Provenance.SAISIE],
        vides=comptes[VIDE],
    )


def phrase_de(bilan: Remplissage) -> str:
    """« 12 cases sur 40 se remplissent sans saisie (30 %) : 12 calculées… », ou qu'aucune n'est remplie."""
    if bilan.part is None:
        return "Aucune case de l'exercice n'est remplie."
    detail = [
        f"{nombre} {nom}{'s' if nombre > 1 else ''}"
        for nombre, nom in (
            (bilan.calculees, "calculée"),
            (bilan.deduites, "déduite"),
            (bilan.transmises, "transmise"),
            (bilan.lues, "lue"),
            (bilan.saisies, "saisie"),
        )
        if nombre
    ]
    part = str(bilan.part).removesuffix(".0").replace(".", ",")
    vides = f" {bilan.vides} sont vides." if bilan.vides else ""
    return (
        f"Cases remplies sans saisie : {bilan.sans_saisie} sur {bilan.remplies} ({part} %)."
        f" En détail : {', '.join(detail)}.{vides}"
    )


def _de_l_exercice(colonne: ColonneAffichee, exercice: Exercice) -> bool:
    fin = date.fromisoformat(colonne.fin)
    return not colonne.prevision and exercice.debut_indicateurs <= fin <= exercice.fin_indicateurs
