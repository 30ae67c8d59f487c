"""Les rôles qui ouvrent des dossiers de personnes, leur périmètre, et les fonctions des politiques."""

import django.contrib.postgres.constraints
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import jalon.socle.base.contraintes
from jalon.socle.base.ensemble import d_un_trait

DEFINIE = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Les rôles des programmes n'ouvrent aucun dossier, les rôles des dossiers n'ouvrent aucun programme.
HABILITATIONS_PROGRAMMES = """
CREATE OR REPLACE FUNCTION jalon_habilitations_programmes() RETURNS SETOF socle_acces_habilitation {definie} AS
$$ SELECT * FROM jalon_habilitations()
   WHERE role IN ('chargee_mission', 'pilote', 'direction', 'elu', 'etat', 'administrateur') $$;

CREATE OR REPLACE FUNCTION jalon_voit_tout() RETURNS boolean {definie} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM {source}() WHERE programme_id IS NULL AND organisation_id IS NULL AND departement = '') $$;

CREATE OR REPLACE FUNCTION jalon_programmes_visibles() RETURNS uuid[] {definie} AS
$$ SELECT coalesce(array_agg(programme_id), '{{}}') FROM {source}() WHERE programme_id IS NOT NULL $$;

CREATE OR REPLACE FUNCTION jalon_organisations_visibles() RETURNS uuid[] {definie} AS
$$ SELECT coalesce(array_agg(organisation_id), '{{}}') FROM {source}()
   WHERE programme_id IS NULL AND organisation_id IS NOT NULL $$;

CREATE OR REPLACE FUNCTION jalon_departements_visibles() RETURNS varchar[] {definie} AS
$$ SELECT coalesce(array_agg(departement), '{{}}') FROM {source}()
   WHERE programme_id IS NULL AND organisation_id IS NULL AND departement <> '' $$;
"""

DOSSIERS = f"""
CREATE FUNCTION jalon_habilitations_dossiers() RETURNS SETOF socle_acces_habilitation {DEFINIE} AS
$$ SELECT * FROM jalon_habilitations()
   WHERE programme_id IS NULL
     AND role IN ('gestionnaire_droits', 'agent_orientation', 'responsable_structure', 'referent') $$;

CREATE FUNCTION jalon_dossiers_tous() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers()
     WHERE role IN ('gestionnaire_droits', 'agent_orientation')
       AND organisation_id IS NULL AND departement = '' AND territoire = '') $$;

CREATE FUNCTION jalon_dossiers_departements() RETURNS varchar[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(departement), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE role IN ('gestionnaire_droits', 'agent_orientation')
     AND organisation_id IS NULL AND departement <> '' AND territoire = '' $$;

CREATE FUNCTION jalon_dossiers_territoires() RETURNS varchar[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(territoire), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE role IN ('gestionnaire_droits', 'agent_orientation')
     AND organisation_id IS NULL AND territoire <> '' $$;

CREATE FUNCTION jalon_dossiers_organisations() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(organisation_id), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE role IN ('agent_orientation', 'responsable_structure') AND organisation_id IS NOT NULL $$;

CREATE FUNCTION jalon_dossiers_referents() RETURNS uuid[] {DEFINIE} AS
$$ SELECT coalesce(array_agg(DISTINCT compte_id), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE role = 'referent' $$;

CREATE FUNCTION jalon_gere_droits() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers()
     WHERE role = 'gestionnaire_droits' AND organisation_id IS NULL AND territoire = '') $$;

CREATE FUNCTION jalon_protege_donnees() RETURNS boolean {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (SELECT 1 FROM jalon_habilitations() WHERE role = 'dpo') $$;

DROP FUNCTION jalon_accorder_habilitation(uuid, uuid, varchar, uuid, varchar, uuid, daterange, varchar);
CREATE FUNCTION jalon_accorder_habilitation(
    cle uuid, compte uuid, role varchar, organisation uuid, departement varchar, territoire varchar,
    programme uuid, periode daterange, motif varchar
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT jalon_administre() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un administrateur accorde une habilitation.';
    END IF;
    INSERT INTO socle_acces_habilitation
        (id, compte_id, role, organisation_id, departement, territoire, programme_id, periode, motif,
         posee_par_id, posee_le)
    VALUES (cle, compte, role, organisation, departement, territoire, programme, periode, motif,
            jalon_compte(), now());
END $$;

REVOKE EXECUTE ON FUNCTION jalon_habilitations_dossiers() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION jalon_habilitations_programmes() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION jalon_accorder_habilitation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_accorder_habilitation TO application;
"""

INVERSE = """
DROP FUNCTION jalon_accorder_habilitation, jalon_protege_donnees, jalon_gere_droits, jalon_dossiers_referents,
    jalon_dossiers_organisations, jalon_dossiers_territoires, jalon_dossiers_departements,
    jalon_dossiers_tous, jalon_habilitations_dossiers;
"""


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("socle_acces", "0003_perimetres"),
        ("socle_organisations", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="habilitation",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="habilitation",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="habilitation",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="habilitation",
            name="habilitation_role_connu",
        ),
        migrations.RemoveConstraint(
            model_name="habilitation",
            name="habilitation_sans_chevauchement",
        ),
        migrations.AddField(
            model_name="habilitation",
            name="territoire",
            field=models.CharField(blank=True, max_length=9, verbose_name="SIREN de l'intercommunalité"),
        ),
        migrations.AddField(
            model_name="habilitationevent",
            name="territoire",
            field=models.CharField(blank=True, max_length=9, verbose_name="SIREN de l'intercommunalité"),
        ),
        migrations.AlterField(
            model_name="habilitation",
            name="role",
            field=models.CharField(
                choices=[
                    ("chargee_mission", "chargé·e de mission"),
                    ("pilote", "pilote d'action"),
                    ("direction", "direction"),
                    ("elu", "élu·e"),
                    ("etat", "services de l'État"),
                    ("administrateur", "administrateur"),
                    ("gestionnaire_droits", "gestionnaire des droits RSA"),
                    ("agent_orientation", "agent d'orientation"),
                    ("responsable_structure", "responsable de structure"),
                    ("referent", "référent·e"),
                    ("dpo", "délégué·e à la protection des données"),
                ],
                max_length=30,
                verbose_name="rôle",
            ),
        ),
        migrations.AlterField(
            model_name="habilitationevent",
            name="role",
            field=models.CharField(
                choices=[
                    ("chargee_mission", "chargé·e de mission"),
                    ("pilote", "pilote d'action"),
                    ("direction", "direction"),
                    ("elu", "élu·e"),
                    ("etat", "services de l'État"),
                    ("administrateur", "administrateur"),
                    ("gestionnaire_droits", "gestionnaire des droits RSA"),
                    ("agent_orientation", "agent d'orientation"),
                    ("responsable_structure", "responsable de structure"),
                    ("referent", "référent·e"),
                    ("dpo", "délégué·e à la protection des données"),
                ],
                max_length=30,
                verbose_name="rôle",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="habilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "socle_acces_habilitationevent" ("compte_id", "departement", "id", "motif", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id", "programme_id", "role", "territoire") VALUES (NEW."compte_id", NEW."departement", NEW."id", NEW."motif", NEW."organisation_id", NEW."periode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."posee_le", NEW."posee_par_id", NEW."programme_id", NEW."role", NEW."territoire"); RETURN NULL;',
                    hash="b39e600423b0342baa9519d47f70c39d407348ac",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eaa09",
                    table="socle_acces_habilitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="habilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "socle_acces_habilitationevent" ("compte_id", "departement", "id", "motif", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id", "programme_id", "role", "territoire") VALUES (NEW."compte_id", NEW."departement", NEW."id", NEW."motif", NEW."organisation_id", NEW."periode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."posee_le", NEW."posee_par_id", NEW."programme_id", NEW."role", NEW."territoire"); RETURN NULL;',
                    hash="420296bf89f87fadb476bfa04b18bf84b8029d3f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_40f7f",
                    table="socle_acces_habilitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="habilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "socle_acces_habilitationevent" ("compte_id", "departement", "id", "motif", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id", "programme_id", "role", "territoire") VALUES (OLD."compte_id", OLD."departement", OLD."id", OLD."motif", OLD."organisation_id", OLD."periode", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."posee_le", OLD."posee_par_id", OLD."programme_id", OLD."role", OLD."territoire"); RETURN NULL;',
                    hash="992e8f00424646894e5b27c93feb06e28e754a88",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ca9c8",
                    table="socle_acces_habilitation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="habilitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "chargee_mission",
                            "pilote",
                            "direction",
                            "elu",
                            "etat",
                            "administrateur",
                            "gestionnaire_droits",
                            "agent_orientation",
                            "responsable_structure",
                            "referent",
                            "dpo",
                        ],
                    )
                ),
                name="habilitation_role_connu",
            ),
        ),
        migrations.AddConstraint(
            model_name="habilitation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("role"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("departement"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("territoire"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("programme_id"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("role"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("departement"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("territoire"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("programme_id"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.CharField(),
                        ),
                        "=",
                    ),
                    ("periode", "&&"),
                ],
                name="habilitation_sans_chevauchement",
                violation_error_message="Ce compte a déjà ce rôle sur ce périmètre pendant cette période.",
            ),
        ),
        migrations.RunSQL(
            HABILITATIONS_PROGRAMMES.format(definie=DEFINIE, source="jalon_habilitations_programmes"),
            HABILITATIONS_PROGRAMMES.format(definie=DEFINIE, source="jalon_habilitations")
            + "DROP FUNCTION jalon_habilitations_programmes;",
        ),
        migrations.RunSQL(DOSSIERS, INVERSE),
    ]
