"""Un passage de nuit se voit avec son programme."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_programmes", "0004_calculs"),
        ("mesure_chiffres", "0003_passages"),
    ]

    operations = [Cloisonner("mesure_chiffres_passage", "cloison", "pilotage_programmes_programme")]
