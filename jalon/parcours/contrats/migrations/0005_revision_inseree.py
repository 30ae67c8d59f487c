"""Une révision écrite déjà signée passe le même contrôle que celle qui se signe."""

from django.db import migrations

TABLE = "parcours_contrats_contrat"
A_L_AJOUT = f"""
CREATE TRIGGER revision_a_temps_ajoutee BEFORE INSERT ON {TABLE}
    FOR EACH ROW WHEN (NEW.signe_le IS NOT NULL AND NEW.suite = 'revision')
    EXECUTE FUNCTION jalon_revision_a_temps();
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_contrats", "0004_effet_et_reexamen")]

    operations = [migrations.RunSQL(A_L_AJOUT, f"DROP TRIGGER revision_a_temps_ajoutee ON {TABLE};")]
