"""Le réexamen à douze mois d'un parcours social : dit par le dernier contrat, gardé dans la synthèse."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYNTHESE = "parcours_suivi_synthese"

CONTRATS = f"""
CREATE OR REPLACE FUNCTION jalon_synthese_contrats(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET (contrat_debut, contrat_signe_le, contrat_fin, revue_motivee) = (
       SELECT c.debut, c.signe_le, c.dernier, coalesce(c.motivee, false)
         FROM (VALUES (1)) un(e) LEFT JOIN LATERAL (
           SELECT debut, signe_le, coalesce(fin_effective, fin) AS dernier, motif_reexamen <> '' AS motivee
             FROM parcours_contrats_contrat
            WHERE personne_id = s.personne_id AND etat IN ('signe', 'resilie', 'remplace')
              AND coalesce(fin_effective, fin, 'infinity') >= coalesce(s.entree, '-infinity'::date)
            ORDER BY etat = 'signe' DESC, debut DESC, signe_le DESC LIMIT 1) c ON true)
    FROM unnest(parmi) v WHERE s.personne_id = v $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_suivi", "0006_naissance"),
        ("parcours_contrats", "0004_effet_et_reexamen"),
    ]

    operations = [
        migrations.AddField(
            model_name="synthese",
            name="revue_motivee",
            field=models.BooleanField(default=False, db_default=False, verbose_name="réexamen à douze mois"),
        ),
        migrations.RunSQL(CONTRATS, migrations.RunSQL.noop),
    ]
