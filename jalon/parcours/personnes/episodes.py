"""Les épisodes, déduits de l'état du droit des foyers et de la présence des adultes.

Un adulte (demandeur ou conjoint) est dans le RSA tant qu'un de ses foyers a un droit ouvert, versé ou
suspendu. Changer de foyer sans jour d'écart continue l'épisode ; un jour sans droit ouvert le ferme. Un
épisode dont les bornes sont corrigées garde sa clé : le nouveau séjour qui le chevauche la reprend.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.socle.base.cles import en_tableau
from jalon.socle.parametres.selectors import parametre

DEBUT_PLEIN_EMPLOI = "loi.debut_plein_emploi"
"""Paramètre : premier jour du régime de la loi 2023-1196 pour le plein emploi."""

# Chaque étape est mesurée (ANALYZE) : sans cela, un premier chargement se fait avec de mauvais plans.
ETAPES = {
    "touches": """
SELECT m.id, m.personne_id, m.foyer_id FROM parcours_personnes_membre m
 WHERE m.personne_id = ANY (%(personnes)s::uuid[])
""",
    "presences": """
SELECT m.personne_id, m.foyer_id, a.role,
       daterange(a.a_compter_du, lead(a.a_compter_du) OVER (PARTITION BY m.id ORDER BY a.a_compter_du))
       AS periode
  FROM touches m JOIN parcours_personnes_appartenance a ON a.membre_id = m.id
""",
    "droits": """
SELECT e.foyer_id, e.etat, e.chargement_id,
       daterange(e.a_compter_du, lead(e.a_compter_du) OVER (PARTITION BY e.foyer_id ORDER BY e.a_compter_du))
       AS periode
  FROM (SELECT DISTINCT foyer_id FROM touches) t
  JOIN parcours_personnes_etatdroit e ON e.foyer_id = t.foyer_id
""",
    "ouverts": """
SELECT p.personne_id, p.periode * d.periode AS periode, d.chargement_id
  FROM presences p JOIN droits d ON d.foyer_id = p.foyer_id AND d.periode && p.periode
 WHERE p.role IN ('DEM', 'CJT') AND d.etat IN ('2', '3', '4')
""",
    "sejours": """
WITH reunis AS (
    SELECT personne_id, unnest(range_agg(periode)) AS periode FROM ouverts GROUP BY personne_id
), connus AS (
    SELECT o.personne_id, lower(o.periode) AS entree,
           min(c.cree_le AT TIME ZONE 'Europe/Paris')::date AS connu_le
      FROM ouverts o JOIN parcours_personnes_chargement c ON c.id = o.chargement_id
     GROUP BY 1, 2
)
SELECT r.personne_id, lower(r.periode) AS entree, upper(r.periode) AS sortie, c.connu_le,
       row_number() OVER (PARTITION BY r.personne_id ORDER BY r.periode) AS rang,
       NULL::uuid AS episode, ''::varchar AS motif_entree, ''::varchar AS motif_sortie
  FROM reunis r JOIN connus c ON c.personne_id = r.personne_id AND c.entree = lower(r.periode)
""",
}

# Un séjour reprend la clé du premier épisode qu'il chevauche, chaque épisode ne servant qu'une fois.
CLES = """
WITH paires AS (
    SELECT s.ctid AS sejour, e.id AS episode,
           row_number() OVER (PARTITION BY s.ctid ORDER BY e.entree) AS choix,
           row_number() OVER (PARTITION BY e.id ORDER BY s.entree) AS rang
      FROM sejours s JOIN parcours_personnes_episode e
        ON e.personne_id = s.personne_id
       AND daterange(e.entree, e.sortie) && daterange(s.entree, s.sortie)
)
UPDATE sejours s SET episode = p.episode FROM paires p WHERE s.ctid = p.sejour AND p.choix = 1 AND p.rang = 1
"""

MOTIFS_ENTREE = """
UPDATE sejours s SET motif_entree = CASE
    WHEN s.rang = 1 AND EXISTS (SELECT 1 FROM touches m JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
                                 WHERE m.personne_id = s.personne_id AND f.arrive_de <> '') THEN 'mutation'
    WHEN s.rang > 1 THEN 'retour' ELSE 'premier' END
"""

MOTIFS_SORTIE = """
UPDATE sejours s SET motif_sortie = coalesce((
    SELECT CASE WHEN e.etat IN ('2', '3', '4') THEN 'separation'
                WHEN 'MUT' = ANY (e.motifs) OR f.parti_vers <> '' THEN 'mutation'
                WHEN 'PCG' = ANY (e.motifs) THEN 'decision'
                WHEN 'ECH' = ANY (e.motifs) THEN 'sans_droit'
                WHEN e.etat IN ('5', '6') THEN 'fin_droit' ELSE 'autre' END
      FROM touches m
      JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
      JOIN LATERAL (SELECT etat, motifs FROM parcours_personnes_etatdroit
                     WHERE foyer_id = f.id AND a_compter_du <= s.sortie
                     ORDER BY a_compter_du DESC LIMIT 1) e ON true
      JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                     WHERE membre_id = m.id AND a_compter_du < s.sortie
                     ORDER BY a_compter_du DESC LIMIT 1) r ON r.role IN ('DEM', 'CJT')
     WHERE m.personne_id = s.personne_id
     ORDER BY f.dernier_chargement_id DESC NULLS LAST LIMIT 1), 'autre')
 WHERE s.sortie IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class BilanEpisodes:
    """Combien d'épisodes sont nés, ont été fermés, rouverts ou corrigés, ou n'ont plus lieu d'être."""

    entrees: int
    sorties: int
    corriges: int
    retires: int


def recalculer_episodes(personnes: Collection[UUID]) -> BilanEpisodes:
    """Refait les épisodes de ces personnes, en quelques requêtes, dans la transaction de qui l'appelle."""
    liste = en_tableau(personnes)
    plein_emploi = str(parametre(DEBUT_PLEIN_EMPLOI, timezone.localdate()))
    with connection.cursor() as curseur:
        for nom, requete in ETAPES.items():
            curseur.execute(f"DROP TABLE IF EXISTS {nom}")
            curseur.execute(f"CREATE TEMPORARY TABLE {nom} ON COMMIT DROP AS {requete}", {"personnes": liste})
            curseur.execute(f"ANALYZE {nom}")
        curseur.execute("CREATE INDEX ON touches (personne_id)")
        for ordre in (CLES, MOTIFS_ENTREE, MOTIFS_SORTIE):
            curseur.execute(ordre)
        curseur.execute(
            "DELETE FROM parcours_personnes_episode e WHERE e.personne_id = ANY (%s::uuid[])"
            " AND NOT EXISTS (SELECT 1 FROM sejours s WHERE s.episode = e.id)",
            [liste],
        )
        retires = curseur.rowcount
        sorties, corriges = _corriger(curseur, plein_emploi)
        curseur.execute(
            "INSERT INTO parcours_personnes_episode"
            " (id, personne_id, entree, sortie, motif_entree, motif_sortie, regime, connu_le)"
            " SELECT gen_random_uuid(), personne_id, entree, sortie, motif_entree, motif_sortie,"
            " CASE WHEN entree < %s THEN 'avant_2025' ELSE 'plein_emploi' END, connu_le"
            " FROM sejours WHERE episode IS NULL",
            [plein_emploi],
        )
        entrees = curseur.rowcount
    return BilanEpisodes(entrees, sorties, corriges, retires)


def _corriger(curseur: Any, plein_emploi: str) -> tuple[int, int]:
    """Met à jour les épisodes gardés dont une borne ou un motif change : (fermés, autres corrections)."""
    curseur.execute(
        "WITH changes AS (UPDATE parcours_personnes_episode e"
        " SET entree = s.entree, sortie = s.sortie, motif_entree = s.motif_entree,"
        " motif_sortie = s.motif_sortie, connu_le = s.connu_le,"
        " regime = CASE WHEN s.entree < %s THEN 'avant_2025' ELSE 'plein_emploi' END"
        " FROM sejours s, parcours_personnes_episode avant"
        " WHERE s.episode = e.id AND avant.id = e.id"
        " AND (e.entree, e.sortie, e.motif_entree, e.motif_sortie, e.connu_le)"
        " IS DISTINCT FROM (s.entree, s.sortie, s.motif_entree, s.motif_sortie, s.connu_le)"
        " RETURNING avant.sortie IS NULL AND e.sortie IS NOT NULL AS ferme)"
        " SELECT count(*) FILTER (WHERE ferme), count(*) FILTER (WHERE NOT ferme) FROM changes",
        [plein_emploi],
    )
    fermes, autres = curseur.fetchone()
    return fermes, autres
