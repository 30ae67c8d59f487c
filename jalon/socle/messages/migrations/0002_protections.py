"""Qui lit et écrit messages, lots et modèles ; ce que l'effacement d'une personne en retire.

La politique de `socle_messages_message` vient du parcours, qui sait qui voit qui ; d'ici là, personne.
"""

from django.db import migrations

from jalon.socle.base.migrations_ops import OperationSurTable, politiques

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYSTEME = "(SELECT jalon_compte_systeme())"
SON_MESSAGE = (
    "EXISTS (SELECT 1 FROM socle_messages_message m WHERE m.id = socle_messages_evenementmessage.message_id)"
)
SON_LOT = "cree_par_id = jalon_compte() OR (SELECT jalon_gere_droits())"
LIT_MODELES = "(SELECT jalon_compte_actif())"
ECRIT_MODELES = "(SELECT jalon_administre()) OR (SELECT jalon_gere_droits())"
COLONNES_QUI_BOUGENT = (
    "etat, transport, a_envoyer_le, reserve_par, reserve_jusqua, pris_le, envoye_le, remis_le, fini_le,"
    " regle_le, identifiant, essais, erreur, lot_id, secret_chiffre"
)

# Le texte, l'adresse et la clé d'un message déposé ne changent plus : l'application n'en a pas le droit.
COLONNES = f"""
ALTER TABLE socle_messages_message ENABLE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE, TRUNCATE ON socle_messages_message FROM application;
GRANT UPDATE ({COLONNES_QUI_BOUGENT}) ON socle_messages_message TO application;
REVOKE DELETE, TRUNCATE ON socle_messages_lot, socle_messages_rappel FROM application;
"""
COLONNES_INVERSE = """
GRANT UPDATE, DELETE ON socle_messages_message TO application;
ALTER TABLE socle_messages_message DISABLE ROW LEVEL SECURITY;
GRANT DELETE ON socle_messages_lot, socle_messages_rappel TO application;
"""

# Une pièce se voit avec le message, ou le lot, qui la porte.
PIECES = """
CREATE POLICY message ON socle_pieces_piece FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM socle_messages_message m WHERE m.piece_id = socle_pieces_piece.id));
CREATE POLICY lot ON socle_pieces_piece FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM socle_messages_lot l
                    WHERE socle_pieces_piece.id IN (l.pdf_id, l.bordereau_id)));
"""
PIECES_INVERSE = """
DROP POLICY lot ON socle_pieces_piece;
DROP POLICY message ON socle_pieces_piece;
"""

# Effacer : un message pas encore parti est annulé ; dates, canal, état et clé de la personne restent.
CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_messages(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT m.personne, max((m.envoye_le AT TIME ZONE 'Europe/Paris')::date) FROM socle_messages_message m
 WHERE m.personne IS NOT NULL AND m.envoye_le IS NOT NULL AND (parmi IS NULL OR m.personne = ANY (parmi))
 GROUP BY m.personne
$$;

CREATE FUNCTION jalon_effacer_textes_messages(toutes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE fichiers uuid[];
BEGIN
    SELECT coalesce(array_agg(f.piece), '{{}}') INTO fichiers FROM socle_messages_message m
      LEFT JOIN socle_messages_lot l ON l.id = m.lot_id
     CROSS JOIN LATERAL (VALUES (m.piece_id), (l.pdf_id), (l.bordereau_id)) f(piece)
     WHERE m.personne = ANY (toutes) AND f.piece IS NOT NULL;
    DELETE FROM socle_pieces_contenupiece WHERE piece_id = ANY (fichiers);
    UPDATE socle_pieces_piece SET nom = 'effacé' WHERE id = ANY (fichiers);
    UPDATE socle_messages_message
       SET texte = '', sujet = '', erreur = '', identifiant = '', mise_en_page = '{{}}',
           adresse_chiffree = NULL, secret_chiffre = NULL,
           etat = CASE etat WHEN 'pret' THEN 'annule' ELSE etat END,
           fini_le = CASE etat WHEN 'pret' THEN now() ELSE fini_le END
     WHERE personne = ANY (toutes);
    UPDATE socle_messages_evenementmessage e SET brut = '' FROM socle_messages_message m
     WHERE m.id = e.message_id AND m.personne = ANY (toutes);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_messages(uuid[]), jalon_effacer_textes_messages(uuid[]) FROM PUBLIC;
"""
CONSERVATION_INVERSE = """
DROP FUNCTION jalon_dernier_fait_messages(uuid[]), jalon_effacer_textes_messages(uuid[]);
"""


class ProtegerTable(OperationSurTable):
    """Cloisonne une table d'après deux expressions ; `evenements` : elle s'ajoute et ne change pas."""

    def __init__(self, table: str, lire: str, ecrire: str, *, evenements: bool = False) -> None:
        self.table, self.lire, self.ecrire, self.evenements = table, lire, ecrire, evenements

    def deconstruct(self) -> tuple:
        return type(self).__name__, [self.table, self.lire, self.ecrire], {"evenements": self.evenements}

    def ordres(self, schema_editor) -> list[str]:
        return politiques(self.table, self.lire, self.ecrire, evenements=self.evenements)


class Migration(migrations.Migration):
    dependencies = [("socle_messages", "0001_initial"), ("socle_acces", "0005_liens_delegations")]

    operations = [
        migrations.RunSQL(COLONNES, COLONNES_INVERSE),
        ProtegerTable("socle_messages_evenementmessage", SON_MESSAGE, SON_MESSAGE, evenements=True),
        ProtegerTable("socle_messages_rappel", SYSTEME, SYSTEME),
        ProtegerTable("socle_messages_lot", SON_LOT, SON_LOT),
        ProtegerTable("socle_messages_modelelettre", LIT_MODELES, ECRIT_MODELES),
        ProtegerTable("socle_messages_modelelettreevent", LIT_MODELES, ECRIT_MODELES, evenements=True),
        migrations.RunSQL(PIECES, PIECES_INVERSE),
        migrations.RunSQL(CONSERVATION, CONSERVATION_INVERSE),
    ]
