"""Les fonctions de la base qui comptent, listent et effacent les dossiers dont la durée est passée.

Effacer passe par `jalon_effacer_personnes` seule : elle vérifie la liste, le visa et, de nouveau, que rien de
récent n'est venu. L'application ne peut ni poser ni retirer la date d'un effacement.
"""

from django.db import migrations

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Le dernier fait d'une personne : la dernière vue du foyer où elle est, son départ des autres, la fin de ses
# séjours, ses contacts, ce qu'en disent France Travail et les logiciels métier.
CONSERVATION = """
CREATE FUNCTION jalon_conservation(parmi uuid[])
RETURNS TABLE (personne uuid, motif varchar, dernier_fait date, retenue varchar)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
WITH personnes AS (
    SELECT p.id, p.vue_le FROM parcours_personnes_personne p
     WHERE p.effacee_le IS NULL AND (parmi IS NULL OR p.id = ANY (parmi))
       AND NOT EXISTS (SELECT 1 FROM parcours_personnes_fusion f
                        WHERE f.absorbee_id = p.id AND f.defaite_le IS NULL)
), membres AS (
    SELECT m.id, m.personne_id, m.foyer_id, coalesce(r.role, '') AS role, r.a_compter_du,
           EXISTS (SELECT 1 FROM parcours_personnes_appartenance a
                    WHERE a.membre_id = m.id AND a.role IN ('DEM', 'CJT')) AS adulte
      FROM personnes p JOIN parcours_personnes_membre m ON m.personne_id = p.id
      LEFT JOIN LATERAL (SELECT role, a_compter_du FROM parcours_personnes_appartenance
                          WHERE membre_id = m.id ORDER BY a_compter_du DESC LIMIT 1) r ON true
), foyers AS (
    SELECT t.foyer_id, coalesce(e.etat, '') AS etat, greatest(e.a_compter_du, o.vu) AS dernier,
           EXISTS (SELECT 1 FROM parcours_personnes_rejet x
                    WHERE x.dossier = f.numero AND x.etat = 'a_corriger') AS rejet
      FROM (SELECT DISTINCT foyer_id FROM membres) t
      JOIN parcours_personnes_foyer f ON f.id = t.foyer_id
      LEFT JOIN LATERAL (SELECT etat, a_compter_du FROM parcours_personnes_etatdroit
                          WHERE foyer_id = t.foyer_id ORDER BY a_compter_du DESC LIMIT 1) e ON true
      LEFT JOIN LATERAL (SELECT max(c.reference) AS vu FROM parcours_personnes_observationdossier v
                           JOIN parcours_personnes_chargement c ON c.id = v.chargement_id
                          WHERE v.foyer_id = t.foyer_id) o ON true
), faits AS (
    SELECT m.personne_id, CASE WHEN m.role <> '' THEN f.dernier ELSE m.a_compter_du END AS jour
      FROM membres m JOIN foyers f ON f.foyer_id = m.foyer_id
    UNION ALL
    SELECT p.id, p.vue_le FROM personnes p
    UNION ALL
    SELECT e.personne_id, greatest(e.entree, e.sortie)
      FROM personnes p JOIN parcours_personnes_episode e ON e.personne_id = p.id
    UNION ALL
    SELECT c.personne_id, greatest(c.a_compter_du, c.fin)
      FROM personnes p JOIN parcours_personnes_contact c ON c.personne_id = p.id
    UNION ALL
    SELECT m.personne_id, greatest(l.effet, c.reference)
      FROM membres m JOIN parcours_personnes_observationfrancetravail l ON l.membre_id = m.id
      JOIN parcours_personnes_chargement c ON c.id = l.chargement_id
    UNION ALL
    SELECT m.personne_id, r.date
      FROM membres m JOIN parcours_personnes_faitrepris r ON r.membre_id = m.id
    UNION ALL
    SELECT m.personne_id, greatest(a.debut, a.fin)
      FROM membres m JOIN parcours_personnes_affectation a ON a.membre_id = m.id
), derniers AS (
    SELECT personne_id, max(jour) AS jour FROM faits GROUP BY personne_id
), droits AS (
    SELECT m.personne_id, bool_or(m.adulte) AS adulte, bool_or(f.rejet) AS rejet,
           bool_or(m.role <> '' AND f.etat IN ('2', '3', '4')) AS ouvert
      FROM membres m JOIN foyers f ON f.foyer_id = m.foyer_id GROUP BY m.personne_id
)
SELECT p.id,
       CASE WHEN e.motif_sortie = 'mutation' THEN 'mutation' WHEN e.entree IS NOT NULL THEN 'sortie'
            WHEN d.adulte THEN 'sans_droit' ELSE 'autre_membre' END::varchar,
       j.jour,
       CASE WHEN d.ouvert THEN 'droit_ouvert' WHEN e.entree IS NOT NULL AND e.sortie IS NULL THEN 'episode'
            WHEN d.rejet THEN 'rejet' ELSE '' END::varchar
  FROM personnes p
  JOIN derniers j ON j.personne_id = p.id
  LEFT JOIN droits d ON d.personne_id = p.id
  LEFT JOIN LATERAL (SELECT entree, sortie, motif_sortie FROM parcours_personnes_episode
                      WHERE personne_id = p.id ORDER BY entree DESC LIMIT 1) e ON true
$$;
REVOKE EXECUTE ON FUNCTION jalon_conservation(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_conservation(uuid[]) TO application;
"""

# Le délégué à la protection des données ne voit aucune personne : il lit ces comptes, et rien d'autre.
COMPTER = f"""
CREATE FUNCTION jalon_compter_conservation(avant date)
RETURNS TABLE (motif varchar, annee integer, retenue varchar, nombre bigint)
LANGUAGE plpgsql STABLE {DEFINIE} AS $$
BEGIN
    IF NOT (jalon_gere_droits() OR jalon_protege_donnees()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Ce compte ne suit pas la conservation des dossiers.';
    END IF;
    RETURN QUERY
        SELECT c.motif, extract(year FROM c.dernier_fait)::integer, c.retenue, count(*)
          FROM jalon_conservation(NULL) c WHERE c.dernier_fait < avant GROUP BY 1, 2, 3 ORDER BY 2, 1, 3;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_compter_conservation(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_compter_conservation(date) TO application;
"""

_VIDE = (
    "nom = '', nom_naissance = '', prenoms = '{}', commune_naissance = '', nir_chiffre = NULL, nir_cle = NULL,"
    " certifiee = false, rang_gemellaire = 1, precision_naissance = 'O',"
    " date_naissance = date_trunc('year', date_naissance)::date"
)

EFFACER = f"""
CREATE FUNCTION jalon_effacer_personnes(visee uuid, choisies uuid[]) RETURNS uuid[]
LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    avant date;
    effacables uuid[];
    toutes uuid[];
    ses_membres uuid[];
    ses_foyers uuid[];
    vides uuid[];
BEGIN
    IF NOT jalon_gere_droits() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits efface des dossiers.';
    END IF;
    SELECT l.limite INTO avant FROM parcours_personnes_listeelimination l
     WHERE l.id = visee AND l.etat = 'approuvee' FOR UPDATE;
    IF avant IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'Cette liste d''élimination n''a pas le visa des archives.';
    END IF;
    SELECT coalesce(array_agg(l.personne_id ORDER BY l.personne_id), '{{}}') INTO effacables
      FROM parcours_personnes_ligneelimination l
      JOIN jalon_conservation(choisies) c ON c.personne = l.personne_id
     WHERE l.liste_id = visee AND l.etat = 'a_effacer' AND c.dernier_fait < avant AND c.retenue = '';
    -- Une fiche réunie à une autre est la même personne : elle s'efface avec elle.
    WITH RECURSIVE reunies (id) AS (
        SELECT unnest(effacables)
        UNION
        SELECT f.absorbee_id FROM parcours_personnes_fusion f JOIN reunies r ON r.id = f.gardee_id
         WHERE f.defaite_le IS NULL
    ) SELECT coalesce(array_agg(id), '{{}}') INTO toutes FROM reunies;
    SELECT coalesce(array_agg(id), '{{}}'), coalesce(array_agg(DISTINCT foyer_id), '{{}}')
      INTO ses_membres, ses_foyers FROM parcours_personnes_membre WHERE personne_id = ANY (toutes);
    SELECT coalesce(array_agg(f.id), '{{}}') INTO vides FROM unnest(ses_foyers) f(id)
     WHERE NOT EXISTS (SELECT 1 FROM parcours_personnes_membre m WHERE m.foyer_id = f.id
                        AND m.efface_le IS NULL AND m.id <> ALL (ses_membres));
    PERFORM jalon_effacer_textes(toutes, ses_membres);
    PERFORM jalon_effacer_foyers(ses_foyers, vides);
    UPDATE parcours_personnes_membre SET {_VIDE}, cle_identite = '', cles_vues = '{{}}', efface_le = jalon_aujourdhui()
     WHERE id = ANY (ses_membres);
    UPDATE parcours_personnes_personne SET {_VIDE}, trigrammes = '{{}}', effacee_le = jalon_aujourdhui()
     WHERE id = ANY (toutes);
    UPDATE parcours_personnes_perimetre SET organisations = '{{}}', referents = '{{}}'
     WHERE personne_id = ANY (toutes);
    UPDATE parcours_personnes_ligneelimination SET traitee_le = now(),
           etat = CASE WHEN personne_id = ANY (effacables) THEN 'effacee' ELSE 'ecartee' END
     WHERE liste_id = visee AND etat = 'a_effacer' AND personne_id = ANY (choisies);
    RETURN effacables;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_effacer_personnes(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_effacer_personnes(uuid, uuid[]) TO application;
"""

# Ces deux fonctions ne s'appellent que de la précédente.
EFFACER_TEXTES = f"""
CREATE FUNCTION jalon_effacer_textes(toutes uuid[], ses_membres uuid[]) RETURNS void
LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    DELETE FROM parcours_personnes_rapprochement WHERE personne_id = ANY (toutes) OR autre_id = ANY (toutes);
    DELETE FROM parcours_personnes_fusion WHERE gardee_id = ANY (toutes) OR absorbee_id = ANY (toutes);
    DELETE FROM parcours_personnes_contact WHERE personne_id = ANY (toutes);
    DELETE FROM parcours_personnes_ressources WHERE membre_id = ANY (ses_membres);
    DELETE FROM parcours_personnes_observationfrancetravail WHERE membre_id = ANY (ses_membres);
    UPDATE parcours_personnes_inscriptionfrancetravail SET identifiant = '', motif = ''
     WHERE personne_id = ANY (toutes);
    DELETE FROM parcours_personnes_versionfait v USING parcours_personnes_faitrepris r
     WHERE v.fait_id = r.id AND r.membre_id = ANY (ses_membres);
    DELETE FROM parcours_personnes_conflitrepris c USING parcours_personnes_faitrepris r
     WHERE c.fait_id = r.id AND r.membre_id = ANY (ses_membres);
    UPDATE parcours_personnes_faitrepris
       SET cle_source = id::text, donnees = '{{}}', contenu = '', empreinte = ''
     WHERE membre_id = ANY (ses_membres);
    UPDATE parcours_personnes_affectation SET fin = greatest(debut, jalon_aujourdhui())
     WHERE membre_id = ANY (ses_membres) AND fin IS NULL;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_effacer_textes(uuid[], uuid[]) FROM PUBLIC;
"""

EFFACER_FOYERS = f"""
CREATE FUNCTION jalon_effacer_foyers(ses_foyers uuid[], vides uuid[]) RETURNS void
LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    UPDATE parcours_personnes_rejet r SET contenu = '',
           dossier = CASE WHEN f.id = ANY (vides) THEN '' ELSE r.dossier END
      FROM parcours_personnes_foyer f WHERE f.id = ANY (ses_foyers) AND r.dossier = f.numero;
    DELETE FROM parcours_personnes_observationdossier WHERE foyer_id = ANY (vides);
    DELETE FROM parcours_personnes_versiondossier WHERE foyer_id = ANY (vides);
    UPDATE parcours_personnes_adresse
       SET code_postal = '', complement = '', voie = '', lieu_dit = '',
           nom_commune = CASE WHEN commune = '' THEN '' ELSE nom_commune END
     WHERE foyer_id = ANY (vides);
    UPDATE parcours_personnes_foyer s SET numero_precedent = ''
      FROM parcours_personnes_foyer f WHERE f.id = ANY (vides) AND s.numero_precedent = f.numero;
    UPDATE parcours_personnes_foyer
       SET numero = id::text, matricule = '', numero_precedent = '', derniere_empreinte = NULL
     WHERE id = ANY (vides);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_effacer_foyers(uuid[], uuid[]) FROM PUBLIC;
"""

DEFINITIF = """
CREATE FUNCTION jalon_effacement_definitif() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'Une identité effacée ne revient pas.';
    END IF;
    IF current_user = 'application' THEN
        RAISE insufficient_privilege
            USING MESSAGE = 'Une identité ne s''efface que par une liste d''élimination visée.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER effacement_definitif BEFORE UPDATE OF effacee_le ON parcours_personnes_personne
    FOR EACH ROW WHEN (OLD.effacee_le IS DISTINCT FROM NEW.effacee_le)
    EXECUTE FUNCTION jalon_effacement_definitif('effacee_le');
CREATE TRIGGER effacement_definitif BEFORE UPDATE OF efface_le ON parcours_personnes_membre
    FOR EACH ROW WHEN (OLD.efface_le IS DISTINCT FROM NEW.efface_le)
    EXECUTE FUNCTION jalon_effacement_definitif('efface_le');
"""

INVERSES = {
    CONSERVATION: "DROP FUNCTION jalon_conservation(uuid[])",
    COMPTER: "DROP FUNCTION jalon_compter_conservation(date)",
    EFFACER_TEXTES: "DROP FUNCTION jalon_effacer_textes(uuid[], uuid[])",
    EFFACER_FOYERS: "DROP FUNCTION jalon_effacer_foyers(uuid[], uuid[])",
    EFFACER: "DROP FUNCTION jalon_effacer_personnes(uuid, uuid[])",
    DEFINITIF: "DROP TRIGGER effacement_definitif ON parcours_personnes_personne;"
    " DROP TRIGGER effacement_definitif ON parcours_personnes_membre;"
    " DROP FUNCTION jalon_effacement_definitif()",
}


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0008_conservation")]

    operations = [migrations.RunSQL(creer, defaire) for creer, defaire in INVERSES.items()]
