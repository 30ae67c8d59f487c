"""Les mentions des documents et les dispenses ne se voient qu'avec leur programme."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner

EXERCICE = "pilotage_programmes_exercice"


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_controles", "0001_initiale"),
        ("pilotage_programmes", "0002_cloisonnement"),
    ]

    operations = [
        Cloisonner("pilotage_controles_mention", "exercice_id", EXERCICE),
        Cloisonner("pilotage_controles_mentionevent", "exercice_id", EXERCICE, evenements=True),
        Cloisonner("pilotage_controles_dispense", "exercice_id", EXERCICE),
        Cloisonner("pilotage_controles_dispenseevent", "exercice_id", EXERCICE, evenements=True),
    ]
