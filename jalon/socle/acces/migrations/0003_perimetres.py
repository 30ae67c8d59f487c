"""Les fonctions que les politiques de cloisonnement interrogent, et celles qui seules écrivent les habilitations."""

from django.db import migrations

from jalon.socle.base.migrations_ops import LectureSeule

# Exécutées comme le propriétaire : elles lisent les habilitations sans dépendre des droits de qui les appelle.
DEFINIE = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

FONCTIONS = f"""
CREATE FUNCTION jalon_compte() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('jalon.compte', true), '')::uuid $$;

CREATE FUNCTION jalon_aujourdhui() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT (now() AT TIME ZONE 'Europe/Paris')::date $$;

CREATE FUNCTION jalon_compte_actif() RETURNS boolean {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_acces_compte WHERE id = jalon_compte() AND actif) $$;

CREATE FUNCTION jalon_compte_systeme() RETURNS boolean {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_acces_compte WHERE id = jalon_compte() AND actif AND systeme) $$;

CREATE FUNCTION jalon_habilitations() RETURNS SETOF socle_acces_habilitation {DEFINIE} AS
$$ SELECT h.* FROM socle_acces_habilitation h JOIN socle_acces_compte c ON c.id = h.compte_id
   WHERE h.compte_id = jalon_compte() AND c.actif AND h.periode @> jalon_aujourdhui() $$;

CREATE FUNCTION jalon_voit_tout() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations()
     WHERE programme_id IS NULL AND organisation_id IS NULL AND departement = '') $$;

CREATE FUNCTION jalon_modifie_tout() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations()
     WHERE programme_id IS NULL AND organisation_id IS NULL AND departement = ''
       AND role IN ('chargee_mission', 'pilote')) $$;

CREATE FUNCTION jalon_programmes_visibles() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(programme_id), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NOT NULL $$;

CREATE FUNCTION jalon_programmes_modifiables() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(programme_id), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NOT NULL AND role IN ('chargee_mission', 'pilote') $$;

CREATE FUNCTION jalon_organisations_visibles() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(organisation_id), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NULL AND organisation_id IS NOT NULL $$;

CREATE FUNCTION jalon_organisations_modifiables() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(organisation_id), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NULL AND organisation_id IS NOT NULL AND role IN ('chargee_mission', 'pilote') $$;

CREATE FUNCTION jalon_departements_visibles() RETURNS varchar[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(departement), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NULL AND organisation_id IS NULL AND departement <> '' $$;

CREATE FUNCTION jalon_departements_modifiables() RETURNS varchar[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(departement), '{{}}') FROM jalon_habilitations()
   WHERE programme_id IS NULL AND organisation_id IS NULL AND departement <> ''
     AND role IN ('chargee_mission', 'pilote') $$;

CREATE FUNCTION jalon_administre() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme()
     OR EXISTS (SELECT 1 FROM jalon_habilitations() WHERE role = 'administrateur') $$;

CREATE FUNCTION jalon_accorder_habilitation(
    cle uuid, compte uuid, role varchar, organisation uuid, departement varchar, programme uuid,
    periode daterange, motif varchar
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT jalon_administre() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un administrateur accorde une habilitation.';
    END IF;
    INSERT INTO socle_acces_habilitation
        (id, compte_id, role, organisation_id, departement, programme_id, periode, motif, posee_par_id, posee_le)
    VALUES (cle, compte, role, organisation, departement, programme, periode, motif, jalon_compte(), now());
END $$;

CREATE FUNCTION jalon_retirer_habilitation(cle uuid, dernier_jour date, motif_retrait varchar)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT jalon_administre() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un administrateur retire une habilitation.';
    END IF;
    UPDATE socle_acces_habilitation
       SET periode = periode * daterange(NULL, dernier_jour, '[]'), motif = motif_retrait
     WHERE id = cle;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'Cette habilitation n''existe pas.';
    END IF;
END $$;

REVOKE EXECUTE ON FUNCTION jalon_habilitations() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION jalon_accorder_habilitation FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION jalon_retirer_habilitation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_accorder_habilitation TO application;
GRANT EXECUTE ON FUNCTION jalon_retirer_habilitation TO application;
"""

INVERSE = """
DROP FUNCTION jalon_retirer_habilitation, jalon_accorder_habilitation, jalon_administre,
    jalon_departements_modifiables, jalon_departements_visibles, jalon_organisations_modifiables,
    jalon_organisations_visibles, jalon_programmes_modifiables, jalon_programmes_visibles,
    jalon_modifie_tout, jalon_voit_tout, jalon_habilitations, jalon_compte_systeme, jalon_compte_actif,
    jalon_aujourdhui, jalon_compte;
"""


class Migration(migrations.Migration):
    dependencies = [("socle_acces", "0002_initial")]

    operations = [
        migrations.RunSQL(FONCTIONS, INVERSE),
        LectureSeule("socle_acces_habilitation"),
        LectureSeule("socle_acces_habilitationevent"),
    ]
