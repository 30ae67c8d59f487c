-- Un rendez-vous est daté du jour où il a lieu, heure de Paris. Annulé par le service, il n'a pas été donné.
CREATE VIEW mesure_faits_rendezvous AS
SELECT p.personne_id, NULL::uuid AS episode_id, f.type, (r.debut AT TIME ZONE 'Europe/Paris')::date AS date,
       l.organisation_id AS structure, NULL::bigint AS valeur, ''::text AS unite,
       'parcours_rendezvous_participation'::text AS source, p.id::text AS cle, NULL::uuid AS referent
  FROM parcours_rendezvous_participation p
  JOIN parcours_rendezvous_rendezvous r ON r.id = p.rendezvous_id
  JOIN parcours_rendezvous_motif m ON m.id = r.motif_id
  JOIN parcours_rendezvous_lieu l ON l.id = r.lieu_id
 CROSS JOIN LATERAL (SELECT r.annule_le IS NOT NULL OR p.issue IS NOT DISTINCT FROM 'annule_service') AS s (annule)
 CROSS JOIN LATERAL (VALUES
        ('rdv_annule'::text, s.annule),
        ('rdv_fixe', NOT s.annule),
        ('rdv_accompagnement', NOT s.annule AND m.nature IN ('accompagnement', 'contrat')),
        ('rdv_a_clore', NOT s.annule AND p.issue IS NULL),
        ('rdv_honore', NOT s.annule AND p.issue = 'honore'),
        ('rdv_orientation_honore', NOT s.annule AND p.issue = 'honore' AND m.nature = 'orientation'),
        ('rdv_accompagnement_honore', NOT s.annule AND p.issue = 'honore' AND m.nature IN ('accompagnement', 'contrat')),
        ('rdv_absence', NOT s.annule AND p.issue = 'absent'),
        ('rdv_excuse', NOT s.annule AND p.issue = 'excuse')) AS f (type, vrai)
 WHERE f.vrai;
