"""Réunir deux personnes emporte leurs faits dans les autres pièces ; défaire rend chacun à la sienne."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Toute clé étrangère vers une personne, hors de cette pièce, et les messages, que le socle relie par leur clé.
# `seulement` : table → clés à rendre ; vide, tout ce qui est à `de` part.
DEPLACER = f"""
CREATE FUNCTION jalon_deplacer_faits(de uuid, vers uuid, seulement jsonb) RETURNS jsonb
LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    lien record;
    cles jsonb;
    deplaces jsonb := '{{}}';
    nom text;
BEGIN
    IF NOT jalon_gere_droits() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits réunit deux personnes.';
    END IF;
    FOR lien IN
        SELECT t.relname, a.attname FROM pg_constraint c
          JOIN pg_class t ON t.oid = c.conrelid
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND c.confrelid = 'parcours_personnes_personne'::regclass
           AND NOT t.relname ^@ 'parcours_personnes_'
        UNION
        SELECT t.relname, a.attname FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE t.relname IN ('socle_messages_message', 'socle_acces_lienpersonnel') AND a.attname = 'personne'
        ORDER BY 1, 2
    LOOP
        nom := lien.relname || '.' || lien.attname;
        CONTINUE WHEN seulement IS NOT NULL AND NOT seulement ? nom;
        EXECUTE format(
            'WITH d AS (UPDATE %1$I SET %2$I = $2 WHERE %2$I = $1'
            ' AND ($3 IS NULL OR id::text IN (SELECT jsonb_array_elements_text($3))) RETURNING id)'
            ' SELECT coalesce(jsonb_agg(id::text), ''[]'') FROM d', lien.relname, lien.attname)
            INTO cles USING de, vers, seulement -> nom;
        IF cles <> '[]' THEN
            deplaces := deplaces || jsonb_build_object(nom, cles);
        END IF;
    END LOOP;
    RETURN deplaces;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_deplacer_faits(uuid, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_deplacer_faits(uuid, uuid, jsonb) TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0010_pieces")]

    operations = [
        migrations.AddField(
            model_name="fusion",
            name="faits",
            field=models.JSONField(default=dict, verbose_name="faits déplacés, par table"),
        ),
        migrations.RunSQL(DEPLACER, "DROP FUNCTION jalon_deplacer_faits(uuid, uuid, jsonb)"),
    ]
