"""Fiches bilans, sections et freins."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("pilotage_programmes", "0001_initiale"),
        ("socle_acces", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="FreinAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("libelle", models.CharField(max_length=300, unique=True, verbose_name="libellé")),
            ],
            options={
                "verbose_name": "frein d'action",
                "ordering": ["libelle"],
            },
        ),
        migrations.CreateModel(
            name="FicheBilan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fiches",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fiches",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                ("etat", models.CharField(default="non_lu", max_length=40, verbose_name="état")),
                (
                    "etat_motif",
                    models.CharField(blank=True, max_length=500, verbose_name="pourquoi cet état"),
                ),
                ("zoom", models.BooleanField(default=False, verbose_name="présentée en détail")),
                ("zoom_texte", models.CharField(blank=True, max_length=500, verbose_name="présentation")),
                (
                    "pilote_libelle",
                    models.CharField(blank=True, max_length=200, verbose_name="pilote, tel qu'écrit"),
                ),
                (
                    "freins",
                    models.ManyToManyField(
                        blank=True, related_name="fiches", to="pilotage_bilans.freinaction"
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche bilan",
                "ordering": ["exercice", "action"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "exercice"), name="fiche_bilan_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="BrouillonSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brouillons",
                        to="pilotage_bilans.fichebilan",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("description", "description"),
                            ("mise_en_place", "mise en place"),
                            ("partenaires", "partenaires"),
                            ("duree", "durée"),
                            ("budget", "budget"),
                            ("indicateurs", "indicateurs"),
                            ("realisations", "réalisations"),
                            ("freins", "freins"),
                            ("a_signaler", "à signaler"),
                            ("bilan", "bilan"),
                            ("perspectives", "perspectives"),
                            ("autre", "autre"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                (
                    "compte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="texte")),
                ("version_base", models.PositiveIntegerField(default=0, verbose_name="version de départ")),
                ("garde_le", models.DateTimeField(auto_now=True, verbose_name="gardé le")),
            ],
            options={
                "verbose_name": "brouillon de section",
                "ordering": ["fiche", "type", "compte"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "type", "compte"), name="brouillon_section_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FicheBilanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_bilans.fichebilan",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                ("etat", models.CharField(default="non_lu", max_length=40, verbose_name="état")),
                (
                    "etat_motif",
                    models.CharField(blank=True, max_length=500, verbose_name="pourquoi cet état"),
                ),
                ("zoom", models.BooleanField(default=False, verbose_name="présentée en détail")),
                ("zoom_texte", models.CharField(blank=True, max_length=500, verbose_name="présentation")),
                (
                    "pilote_libelle",
                    models.CharField(blank=True, max_length=200, verbose_name="pilote, tel qu'écrit"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SectionFiche",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="pilotage_bilans.fichebilan",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("description", "description"),
                            ("mise_en_place", "mise en place"),
                            ("partenaires", "partenaires"),
                            ("duree", "durée"),
                            ("budget", "budget"),
                            ("indicateurs", "indicateurs"),
                            ("realisations", "réalisations"),
                            ("freins", "freins"),
                            ("a_signaler", "à signaler"),
                            ("bilan", "bilan"),
                            ("perspectives", "perspectives"),
                            ("autre", "autre"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="texte")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("illustration", models.BooleanField(default=False, verbose_name="texte d'illustration")),
                (
                    "modifiee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("modifiee_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
            ],
            options={
                "verbose_name": "section de fiche",
                "ordering": ["fiche", "type"],
                "constraints": [
                    models.UniqueConstraint(fields=("fiche", "type"), name="section_fiche_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["budget", "indicateurs"]), _negated=True),
                        name="section_fiche_redigee",
                        violation_error_message="Le budget et les indicateurs ne se rédigent pas : ils se déduisent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionFicheEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_bilans.sectionfiche",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "fiche",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_bilans.fichebilan",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("description", "description"),
                            ("mise_en_place", "mise en place"),
                            ("partenaires", "partenaires"),
                            ("duree", "durée"),
                            ("budget", "budget"),
                            ("indicateurs", "indicateurs"),
                            ("realisations", "réalisations"),
                            ("freins", "freins"),
                            ("a_signaler", "à signaler"),
                            ("bilan", "bilan"),
                            ("perspectives", "perspectives"),
                            ("autre", "autre"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="texte")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("illustration", models.BooleanField(default=False, verbose_name="texte d'illustration")),
                (
                    "modifiee_par",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("modifiee_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fichebilanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6e7efb5ef3ebaf88c46c4f8d036fd75b7fd7fc95",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_924ad",
                    table="pilotage_bilans_fichebilanevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fichebilan",
            trigger=pgtrigger.compiler.Trigger(
                name="fiche_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (NEW.exercice_id, OLD.exercice_id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="2cbdbf5ae40ea19fd65088860f27b460e5a6a72d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_fiche_exercice_clos_7ffa4",
                    table="pilotage_bilans_fichebilan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fichebilan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_bilans_fichebilanevent" ("action_id", "etat", "etat_motif", "exercice_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilote_libelle", "zoom", "zoom_texte") VALUES (NEW."action_id", NEW."etat", NEW."etat_motif", NEW."exercice_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pilote_libelle", NEW."zoom", NEW."zoom_texte"); RETURN NULL;',
                    hash="c55f6a8d1c80fca0aa450c2f1ce353058a5ae624",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d88a9",
                    table="pilotage_bilans_fichebilan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fichebilan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_bilans_fichebilanevent" ("action_id", "etat", "etat_motif", "exercice_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilote_libelle", "zoom", "zoom_texte") VALUES (NEW."action_id", NEW."etat", NEW."etat_motif", NEW."exercice_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pilote_libelle", NEW."zoom", NEW."zoom_texte"); RETURN NULL;',
                    hash="b3e68140e61f0c05755ef4d0b28fa16a4585b890",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ba1a8",
                    table="pilotage_bilans_fichebilan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fichebilan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_bilans_fichebilanevent" ("action_id", "etat", "etat_motif", "exercice_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilote_libelle", "zoom", "zoom_texte") VALUES (OLD."action_id", OLD."etat", OLD."etat_motif", OLD."exercice_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pilote_libelle", OLD."zoom", OLD."zoom_texte"); RETURN NULL;',
                    hash="8621463b0f4bd88a76b17c7e46fda061f764a82f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_edd9f",
                    table="pilotage_bilans_fichebilan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionfiche",
            trigger=pgtrigger.compiler.Trigger(
                name="section_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (SELECT exercice_id FROM pilotage_bilans_fichebilan WHERE id IN (NEW.fiche_id, OLD.fiche_id))) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="d66bcbb5250846e65e92c9318c0f91066a49144b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_section_exercice_clos_14e16",
                    table="pilotage_bilans_sectionfiche",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionfiche",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_bilans_sectionficheevent" ("fiche_id", "id", "illustration", "modifiee_le", "modifiee_par_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "texte", "type", "version") VALUES (NEW."fiche_id", NEW."id", NEW."illustration", NEW."modifiee_le", NEW."modifiee_par_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."texte", NEW."type", NEW."version"); RETURN NULL;',
                    hash="08618218e1739538ed3a3747ca1104e1beb754e7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b8998",
                    table="pilotage_bilans_sectionfiche",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionfiche",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_bilans_sectionficheevent" ("fiche_id", "id", "illustration", "modifiee_le", "modifiee_par_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "texte", "type", "version") VALUES (NEW."fiche_id", NEW."id", NEW."illustration", NEW."modifiee_le", NEW."modifiee_par_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."texte", NEW."type", NEW."version"); RETURN NULL;',
                    hash="a7c00cc405e57ba98afcafbba89418472ace9c69",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4f525",
                    table="pilotage_bilans_sectionfiche",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionfiche",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_bilans_sectionficheevent" ("fiche_id", "id", "illustration", "modifiee_le", "modifiee_par_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "texte", "type", "version") VALUES (OLD."fiche_id", OLD."id", OLD."illustration", OLD."modifiee_le", OLD."modifiee_par_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."texte", OLD."type", OLD."version"); RETURN NULL;',
                    hash="17e56e5fca6797111666c3e4aedaf49dfcd2395e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_98bdb",
                    table="pilotage_bilans_sectionfiche",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionficheevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="64e0ca7511daf5ba22cd1c9b9aecd05c30b30a2e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d92ef",
                    table="pilotage_bilans_sectionficheevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
