-- La boîte de sortie : chaque instruction note les personnes dont un fait peut changer, dans sa transaction.
-- TG_ARGV[0] : requête qui donne les personnes de `lignes` ; TG_ARGV[1] : colonnes qui comptent, vide pour toutes.
CREATE OR REPLACE FUNCTION mesure_noter_changement() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
        ' SELECT DISTINCT p FROM (%s) AS d (p) WHERE p IS NOT NULL', lues, TG_ARGV[0]);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION mesure_noter_changement() FROM PUBLIC;
