"""Le statut d'une personne pour un motif, la même règle que `jalon.parcours.rendezvous.statut`."""

from django.db import migrations

PREFIXE = "parcours_rendezvous_"

# Sous les politiques du lecteur. Une ligne par personne qui a un fait depuis `depuis` de son épisode.
STATUT = f"""
CREATE FUNCTION jalon_rdv_statut(invitee_le timestamptz, expire_le timestamptz, pris_le timestamptz,
    debut timestamptz, issue varchar, a_venir boolean, honore_apres boolean, instant timestamptz) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN invitee_le IS NULL AND pris_le IS NULL THEN 'a_inviter'
        WHEN pris_le IS NULL
          OR invitee_le > CASE WHEN issue IS NULL AND debut > instant THEN debut ELSE pris_le END
          THEN CASE WHEN expire_le > instant THEN 'invite' ELSE 'invitation_expiree' END
        WHEN a_venir THEN 'rdv_a_venir'
        WHEN issue = 'honore' OR honore_apres THEN 'honore'
        ELSE coalesce(issue, 'a_clore')
    END
$$;

CREATE FUNCTION jalon_rdv_suivis(cherche uuid, instant timestamptz)
RETURNS TABLE (personne uuid, entree date, statut varchar, invitee_le timestamptz, expire_le timestamptz,
               rang smallint, pris_le timestamptz, debut timestamptz, rendezvous uuid)
LANGUAGE sql STABLE AS $$
WITH episodes AS (
    SELECT e.personne_id, e.entree, e.entree::timestamp AT TIME ZONE 'Europe/Paris' AS depuis
      FROM parcours_personnes_episode e
     WHERE e.entree <= (instant AT TIME ZONE 'Europe/Paris')::date
       AND (e.sortie IS NULL OR e.sortie > (instant AT TIME ZONE 'Europe/Paris')::date)
), invitations AS (
    SELECT i.personne_id, max(i.envoyee_le) AS invitee_le, max(i.expire_le) AS expire_le,
           (array_agg(i.rang ORDER BY i.envoyee_le DESC, i.expire_le DESC))[1] AS rang
      FROM {PREFIXE}invitation i JOIN episodes e ON e.personne_id = i.personne_id AND i.envoyee_le >= e.depuis
     WHERE i.motif_id = cherche AND i.annulee_le IS NULL AND i.envoyee_le <= instant
     GROUP BY i.personne_id
), places AS (
    SELECT p.personne_id, p.pris_le, r.debut, p.issue, r.id AS rendezvous,
           first_value(p.pris_le) OVER derniere AS dernier_pris,
           row_number() OVER derniere AS ordre
      FROM {PREFIXE}participation p
      JOIN {PREFIXE}rendezvous r ON r.id = p.rendezvous_id
      JOIN episodes e ON e.personne_id = p.personne_id AND p.pris_le >= e.depuis
     WHERE r.motif_id = cherche AND p.pris_le <= instant
    WINDOW derniere AS (PARTITION BY p.personne_id
                        ORDER BY p.pris_le DESC, r.debut DESC, coalesce(p.issue, '') DESC, p.id)
), prises AS (
    SELECT p.personne_id,
           bool_or(p.issue IS NULL AND p.debut > instant) AS a_venir,
           bool_or(p.issue = 'honore' AND p.debut > p.dernier_pris) AS honore_apres,
           max(p.pris_le) AS pris_le,
           max(p.debut) FILTER (WHERE p.ordre = 1) AS debut,
           max(p.issue) FILTER (WHERE p.ordre = 1) AS issue,
           (array_agg(p.rendezvous ORDER BY p.ordre))[1] AS rendezvous
      FROM places p GROUP BY p.personne_id
)
SELECT e.personne_id, e.entree,
       jalon_rdv_statut(i.invitee_le, i.expire_le, p.pris_le, p.debut, p.issue, p.a_venir,
                        coalesce(p.honore_apres, false), instant),
       i.invitee_le, i.expire_le, i.rang, p.pris_le, p.debut, p.rendezvous
  FROM episodes e
  LEFT JOIN invitations i ON i.personne_id = e.personne_id
  LEFT JOIN prises p ON p.personne_id = e.personne_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_rendezvous", "0002_protections"),
        ("parcours_personnes", "0010_pieces"),
    ]

    operations = [
        migrations.RunSQL(STATUT, "DROP FUNCTION jalon_rdv_suivis, jalon_rdv_statut"),
    ]
