"""Ce que les vues ne peuvent pas porter : la clé des pseudonymes et la boîte de sortie des changements.

Les vues, leurs droits et les déclencheurs se posent après chaque migration (voir `evenements.pose`).
"""

from django.db import migrations

# Trois identifiants tirés par le serveur (122 bits sûrs chacun), condensés en 256 bits.
TABLES = """
CREATE TABLE mesure_cle (
    seule boolean PRIMARY KEY DEFAULT true CHECK (seule),
    cle bytea NOT NULL CHECK (length(cle) = 32),
    oublie xid8 NOT NULL DEFAULT '0'
);
INSERT INTO mesure_cle (cle) VALUES (
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
);
CREATE TABLE mesure_changement (
    rang bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    personne_id uuid NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX mesure_changement_transaction ON mesure_changement (transaction);
REVOKE ALL ON mesure_cle, mesure_changement FROM PUBLIC, application;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("parcours_personnes", "0011_faits_suivent"), ("socle_territoire", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, "DROP TABLE mesure_changement; DROP TABLE mesure_cle;"),
    ]
