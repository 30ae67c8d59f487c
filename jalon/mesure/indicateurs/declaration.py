"""Déclarer un indicateur : qui est observé, et dans quelle situation chacun se trouve.

Une déclaration ne rend pas un nombre : elle classe chaque séjour. La valeur, les coupes, les membres et les
non-membres avec leur raison sortent de ce même classement, donc ne peuvent pas se contredire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from jalon.mesure.evenements.schema import JALONS, episodes, evenements
from jalon.mesure.indicateurs.enums import (
    Additivite,
    NatureIndicateur,
    Sens,
    Situation,
    Unite,
    UniteCompte,
)
from jalon.parcours.echeances.calcul import Delai
from jalon.parcours.echeances.calcul import Unite as UniteDelai


class Genre(StrEnum):
    """Ce que la valeur est."""

    COMPTE = "compte"
    PART = "part"
    """En %."""
    DELAI = "delai"
    """En jours : une moyenne, et la médiane à côté."""
    DISTINCT = "distinct"
    """Porteurs différents des lignes comptées : une personne reçue trois fois en fait une."""
    MOYENNE = "moyenne"
    """Lignes comptées par porteur différent : personnes par référent."""


RAISONS = {
    "compte": "compté",
    "autre_periode": "transmis par la caisse hors de la période",
    "stock_initial": "déjà dans le RSA au premier fichier reçu : n'est pas une entrée",
    "non_soumis": "pas soumis aux droits et devoirs, ou la caisse ne le dit pas",
    "sans_horloge": "aucun délai en vigueur ce jour-là",
    "delai_en_cours": "trop récent : le délai court encore",
    "hors_delai": "fait, mais après le délai",
    "sorti_avant": "sorti du RSA avant que ce soit fait",
    "jamais": "pas fait, délai dépassé",
    "notifie_autre_periode": "orientation notifiée hors de la période",
    "non_oriente": "pas encore orienté",
    "non_notifie": "orientation décidée mais pas notifiée",
    "voie_emploi": "orienté vers l'emploi : cette ligne ne concerne que le social et le socio-professionnel",
    "service_emploi": "orienté vers le service public de l'emploi",
    "autre_organisme": "orienté vers un autre organisme que le service public de l'emploi",
    "sans_rdv": "aucun rendez-vous d'accompagnement fixé",
    "sans_contrat": "aucun contrat signé",
    "en_attente": "toujours en attente",
    "fait_avant": "fait avant le départ de l'horloge",
    "entree_plus_recente": "revenu depuis dans la même période : sa dernière entrée compte",
    "sorti": "plus dans le RSA à la fin de la période",
    "fait_hors_ordre": "fait avant le départ de l'horloge : compté comme un échec, comme à la source",
    "honore": "rendez-vous honoré",
    "absence": "absence au rendez-vous",
    "excuse": "rendez-vous excusé",
    "annule_service": "rendez-vous annulé par le service",
    "issue_inconnue": "rendez-vous passé dont l'issue n'est pas notée",
    "sans_referent": "aucun référent nommé ce jour-là",
    "avec_referent": "un référent nommé le suit",
    "sans_structure": "aucune structure ne suit cette personne ce jour-là",
    "sans_suivi": "ni structure ni référent ce jour-là",
    "rdv_recent": "un rendez-vous honoré dans le délai",
    "oriente_recemment": "orienté depuis moins longtemps que le délai",
    "contrat_en_cours": "un contrat est en cours ce jour-là",
    "contrat_absent": "aucun contrat en cours ce jour-là",
    "jamais_de_contrat": "aucun contrat signé pendant ce séjour",
}
"""Raison → ce qu'elle dit à qui demande pourquoi une personne est, ou n'est pas, comptée."""


def expliquer(raison: str) -> str:
    """Ce qu'une raison dit ; celle que plus rien ne déclare (calcul gardé) se dit elle-même."""
    return RAISONS.get(raison, raison)


@dataclass(frozen=True, slots=True)
class DelaiDate:
    """Un délai tel qu'un paramètre daté le fixe, `au` exclu ; les régimes et les voies où il court."""

    code: str
    du: date
    au: date | None
    delai: Delai
    source: str
    regimes: frozenset[str] = frozenset()
    voies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contexte:
    """Ce dont une déclaration dispose : la période, le jour où les faits sont arrêtés, les délais datés."""

    du: date
    au: date
    arrete_au: date
    delais: Sequence[DelaiDate] = ()

    @property
    def episodes(self) -> ir.Table:
        """Les séjours tels qu'on les connaît à l'arrêté : un fait postérieur n'a pas encore eu lieu.

        Un rendez-vous fixé reste connu même s'il est à venir.
        """
        a_venir = {"rdv_fixe", "rdv_accompagnement"}
        dates = [nom for nom in (*JALONS, "sortie") if nom not in a_venir]
        return episodes.mutate(
            anciennete=self._anciennete(episodes.entree),
            **{
                nom: (episodes[nom] <= self.arrete_au).ifelse(episodes[nom], ibis.null("date"))
                for nom in dates
            },
        )

    def _anciennete(self, entree: ir.DateColumn) -> ir.StringColumn:
        """Temps passé depuis le premier jour du séjour, au dernier jour de la période, de date à date."""
        branches = [
            ((entree + ibis.interval(months=mois)).cast("date") > self.au, nom) for nom, mois in ANCIENNETES
        ]
        return ibis.cases(*branches, else_="un_an_et_plus")

    @property
    def evenements(self) -> ir.Table:
        return evenements

    @property
    def en_vigueur(self) -> tuple[DelaiDate, ...]:
        """Les délais en jours qui valent le dernier jour de la période."""
        return tuple(
            d
            for d in self.delais
            if d.du <= self.au and (d.au is None or self.au < d.au) and d.delai.unite is UniteDelai.JOURS
        )

    def recul(self) -> date:
        """Le jour d'où l'on regarde en arrière : la fin de la période moins le délai en vigueur ce jour-là.

        Lève `ValueError` si aucun délai en jours n'y est en vigueur.
        """
        if not self.en_vigueur:
            raise ValueError(f"Aucun délai en jours n'est en vigueur le {self.au:%d/%m/%Y}.")
        return self.au - timedelta(days=self.en_vigueur[0].delai.nombre)

    def dans_la_periode(self, colonne: ir.Column) -> ir.BooleanColumn:
        return colonne.between(self.du, self.au)

    def limite(self, depart: ir.DateColumn, regime: ir.StringColumn, voie: ir.StringColumn) -> ir.DateColumn:
        """Dernier jour à temps, compris, d'après le délai en vigueur au départ ; vide s'il n'y en a pas."""
        branches = []
        for d in self.delais:
            vaut = depart >= d.du
            if d.au is not None:
                vaut &= depart < d.au
            if d.regimes:
                vaut &= regime.isin(sorted(d.regimes))
            if d.voies:
                vaut &= voie.isin(sorted(d.voies))
            mots = {("days" if d.delai.unite is UniteDelai.JOURS else "months"): d.delai.nombre}
            branches.append((vaut, (depart + ibis.interval(**mots)).cast("date")))
        return ibis.cases(*branches) if branches else ibis.null("date")


Regle = tuple[ir.BooleanValue, Situation, str]
"""Condition, situation, raison ; la première vraie l'emporte."""


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """Un indicateur calculé. `delais` : codes des paramètres qui fixent son horloge.

    `prolonge` : un délai de convention reste celui de la définition après la fin de la convention.
    `arret_a_la_fin` : les faits sont arrêtés à la fin de la période (situation à une date).
    """

    code: str
    version: int
    titre: str
    definition: str
    source: str
    horloge: str
    maturite: str
    genre: Genre
    unite: Unite
    unite_compte: UniteCompte
    nature: NatureIndicateur
    additivite: Additivite
    sens: Sens
    classer: Callable[[Contexte], ir.Table] = field(repr=False)
    delais: tuple[str, ...] = ()
    prolonge: bool = False
    arret_a_la_fin: bool = False
    part_de: str = ""


def classement(
    sejours: ir.Table,
    depart: ir.DateColumn,
    regles: Sequence[Regle],
    jours: ir.IntegerValue | None = None,
    **precisions: ir.Value,
) -> ir.Table:
    """Une ligne par unité comptée, avec sa situation, sa raison, son délai et ce qui sert à couper.

    L'unité est le séjour ; sinon `cle` dit l'acte compté (un rendez-vous), `porteur` qui le porte (un
    référent, une structure, une personne) et `structure` remplace celle de la première orientation.
    """
    situation = ibis.cases(*[(condition, s.value) for condition, s, _ in regles], else_="compte")
    raison = ibis.cases(*[(condition, r) for condition, _, r in regles], else_="compte")
    colonnes = {
        "cle": sejours.episode,
        "structure": sejours.structure,
        "porteur": ibis.null("uuid"),
    } | precisions
    return sejours.select(
        "personne",
        "episode",
        "sexe",
        "age_entree",
        "territoire",
        "voie",
        "regime",
        "anciennete",
        depart=depart,
        situation=situation,
        raison=raison,
        jours=ibis.null("int64") if jours is None else jours.cast("int64"),
        **colonnes,
    )


def jours_entre(debut: ir.DateColumn, fin: ir.DateColumn) -> ir.IntegerColumn:
    """Jours écoulés : jamais la composante en mois d'une différence de dates."""
    return fin.delta(debut, unit="day")


TRANCHES_AGE: Mapping[str, tuple[int, int]] = {
    "moins_de_25": (0, 24),
    "25_29": (25, 29),
    "30_39": (30, 39),
    "40_49": (40, 49),
    "50_59": (50, 59),
    "60_et_plus": (60, 150),
}
"""Tranches d'âge à l'entrée, en années révolues (celles de l'enquête de la DREES)."""


ANCIENNETES = (("moins_de_6_mois", 6), ("6_a_12_mois", 12))
"""Ancienneté du séjour → mois révolus qu'il n'a pas encore (tranches de l'enquête de la DREES)."""


def _age(t: ir.Table) -> ir.Value:
    return ibis.cases(*[(t.age_entree.between(*b), nom) for nom, b in TRANCHES_AGE.items()], else_="inconnu")


COUPES: Mapping[str, Callable[[ir.Table], ir.Value]] = {
    "territoire": lambda t: t.territoire,
    "structure": lambda t: t.structure.cast("string"),
    "sexe": lambda t: t.sexe,
    "age": _age,
    "voie": lambda t: t.voie,
    "regime": lambda t: t.regime,
    "anciennete": lambda t: t.anciennete,
    "mois": lambda t: t.depart.truncate("M"),
}
"""Axe de coupe → sa valeur. `mois` : celui du départ de l'horloge, ou de l'acte compté."""
