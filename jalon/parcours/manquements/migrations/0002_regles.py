"""Ce que la base refuse d'elle-même, qui lit et qui écrit, ce qu'un effacement vide."""

from django.db import migrations

from jalon.parcours.manquements.cloisonnement import (
    INSTRUIT,
    PREFIXE,
    SIEGE,
    Regler,
    du_manquement,
    instruit,
)
from jalon.parcours.personnes.cloisonnement import COMPTE_ACTIF, GERE_DROITS, par_personne
from jalon.socle.base.migrations_ops import OperationSurTable, politiques

DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
MANQUEMENT = f"{PREFIXE}manquement"
SANCTIONS = "('suspension', 'suppression', 'reduction')"

FONCTIONS = f"""
CREATE FUNCTION jalon_instruit_manquements() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR EXISTS (
     SELECT 1 FROM jalon_habilitations_dossiers() WHERE role IN ('gestionnaire_droits', 'agent_orientation')) $$;

CREATE FUNCTION jalon_signe_manquements() RETURNS boolean LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT jalon_compte_systeme() OR (jalon_compte_actif() AND EXISTS (
     SELECT 1 FROM socle_acces_delegation WHERE compte_id = jalon_compte()
        AND type_acte IN ('sanction', 'recours') AND periode @> jalon_aujourdhui())) $$;

CREATE FUNCTION jalon_seances_siegees() RETURNS uuid[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(s.id), '{{}}') FROM {PREFIXE}seance s
     JOIN {PREFIXE}membreequipe m ON m.equipe_id = s.equipe_id
    WHERE m.compte_id = jalon_compte() AND jalon_compte_actif() AND m.periode @> jalon_aujourdhui()
      AND s.etat <> 'annulee' $$;

CREATE FUNCTION jalon_passages_recuses() RETURNS uuid[] LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT coalesce(array_agg(c.passage_id), '{{}}') FROM {PREFIXE}conflitinteret c
     JOIN {PREFIXE}membreequipe m ON m.id = c.membre_id WHERE m.compte_id = jalon_compte() $$;

CREATE FUNCTION jalon_delegue(compte uuid, acte varchar, jour date) RETURNS boolean
LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT EXISTS (SELECT 1 FROM socle_acces_delegation d
                   WHERE d.compte_id = compte AND d.type_acte = acte AND d.periode @> jour) $$;

CREATE FUNCTION jalon_parametre_entier(nom varchar, jour date) RETURNS integer
LANGUAGE sql STABLE {DEFINIE} AS
$$ SELECT valeur::text::integer FROM socle_parametres_parametre WHERE code = nom AND periode @> jour $$;

-- Second rang : une sanction de même nature, notifiée avant les faits et depuis moins que la fenêtre.
CREATE FUNCTION jalon_rang_manquement(cle uuid) RETURNS integer LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT (1 + count(d.id))::integer
      FROM {MANQUEMENT} m
      JOIN {MANQUEMENT} p ON p.personne_id = m.personne_id AND p.nature = m.nature AND p.id <> m.id
       AND p.etat <> 'annule' AND p.notifie_le <= m.faits_du
       AND (p.notifie_le + make_interval(
              months => jalon_parametre_entier('manquements.fenetre_recidive', m.signale_le)))::date >= m.faits_du
      JOIN {PREFIXE}decision d ON d.manquement_id = p.id AND d.suite IN {SANCTIONS}
     WHERE m.id = cle
$$;

CREATE FUNCTION jalon_prealable_tenu(cle uuid, voulu varchar, jour date) RETURNS boolean
LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT CASE voulu
      WHEN 'aucun' THEN true
      WHEN 'sanction' THEN jalon_rang_manquement(cle) > 1
      ELSE EXISTS (
        SELECT 1 FROM {MANQUEMENT} m
          JOIN {MANQUEMENT} p ON p.personne_id = m.personne_id AND p.id <> m.id
           AND p.etat IN ('fini', 'aggrave') AND p.effet_jusqu_au < jour
          JOIN {PREFIXE}decision d ON d.manquement_id = p.id
          JOIN {PREFIXE}bareme b ON b.id = d.bareme_id
         WHERE m.id = cle
           AND CASE voulu WHEN 'maximum' THEN d.suite = 'suppression' AND d.taux = 100 AND d.duree_mois = b.duree_max
                          ELSE d.suite IN {SANCTIONS} AND d.rang > 1 END)
      END
$$;
-- Le foyer où la personne est, tous ses membres comptés : celui qui instruit peut n'en voir qu'une partie.
CREATE FUNCTION jalon_foyer_pese(cherchee uuid, jour date)
RETURNS TABLE (personnes integer, majore boolean, total numeric) LANGUAGE sql STABLE {DEFINIE} AS $$
    WITH sien AS (
        SELECT m.foyer_id FROM parcours_personnes_membre m
          JOIN LATERAL (SELECT role, a_compter_du FROM parcours_personnes_appartenance
                         WHERE membre_id = m.id AND a_compter_du <= jour ORDER BY a_compter_du DESC LIMIT 1) r ON true
          LEFT JOIN LATERAL (SELECT etat FROM parcours_personnes_etatdroit
                         WHERE foyer_id = m.foyer_id AND a_compter_du <= jour
                         ORDER BY a_compter_du DESC LIMIT 1) e ON true
         WHERE m.personne_id = cherchee AND r.role <> ''
         ORDER BY coalesce(e.etat, '') IN ('2', '3', '4') DESC, r.a_compter_du DESC, m.id LIMIT 1
    )
    SELECT greatest(count(*) FILTER (WHERE r.role <> ''), 1)::integer, coalesce(bool_or(t.majore), false), max(t.total)
      FROM sien s JOIN parcours_personnes_membre m ON m.foyer_id = s.foyer_id
      LEFT JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                          WHERE membre_id = m.id AND a_compter_du <= jour ORDER BY a_compter_du DESC LIMIT 1) r ON true
      LEFT JOIN LATERAL (SELECT majore, total FROM parcours_personnes_montant
                          WHERE foyer_id = s.foyer_id AND a_compter_du <= jour
                          ORDER BY a_compter_du DESC LIMIT 1) t ON true
     WHERE EXISTS (SELECT 1 FROM sien)
    HAVING count(m.id) > 0
$$;
REVOKE EXECUTE ON FUNCTION jalon_foyer_pese, jalon_instruit_manquements, jalon_signe_manquements, jalon_seances_siegees,
    jalon_passages_recuses, jalon_delegue, jalon_parametre_entier, jalon_rang_manquement, jalon_prealable_tenu
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_foyer_pese, jalon_instruit_manquements, jalon_signe_manquements, jalon_seances_siegees,
    jalon_passages_recuses, jalon_rang_manquement, jalon_prealable_tenu TO application;
"""
FONCTIONS_INVERSE = """
DROP FUNCTION jalon_foyer_pese, jalon_prealable_tenu, jalon_rang_manquement, jalon_parametre_entier, jalon_delegue,
    jalon_passages_recuses, jalon_seances_siegees, jalon_signe_manquements, jalon_instruit_manquements;
"""

# Une clause non tenue est celle d'un contrat signé, en vigueur le jour des faits, de cette personne.
ENGAGEMENT = f"""
CREATE FUNCTION jalon_verifier_engagement() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
BEGIN
    IF NEW.engagement_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM parcours_contrats_engagement e JOIN parcours_contrats_contrat c ON c.id = e.contrat_id
         WHERE e.id = NEW.engagement_id AND c.personne_id = NEW.personne_id AND e.partie = 'personne'
           AND c.signe_le <= NEW.faits_du AND c.debut <= NEW.faits_du
           AND coalesce(c.fin_effective, c.fin, NEW.faits_du) >= NEW.faits_du)
    THEN
        RAISE check_violation USING CONSTRAINT = 'manquement_engagement_en_vigueur',
            MESSAGE = 'L''engagement cité n''est pas celui d''un contrat signé et en vigueur le jour des faits.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_engagement BEFORE INSERT OR UPDATE OF engagement_id, faits_du ON {MANQUEMENT}
    FOR EACH ROW EXECUTE FUNCTION jalon_verifier_engagement();
"""

DECISION = f"""
CREATE FUNCTION jalon_refuser(nom text, phrase text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = nom, MESSAGE = phrase;
END $$;

CREATE FUNCTION jalon_verifier_fourchette(d {PREFIXE}decision, b {PREFIXE}bareme) RETURNS void
LANGUAGE plpgsql STABLE {DEFINIE} AS $$
DECLARE
    plafond numeric := CASE WHEN d.personnes_foyer > 1 OR d.majore THEN b.plafond ELSE b.taux_max END;
BEGIN
    IF b.taux_min IS NULL THEN
        RETURN;
    ELSIF d.taux NOT BETWEEN b.taux_min AND plafond OR d.duree_mois NOT BETWEEN b.duree_min AND b.duree_max THEN
        PERFORM jalon_refuser('decision_fourchette', format(
            'Le barème permet de %s à %s %% et de %s à %s mois pour ce cas.',
            trim_scale(b.taux_min), trim_scale(plafond), b.duree_min, b.duree_max));
    ELSIF d.fin <> (d.debut + make_interval(months => d.duree_mois) - interval '1 day')::date THEN
        PERFORM jalon_refuser('decision_fin', 'Le dernier jour d''effet ne correspond pas à la durée.');
    END IF;
END $$;

CREATE FUNCTION jalon_verifier_decision() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    m {MANQUEMENT};
    b {PREFIXE}bareme;
BEGIN
    SELECT * INTO m FROM {MANQUEMENT} WHERE id = NEW.manquement_id;
    IF NOT jalon_delegue(NEW.signataire_id, 'sanction', NEW.decide_le) THEN
        PERFORM jalon_refuser('decision_delegation', 'Le signataire n''a pas, ce jour-là, la délégation.');
    ELSIF NEW.suite = 'sans_suite' THEN
        RETURN NEW;
    ELSIF m.observations_jusqu_au IS NULL OR NEW.decide_le <= m.observations_jusqu_au THEN
        PERFORM jalon_refuser('decision_delai', 'La personne peut encore présenter ses observations.');
    END IF;
    SELECT * INTO b FROM {PREFIXE}bareme WHERE id = NEW.bareme_id;
    IF (b.regime, b.nature, b.suite) <> (m.regime, m.nature, NEW.suite) OR NOT b.periode @> NEW.decide_le
       OR NEW.rang <> jalon_rang_manquement(m.id) OR b.rang <> least(NEW.rang, 2) THEN
        PERFORM jalon_refuser('decision_bareme', 'Cette ligne de barème ne s''applique pas à ce manquement.');
    ELSIF b.origine = 'loi' AND EXISTS (
        SELECT 1 FROM {PREFIXE}bareme l WHERE l.origine = 'local' AND l.periode @> NEW.decide_le
           AND (l.regime, l.nature, l.rang, l.suite) = (b.regime, b.nature, b.rang, b.suite)) THEN
        PERFORM jalon_refuser('decision_bareme', 'Le barème du département s''applique à ce cas.');
    ELSIF NOT jalon_prealable_tenu(m.id, b.prealable, NEW.decide_le) THEN
        PERFORM jalon_refuser('decision_prealable', 'Ce que le barème exige avant cette décision n''a pas eu lieu.');
    ELSIF b.avis_ep AND NOT EXISTS (
        SELECT 1 FROM {PREFIXE}passage p WHERE p.manquement_id = m.id
           AND ((p.avis NOT IN ('', 'reporte') AND p.avis_le <= NEW.decide_le) OR p.repute_le < NEW.decide_le)) THEN
        PERFORM jalon_refuser('decision_avis', 'L''équipe pluridisciplinaire n''a pas rendu son avis.');
    END IF;
    PERFORM jalon_verifier_fourchette(NEW, b);
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_decision BEFORE INSERT ON {PREFIXE}decision
    FOR EACH ROW EXECUTE FUNCTION jalon_verifier_decision();
"""

SUITES = f"""
CREATE FUNCTION jalon_verifier_levee() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    m {MANQUEMENT};
    d {PREFIXE}decision;
BEGIN
    SELECT * INTO m FROM {MANQUEMENT} WHERE id = NEW.manquement_id;
    SELECT * INTO d FROM {PREFIXE}decision WHERE manquement_id = NEW.manquement_id;
    IF NOT jalon_delegue(NEW.signataire_id, 'sanction', NEW.decidee_le) THEN
        PERFORM jalon_refuser('levee_delegation', 'Le signataire n''a pas, ce jour-là, la délégation.');
    ELSIF d.suite IS NULL OR d.suite NOT IN ('suspension', 'reduction') OR m.notifie_le IS NULL THEN
        PERFORM jalon_refuser('levee_sans_objet', 'Seule une suspension ou une réduction notifiée se lève.');
    ELSIF NEW.le NOT BETWEEN m.notifie_le AND m.effet_jusqu_au THEN
        PERFORM jalon_refuser('levee_date', 'Une sanction se lève entre sa notification et son dernier jour.');
    ELSIF NEW.reverse_mois > (CASE m.regime WHEN 'plein_emploi'
          THEN jalon_parametre_entier('manquements.reversement_mois', NEW.decidee_le) ELSE 0 END) THEN
        PERFORM jalon_refuser('levee_reversement', 'Ce régime ne permet pas de reverser autant de mois.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_levee BEFORE INSERT ON {PREFIXE}levee
    FOR EACH ROW EXECUTE FUNCTION jalon_verifier_levee();

CREATE FUNCTION jalon_verifier_recours() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    m {MANQUEMENT};
    d {PREFIXE}decision;
BEGIN
    SELECT * INTO m FROM {MANQUEMENT} WHERE id = NEW.manquement_id;
    SELECT * INTO d FROM {PREFIXE}decision WHERE manquement_id = NEW.manquement_id;
    IF m.notifie_le IS NULL OR NEW.depose_le < m.notifie_le THEN
        PERFORM jalon_refuser('recours_sans_objet', 'Un recours vise une décision déjà notifiée.');
    ELSIF NEW.signataire_id IS NOT NULL AND NOT jalon_delegue(NEW.signataire_id, 'recours', NEW.decide_le) THEN
        PERFORM jalon_refuser('recours_delegation', 'Le signataire n''a pas, ce jour-là, la délégation.');
    ELSIF NEW.taux IS NOT NULL AND (NEW.etat NOT IN ('reforme', 'ta', 'ta_annule', 'ta_rejete')
          OR d.taux IS NULL OR NEW.taux > d.taux OR NEW.duree_mois > d.duree_mois
          OR (NEW.taux, NEW.duree_mois) = (d.taux, d.duree_mois)) THEN
        PERFORM jalon_refuser('recours_reforme', 'Une décision réformée est plus douce que la première.');
    ELSIF NEW.etat = 'reforme' AND NEW.taux IS NULL THEN
        PERFORM jalon_refuser('recours_reforme', 'Dites le taux et la durée de la décision réformée.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_recours BEFORE INSERT OR UPDATE OF etat, depose_le, signataire_id, taux, duree_mois
    ON {PREFIXE}recours FOR EACH ROW EXECUTE FUNCTION jalon_verifier_recours();

CREATE FUNCTION jalon_verifier_bareme() RETURNS trigger LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    couverte datemultirange;
BEGIN
    IF NEW.origine = 'loi' THEN
        RETURN NEW;
    END IF;
    SELECT range_agg(l.periode) INTO couverte FROM {PREFIXE}bareme l WHERE l.origine = 'loi'
       AND (l.regime, l.nature, l.rang, l.suite) = (NEW.regime, NEW.nature, NEW.rang, NEW.suite)
       AND (NEW.suite = 'radiation' OR (l.taux_min <= NEW.taux_min AND l.taux_max >= NEW.taux_max
            AND l.plafond >= NEW.plafond AND l.duree_min <= NEW.duree_min AND l.duree_max >= NEW.duree_max))
       AND (NEW.avis_ep OR NOT l.avis_ep) AND l.prealable = NEW.prealable;
    IF couverte IS NULL OR NOT couverte @> NEW.periode THEN
        PERFORM jalon_refuser('bareme_dans_la_loi',
            'Un barème local reste dans la fourchette de la loi, pendant toute sa période.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_bareme BEFORE INSERT OR UPDATE ON {PREFIXE}bareme
    FOR EACH ROW EXECUTE FUNCTION jalon_verifier_bareme();
"""

CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_manquements(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT m.personne_id, greatest(m.signale_le, m.qualifie_le, m.averti_le, m.averti_recu_le, m.ep_saisie_le,
               m.decide_le, m.notifie_le, m.clos_le, r.depose_le, r.decide_le, r.tribunal_saisi_le,
               r.tribunal_decide_le, least(m.effet_jusqu_au, jalon_aujourdhui()))
      FROM {MANQUEMENT} m LEFT JOIN {PREFIXE}recours r ON r.manquement_id = m.id
     WHERE parmi IS NULL OR m.personne_id = ANY (parmi)
$$;

CREATE FUNCTION jalon_effacer_textes_manquements(toutes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    vises uuid[];
    fichiers uuid[];
    avant text := current_setting('pgtrigger.ignore', true);
BEGIN
    SELECT coalesce(array_agg(id), '{{}}') INTO vises FROM {MANQUEMENT} WHERE personne_id = ANY (toutes);
    -- L'histoire ne se change pas, sauf pour oublier.
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(t.tgname)::text FROM pg_trigger t
        WHERE t.tgrelid IN ('{MANQUEMENT}event'::regclass, '{PREFIXE}observationevent'::regclass,
            '{PREFIXE}decisionevent'::regclass, '{PREFIXE}leveeevent'::regclass,
            '{PREFIXE}recoursevent'::regclass, '{PREFIXE}passageevent'::regclass)), true);
    UPDATE {MANQUEMENT} SET faits = '', qualification = '' WHERE id = ANY (vises);
    UPDATE {MANQUEMENT}event SET faits = '', qualification = '' WHERE id = ANY (vises);
    SELECT coalesce(array_agg(f), '{{}}') INTO fichiers FROM (
        SELECT piece_id AS f FROM {PREFIXE}observation WHERE manquement_id = ANY (vises) AND piece_id IS NOT NULL
        UNION SELECT mandat_id FROM {PREFIXE}recours WHERE manquement_id = ANY (vises) AND mandat_id IS NOT NULL) t;
    UPDATE {PREFIXE}observation SET texte = '', piece_id = NULL WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}observationevent SET texte = '', piece_id = NULL WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}decision SET motivation = '', composition = '' WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}decisionevent SET motivation = '', composition = '' WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}levee SET "precision" = '' WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}leveeevent SET "precision" = '' WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}recours SET motifs = '', motivation = '', association = '', mandat_id = NULL
     WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}recoursevent SET motifs = '', motivation = '', association = '', mandat_id = NULL
     WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}passage SET fiche = '{{}}', avis_motif = '' WHERE manquement_id = ANY (vises);
    UPDATE {PREFIXE}passageevent SET fiche = '{{}}', avis_motif = '' WHERE manquement_id = ANY (vises);
    DELETE FROM socle_pieces_contenupiece WHERE piece_id = ANY (fichiers);
    UPDATE socle_pieces_piece SET nom = 'fichier effacé' WHERE id = ANY (fichiers);
    PERFORM set_config('pgtrigger.ignore', coalesce(avant, ''), true);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_manquements(uuid[]), jalon_effacer_textes_manquements(uuid[])
    FROM PUBLIC;
"""

# Le document d'une observation et le mandat d'un recours se voient avec leur manquement.
PIECES = f"""
CREATE POLICY manquements ON socle_pieces_piece FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM {PREFIXE}observation o WHERE o.piece_id = socle_pieces_piece.id)
        OR EXISTS (SELECT 1 FROM {PREFIXE}recours r WHERE r.mandat_id = socle_pieces_piece.id));
"""


class Completer(OperationSurTable):
    """Une table d'histoire : elle se complète, et ne change jamais."""

    def __init__(self, table: str, *, lire: str, ajouter: str) -> None:
        self.table, self.lire, self.ajouter = table, lire, ajouter

    def deconstruct(self):
        return type(self).__name__, [self.table], {"lire": self.lire, "ajouter": self.ajouter}

    def ordres(self, schema_editor):
        return politiques(self.table, self.lire, self.ajouter, evenements=True)


def _regler(nom: str, **regles: str) -> Regler:
    return Regler(f"{PREFIXE}{nom}", **regles)


def _histoire(nom: str, condition: str) -> Completer:
    return Completer(f"{PREFIXE}{nom}event", lire=condition, ajouter=condition)


def _suivi(nom: str) -> str:
    return du_manquement(f"{PREFIXE}{nom}")


def _evenement(nom: str) -> str:
    return du_manquement(f"{PREFIXE}{nom}event")


VISIBLE = par_personne(MANQUEMENT)
SIGNE = "(SELECT jalon_signe_manquements())"
AGIT = f"({INSTRUIT} OR {SIGNE})"
SIEN = f"({PREFIXE}decision.signataire_id = jalon_compte() OR (SELECT jalon_compte_systeme()))"
SIENNE = f"({PREFIXE}levee.signataire_id = jalon_compte() OR (SELECT jalon_compte_systeme()))"
EN_SEANCE = (
    f"seance_id = ANY ({SIEGE}) AND {PREFIXE}passage.id <> ALL ((SELECT jalon_passages_recuses())::uuid[])"
)
DU_PASSAGE = f'EXISTS (SELECT 1 FROM "{PREFIXE}passage" p WHERE p.id = "{PREFIXE}conflitinteret".passage_id)'
MEMBRES_DE = f"{INSTRUIT} OR id = ANY ({SIEGE})"


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_manquements", "0001_initial"),
        ("parcours_contrats", "0001_initial"),
        ("parcours_personnes", "0010_pieces"),
        ("socle_acces", "0005_liens_delegations"),
        ("socle_parametres", "0001_initial"),
        ("socle_pieces", "0002_cloisonnement"),
    ]

    operations = [
        migrations.RunSQL(FONCTIONS, FONCTIONS_INVERSE),
        migrations.RunSQL(
            ENGAGEMENT,
            f"DROP TRIGGER verifier_engagement ON {MANQUEMENT}; DROP FUNCTION jalon_verifier_engagement()",
        ),
        migrations.RunSQL(
            DECISION,
            f"DROP TRIGGER verifier_decision ON {PREFIXE}decision; DROP FUNCTION jalon_verifier_decision();"
            "DROP FUNCTION jalon_verifier_fourchette, jalon_refuser",
        ),
        migrations.RunSQL(
            SUITES,
            f"DROP TRIGGER verifier_bareme ON {PREFIXE}bareme; DROP TRIGGER verifier_recours ON {PREFIXE}recours;"
            f"DROP TRIGGER verifier_levee ON {PREFIXE}levee;"
            "DROP FUNCTION jalon_verifier_bareme, jalon_verifier_recours, jalon_verifier_levee",
        ),
        _regler(
            "manquement",
            lire=VISIBLE,
            ajouter=f"({VISIBLE}) AND etat = 'signale'"
            " AND (signale_par_id = jalon_compte() OR (SELECT jalon_compte_systeme()))",
            modifier=f"({VISIBLE}) AND {AGIT}",
        ),
        _histoire("manquement", f"({par_personne(f'{MANQUEMENT}event')})"),
        Completer(f"{PREFIXE}etape", lire=_suivi("etape"), ajouter=_suivi("etape")),
        _regler("observation", lire=_suivi("observation"), ajouter=_suivi("observation")),
        _histoire("observation", _evenement("observation")),
        _regler("decision", lire=_suivi("decision"), ajouter=f"{_suivi('decision')} AND {SIGNE} AND {SIEN}"),
        _histoire("decision", _evenement("decision")),
        _regler("levee", lire=_suivi("levee"), ajouter=f"{_suivi('levee')} AND {SIGNE} AND {SIENNE}"),
        _histoire("levee", _evenement("levee")),
        _regler(
            "recours",
            lire=_suivi("recours"),
            ajouter=instruit(_suivi("recours")),
            modifier=f"{_suivi('recours')} AND {AGIT}",
        ),
        _histoire("recours", _evenement("recours")),
        _regler(
            "ordre",
            lire=_suivi("ordre"),
            ajouter=f"{_suivi('ordre')} AND {AGIT}",
            modifier=f"{GERE_DROITS} AND {_suivi('ordre')}",
        ),
        _regler("bordereau", lire=GERE_DROITS, ajouter=GERE_DROITS),
        _regler("bareme", lire=COMPTE_ACTIF, ajouter=GERE_DROITS, modifier=GERE_DROITS),
        _histoire("bareme", COMPTE_ACTIF),
        _regler("equipe", lire=COMPTE_ACTIF, ajouter=GERE_DROITS, modifier=GERE_DROITS),
        _histoire("equipe", COMPTE_ACTIF),
        _regler("membreequipe", lire=COMPTE_ACTIF, ajouter=GERE_DROITS, modifier=GERE_DROITS),
        _histoire("membreequipe", COMPTE_ACTIF),
        _regler("seance", lire=MEMBRES_DE, ajouter=INSTRUIT, modifier=INSTRUIT),
        _histoire("seance", f"{INSTRUIT}"),
        _regler(
            "presence",
            lire=f"{INSTRUIT} OR seance_id = ANY ({SIEGE})",
            ajouter=INSTRUIT,
            modifier=INSTRUIT,
        ),
        _regler(
            "passage",
            lire=f"{_suivi('passage')} OR ({EN_SEANCE})",
            ajouter=instruit(_suivi("passage")),
            modifier=instruit(_suivi("passage")),
        ),
        _histoire("passage", _evenement("passage")),
        _regler("conflitinteret", lire=DU_PASSAGE, ajouter=instruit(DU_PASSAGE)),
        migrations.RunSQL(
            CONSERVATION,
            "DROP FUNCTION jalon_effacer_textes_manquements(uuid[]), jalon_dernier_fait_manquements(uuid[])",
        ),
        migrations.RunSQL(PIECES, "DROP POLICY manquements ON socle_pieces_piece"),
    ]
