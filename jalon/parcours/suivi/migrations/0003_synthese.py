"""La synthèse par personne, tenue par des déclencheurs : chacun ne recalcule que ses colonnes."""

from django.db import migrations

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SYNTHESE = "parcours_suivi_synthese"

# Une ligne pour chaque personne d'un fait ; puis chaque domaine remplit ses colonnes pour ces personnes.
CALCULS = f"""
CREATE FUNCTION jalon_synthese_lignes(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ INSERT INTO {SYNTHESE} (personne_id, regime, soumis, voie, rdv_individuels, rdv_collectifs)
   SELECT DISTINCT v, '', '', '', 0, 0 FROM unnest(parmi) v WHERE v IS NOT NULL
   ON CONFLICT (personne_id) DO NOTHING $$;

CREATE FUNCTION jalon_synthese_episodes(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET entree = e.entree, sortie = e.sortie, regime = coalesce(e.regime, ''), connu_le = e.connu_le
     FROM unnest(parmi) v LEFT JOIN LATERAL (
          SELECT entree, sortie, regime, connu_le FROM parcours_personnes_episode
           WHERE personne_id = v ORDER BY entree DESC LIMIT 1) e ON true
    WHERE s.personne_id = v $$;

CREATE FUNCTION jalon_synthese_soumis(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET soumis = coalesce(d.valeur, '')
     FROM unnest(parmi) v LEFT JOIN LATERAL (
          SELECT d.valeur FROM parcours_personnes_membre m
            JOIN parcours_personnes_droitsdevoirs d ON d.membre_id = m.id
           WHERE m.personne_id = v ORDER BY d.a_compter_du DESC, d.chargement_id DESC LIMIT 1) d ON true
    WHERE s.personne_id = v AND s.soumis <> coalesce(d.valeur, '') $$;

CREATE FUNCTION jalon_synthese_orientations(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET orientee_le = o.decidee_le, voie = coalesce(o.voie, '')
     FROM unnest(parmi) v LEFT JOIN LATERAL (
          SELECT decidee_le, voie FROM parcours_orientation_orientation
           WHERE personne_id = v AND annulee_le IS NULL
           ORDER BY decidee_le DESC, enregistree_le DESC LIMIT 1) o ON true
    WHERE s.personne_id = v $$;

CREATE FUNCTION jalon_synthese_diagnostics(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET diagnostic_le = d.jour
     FROM unnest(parmi) v LEFT JOIN LATERAL (
          SELECT max(date) AS jour FROM parcours_orientation_diagnostic WHERE personne_id = v) d ON true
    WHERE s.personne_id = v $$;

CREATE FUNCTION jalon_synthese_rendezvous(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET rdv_premier_a_clore = r.premier, rdv_dernier_prevu = r.prevu, rdv_dernier = r.dernier,
          rdv_individuels = r.individuels, rdv_collectifs = r.collectifs
     FROM unnest(parmi) v CROSS JOIN LATERAL (
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
                   WHERE p.personne_id = v) f) r
    WHERE s.personne_id = v $$;

CREATE FUNCTION jalon_synthese_contrats(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s
      SET contrat_debut = c.debut, contrat_signe_le = c.signe_le,
          contrat_fin = coalesce(c.fin_effective, c.fin)
     FROM unnest(parmi) v LEFT JOIN LATERAL (
          SELECT debut, fin, fin_effective, signe_le FROM parcours_contrats_contrat
           WHERE personne_id = v AND etat IN ('signe', 'resilie', 'remplace')
           ORDER BY etat = 'signe' DESC, debut DESC, signe_le DESC LIMIT 1) c ON true
    WHERE s.personne_id = v $$;

CREATE FUNCTION jalon_synthese_suivi(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ UPDATE {SYNTHESE} s SET note_le = n.jour, tache_le = t.jour
     FROM unnest(parmi) v
     LEFT JOIN LATERAL (SELECT max(date) AS jour FROM parcours_suivi_notecarnet
                         WHERE personne_id = v AND effacee_le IS NULL) n ON true
     LEFT JOIN LATERAL (SELECT min(echeance) AS jour FROM parcours_suivi_tachesuivi
                         WHERE personne_id = v AND faite_le IS NULL AND abandonnee_le IS NULL) t ON true
    WHERE s.personne_id = v $$;
"""

# Un changement par ordre SQL, quel que soit le nombre de lignes ; réunir deux fiches touche les deux.
DECLENCHEUR = f"""
CREATE FUNCTION jalon_synthese_suivre() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE touchees uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT personne_id) INTO touchees FROM apres;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT personne_id) INTO touchees FROM avant;
    ELSE
        SELECT array_agg(DISTINCT personne_id) INTO touchees
          FROM (SELECT personne_id FROM avant UNION ALL SELECT personne_id FROM apres) f;
    END IF;
    IF touchees IS NOT NULL THEN
        PERFORM jalon_synthese_lignes(touchees);
        EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING touchees;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION jalon_synthese_suivre_membre() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE touchees uuid[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT m.personne_id) INTO touchees FROM avant f
          JOIN parcours_personnes_membre m ON m.id = f.membre_id;
    ELSE
        SELECT array_agg(DISTINCT m.personne_id) INTO touchees FROM apres f
          JOIN parcours_personnes_membre m ON m.id = f.membre_id;
    END IF;
    IF touchees IS NOT NULL THEN
        PERFORM jalon_synthese_soumis(touchees);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION jalon_synthese_suivre_heure() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE touchees uuid[];
BEGIN
    SELECT array_agg(DISTINCT p.personne_id) INTO touchees FROM apres r JOIN avant a ON a.id = r.id
      JOIN parcours_rendezvous_participation p ON p.rendezvous_id = r.id
     WHERE (r.debut, r.annule_le, r.motif_id) IS DISTINCT FROM (a.debut, a.annule_le, a.motif_id);
    IF touchees IS NOT NULL THEN
        PERFORM jalon_synthese_rendezvous(touchees);
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_synthese_lignes, jalon_synthese_episodes, jalon_synthese_soumis,
    jalon_synthese_orientations, jalon_synthese_diagnostics, jalon_synthese_rendezvous,
    jalon_synthese_contrats, jalon_synthese_suivi FROM PUBLIC;
"""

# Une personne nouvelle reçoit d'abord ses droits et devoirs, puis son épisode : sa ligne naît avec les deux.
NAISSANCE = f"""
CREATE FUNCTION jalon_synthese_sejours(parmi uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS
$$ SELECT jalon_synthese_episodes(parmi); SELECT jalon_synthese_soumis(parmi) $$;
REVOKE EXECUTE ON FUNCTION jalon_synthese_sejours FROM PUBLIC;
"""

TABLES = (
    ("parcours_personnes_episode", "jalon_synthese_suivre", "jalon_synthese_sejours"),
    ("parcours_personnes_droitsdevoirs", "jalon_synthese_suivre_membre", ""),
    ("parcours_orientation_orientation", "jalon_synthese_suivre", "jalon_synthese_orientations"),
    ("parcours_orientation_diagnostic", "jalon_synthese_suivre", "jalon_synthese_diagnostics"),
    ("parcours_rendezvous_participation", "jalon_synthese_suivre", "jalon_synthese_rendezvous"),
    ("parcours_contrats_contrat", "jalon_synthese_suivre", "jalon_synthese_contrats"),
    ("parcours_suivi_notecarnet", "jalon_synthese_suivre", "jalon_synthese_suivi"),
    ("parcours_suivi_tachesuivi", "jalon_synthese_suivre", "jalon_synthese_suivi"),
)
TRANSITIONS = {
    "INSERT": "REFERENCING NEW TABLE AS apres",
    "UPDATE": "REFERENCING OLD TABLE AS avant NEW TABLE AS apres",
    "DELETE": "REFERENCING OLD TABLE AS avant",
}
HEURE = """
CREATE TRIGGER synthese_update AFTER UPDATE ON parcours_rendezvous_rendezvous
    REFERENCING OLD TABLE AS avant NEW TABLE AS apres
    FOR EACH STATEMENT EXECUTE FUNCTION jalon_synthese_suivre_heure();
"""


def poser(table: str, fonction: str, argument: str) -> str:
    """Les trois déclencheurs d'une table : une table de transition n'existe que pour son verbe."""
    return "".join(
        f"CREATE TRIGGER synthese_{verbe.lower()} AFTER {verbe} ON {table} {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {fonction}({repr(argument) if argument else ''});\n"
        for verbe, transition in TRANSITIONS.items()
    )


def oter(table: str) -> str:
    return "".join(f"DROP TRIGGER synthese_{verbe.lower()} ON {table};\n" for verbe in TRANSITIONS)


# Une base déjà chargée reçoit sa synthèse entière.
REMPLIR = """
DO $$ DECLARE toutes uuid[]; BEGIN
    SELECT array_agg(DISTINCT personne_id) INTO toutes FROM (
        SELECT personne_id FROM parcours_personnes_episode
        UNION ALL SELECT personne_id FROM parcours_orientation_orientation
        UNION ALL SELECT personne_id FROM parcours_orientation_diagnostic
        UNION ALL SELECT personne_id FROM parcours_contrats_contrat
        UNION ALL SELECT personne_id FROM parcours_rendezvous_participation) f;
    IF toutes IS NOT NULL THEN
        PERFORM jalon_synthese_lignes(toutes);
        PERFORM jalon_synthese_sejours(toutes);
        PERFORM jalon_synthese_orientations(toutes);
        PERFORM jalon_synthese_diagnostics(toutes);
        PERFORM jalon_synthese_rendezvous(toutes);
        PERFORM jalon_synthese_contrats(toutes);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_suivi", "0002_protections"),
        ("parcours_contrats", "0001_initial"),
        ("parcours_orientation", "0001_initial"),
        ("parcours_rendezvous", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(CALCULS, migrations.RunSQL.noop),
        migrations.RunSQL(DECLENCHEUR, migrations.RunSQL.noop),
        migrations.RunSQL(NAISSANCE, migrations.RunSQL.noop),
        *[migrations.RunSQL(poser(*table), oter(table[0])) for table in TABLES],
        migrations.RunSQL(HEURE, "DROP TRIGGER synthese_update ON parcours_rendezvous_rendezvous;"),
        migrations.RunSQL(REMPLIR, migrations.RunSQL.noop),
    ]
