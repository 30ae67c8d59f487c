"""La recherche d'une personne par des mots mal tapés.

L'opérateur de tableaux n'est pas « leakproof » : sous cloisonnement, PostgreSQL n'emploierait pas l'index des
trigrammes. La recherche passe donc par une fonction du propriétaire, qui applique elle-même le périmètre du
compte et ne rend que des clés.
"""

from django.db import migrations

RARES, AU_MOINS = 6, 4
PARTS = {5: 0.10, 6: 0.03}
"""Une faute de frappe change trois trigrammes, deux lettres inversées quatre : parmi cinq, un au moins reste.

Le cinquième et le sixième ne comptent que si tous ensemble désignent moins de cette part des personnes : un
nom très porté reste rapide, et se retrouve par ses autres lettres.
"""

PROCHES = 500
"""Personnes gardées d'après leurs trigrammes rares, avant de compter tous les trigrammes communs."""

COMMUNS_RARES = " + ".join(
    f"coalesce(($2[{rang}] = ANY (p.trigrammes))::integer, 0)" for rang in range(1, RARES + 1)
)

RECHERCHE = f"""
CREATE FUNCTION jalon_chercher_personnes(cles varchar[], depuis date, jusque date, limite integer)
RETURNS TABLE (personne uuid, communs integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    rares varchar[];
    perimetre text;
BEGIN
    SELECT array_agg(r.cle ORDER BY r.rang) INTO rares FROM (
        SELECT c.cle, row_number() OVER rarete AS rang, sum(coalesce(f.frequence, 0)) OVER rarete AS part
          FROM unnest(cles) c(cle)
          LEFT JOIN (SELECT unnest(s.most_common_elems::text::varchar[]) AS cle,
                            unnest(s.most_common_elem_freqs) AS frequence
                       FROM pg_stats s
                      WHERE s.schemaname = 'public' AND s.tablename = 'parcours_personnes_personne'
                        AND s.attname = 'trigrammes') f ON f.cle = c.cle
        WINDOW rarete AS (ORDER BY coalesce(f.frequence, 0), c.cle)) r
     WHERE r.rang <= {AU_MOINS} OR (r.rang = 5 AND r.part < {PARTS[5]}) OR (r.rang = 6 AND r.part < {PARTS[6]});
    IF NOT jalon_dossiers_tous() THEN
        -- Une condition par sorte de périmètre que le compte a vraiment : chacune a son index.
        SELECT string_agg(c.condition, ' OR ') INTO perimetre FROM (VALUES
            (cardinality(jalon_dossiers_departements()), 'departement = ANY (jalon_dossiers_departements())'),
            (cardinality(jalon_dossiers_territoires()), 'territoire = ANY (jalon_dossiers_territoires())'),
            (cardinality(jalon_dossiers_organisations()), 'organisations && jalon_dossiers_organisations()'),
            (cardinality(jalon_dossiers_referents()), 'referents && jalon_dossiers_referents()')
        ) c(nombre, condition) WHERE c.nombre > 0;
        perimetre := format('AND p.id IN (SELECT personne_id FROM parcours_personnes_perimetre WHERE %s)',
                            coalesce(perimetre, 'false'));
    END IF;
    RETURN QUERY EXECUTE format($requete$
        WITH proches AS MATERIALIZED (
            SELECT p.id, p.trigrammes, CASE WHEN p.date_naissance BETWEEN $3 AND $4 THEN 4 ELSE 0 END AS nee
              FROM parcours_personnes_personne p
             WHERE p.trigrammes && $2 AND p.effacee_le IS NULL %s
             ORDER BY {COMMUNS_RARES}
                      + CASE WHEN p.date_naissance BETWEEN $3 AND $4 THEN 3 ELSE 0 END DESC, p.id
             LIMIT {PROCHES}
        ), comptees AS (
            SELECT p.id, p.nee, cardinality(p.trigrammes) AS taille,
                   (SELECT count(*)::integer FROM unnest(p.trigrammes) v(cle) WHERE v.cle = ANY ($1)) AS communs
              FROM proches p
             WHERE EXISTS (SELECT 1 FROM parcours_personnes_membre m WHERE m.personne_id = p.id))
        SELECT id, communs FROM comptees ORDER BY communs + nee DESC, taille, id LIMIT $5
        $requete$, coalesce(perimetre, ''))
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
