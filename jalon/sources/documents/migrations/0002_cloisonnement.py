"""Une lecture se voit de qui l'a déposée, puis de qui voit le programme où elle est écrite."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner

LECTURE = "sources_documents_lecture"
SIENNE = "deposee_par_id = (SELECT jalon_compte()) OR (SELECT jalon_compte_systeme())"
VISIBLE = f"{SIENNE} OR programme_id IN (SELECT id FROM pilotage_programmes_programme)"
MODIFIABLE = f"{SIENNE} OR jalon_modifiable_pilotage_programmes_programme(programme_id)"

POLITIQUES = f"""
ALTER TABLE {LECTURE} ENABLE ROW LEVEL SECURITY;
CREATE POLICY lire ON {LECTURE} FOR SELECT TO application USING ({VISIBLE});
CREATE POLICY ajouter ON {LECTURE} FOR INSERT TO application WITH CHECK ({SIENNE});
CREATE POLICY modifier ON {LECTURE} FOR UPDATE TO application USING ({MODIFIABLE}) WITH CHECK ({MODIFIABLE});
CREATE POLICY supprimer ON {LECTURE} FOR DELETE TO application USING ({SIENNE});
"""

INVERSE = f"""
DROP POLICY supprimer ON {LECTURE};
DROP POLICY modifier ON {LECTURE};
DROP POLICY ajouter ON {LECTURE};
DROP POLICY lire ON {LECTURE};
ALTER TABLE {LECTURE} DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sources_documents", "0001_initiale"),
        ("pilotage_programmes", "0002_cloisonnement"),
        ("socle_acces", "0003_perimetres"),
    ]

    operations = [
        migrations.RunSQL(POLITIQUES, INVERSE),
        Cloisonner("sources_documents_tracereprise", "programme_id", "pilotage_programmes_programme"),
    ]
