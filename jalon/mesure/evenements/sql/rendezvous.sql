-- Un rendez-vous est daté du jour où il a lieu, heure de Paris. Annulé par le service, il n'a pas été donné.
CREATE VIEW mesure_faits_rendezvous AS
SELECT p.personne_id, NULL::uuid AS episode_id, f.type, (r.debut AT TIME ZONE 'Europe/Paris')::date AS date,
       l.organisation_id AS structure, NULL::bigint AS valeur, ''::text AS unite,
       'parcours_rendezvous_participation'::text AS source, p.id::text AS cle
  FROM parcours_rendezvous_participation p
  JOIN parcours_rendezvous_rendezvous r ON r.id = p.rendezvous_id
  JOIN parcours_rendezvous_motif m ON m.id = r.motif_id
  JOIN parcours_rendezvous_lieu l ON l.id = r.lieu_id
 CROSS JOIN LATERAL (VALUES
        ('rdv_fixe'::text, true),
        ('rdv_accompagnement', m.nature IN ('accompagnement', 'contrat')),
        ('rdv_honore', p.issue = 'honore'),
        ('rdv_absence', p.issue = 'absent')) AS f (type, vrai)
 WHERE f.vrai AND r.annule_le IS NULL AND p.issue IS DISTINCT FROM 'annule_service';
