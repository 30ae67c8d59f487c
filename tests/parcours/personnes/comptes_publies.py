"""Les comptes qu'un département publie, tous refaits : ils servent à prouver qu'un effacement n'en change
aucun."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from jalon.parcours.personnes.selectors import DEFINITIONS, entrants_par_mois, nouveaux_entrants
from jalon.socle.acces.models import Compte

DU, AU = date(2019, 1, 1), date(2031, 12, 31)
REQUETES = {
    "entrees": "SELECT date_trunc('month', entree)::date, motif_entree, regime, count(*)"
    " FROM parcours_personnes_episode GROUP BY 1, 2, 3",
    "sorties": "SELECT date_trunc('month', sortie)::date, motif_sortie, count(*)"
    " FROM parcours_personnes_episode WHERE sortie IS NOT NULL GROUP BY 1, 2",
    "stocks": "SELECT m.mois, count(*) FROM mois m JOIN parcours_personnes_episode e"
    " ON e.entree <= m.mois AND coalesce(e.sortie, 'infinity') > m.mois GROUP BY 1",
    "stocks_par_commune": "SELECT m.mois, z.commune, z.territoire, count(*) FROM mois m"
    " JOIN parcours_personnes_episode e ON e.entree <= m.mois AND coalesce(e.sortie, 'infinity') > m.mois"
    " JOIN parcours_personnes_perimetre z ON z.personne_id = e.personne_id GROUP BY 1, 2, 3",
    "entrees_par_commune_du_jour": "SELECT date_trunc('month', e.entree)::date, a.commune, count(*)"
    " FROM parcours_personnes_episode e JOIN parcours_personnes_membre m ON m.personne_id = e.personne_id"
    " JOIN LATERAL (SELECT commune FROM parcours_personnes_adresse WHERE foyer_id = m.foyer_id"
    " AND a_compter_du <= e.entree ORDER BY a_compter_du DESC LIMIT 1) a ON true GROUP BY 1, 2",
    "droits_devoirs": "SELECT m.mois, d.valeur, count(*) FROM mois m"
    " CROSS JOIN parcours_personnes_membre b"
    " JOIN LATERAL (SELECT valeur FROM parcours_personnes_droitsdevoirs WHERE membre_id = b.id"
    " AND a_compter_du <= m.mois ORDER BY a_compter_du DESC LIMIT 1) d ON true"
    " GROUP BY 1, 2",
    "etats": "SELECT m.mois, e.etat, count(*) FROM mois m CROSS JOIN parcours_personnes_foyer f"
    " JOIN LATERAL (SELECT etat FROM parcours_personnes_etatdroit WHERE foyer_id = f.id"
    " AND a_compter_du <= m.mois ORDER BY a_compter_du DESC LIMIT 1) e ON true GROUP BY 1, 2",
    "par_age_et_sexe": "SELECT p.sexe, extract(year FROM p.date_naissance), count(*)"
    " FROM parcours_personnes_episode e JOIN parcours_personnes_personne p ON p.id = e.personne_id"
    " GROUP BY 1, 2",
}
MOIS = "WITH mois AS (SELECT generate_series(date '2024-10-01', date '2026-12-01', '1 month')::date AS mois)"


def comptes_publies(lecteur: Compte) -> dict[str, Any]:
    """Entrées, sorties, stocks, droits et devoirs, par mois et par commune ; entrants selon chaque
    définition."""
    comptes: dict[str, Any] = {}
    with connection.cursor() as curseur:
        for nom, requete in REQUETES.items():
            curseur.execute(f"{MOIS} {requete}")
            comptes[nom] = sorted(map(str, curseur.fetchall()))
            assert comptes[nom], nom
    for definition in DEFINITIONS:
        comptes[definition] = entrants_par_mois(nouveaux_entrants(definition, DU, AU, lecteur))
        assert comptes[definition], definition
    return comptes
