"""Ce que plusieurs déclarations partagent : la population des entrants, les délais tenus ou non."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from jalon.mesure.indicateurs.declaration import Contexte, Regle, classement, jours_entre
from jalon.mesure.indicateurs.enums import Situation

ECARTE, RESTE, PAS_ENCORE, COMPTE = (
    Situation.ECARTE,
    Situation.RESTE,
    Situation.PAS_ENCORE,
    Situation.COMPTE,
)


def entrants(c: Contexte) -> tuple[ir.Table, list[Regle]]:
    """Les séjours que la période concerne, et ce qui écarte ceux qui n'y sont pas des entrées.

    L'entrée est datée du jour où la caisse l'a transmise (CALPAE, annexe 9).
    """
    t = c.episodes
    t = t.filter((c.dans_la_periode(t.connu_le) | c.dans_la_periode(t.entree)) & (t.connu_le <= c.arrete_au))
    return t, [
        (~c.dans_la_periode(t.connu_le), ECARTE, "autre_periode"),
        (t.stock_initial, ECARTE, "stock_initial"),
    ]


def dans_le_delai(
    c: Contexte,
    t: ir.Table,
    depart: ir.DateColumn,
    fait: ir.DateColumn,
    ecarts: Sequence[Regle],
    *,
    attendre: bool,
    moins_de: bool = False,
    avant: Regle | None = None,
) -> ir.Table:
    """Fait au plus tard le dernier jour du délai, compris ; `moins_de` : ce dernier jour n'est plus à temps.

    `attendre` : pour une part, un séjour dont le délai court encore n'est ni une réussite ni un échec, même
    déjà fait, sinon les récents ne montreraient que leurs réussites. Pour un compte, ce qui est fait compte.
    `avant` : que devient un fait antérieur au départ (défaut : il est à temps).
    """
    limite = c.limite(depart, t.regime, t.voie)
    if moins_de:
        limite = (limite - ibis.interval(days=1)).cast("date")
    mur = limite < c.arrete_au
    a_temps: Regle = (fait <= limite, COMPTE, "compte")
    trop_tot: Regle = (~mur, PAS_ENCORE, "delai_en_cours")
    tenus = [a_temps] if avant is None else [avant, a_temps]
    ordre = [trop_tot, *tenus] if attendre else [*tenus, _retard(fait, limite), trop_tot]
    regles: list[Regle] = [
        *ecarts,
        (limite.isnull(), ECARTE, "sans_horloge"),
        *ordre,
        _retard(fait, limite),
        (t.sortie <= limite, RESTE, "sorti_avant"),
        (limite.notnull(), RESTE, "jamais"),
    ]
    return classement(t, depart, regles, jours_entre(depart, fait))


def delai(t: ir.Table, depart: ir.DateColumn, fait: ir.DateColumn, ecarts: Sequence[Regle]) -> ir.Table:
    """Jours du départ au fait, pour ceux où il a eu lieu ; les autres attendent encore ou sont sortis."""
    regles: list[Regle] = [
        *ecarts,
        (fait < depart, ECARTE, "fait_avant"),
        (fait.isnull() & t.sortie.notnull(), ECARTE, "sorti_avant"),
        (fait.isnull(), PAS_ENCORE, "en_attente"),
    ]
    return classement(t, depart, regles, jours_entre(depart, fait))


def _retard(fait: ir.DateColumn, limite: ir.DateColumn) -> Regle:
    return fait > limite, RESTE, "hors_delai"


REPONSES = "droits_devoirs_"


def a_la_fin(c: Contexte) -> ir.Table:
    """Les séjours, avec `soumise` : vide si la personne n'est pas soumise à la fin de la période.

    La dernière réponse de la caisse ce jour-là, jamais celle d'aujourd'hui ; deux dossiers le même jour,
    « oui » l'emporte : c'est le rang impair, le plus grand des deux de ce jour.
    """
    reponses = c.evenements.filter(_.type.startswith(REPONSES) & (_.date <= c.au))
    rang = jours_entre(ibis.date(2000, 1, 1), reponses.date) * 2
    rang += (reponses.type == f"{REPONSES}oui").ifelse(1, 0)
    derniere = reponses.group_by("personne").aggregate(rang=rang.max())
    soumis = derniere.filter(_.rang % 2 != 0).select(soumise=_.personne)
    t = c.episodes
    return t.left_join(soumis, t.personne == soumis.soumise)


def present(c: Contexte, t: ir.Table) -> ir.BooleanColumn:
    """Dans le RSA le dernier jour de la période."""
    return (t.entree <= c.au) & (t.sortie.isnull() | (t.sortie > c.au))


def presents_orientes(c: Contexte) -> tuple[ir.Table, list[Regle]]:
    """Les séjours présents à la fin de la période ; restent ceux soumis aux droits et devoirs et orientés."""
    t = a_la_fin(c)
    t = t.filter(present(c, t))
    return t, [
        (t.soumise.isnull(), ECARTE, "non_soumis"),
        (t.orientation.isnull(), ECARTE, "non_oriente"),
    ]


def actes(c: Contexte, *types: str) -> ir.Table:
    """Les actes de ces types dans la période, chacun avec son séjour ; hors de tout séjour, il n'est pas vu.

    `acte`, `jour`, `cle` et `lieu` (la structure de l'acte) s'ajoutent aux colonnes du séjour.
    """
    e = c.evenements
    e = e.filter(e.type.isin(types) & c.dans_la_periode(e.date) & (e.date <= c.arrete_au))
    e = e.select(acte=e.type, jour=e.date, cle=e.cle, lieu=e.structure, sejour=e.episode)
    t = c.episodes
    return t.join(e, t.episode == e.sejour)


def en_cours(c: Contexte, debut: str, fin: str) -> ir.Table:
    """Ce qui court à la fin de la période, d'après son premier jour et son dernier jour, compris.

    Colonnes `suivie` (la personne), `lieu` (la structure) et `porteur` (le référent).
    """
    e = c.evenements
    jour = min(c.au, c.arrete_au)
    finis = e.filter((e.type == fin) & (e.date < jour)).select(finie=_.cle)
    commences = e.filter((e.type == debut) & (e.date <= jour))
    ouverts = commences.anti_join(finis, commences.cle == finis.finie)
    return ouverts.select(suivie=_.personne, lieu=_.structure, porteur=_.referent)


def avec(t: ir.Table, personnes: ir.Table, nom: str) -> ir.Table:
    """`t`, et une colonne `nom` : la personne si elle est dans `personnes` (colonne `suivie`), sinon vide."""
    trouvees = personnes.select("suivie").distinct().select(**{nom: _.suivie})
    return t.left_join(trouvees, t.personne == trouvees[nom])
