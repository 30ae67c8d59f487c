"""L'enquête annuelle de la DREES sur l'orientation et l'accompagnement des bénéficiaires du RSA."""

from __future__ import annotations

from collections.abc import Callable

import ibis.expr.types as ir
from ibis import _

from jalon.mesure.indicateurs.catalogue.communs import (
    ECARTE,
    PAS_ENCORE,
    RESTE,
    a_la_fin,
    avec,
    en_cours,
    present,
    presents_orientes,
)
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
COHORTE = (
    "Entrés dans la période (dernière entrée de chaque personne), toujours dans le RSA et soumis aux droits "
    "et devoirs à sa fin"
)


def _orientes(c: Contexte) -> ir.Table:
    t = a_la_fin(c)
    t = t.filter(present(c, t))
    regles: list[Regle] = [
        (t.soumise.isnull(), ECARTE, "non_soumis"),
        (t.orientation.isnull(), RESTE, "non_oriente"),
    ]
    return classement(t, t.entree, regles)


def _service_emploi(c: Contexte) -> ir.Table:
    t, ecarts = presents_orientes(c)
    return classement(t, t.entree, [*ecarts, (~t.service_emploi, RESTE, "autre_organisme")])


def _sous_contrat(c: Contexte) -> ir.Table:
    t, ecarts = presents_orientes(c)
    t = avec(t, en_cours(c, "contrat_debut", "contrat_fin"), "contractante")
    regles: list[Regle] = [
        *ecarts,
        (t.service_emploi, ECARTE, "service_emploi"),
        (t.contractante.isnull(), RESTE, "contrat_absent"),
    ]
    return classement(t, t.entree, regles)


def _cohorte(c: Contexte) -> tuple[ir.Table, list[Regle]]:
    t = a_la_fin(c)
    entrees = c.episodes.filter(_.entree <= c.au)
    dernieres = entrees.group_by("personne").aggregate(derniere_entree=_.entree.max())
    dernieres = dernieres.select(entrante=_.personne, derniere_entree=_.derniere_entree)
    t = t.filter(c.dans_la_periode(t.entree))
    t = t.join(dernieres, t.personne == dernieres.entrante)
    return t, [
        (t.entree < t.derniere_entree, ECARTE, "entree_plus_recente"),
        (~present(c, t), ECARTE, "sorti"),
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


def _stock(code: str, titre: str, definition: str, classer: Callable[[Contexte], ir.Table]) -> Declaration:
    return Declaration(
        code=f"oarsa.{code}",
        version=1,
        titre=titre,
        definition=(
            f"{definition} Se coupe par ancienneté du séjour : moins de 6 mois, 6 à 12 mois, un an et plus."
        ),
        source=SOURCE,
        horloge="aucune",
        maturite="Situation au dernier jour de la période, d'après les faits de ce jour et d'avant.",
        genre=Genre.PART,
        unite=Unite.POURCENT,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.STOCK,
        additivite=Additivite.RATIO,
        sens=Sens.NEUTRE if code == "part_service_emploi" else Sens.HAUSSE,
        classer=classer,
        arret_a_la_fin=True,
    )


def _delai(
    code: str, titre: str, definition: str, horloge: str, classer: Callable[[Contexte], ir.Table]
) -> Declaration:
    return Declaration(
        code=f"oarsa.{code}",
        version=1,
        titre=titre,
        definition=definition,
        source=SOURCE,
        horloge=horloge,
        maturite="Faits arrêtés à la fin de la période ; ceux qui attendent encore sont comptés à part.",
        genre=Genre.DELAI,
        unite=Unite.JOUR,
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.COHORTE,
        additivite=Additivite.RATIO,
        sens=Sens.BAISSE,
        classer=classer,
        arret_a_la_fin=True,
    )


DECLARATIONS = (
    _stock(
        "part_orientee",
        "Part des bénéficiaires soumis aux droits et devoirs qui sont orientés",
        "Parmi les personnes dans le RSA et soumises aux droits et devoirs le dernier jour de la période, "
        "part de celles qu'une décision de ce séjour confie à un organisme référent.",
        _orientes,
    ),
    _stock(
        "part_service_emploi",
        "Part des bénéficiaires orientés vers le service public de l'emploi",
        "Parmi les personnes dans le RSA, soumises aux droits et devoirs et orientées le dernier jour de la "
        "période, part de celles dont l'organisme référent est du service public de l'emploi.",
        _service_emploi,
    ),
    _stock(
        "part_sous_contrat",
        "Part des bénéficiaires orientés hors du service public de l'emploi qui ont un contrat en cours",
        "Parmi les personnes dans le RSA, soumises aux droits et devoirs et orientées hors du service "
        "public de l'emploi le dernier jour de la période, part de celles dont un contrat signé court ce "
        "jour-là.",
        _sous_contrat,
    ),
    _delai(
        "d1",
        "Délai moyen de l'entrée dans le RSA à la première orientation",
        f"{COHORTE}, et orientés à cette date.",
        "Du premier jour du séjour à la première orientation.",
        _d1,
    ),
    _delai(
        "d2",
        "Délai moyen de la première orientation au premier contrat",
        f"{COHORTE}, orientés hors du service public de l'emploi et sous contrat à cette date.",
        "De la première orientation à la signature du premier contrat.",
        _d2,
    ),
)
