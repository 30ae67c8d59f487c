-- Contrats signés ; un contrat arrêté avant son début n'a jamais couru. `valeur` : durée prévue en jours.
CREATE VIEW mesure_faits_contrats AS
SELECT c.personne_id, NULL::uuid AS episode_id,
       CASE c.suite WHEN 'renouvellement' THEN 'contrat_renouvele' WHEN 'revision' THEN 'contrat_revise'
                    ELSE 'contrat_signe' END AS type,
       c.signe_le AS date, c.organisme_referent_id AS structure, (c.fin - c.debut + 1)::bigint AS valeur,
       CASE WHEN c.fin IS NULL THEN '' ELSE 'jour' END AS unite,
       'parcours_contrats_contrat'::text AS source, c.id::text AS cle
  FROM parcours_contrats_contrat c
 WHERE c.signe_le IS NOT NULL AND (c.fin_effective IS NULL OR c.fin_effective >= c.debut);
