"""Une page de la file ne relit que les jours de transmission qu'elle montre ; les délais, que les entrants."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import PERIMETRE

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Comme `jalon_file_orientation(jour)`, bornée aux transmissions de `du` à `au`. Deux fonctions : bornée, elle
# suit les index de chaque personne ; entière, elle lit chaque table une fois.
PAGE = f"""
CREATE FUNCTION jalon_file_orientation(jour date, du date, au date)
RETURNS TABLE (personne uuid, entree date, connu_le date, regime varchar, soumis varchar,
               departement varchar, territoire varchar, commune varchar)
LANGUAGE sql STABLE {DEFINIE} AS $$
WITH visibles AS MATERIALIZED (
    SELECT e.personne_id, e.entree, e.connu_le, e.regime, p.departement, p.territoire, p.commune
      FROM parcours_personnes_episode e JOIN parcours_personnes_perimetre p ON p.personne_id = e.personne_id
     WHERE e.connu_le BETWEEN du AND least(au, jour) AND e.entree <= jour
       AND (e.sortie IS NULL OR e.sortie > jour) AND ({PERIMETRE})
)
SELECT v.personne_id, v.entree, v.connu_le, v.regime, coalesce(d.valeur, 'inconnu')::varchar,
       v.departement, v.territoire, v.commune
  FROM visibles v
  LEFT JOIN LATERAL (SELECT s.valeur FROM parcours_personnes_membre m
                       JOIN parcours_personnes_droitsdevoirs s ON s.membre_id = m.id
                      WHERE m.personne_id = v.personne_id AND s.a_compter_du <= jour
                      ORDER BY s.a_compter_du DESC LIMIT 1) d ON true
 WHERE NOT EXISTS (SELECT 1 FROM parcours_orientation_orientation o
                    WHERE o.personne_id = v.personne_id AND o.annulee_le IS NULL
                      AND o.decidee_le BETWEEN v.entree AND jour)
   AND NOT EXISTS (SELECT 1 FROM parcours_personnes_faitrepris f
                     JOIN parcours_personnes_membre m ON m.id = f.membre_id
                    WHERE m.personne_id = v.personne_id AND f.nature = 'orientation'
                      AND f.disparu_le IS NULL AND f.date BETWEEN v.entree AND jour)
$$;
REVOKE EXECUTE ON FUNCTION jalon_file_orientation(date, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_file_orientation(date, date, date) TO application;
"""

# La dernière réponse de la caisse, par personne, sans trier : le plus grand rang, impair pour un « oui ». Le plan
# se refait à chaque appel : un mois et dix ans d'entrants ne se lisent pas pareil.
ENTRANTS = f"""
CREATE OR REPLACE FUNCTION jalon_entrants_orientes(jour date, du date, au date)
RETURNS TABLE (connu_le date, regime varchar, sortie date, territoire varchar, decidee_le date,
               notifiee_le date, voie varchar, organisme uuid, referent uuid)
LANGUAGE plpgsql STABLE {DEFINIE} SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
WITH entrants AS (
    SELECT e.id, e.personne_id, e.entree, e.sortie, e.connu_le, e.regime, p.territoire
      FROM parcours_personnes_episode e JOIN parcours_personnes_perimetre p ON p.personne_id = e.personne_id
     WHERE e.connu_le BETWEEN du AND least(au, jour) AND ({PERIMETRE})
), soumis AS (
    SELECT m.personne_id
      FROM entrants e JOIN parcours_personnes_membre m ON m.personne_id = e.personne_id
      JOIN parcours_personnes_droitsdevoirs s ON s.membre_id = m.id
     WHERE s.a_compter_du <= jour
     GROUP BY m.personne_id
    HAVING max((s.a_compter_du - date '2000-01-01') * 2 + (s.valeur = 'oui')::int) % 2 <> 0
), premieres AS (
    SELECT DISTINCT ON (e.id) e.id, o.decidee_le, o.notifiee_le, o.voie, o.organisme_referent_id, o.referent_id
      FROM entrants e JOIN parcours_orientation_orientation o ON o.personne_id = e.personne_id
     WHERE o.annulee_le IS NULL AND o.decidee_le BETWEEN e.entree AND jour
       AND (e.sortie IS NULL OR o.decidee_le < e.sortie)
     ORDER BY e.id, o.decidee_le, o.enregistree_le
)
SELECT e.connu_le, e.regime, CASE WHEN e.sortie <= jour THEN e.sortie END, e.territoire, o.decidee_le,
       o.notifiee_le, o.voie, o.organisme_referent_id, o.referent_id
  FROM entrants e JOIN soumis s ON s.personne_id = e.personne_id
  LEFT JOIN premieres o ON o.id = e.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_orientation", "0003_file_rapide")]

    operations = [
        migrations.RunSQL(PAGE, "DROP FUNCTION jalon_file_orientation(date, date, date)"),
        migrations.RunSQL(ENTRANTS, migrations.RunSQL.noop),
    ]
