"""Les statistiques publiques de rdv-insertion refaites sur les faits, à côté des délais de la loi."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir

from jalon.mesure.indicateurs.catalogue.communs import (
    ECARTE,
    PAS_ENCORE,
    RESTE,
    actes,
    dans_le_delai,
    entrants,
)
from jalon.mesure.indicateurs.declaration import Contexte, Declaration, Genre, Regle, classement
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte

SOURCE = "rdv-insertion, statistiques publiques"
ISSUES = ("rdv_honore", "rdv_absence", "rdv_excuse", "rdv_annule", "rdv_a_clore")
MATURITE = "Seuls comptent les délais échus à l'arrêté ; les plus récents sont « pas encore »."
ACTES = (
    "Rendez-vous passés, datés du jour où ils ont lieu ; une issue pas encore notée est « pas encore », "
    "jamais une présence."
)


def _orientes(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    return dans_le_delai(c, t, t.connu_le, t.rdv_orientation_honore, ecarts, attendre=True, moins_de=True)


def _accompagnes(c: Contexte) -> ir.Table:
    t, ecarts = entrants(c)
    t = t.mutate(ouverture=t.rdv_orientation_honore.fill_null(t.connu_le))
    ecarts = [
        *ecarts,
        (t.orientation.isnull(), ECARTE, "non_oriente"),
        (t.voie == "emploi", ECARTE, "voie_emploi"),
    ]
    fait = t.rdv_accompagnement_honore
    avant: Regle = (fait < t.ouverture, RESTE, "fait_hors_ordre")
    return dans_le_delai(c, t, t.ouverture, fait, ecarts, attendre=True, moins_de=True, avant=avant)


def _absences(c: Contexte) -> ir.Table:
    t = actes(c, *ISSUES)
    regles: list[Regle] = [
        (t.acte == "rdv_a_clore", PAS_ENCORE, "issue_inconnue"),
        (t.acte == "rdv_honore", RESTE, "honore"),
        (t.acte == "rdv_excuse", RESTE, "excuse"),
        (t.acte == "rdv_annule", RESTE, "annule_service"),
    ]
    return classement(t, t.jour, regles, cle=t.cle, structure=t.lieu)


def _honores(c: Contexte) -> ir.Table:
    t = actes(c, *ISSUES)
    regles: list[Regle] = [
        (t.acte == "rdv_annule", ECARTE, "annule_service"),
        (t.acte == "rdv_a_clore", PAS_ENCORE, "issue_inconnue"),
        (t.acte == "rdv_absence", RESTE, "absence"),
        (t.acte == "rdv_excuse", RESTE, "excuse"),
    ]
    return classement(t, t.jour, regles, cle=t.cle, structure=t.lieu)


def _recues(c: Contexte) -> ir.Table:
    t = actes(c, "rdv_honore")
    return classement(
        t,
        t.jour,
        [(t.acte != "rdv_honore", ECARTE, "absence")],
        cle=t.cle,
        structure=t.lieu,
        porteur=t.personne,
    )


def _declarer(
    code: str, titre: str, definition: str, classer: Callable[[Contexte], ir.Table], **autres: Any
) -> Declaration:
    communs: dict[str, Any] = {
        "horloge": "aucune",
        "maturite": ACTES,
        "genre": Genre.PART,
        "unite": Unite.POURCENT,
        "unite_compte": UniteCompte.RENDEZ_VOUS,
        "nature": NatureIndicateur.FLUX,
        "additivite": Additivite.RATIO,
        "sens": Sens.HAUSSE,
    }
    return Declaration(
        code=f"rdvi.{code}",
        version=1,
        titre=titre,
        definition=definition,
        source=SOURCE,
        classer=classer,
        **communs | autres,
    )


COHORTE: dict[str, Any] = {
    "maturite": MATURITE,
    "unite_compte": UniteCompte.PERSONNE,
    "nature": NatureIndicateur.COHORTE,
}

DECLARATIONS = (
    _declarer(
        "orientes_45_jours",
        "Part des entrants reçus pour leur orientation en moins de 45 jours",
        "Parmi les nouveaux entrants, part de ceux dont le premier rendez-vous d'orientation honoré a lieu "
        "moins de 45 jours après la transmission par la caisse. Ce n'est pas le délai de la loi : six "
        "semaines font 42 jours et finissent à la décision (« loi.orientes_6_semaines »).",
        _orientes,
        horloge="De la transmission par la caisse au premier rendez-vous d'orientation honoré.",
        delais=("rdvi.delai_orientation",),
        **COHORTE,
    ),
    _declarer(
        "accompagnes_30_jours",
        "Part des entrants reçus pour leur accompagnement en moins de 30 jours",
        "Parmi les nouveaux entrants orientés hors emploi, part de ceux dont le premier rendez-vous "
        "d'accompagnement honoré a lieu moins de 30 jours après leur rendez-vous d'orientation, ou après la "
        "transmission s'ils n'en ont pas eu. Reçu avant, c'est un échec, comme à la source.",
        _accompagnes,
        horloge="Du rendez-vous d'orientation honoré, sinon de la transmission, au premier rendez-vous "
        "d'accompagnement honoré.",
        delais=("rdvi.delai_accompagnement",),
        **COHORTE,
    ),
    _declarer(
        "part_absences",
        "Part d'absences aux rendez-vous",
        "Parmi les rendez-vous de la période dont l'issue est notée (honoré, absence, excusé, annulé par le "
        "service), part des absences. Daté du jour du rendez-vous, non du jour où il a été pris.",
        _absences,
        sens=Sens.BAISSE,
    ),
    _declarer(
        "part_honores",
        "Part de rendez-vous honorés",
        "Parmi les rendez-vous de la période maintenus par le service et dont l'issue est notée (honoré, "
        "absence, excusé), part de ceux qui sont honorés.",
        _honores,
    ),
    _declarer(
        "personnes_recues",
        "Nombre de personnes reçues",
        "Personnes différentes qui ont honoré au moins un rendez-vous dans la période. Les mois ne "
        "s'additionnent pas : une personne reçue en mars et en avril compte une fois dans l'année.",
        _recues,
        genre=Genre.DISTINCT,
        unite=Unite.NOMBRE,
        unite_compte=UniteCompte.PERSONNE,
        additivite=Additivite.DISTINCT,
    ),
)
