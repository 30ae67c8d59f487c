"""Les signataires d'un acte et les mesures d'annexe se saisissent : ils ont leur histoire."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from jalon.socle.base.migrations_ops import Cloisonner


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("pilotage_programmes", "0003_pieces_des_programmes"),
        ("socle_organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MesureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("annexe", models.CharField(max_length=200, verbose_name="annexe")),
                ("groupe", models.CharField(blank=True, max_length=300, verbose_name="groupe")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("souscrite", models.BooleanField(default=True, verbose_name="souscrite")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignataireEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "qualite",
                    models.CharField(blank=True, max_length=120, verbose_name="qualité du signataire"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."annexe", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="b1de02e2df29b30d22eabce0eff67f025bb37f1c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df0db",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."annexe", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="48c8868273e0f80844013f4ac64627c4326dad05",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e4956",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (OLD."annexe", OLD."groupe", OLD."id", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."souscrite", OLD."titre"); RETURN NULL;',
                    hash="e7cd6121db7e10451ba66093e4fc3519918d3ab4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ab8e0",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (NEW."acte_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."qualite"); RETURN NULL;',
                    hash="8f3a6503793f0b1191599e060f5f7eb4b434e914",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a068b",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (NEW."acte_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."qualite"); RETURN NULL;',
                    hash="c686311a893ef04008166188310a271e135c08a9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6c7fd",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (OLD."acte_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."qualite"); RETURN NULL;',
                    hash="75bcbb44d67b4f1934fd8dc9eef0024fa75db2a0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0ca9a",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="mesureevent",
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
            model_name="mesureevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="pilotage_programmes.mesure",
            ),
        ),
        migrations.AddField(
            model_name="mesureevent",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="pilotage_programmes.programme",
            ),
        ),
        migrations.AddField(
            model_name="signataireevent",
            name="acte",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="pilotage_programmes.acte",
            ),
        ),
        migrations.AddField(
            model_name="signataireevent",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="socle_organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="signataireevent",
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
            model_name="signataireevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="pilotage_programmes.signataire",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesureevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="edd5c5a16aeeab4bdec0ad363f34989829bc799d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c4458",
                    table="pilotage_programmes_mesureevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataireevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f56b7b3b1e4907bcf6de2266eba6477e04f33ac3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_862e5",
                    table="pilotage_programmes_signataireevent",
                    when="BEFORE",
                ),
            ),
        ),
        Cloisonner(
            "pilotage_programmes_signataireevent", "acte_id", "pilotage_programmes_acte", evenements=True
        ),
        Cloisonner(
            "pilotage_programmes_mesureevent",
            "programme_id",
            "pilotage_programmes_programme",
            evenements=True,
        ),
    ]
