"""Les tables d'histoire datée et les observations dont elles se déduisent."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("parcours_personnes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activite",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "membre_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        default=list,
                        size=None,
                        verbose_name="activités",
                    ),
                ),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.membre",
                        verbose_name="membre",
                    ),
                ),
            ],
            options={
                "verbose_name": "activité",
            },
        ),
        migrations.CreateModel(
            name="Adresse",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "foyer_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("commune", models.CharField(blank=True, max_length=5, verbose_name="code de la commune")),
                ("code_postal", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                ("complement", models.CharField(blank=True, max_length=80, verbose_name="complément")),
                ("voie", models.CharField(blank=True, max_length=80, verbose_name="voie")),
                ("lieu_dit", models.CharField(blank=True, max_length=80, verbose_name="lieu-dit")),
                ("nom_commune", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                ("hors_france", models.BooleanField(default=False, verbose_name="hors de France")),
                ("nature", models.CharField(blank=True, max_length=1, verbose_name="nature")),
                ("qualite", models.CharField(blank=True, max_length=2, verbose_name="état de l'adresse")),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "adresse",
            },
        ),
        migrations.CreateModel(
            name="Appartenance",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "membre_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=3, verbose_name="rôle")),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.membre",
                        verbose_name="membre",
                    ),
                ),
            ],
            options={
                "verbose_name": "appartenance au foyer",
                "verbose_name_plural": "appartenances au foyer",
            },
        ),
        migrations.CreateModel(
            name="DroitsDevoirs",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "membre_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "valeur",
                    models.CharField(
                        choices=[("oui", "oui"), ("non", "non"), ("inconnu", "inconnu")],
                        max_length=7,
                        verbose_name="soumis aux droits et devoirs",
                    ),
                ),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.membre",
                        verbose_name="membre",
                    ),
                ),
            ],
            options={
                "verbose_name": "droits et devoirs",
                "verbose_name_plural": "droits et devoirs",
            },
        ),
        migrations.CreateModel(
            name="Montant",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "foyer_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "natures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        default=list,
                        size=None,
                        verbose_name="natures",
                    ),
                ),
                ("majore", models.BooleanField(default=False, verbose_name="majoré")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=2, max_digits=9, null=True, verbose_name="total en euros"
                    ),
                ),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "montant du droit",
                "verbose_name_plural": "montants du droit",
            },
        ),
        migrations.CreateModel(
            name="ObservationDossier",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "foyer_id",
                        "chargement_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "chargement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="parcours_personnes.chargement",
                        verbose_name="chargement",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observations",
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.versiondossier",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "observation",
            },
        ),
        migrations.CreateModel(
            name="Ressources",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "membre_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("fin", models.DateField(null=True, verbose_name="fin du trimestre")),
                ("nulles", models.BooleanField(default=False, verbose_name="ressources nulles")),
                (
                    "total",
                    models.DecimalField(decimal_places=2, max_digits=10, verbose_name="total en euros"),
                ),
                ("detail", models.JSONField(default=dict, verbose_name="détail par nature")),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.membre",
                        verbose_name="membre",
                    ),
                ),
            ],
            options={
                "verbose_name": "ressources",
                "verbose_name_plural": "ressources",
            },
        ),
        migrations.CreateModel(
            name="SituationFamiliale",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "foyer_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.CharField(max_length=3, verbose_name="situation")),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "situation de famille",
            },
        ),
        migrations.CreateModel(
            name="EtatDroit",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "foyer_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("0", "nouvelle demande en attente"),
                            ("1", "droit refusé"),
                            ("2", "droit ouvert et versable"),
                            ("3", "droit ouvert, droit suspendu"),
                            ("4", "droit ouvert, versement suspendu"),
                            ("5", "droit clos"),
                            ("6", "droit clos un mois antérieur"),
                        ],
                        max_length=1,
                        verbose_name="état",
                    ),
                ),
                (
                    "motifs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        default=list,
                        size=None,
                        verbose_name="motifs",
                    ),
                ),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "état du droit",
                "indexes": [models.Index(fields=["etat"], name="etat_droit_etat")],
            },
        ),
    ]
