"""Qui lit et qui écrit chaque table de personnes, et la fonction qui seule écrit les périmètres."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import (
    COMPTE_ACTIF,
    GERE_DROITS,
    PERIMETRE,
    PREFIXE,
    Proteger,
    par_foyer,
    par_membre,
    par_personne,
)
from jalon.socle.base.migrations_ops import LectureSeule

# Le foyer d'où vient le territoire d'une personne : celui où elle est, au droit ouvert, vu en dernier.
PERIMETRES = """
CREATE FUNCTION jalon_recalculer_perimetres(personnes uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT jalon_gere_droits() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits charge des dossiers.';
    END IF;
    INSERT INTO parcours_personnes_perimetre AS p
        (personne_id, departement, territoire, commune, organisations, referents)
    SELECT DISTINCT ON (m.personne_id)
           m.personne_id, f.departement, coalesce(c.epci_id, ''), coalesce(a.commune, ''), '{}', '{}'
      FROM parcours_personnes_membre m
      JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
      LEFT JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                          WHERE membre_id = m.id ORDER BY a_compter_du DESC LIMIT 1) r ON true
      LEFT JOIN LATERAL (SELECT etat FROM parcours_personnes_etatdroit
                          WHERE foyer_id = f.id ORDER BY a_compter_du DESC LIMIT 1) e ON true
      LEFT JOIN LATERAL (SELECT commune FROM parcours_personnes_adresse
                          WHERE foyer_id = f.id ORDER BY a_compter_du DESC LIMIT 1) a ON true
      LEFT JOIN socle_territoire_commune c ON c.code = a.commune
     WHERE m.personne_id = ANY (personnes)
     ORDER BY m.personne_id, coalesce(r.role, '') <> '' DESC, coalesce(e.etat, '') IN ('2', '3', '4') DESC,
              f.dernier_chargement_id DESC NULLS LAST, f.numero
    ON CONFLICT (personne_id) DO UPDATE
       SET departement = excluded.departement, territoire = excluded.territoire, commune = excluded.commune
     WHERE (p.departement, p.territoire, p.commune)
           IS DISTINCT FROM (excluded.departement, excluded.territoire, excluded.commune);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_recalculer_perimetres FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_recalculer_perimetres TO application;
"""

# Un premier chargement remplit des tables que rien n'a encore mesurées : sans cela, de mauvais plans.
MESURES = r"""
CREATE FUNCTION jalon_mesurer_dossiers() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE nom text;
BEGIN
    IF NOT jalon_gere_droits() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits charge des dossiers.';
    END IF;
    FOR nom IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'parcours\_personnes\_%'
                  AND relnamespace = 'public'::regnamespace
    LOOP EXECUTE format('ANALYZE %I', nom); END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_mesurer_dossiers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_mesurer_dossiers TO application;
"""

# Le chargement prépare ses lignes dans des tables temporaires : COPY n'écrit pas sous cloisonnement.
TEMPORAIRES = """
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO application', current_database()); END $$;
"""


def _proteger(nom: str, lire: str, ecrire: str = GERE_DROITS) -> Proteger:
    return Proteger(f"{PREFIXE}{nom}", lire=lire, ecrire=ecrire)


def _par(regle, *noms: str) -> list[Proteger]:
    return [_proteger(nom, regle(f"{PREFIXE}{nom}")) for nom in noms]


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_personnes", "0002_histoire"),
        ("socle_acces", "0004_dossiers_personnes"),
        ("socle_territoire", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(TEMPORAIRES, migrations.RunSQL.noop),
        _proteger("perimetre", PERIMETRE, "false"),
        LectureSeule(f"{PREFIXE}perimetre"),
        _proteger("personne", par_personne(f"{PREFIXE}personne", "id")),
        *_par(par_personne, "membre", "episode"),
        _proteger("contact", par_personne(f"{PREFIXE}contact"), par_personne(f"{PREFIXE}contact")),
        _proteger("foyer", par_foyer(f"{PREFIXE}foyer", "id")),
        *_par(par_foyer, "etatdroit", "adresse", "situationfamiliale", "montant"),
        *_par(par_membre, "appartenance", "droitsdevoirs", "activite", "ressources"),
        _proteger("chargement", COMPTE_ACTIF),
        *[
            _proteger(nom, GERE_DROITS)
            for nom in ("versiondossier", "observationdossier", "rejet", "rapprochement", "fusion")
        ],
        migrations.RunSQL(PERIMETRES, "DROP FUNCTION jalon_recalculer_perimetres"),
        migrations.RunSQL(MESURES, "DROP FUNCTION jalon_mesurer_dossiers"),
    ]
