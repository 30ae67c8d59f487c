"""Une pièce rattachée à un programme se voit de qui voit le programme."""

from django.db import migrations

POLITIQUE = """
CREATE POLICY programme ON socle_pieces_piece FOR SELECT TO application
    USING (cloison IS NOT NULL
           AND EXISTS (SELECT 1 FROM pilotage_programmes_programme p WHERE p.id = cloison));
"""
INVERSE = "DROP POLICY programme ON socle_pieces_piece;"


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_programmes", "0002_cloisonnement"),
        ("socle_pieces", "0002_cloisonnement"),
    ]

    operations = [migrations.RunSQL(POLITIQUE, INVERSE)]
