"""Un premier chargement plus court : seules les colonnes que ses requêtes joignent sont mesurées, un contenu
chiffré n'est plus comprimé pour rien, et le sujet d'une étape d'histoire se vérifie pour tout un ordre à la
fois.
"""

from django.db import migrations

MESURES = """
CREATE OR REPLACE FUNCTION jalon_mesurer_dossiers() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT jalon_gere_droits() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits charge des dossiers.';
    END IF;
    ANALYZE parcours_personnes_foyer (id, numero, arrive_de, parti_vers, dernier_chargement_id);
    ANALYZE parcours_personnes_personne (id, nom, nom_naissance, prenoms, date_naissance, nir_cle);
    ANALYZE parcours_personnes_membre (id, foyer_id, personne_id);
    ANALYZE parcours_personnes_appartenance;
    ANALYZE parcours_personnes_etatdroit;
    ANALYZE parcours_personnes_adresse (foyer_id, a_compter_du, commune);
    ANALYZE parcours_personnes_observationdossier;
    ANALYZE parcours_personnes_episode;
END $$;
"""
# Octets chiffrés : la base essaierait en vain de les comprimer.
RANGEMENT = "ALTER TABLE parcours_personnes_versiondossier ALTER contenu SET STORAGE EXTERNAL"

PREFIXE = "parcours_personnes_"
SUJETS = {
    "foyer": ("etatdroit", "adresse", "situationfamiliale", "montant"),
    "membre": ("appartenance", "droitsdevoirs", "activite", "ressources"),
}
# Ce que fait une clé étrangère, une jointure par ordre au lieu d'une recherche par ligne. Les plans sont
# bornés à l'index : pendant un premier chargement, la base croit encore ces tables vides.
VERIFIER = """
CREATE FUNCTION jalon_sujets_existent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE manque boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM ecrites e WHERE NOT EXISTS'
                   ' (SELECT 1 FROM %I s WHERE s.id = e.%I))', TG_ARGV[0], TG_ARGV[1]) INTO manque;
    IF manque THEN
        RAISE foreign_key_violation USING MESSAGE = format('Une étape de %s n''a pas de sujet.', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION jalon_sujets_sans_histoire() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE reste boolean; nom text;
BEGIN
    FOREACH nom IN ARRAY TG_ARGV[1:] LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM retirees r JOIN %I h ON h.%I = r.id)', nom, TG_ARGV[0])
           INTO reste;
        IF reste THEN
            RAISE foreign_key_violation USING MESSAGE = format('Ce sujet a encore une étape dans %s.', nom);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
OUBLIER = "DROP FUNCTION jalon_sujets_existent, jalon_sujets_sans_histoire CASCADE"


def _declencheurs() -> list[str]:
    ordres = []
    for sujet, histoires in SUJETS.items():
        tables = [f"{PREFIXE}{nom}" for nom in histoires]
        for table in tables:
            for evenement in ("INSERT", "UPDATE"):
                ordres.append(
                    f"CREATE TRIGGER {evenement.lower()}_sujet AFTER {evenement} ON {table}"
                    " REFERENCING NEW TABLE AS ecrites FOR EACH STATEMENT"
                    f" EXECUTE FUNCTION jalon_sujets_existent('{PREFIXE}{sujet}', '{sujet}_id')"
                )
        arguments = ", ".join(f"'{nom}'" for nom in (f"{sujet}_id", *tables))
        ordres.append(
            f"CREATE TRIGGER histoire_d_abord AFTER DELETE ON {PREFIXE}{sujet}"
            " REFERENCING OLD TABLE AS retirees FOR EACH STATEMENT"
            f" EXECUTE FUNCTION jalon_sujets_sans_histoire({arguments})"
        )
    return ordres


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0011_faits_suivent")]

    operations = [
        migrations.RunSQL(MESURES, migrations.RunSQL.noop),
        migrations.RunSQL(RANGEMENT, migrations.RunSQL.noop),
        migrations.RunSQL(VERIFIER, OUBLIER),
        migrations.RunSQL(_declencheurs(), migrations.RunSQL.noop),
    ]
