"""Une tâche se voit de la personne qui l'a demandée."""

from django.db import migrations

POLITIQUES = """
ALTER TABLE socle_taches_tache ENABLE ROW LEVEL SECURITY;
CREATE POLICY demandeur ON socle_taches_tache TO application
    USING (compte_id = jalon_compte() OR (SELECT jalon_compte_systeme()))
    WITH CHECK (compte_id = jalon_compte() OR (SELECT jalon_compte_systeme()));
"""

INVERSE = """
DROP POLICY demandeur ON socle_taches_tache;
ALTER TABLE socle_taches_tache DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("socle_taches", "0001_initial"), ("socle_acces", "0003_perimetres")]

    operations = [migrations.RunSQL(POLITIQUES, INVERSE)]
