"""La synthèse ne garde que les faits de l'épisode en cours : qui revient au RSA repart de zéro."""

from django.db import migrations, models

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYNTHESE = "parcours_suivi_synthese"
DEPUIS = "coalesce(s.entree, '-infinity'::date)"
LIGNES = f"FROM {SYNTHESE} s"

CALCULS = f"""
CREATE OR REPLACE FUNCTION jalon_synthese_orientations(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} x SET orientee_le = o.decidee_le, notifiee_le = o.notifiee_le, voie = coalesce(o.voie, '')
     {LIGNES} LEFT JOIN LATERAL (
          SELECT decidee_le, notifiee_le, voie FROM parcours_orientation_orientation
           WHERE personne_id = s.personne_id AND annulee_le IS NULL AND decidee_le >= {DEPUIS}
           ORDER BY decidee_le DESC, enregistree_le DESC LIMIT 1) o ON true
    WHERE s.personne_id = ANY (parmi) AND x.personne_id = s.personne_id $$;

CREATE OR REPLACE FUNCTION jalon_synthese_diagnostics(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} x SET diagnostic_le = d.jour
     {LIGNES} LEFT JOIN LATERAL (
          SELECT max(date) AS jour FROM parcours_orientation_diagnostic
           WHERE personne_id = s.personne_id AND date >= {DEPUIS}) d ON true
    WHERE s.personne_id = ANY (parmi) AND x.personne_id = s.personne_id $$;

CREATE OR REPLACE FUNCTION jalon_synthese_rendezvous(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} x
      SET rdv_premier_a_clore = r.premier, rdv_dernier_prevu = r.prevu, rdv_dernier = r.dernier,
          rdv_individuels = r.individuels, rdv_collectifs = r.collectifs
     {LIGNES} CROSS JOIN LATERAL (
          SELECT min(jour) FILTER (WHERE ouvert) AS premier, max(jour) FILTER (WHERE ouvert) AS prevu,
                 max(jour) FILTER (WHERE honore) AS dernier,
                 count(*) FILTER (WHERE honore AND NOT collectif) AS individuels,
                 count(*) FILTER (WHERE honore AND collectif) AS collectifs
            FROM (SELECT (r.debut AT TIME ZONE 'Europe/Paris')::date AS jour, m.collectif,
                         p.issue IS NULL AND r.annule_le IS NULL AS ouvert,
                         coalesce(p.issue = 'honore', false) AS honore
                    FROM parcours_rendezvous_participation p
                    JOIN parcours_rendezvous_rendezvous r ON r.id = p.rendezvous_id
                    JOIN parcours_rendezvous_motif m ON m.id = r.motif_id
                   WHERE p.personne_id = s.personne_id) f
           WHERE jour >= {DEPUIS}) r
    WHERE s.personne_id = ANY (parmi) AND x.personne_id = s.personne_id $$;

CREATE OR REPLACE FUNCTION jalon_synthese_contrats(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} x SET contrat_debut = c.debut, contrat_signe_le = c.signe_le, contrat_fin = c.dernier
     {LIGNES} LEFT JOIN LATERAL (
          SELECT debut, signe_le, coalesce(fin_effective, fin) AS dernier FROM parcours_contrats_contrat
           WHERE personne_id = s.personne_id AND etat IN ('signe', 'resilie', 'remplace')
             AND coalesce(fin_effective, fin, 'infinity') >= {DEPUIS}
           ORDER BY etat = 'signe' DESC, debut DESC, signe_le DESC LIMIT 1) c ON true
    WHERE s.personne_id = ANY (parmi) AND x.personne_id = s.personne_id $$;

CREATE OR REPLACE FUNCTION jalon_synthese_suivi(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} x SET note_le = n.jour, tache_le = t.jour
     {LIGNES}
     LEFT JOIN LATERAL (SELECT max(date) AS jour FROM parcours_suivi_notecarnet
                         WHERE personne_id = s.personne_id AND effacee_le IS NULL AND date >= {DEPUIS}) n ON true
     LEFT JOIN LATERAL (SELECT min(echeance) AS jour FROM parcours_suivi_tachesuivi
                         WHERE personne_id = s.personne_id AND faite_le IS NULL AND abandonnee_le IS NULL) t ON true
    WHERE s.personne_id = ANY (parmi) AND x.personne_id = s.personne_id $$;

-- Une entrée nouvelle ou corrigée change l'épisode des faits : ceux-là seuls se recomptent.
CREATE OR REPLACE FUNCTION jalon_synthese_sejours(parmi uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE changees uuid[];
BEGIN
    SELECT array_agg(s.personne_id) INTO changees FROM {SYNTHESE} s
      LEFT JOIN LATERAL (SELECT entree FROM parcours_personnes_episode
                          WHERE personne_id = s.personne_id ORDER BY entree DESC LIMIT 1) e ON true
     WHERE s.personne_id = ANY (parmi) AND s.entree IS DISTINCT FROM e.entree
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
