"""Qui lit et qui écrit l'orientation ; la file d'attente ; les places occupées ; la conservation."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import (
    COMPTE_ACTIF,
    Proteger,
    par_personne,
    par_personne_ou_elle_meme,
)

PREFIXE = "parcours_orientation_"
DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
ORIENTE = "(SELECT jalon_oriente())"
FIXE_REGLES = "(SELECT jalon_fixe_regles())"

# Un agent oriente dans son périmètre ; les règles et les capacités valent pour tout le département.
DROITS = f"""
CREATE FUNCTION jalon_oriente() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers()
     WHERE role IN ('gestionnaire_droits', 'agent_orientation')) $$;

CREATE FUNCTION jalon_fixe_regles() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers()
     WHERE role IN ('gestionnaire_droits', 'agent_orientation')
       AND organisation_id IS NULL AND territoire = '') $$;
"""

# Sous les politiques du lecteur : la fonction ne montre que ce qu'il peut voir. `soumis` est la dernière
# réponse de la caisse. Une orientation reprise d'un autre logiciel depuis l'entrée vaut orientation.
FILE = """
CREATE FUNCTION jalon_file_orientation(jour date)
RETURNS TABLE (personne uuid, entree date, connu_le date, regime varchar, soumis varchar,
               departement varchar, territoire varchar, commune varchar)
LANGUAGE sql STABLE AS $$
SELECT e.personne_id, e.entree, e.connu_le, e.regime, coalesce(d.valeur, 'inconnu')::varchar,
       p.departement, p.territoire, p.commune
  FROM parcours_personnes_episode e
  JOIN parcours_personnes_perimetre p ON p.personne_id = e.personne_id
  LEFT JOIN LATERAL (SELECT s.valeur FROM parcours_personnes_membre m
                       JOIN parcours_personnes_droitsdevoirs s ON s.membre_id = m.id
                      WHERE m.personne_id = e.personne_id AND s.a_compter_du <= jour
                      ORDER BY s.a_compter_du DESC LIMIT 1) d ON true
 WHERE e.connu_le <= jour AND e.entree <= jour AND (e.sortie IS NULL OR e.sortie > jour)
   AND NOT EXISTS (SELECT 1 FROM parcours_orientation_orientation o
                    WHERE o.personne_id = e.personne_id AND o.annulee_le IS NULL
                      AND o.decidee_le BETWEEN e.entree AND jour)
   AND NOT EXISTS (SELECT 1 FROM parcours_personnes_faitrepris f
                     JOIN parcours_personnes_membre m ON m.id = f.membre_id
                    WHERE m.personne_id = e.personne_id AND f.nature = 'orientation'
                      AND f.disparu_le IS NULL AND f.date BETWEEN e.entree AND jour)
$$;
"""

# Un compte par organisme et par voie, jamais des personnes : un agent d'un territoire compte aussi les
# autres, sans les voir. Une place se libère quand la personne sort du RSA ou change d'orientation.
PLACES = f"""
CREATE FUNCTION jalon_places_occupees(jour date)
RETURNS TABLE (organisation uuid, voie varchar, occupees bigint, proposees bigint)
LANGUAGE sql STABLE {DEFINIE} AS $$
WITH suivies AS (
    SELECT DISTINCT ON (o.personne_id) o.organisme_referent_id AS organisation, o.voie
      FROM parcours_orientation_orientation o
      JOIN parcours_personnes_episode e ON e.personne_id = o.personne_id
       AND e.entree <= o.decidee_le AND e.entree <= jour AND (e.sortie IS NULL OR e.sortie > jour)
     WHERE o.annulee_le IS NULL AND o.decidee_le <= jour
     ORDER BY o.personne_id, o.decidee_le DESC, o.enregistree_le DESC
), toutes AS (
    SELECT s.organisation, s.voie, 1 AS occupee, 0 AS proposee FROM suivies s
    UNION ALL
    SELECT p.organisme_id, p.voie, 0, 1 FROM parcours_orientation_proposition p
     WHERE p.etat = 'proposee' AND p.voie <> ''
)
SELECT t.organisation, t.voie, sum(t.occupee), sum(t.proposee) FROM toutes t
 WHERE jalon_compte_actif() GROUP BY 1, 2
$$;
REVOKE EXECUTE ON FUNCTION jalon_places_occupees(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_places_occupees(date) TO application;
"""

MOIS = """
CREATE FUNCTION jalon_mois_ecoules(du date, au date) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT (extract(year FROM age(au, du)) * 12 + extract(month FROM age(au, du)))::int $$;
"""

FIGER = """
CREATE FUNCTION jalon_figer_regles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cle uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.jeu_id ELSE NEW.jeu_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM parcours_orientation_jeuregles WHERE id = cle AND etat <> 'brouillon') THEN
        RAISE check_violation USING MESSAGE =
            'Cette version des règles a servi : elle ne change plus. Dupliquez-la en une nouvelle version.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER jalon_figer_regles BEFORE INSERT OR UPDATE OR DELETE ON parcours_orientation_regle
    FOR EACH ROW EXECUTE FUNCTION jalon_figer_regles();
"""
DEFIGER = """
DROP TRIGGER jalon_figer_regles ON parcours_orientation_regle;
DROP FUNCTION jalon_figer_regles();
"""

CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_orientation(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT o.personne_id, greatest(o.decidee_le, o.notifiee_le, o.annulee_le)
  FROM parcours_orientation_orientation o WHERE parmi IS NULL OR o.personne_id = ANY (parmi)
UNION ALL
SELECT d.personne_id, d.date FROM parcours_orientation_diagnostic d
 WHERE parmi IS NULL OR d.personne_id = ANY (parmi)
UNION ALL
SELECT p.personne_id, greatest(p.decidee_le, s.jour)
  FROM parcours_orientation_proposition p JOIN parcours_orientation_passage s ON s.id = p.passage_id
 WHERE parmi IS NULL OR p.personne_id = ANY (parmi)
$$;

CREATE FUNCTION jalon_effacer_textes_orientation(toutes uuid[]) RETURNS void
LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    -- L'histoire ne change jamais, sauf pour effacer une personne.
    PERFORM set_config('pgtrigger.ignore', (
        SELECT array_agg(tgname)::text FROM pg_trigger
         WHERE tgname ^@ 'pgtrigger_append_only' AND tgrelid IN (
               'parcours_orientation_orientationevent'::regclass,
               'parcours_orientation_diagnosticevent'::regclass,
               'parcours_orientation_positiondiagnosticevent'::regclass)), true);
    UPDATE parcours_orientation_proposition SET trace = '{{}}', motif_texte = ''
     WHERE personne_id = ANY (toutes);
    UPDATE parcours_orientation_orientation SET motif_texte = 'effacé'
     WHERE personne_id = ANY (toutes) AND motif_texte <> '';
    UPDATE parcours_orientation_orientationevent v SET motif_texte = 'effacé'
      FROM parcours_orientation_orientation o
     WHERE o.id = v.pgh_obj_id AND o.personne_id = ANY (toutes) AND v.motif_texte <> '';
    UPDATE parcours_orientation_diagnostic SET note = '', reponses = '{{}}' WHERE personne_id = ANY (toutes);
    UPDATE parcours_orientation_diagnosticevent v SET note = '', reponses = '{{}}'
      FROM parcours_orientation_diagnostic d WHERE d.id = v.pgh_obj_id AND d.personne_id = ANY (toutes);
    UPDATE parcours_orientation_positiondiagnostic SET note = '' WHERE personne_id = ANY (toutes);
    UPDATE parcours_orientation_positiondiagnosticevent v SET note = ''
      FROM parcours_orientation_positiondiagnostic d
     WHERE d.id = v.pgh_obj_id AND d.personne_id = ANY (toutes);
    PERFORM set_config('pgtrigger.ignore', '{{}}', true);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_orientation(uuid[]), jalon_effacer_textes_orientation(uuid[])
    FROM PUBLIC;
"""
OUBLIER = "DROP FUNCTION jalon_dernier_fait_orientation(uuid[]), jalon_effacer_textes_orientation(uuid[])"


def _commune(nom: str) -> list[Proteger]:
    """Les règles et les capacités : lues par tout compte, écrites par qui oriente le département."""
    return [
        Proteger(f"{PREFIXE}{nom}", lire=COMPTE_ACTIF, ecrire=FIXE_REGLES),
        Proteger(f"{PREFIXE}{nom}event", lire=COMPTE_ACTIF, ecrire=FIXE_REGLES),
    ]


def _personnelle(nom: str, lire: str, ecrire: str, *, histoire: bool = True) -> list[Proteger]:
    table = f"{PREFIXE}{nom}"
    sujet = f'EXISTS (SELECT 1 FROM "{table}" s WHERE s.id = "{table}event".pgh_obj_id)'
    suivi = [Proteger(f"{table}event", lire=sujet, ecrire=sujet)] if histoire else []
    return [Proteger(table, lire=lire, ecrire=ecrire), *suivi]


def _vue(nom: str) -> str:
    return par_personne(f"{PREFIXE}{nom}")


def _decidee(nom: str) -> str:
    return f"{ORIENTE} AND ({_vue(nom)})"


def _partagee(nom: str) -> str:
    return par_personne_ou_elle_meme(f"{PREFIXE}{nom}")


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_orientation", "0001_initial"),
        ("parcours_personnes", "0010_pieces"),
    ]

    operations = [
        migrations.RunSQL(DROITS, "DROP FUNCTION jalon_oriente(), jalon_fixe_regles()"),
        *_commune("jeuregles"),
        *_commune("regle"),
        *_commune("capacite"),
        Proteger(f"{PREFIXE}passage", lire=COMPTE_ACTIF, ecrire=ORIENTE),
        *_personnelle("proposition", _vue("proposition"), _decidee("proposition"), histoire=False),
        *_personnelle("orientation", _vue("orientation"), _decidee("orientation")),
        *_personnelle("diagnostic", _partagee("diagnostic"), _vue("diagnostic")),
        *_personnelle("positiondiagnostic", _partagee("positiondiagnostic"), _partagee("positiondiagnostic")),
        migrations.RunSQL(FILE, "DROP FUNCTION jalon_file_orientation(date)"),
        migrations.RunSQL(PLACES, "DROP FUNCTION jalon_places_occupees(date)"),
        migrations.RunSQL(MOIS, "DROP FUNCTION jalon_mois_ecoules(date, date)"),
        migrations.RunSQL(FIGER, DEFIGER),
        migrations.RunSQL(CONSERVATION, OUBLIER),
    ]
