"""Un premier chargement ne recalcule pas la synthèse de personnes qui n'en ont pas encore.

Leur ligne naît avec leur épisode. Les plans sont bornés à l'index : pendant le chargement, la base croit encore
ces tables vides, et relirait tous les membres à chaque lot.
"""

from django.db import migrations

DEFINIE = """SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"""
TOUCHEES = """SELECT array_agg(DISTINCT s.personne_id) INTO touchees FROM {source} f
          JOIN parcours_personnes_membre m ON m.id = f.membre_id
          JOIN parcours_suivi_synthese s ON s.personne_id = m.personne_id;"""
SUIVRE = f"""
CREATE OR REPLACE FUNCTION jalon_synthese_suivre_membre() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE touchees uuid[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        {TOUCHEES.format(source="avant")}
    ELSE
        {TOUCHEES.format(source="apres")}
    END IF;
    IF touchees IS NOT NULL THEN
        PERFORM jalon_synthese_soumis(touchees);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_suivi", "0004_par_episode")]

    operations = [migrations.RunSQL(SUIVRE, migrations.RunSQL.noop)]
