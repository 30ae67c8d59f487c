"""Qui lit chaque cercle du carnet, qui écrit dans l'équipe, qui passe le relais : la base le tient."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import COMPTE_ACTIF, Proteger, par_personne
from jalon.socle.base.migrations_ops import LectureSeule

PREFIXE = "parcours_suivi_"
DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Les cercles réservés ne s'ouvrent ni par un territoire, ni par un rôle, ni au compte du système.
CERCLES = f"""
CREATE FUNCTION jalon_mes_structures() RETURNS uuid[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(DISTINCT organisation_id), '{{}}') FROM jalon_habilitations_dossiers()
   WHERE organisation_id IS NOT NULL $$;

CREATE FUNCTION jalon_cercles_de(cherchee varchar) RETURNS varchar[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(code), '{{}}') FROM {PREFIXE}cercle WHERE regle = cherchee $$;

CREATE FUNCTION jalon_cercles_ouverts() RETURNS varchar[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(DISTINCT a.cercle_id), '{{}}')
     FROM {PREFIXE}accescercle a JOIN socle_acces_compte c ON c.id = a.compte_id
    WHERE a.compte_id = jalon_compte() AND c.actif AND a.periode @> jalon_aujourdhui() $$;

CREATE FUNCTION jalon_cercles_par_fonction() RETURNS TABLE (personne uuid, cercle varchar)
LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT e.personne_id, unnest(f.cercles) FROM {PREFIXE}equipepersonne e
     JOIN {PREFIXE}fonctionequipe f ON f.code = e.fonction_id
     JOIN socle_acces_compte c ON c.id = e.compte_id
    WHERE e.compte_id = jalon_compte() AND c.actif AND e.periode @> jalon_aujourdhui() $$;

CREATE FUNCTION jalon_ouvrir_cercle(cle uuid, compte uuid, cercle varchar, periode daterange, qualite varchar)
RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    IF NOT jalon_administre() OR (compte = jalon_compte() AND NOT jalon_compte_systeme()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un administrateur ouvre un cercle, et à un autre que lui.';
    END IF;
    INSERT INTO {PREFIXE}accescercle (id, compte_id, cercle_id, periode, motif, pose_par_id, pose_le)
    VALUES (cle, compte, cercle, periode, qualite, jalon_compte(), now());
END $$;

CREATE FUNCTION jalon_fermer_cercle(cle uuid, dernier_jour date) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    IF NOT jalon_administre() THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul un administrateur ferme un cercle.';
    END IF;
    UPDATE {PREFIXE}accescercle SET periode = periode * daterange(NULL, dernier_jour, '[]') WHERE id = cle;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'Cet accès n''existe pas.';
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_ouvrir_cercle, jalon_fermer_cercle FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_ouvrir_cercle, jalon_fermer_cercle TO application;
"""

# Le référent est l'affectation à un compte qui n'est pas celle d'un membre de l'équipe.
REFERENT = f"""
CREATE FUNCTION jalon_affectations_referent(cherchee uuid, jour date)
RETURNS SETOF parcours_personnes_affectation LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT a.* FROM parcours_personnes_affectation a JOIN parcours_personnes_membre m ON m.id = a.membre_id
    WHERE m.personne_id = cherchee AND a.compte_id IS NOT NULL AND (a.fin IS NULL OR a.fin >= a.debut)
      AND (a.fin IS NULL OR a.fin >= jour)
      AND NOT EXISTS (SELECT 1 FROM {PREFIXE}equipepersonne e WHERE e.affectation_id = a.id)
    ORDER BY a.debut, a.id $$;

CREATE FUNCTION jalon_suit_des_personnes(cherche uuid, jour date) RETURNS boolean
LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_acces_habilitation h JOIN socle_acces_compte c ON c.id = h.compte_id
                   WHERE h.compte_id = cherche AND c.actif AND h.role = 'referent'
                     AND h.periode && daterange(least(jour, jalon_aujourdhui()), jour, '[]')) $$;

CREATE FUNCTION jalon_meme_structure(cherche uuid) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_acces_habilitation h
                   WHERE h.compte_id = cherche AND h.periode @> jalon_aujourdhui()
                     AND h.organisation_id = ANY (jalon_mes_structures())) $$;

CREATE FUNCTION jalon_est_referent(cherchee uuid, jour date) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM jalon_affectations_referent(cherchee, jour) a
                   WHERE a.compte_id = jalon_compte() AND a.debut <= jour)
      AND jalon_compte() = ANY (jalon_dossiers_referents()) $$;
REVOKE EXECUTE ON FUNCTION jalon_affectations_referent, jalon_suit_des_personnes, jalon_meme_structure,
    jalon_est_referent FROM PUBLIC;
"""

RELAIS = f"""
CREATE FUNCTION jalon_peut_relayer(cherchee uuid, vers uuid) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_peut_confier(cherchee, NULL)
       AND (jalon_gere_droits() OR jalon_dossiers_tous() OR jalon_meme_structure(vers)
            OR EXISTS (SELECT 1 FROM jalon_habilitations_dossiers()
                        WHERE role = 'agent_orientation' AND organisation_id IS NULL))
       OR jalon_est_referent(cherchee, jalon_aujourdhui()) AND jalon_meme_structure(vers) $$;

CREATE FUNCTION jalon_passer_le_relais(
    cle uuid, cle_ouverte uuid, cherchee uuid, de uuid, vers uuid, le date, raison varchar, lot uuid
) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    fermee parcours_personnes_affectation;
    autre parcours_personnes_affectation;
    rattache uuid;
BEGIN
    IF NOT jalon_peut_relayer(cherchee, vers) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Ce relais n''est pas à votre main.';
    END IF;
    IF NOT jalon_suit_des_personnes(vers, le) THEN
        RAISE check_violation USING MESSAGE = 'Ce compte n''est pas référent.';
    END IF;
    PERFORM 1 FROM parcours_personnes_perimetre WHERE personne_id = cherchee FOR UPDATE;
    IF EXISTS (SELECT 1 FROM jalon_affectations_referent(cherchee, le) a WHERE a.debut > le) THEN
        RAISE check_violation USING MESSAGE = 'Un autre relais est déjà prévu après ce jour.';
    END IF;
    SELECT a.* INTO fermee FROM jalon_affectations_referent(cherchee, le) a
     WHERE de IS NOT NULL AND a.compte_id = de LIMIT 1;
    IF de IS NOT NULL AND fermee.id IS NULL THEN
        RAISE check_violation USING MESSAGE = 'Cette personne n''est plus suivie par ce référent.';
    END IF;
    IF EXISTS (SELECT 1 FROM jalon_affectations_referent(cherchee, le) a WHERE a.compte_id = vers) THEN
        RAISE check_violation USING MESSAGE = 'Cette personne est déjà suivie par ce référent.';
    END IF;
    FOR autre IN SELECT * FROM jalon_affectations_referent(cherchee, le) LOOP
        UPDATE parcours_personnes_affectation SET fin = le - 1 WHERE id = autre.id;
    END LOOP;
    SELECT m.id INTO rattache FROM parcours_personnes_membre m
     WHERE m.personne_id = cherchee ORDER BY m.id LIMIT 1;
    INSERT INTO parcours_personnes_affectation
        (id, membre_id, organisation_id, compte_id, debut, fin, fait_id, decidee_par_id, decidee_le)
    VALUES (cle_ouverte, coalesce(fermee.membre_id, rattache), fermee.organisation_id, vers, le, fermee.fin, NULL,
            jalon_compte(), now());
    INSERT INTO {PREFIXE}relais (id, personne_id, de_id, vers_id, le, motif, fermee_id, fin_precedente,
                                 ouverte_id, transfert_id, decide_par_id, decide_le)
    VALUES (cle, cherchee, de, vers, le, raison, fermee.id, fermee.fin, cle_ouverte, lot, jalon_compte(),
            clock_timestamp());
    PERFORM jalon_poser_suivis(ARRAY[cherchee]);
END $$;

CREATE FUNCTION jalon_annuler_relais(cle uuid) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    annule {PREFIXE}relais;
    dernier boolean;
BEGIN
    SELECT r.* INTO annule FROM {PREFIXE}relais r WHERE r.id = cle FOR UPDATE;
    IF annule.id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'Ce relais n''existe pas.';
    END IF;
    IF annule.decide_par_id IS DISTINCT FROM jalon_compte() AND NOT jalon_peut_confier(annule.personne_id, NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Ce relais n''est pas à votre main.';
    END IF;
    PERFORM 1 FROM parcours_personnes_perimetre WHERE personne_id = annule.personne_id FOR UPDATE;
    dernier := NOT EXISTS (SELECT 1 FROM {PREFIXE}relais r WHERE r.personne_id = annule.personne_id
                              AND r.annule_le IS NULL AND r.id <> cle AND r.decide_le > annule.decide_le);
    IF annule.annule_le IS NOT NULL OR NOT dernier THEN
        RAISE check_violation USING MESSAGE = 'Ce relais ne peut plus être annulé : un autre l''a suivi.';
    END IF;
    UPDATE parcours_personnes_affectation SET fin = debut - 1 WHERE id = annule.ouverte_id;
    UPDATE parcours_personnes_affectation SET fin = annule.fin_precedente WHERE id = annule.fermee_id;
    UPDATE {PREFIXE}relais SET annule_le = now() WHERE id = cle;
    PERFORM jalon_poser_suivis(ARRAY[annule.personne_id]);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_peut_relayer, jalon_passer_le_relais, jalon_annuler_relais FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_passer_le_relais, jalon_annuler_relais TO application;
"""

EQUIPE = f"""
CREATE FUNCTION jalon_ajouter_equipe(
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
        (id, membre_id, organisation_id, compte_id, debut, fin, fait_id, decidee_par_id, decidee_le)
    VALUES (cle_affectation, rattache, structure, membre, lower(quand), upper(quand) - 1, NULL,
            jalon_compte(), now());
    INSERT INTO {PREFIXE}equipepersonne
        (id, personne_id, compte_id, organisation_id, fonction_id, periode, affectation_id, doublon,
         ajoute_par_id, ajoute_le)
    VALUES (cle, cherchee, membre, structure, role_tenu, quand, cle_affectation, false, jalon_compte(), now());
    PERFORM jalon_poser_suivis(ARRAY[cherchee]);
END $$;

CREATE FUNCTION jalon_retirer_equipe(cle uuid, dernier_jour date) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE retire {PREFIXE}equipepersonne;
BEGIN
    SELECT e.* INTO retire FROM {PREFIXE}equipepersonne e WHERE e.id = cle FOR UPDATE;
    IF retire.id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'Ce membre n''est pas dans l''équipe.';
    END IF;
    IF retire.compte_id IS DISTINCT FROM jalon_compte() AND NOT jalon_peut_confier(retire.personne_id, NULL)
       AND NOT jalon_est_referent(retire.personne_id, jalon_aujourdhui()) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Seul qui suit cette personne compose son équipe.';
    END IF;
    UPDATE {PREFIXE}equipepersonne SET periode = periode * daterange(NULL, dernier_jour, '[]') WHERE id = cle;
    UPDATE parcours_personnes_affectation SET fin = dernier_jour WHERE id = retire.affectation_id;
    PERFORM jalon_poser_suivis(ARRAY[retire.personne_id]);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_ajouter_equipe, jalon_retirer_equipe FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_ajouter_equipe, jalon_retirer_equipe TO application;

-- Réunir deux fiches peut mettre deux fois le même membre : la présence en trop est mise de côté.
CREATE FUNCTION jalon_equipe_reunie() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    NEW.doublon := EXISTS (SELECT 1 FROM {PREFIXE}equipepersonne e
        WHERE e.personne_id = NEW.personne_id AND e.id <> NEW.id AND NOT e.doublon AND e.periode && NEW.periode
          AND e.compte_id IS NOT DISTINCT FROM NEW.compte_id
          AND e.organisation_id IS NOT DISTINCT FROM NEW.organisation_id);
    RETURN NEW;
END $$;
CREATE TRIGGER equipe_reunie BEFORE UPDATE OF personne_id ON {PREFIXE}equipepersonne
    FOR EACH ROW WHEN (OLD.personne_id IS DISTINCT FROM NEW.personne_id) EXECUTE FUNCTION jalon_equipe_reunie();
"""

# Une note ne change que pour dire qu'elle est corrigée ou effacée ; son texte ne peut que disparaître.
IMMUABLE = f"""
CREATE FUNCTION jalon_note_immuable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.auteur_id, NEW.date, NEW.cercle_id, NEW.redigee_le) IS DISTINCT FROM
       (OLD.auteur_id, OLD.date, OLD.cercle_id, OLD.redigee_le)
       OR (NEW.texte <> OLD.texte AND NEW.texte <> '') THEN
        RAISE check_violation USING MESSAGE = 'Une note ne se change pas : écrivez-en une qui la corrige.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_immuable BEFORE UPDATE ON {PREFIXE}notecarnet
    FOR EACH ROW EXECUTE FUNCTION jalon_note_immuable();
"""

# La personne qui suit son lien lit les dates de ses séjours, comme ses rendez-vous et son contrat.
ELLE_MEME = """
CREATE POLICY elle_meme ON parcours_personnes_episode FOR SELECT TO application
    USING (personne_id = (SELECT jalon_personne_du_lien()));
"""

LIMITE = f"""
CREATE FUNCTION jalon_peut_limiter(compte uuid, structure uuid) RETURNS boolean
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT jalon_gere_droits() OR structure = ANY (jalon_dossiers_organisations())
    OR EXISTS (SELECT 1 FROM socle_acces_habilitation h
                WHERE h.compte_id = compte AND h.periode @> jalon_aujourdhui()
                  AND h.organisation_id = ANY (jalon_dossiers_organisations()))
$$;
"""

CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_suivi(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
SELECT personne_id, max(j) FROM (
    SELECT personne_id, date AS j FROM {PREFIXE}notecarnet
    UNION ALL SELECT personne_id, coalesce(faite_le, echeance) FROM {PREFIXE}tachesuivi
     WHERE abandonnee_le IS NULL
    UNION ALL SELECT personne_id, le FROM {PREFIXE}relais WHERE annule_le IS NULL
    UNION ALL SELECT personne_id, coalesce(upper(periode) - 1, lower(periode)) FROM {PREFIXE}equipepersonne
     WHERE NOT isempty(periode)
    UNION ALL SELECT personne_id, resultat_le FROM {PREFIXE}lignecampagne WHERE resultat = 'jointe'
) f WHERE j IS NOT NULL AND (parmi IS NULL OR personne_id = ANY (parmi)) GROUP BY personne_id
$$;

CREATE FUNCTION jalon_effacer_textes_suivi(toutes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    UPDATE {PREFIXE}notecarnet
       SET texte = '', effacee_le = coalesce(effacee_le, now()), motif_effacement = 'conservation'
     WHERE personne_id = ANY (toutes) AND (texte <> '' OR motif_effacement <> '');
    UPDATE {PREFIXE}tachesuivi SET libelle = '' WHERE personne_id = ANY (toutes) AND libelle <> '';
    UPDATE {PREFIXE}relais SET motif = 'effacé' WHERE personne_id = ANY (toutes);
    UPDATE {PREFIXE}equipepersonne
       SET periode = periode * daterange(NULL, greatest(lower(periode), jalon_aujourdhui()), '[]')
     WHERE personne_id = ANY (toutes) AND upper(periode) IS NULL AND NOT isempty(periode);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_suivi(uuid[]), jalon_effacer_textes_suivi(uuid[]) FROM PUBLIC;
"""

MOI = "(SELECT jalon_compte())"
SYSTEME = "(SELECT jalon_compte_systeme())"


def _table(nom: str) -> str:
    return f"{PREFIXE}{nom}"


def lire_notes(table: str) -> str:
    """Le cercle de la note, puis le périmètre ; l'auteur lit les siennes tant qu'il voit la personne."""
    equipe = (
        "EXISTS (SELECT 1 FROM parcours_personnes_perimetre v"
        f' WHERE v.personne_id = "{table}".personne_id'
        " AND (v.organisations && (SELECT jalon_dossiers_organisations())::uuid[]"
        " OR v.referents && (SELECT jalon_dossiers_referents())::uuid[]))"
    )
    reserve = (
        "cercle_id = ANY ((SELECT jalon_cercles_ouverts())::varchar[])"
        f' OR ("{table}".personne_id, cercle_id) IN (SELECT personne, cercle FROM jalon_cercles_par_fonction())'
    )
    return (
        f"({par_personne(table)}) AND (auteur_id = {MOI}"
        f" OR cercle_id = ANY ((SELECT jalon_cercles_de('equipe'))::varchar[]) AND {equipe}"
        " OR cercle_id = ANY ((SELECT jalon_cercles_de('structure'))::varchar[])"
        " AND organisation_id = ANY ((SELECT jalon_mes_structures())::uuid[])"
        f" OR cercle_id = ANY ((SELECT jalon_cercles_de('specialite'))::varchar[]) AND ({reserve}))"
    )


def partagee(table: str) -> str:
    """Ce que la personne lit par son lien : les notes qu'on lui montre, ni corrigées ni effacées."""
    return (
        f'partagee AND remplacee_le IS NULL AND effacee_le IS NULL AND "{table}".personne_id ='
        " (SELECT jalon_personne_du_lien())"
    )


def ecrire_notes(table: str) -> str:
    """Chacun n'écrit que ses notes, pour une de ses structures."""
    return (
        f"({par_personne(table)}) AND (auteur_id = {MOI} OR {SYSTEME})"
        f" AND (organisation_id IS NULL OR {SYSTEME} OR organisation_id = ANY ((SELECT jalon_mes_structures())::uuid[]))"
    )


def _par_personne(*noms: str) -> list[Proteger]:
    return [Proteger(_table(n), lire=par_personne(_table(n)), ecrire=par_personne(_table(n))) for n in noms]


NOTES, EVENEMENTS = _table("notecarnet"), _table("notecarnetevent")
LIMITES = "(SELECT jalon_compte_actif()) AND jalon_peut_limiter(compte_id, organisation_id)"
LANCEUR = f"lancee_par_id = {MOI} OR {SYSTEME} OR (SELECT jalon_gere_droits())"


class Migration(migrations.Migration):
    dependencies = [("parcours_suivi", "0001_initial"), ("parcours_personnes", "0010_pieces")]

    operations = [
        migrations.RunSQL(CERCLES, migrations.RunSQL.noop),
        migrations.RunSQL(REFERENT, migrations.RunSQL.noop),
        migrations.RunSQL(RELAIS, migrations.RunSQL.noop),
        migrations.RunSQL(EQUIPE, migrations.RunSQL.noop),
        migrations.RunSQL(IMMUABLE, migrations.RunSQL.noop),
        migrations.RunSQL(ELLE_MEME, "DROP POLICY elle_meme ON parcours_personnes_episode"),
        migrations.RunSQL(LIMITE, migrations.RunSQL.noop),
        migrations.RunSQL(CONSERVATION, migrations.RunSQL.noop),
        Proteger(NOTES, lire=f"({lire_notes(NOTES)}) OR ({partagee(NOTES)})", ecrire=ecrire_notes(NOTES)),
        Proteger(EVENEMENTS, lire=lire_notes(EVENEMENTS), ecrire=par_personne(EVENEMENTS)),
        *_par_personne(
            "equipepersonne",
            "equipepersonneevent",
            "relais",
            "tachesuivi",
            "tachesuivievent",
            "lignecampagne",
            "lignecampagneevent",
            "tentative",
            "tentativeevent",
        ),
        Proteger(_table("synthese"), lire=par_personne(_table("synthese"))),
        Proteger(_table("transfert"), lire=COMPTE_ACTIF, ecrire=f"par_id = {MOI} OR {SYSTEME}"),
        Proteger(_table("limiteportefeuille"), lire=COMPTE_ACTIF, ecrire=LIMITES),
        Proteger(_table("limiteportefeuilleevent"), lire=COMPTE_ACTIF, ecrire=COMPTE_ACTIF),
        Proteger(_table("accescercle"), lire=COMPTE_ACTIF),
        Proteger(_table("accescercleevent"), lire=COMPTE_ACTIF),
        Proteger(_table("campagne"), lire=COMPTE_ACTIF, ecrire=LANCEUR),
        Proteger(_table("campagneevent"), lire=COMPTE_ACTIF, ecrire=COMPTE_ACTIF),
        *[
            LectureSeule(_table(n))
            for n in (
                "equipepersonne",
                "equipepersonneevent",
                "relais",
                "synthese",
                "accescercle",
                "accescercleevent",
                "cercle",
                "fonctionequipe",
            )
        ],
    ]
