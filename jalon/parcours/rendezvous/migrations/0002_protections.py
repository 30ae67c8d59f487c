"""Qui lit et écrit les rendez-vous ; les places, tenues par la base ; la conservation."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import Proteger, par_personne, par_personne_ou_elle_meme

PREFIXE = "parcours_rendezvous_"
DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

# Planifier : ouvrir l'agenda d'une structure. `structure` vide : ce qui est commun au département.
DROITS = f"""
CREATE FUNCTION jalon_rdv_agent() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (SELECT 1 FROM jalon_habilitations_dossiers()) $$;

CREATE FUNCTION jalon_rdv_planifie(structure uuid) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers() h
      WHERE h.role IN ('gestionnaire_droits', 'agent_orientation', 'responsable_structure')
        AND (h.organisation_id IS NULL OR h.organisation_id = structure)) $$;

CREATE FUNCTION jalon_rdv_lieux() RETURNS uuid[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(l.id), '{{}}') FROM {PREFIXE}lieu l WHERE jalon_rdv_planifie(l.organisation_id) $$;

REVOKE EXECUTE ON FUNCTION jalon_rdv_lieux() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_rdv_lieux() TO application;
"""

AGENT = "(SELECT jalon_rdv_agent())"
AGENT_OU_LIEN = f"{AGENT} OR (SELECT jalon_personne_du_lien()) IS NOT NULL"
PLANIFIE = "(SELECT cardinality(jalon_rdv_lieux()) > 0)"


def _agenda(alias: str) -> str:
    """L'agenda de ce créneau ou de ce rendez-vous est le mien, ou celui d'un lieu que je planifie."""
    return (
        f'({AGENT} AND "{alias}"."agent_id" = (SELECT jalon_compte()))'
        f' OR "{alias}"."lieu_id" = ANY ((SELECT jalon_rdv_lieux())::uuid[])'
    )


def _participe(table: str) -> str:
    return f'EXISTS (SELECT 1 FROM {PREFIXE}participation p WHERE p.rendezvous_id = "{table}"."id")'


# Une place se prend sous le verrou de son créneau, puis de son rendez-vous, toujours dans cet ordre.
PLACES = f"""
CREATE FUNCTION jalon_rdv_refuser(contrainte text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = contrainte, MESSAGE = message;
END $$;

CREATE FUNCTION jalon_rdv_ouvrir(cherche uuid, pour uuid, quand timestamptz) RETURNS uuid
LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    c {PREFIXE}creneau;
    r {PREFIXE}rendezvous;
BEGIN
    IF NOT jalon_rdv_agent() AND jalon_personne_du_lien() IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'Personne n''agit : aucun rendez-vous ne se prend.';
    END IF;
    SELECT * INTO c FROM {PREFIXE}creneau WHERE id = cherche FOR UPDATE;
    IF c.id IS NULL OR c.annule_le IS NOT NULL THEN
        PERFORM jalon_rdv_refuser('creneau_ouvert', 'Ce créneau n''existe plus.');
    ELSIF c.debut <= quand THEN
        PERFORM jalon_rdv_refuser('creneau_a_venir', 'Ce créneau est déjà passé.');
    ELSIF NOT EXISTS (SELECT 1 FROM {PREFIXE}creneaumotif WHERE creneau_id = c.id AND motif_id = pour) THEN
        PERFORM jalon_rdv_refuser('creneau_pour_ce_motif', 'Ce créneau ne reçoit pas ce motif.');
    END IF;
    SELECT * INTO r FROM {PREFIXE}rendezvous WHERE creneau_id = c.id AND annule_le IS NULL FOR UPDATE;
    IF r.id IS NULL THEN
        INSERT INTO {PREFIXE}rendezvous (id, motif_id, lieu_id, agent_id, mode, debut, fin, creneau_id, capacite,
                                         pris, convocation, annule_le, motif_annulation, cree_par_id, cree_le)
        VALUES (gen_random_uuid(), pour, c.lieu_id, c.agent_id, 'sur_place', c.debut, c.fin, c.id, c.places,
                0, false, NULL, '',
                coalesce(jalon_compte(), (SELECT id FROM socle_acces_compte WHERE systeme)), quand)
        RETURNING * INTO r;
    ELSIF r.motif_id <> pour AND r.pris > 0 THEN
        PERFORM jalon_rdv_refuser('creneau_pour_ce_motif', 'Ce créneau est déjà pris pour un autre motif.');
    ELSIF r.motif_id <> pour THEN
        UPDATE {PREFIXE}rendezvous SET motif_id = pour WHERE id = r.id;
    END IF;
    RETURN r.id;
END $$;
REVOKE EXECUTE ON FUNCTION jalon_rdv_ouvrir FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_rdv_ouvrir TO application;

CREATE FUNCTION jalon_rdv_occupe(issue text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT issue IS NULL OR issue IN ('honore', 'absent') $$;

CREATE FUNCTION jalon_rdv_compter(cle uuid, ecart integer) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    UPDATE {PREFIXE}rendezvous SET pris = pris + ecart WHERE id = cle;
    UPDATE {PREFIXE}creneau SET pris = pris + ecart
     WHERE id = (SELECT creneau_id FROM {PREFIXE}rendezvous WHERE id = cle);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_rdv_compter FROM PUBLIC;

CREATE FUNCTION jalon_rdv_placer() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    r {PREFIXE}rendezvous;
    avant uuid := CASE WHEN TG_OP = 'UPDATE' AND jalon_rdv_occupe(OLD.issue) THEN OLD.rendezvous_id END;
    apres uuid := CASE WHEN jalon_rdv_occupe(NEW.issue) THEN NEW.rendezvous_id END;
BEGIN
    PERFORM 1 FROM {PREFIXE}creneau WHERE id IN (
        SELECT creneau_id FROM {PREFIXE}rendezvous WHERE id IN (avant, apres)) ORDER BY id FOR UPDATE;
    PERFORM 1 FROM {PREFIXE}rendezvous WHERE id IN (avant, apres) ORDER BY id FOR UPDATE;
    SELECT * INTO r FROM {PREFIXE}rendezvous WHERE id = NEW.rendezvous_id;
    IF apres IS NOT NULL AND r.annule_le IS NOT NULL THEN
        PERFORM jalon_rdv_refuser('participation_rendezvous_tenu', 'Ce rendez-vous est annulé.');
    END IF;
    IF NEW.issue IN ('honore', 'absent') AND NEW.issue_le < r.debut THEN
        PERFORM jalon_rdv_refuser('participation_issue_apres_debut', 'Ce rendez-vous n''a pas commencé.');
    END IF;
    IF apres IS DISTINCT FROM avant THEN
        IF apres IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('rendezvous:' || NEW.personne_id::text, 0));
            IF EXISTS (SELECT 1 FROM {PREFIXE}participation p JOIN {PREFIXE}rendezvous x ON x.id = p.rendezvous_id
                        WHERE p.personne_id = NEW.personne_id AND p.id <> NEW.id AND jalon_rdv_occupe(p.issue)
                          AND x.annule_le IS NULL AND x.debut < r.fin AND x.fin > r.debut) THEN
                PERFORM jalon_rdv_refuser('participation_sans_recouvrement',
                                          'Cette personne a déjà un rendez-vous à cette heure.');
            END IF;
            PERFORM jalon_rdv_compter(apres, 1);
        END IF;
        IF avant IS NOT NULL THEN
            PERFORM jalon_rdv_compter(avant, -1);
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER placer BEFORE INSERT OR UPDATE OF rendezvous_id, issue ON {PREFIXE}participation
    FOR EACH ROW EXECUTE FUNCTION jalon_rdv_placer();

CREATE FUNCTION jalon_rdv_heure_tenue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM jalon_rdv_refuser('rendezvous_heure_tenue',
        'Des personnes ont noté cette heure : annulez ce rendez-vous et fixez-en un autre.');
    RETURN NULL;
END $$;
CREATE TRIGGER heure_tenue BEFORE UPDATE OF debut, fin ON {PREFIXE}rendezvous
    FOR EACH ROW WHEN (OLD.pris > 0 AND (OLD.debut, OLD.fin) IS DISTINCT FROM (NEW.debut, NEW.fin))
    EXECUTE FUNCTION jalon_rdv_heure_tenue();
"""

INVERSE_PLACES = f"""
DROP TRIGGER placer ON {PREFIXE}participation;
DROP TRIGGER heure_tenue ON {PREFIXE}rendezvous;
DROP FUNCTION jalon_rdv_heure_tenue, jalon_rdv_placer, jalon_rdv_compter, jalon_rdv_occupe, jalon_rdv_ouvrir,
    jalon_rdv_refuser;
"""

# Une place se rend, une invitation s'annule : rien ne disparaît.
GARDER = ", ".join(f"{PREFIXE}{nom}" for nom in ("rendezvous", "participation", "invitation"))
GARDER = f"REVOKE DELETE, TRUNCATE ON {GARDER} FROM application"

# Un agenda suivi d'un autre logiciel : des heures et des nombres, jamais un nom.
AGENDA_SUIVI = f"""
CREATE FUNCTION jalon_rdv_agenda_suivi(cherchee bytea, depuis timestamptz)
RETURNS TABLE (rendezvous uuid, debut timestamptz, fin timestamptz, motif varchar, lieu varchar, adresse varchar,
               pris smallint, annule_le timestamptz, fixe_le timestamptz)
LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT r.id, r.debut, r.fin, m.libelle, l.nom, l.adresse, r.pris, r.annule_le, r.cree_le
      FROM {PREFIXE}abonnement a
      JOIN socle_acces_compte c ON c.id = a.compte_id AND c.actif
      JOIN {PREFIXE}rendezvous r
        ON CASE WHEN a.lieu_id IS NULL THEN r.agent_id = a.compte_id ELSE r.lieu_id = a.lieu_id END
      JOIN {PREFIXE}motif m ON m.id = r.motif_id
      JOIN {PREFIXE}lieu l ON l.id = r.lieu_id
     WHERE a.empreinte = cherchee AND a.retire_le IS NULL AND r.fin >= depuis
       AND EXISTS (SELECT 1 FROM socle_acces_habilitation h
                    WHERE h.compte_id = a.compte_id AND h.periode @> jalon_aujourdhui())
     ORDER BY r.debut, r.id
$$;
CREATE FUNCTION jalon_rdv_abonne(cherchee bytea) RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM {PREFIXE}abonnement a JOIN socle_acces_compte c ON c.id = a.compte_id AND c.actif
                   WHERE a.empreinte = cherchee AND a.retire_le IS NULL) $$;
REVOKE EXECUTE ON FUNCTION jalon_rdv_agenda_suivi, jalon_rdv_abonne FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_rdv_agenda_suivi, jalon_rdv_abonne TO application;
"""

CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_rendezvous(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT f.personne_id, max(f.instant AT TIME ZONE 'Europe/Paris')::date FROM (
        SELECT p.personne_id, greatest(p.pris_le, r.debut, p.issue_le) AS instant
          FROM {PREFIXE}participation p JOIN {PREFIXE}rendezvous r ON r.id = p.rendezvous_id
         WHERE parmi IS NULL OR p.personne_id = ANY (parmi)
        UNION ALL
        SELECT i.personne_id, greatest(i.envoyee_le, i.relancee_le) FROM {PREFIXE}invitation i
         WHERE parmi IS NULL OR i.personne_id = ANY (parmi)
    ) f GROUP BY f.personne_id
$$;
CREATE FUNCTION jalon_effacer_textes_rendezvous(toutes uuid[]) RETURNS void LANGUAGE sql {DEFINIE} AS $$
    UPDATE {PREFIXE}participation SET excuse = '' WHERE personne_id = ANY (toutes) AND excuse <> ''
$$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_rendezvous, jalon_effacer_textes_rendezvous FROM PUBLIC;
"""

INVERSE_DROITS = """
DROP FUNCTION jalon_effacer_textes_rendezvous, jalon_dernier_fait_rendezvous, jalon_rdv_abonne,
    jalon_rdv_agenda_suivi, jalon_rdv_lieux, jalon_rdv_planifie, jalon_rdv_agent;
"""


def _proteger(nom: str, lire: str, ecrire: str) -> Proteger:
    return Proteger(f"{PREFIXE}{nom}", lire=lire, ecrire=ecrire)


def _histoire(nom: str, lire: str, ajouter: str) -> list:
    """La table d'histoire se complète et ne se change pas."""
    table = f"{PREFIXE}{nom}"
    return [
        Proteger(table, lire=lire, ecrire=ajouter),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM application",
            f"GRANT UPDATE, DELETE ON {table} TO application",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_rendezvous", "0001_initial"),
        ("parcours_personnes", "0010_pieces"),
        ("socle_acces", "0005_liens_delegations"),
    ]

    operations = [
        migrations.RunSQL(DROITS, migrations.RunSQL.noop),
        migrations.RunSQL(AGENDA_SUIVI, migrations.RunSQL.noop),
        migrations.RunSQL(CONSERVATION, INVERSE_DROITS),
        _proteger("motif", AGENT_OU_LIEN, 'jalon_rdv_planifie("organisation_id")'),
        _proteger("lieu", AGENT_OU_LIEN, 'jalon_rdv_planifie("organisation_id")'),
        _proteger("creneau", AGENT_OU_LIEN, _agenda(f"{PREFIXE}creneau")),
        _proteger(
            "creneaumotif",
            AGENT_OU_LIEN,
            f"EXISTS (SELECT 1 FROM {PREFIXE}creneau c WHERE c.id = creneau_id AND ({_agenda('c')}))",
        ),
        _proteger("absence", AGENT, f"{PLANIFIE} OR ({AGENT} AND agent_id = (SELECT jalon_compte()))"),
        _proteger(
            "abonnement",
            "compte_id = (SELECT jalon_compte())",
            f"{AGENT} AND compte_id = (SELECT jalon_compte())",
        ),
        _proteger(
            "rendezvous",
            f"{AGENT} OR {_participe(f'{PREFIXE}rendezvous')}",
            f"{_agenda(f'{PREFIXE}rendezvous')} OR ({AGENT} AND {_participe(f'{PREFIXE}rendezvous')})",
        ),
        _proteger(
            "participation",
            par_personne_ou_elle_meme(f"{PREFIXE}participation"),
            par_personne_ou_elle_meme(f"{PREFIXE}participation"),
        ),
        _proteger(
            "invitation",
            par_personne_ou_elle_meme(f"{PREFIXE}invitation"),
            par_personne(f"{PREFIXE}invitation"),
        ),
        *_histoire("motifevent", AGENT, AGENT),
        *_histoire("lieuevent", AGENT, AGENT),
        *_histoire("rendezvousevent", AGENT, AGENT_OU_LIEN),
        *_histoire(
            "participationevent",
            par_personne(f"{PREFIXE}participationevent"),
            par_personne_ou_elle_meme(f"{PREFIXE}participationevent"),
        ),
        migrations.RunSQL(PLACES, INVERSE_PLACES),
        migrations.RunSQL(GARDER, migrations.RunSQL.noop),
    ]
