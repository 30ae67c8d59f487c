"""La boîte de sortie date ses lignes : elle ne garde qu'une semaine."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mesure_evenements", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE mesure_changement ADD COLUMN note_le timestamptz NOT NULL DEFAULT now()",
            "ALTER TABLE mesure_changement DROP COLUMN note_le",
        ),
    ]
