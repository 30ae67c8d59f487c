"""Les fiches, leurs sections et leurs brouillons ne se voient qu'avec leur programme."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner

FICHE = "pilotage_bilans_fichebilan"
EXERCICE = "pilotage_programmes_exercice"


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_bilans", "0001_initiale"),
        ("pilotage_programmes", "0002_cloisonnement"),
    ]

    operations = [
        Cloisonner(FICHE, "exercice_id", EXERCICE),
        Cloisonner(f"{FICHE}event", "exercice_id", EXERCICE, evenements=True),
        Cloisonner(f"{FICHE}_freins", "fichebilan_id", FICHE),
        Cloisonner("pilotage_bilans_sectionfiche", "fiche_id", FICHE),
        Cloisonner("pilotage_bilans_sectionficheevent", "fiche_id", FICHE, evenements=True),
        Cloisonner("pilotage_bilans_brouillonsection", "fiche_id", FICHE),
    ]
