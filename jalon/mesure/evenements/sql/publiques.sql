-- Ce que lit le rôle `mesure`, et rien d'autre : des clés pseudonymes, des dates, des codes.
-- psn('source', clé) devient l'empreinte à clé, sur 128 bits, de la source et de l'identifiant.
CREATE VIEW mesure_evenements AS
SELECT psn('parcours_personnes_personne', f.personne_id) AS personne,
       psn('parcours_personnes_episode', f.episode_id) AS episode,
       f.type, f.date, f.structure, coalesce(l.territoire, '')::text AS territoire, f.valeur, f.unite, f.source,
       psn(f.source, f.cle) AS cle, psn('socle_acces_compte', f.referent) AS referent,
       coalesce(p.departement, '')::text AS departement
  FROM mesure_faits f
  LEFT JOIN parcours_personnes_perimetre p ON p.personne_id = f.personne_id
  LEFT JOIN (SELECT * FROM mesure_lieux OFFSET 0) l ON l.episode_id = f.episode_id;

CREATE VIEW mesure_episodes AS
SELECT psn('parcours_personnes_personne', s.personne_id) AS personne,
       psn('parcours_personnes_episode', s.episode_id) AS episode,
       s.rang, s.entree, s.connu_le, s.sortie, s.regime, s.motif_entree, s.motif_sortie, s.stock_initial,
       s.soumis_a_l_entree, s.sexe, s.age_entree, l.territoire::text AS territoire, s.voie, s.structure, s.service_emploi,
       s.premier_contact, s.orientation, s.notification, s.rdv_fixe, s.rdv_accompagnement, s.rdv_honore,
       s.rdv_orientation_honore, s.rdv_accompagnement_honore, s.rdv_absence, s.diagnostic, s.contrat_signe, s.contrat_renouvele, s.manquement, s.sanction,
       coalesce(p.departement, '')::text AS departement
  FROM mesure_sejours s
  LEFT JOIN parcours_personnes_perimetre p ON p.personne_id = s.personne_id
  LEFT JOIN (SELECT * FROM mesure_lieux OFFSET 0) l ON l.episode_id = s.episode_id;

-- L'état de la copie : `reperes` change quand tout est à refaire, `instantane` dit où reprendre les
-- changements, sauf si la boîte a oublié ce qui suit `oublie`.
CREATE VIEW mesure_etat AS
SELECT md5(coalesce((SELECT arrivee::text || mois::text FROM mesure_premier_fichier), '') || '/'
           || (SELECT count(*)::text || coalesce(sum(hashtext(code || coalesce(epci_id, '')))::text, '')
                 FROM socle_territoire_commune)) AS reperes,
       pg_current_snapshot()::text AS instantane,
       (SELECT oublie::text FROM mesure_cle) AS oublie;

-- Ce qui n'était pas visible de l'instantané donné ; et ce que la transaction en cours vient d'écrire elle-même.
CREATE FUNCTION mesure_changees(depuis pg_snapshot) RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT DISTINCT psn('parcours_personnes_personne', c.personne_id)
  FROM mesure_changement c WHERE (c.transaction >= pg_snapshot_xmin(depuis)
         AND NOT pg_visible_in_snapshot(c.transaction, depuis))
    OR c.transaction = pg_current_xact_id_if_assigned()
$$;

-- Les lignes des seules personnes dont un fait a changé : la personne est l'unité qui se remplace.
CREATE FUNCTION mesure_evenements_changes(depuis pg_snapshot) RETURNS SETOF mesure_evenements LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE p uuid[] := ARRAY(SELECT DISTINCT c.personne_id FROM mesure_changement c
                            WHERE (c.transaction >= pg_snapshot_xmin(depuis)
         AND NOT pg_visible_in_snapshot(c.transaction, depuis))
    OR c.transaction = pg_current_xact_id_if_assigned());
BEGIN
    RETURN QUERY
    SELECT psn('parcours_personnes_personne', f.personne_id), psn('parcours_personnes_episode', f.episode_id),
           f.type, f.date, f.structure, coalesce(l.territoire, '')::text, f.valeur, f.unite, f.source,
           psn(f.source, f.cle), psn('socle_acces_compte', f.referent), coalesce(d.departement, '')::text
      FROM mesure_faits f
      LEFT JOIN parcours_personnes_perimetre d ON d.personne_id = f.personne_id
      LEFT JOIN (SELECT * FROM mesure_lieux x WHERE x.personne_id = ANY (p) OFFSET 0) l
        ON l.episode_id = f.episode_id
     WHERE f.personne_id = ANY (p);
END $$;

CREATE FUNCTION mesure_episodes_changes(depuis pg_snapshot) RETURNS SETOF mesure_episodes LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE p uuid[] := ARRAY(SELECT DISTINCT c.personne_id FROM mesure_changement c
                            WHERE (c.transaction >= pg_snapshot_xmin(depuis)
         AND NOT pg_visible_in_snapshot(c.transaction, depuis))
    OR c.transaction = pg_current_xact_id_if_assigned());
BEGIN
    RETURN QUERY
    SELECT psn('parcours_personnes_personne', s.personne_id), psn('parcours_personnes_episode', s.episode_id),
           s.rang, s.entree, s.connu_le, s.sortie, s.regime, s.motif_entree, s.motif_sortie, s.stock_initial,
           s.soumis_a_l_entree, s.sexe, s.age_entree, l.territoire::text, s.voie, s.structure, s.service_emploi,
           s.premier_contact, s.orientation, s.notification, s.rdv_fixe, s.rdv_accompagnement, s.rdv_honore,
           s.rdv_orientation_honore, s.rdv_accompagnement_honore, s.rdv_absence, s.diagnostic, s.contrat_signe, s.contrat_renouvele, s.manquement, s.sanction,
           coalesce(d.departement, '')::text
      FROM mesure_sejours s
      LEFT JOIN parcours_personnes_perimetre d ON d.personne_id = s.personne_id
      LEFT JOIN (SELECT * FROM mesure_lieux x WHERE x.personne_id = ANY (p) OFFSET 0) l
        ON l.episode_id = s.episode_id
     WHERE s.personne_id = ANY (p);
END $$;

-- Pour nommer des membres : l'application donne les personnes qu'elle voit, elle reçoit leurs pseudonymes.
CREATE FUNCTION mesure_pseudonymes(personnes uuid[]) RETURNS TABLE (personne uuid, pseudonyme uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT p, psn('parcours_personnes_personne', p) FROM unnest(personnes) AS p
$$;

-- La boîte garde une semaine : une copie plus ancienne refait tout.
CREATE FUNCTION mesure_oublier() RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH oublies AS (
    DELETE FROM mesure_changement WHERE note_le < now() - interval '7 days' RETURNING transaction
)
UPDATE mesure_cle SET oublie = greatest(oublie, (SELECT max(transaction) FROM oublies))
 WHERE EXISTS (SELECT 1 FROM oublies)
$$;
