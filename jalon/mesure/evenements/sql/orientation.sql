-- Orientations décidées et non annulées, leur notification, les diagnostics.
CREATE VIEW mesure_faits_orientation AS
SELECT o.personne_id, NULL::uuid AS episode_id, f.type, f.date, o.organisme_referent_id AS structure,
       NULL::bigint AS valeur, ''::text AS unite, 'parcours_orientation_orientation'::text AS source,
       o.id::text AS cle, NULL::uuid AS referent
  FROM parcours_orientation_orientation o
 CROSS JOIN LATERAL (VALUES ('orientation'::text, o.decidee_le), ('notification', o.notifiee_le)) AS f (type, date)
 WHERE o.annulee_le IS NULL AND f.date IS NOT NULL
UNION ALL
SELECT d.personne_id, NULL, 'diagnostic', d.date, NULL, NULL, '', 'parcours_orientation_diagnostic', d.id::text, NULL
  FROM parcours_orientation_diagnostic d;
