"""Une synthèse naît avec son épisode et ses droits et devoirs, en une écriture au lieu de trois."""

from django.db import migrations

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYNTHESE = "parcours_suivi_synthese"
DERNIER_EPISODE = """LEFT JOIN LATERAL (
          SELECT entree, sortie, regime, connu_le FROM parcours_personnes_episode
           WHERE personne_id = v ORDER BY entree DESC LIMIT 1) e ON true"""
DERNIERE_REPONSE = """LEFT JOIN LATERAL (
          SELECT d.valeur FROM parcours_personnes_membre m
            JOIN parcours_personnes_droitsdevoirs d ON d.membre_id = m.id
           WHERE m.personne_id = v ORDER BY d.a_compter_du DESC, d.chargement_id DESC LIMIT 1) d ON true"""

CALCULS = f"""
CREATE OR REPLACE FUNCTION jalon_synthese_lignes(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ INSERT INTO {SYNTHESE}
          (personne_id, entree, sortie, regime, connu_le, soumis, voie, rdv_individuels, rdv_collectifs)
   SELECT v, e.entree, e.sortie, coalesce(e.regime, ''), e.connu_le, coalesce(d.valeur, ''), '', 0, 0
     FROM (SELECT DISTINCT u AS v FROM unnest(parmi) u
            WHERE u IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {SYNTHESE} s WHERE s.personne_id = u)) n
     {DERNIER_EPISODE}
     {DERNIERE_REPONSE}
   ON CONFLICT (personne_id) DO NOTHING $$;

CREATE OR REPLACE FUNCTION jalon_synthese_episodes(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET entree = e.entree, sortie = e.sortie, regime = coalesce(e.regime, ''), connu_le = e.connu_le
     FROM unnest(parmi) v {DERNIER_EPISODE}
    WHERE s.personne_id = v AND (s.entree, s.sortie, s.regime, s.connu_le)
          IS DISTINCT FROM (e.entree, e.sortie, coalesce(e.regime, ''), e.connu_le) $$;

-- Qui vient de naître a déjà son épisode : rien à recalculer pour lui.
CREATE OR REPLACE FUNCTION jalon_synthese_suivre() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE touchees uuid[]; connues uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT personne_id) INTO touchees FROM apres;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT personne_id) INTO touchees FROM avant;
    ELSE
        SELECT array_agg(DISTINCT personne_id) INTO touchees
          FROM (SELECT personne_id FROM avant UNION ALL SELECT personne_id FROM apres) f;
    END IF;
    IF touchees IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(personne_id) INTO connues FROM {SYNTHESE} WHERE personne_id = ANY (touchees);
    PERFORM jalon_synthese_lignes(touchees);
    IF TG_ARGV[0] = 'jalon_synthese_sejours' THEN
        touchees := connues;
    END IF;
    IF touchees IS NOT NULL THEN
        EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING touchees;
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_suivi", "0005_premier_chargement")]

    operations = [migrations.RunSQL(CALCULS, migrations.RunSQL.noop)]
