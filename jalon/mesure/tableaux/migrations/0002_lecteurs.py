"""Qui choisit les chiffres d'un rôle, et comment un pseudonyme se ramène à une personne du périmètre.

La correspondance est tenue par la base, à chaque personne créée : la calculer demanderait, pour une page de
cinquante membres, l'empreinte de toutes les personnes. Le propriétaire seul la lit, comme la clé des
pseudonymes ; l'application n'en tire que les personnes du compte posé dans la transaction.
"""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import COMPTE_ACTIF, PERIMETRE, TOUS, Proteger

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
ADMINISTRE = "(SELECT jalon_administre())"
PSEUDONYME = (
    "encode(substring(sha256((SELECT cle FROM mesure_cle)"
    " || convert_to('parcours_personnes_personne ' || {cle}, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid"
)

CORRESPONDANCE = f"""
CREATE TABLE mesure_pseudonyme (pseudonyme uuid PRIMARY KEY, personne_id uuid NOT NULL UNIQUE);
REVOKE ALL ON mesure_pseudonyme FROM PUBLIC, application;
INSERT INTO mesure_pseudonyme SELECT {PSEUDONYME.format(cle="p.id")}, p.id FROM parcours_personnes_personne p;

CREATE FUNCTION mesure_tenir_pseudonymes() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM mesure_pseudonyme m USING lignes l WHERE m.personne_id = l.id;
    ELSE
        INSERT INTO mesure_pseudonyme SELECT {PSEUDONYME.format(cle="l.id")}, l.id FROM lignes l
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION mesure_tenir_pseudonymes() FROM PUBLIC;
CREATE TRIGGER mesure_pseudonymes_ajouter AFTER INSERT ON parcours_personnes_personne
    REFERENCING NEW TABLE AS lignes FOR EACH STATEMENT EXECUTE FUNCTION mesure_tenir_pseudonymes();
CREATE TRIGGER mesure_pseudonymes_retirer AFTER DELETE ON parcours_personnes_personne
    REFERENCING OLD TABLE AS lignes FOR EACH STATEMENT EXECUTE FUNCTION mesure_tenir_pseudonymes();

CREATE FUNCTION mesure_personnes(cherches uuid[]) RETURNS TABLE (pseudonyme uuid, personne uuid)
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT m.pseudonyme, m.personne_id FROM mesure_pseudonyme m
  JOIN parcours_personnes_perimetre p ON p.personne_id = m.personne_id
 WHERE m.pseudonyme = ANY (cherches) AND ({PERIMETRE})
$$;

CREATE FUNCTION mesure_pseudonyme_de(cherchee uuid) RETURNS uuid LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT m.pseudonyme FROM mesure_pseudonyme m
  JOIN parcours_personnes_perimetre p ON p.personne_id = m.personne_id
 WHERE m.personne_id = cherchee AND ({PERIMETRE})
$$;

CREATE FUNCTION mesure_mes_pseudonymes() RETURNS SETOF uuid LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT m.pseudonyme FROM mesure_pseudonyme m
  JOIN parcours_personnes_perimetre p ON p.personne_id = m.personne_id
 WHERE {PERIMETRE}
$$;

-- Tout le périmètre de l'installation : partout, ou chaque département où quelqu'un est connu.
CREATE FUNCTION mesure_lit_tout() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT {TOUS} OR (
    cardinality((SELECT jalon_dossiers_departements())) > 0
    AND NOT EXISTS (SELECT 1 FROM parcours_personnes_perimetre p
                     WHERE p.departement <> ALL ((SELECT jalon_dossiers_departements())::varchar[])))
$$;

REVOKE ALL ON FUNCTION mesure_personnes(uuid[]), mesure_pseudonyme_de(uuid), mesure_mes_pseudonymes(),
    mesure_lit_tout() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mesure_personnes(uuid[]), mesure_pseudonyme_de(uuid), mesure_mes_pseudonymes(),
    mesure_lit_tout() TO application;
"""

INVERSE = """
DROP FUNCTION mesure_lit_tout, mesure_mes_pseudonymes, mesure_pseudonyme_de, mesure_personnes;
DROP TRIGGER mesure_pseudonymes_retirer ON parcours_personnes_personne;
DROP TRIGGER mesure_pseudonymes_ajouter ON parcours_personnes_personne;
DROP FUNCTION mesure_tenir_pseudonymes;
DROP TABLE mesure_pseudonyme;
"""

PILOTAGE = (
    "loi.orientes_6_semaines",
    "loi.contrats_1_mois",
    "calpae.nouveaux_entrants",
    "oarsa.part_orientee",
)
ORIENTATION = ("loi.orientes_6_semaines", "pdi.delai_orientation", "calpae.nouveaux_entrants")
SUIVI = ("loi.contrats_1_mois", "pdi.delai_contrat", "pdi.delai_premier_contact")
DEPART = {
    **dict.fromkeys(("chargee_mission", "pilote", "direction", "elu", "etat", "administrateur"), PILOTAGE),
    **dict.fromkeys(("gestionnaire_droits", "agent_orientation"), ORIENTATION),
    **dict.fromkeys(("responsable_structure", "referent"), SUIVI),
}
LIGNES = ", ".join(
    f"(gen_random_uuid(), '{role}', '{code}', '12_mois', {rang})"
    for role, codes in DEPART.items()
    for rang, code in enumerate(codes)
)
CHOISIR = f"INSERT INTO mesure_tableaux_chiffrechoisi (id, role, code, duree, rang) VALUES {LIGNES}"


class Migration(migrations.Migration):
    dependencies = [
        ("mesure_tableaux", "0001_initiale"),
        ("mesure_evenements", "0001_initial"),
        ("parcours_personnes", "0012_chargement_rapide"),
        ("socle_acces", "0005_liens_delegations"),
    ]

    operations = [
        migrations.RunSQL(CHOISIR, migrations.RunSQL.noop),
        Proteger("mesure_tableaux_chiffrechoisi", lire=COMPTE_ACTIF, ecrire=ADMINISTRE),
        Proteger("mesure_tableaux_chiffrechoisievent", lire=ADMINISTRE, ecrire=ADMINISTRE),
        migrations.RunSQL(CORRESPONDANCE, INVERSE),
    ]
