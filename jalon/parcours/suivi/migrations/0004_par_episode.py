"""La synthèse ne garde que les faits de l'épisode en cours : qui revient au RSA repart de zéro."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYNTHESE = "parcours_suivi_synthese"
DEPUIS = "coalesce(s.entree, '-infinity'::date)"
# Une ligne, même si rien n'est trouvé : les colonnes se vident.
UN = "(VALUES (1)) un(e) LEFT JOIN LATERAL"
CELLES = "FROM unnest(parmi) v WHERE s.personne_id = v"

CALCULS = f"""
CREATE OR REPLACE FUNCTION jalon_synthese_orientations(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET (orientee_le, notifiee_le, voie) = (
       SELECT o.decidee_le, o.notifiee_le, coalesce(o.voie, '') FROM {UN} (
           SELECT decidee_le, notifiee_le, voie FROM parcours_orientation_orientation
            WHERE personne_id = s.personne_id AND annulee_le IS NULL AND decidee_le >= {DEPUIS}
            ORDER BY decidee_le DESC, enregistree_le DESC LIMIT 1) o ON true)
    {CELLES} $$;

CREATE OR REPLACE FUNCTION jalon_synthese_diagnostics(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET diagnostic_le = (
       SELECT max(date) FROM parcours_orientation_diagnostic
        WHERE personne_id = s.personne_id AND date >= {DEPUIS})
    {CELLES} $$;

CREATE OR REPLACE FUNCTION jalon_synthese_rendezvous(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET (rdv_premier_a_clore, rdv_dernier_prevu, rdv_dernier, rdv_individuels, rdv_collectifs) = (
          SELECT min(jour) FILTER (WHERE ouvert), max(jour) FILTER (WHERE ouvert),
                 max(jour) FILTER (WHERE honore),
                 count(*) FILTER (WHERE honore AND NOT collectif), count(*) FILTER (WHERE honore AND collectif)
            FROM (SELECT (r.debut AT TIME ZONE 'Europe/Paris')::date AS jour, m.collectif,
                         p.issue IS NULL AND r.annule_le IS NULL AS ouvert,
                         coalesce(p.issue = 'honore', false) AS honore
                    FROM parcours_rendezvous_participation p
                    JOIN parcours_rendezvous_rendezvous r ON r.id = p.rendezvous_id
                    JOIN parcours_rendezvous_motif m ON m.id = r.motif_id
                   WHERE p.personne_id = s.personne_id) f
           WHERE jour >= {DEPUIS})
    {CELLES} $$;

CREATE OR REPLACE FUNCTION jalon_synthese_contrats(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET (contrat_debut, contrat_signe_le, contrat_fin) = (
       SELECT c.debut, c.signe_le, c.dernier FROM {UN} (
           SELECT debut, signe_le, coalesce(fin_effective, fin) AS dernier FROM parcours_contrats_contrat
            WHERE personne_id = s.personne_id AND etat IN ('signe', 'resilie', 'remplace')
              AND coalesce(fin_effective, fin, 'infinity') >= {DEPUIS}
            ORDER BY etat = 'signe' DESC, debut DESC, signe_le DESC LIMIT 1) c ON true)
    {CELLES} $$;

CREATE OR REPLACE FUNCTION jalon_synthese_suivi(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET note_le = (SELECT max(date) FROM parcours_suivi_notecarnet
                      WHERE personne_id = s.personne_id AND effacee_le IS NULL AND date >= {DEPUIS}),
          tache_le = (SELECT min(echeance) FROM parcours_suivi_tachesuivi
                       WHERE personne_id = s.personne_id AND faite_le IS NULL AND abandonnee_le IS NULL)
    {CELLES} $$;

-- Une entrée nouvelle ou corrigée change l'épisode des faits : ceux-là seuls se recomptent.
CREATE OR REPLACE FUNCTION jalon_synthese_sejours(parmi uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE changees uuid[];
BEGIN
    SELECT array_agg(s.personne_id) INTO changees FROM unnest(parmi) v
      JOIN {SYNTHESE} s ON s.personne_id = v
      LEFT JOIN LATERAL (SELECT entree FROM parcours_personnes_episode
                          WHERE personne_id = s.personne_id ORDER BY entree DESC LIMIT 1) e ON true
     WHERE s.entree IS DISTINCT FROM e.entree
       AND (s.entree IS NOT NULL OR coalesce(s.orientee_le, s.diagnostic_le, s.rdv_premier_a_clore, s.rdv_dernier,
                                             s.contrat_debut, s.note_le) IS NOT NULL);
    PERFORM jalon_synthese_episodes(parmi);
    PERFORM jalon_synthese_soumis(parmi);
    IF changees IS NOT NULL THEN
        PERFORM jalon_synthese_orientations(changees);
        PERFORM jalon_synthese_diagnostics(changees);
        PERFORM jalon_synthese_rendezvous(changees);
        PERFORM jalon_synthese_contrats(changees);
        PERFORM jalon_synthese_suivi(changees);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("parcours_suivi", "0003_synthese")]

    operations = [
        migrations.AddField(
            model_name="synthese",
            name="notifiee_le",
            field=models.DateField(null=True, verbose_name="orientation notifiée le"),
        ),
        migrations.RunSQL(CALCULS, migrations.RunSQL.noop),
    ]
