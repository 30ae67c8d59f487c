-- Le tout premier fichier chargé : ce qu'il montrait déjà commencé est le stock de départ.
CREATE VIEW mesure_premier_fichier AS
SELECT (cree_le AT TIME ZONE 'Europe/Paris')::date AS arrivee, date_trunc('month', reference)::date AS mois
  FROM parcours_personnes_chargement
 WHERE etat = 'charge' AND cree_le IS NOT NULL ORDER BY reference, cree_le LIMIT 1;

-- La première date de chaque jalon, par séjour ; l'accompagnement se compte à partir de la première orientation.
CREATE VIEW mesure_jalons AS
SELECT personne_id, episode_id,
       least(min(date) FILTER (WHERE type = 'rdv_honore'), min(date) FILTER (WHERE type = 'diagnostic'))
           AS premier_contact,
       min(orientation) AS orientation,
       min(date) FILTER (WHERE type = 'notification') AS notification,
       min(date) FILTER (WHERE type = 'rdv_fixe') AS rdv_fixe,
       min(date) FILTER (WHERE type = 'rdv_accompagnement' AND date >= orientation) AS rdv_accompagnement,
       min(date) FILTER (WHERE type = 'rdv_honore') AS rdv_honore,
       min(date) FILTER (WHERE type = 'rdv_orientation_honore') AS rdv_orientation_honore,
       min(date) FILTER (WHERE type = 'rdv_accompagnement_honore') AS rdv_accompagnement_honore,
       min(date) FILTER (WHERE type = 'rdv_absence') AS rdv_absence,
       min(date) FILTER (WHERE type = 'diagnostic') AS diagnostic,
       min(date) FILTER (WHERE type = 'contrat_signe') AS contrat_signe,
       min(date) FILTER (WHERE type = 'contrat_renouvele') AS contrat_renouvele,
       min(date) FILTER (WHERE type = 'manquement') AS manquement,
       min(date) FILTER (WHERE type = 'sanction') AS sanction
  FROM (SELECT personne_id, episode_id, type, date,
               min(date) FILTER (WHERE type = 'orientation') OVER (PARTITION BY personne_id, episode_id)
                   AS orientation
          FROM mesure_faits WHERE episode_id IS NOT NULL) f
 GROUP BY personne_id, episode_id;

-- Un séjour par ligne. `stock_initial` : le tout premier fichier le montrait déjà commencé, ce n'est pas une
-- entrée (même règle que `parcours.personnes.selectors.entrants`).
CREATE VIEW mesure_sejours AS
SELECT j.personne_id, j.episode_id,
       (row_number() OVER (PARTITION BY j.personne_id ORDER BY e.entree, j.episode_id))::integer AS rang,
       e.entree, e.connu_le, e.sortie, e.regime::text AS regime, e.motif_entree::text AS motif_entree,
       e.motif_sortie::text AS motif_sortie,
       coalesce(e.connu_le = p.arrivee AND e.entree < p.mois, false) AS stock_initial,
       coalesce(s.valeur, 'inconnu')::text AS soumis_a_l_entree,
       CASE c.sexe WHEN '1' THEN 'homme' WHEN '2' THEN 'femme' ELSE '' END::text AS sexe,
       CASE WHEN c.precision_naissance = 'O' THEN date_part('year', e.entree) - date_part('year', c.date_naissance)
            ELSE date_part('year', age(e.entree, c.date_naissance)) END::integer AS age_entree,
       coalesce(o.voie, '')::text AS voie, o.structure, coalesce(o.service_emploi, false) AS service_emploi,
       j.premier_contact, j.orientation, j.notification, j.rdv_fixe, j.rdv_accompagnement, j.rdv_honore,
       j.rdv_orientation_honore, j.rdv_accompagnement_honore, j.rdv_absence, j.diagnostic, j.contrat_signe, j.contrat_renouvele, j.manquement, j.sanction
  FROM mesure_jalons j
  JOIN parcours_personnes_episode e ON e.id = j.episode_id
  JOIN parcours_personnes_personne c ON c.id = e.personne_id
  LEFT JOIN mesure_premier_fichier p ON true
  LEFT JOIN LATERAL (
    SELECT d.valeur FROM parcours_personnes_membre m
      JOIN parcours_personnes_droitsdevoirs d ON d.membre_id = m.id
     WHERE m.personne_id = e.personne_id AND d.a_compter_du <= e.entree
     ORDER BY d.a_compter_du DESC, d.valeur = 'oui' DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT x.decidee_le AS le, false AS reprise, x.enregistree_le, x.id, x.voie,
               x.organisme_referent_id AS structure, 'service_emploi' = ANY (g.natures) AS service_emploi
          FROM parcours_orientation_orientation x
          JOIN socle_organisations_organisation g ON g.id = x.organisme_referent_id
         WHERE x.personne_id = e.personne_id AND x.annulee_le IS NULL
        UNION ALL
        SELECT r.date, true, '-infinity', r.id, '', NULL, false
          FROM mesure_reprises r
         WHERE r.personne_id = e.personne_id AND r.nature = 'orientation' AND NOT r.vaine) x
     WHERE x.le >= e.entree AND (e.sortie IS NULL OR x.le < e.sortie)
     ORDER BY x.le, x.reprise, x.enregistree_le, x.id LIMIT 1) o ON true;
