"""Les correspondances enregistrées : lues par les comptes actifs, écrites par qui gère les droits."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from jalon.parcours.personnes.cloisonnement import COMPTE_ACTIF, GERE_DROITS, Proteger
from jalon.socle.base.ensemble import d_un_trait
from jalon.socle.base.migrations_ops import politiques

EVENEMENTS = "sources_tableurs_correspondanceevent"


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parcours_personnes", "0003_protections"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrespondanceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("nom", models.CharField(max_length=60, verbose_name="nom")),
                ("nature", models.CharField(max_length=20, verbose_name="nature")),
                (
                    "colonnes",
                    models.JSONField(blank=True, default=dict, verbose_name="colonne de chaque champ"),
                ),
                (
                    "codes",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="code de Jalon de chaque écriture, par champ"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Correspondance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="identifiant",
                    ),
                ),
                ("nom", models.CharField(max_length=60, verbose_name="nom")),
                ("nature", models.CharField(max_length=20, verbose_name="nature")),
                (
                    "colonnes",
                    models.JSONField(blank=True, default=dict, verbose_name="colonne de chaque champ"),
                ),
                (
                    "codes",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="code de Jalon de chaque écriture, par champ"
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondance",
                "ordering": ["nom", "nature"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nom", "nature"),
                        name="correspondance_unique",
                        violation_error_message="Une correspondance de ce nom existe déjà pour cette nature.",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correspondance",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sources_tableurs_correspondanceevent" ("codes", "colonnes", "id", "nature", "nom", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."codes", NEW."colonnes", NEW."id", NEW."nature", NEW."nom", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="3642bf4e48eea0cb70a3e05d12f6d845c4626651",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3d337",
                    table="sources_tableurs_correspondance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correspondance",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "sources_tableurs_correspondanceevent" ("codes", "colonnes", "id", "nature", "nom", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."codes", NEW."colonnes", NEW."id", NEW."nature", NEW."nom", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="f815774799cdba38b2c80703029ce83c06fb0832",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4f2f6",
                    table="sources_tableurs_correspondance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correspondance",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "sources_tableurs_correspondanceevent" ("codes", "colonnes", "id", "nature", "nom", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."codes", OLD."colonnes", OLD."id", OLD."nature", OLD."nom", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="9a7cf24688941ddb2a5adfcedfe78d222cfc0572",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c1071",
                    table="sources_tableurs_correspondance",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="correspondanceevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="correspondanceevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="sources_tableurs.correspondance",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="correspondanceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1949d454e1a51354557b3d2a2ec064181e55f8ae",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c0ff9",
                    table="sources_tableurs_correspondanceevent",
                    when="BEFORE",
                ),
            ),
        ),
        Proteger("sources_tableurs_correspondance", lire=COMPTE_ACTIF, ecrire=GERE_DROITS),
        migrations.RunSQL(
            politiques(EVENEMENTS, COMPTE_ACTIF, GERE_DROITS, evenements=True),
            [f'ALTER TABLE "{EVENEMENTS}" DISABLE ROW LEVEL SECURITY'],
        ),
    ]
