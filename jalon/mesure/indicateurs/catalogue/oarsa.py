"""L'enquête annuelle de la DREES sur l'orientation et l'accompagnement des bénéficiaires du RSA."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from jalon.mesure.indicateurs.catalogue.communs import ECARTE, PAS_ENCORE, RESTE
from jalon.mesure.indicateurs.declaration import (
    Contexte,
    Declaration,
    Genre,
    Regle,
    classement,
    jours_entre,
)
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte

SOURCE = "DREES, enquête sur l'orientation et l'accompagnement des bénéficiaires du RSA"
PREFIXE = "droits_devoirs_"
COHORTE = (
    "Entrés dans la période (dernière entrée de chaque personne), toujours dans le RSA et soumis aux droits "
    "et devoirs à sa fin"
)


def _a_la_fin(c: Contexte) -> ir.Table:
    """Les séjours, avec `soumis` : ce que la caisse dit des droits et devoirs à la fin de la période.

    La dernière réponse connue ce jour-là, jamais celle d'aujourd'hui ; deux dossiers le même jour, « oui »
    l'emporte.
    """
    reponses = c.evenements.filter(_.type.startswith(PREFIXE) & (_.date <= c.au))
    dernieres = reponses.group_by("personne").aggregate(dernier_jour=_.date.max())
    du_jour = reponses.join(
        dernieres,
        (reponses.personne == dernieres.personne) & (reponses.date == dernieres.dernier_jour),
        how="semi",
    )
    soumis = du_jour.filter(_.type == f"{PREFIXE}oui").select("personne").distinct()
    soumis = soumis.select(soumise=_.personne)
    t = c.episodes
    return t.left_join(soumis, t.personne == soumis.soumise)


def _present(c: Contexte, t: ir.Table) -> ir.BooleanColumn:
    return (t.entree <= c.au) & (t.sortie.isnull() | (t.sortie > c.au))


def _orientes(c: Contexte) -> ir.Table:
    t = _a_la_fin(c)
    t = t.filter(_present(c, t))
    regles: list[Regle] = [
        (t.soumise.isnull(), ECARTE, "non_soumis"),
        (t.orientation.isnull(), RESTE, "non_oriente"),
    ]
    return classement(t, t.entree, regles)


def _cohorte(c: Contexte) -> tuple[ir.Table, list[Regle]]:
    t = _a_la_fin(c)
    entrees = c.episodes.filter(_.entree <= c.au)
    dernieres = entrees.group_by("personne").aggregate(derniere_entree=_.entree.max())
    dernieres = dernieres.select(entrante=_.personne, derniere_entree=_.derniere_entree)
    t = t.filter(c.dans_la_periode(t.entree))
    t = t.join(dernieres, t.personne == dernieres.entrante)
    return t, [
        (t.entree < t.derniere_entree, ECARTE, "entree_plus_recente"),
        (~_present(c, t), ECARTE, "sorti"),
        (t.soumise.isnull(), ECARTE, "non_soumis"),
    ]


def _d1(c: Contexte) -> ir.Table:
    t, ecarts = _cohorte(c)
    regles = [*ecarts, (t.orientation.isnull(), PAS_ENCORE, "en_attente")]
    return classement(t, t.entree, regles, jours_entre(t.entree, t.orientation))


def _d2(c: Contexte) -> ir.Table:
    t, ecarts = _cohorte(c)
    regles = [
        *ecarts,
        (t.orientation.isnull(), ECARTE, "non_oriente"),
        (t.service_emploi, ECARTE, "service_emploi"),
        (t.contrat_signe < t.orientation, ECARTE, "fait_avant"),
        (t.contrat_signe.isnull(), PAS_ENCORE, "en_attente"),
    ]
    return classement(t, t.entree, regles, jours_entre(t.orientation, t.contrat_signe))


DECLARATIONS = (
    Declaration(
        code="oarsa.part_orientee",
        version=1,
        titre="Part des bénéficiaires soumis aux droits et devoirs qui sont orientés",
        definition=(
            "Parmi les personnes dans le RSA et soumises aux droits et devoirs le dernier jour de la "
            "période, part de celles qu'une décision de ce séjour confie à un organisme référent."
        ),
        source=SOURCE,
        horloge="aucune",
        maturite="Situation au dernier jour de la période, d'après les faits de ce jour et d'avant.",
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.STOCK,
        additivite=Additivite.RATIO,
        sens=Sens.HAUSSE,
        classer=_orientes,
        arret_a_la_fin=True,
    ),
    Declaration(
        code="oarsa.d1",
        version=1,
        titre="Délai moyen de l'entrée dans le RSA à la première orientation",
        definition=f"{COHORTE}, et orientés à cette date.",
        source=SOURCE,
        horloge="Du premier jour du séjour à la première orientation.",
        maturite="Faits arrêtés à la fin de la période ; ceux qui attendent encore sont comptés à part.",
        genre=Genre.DELAI,
        unite=Unite.JOUR,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.BAISSE,
        classer=_d1,
        arret_a_la_fin=True,
    ),
    Declaration(
        code="oarsa.d2",
        version=1,
        titre="Délai moyen de la première orientation au premier contrat",
        definition=f"{COHORTE}, orientés hors du service public de l'emploi et sous contrat à cette date.",
        source=SOURCE,
        horloge="De la première orientation à la signature du premier contrat.",
        maturite="Faits arrêtés à la fin de la période ; ceux qui attendent encore sont comptés à part.",
        genre=Genre.DELAI,
        unite=Unite.JOUR,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.BAISSE,
        classer=_d2,
        arret_a_la_fin=True,
    ),
)
