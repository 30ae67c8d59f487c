"""Mentions et dispenses."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
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
        ("socle_pieces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispense",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dispenses",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                ("regle", models.CharField(max_length=80, verbose_name="règle")),
                ("cle", models.TextField(verbose_name="anomalie")),
                ("titre", models.CharField(max_length=300, verbose_name="titre de l'anomalie")),
                ("motif", models.TextField(verbose_name="motif")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("accordee_le", models.DateTimeField(auto_now_add=True, verbose_name="accordée le")),
                ("expire_le", models.DateField(blank=True, null=True, verbose_name="expire le")),
            ],
            options={
                "verbose_name": "dispense",
                "ordering": ["exercice", "regle", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("exercice"),
                        django.db.models.functions.text.MD5("cle"),
                        name="dispense_unique",
                        violation_error_message="Cette anomalie a déjà une dispense.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("motif", ""), _negated=True),
                        name="dispense_motivee",
                        violation_error_message="Une dispense dit son motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="pilotage_programmes.action",
                    ),
                ),
                ("tableau", models.CharField(max_length=20, verbose_name="tableau")),
                ("cle", models.CharField(max_length=300, verbose_name="case")),
                ("role", models.CharField(blank=True, max_length=40, verbose_name="rôle")),
                ("titre", models.CharField(blank=True, max_length=500, verbose_name="titre imprimé")),
                ("texte", models.TextField(blank=True, verbose_name="texte imprimé")),
                ("etat", models.CharField(default="lu", max_length=16, verbose_name="état de la case")),
                (
                    "nombre",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="nombre"
                    ),
                ),
                (
                    "decimales",
                    models.PositiveSmallIntegerField(default=0, verbose_name="décimales imprimées"),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="détails")),
                ("lieu", models.JSONField(blank=True, default=dict, verbose_name="place dans le document")),
                (
                    "piece",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="socle_pieces.piece"
                    ),
                ),
                ("ordre", models.PositiveIntegerField(default=0, verbose_name="ordre")),
                ("ecartee_le", models.DateTimeField(blank=True, null=True, verbose_name="écartée le")),
                (
                    "ecartee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "mention",
                "ordering": ["exercice", "tableau", "ordre", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exercice", "action", "tableau", "cle", "role", "piece"),
                        name="mention_unique",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ecartee_le__isnull", True), ("ecartee_par__isnull", True)),
                            models.Q(("ecartee_le__isnull", False), ("ecartee_par__isnull", False)),
                            _connector="OR",
                        ),
                        name="mention_ecartee_par_quelqu_un",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispenseEvent",
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
                        to="pilotage_controles.dispense",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                ("regle", models.CharField(max_length=80, verbose_name="règle")),
                ("cle", models.TextField(verbose_name="anomalie")),
                ("titre", models.CharField(max_length=300, verbose_name="titre de l'anomalie")),
                ("motif", models.TextField(verbose_name="motif")),
                (
                    "auteur",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("accordee_le", models.DateTimeField(auto_now_add=True, verbose_name="accordée le")),
                ("expire_le", models.DateField(blank=True, null=True, verbose_name="expire le")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MentionEvent",
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
                        to="pilotage_controles.mention",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                ("tableau", models.CharField(max_length=20, verbose_name="tableau")),
                ("cle", models.CharField(max_length=300, verbose_name="case")),
                ("role", models.CharField(blank=True, max_length=40, verbose_name="rôle")),
                ("titre", models.CharField(blank=True, max_length=500, verbose_name="titre imprimé")),
                ("texte", models.TextField(blank=True, verbose_name="texte imprimé")),
                ("etat", models.CharField(default="lu", max_length=16, verbose_name="état de la case")),
                (
                    "nombre",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="nombre"
                    ),
                ),
                (
                    "decimales",
                    models.PositiveSmallIntegerField(default=0, verbose_name="décimales imprimées"),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="détails")),
                ("lieu", models.JSONField(blank=True, default=dict, verbose_name="place dans le document")),
                (
                    "piece",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_pieces.piece",
                    ),
                ),
                ("ordre", models.PositiveIntegerField(default=0, verbose_name="ordre")),
                ("ecartee_le", models.DateTimeField(blank=True, null=True, verbose_name="écartée le")),
                (
                    "ecartee_par",
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
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispense",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_controles_dispenseevent" ("accordee_le", "auteur_id", "cle", "exercice_id", "expire_le", "id", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regle", "titre") VALUES (NEW."accordee_le", NEW."auteur_id", NEW."cle", NEW."exercice_id", NEW."expire_le", NEW."id", NEW."motif", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."regle", NEW."titre"); RETURN NULL;',
                    hash="a3b64693a193505b9dce0789872af1ff22e4d019",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d4d3e",
                    table="pilotage_controles_dispense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispense",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_controles_dispenseevent" ("accordee_le", "auteur_id", "cle", "exercice_id", "expire_le", "id", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regle", "titre") VALUES (NEW."accordee_le", NEW."auteur_id", NEW."cle", NEW."exercice_id", NEW."expire_le", NEW."id", NEW."motif", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."regle", NEW."titre"); RETURN NULL;',
                    hash="4dfef4b7f9149f917a3bdc33766ba5618fd21435",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c658b",
                    table="pilotage_controles_dispense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispense",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_controles_dispenseevent" ("accordee_le", "auteur_id", "cle", "exercice_id", "expire_le", "id", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regle", "titre") VALUES (OLD."accordee_le", OLD."auteur_id", OLD."cle", OLD."exercice_id", OLD."expire_le", OLD."id", OLD."motif", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."regle", OLD."titre"); RETURN NULL;',
                    hash="351e987e4df891409636a7ccbf04ff015dafa785",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7e4e1",
                    table="pilotage_controles_dispense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dispenseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a02518f0ea27a91523a03492352f5146312d652d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_46302",
                    table="pilotage_controles_dispenseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_controles_mentionevent" ("action_id", "cle", "decimales", "details", "ecartee_le", "ecartee_par_id", "etat", "exercice_id", "id", "lieu", "motif", "nombre", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "role", "tableau", "texte", "titre") VALUES (NEW."action_id", NEW."cle", NEW."decimales", NEW."details", NEW."ecartee_le", NEW."ecartee_par_id", NEW."etat", NEW."exercice_id", NEW."id", NEW."lieu", NEW."motif", NEW."nombre", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."role", NEW."tableau", NEW."texte", NEW."titre"); RETURN NULL;',
                    hash="aa0cfde629c048dd42db641df8f7ab304baa3dbb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6e70a",
                    table="pilotage_controles_mention",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_controles_mentionevent" ("action_id", "cle", "decimales", "details", "ecartee_le", "ecartee_par_id", "etat", "exercice_id", "id", "lieu", "motif", "nombre", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "role", "tableau", "texte", "titre") VALUES (NEW."action_id", NEW."cle", NEW."decimales", NEW."details", NEW."ecartee_le", NEW."ecartee_par_id", NEW."etat", NEW."exercice_id", NEW."id", NEW."lieu", NEW."motif", NEW."nombre", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."role", NEW."tableau", NEW."texte", NEW."titre"); RETURN NULL;',
                    hash="dab335bc98b77b63f0ae304b691b3b83673524a6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e343b",
                    table="pilotage_controles_mention",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mention",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_controles_mentionevent" ("action_id", "cle", "decimales", "details", "ecartee_le", "ecartee_par_id", "etat", "exercice_id", "id", "lieu", "motif", "nombre", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "role", "tableau", "texte", "titre") VALUES (OLD."action_id", OLD."cle", OLD."decimales", OLD."details", OLD."ecartee_le", OLD."ecartee_par_id", OLD."etat", OLD."exercice_id", OLD."id", OLD."lieu", OLD."motif", OLD."nombre", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."role", OLD."tableau", OLD."texte", OLD."titre"); RETURN NULL;',
                    hash="725efce21b00c3484f885def6fd37def6637e72a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e527d",
                    table="pilotage_controles_mention",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mentionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="03a2892ed925f21765b0853c045e3fa62f986f03",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_580e5",
                    table="pilotage_controles_mentionevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
