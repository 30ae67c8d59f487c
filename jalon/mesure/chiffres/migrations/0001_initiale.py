"""Séries, chiffres et leur provenance."""

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
        ("mesure_indicateurs", "0001_initiale"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("socle_acces", "__first__"),
        ("socle_organisations", "0001_initial"),
        ("socle_pieces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Serie",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "indicateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="mesure_indicateurs.indicateur",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                ("territoire", models.CharField(blank=True, max_length=9, verbose_name="territoire")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("cloison", models.UUIDField(db_index=True, verbose_name="programme détenteur")),
            ],
            options={
                "verbose_name": "série",
                "ordering": ["indicateur", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicateur", "organisation", "territoire", "source", "cloison"),
                        name="serie_unique",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chiffre",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "serie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chiffres",
                        to="mesure_chiffres.serie",
                    ),
                ),
                (
                    "genre_periode",
                    models.CharField(
                        choices=[
                            ("annee", "année"),
                            ("semestre", "semestre"),
                            ("trimestre", "trimestre"),
                            ("mois", "mois"),
                            ("annee_scolaire", "année scolaire"),
                            ("saison", "saison"),
                            ("situation", "situation à une date"),
                            ("intervalle", "période"),
                        ],
                        max_length=16,
                        verbose_name="genre de période",
                    ),
                ),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(verbose_name="fin")),
                ("libelle_periode", models.CharField(max_length=200, verbose_name="période imprimée")),
                ("arrete_au", models.DateField(blank=True, null=True, verbose_name="données arrêtées au")),
                ("coupe", models.JSONField(blank=True, default=dict, verbose_name="coupe")),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "decimales",
                    models.PositiveSmallIntegerField(default=0, verbose_name="décimales imprimées"),
                ),
                (
                    "numerateur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="numérateur"
                    ),
                ),
                (
                    "denominateur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="dénominateur"
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="texte imprimé")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("compte", "compté"),
                            ("estime", "estimé"),
                            ("prevision", "prévision"),
                            ("atterrissage", "atterrissage"),
                            ("provisoire", "provisoire"),
                            ("en_attente", "en attente"),
                            ("non_renseigne", "non renseigné"),
                            ("non_calculable", "non calculable"),
                            ("sans_objet", "sans objet"),
                        ],
                        default="compte",
                        max_length=16,
                        verbose_name="statut",
                    ),
                ),
                ("methode", models.CharField(blank=True, max_length=300, verbose_name="méthode")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("saisie", "saisi"),
                            ("import", "lu dans un document"),
                            ("transmis", "transmis par un organisme"),
                            ("calcul", "calculé"),
                        ],
                        default="saisie",
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_pieces.piece",
                    ),
                ),
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "organisme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "empreinte",
                    models.CharField(blank=True, max_length=64, verbose_name="empreinte du calcul"),
                ),
                (
                    "saisi_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                ("gele_le", models.DateTimeField(blank=True, null=True, verbose_name="gelé le")),
            ],
            options={
                "verbose_name": "chiffre",
                "ordering": ["serie", "debut", "fin", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("serie", "genre_periode", "debut", "fin", "coupe"),
                        name="chiffre_unique",
                        violation_error_message="Cette série a déjà un chiffre pour cette période et cette coupe.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fin__gte", models.F("debut"))),
                        name="chiffre_periode_ordonnee",
                        violation_error_message="La période finit avant de commencer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "statut__in",
                                    ("compte", "estime", "prevision", "atterrissage", "provisoire"),
                                ),
                                ("valeur__isnull", False),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "statut__in",
                                        ("compte", "estime", "prevision", "atterrissage", "provisoire"),
                                    ),
                                    _negated=True,
                                ),
                                ("valeur__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="chiffre_valeur_selon_statut",
                        violation_error_message="Une valeur et son statut se contredisent : zéro est une valeur, « non renseigné » n'en a pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("statut", "estime"), _negated=True),
                            models.Q(("methode", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="chiffre_estime_avec_methode",
                        violation_error_message="Une estimation dit sa méthode.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("provenance", "import"), _negated=True),
                            ("piece__isnull", False),
                            _connector="OR",
                        ),
                        name="chiffre_lu_avec_document",
                        violation_error_message="Un chiffre lu cite son document.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("provenance", "calcul"), _negated=True),
                            models.Q(("empreinte", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="chiffre_calcule_avec_empreinte",
                        violation_error_message="Un chiffre calculé porte l'empreinte de ce qu'il compte.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChiffreEvent",
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
                        to="mesure_chiffres.chiffre",
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
                    "serie",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mesure_chiffres.serie",
                    ),
                ),
                (
                    "genre_periode",
                    models.CharField(
                        choices=[
                            ("annee", "année"),
                            ("semestre", "semestre"),
                            ("trimestre", "trimestre"),
                            ("mois", "mois"),
                            ("annee_scolaire", "année scolaire"),
                            ("saison", "saison"),
                            ("situation", "situation à une date"),
                            ("intervalle", "période"),
                        ],
                        max_length=16,
                        verbose_name="genre de période",
                    ),
                ),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(verbose_name="fin")),
                ("libelle_periode", models.CharField(max_length=200, verbose_name="période imprimée")),
                ("arrete_au", models.DateField(blank=True, null=True, verbose_name="données arrêtées au")),
                ("coupe", models.JSONField(blank=True, default=dict, verbose_name="coupe")),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "decimales",
                    models.PositiveSmallIntegerField(default=0, verbose_name="décimales imprimées"),
                ),
                (
                    "numerateur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="numérateur"
                    ),
                ),
                (
                    "denominateur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="dénominateur"
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="texte imprimé")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("compte", "compté"),
                            ("estime", "estimé"),
                            ("prevision", "prévision"),
                            ("atterrissage", "atterrissage"),
                            ("provisoire", "provisoire"),
                            ("en_attente", "en attente"),
                            ("non_renseigne", "non renseigné"),
                            ("non_calculable", "non calculable"),
                            ("sans_objet", "sans objet"),
                        ],
                        default="compte",
                        max_length=16,
                        verbose_name="statut",
                    ),
                ),
                ("methode", models.CharField(blank=True, max_length=300, verbose_name="méthode")),
                (
                    "provenance",
                    models.CharField(
                        choices=[
                            ("saisie", "saisi"),
                            ("import", "lu dans un document"),
                            ("transmis", "transmis par un organisme"),
                            ("calcul", "calculé"),
                        ],
                        default="saisie",
                        max_length=10,
                        verbose_name="provenance",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_pieces.piece",
                    ),
                ),
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "organisme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "empreinte",
                    models.CharField(blank=True, max_length=64, verbose_name="empreinte du calcul"),
                ),
                (
                    "saisi_par",
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
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                ("gele_le", models.DateTimeField(blank=True, null=True, verbose_name="gelé le")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffreevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dbc5a84993068a6623817c7a34dc60a23b20ee95",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_36d6c",
                    table="mesure_chiffres_chiffreevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffre",
            trigger=pgtrigger.compiler.Trigger(
                name="chiffre_gele",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."gele_le" IS NOT NULL AND OLD."gele_le" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6fcffe9c97c0d653df6f7df766ac3558095b4d52",
                    operation="UPDATE",
                    pgid="pgtrigger_chiffre_gele_49208",
                    table="mesure_chiffres_chiffre",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffre",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_chiffreevent" ("arrete_au", "coupe", "debut", "decimales", "denominateur", "empreinte", "fin", "gele_le", "genre_periode", "id", "libelle_periode", "lieu", "methode", "numerateur", "organisme_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "provenance", "saisi_le", "saisi_par_id", "serie_id", "statut", "texte", "valeur") VALUES (NEW."arrete_au", NEW."coupe", NEW."debut", NEW."decimales", NEW."denominateur", NEW."empreinte", NEW."fin", NEW."gele_le", NEW."genre_periode", NEW."id", NEW."libelle_periode", NEW."lieu", NEW."methode", NEW."numerateur", NEW."organisme_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."provenance", NEW."saisi_le", NEW."saisi_par_id", NEW."serie_id", NEW."statut", NEW."texte", NEW."valeur"); RETURN NULL;',
                    hash="4a0496371f274d0149642269dcc45a9cd02df63e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_92daf",
                    table="mesure_chiffres_chiffre",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffre",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mesure_chiffres_chiffreevent" ("arrete_au", "coupe", "debut", "decimales", "denominateur", "empreinte", "fin", "gele_le", "genre_periode", "id", "libelle_periode", "lieu", "methode", "numerateur", "organisme_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "provenance", "saisi_le", "saisi_par_id", "serie_id", "statut", "texte", "valeur") VALUES (NEW."arrete_au", NEW."coupe", NEW."debut", NEW."decimales", NEW."denominateur", NEW."empreinte", NEW."fin", NEW."gele_le", NEW."genre_periode", NEW."id", NEW."libelle_periode", NEW."lieu", NEW."methode", NEW."numerateur", NEW."organisme_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."provenance", NEW."saisi_le", NEW."saisi_par_id", NEW."serie_id", NEW."statut", NEW."texte", NEW."valeur"); RETURN NULL;',
                    hash="a81c1f42a50f1eda8550f864f19b6e905e816488",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_efd32",
                    table="mesure_chiffres_chiffre",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="chiffre",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_chiffreevent" ("arrete_au", "coupe", "debut", "decimales", "denominateur", "empreinte", "fin", "gele_le", "genre_periode", "id", "libelle_periode", "lieu", "methode", "numerateur", "organisme_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "provenance", "saisi_le", "saisi_par_id", "serie_id", "statut", "texte", "valeur") VALUES (OLD."arrete_au", OLD."coupe", OLD."debut", OLD."decimales", OLD."denominateur", OLD."empreinte", OLD."fin", OLD."gele_le", OLD."genre_periode", OLD."id", OLD."libelle_periode", OLD."lieu", OLD."methode", OLD."numerateur", OLD."organisme_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."provenance", OLD."saisi_le", OLD."saisi_par_id", OLD."serie_id", OLD."statut", OLD."texte", OLD."valeur"); RETURN NULL;',
                    hash="7248377dacb619403c4273043ed393715756800c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0b0ee",
                    table="mesure_chiffres_chiffre",
                    when="AFTER",
                ),
            ),
        ),
    ]
