"""Le PDF d'une lettre se garde une fois ; un lot dit ses pages ; abandonné, il ne garde pas ses fichiers."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
MESSAGE, LOT, CONTENU = "socle_messages_message", "socle_messages_lot", "socle_pieces_contenupiece"

GARDER = f"""
GRANT UPDATE (piece_id) ON {MESSAGE} TO application;
CREATE FUNCTION jalon_figer_pdf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.piece_id IS NOT NULL OR OLD.etat NOT IN ('pret', 'envoi') THEN
        RAISE check_violation USING CONSTRAINT = 'message_pdf_garde',
            MESSAGE = 'Le PDF d''une lettre se garde une fois, avant son départ : il ne change plus.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_pdf_garde BEFORE UPDATE OF piece_id ON {MESSAGE}
    FOR EACH ROW WHEN (NEW.piece_id IS DISTINCT FROM OLD.piece_id) EXECUTE FUNCTION jalon_figer_pdf();
"""
GARDER_INVERSE = f"""
DROP TRIGGER message_pdf_garde ON {MESSAGE};
DROP FUNCTION jalon_figer_pdf();
REVOKE UPDATE (piece_id) ON {MESSAGE} FROM application;
"""

# Un lot abandonné ne tient plus à ses lettres : ce qu'il en dirait survivrait à l'effacement d'une personne.
ABANDONNER = f"""
CREATE FUNCTION jalon_vider_lot() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    DELETE FROM {CONTENU} WHERE piece_id IN (OLD.pdf_id, OLD.bordereau_id);
    NEW.pdf_id := NULL;
    NEW.bordereau_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_abandonne BEFORE UPDATE OF etat ON {LOT}
    FOR EACH ROW WHEN (NEW.etat = 'abandonne') EXECUTE FUNCTION jalon_vider_lot();
DELETE FROM {CONTENU} c USING {LOT} l WHERE l.etat = 'abandonne' AND c.piece_id IN (l.pdf_id, l.bordereau_id);
UPDATE {LOT} SET pdf_id = NULL, bordereau_id = NULL WHERE etat = 'abandonne';
"""
ABANDONNER_INVERSE = f"DROP TRIGGER lot_abandonne ON {LOT}; DROP FUNCTION jalon_vider_lot();"


class Migration(migrations.Migration):
    dependencies = [
        ("socle_messages", "0003_modeles_par_structure"),
        ("socle_pieces", "0002_cloisonnement"),
    ]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="pages",
            field=models.PositiveIntegerField(null=True, verbose_name="nombre de pages"),
        ),
        migrations.AlterField(
            model_name="evenementmessage",
            name="nature",
            field=models.CharField(
                choices=[
                    ("envoi", "envoi tenté"),
                    ("accepte", "accepté par le transport"),
                    ("reporte", "remis à plus tard"),
                    ("incertain", "sans réponse sûre"),
                    ("refuse", "refusé"),
                    ("rappel", "accusé du fournisseur"),
                    ("regle", "réglé par une personne"),
                    ("annule", "annulé"),
                    ("expire", "expiré"),
                    ("lot", "mis au courrier"),
                    ("pdf", "PDF gardé"),
                ],
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.RunSQL(GARDER, GARDER_INVERSE),
        migrations.RunSQL(ABANDONNER, ABANDONNER_INVERSE),
    ]
