"""Le journal des lectures : chacun y ajoute les siennes, le délégué à la protection des données les lit."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from jalon.socle.base.migrations_ops import politiques

TABLE = "socle_journal_lecture"
LIRE = "(SELECT jalon_protege_donnees())"
AJOUTER = "compte_id = (SELECT jalon_compte()) AND (SELECT jalon_compte_actif())"


class Migration(migrations.Migration):
    initial = True

    dependencies = [("socle_acces", "0004_dossiers_personnes")]

    operations = [
        migrations.CreateModel(
            name="Lecture",
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
                ("sujet", models.UUIDField(verbose_name="personne ou foyer")),
                ("ecran", models.CharField(max_length=40, verbose_name="écran")),
                ("quand", models.DateTimeField(default=django.utils.timezone.now, verbose_name="quand")),
                (
                    "compte",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "lecture d'un dossier",
                "verbose_name_plural": "lectures de dossiers",
                "ordering": ["-quand"],
                "indexes": [
                    models.Index(fields=["sujet", "-quand"], name="lecture_sujet"),
                    models.Index(fields=["compte", "-quand"], name="lecture_compte"),
                    models.Index(fields=["-quand"], name="lecture_quand"),
                ],
            },
        ),
        migrations.RunSQL(politiques(TABLE, LIRE, AJOUTER, evenements=True), migrations.RunSQL.noop),
    ]
