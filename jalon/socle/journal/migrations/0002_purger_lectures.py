"""Le journal des lectures ne s'efface que par la base, et seulement passé la durée du paramètre."""

from django.db import migrations

PURGER = """
CREATE FUNCTION jalon_purger_lectures() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    mois integer;
    effacees bigint;
BEGIN
    IF NOT jalon_compte_systeme() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul le système efface les traces périmées.';
    END IF;
    SELECT valeur::text::integer INTO mois FROM socle_parametres_parametre
     WHERE code = 'journal.conservation_lectures' AND periode @> jalon_aujourdhui();
    IF mois IS NULL THEN
        RETURN 0;
    END IF;
    DELETE FROM socle_journal_lecture
     WHERE quand < (jalon_aujourdhui() - make_interval(months => mois)) AT TIME ZONE 'Europe/Paris';
    GET DIAGNOSTICS effacees = ROW_COUNT;
    RETURN effacees;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_purger_lectures() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_purger_lectures() TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("socle_journal", "0001_lectures"), ("socle_parametres", "0001_initial")]

    operations = [migrations.RunSQL(PURGER, "DROP FUNCTION jalon_purger_lectures()")]
