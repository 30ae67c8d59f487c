"""La recherche d'une personne par des mots mal tapés.

L'opérateur de tableaux n'est pas « leakproof » : sous cloisonnement, PostgreSQL n'emploierait pas l'index des
trigrammes. La recherche passe donc par une fonction du propriétaire, qui applique elle-même le périmètre du
compte et ne rend que des clés.
"""

from django.db import migrations

RECHERCHE = """
CREATE FUNCTION jalon_chercher_personnes(cles varchar[], depuis date, jusque date, limite integer)
RETURNS TABLE (personne uuid, communs integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rares varchar[];
BEGIN
    -- Une faute de frappe change au plus trois trigrammes : parmi les six plus rares, l'un au moins reste.
    SELECT array_agg(r.cle) INTO rares FROM (
        SELECT c.cle FROM unnest(cles) c(cle)
          LEFT JOIN (SELECT unnest(s.most_common_elems::text::varchar[]) AS cle,
                            unnest(s.most_common_elem_freqs) AS frequence
                       FROM pg_stats s
                      WHERE s.schemaname = 'public' AND s.tablename = 'parcours_personnes_personne'
                        AND s.attname = 'trigrammes') f ON f.cle = c.cle
         ORDER BY coalesce(f.frequence, 0), c.cle LIMIT 6) r;
    RETURN QUERY EXECUTE $requete$
        SELECT t.id, t.communs FROM (
            SELECT p.id, p.date_naissance, cardinality(p.trigrammes) AS taille,
                   (SELECT count(*)::integer FROM unnest(p.trigrammes) v(cle) WHERE v.cle = ANY ($1)) AS communs
              FROM parcours_personnes_personne p
              JOIN parcours_personnes_perimetre pe ON pe.personne_id = p.id
             WHERE p.trigrammes && $2 AND p.effacee_le IS NULL
               AND ((SELECT jalon_dossiers_tous())
                    OR pe.departement = ANY ((SELECT jalon_dossiers_departements())::varchar[])
                    OR pe.territoire = ANY ((SELECT jalon_dossiers_territoires())::varchar[])
                    OR pe.organisations && (SELECT jalon_dossiers_organisations())::uuid[]
                    OR pe.referents && (SELECT jalon_dossiers_referents())::uuid[])
               AND EXISTS (SELECT 1 FROM parcours_personnes_membre m WHERE m.personne_id = p.id)) t
         ORDER BY t.communs + CASE WHEN t.date_naissance BETWEEN $3 AND $4 THEN 4 ELSE 0 END DESC,
                  t.taille, t.id
         LIMIT $5 $requete$
        USING cles, rares, depuis, jusque, limite;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_chercher_personnes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_chercher_personnes TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0003_protections")]

    operations = [
        migrations.RunSQL(RECHERCHE, "DROP FUNCTION jalon_chercher_personnes(varchar[], date, date, integer)")
    ]
