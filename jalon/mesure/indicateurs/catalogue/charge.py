"""La charge de l'accompagnement à une date : qui est suivi, par combien de référents, qui attend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis.expr.types as ir
from ibis import _

from jalon.mesure.indicateurs.catalogue.communs import (
    ECARTE,
    PAS_ENCORE,
    RESTE,
    avec,
    en_cours,
    present,
    presents_orientes,
)
from jalon.mesure.indicateurs.declaration import Contexte, Declaration, Genre, Regle, classement
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte

Classer = Callable[[Contexte], ir.Table]


def _suivis(c: Contexte) -> ir.Table:
    return en_cours(c, "suivi_debut", "suivi_fin")


def _presents(c: Contexte) -> ir.Table:
    t = c.episodes
    return t.filter(present(c, t))


def _personnes_suivies(c: Contexte) -> ir.Table:
    t = avec(_presents(c), _suivis(c), "suivie")
    return classement(t, t.entree, [(t.suivie.isnull(), RESTE, "sans_suivi")])


def _par_referent(c: Contexte) -> ir.Table:
    suivis = _suivis(c).filter(_.porteur.notnull()).select("suivie", "porteur").distinct()
    t = _presents(c)
    t = t.left_join(suivis, t.personne == suivis.suivie)
    return classement(t, t.entree, [(t.porteur.isnull(), ECARTE, "sans_referent")], porteur=t.porteur)


def _par_structure(c: Contexte) -> ir.Table:
    suivis = _suivis(c).filter(_.lieu.notnull()).select("suivie", "lieu").distinct()
    t = _presents(c)
    t = t.left_join(suivis, t.personne == suivis.suivie)
    regles: list[Regle] = [(t.lieu.isnull(), ECARTE, "sans_structure")]
    return classement(t, t.entree, regles, porteur=t.lieu, structure=t.lieu)


def _sans_referent(c: Contexte) -> ir.Table:
    t, ecarts = presents_orientes(c)
    t = avec(t, _suivis(c).filter(_.porteur.notnull()), "suivie")
    return classement(t, t.entree, [*ecarts, (t.suivie.notnull(), RESTE, "avec_referent")])


def _sans_rdv(c: Contexte) -> ir.Table:
    depuis = c.recul()
    e = c.evenements
    recus = e.filter((e.type == "rdv_honore") & (e.date > depuis) & (e.date <= min(c.au, c.arrete_au)))
    t, ecarts = presents_orientes(c)
    t = avec(t, recus.select(suivie=_.personne), "recue")
    regles: list[Regle] = [
        *ecarts,
        (t.recue.notnull(), RESTE, "rdv_recent"),
        (t.orientation > depuis, PAS_ENCORE, "oriente_recemment"),
    ]
    return classement(t, t.orientation, regles)


def _echus(c: Contexte) -> ir.Table:
    t, ecarts = presents_orientes(c)
    t = avec(t, en_cours(c, "contrat_debut", "contrat_fin"), "contractante")
    regles: list[Regle] = [
        *ecarts,
        (t.contractante.notnull(), RESTE, "contrat_en_cours"),
        (t.contrat_signe.isnull() & t.contrat_renouvele.isnull(), ECARTE, "jamais_de_contrat"),
    ]
    return classement(t, t.entree, regles)


def _declarer(code: str, titre: str, definition: str, classer: Classer, **autres: Any) -> Declaration:
    communs: dict[str, Any] = {
        "genre": Genre.PART,
        "unite": Unite.POURCENT,
        "additivite": Additivite.RATIO,
        "sens": Sens.BAISSE,
    }
    return Declaration(
        code=f"charge.{code}",
        version=1,
        titre=titre,
        definition=definition,
        source="Jalon ; listes de travail en usage dans les départements",
        horloge="aucune",
        maturite="Situation au dernier jour de la période, d'après les faits de ce jour et d'avant.",
        unite_compte=UniteCompte.PERSONNE,
        nature=NatureIndicateur.STOCK,
        classer=classer,
        arret_a_la_fin=True,
        **communs | autres,
    )


MOYENNE: dict[str, Any] = {"genre": Genre.MOYENNE, "unite": Unite.NOMBRE, "sens": Sens.NEUTRE}
ORIENTEES = (
    "Parmi les personnes dans le RSA, soumises aux droits et devoirs et orientées le dernier jour de la "
    "période"
)
SANS_RDV = (
    "part de celles qui n'ont honoré aucun rendez-vous dans les {jours} jours qui finissent ce jour-là. Une "
    "orientation plus récente que ce délai est « pas encore », sauf si la personne a déjà été reçue."
)

DECLARATIONS = (
    _declarer(
        "personnes_suivies",
        "Nombre de personnes suivies",
        "Personnes dans le RSA et confiées à une structure ou à un référent le dernier jour de la période.",
        _personnes_suivies,
        genre=Genre.COMPTE,
        unite=Unite.NOMBRE,
        additivite=Additivite.STOCK,
        sens=Sens.NEUTRE,
        part_de="personnes dans le RSA",
    ),
    _declarer(
        "par_referent",
        "Nombre moyen de personnes par référent",
        "Personnes dans le RSA et suivies par un référent nommé le dernier jour de la période, divisées "
        "par le nombre de référents qui en suivent au moins une. Deux référents de la même personne la "
        "suivent chacun.",
        _par_referent,
        **MOYENNE,
    ),
    _declarer(
        "par_structure",
        "Nombre moyen de personnes par structure",
        "Personnes dans le RSA et confiées à une structure le dernier jour de la période, divisées par le "
        "nombre de structures qui en suivent au moins une. La coupe par structure donne sa file active.",
        _par_structure,
        **MOYENNE,
    ),
    _declarer(
        "sans_referent",
        "Part des personnes orientées sans référent nommé",
        f"{ORIENTEES}, part de celles qu'aucun référent nommé ne suit ce jour-là.",
        _sans_referent,
    ),
    _declarer(
        "sans_rdv_30_jours",
        "Part des personnes orientées sans rendez-vous honoré depuis 30 jours",
        f"{ORIENTEES}, {SANS_RDV.format(jours=30)}",
        _sans_rdv,
        delais=("charge.delai_sans_rdv",),
    ),
    _declarer(
        "sans_rdv_60_jours",
        "Part des personnes orientées sans rendez-vous honoré depuis 60 jours",
        f"{ORIENTEES}, {SANS_RDV.format(jours=60)}",
        _sans_rdv,
        delais=("charge.delai_sans_rdv_long",),
    ),
    _declarer(
        "contrats_echus",
        "Part des personnes sous contrat dont le contrat est échu",
        f"{ORIENTEES}, et qui ont signé un contrat pendant ce séjour ou en ont un en cours, part de celles "
        "dont aucun contrat ne court ce jour-là.",
        _echus,
    ),
)
