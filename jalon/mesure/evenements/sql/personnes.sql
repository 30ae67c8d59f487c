-- Séjours (entrée, transmission par la caisse, sortie) et réponses datées de la caisse sur les droits et devoirs.
CREATE VIEW mesure_faits_personnes AS
SELECT e.personne_id, e.id AS episode_id, f.type, f.date, NULL::uuid AS structure,
       NULL::bigint AS valeur, ''::text AS unite, 'parcours_personnes_episode'::text AS source, e.id::text AS cle,
       NULL::uuid AS referent
  FROM parcours_personnes_episode e
 CROSS JOIN LATERAL (VALUES ('entree'::text, e.entree), ('transmission', e.connu_le), ('sortie', e.sortie))
                    AS f (type, date)
 WHERE f.date IS NOT NULL
UNION ALL
SELECT m.personne_id, NULL, 'droits_devoirs_' || d.valeur, d.a_compter_du, NULL, NULL, '',
       'parcours_personnes_droitsdevoirs', d.membre_id::text || ' ' || d.a_compter_du::text, NULL
  FROM parcours_personnes_droitsdevoirs d
  JOIN parcours_personnes_membre m ON m.id = d.membre_id
 WHERE EXISTS (SELECT 1 FROM parcours_personnes_episode e WHERE e.personne_id = m.personne_id);
