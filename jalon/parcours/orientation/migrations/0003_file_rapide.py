"""La file d'attente et les délais sans redemander le périmètre à chaque ligne jointe.

Le périmètre du compte filtre les personnes une fois ; l'orientation, les droits et devoirs se joignent ensuite.
"""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import PERIMETRE

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# `soumis` est la dernière réponse de la caisse. Une orientation reprise d'un autre logiciel depuis l'entrée
# vaut orientation.
FILE = f"""
CREATE OR REPLACE FUNCTION jalon_file_orientation(jour date)
RETURNS TABLE (personne uuid, entree date, connu_le date, regime varchar, soumis varchar,
               departement varchar, territoire varchar, commune varchar)
LANGUAGE sql STABLE {DEFINIE} AS $$
WITH attente AS (
    SELECT e.personne_id, e.entree, e.connu_le, e.regime
      FROM parcours_personnes_episode e
     WHERE e.connu_le <= jour AND e.entree <= jour AND (e.sortie IS NULL OR e.sortie > jour)
       AND NOT EXISTS (SELECT 1 FROM parcours_orientation_orientation o
                        WHERE o.personne_id = e.personne_id AND o.annulee_le IS NULL
                          AND o.decidee_le BETWEEN e.entree AND jour)
), visibles AS (
    SELECT a.*, p.departement, p.territoire, p.commune
      FROM attente a JOIN parcours_personnes_perimetre p ON p.personne_id = a.personne_id
     WHERE {PERIMETRE}
)
SELECT v.personne_id, v.entree, v.connu_le, v.regime, coalesce(d.valeur, 'inconnu')::varchar,
       v.departement, v.territoire, v.commune
  FROM visibles v
  LEFT JOIN LATERAL (SELECT s.valeur FROM parcours_personnes_membre m
                       JOIN parcours_personnes_droitsdevoirs s ON s.membre_id = m.id
                      WHERE m.personne_id = v.personne_id AND s.a_compter_du <= jour
                      ORDER BY s.a_compter_du DESC LIMIT 1) d ON true
 WHERE NOT EXISTS (SELECT 1 FROM parcours_personnes_faitrepris f
                     JOIN parcours_personnes_membre m ON m.id = f.membre_id
                    WHERE m.personne_id = v.personne_id AND f.nature = 'orientation'
                      AND f.disparu_le IS NULL AND f.date BETWEEN v.entree AND jour)
$$;
REVOKE EXECUTE ON FUNCTION jalon_file_orientation(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_file_orientation(date) TO application;
"""

# Les personnes que la caisse a transmises entre deux jours, leur première orientation du séjour ; qui n'est
# pas soumis aux droits et devoirs à `jour` n'y est pas.
ENTRANTS = f"""
CREATE FUNCTION jalon_entrants_orientes(jour date, du date, au date)
RETURNS TABLE (connu_le date, regime varchar, sortie date, territoire varchar, decidee_le date,
               notifiee_le date, voie varchar, organisme uuid, referent uuid)
LANGUAGE sql STABLE {DEFINIE} AS $$
WITH entrants AS (
    SELECT e.id, e.personne_id, e.entree, e.sortie, e.connu_le, e.regime, p.territoire
      FROM parcours_personnes_episode e JOIN parcours_personnes_perimetre p ON p.personne_id = e.personne_id
     WHERE e.connu_le BETWEEN du AND least(au, jour) AND ({PERIMETRE})
), soumis AS (
    SELECT DISTINCT ON (m.personne_id) m.personne_id, s.valeur
      FROM parcours_personnes_membre m JOIN parcours_personnes_droitsdevoirs s ON s.membre_id = m.id
     WHERE s.a_compter_du <= jour
     ORDER BY m.personne_id, s.a_compter_du DESC
), premieres AS (
    SELECT DISTINCT ON (e.id) e.id, o.decidee_le, o.notifiee_le, o.voie, o.organisme_referent_id, o.referent_id
      FROM entrants e JOIN parcours_orientation_orientation o ON o.personne_id = e.personne_id
     WHERE o.annulee_le IS NULL AND o.decidee_le BETWEEN e.entree AND jour
       AND (e.sortie IS NULL OR o.decidee_le < e.sortie)
     ORDER BY e.id, o.decidee_le, o.enregistree_le
)
SELECT e.connu_le, e.regime, CASE WHEN e.sortie <= jour THEN e.sortie END, e.territoire, o.decidee_le,
       o.notifiee_le, o.voie, o.organisme_referent_id, o.referent_id
  FROM entrants e JOIN soumis s ON s.personne_id = e.personne_id AND s.valeur = 'oui'
  LEFT JOIN premieres o ON o.id = e.id
$$;
REVOKE EXECUTE ON FUNCTION jalon_entrants_orientes(date, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_entrants_orientes(date, date, date) TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_orientation", "0002_cloisonnement")]

    operations = [
        migrations.RunSQL(FILE, migrations.RunSQL.noop),
        migrations.RunSQL(ENTRANTS, "DROP FUNCTION jalon_entrants_orientes(date, date, date)"),
    ]
