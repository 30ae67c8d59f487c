"""La correspondance des pseudonymes se complète quand un lecteur la demande, non à chaque personne créée.

Un premier chargement crée cent mille personnes : l'empreinte et deux index par personne s'y payaient, pour
une table que seule la page des membres lit. Un pseudonyme qu'on cherche d'une personne connue se calcule.
"""

from importlib import import_module

from django.db import migrations

avant = import_module("jalon.mesure.tableaux.migrations.0002_lecteurs")
PERIMETRE, PSEUDONYME, DEFINIE = avant.PERIMETRE, avant.PSEUDONYME, avant.DEFINIE

A_LA_DEMANDE = f"""
DROP TRIGGER mesure_pseudonymes_ajouter ON parcours_personnes_personne;

CREATE OR REPLACE FUNCTION mesure_tenir_pseudonymes() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    DELETE FROM mesure_pseudonyme m USING lignes l WHERE m.personne_id = l.id;
    RETURN NULL;
END $$;

DROP FUNCTION mesure_personnes(uuid[]);
CREATE FUNCTION mesure_personnes(cherches uuid[]) RETURNS TABLE (pseudonyme uuid, personne uuid)
LANGUAGE plpgsql VOLATILE {DEFINIE} AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(cherches) c
                WHERE NOT EXISTS (SELECT FROM mesure_pseudonyme m WHERE m.pseudonyme = c)) THEN
        INSERT INTO mesure_pseudonyme
        SELECT {PSEUDONYME.format(cle="p.id")}, p.id FROM parcours_personnes_personne p
         WHERE NOT EXISTS (SELECT FROM mesure_pseudonyme d WHERE d.personne_id = p.id)
            ON CONFLICT DO NOTHING;
    END IF;
    RETURN QUERY
    SELECT m.pseudonyme, m.personne_id FROM mesure_pseudonyme m
      JOIN parcours_personnes_perimetre p ON p.personne_id = m.personne_id
     WHERE m.pseudonyme = ANY (cherches) AND ({PERIMETRE});
END $$;

CREATE OR REPLACE FUNCTION mesure_pseudonyme_de(cherchee uuid) RETURNS uuid LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT {PSEUDONYME.format(cle="p.personne_id")} FROM parcours_personnes_perimetre p
 WHERE p.personne_id = cherchee AND ({PERIMETRE})
$$;

CREATE OR REPLACE FUNCTION mesure_mes_pseudonymes() RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT {PSEUDONYME.format(cle="p.personne_id")} FROM parcours_personnes_perimetre p WHERE {PERIMETRE}
$$;

REVOKE ALL ON FUNCTION mesure_personnes(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mesure_personnes(uuid[]) TO application;
"""


class Migration(migrations.Migration):
    dependencies = [("mesure_tableaux", "0002_lecteurs")]

    operations = [migrations.RunSQL(A_LA_DEMANDE)]
