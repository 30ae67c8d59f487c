-- Manquements signalés et décisions de sanction.
CREATE VIEW mesure_faits_manquements AS
SELECT m.personne_id, NULL::uuid AS episode_id, 'manquement'::text AS type, m.signale_le AS date,
       NULL::uuid AS structure, NULL::bigint AS valeur, ''::text AS unite,
       'parcours_manquements_manquement'::text AS source, m.id::text AS cle, NULL::uuid AS referent
  FROM parcours_manquements_manquement m
UNION ALL
SELECT m.personne_id, NULL, 'sanction', d.decide_le, NULL, NULL, '', 'parcours_manquements_decision', d.id::text, NULL
  FROM parcours_manquements_decision d
  JOIN parcours_manquements_manquement m ON m.id = d.manquement_id
 WHERE d.suite <> 'sans_suite';
