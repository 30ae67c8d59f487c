"""Un membre de l'équipe se reconnaît à son affectation : le référent est celui qui n'en est pas."""

from django.db import migrations

PREFIXE = "parcours_suivi_"
DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

EQUIPE = f"""
UPDATE parcours_personnes_affectation a SET dans_equipe = true
  FROM {PREFIXE}equipepersonne e WHERE e.affectation_id = a.id;

CREATE OR REPLACE FUNCTION jalon_affectations_referent(cherchee uuid, jour date)
RETURNS SETOF parcours_personnes_affectation LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT a.* FROM parcours_personnes_affectation a JOIN parcours_personnes_membre m ON m.id = a.membre_id
    WHERE m.personne_id = cherchee AND a.compte_id IS NOT NULL AND NOT a.dans_equipe
      AND (a.fin IS NULL OR a.fin >= greatest(a.debut, jour))
    ORDER BY a.debut, a.id $$;

CREATE OR REPLACE FUNCTION jalon_ajouter_equipe(
    cle uuid, cle_affectation uuid, cherchee uuid, membre uuid, structure uuid, role_tenu varchar,
    quand daterange
) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE rattache uuid;
BEGIN
    IF NOT jalon_peut_confier(cherchee, NULL) AND NOT jalon_est_referent(cherchee, jalon_aujourdhui()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul qui suit cette personne compose son équipe.';
    END IF;
    IF EXISTS (SELECT 1 FROM {PREFIXE}fonctionequipe f, unnest(f.cercles) c
                WHERE f.code = role_tenu AND c <> ALL (jalon_cercles_ouverts())) THEN
        RAISE insufficient_privilege USING MESSAGE =
            'Cette fonction ouvre un cercle réservé : seul qui le lit peut la donner.';
    END IF;
    IF membre IS NOT NULL AND NOT jalon_suit_des_personnes(membre, lower(quand)) THEN
        RAISE check_violation USING MESSAGE = 'Ce compte n''est pas référent.';
    END IF;
    SELECT m.id INTO rattache FROM parcours_personnes_membre m
     WHERE m.personne_id = cherchee ORDER BY m.id LIMIT 1;
    INSERT INTO parcours_personnes_affectation
        (id, membre_id, organisation_id, compte_id, debut, fin, fait_id, dans_equipe, decidee_par_id, decidee_le)
    VALUES (cle_affectation, rattache, structure, membre, lower(quand), upper(quand) - 1, NULL, true,
            jalon_compte(), now());
    INSERT INTO {PREFIXE}equipepersonne
        (id, personne_id, compte_id, organisation_id, fonction_id, periode, affectation_id, doublon,
         ajoute_par_id, ajoute_le)
    VALUES (cle, cherchee, membre, structure, role_tenu, quand, cle_affectation, false, jalon_compte(), now());
    PERFORM jalon_poser_suivis(ARRAY[cherchee]);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_suivi", "0007_reexamen"),
        ("parcours_personnes", "0013_un_seul_referent"),
    ]

    operations = [migrations.RunSQL(EQUIPE, migrations.RunSQL.noop)]
