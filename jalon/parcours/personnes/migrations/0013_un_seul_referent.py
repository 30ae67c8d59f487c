"""Un seul référent à la fois par personne : la base le tient, quelle que soit la voie d'écriture."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
# Le périmètre se verrouille d'abord : deux affectations à la même seconde se suivent. Une période qui rétrécit
# n'ajoute personne ; une affectation finie avant son début est annulée ; l'équipe n'est pas le référent.
SEUL = f"""
CREATE FUNCTION jalon_un_seul_referent() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    suivie uuid;
    sans_fin constant date := 'infinity';
BEGIN
    IF NEW.compte_id IS NULL OR NEW.dans_equipe OR NEW.fin < NEW.debut THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.compte_id, OLD.membre_id, OLD.dans_equipe) = (NEW.compte_id, NEW.membre_id, false)
       AND OLD.debut <= NEW.debut AND coalesce(OLD.fin, sans_fin) >= coalesce(NEW.fin, sans_fin) THEN
        RETURN NEW;
    END IF;
    SELECT m.personne_id INTO suivie FROM parcours_personnes_membre m WHERE m.id = NEW.membre_id;
    PERFORM 1 FROM parcours_personnes_perimetre WHERE personne_id = suivie FOR UPDATE;
    IF EXISTS (SELECT 1 FROM parcours_personnes_affectation a JOIN parcours_personnes_membre m ON m.id = a.membre_id
                WHERE m.personne_id = suivie AND a.id <> NEW.id AND a.compte_id <> NEW.compte_id
                  AND NOT a.dans_equipe AND coalesce(a.fin, sans_fin) >= greatest(a.debut, NEW.debut)
                  AND a.debut <= coalesce(NEW.fin, sans_fin)) THEN
        RAISE check_violation USING MESSAGE =
            'Cette personne a déjà un référent pendant cette période : passez le relais.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER un_seul_referent BEFORE INSERT OR UPDATE ON parcours_personnes_affectation
    FOR EACH ROW EXECUTE FUNCTION jalon_un_seul_referent();

-- Réunir deux fiches : le passé de chacune reste tel qu'il fut ; à compter d'aujourd'hui, un seul référent.
CREATE FUNCTION jalon_un_seul_referent_reuni() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE sans_fin constant date := 'infinity';
BEGIN
    PERFORM 1 FROM parcours_personnes_perimetre WHERE personne_id = NEW.personne_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM parcours_personnes_affectation a, parcours_personnes_affectation b
                 JOIN parcours_personnes_membre m ON m.id = b.membre_id
                WHERE a.membre_id = NEW.id AND m.personne_id = NEW.personne_id AND a.compte_id <> b.compte_id
                  AND NOT a.dans_equipe AND NOT b.dans_equipe
                  AND least(coalesce(a.fin, sans_fin), coalesce(b.fin, sans_fin))
                      >= greatest(a.debut, b.debut, jalon_aujourdhui())) THEN
        RAISE check_violation USING MESSAGE =
            'Ces deux fiches n''ont pas le même référent : passez le relais à l''un des deux, puis recommencez.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER un_seul_referent_reuni AFTER UPDATE OF personne_id ON parcours_personnes_membre
    FOR EACH ROW WHEN (OLD.personne_id IS DISTINCT FROM NEW.personne_id)
    EXECUTE FUNCTION jalon_un_seul_referent_reuni();
"""
INVERSE = """
DROP TRIGGER un_seul_referent_reuni ON parcours_personnes_membre;
DROP TRIGGER un_seul_referent ON parcours_personnes_affectation;
DROP FUNCTION jalon_un_seul_referent_reuni(), jalon_un_seul_referent();
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0012_chargement_rapide")]

    operations = [
        migrations.AddField(
            model_name="affectation",
            name="dans_equipe",
            field=models.BooleanField(default=False, db_default=False, verbose_name="membre de l'équipe"),
        ),
        migrations.RunSQL(SEUL, INVERSE),
    ]
