"""Un message se voit avec la personne à qui il va ; sans personne, de son auteur. Elle voit les siens."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import Proteger, par_personne_ou_elle_meme

TABLE = "socle_messages_message"
SIEN = (
    f"{par_personne_ou_elle_meme(TABLE, 'personne')} OR (personne IS NULL AND cree_par_id = jalon_compte())"
)


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0010_pieces"), ("socle_messages", "0002_protections")]
    # Les faits qui suivent une fusion comptent les messages : leur table est protégée avant.
    run_before = [("parcours_personnes", "0011_faits_suivent")]

    operations = [
        Proteger(TABLE, lire=SIEN, ecrire=SIEN),
    ]
