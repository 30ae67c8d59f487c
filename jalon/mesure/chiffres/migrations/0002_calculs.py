"""Les calculs et leurs membres, les réglages, les valeurs locales, les valeurs visées."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("mesure_chiffres", "0001_initiale"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Calcul",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                ("code", models.CharField(max_length=80, verbose_name="indicateur")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version de la définition")),
                ("coupe", models.JSONField(blank=True, default=dict, verbose_name="coupe")),
                (
                    "mesure",
                    models.CharField(
                        choices=[("valeur", "la valeur"), ("mediane", "la médiane (délais)")],
                        max_length=8,
                        verbose_name="ce qui s'écrit",
                    ),
                ),
                ("arrete_au", models.DateField(verbose_name="faits arrêtés au")),
                ("delais", models.JSONField(default=list, verbose_name="délais appliqués")),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "mediane",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="médiane"
                    ),
                ),
                ("numerateur", models.BigIntegerField(blank=True, null=True, verbose_name="numérateur")),
                ("denominateur", models.BigIntegerField(blank=True, null=True, verbose_name="dénominateur")),
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
                        max_length=16,
                        verbose_name="statut",
                    ),
                ),
                ("raisons", models.JSONField(default=dict, verbose_name="situations et raisons")),
                ("definition", models.CharField(max_length=64, verbose_name="empreinte de la définition")),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte du calcul")),
                ("donnees", models.CharField(blank=True, max_length=80, verbose_name="version des faits")),
                ("calcule_le", models.DateTimeField(verbose_name="calculé le")),
                ("gele_le", models.DateTimeField(blank=True, null=True, verbose_name="gelé le")),
                (
                    "calcule_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chiffre",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="calcul",
                        to="mesure_chiffres.chiffre",
                    ),
                ),
                (
                    "serie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calculs",
                        to="mesure_chiffres.serie",
                    ),
                ),
            ],
            options={
                "verbose_name": "calcul",
                "ordering": ["serie", "debut", "fin"],
            },
        ),
        migrations.CreateModel(
            name="Cible",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[("cible", "cible à atteindre"), ("seuil", "seuil d'alerte")],
                        default="cible",
                        max_length=6,
                        verbose_name="genre",
                    ),
                ),
                ("du", models.DateField(verbose_name="à compter du")),
                ("echeance", models.DateField(blank=True, null=True, verbose_name="à atteindre le")),
                (
                    "depart",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        verbose_name="valeur de départ",
                    ),
                ),
                ("valeur", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="valeur visée")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="d'où elle vient")),
                (
                    "serie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cibles",
                        to="mesure_chiffres.serie",
                    ),
                ),
            ],
            options={
                "verbose_name": "cible",
                "ordering": ["serie", "genre", "du"],
            },
        ),
        migrations.CreateModel(
            name="CibleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "genre",
                    models.CharField(
                        choices=[("cible", "cible à atteindre"), ("seuil", "seuil d'alerte")],
                        default="cible",
                        max_length=6,
                        verbose_name="genre",
                    ),
                ),
                ("du", models.DateField(verbose_name="à compter du")),
                ("echeance", models.DateField(blank=True, null=True, verbose_name="à atteindre le")),
                (
                    "depart",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        max_digits=20,
                        null=True,
                        verbose_name="valeur de départ",
                    ),
                ),
                ("valeur", models.DecimalField(decimal_places=6, max_digits=20, verbose_name="valeur visée")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="d'où elle vient")),
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mesure_chiffres.cible",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContreValeur",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "valeur",
                    models.DecimalField(decimal_places=6, max_digits=20, verbose_name="valeur locale"),
                ),
                ("decimales", models.PositiveSmallIntegerField(default=0, verbose_name="décimales")),
                ("raison", models.CharField(max_length=300, verbose_name="pourquoi elle diffère")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("methode", models.CharField(max_length=300, verbose_name="méthode")),
                ("le", models.DateField(verbose_name="établie le")),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisie le")),
                (
                    "chiffre",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contre_valeur",
                        to="mesure_chiffres.chiffre",
                    ),
                ),
                (
                    "saisi_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "contre-valeur",
                "ordering": ["chiffre"],
            },
        ),
        migrations.CreateModel(
            name="ContreValeurEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "valeur",
                    models.DecimalField(decimal_places=6, max_digits=20, verbose_name="valeur locale"),
                ),
                ("decimales", models.PositiveSmallIntegerField(default=0, verbose_name="décimales")),
                ("raison", models.CharField(max_length=300, verbose_name="pourquoi elle diffère")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("methode", models.CharField(max_length=300, verbose_name="méthode")),
                ("le", models.DateField(verbose_name="établie le")),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisie le")),
                (
                    "chiffre",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mesure_chiffres.contrevaleur",
                    ),
                ),
                (
                    "saisi_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LotMembres",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("situation", models.CharField(max_length=12, verbose_name="situation")),
                ("raison", models.CharField(max_length=40, verbose_name="raison")),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "personnes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="personnes"
                    ),
                ),
                (
                    "episodes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="séjours"
                    ),
                ),
                (
                    "jours",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(null=True), size=None, verbose_name="jours"
                    ),
                ),
                (
                    "cles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="actes",
                    ),
                ),
                (
                    "porteurs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="porteurs",
                    ),
                ),
                (
                    "calcul",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lots",
                        to="mesure_chiffres.calcul",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot de membres",
                "ordering": ["calcul", "situation", "raison", "rang"],
            },
        ),
        migrations.CreateModel(
            name="ReglageCalcul",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.CharField(max_length=80, verbose_name="calculé par")),
                ("coupe", models.JSONField(blank=True, default=dict, verbose_name="coupe")),
                (
                    "pas",
                    models.CharField(
                        choices=[
                            ("tout", "toute la période"),
                            ("semestre", "chaque semestre"),
                            ("trimestre", "chaque trimestre"),
                            ("mois", "chaque mois"),
                        ],
                        default="tout",
                        max_length=10,
                        verbose_name="périodes",
                    ),
                ),
                (
                    "mesure",
                    models.CharField(
                        choices=[("valeur", "la valeur"), ("mediane", "la médiane (délais)")],
                        default="valeur",
                        max_length=8,
                        verbose_name="ce qui s'écrit",
                    ),
                ),
                (
                    "serie",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reglage",
                        to="mesure_chiffres.serie",
                    ),
                ),
            ],
            options={
                "verbose_name": "réglage de calcul",
                "ordering": ["serie"],
            },
        ),
        migrations.CreateModel(
            name="ReglageCalculEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("code", models.CharField(max_length=80, verbose_name="calculé par")),
                ("coupe", models.JSONField(blank=True, default=dict, verbose_name="coupe")),
                (
                    "pas",
                    models.CharField(
                        choices=[
                            ("tout", "toute la période"),
                            ("semestre", "chaque semestre"),
                            ("trimestre", "chaque trimestre"),
                            ("mois", "chaque mois"),
                        ],
                        default="tout",
                        max_length=10,
                        verbose_name="périodes",
                    ),
                ),
                (
                    "mesure",
                    models.CharField(
                        choices=[("valeur", "la valeur"), ("mediane", "la médiane (délais)")],
                        default="valeur",
                        max_length=8,
                        verbose_name="ce qui s'écrit",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="mesure_chiffres.reglagecalcul",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="calcul",
            constraint=models.UniqueConstraint(
                fields=("serie", "genre_periode", "debut", "fin"), name="calcul_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="calcul",
            constraint=models.CheckConstraint(
                condition=models.Q(("fin__gte", models.F("debut"))), name="calcul_periode_ordonnee"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="calcul",
            trigger=pgtrigger.compiler.Trigger(
                name="calcul_gele",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."gele_le" IS NOT NULL AND OLD."gele_le" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a1d543f230338d31e18ceee72bb2d62980244b6",
                    operation="UPDATE",
                    pgid="pgtrigger_calcul_gele_000a2",
                    table="mesure_chiffres_calcul",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="cible",
            constraint=models.UniqueConstraint(
                fields=("serie", "genre", "du"),
                name="cible_unique",
                violation_error_message="Cette série a déjà une valeur visée à cette date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cible",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("echeance__isnull", True), ("echeance__gte", models.F("du")), _connector="OR"
                ),
                name="cible_dates_ordonnees",
                violation_error_message="L'échéance précède le départ.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cible",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_cibleevent" ("depart", "du", "echeance", "genre", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id", "source", "valeur") VALUES (NEW."depart", NEW."du", NEW."echeance", NEW."genre", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."serie_id", NEW."source", NEW."valeur"); RETURN NULL;',
                    hash="4649f2acb62772dedf526891be5cae879f4f0435",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ba12b",
                    table="mesure_chiffres_cible",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cible",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mesure_chiffres_cibleevent" ("depart", "du", "echeance", "genre", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id", "source", "valeur") VALUES (NEW."depart", NEW."du", NEW."echeance", NEW."genre", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."serie_id", NEW."source", NEW."valeur"); RETURN NULL;',
                    hash="8870ababbe6d82160d19db328b7e32b7e508ab72",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c1de3",
                    table="mesure_chiffres_cible",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cible",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_cibleevent" ("depart", "du", "echeance", "genre", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id", "source", "valeur") VALUES (OLD."depart", OLD."du", OLD."echeance", OLD."genre", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."serie_id", OLD."source", OLD."valeur"); RETURN NULL;',
                    hash="f5af9abd5626a1922148e116b65096982c4e962a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_58457",
                    table="mesure_chiffres_cible",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cibleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="904514f096855e555d284aa140baf4e5d836cab5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_810af",
                    table="mesure_chiffres_cibleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contrevaleur",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("raison", ""), _negated=True),
                    models.Q(("source", ""), _negated=True),
                    models.Q(("methode", ""), _negated=True),
                ),
                name="contre_valeur_justifiee",
                violation_error_message="Une valeur locale dit sa raison, sa source et sa méthode.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrevaleur",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_contrevaleurevent" ("chiffre_id", "decimales", "id", "le", "methode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raison", "saisi_le", "saisi_par_id", "source", "valeur") VALUES (NEW."chiffre_id", NEW."decimales", NEW."id", NEW."le", NEW."methode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raison", NEW."saisi_le", NEW."saisi_par_id", NEW."source", NEW."valeur"); RETURN NULL;',
                    hash="84898e839772e27ccca30e03161a2699c6d4a81b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dde7a",
                    table="mesure_chiffres_contrevaleur",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrevaleur",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mesure_chiffres_contrevaleurevent" ("chiffre_id", "decimales", "id", "le", "methode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raison", "saisi_le", "saisi_par_id", "source", "valeur") VALUES (NEW."chiffre_id", NEW."decimales", NEW."id", NEW."le", NEW."methode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raison", NEW."saisi_le", NEW."saisi_par_id", NEW."source", NEW."valeur"); RETURN NULL;',
                    hash="a0249f57d144b82ccd65abe1d989d13759f27231",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_71b1f",
                    table="mesure_chiffres_contrevaleur",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrevaleur",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_contrevaleurevent" ("chiffre_id", "decimales", "id", "le", "methode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raison", "saisi_le", "saisi_par_id", "source", "valeur") VALUES (OLD."chiffre_id", OLD."decimales", OLD."id", OLD."le", OLD."methode", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raison", OLD."saisi_le", OLD."saisi_par_id", OLD."source", OLD."valeur"); RETURN NULL;',
                    hash="ca8525f2a9505ea4a330220212d4c4db73763432",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_57b81",
                    table="mesure_chiffres_contrevaleur",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrevaleurevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="936685ed788b50dc6f7c9b6b48dd8c8a220b6074",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0e7f7",
                    table="mesure_chiffres_contrevaleurevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="lotmembres",
            constraint=models.UniqueConstraint(
                fields=("calcul", "situation", "raison", "rang"), name="lot_membres_unique"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reglagecalcul",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_reglagecalculevent" ("code", "coupe", "id", "mesure", "pas", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (NEW."code", NEW."coupe", NEW."id", NEW."mesure", NEW."pas", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."serie_id"); RETURN NULL;',
                    hash="18171cb843b71731fc615d6a765362ad0c090a97",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_28d25",
                    table="mesure_chiffres_reglagecalcul",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reglagecalcul",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "mesure_chiffres_reglagecalculevent" ("code", "coupe", "id", "mesure", "pas", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (NEW."code", NEW."coupe", NEW."id", NEW."mesure", NEW."pas", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."serie_id"); RETURN NULL;',
                    hash="e45e81e1dd4b1e2bac73de28366611203eb1c615",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33a85",
                    table="mesure_chiffres_reglagecalcul",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reglagecalcul",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "mesure_chiffres_reglagecalculevent" ("code", "coupe", "id", "mesure", "pas", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (OLD."code", OLD."coupe", OLD."id", OLD."mesure", OLD."pas", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."serie_id"); RETURN NULL;',
                    hash="8837eadd90ee4aa434ff6298797a0604ec29fa26",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_196a3",
                    table="mesure_chiffres_reglagecalcul",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reglagecalculevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d152e08db3f8099034238a5d5fc9f61dbb14d0b0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_99ba0",
                    table="mesure_chiffres_reglagecalculevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
