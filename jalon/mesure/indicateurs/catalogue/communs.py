"""Ce que plusieurs déclarations partagent : la population des entrants, les délais tenus ou non."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from jalon.mesure.indicateurs.declaration import Contexte, Regle, Situation, classement, jours_entre

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
) -> ir.Table:
    """Fait au plus tard le dernier jour du délai, compris.

    `attendre` : pour une part, un séjour dont le délai court encore n'est ni une réussite ni un échec, même
    déjà fait, sinon les récents ne montreraient que leurs réussites. Pour un compte, ce qui est fait compte.
    """
    limite = c.limite(depart, t.regime, t.voie)
    mur = limite < c.arrete_au
    a_temps: Regle = (fait <= limite, COMPTE, "compte")
    trop_tot: Regle = (~mur, PAS_ENCORE, "delai_en_cours")
    ordre = [trop_tot, a_temps] if attendre else [a_temps, _retard(fait, limite), trop_tot]
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
