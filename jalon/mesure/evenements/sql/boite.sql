-- La boîte de sortie : chaque instruction note les personnes dont un fait peut changer, dans sa transaction.
-- TG_ARGV[0] : requête qui donne les personnes de `lignes` ; TG_ARGV[1] : colonnes qui comptent, vide pour toutes ;
-- TG_ARGV[2] : 'suivies' si la table ne compte que pour qui a un séjour (un chargement en masse n'y paie rien :
-- ses séjours s'écrivent en dernier et notent la personne). Les plans sont bornés à l'index : pendant un premier
-- chargement, la base croit encore ces tables vides et les relirait entières à chaque lot.
CREATE OR REPLACE FUNCTION mesure_noter_changement() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE lues text;
BEGIN
    lues := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT * FROM apres'
        WHEN 'DELETE' THEN 'SELECT * FROM avant'
        ELSE CASE WHEN TG_ARGV[1] = '' THEN 'SELECT * FROM avant UNION ALL SELECT * FROM apres'
             ELSE format('SELECT a.* FROM avant a JOIN apres n USING (id) WHERE (%1$s) IS DISTINCT FROM (%2$s)'
                  ' UNION ALL SELECT n.* FROM avant a JOIN apres n USING (id) WHERE (%1$s) IS DISTINCT FROM (%2$s)',
                  (SELECT string_agg('a.' || c, ', ') FROM unnest(string_to_array(TG_ARGV[1], ',')) c),
                  (SELECT string_agg('n.' || c, ', ') FROM unnest(string_to_array(TG_ARGV[1], ',')) c)) END
        END;
    EXECUTE format('WITH lignes AS (%s) INSERT INTO mesure_changement (personne_id)'
        ' SELECT DISTINCT p FROM (%s) AS d (p) WHERE p IS NOT NULL%s', lues, TG_ARGV[0],
        CASE WHEN TG_ARGV[2] = 'suivies'
             THEN ' AND EXISTS (SELECT 1 FROM parcours_personnes_episode e WHERE e.personne_id = p)' ELSE '' END);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION mesure_noter_changement() FROM PUBLIC;
