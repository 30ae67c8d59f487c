-- Contrats signés ; un contrat arrêté avant son début n'a jamais couru. `valeur` : durée prévue en jours.
-- `contrat_debut` : le jour où il est signé et commencé ; `contrat_fin` : son dernier jour, prévu ou effectif.
CREATE VIEW mesure_faits_contrats AS
SELECT c.personne_id, NULL::uuid AS episode_id, f.type, f.date, c.organisme_referent_id AS structure, f.valeur,
       CASE WHEN f.valeur IS NULL THEN '' ELSE 'jour' END AS unite,
       'parcours_contrats_contrat'::text AS source, c.id::text AS cle, NULL::uuid AS referent
  FROM parcours_contrats_contrat c
 CROSS JOIN LATERAL (VALUES
        (CASE c.suite WHEN 'renouvellement' THEN 'contrat_renouvele' WHEN 'revision' THEN 'contrat_revise'
                      ELSE 'contrat_signe' END, c.signe_le, (c.fin - c.debut + 1)::bigint),
        ('contrat_debut', greatest(c.debut, c.signe_le), NULL),
        ('contrat_fin', coalesce(c.fin_effective, c.fin), NULL)) AS f (type, date, valeur)
 WHERE c.signe_le IS NOT NULL AND (c.fin_effective IS NULL OR c.fin_effective >= c.debut) AND f.date IS NOT NULL;
