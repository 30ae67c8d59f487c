"""Qui écrit les lettres : le responsable d'une structure, celles de sa structure ; une version partie est figée.

Un texte propre à une organisation ne se lit que de qui l'écrit : pour composer une lettre, qui l'envoie passe par
`jalon_modele_lettre`, qui rend le texte en vigueur et lui seul, à qui que ce soit : il ne parle de personne.
"""

from django.db import migrations

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
TABLE = "socle_messages_modelelettre"
EVENEMENTS = "socle_messages_modelelettreevent"
PARTOUT = "(SELECT jalon_administre()) OR (SELECT jalon_gere_droits())"
SIENNES = "organisation_id = ANY ((SELECT jalon_structures_dirigees())::uuid[])"
ECRIRE = f"{PARTOUT} OR {SIENNES}"
LIRE = f"(organisation_id IS NULL AND (SELECT jalon_compte_actif())) OR {ECRIRE}"

FONCTIONS = f"""
CREATE FUNCTION jalon_structures_dirigees() RETURNS uuid[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(DISTINCT organisation_id), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE role = 'responsable_structure' AND organisation_id IS NOT NULL $$;

CREATE FUNCTION jalon_modele_lettre(cherche varchar, pour uuid, jour date) RETURNS SETOF {TABLE}
LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT * FROM {TABLE} m
    WHERE m.type = cherche AND (m.organisation_id = pour OR m.organisation_id IS NULL) AND m.periode @> jour
    ORDER BY m.organisation_id NULLS LAST LIMIT 1 $$;

CREATE FUNCTION jalon_modele_employe(cherche uuid) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_messages_message WHERE modele_id = cherche) $$;

CREATE FUNCTION jalon_figer_modele() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.type, NEW.organisation_id, NEW.version, NEW.objet, NEW.corps)
       IS DISTINCT FROM (OLD.type, OLD.organisation_id, OLD.version, OLD.objet, OLD.corps)
       AND jalon_modele_employe(OLD.id) THEN
        RAISE check_violation USING CONSTRAINT = 'modele_fige',
            MESSAGE = 'Des lettres sont parties avec cette version : elle ne change plus.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER modele_fige BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION jalon_figer_modele();

REVOKE EXECUTE ON FUNCTION jalon_structures_dirigees, jalon_modele_lettre, jalon_modele_employe FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_structures_dirigees, jalon_modele_lettre, jalon_modele_employe TO application;
"""
FONCTIONS_INVERSE = f"""
DROP TRIGGER modele_fige ON {TABLE};
DROP FUNCTION jalon_figer_modele, jalon_modele_employe, jalon_modele_lettre, jalon_structures_dirigees;
"""


def _politiques(lire: str, ecrire: str) -> str:
    """Les politiques du modèle et de son histoire."""
    return f"""
ALTER POLICY lire ON {TABLE} USING ({lire});
ALTER POLICY ajouter ON {TABLE} WITH CHECK ({ecrire});
ALTER POLICY modifier ON {TABLE} USING ({ecrire}) WITH CHECK ({ecrire});
ALTER POLICY supprimer ON {TABLE} USING ({ecrire});
ALTER POLICY lire ON {EVENEMENTS} USING ({lire});
ALTER POLICY ajouter ON {EVENEMENTS} WITH CHECK ({ecrire});
"""


class Migration(migrations.Migration):
    dependencies = [("socle_messages", "0002_protections")]

    operations = [
        migrations.RunSQL(FONCTIONS, FONCTIONS_INVERSE),
        migrations.RunSQL(_politiques(LIRE, ECRIRE), _politiques("(SELECT jalon_compte_actif())", PARTOUT)),
    ]
