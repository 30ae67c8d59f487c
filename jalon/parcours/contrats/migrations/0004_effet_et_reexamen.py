"""Un contrat court de sa signature ; une révision ne se signe qu'à temps ; le réexamen à douze mois se dit."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import jalon.socle.base.contraintes
from jalon.socle.base.ensemble import d_un_trait

# La même phrase que `regles.PLUS_RIEN_A_REVISER`. Le service arrête le précédent d'abord.
A_TEMPS = """
CREATE FUNCTION jalon_revision_a_temps() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE effet date := greatest(NEW.debut, NEW.signe_le);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM parcours_contrats_contrat c WHERE c.id = NEW.precedent_id AND c.etat = 'remplace'
                      AND c.fin_effective = effet - 1 AND (c.fin IS NULL OR c.fin >= effet)) THEN
        RAISE check_violation USING MESSAGE = 'Le contrat à réviser ne court plus : faites-en un renouvellement.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_a_temps BEFORE UPDATE OF etat ON parcours_contrats_contrat
    FOR EACH ROW WHEN (NEW.etat = 'signe' AND OLD.etat <> 'signe' AND NEW.suite = 'revision')
    EXECUTE FUNCTION jalon_revision_a_temps();
"""


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("parcours_contrats", "0003_transitions"),
        ("parcours_personnes", "0012_chargement_rapide"),
        ("socle_organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="contrat",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contrat",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="contrat",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="contrat",
            name="contrat_un_seul_en_vigueur",
        ),
        migrations.AddField(
            model_name="contrat",
            name="motif_reexamen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sante", "difficultés de santé"),
                    ("handicap", "handicap"),
                    ("invalidite", "invalidité"),
                    ("logement", "logement"),
                    ("garde", "garde d'enfant"),
                    ("aidant", "proche aidant"),
                    ("autre", "autre difficulté, dite dans la situation de départ"),
                ],
                max_length=12,
                verbose_name="motif d'un réexamen à douze mois",
            ),
        ),
        migrations.AddField(
            model_name="contratevent",
            name="motif_reexamen",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sante", "difficultés de santé"),
                    ("handicap", "handicap"),
                    ("invalidite", "invalidité"),
                    ("logement", "logement"),
                    ("garde", "garde d'enfant"),
                    ("aidant", "proche aidant"),
                    ("autre", "autre difficulté, dite dans la situation de départ"),
                ],
                max_length=12,
                verbose_name="motif d'un réexamen à douze mois",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_contrats_contratevent" ("a_signer_le", "clos_le", "cree_le", "cree_par_id", "debut", "diagnostic", "emploi_recherche", "etabli_le", "etat", "fin", "fin_effective", "heures_semaine", "id", "motif_cloture", "motif_reduction", "motif_reexamen", "notifie_le", "organisme_referent_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precedent_id", "precision_cloture", "precision_reduction", "propose_le", "referent_id", "regime", "revision", "salaire_attendu", "signe_le", "soumis_le", "suite", "type", "version", "voie", "zone_recherche") VALUES (NEW."a_signer_le", NEW."clos_le", NEW."cree_le", NEW."cree_par_id", NEW."debut", NEW."diagnostic", NEW."emploi_recherche", NEW."etabli_le", NEW."etat", NEW."fin", NEW."fin_effective", NEW."heures_semaine", NEW."id", NEW."motif_cloture", NEW."motif_reduction", NEW."motif_reexamen", NEW."notifie_le", NEW."organisme_referent_id", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."precedent_id", NEW."precision_cloture", NEW."precision_reduction", NEW."propose_le", NEW."referent_id", NEW."regime", NEW."revision", NEW."salaire_attendu", NEW."signe_le", NEW."soumis_le", NEW."suite", NEW."type", NEW."version", NEW."voie", NEW."zone_recherche"); RETURN NULL;',
                    hash="39e108949f427c8b6dfa38d647c6e830b1eaabad",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_057cc",
                    table="parcours_contrats_contrat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."a_signer_le" IS DISTINCT FROM (NEW."a_signer_le") OR OLD."clos_le" IS DISTINCT FROM (NEW."clos_le") OR OLD."cree_le" IS DISTINCT FROM (NEW."cree_le") OR OLD."cree_par_id" IS DISTINCT FROM (NEW."cree_par_id") OR OLD."debut" IS DISTINCT FROM (NEW."debut") OR OLD."diagnostic" IS DISTINCT FROM (NEW."diagnostic") OR OLD."emploi_recherche" IS DISTINCT FROM (NEW."emploi_recherche") OR OLD."etabli_le" IS DISTINCT FROM (NEW."etabli_le") OR OLD."etat" IS DISTINCT FROM (NEW."etat") OR OLD."fin" IS DISTINCT FROM (NEW."fin") OR OLD."fin_effective" IS DISTINCT FROM (NEW."fin_effective") OR OLD."heures_semaine" IS DISTINCT FROM (NEW."heures_semaine") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."motif_cloture" IS DISTINCT FROM (NEW."motif_cloture") OR OLD."motif_reduction" IS DISTINCT FROM (NEW."motif_reduction") OR OLD."motif_reexamen" IS DISTINCT FROM (NEW."motif_reexamen") OR OLD."notifie_le" IS DISTINCT FROM (NEW."notifie_le") OR OLD."organisme_referent_id" IS DISTINCT FROM (NEW."organisme_referent_id") OR OLD."personne_id" IS DISTINCT FROM (NEW."personne_id") OR OLD."precedent_id" IS DISTINCT FROM (NEW."precedent_id") OR OLD."precision_cloture" IS DISTINCT FROM (NEW."precision_cloture") OR OLD."precision_reduction" IS DISTINCT FROM (NEW."precision_reduction") OR OLD."propose_le" IS DISTINCT FROM (NEW."propose_le") OR OLD."referent_id" IS DISTINCT FROM (NEW."referent_id") OR OLD."regime" IS DISTINCT FROM (NEW."regime") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."salaire_attendu" IS DISTINCT FROM (NEW."salaire_attendu") OR OLD."signe_le" IS DISTINCT FROM (NEW."signe_le") OR OLD."soumis_le" IS DISTINCT FROM (NEW."soumis_le") OR OLD."suite" IS DISTINCT FROM (NEW."suite") OR OLD."type" IS DISTINCT FROM (NEW."type") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."voie" IS DISTINCT FROM (NEW."voie") OR OLD."zone_recherche" IS DISTINCT FROM (NEW."zone_recherche"))',
                    func='INSERT INTO "parcours_contrats_contratevent" ("a_signer_le", "clos_le", "cree_le", "cree_par_id", "debut", "diagnostic", "emploi_recherche", "etabli_le", "etat", "fin", "fin_effective", "heures_semaine", "id", "motif_cloture", "motif_reduction", "motif_reexamen", "notifie_le", "organisme_referent_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precedent_id", "precision_cloture", "precision_reduction", "propose_le", "referent_id", "regime", "revision", "salaire_attendu", "signe_le", "soumis_le", "suite", "type", "version", "voie", "zone_recherche") VALUES (NEW."a_signer_le", NEW."clos_le", NEW."cree_le", NEW."cree_par_id", NEW."debut", NEW."diagnostic", NEW."emploi_recherche", NEW."etabli_le", NEW."etat", NEW."fin", NEW."fin_effective", NEW."heures_semaine", NEW."id", NEW."motif_cloture", NEW."motif_reduction", NEW."motif_reexamen", NEW."notifie_le", NEW."organisme_referent_id", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."precedent_id", NEW."precision_cloture", NEW."precision_reduction", NEW."propose_le", NEW."referent_id", NEW."regime", NEW."revision", NEW."salaire_attendu", NEW."signe_le", NEW."soumis_le", NEW."suite", NEW."type", NEW."version", NEW."voie", NEW."zone_recherche"); RETURN NULL;',
                    hash="2f5c4d594c1f98cd4998c724e12a05d325f9121f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c49ac",
                    table="parcours_contrats_contrat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrat",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_contrats_contratevent" ("a_signer_le", "clos_le", "cree_le", "cree_par_id", "debut", "diagnostic", "emploi_recherche", "etabli_le", "etat", "fin", "fin_effective", "heures_semaine", "id", "motif_cloture", "motif_reduction", "motif_reexamen", "notifie_le", "organisme_referent_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precedent_id", "precision_cloture", "precision_reduction", "propose_le", "referent_id", "regime", "revision", "salaire_attendu", "signe_le", "soumis_le", "suite", "type", "version", "voie", "zone_recherche") VALUES (OLD."a_signer_le", OLD."clos_le", OLD."cree_le", OLD."cree_par_id", OLD."debut", OLD."diagnostic", OLD."emploi_recherche", OLD."etabli_le", OLD."etat", OLD."fin", OLD."fin_effective", OLD."heures_semaine", OLD."id", OLD."motif_cloture", OLD."motif_reduction", OLD."motif_reexamen", OLD."notifie_le", OLD."organisme_referent_id", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."precedent_id", OLD."precision_cloture", OLD."precision_reduction", OLD."propose_le", OLD."referent_id", OLD."regime", OLD."revision", OLD."salaire_attendu", OLD."signe_le", OLD."soumis_le", OLD."suite", OLD."type", OLD."version", OLD."voie", OLD."zone_recherche"); RETURN NULL;',
                    hash="a661b264c086c8412ec85502f2c2d855a101eeb3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1f58f",
                    table="parcours_contrats_contrat",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contrat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fin", None), ("signe_le", None), ("fin__gte", models.F("signe_le")), _connector="OR"
                ),
                name="contrat_signe_avant_sa_fin",
                violation_error_message="La fin de ce contrat est passée : reprenez-le pour la reporter.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contrat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fin", None),
                    ("fin_effective", None),
                    ("fin__gte", models.F("fin_effective")),
                    _connector="OR",
                ),
                name="contrat_arrete_avant_sa_fin",
                violation_error_message="Un contrat ne s'arrête pas après sa fin.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contrat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("motif_reexamen", ""),
                    models.Q(("regime", "plein_emploi"), ("voie", "sociale")),
                    _connector="OR",
                ),
                name="contrat_reexamen_social",
                violation_error_message="Seul un parcours social, depuis 2025, se réexamine à douze mois.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contrat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat__in", ("brouillon", "propose", "en_circuit", "a_signer"))),
                fields=("personne",),
                name="contrat_un_seul_en_preparation",
            ),
        ),
        migrations.AddConstraint(
            model_name="contrat",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(
                    ("etat__in", ("signe", "resilie", "remplace")),
                    models.Q(
                        ("fin_effective", None),
                        (
                            "fin_effective__gte",
                            django.db.models.functions.comparison.Greatest(
                                models.F("debut"), models.F("signe_le")
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("personne"), models.TextField()
                                        ),
                                        models.Value(""),
                                    )
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("personne"), models.TextField()
                                        ),
                                        models.Value(""),
                                    )
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
                    (
                        models.Func(
                            django.db.models.functions.comparison.Greatest(
                                models.F("debut"), models.F("signe_le")
                            ),
                            django.db.models.functions.comparison.Coalesce(
                                models.F("fin_effective"), models.F("fin")
                            ),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="contrat_un_seul_en_vigueur",
                violation_error_message="Cette personne a déjà un contrat signé pendant cette période.",
            ),
        ),
        migrations.RunSQL(
            A_TEMPS,
            "DROP TRIGGER revision_a_temps ON parcours_contrats_contrat; DROP FUNCTION jalon_revision_a_temps();",
        ),
    ]
