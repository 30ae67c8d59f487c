"""Ce que les pièces du parcours ajoutent à la conservation, aux affectations et aux droits.

Une pièce qui parle de personnes définit deux fonctions, que celles-ci appellent par leur nom :
`jalon_dernier_fait_<pièce>(uuid[])` et `jalon_effacer_textes_<pièce>(uuid[])` (voir docs/conservation.md).
"""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import PREFIXE, par_personne

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SEUL = (
    "RAISE insufficient_privilege USING MESSAGE ="
    " 'Seul un gestionnaire des droits, ou un agent sur son périmètre, confie une personne.'"
)

# `parmi` vide : toutes les personnes.
PIECES = f"""
CREATE FUNCTION jalon_derniers_faits(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE plpgsql STABLE {DEFINIE} AS $$
DECLARE nom name;
BEGIN
    FOR nom IN SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                  AND proname ^@ 'jalon_dernier_fait_' ORDER BY 1
    LOOP
        RETURN QUERY EXECUTE format('SELECT personne, jour FROM %I($1)', nom) USING parmi;
    END LOOP;
END $$;
CREATE FUNCTION jalon_effacer_pieces(toutes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE nom name;
BEGIN
    FOR nom IN SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                  AND proname ^@ 'jalon_effacer_textes_' ORDER BY 1
    LOOP
        EXECUTE format('SELECT %I($1)', nom) USING toutes;
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_derniers_faits(uuid[]), jalon_effacer_pieces(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_derniers_faits(uuid[]) TO application;
"""

CONSERVATION = """
CREATE OR REPLACE FUNCTION jalon_conservation(parmi uuid[])
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
    UNION ALL
    SELECT d.personne, d.jour FROM jalon_derniers_faits(parmi) d
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
"""

EFFACER_TEXTES = f"""
CREATE OR REPLACE FUNCTION jalon_effacer_textes(toutes uuid[], ses_membres uuid[]) RETURNS void
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
    PERFORM jalon_effacer_pieces(toutes);
END $$;
"""

# Un agent confie les personnes de son territoire ; un responsable, celles de sa structure, à sa structure.
CONFIER = f"""
CREATE FUNCTION jalon_peut_confier(cherchee uuid, structure uuid) RETURNS boolean
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT jalon_gere_droits() OR EXISTS (
    SELECT 1 FROM jalon_habilitations_dossiers() h, parcours_personnes_perimetre p
     WHERE p.personne_id = cherchee AND CASE h.role
         WHEN 'agent_orientation' THEN
             CASE WHEN h.organisation_id IS NULL
                  THEN h.departement IN ('', p.departement) AND h.territoire IN ('', p.territoire)
                  ELSE h.organisation_id = ANY (p.organisations) END
         WHEN 'responsable_structure' THEN
             h.organisation_id = ANY (p.organisations) AND coalesce(structure, h.organisation_id) = h.organisation_id
         ELSE false END)
$$;

CREATE FUNCTION jalon_poser_suivis(personnes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    WITH en_cours AS (
        SELECT m.personne_id, a.organisation_id, a.compte_id
          FROM parcours_personnes_affectation a JOIN parcours_personnes_membre m ON m.id = a.membre_id
         WHERE m.personne_id = ANY (personnes)
           AND a.debut <= jalon_aujourdhui() AND (a.fin IS NULL OR a.fin >= jalon_aujourdhui())
    ), suivis AS (
        SELECT v.personne AS personne_id,
               ARRAY(SELECT DISTINCT organisation_id FROM en_cours e
                      WHERE e.personne_id = v.personne AND organisation_id IS NOT NULL ORDER BY 1) AS organisations,
               ARRAY(SELECT DISTINCT compte_id FROM en_cours e
                      WHERE e.personne_id = v.personne AND compte_id IS NOT NULL ORDER BY 1) AS referents
          FROM unnest(personnes) v(personne)
    )
    UPDATE parcours_personnes_perimetre p SET organisations = s.organisations, referents = s.referents
      FROM suivis s WHERE s.personne_id = p.personne_id
       AND (p.organisations, p.referents) IS DISTINCT FROM (s.organisations, s.referents);
END $$;

CREATE OR REPLACE FUNCTION jalon_recalculer_suivis(personnes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    IF NOT jalon_gere_droits() THEN {SEUL}; END IF;
    PERFORM jalon_poser_suivis(personnes);
END $$;

CREATE OR REPLACE FUNCTION jalon_confier_personne(
    cle uuid, personne uuid, organisation uuid, compte uuid, du date, au date, origine uuid
) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE rattache uuid;
BEGIN
    IF NOT jalon_peut_confier(personne, organisation) THEN {SEUL}; END IF;
    SELECT m.id INTO rattache FROM parcours_personnes_membre m
     WHERE m.personne_id = personne ORDER BY m.id LIMIT 1;
    IF rattache IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'Cette personne n''est membre d''aucun foyer.';
    END IF;
    INSERT INTO parcours_personnes_affectation
        (id, membre_id, organisation_id, compte_id, debut, fin, fait_id, decidee_par_id, decidee_le)
    VALUES (cle, rattache, organisation, compte, du, au, origine, jalon_compte(), now());
    PERFORM jalon_poser_suivis(ARRAY[personne]);
END $$;

CREATE OR REPLACE FUNCTION jalon_retirer_personne(cle uuid, dernier_jour date) RETURNS void
LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    touchee uuid;
    structure uuid;
BEGIN
    SELECT m.personne_id, a.organisation_id INTO touchee, structure FROM parcours_personnes_membre m
      JOIN parcours_personnes_affectation a ON a.membre_id = m.id WHERE a.id = cle;
    IF touchee IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'Cette affectation n''existe pas.';
    END IF;
    IF NOT jalon_peut_confier(touchee, structure) THEN {SEUL}; END IF;
    UPDATE parcours_personnes_affectation SET fin = dernier_jour WHERE id = cle;
    PERFORM jalon_poser_suivis(ARRAY[touchee]);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_peut_confier, jalon_poser_suivis FROM PUBLIC;
"""

# Une personne qui suit son lien personnel se voit elle-même, et rien d'autre.
ELLE_MEME = f"""
ALTER POLICY lire ON {PREFIXE}personne
    USING ({par_personne(f"{PREFIXE}personne", "id")} OR id = (SELECT jalon_personne_du_lien()));
"""
ELLE_MEME_INVERSE = f"""
ALTER POLICY lire ON {PREFIXE}personne USING ({par_personne(f"{PREFIXE}personne", "id")});
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0009_effacement"), ("socle_acces", "0005_liens_delegations")]

    operations = [
        migrations.RunSQL(
            PIECES, "DROP FUNCTION jalon_derniers_faits(uuid[]); DROP FUNCTION jalon_effacer_pieces(uuid[])"
        ),
        migrations.RunSQL(CONSERVATION, migrations.RunSQL.noop),
        migrations.RunSQL(EFFACER_TEXTES, migrations.RunSQL.noop),
        migrations.RunSQL(CONFIER, "DROP FUNCTION jalon_peut_confier, jalon_poser_suivis"),
        migrations.RunSQL(ELLE_MEME, ELLE_MEME_INVERSE),
    ]
