import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChiffreChoisiEvent",
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
                (
                    "role",
                    models.CharField(
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
                ("code", models.CharField(max_length=80, verbose_name="indicateur")),
                (
                    "duree",
                    models.CharField(
                        choices=[
                            ("trimestre", "le dernier trimestre fini"),
                            ("semestre", "le dernier semestre fini"),
                            ("annee", "la dernière année finie"),
                            ("12_mois", "les douze derniers mois finis"),
                        ],
                        default="12_mois",
                        max_length=10,
                        verbose_name="période",
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChiffreChoisi",
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
                (
                    "role",
                    models.CharField(
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
                ("code", models.CharField(max_length=80, verbose_name="indicateur")),
                (
                    "duree",
                    models.CharField(
                        choices=[
                            ("trimestre", "le dernier trimestre fini"),
                            ("semestre", "le dernier semestre fini"),
                            ("annee", "la dernière année finie"),
                            ("12_mois", "les douze derniers mois finis"),
                        ],
                        default="12_mois",
                        max_length=10,
                        verbose_name="période",
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
            ],
            options={
                "verbose_name": "chiffre d'un tableau de bord",
                "ordering": ["role", "rang"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("role", "code"),
                        name="chiffre_choisi_unique",
                        violation_error_message="Cet indicateur est déjà dans ce tableau.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duree__in", ["trimestre", "semestre", "annee", "12_mois"])),
                        name="chiffre_choisi_duree",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffrechoisi",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_tableaux_chiffrechoisievent" ("code", "duree", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rang", "role") VALUES (NEW."code", NEW."duree", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rang", NEW."role"); RETURN NULL;',
                    hash="8df1b1ddda79d9db35a73468825b5dad1c2bcacc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2335b",
                    table="mesure_tableaux_chiffrechoisi",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffrechoisi",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mesure_tableaux_chiffrechoisievent" ("code", "duree", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rang", "role") VALUES (NEW."code", NEW."duree", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rang", NEW."role"); RETURN NULL;',
                    hash="b61256b6888ac6e64ae215f9896b3f5d01b8ec6c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3e58b",
                    table="mesure_tableaux_chiffrechoisi",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffrechoisi",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_tableaux_chiffrechoisievent" ("code", "duree", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rang", "role") VALUES (OLD."code", OLD."duree", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rang", OLD."role"); RETURN NULL;',
                    hash="719b5c5fadb8a19a984b40a2d81a57f682a3f598",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fdf24",
                    table="mesure_tableaux_chiffrechoisi",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="chiffrechoisievent",
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
            model_name="chiffrechoisievent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="mesure_tableaux.chiffrechoisi",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffrechoisievent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6a48cd692f3fb372c2be87a8c8c770e6eac37c88",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cce97",
                    table="mesure_tableaux_chiffrechoisievent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
