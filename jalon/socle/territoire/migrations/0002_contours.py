"""Les contours des intercommunalités : chacun les lit, l'administrateur les charge."""

import django.db.models.deletion
from django.db import migrations, models

from jalon.socle.base.migrations_ops import politiques

TABLE = "socle_territoire_contour"


class Migration(migrations.Migration):
    dependencies = [("socle_territoire", "0001_initial"), ("socle_acces", "0003_perimetres")]

    operations = [
        migrations.CreateModel(
            name="Contour",
            fields=[
                (
                    "territoire",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="contour",
                        serialize=False,
                        to="socle_territoire.epci",
                        verbose_name="intercommunalité",
                    ),
                ),
                ("anneaux", models.JSONField(verbose_name="anneaux")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("charge_le", models.DateTimeField(auto_now=True, verbose_name="chargé le")),
            ],
            options={
                "verbose_name": "contour",
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(source=""), name="contour_source_donnee")
                ],
            },
        ),
        migrations.RunSQL(
            politiques(
                TABLE, "(SELECT jalon_compte_actif())", "(SELECT jalon_administre())", evenements=False
            ),
            migrations.RunSQL.noop,
        ),
    ]
