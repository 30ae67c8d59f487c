-- Faits d'un autre logiciel, quand la personne est reconnue et que son dernier extrait les montre encore. Un statut
-- qui dit que ce n'est pas fait les écarte ; ce que Jalon sait déjà le même jour ne compte pas deux fois. Deux logiciels qui
-- disent le même fait le même jour n'en font qu'un : celui qui sait l'issue l'emporte, sinon le premier par son nom.
CREATE VIEW mesure_reprises AS
SELECT m.personne_id, r.id, r.nature, r.date, r.donnees, r.systeme,
       (coalesce(r.donnees ->> 'statut', '') NOT IN ('honore', 'absent', 'excuse'))::int || r.systeme AS rang,
       lower(coalesce(r.donnees ->> 'statut', '')) ~ '(annul|refus|rejet|attente|brouillon|^non|projet|à venir)' AS vaine,
       CASE WHEN r.donnees ->> 'signature' ~ '^\d{4}-\d{2}-\d{2}$' THEN (r.donnees ->> 'signature')::date END AS signature,
       CASE WHEN r.donnees ->> 'fin' ~ '^\d{4}-\d{2}-\d{2}$' THEN (r.donnees ->> 'fin')::date END AS fin
  FROM parcours_personnes_faitrepris r
  JOIN parcours_personnes_membre m ON m.id = r.membre_id
 WHERE r.disparu_le IS NULL AND r.date IS NOT NULL AND r.nature IN ('orientation', 'rendez_vous', 'contrat');

CREATE VIEW mesure_faits_repris AS
SELECT r.personne_id, NULL::uuid AS episode_id, f.type, f.date, NULL::uuid AS structure, NULL::bigint AS valeur,
       ''::text AS unite, 'parcours_personnes_faitrepris'::text AS source, r.id::text AS cle, NULL::uuid AS referent
  FROM mesure_reprises r
 CROSS JOIN LATERAL (VALUES
        ('orientation'::text, r.date, r.nature = 'orientation' AND NOT r.vaine),
        ('rdv_fixe', r.date, r.nature = 'rendez_vous' AND r.donnees ->> 'statut' IS DISTINCT FROM 'annule'
                             AND r.donnees ->> 'statut' IS DISTINCT FROM 'reporte'),
        ('rdv_honore', r.date, r.nature = 'rendez_vous' AND r.donnees ->> 'statut' = 'honore'),
        ('rdv_absence', r.date, r.nature = 'rendez_vous' AND r.donnees ->> 'statut' = 'absent'),
        ('rdv_excuse', r.date, r.nature = 'rendez_vous' AND r.donnees ->> 'statut' = 'excuse'),
        ('contrat_signe', r.signature, r.nature = 'contrat' AND NOT r.vaine),
        ('contrat_debut', greatest(r.date, r.signature), r.nature = 'contrat' AND NOT r.vaine),
        ('contrat_fin', r.fin, r.nature = 'contrat' AND NOT r.vaine)) AS f (type, date, vrai)
 WHERE f.vrai AND f.date IS NOT NULL AND (r.nature <> 'contrat' OR r.signature IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM mesure_faits_orientation o WHERE r.nature = 'orientation'
                      AND o.personne_id = r.personne_id AND o.type = 'orientation' AND o.date = r.date)
   AND NOT EXISTS (SELECT 1 FROM mesure_faits_rendezvous v WHERE r.nature = 'rendez_vous'
                      AND v.personne_id = r.personne_id AND v.date = r.date)
   AND NOT EXISTS (SELECT 1 FROM parcours_contrats_contrat c WHERE r.nature = 'contrat'
                      AND c.personne_id = r.personne_id AND c.signe_le IS NOT NULL
                      AND (c.debut = r.date OR c.signe_le = r.signature))
   AND NOT EXISTS (SELECT 1 FROM mesure_reprises a
                    WHERE a.personne_id = r.personne_id AND a.nature = r.nature AND a.date = r.date
                      AND a.systeme <> r.systeme AND a.rang < r.rang AND NOT a.vaine
                      AND a.donnees ->> 'statut' IS DISTINCT FROM 'reporte'
                      AND (a.nature <> 'contrat' OR a.signature IS NOT NULL));
