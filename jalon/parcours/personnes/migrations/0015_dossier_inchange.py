"""Ce qui suffit à reconnaître un dossier redit à l'identique, sans compter ni chercher dans ses octets.

L'index sur le seul foyer d'une version doublait celui de son unicité (foyer, empreinte).
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0014_observations_verifiees_par_ordre")]

    operations = [
        migrations.AddField(
            "foyer", "taille", models.PositiveSmallIntegerField("personnes du dossier", null=True)
        ),
        migrations.AddField(
            "foyer", "echeance", models.DateField("première fin de rattachement à venir", null=True)
        ),
        migrations.AlterField(
            "versiondossier",
            "foyer",
            models.ForeignKey(
                "parcours_personnes.foyer",
                CASCADE,
                related_name="versions",
                db_index=False,
                verbose_name="foyer",
            ),
        ),
    ]
