"""Délais d'amorçage d'un programme départemental d'insertion (axe 1, action 1 des Côtes-d'Armor)."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from jalon.mesure.indicateurs.catalogue.communs import ECARTE, delai, entrants
from jalon.mesure.indicateurs.declaration import Contexte, Declaration, Genre
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte


def _premier_contact(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    return delai(t, t.connu_le, t.premier_contact, ecarts)


def _orientation(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    return delai(t, t.connu_le, t.orientation, ecarts)


def _contrat(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    ecarts = [*ecarts, (t.orientation.isnull(), ECARTE, "non_oriente")]
    return delai(t, t.orientation, t.contrat_signe, ecarts)


def _delai(code: str, titre: str, definition: str, horloge: str, classer: Any) -> Declaration:
    return Declaration(
        code=f"pdi.{code}",
        version=1,
        titre=titre,
        definition=f"{definition} Moyenne en jours ; la médiane est donnée à côté.",
        source="Bilan du programme départemental d'insertion 2023 des Côtes-d'Armor, action 1-1",
        horloge=horloge,
        maturite="Moyenne de ceux pour qui c'est fait ; ceux qui attendent encore sont comptés à part.",
        genre=Genre.DELAI,
        unite=Unite.JOUR,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.BAISSE,
        classer=classer,
    )


DECLARATIONS = (
    _delai(
        "delai_premier_contact",
        "Délai de prise de 1er contact",
        "Nouveaux entrants de la période. Le premier contact est le premier rendez-vous honoré, sur place, "
        "par téléphone ou autrement, ou le premier diagnostic.",
        "De la transmission par la caisse au premier contact.",
        _premier_contact,
    ),
    _delai(
        "delai_orientation",
        "Délai d'orientation",
        "Nouveaux entrants de la période, tous publics.",
        "De la transmission par la caisse à la décision d'orientation.",
        _orientation,
    ),
    _delai(
        "delai_contrat",
        "Délai de contractualisation",
        "Nouveaux entrants de la période qui ont été orientés.",
        "De la décision d'orientation à la signature du premier contrat.",
        _contrat,
    ),
)
