-- À qui une personne est confiée : premier et dernier jour. Une affectation finie avant son début est annulée.
CREATE VIEW mesure_faits_suivis AS
SELECT m.personne_id, NULL::uuid AS episode_id, f.type, f.date, a.organisation_id AS structure,
       NULL::bigint AS valeur, ''::text AS unite, 'parcours_personnes_affectation'::text AS source,
       a.id::text AS cle, a.compte_id AS referent
  FROM parcours_personnes_affectation a
  JOIN parcours_personnes_membre m ON m.id = a.membre_id
 CROSS JOIN LATERAL (VALUES ('suivi_debut'::text, a.debut), ('suivi_fin', a.fin)) AS f (type, date)
 WHERE f.date IS NOT NULL AND (a.fin IS NULL OR a.fin >= a.debut);
