"""Une pièce se voit de qui l'a déposée ; le pilotage ajoute la politique des pièces d'un programme."""

from django.db import migrations

POLITIQUES = """
ALTER TABLE socle_pieces_piece ENABLE ROW LEVEL SECURITY;
CREATE POLICY deposant ON socle_pieces_piece TO application
    USING (deposee_par_id = jalon_compte() OR (SELECT jalon_compte_systeme()))
    WITH CHECK (deposee_par_id = jalon_compte() OR (SELECT jalon_compte_systeme()));
REVOKE UPDATE ON socle_pieces_piece FROM application;
GRANT UPDATE (nom, cloison) ON socle_pieces_piece TO application;

ALTER TABLE socle_pieces_contenupiece ENABLE ROW LEVEL SECURITY;
CREATE POLICY lire ON socle_pieces_contenupiece FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM socle_pieces_piece p WHERE p.id = piece_id));
CREATE POLICY ajouter ON socle_pieces_contenupiece FOR INSERT TO application
    WITH CHECK (EXISTS (SELECT 1 FROM socle_pieces_piece p WHERE p.id = piece_id));
CREATE POLICY supprimer ON socle_pieces_contenupiece FOR DELETE TO application
    USING (EXISTS (SELECT 1 FROM socle_pieces_piece p
                   WHERE p.id = piece_id AND p.deposee_par_id = jalon_compte()));
REVOKE UPDATE ON socle_pieces_contenupiece FROM application;
"""

INVERSE = """
DROP POLICY supprimer ON socle_pieces_contenupiece;
DROP POLICY ajouter ON socle_pieces_contenupiece;
DROP POLICY lire ON socle_pieces_contenupiece;
ALTER TABLE socle_pieces_contenupiece DISABLE ROW LEVEL SECURITY;
DROP POLICY deposant ON socle_pieces_piece;
ALTER TABLE socle_pieces_piece DISABLE ROW LEVEL SECURITY;
GRANT UPDATE ON socle_pieces_piece, socle_pieces_contenupiece TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("socle_pieces", "0001_initial"), ("socle_acces", "0003_perimetres")]

    operations = [migrations.RunSQL(POLITIQUES, INVERSE)]
