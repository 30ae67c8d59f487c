"""L'argent d'une action ne se voit qu'avec son programme."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner

TABLES = ("credit", "depense", "contrepartie", "affectationsolde")


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_finances", "0001_initiale"),
        ("pilotage_programmes", "0002_cloisonnement"),
    ]

    operations = [
        operation
        for table in TABLES
        for operation in (
            Cloisonner(f"pilotage_finances_{table}", "exercice_id", "pilotage_programmes_exercice"),
            Cloisonner(
                f"pilotage_finances_{table}event",
                "exercice_id",
                "pilotage_programmes_exercice",
                evenements=True,
            ),
        )
    ]
