"""Qui lit et qui écrit les contrats, ce qui ne change plus une fois soumis, ce qu'un effacement vide."""

from django.db import migrations

from jalon.parcours.personnes.cloisonnement import (
    COMPTE_ACTIF,
    GERE_DROITS,
    Proteger,
    par_personne,
    par_personne_ou_elle_meme,
)
from jalon.socle.base.migrations_ops import OperationSurTable, politiques

PREFIXE = "parcours_contrats_"
CONTRAT = f"{PREFIXE}contrat"
DEFINIE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"


def par_contrat(table: str, colonne: str = "contrat_id") -> str:
    """Visible si le contrat l'est : au compte qui suit la personne, et à elle-même par son lien."""
    return f'EXISTS (SELECT 1 FROM "{CONTRAT}" c WHERE c.id = "{table}"."{colonne}")'


def agents(table: str, colonne: str = "contrat_id") -> str:
    """Visible au compte qui suit la personne seulement."""
    return f"{COMPTE_ACTIF} AND {par_contrat(table, colonne)}"


class Completer(OperationSurTable):
    """Une table qui se complète sans jamais se changer : histoire, versions, signatures, pièces."""

    def __init__(self, table: str, *, lire: str, ajouter: str) -> None:
        self.table, self.lire, self.ajouter = table, lire, ajouter

    def describe(self) -> str:
        return f"Protège {self.table}, qui se complète seulement"

    def deconstruct(self):
        return type(self).__name__, [self.table], {"lire": self.lire, "ajouter": self.ajouter}

    def ordres(self, schema_editor):
        return politiques(self.table, self.lire, self.ajouter, evenements=True)


def _proteger(nom: str, lire, ecrire) -> Proteger:
    return Proteger(f"{PREFIXE}{nom}", lire=lire(f"{PREFIXE}{nom}"), ecrire=ecrire(f"{PREFIXE}{nom}"))


def _completer(nom: str, lire, ajouter) -> Completer:
    return Completer(f"{PREFIXE}{nom}", lire=lire(f"{PREFIXE}{nom}"), ajouter=ajouter(f"{PREFIXE}{nom}"))


def _histoire(nom: str, colonne: str) -> Completer:
    table = f"{PREFIXE}{nom}event"
    return Completer(table, lire=agents(table, colonne), ajouter=par_contrat(table, colonne))


# Par son lien, la personne signe ; elle ne change rien d'autre, et n'écrit de signature que la sienne.
SIGNER = f"""
CREATE POLICY signer ON {CONTRAT} FOR UPDATE TO application
    USING (personne_id = (SELECT jalon_personne_du_lien()))
    WITH CHECK (personne_id = (SELECT jalon_personne_du_lien()));
REVOKE DELETE, TRUNCATE ON {CONTRAT} FROM application;
CREATE POLICY contrats ON socle_pieces_piece FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM {PREFIXE}piececontrat p WHERE p.piece_id = socle_pieces_piece.id));
"""
SIGNER_INVERSE = f"""
DROP POLICY contrats ON socle_pieces_piece;
DROP POLICY signer ON {CONTRAT};
GRANT DELETE ON {CONTRAT} TO application;
"""

# L'effacement d'un dossier, qui est du propriétaire, vide les textes d'un contrat figé.
FIGER = f"""
CREATE FUNCTION jalon_contrat_fige() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    vivants text[] := ARRAY['etat', 'signe_le', 'notifie_le', 'modifie_le'];
BEGIN
    IF jalon_compte() IS NOT NULL THEN
        vivants := vivants || ARRAY['personne_id', 'referent_id', 'version', 'revision', 'propose_le', 'soumis_le',
            'a_signer_le', 'clos_le', 'fin_effective', 'motif_cloture', 'precision_cloture'];
    ELSIF current_user = 'application' AND NOT (OLD.etat = 'a_signer' AND NEW.etat IN ('a_signer', 'signe')) THEN
        RAISE insufficient_privilege USING MESSAGE = 'Par son lien, une personne signe son contrat, rien d''autre.';
    END IF;
    IF current_user = 'application' AND (OLD.etat NOT IN ('brouillon', 'propose') OR jalon_compte() IS NULL)
       AND (to_jsonb(NEW) - vivants) IS DISTINCT FROM (to_jsonb(OLD) - vivants) THEN
        RAISE check_violation USING MESSAGE = 'Un contrat soumis ne change plus : reprenez-le ou révisez-le.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contrat_fige BEFORE UPDATE ON {CONTRAT}
    FOR EACH ROW EXECUTE FUNCTION jalon_contrat_fige();

CREATE FUNCTION jalon_clause_figee() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    vivants text[] := ARRAY['etat', 'etat_le'];
    ouvert boolean;
BEGIN
    IF current_user <> 'application' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    SELECT c.etat IN ('brouillon', 'propose') INTO ouvert FROM {CONTRAT} c
     WHERE c.id = coalesce(NEW.contrat_id, OLD.contrat_id);
    IF NOT ouvert AND (TG_OP <> 'UPDATE' OR (to_jsonb(NEW) - vivants) IS DISTINCT FROM (to_jsonb(OLD) - vivants)) THEN
        RAISE check_violation USING MESSAGE = 'Les clauses d''un contrat soumis ne changent plus.';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER clause_figee BEFORE INSERT OR UPDATE OR DELETE ON {PREFIXE}objectif
    FOR EACH ROW EXECUTE FUNCTION jalon_clause_figee();
CREATE TRIGGER clause_figee BEFORE INSERT OR UPDATE OR DELETE ON {PREFIXE}engagement
    FOR EACH ROW EXECUTE FUNCTION jalon_clause_figee();
"""
FIGER_INVERSE = f"""
DROP TRIGGER clause_figee ON {PREFIXE}engagement;
DROP TRIGGER clause_figee ON {PREFIXE}objectif;
DROP TRIGGER contrat_fige ON {CONTRAT};
DROP FUNCTION jalon_clause_figee(), jalon_contrat_fige();
"""

CONSERVATION = f"""
CREATE FUNCTION jalon_dernier_fait_contrats(parmi uuid[]) RETURNS TABLE (personne uuid, jour date)
LANGUAGE sql STABLE {DEFINIE} AS $$
    SELECT c.personne_id, greatest(c.etabli_le, c.propose_le, c.soumis_le, c.signe_le, c.clos_le,
               CASE WHEN c.signe_le IS NOT NULL
                    THEN least(coalesce(c.fin_effective, c.fin), jalon_aujourdhui()) END)
      FROM {CONTRAT} c WHERE parmi IS NULL OR c.personne_id = ANY (parmi)
    UNION ALL
    SELECT c.personne_id, e.etat_le FROM {CONTRAT} c JOIN {PREFIXE}engagement e ON e.contrat_id = c.id
     WHERE e.etat_le IS NOT NULL AND (parmi IS NULL OR c.personne_id = ANY (parmi))
$$;

CREATE FUNCTION jalon_effacer_textes_contrats(toutes uuid[]) RETURNS void LANGUAGE plpgsql {DEFINIE} AS $$
DECLARE
    vises uuid[];
    fichiers uuid[];
    avant text := current_setting('pgtrigger.ignore', true);
BEGIN
    SELECT coalesce(array_agg(id), '{{}}') INTO vises FROM {CONTRAT} WHERE personne_id = ANY (toutes);
    -- L'histoire ne se change pas, sauf pour oublier.
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(t.tgname)::text FROM pg_trigger t
        WHERE t.tgrelid IN ('{PREFIXE}contratevent'::regclass, '{PREFIXE}objectifevent'::regclass,
                            '{PREFIXE}engagementevent'::regclass)), true);
    UPDATE {CONTRAT} SET diagnostic = '', emploi_recherche = '', zone_recherche = '', salaire_attendu = '',
           precision_reduction = '', precision_cloture = '' WHERE id = ANY (vises);
    UPDATE {PREFIXE}contratevent SET diagnostic = '', emploi_recherche = '', zone_recherche = '',
           salaire_attendu = '', precision_reduction = '', precision_cloture = '' WHERE id = ANY (vises);
    UPDATE {PREFIXE}objectif SET libelle = '' WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}objectifevent SET libelle = '' WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}engagement SET libelle = '' WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}engagementevent SET libelle = '' WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}versioncontrat SET contenu = '{{}}' WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}passagecircuit SET texte = CASE WHEN resultat = 'renvoi' THEN '—' ELSE '' END
     WHERE contrat_id = ANY (vises);
    DELETE FROM {PREFIXE}codesignature WHERE contrat_id = ANY (vises);
    SELECT coalesce(array_agg(piece_id), '{{}}') INTO fichiers FROM {PREFIXE}piececontrat
     WHERE contrat_id = ANY (vises);
    UPDATE {PREFIXE}signature SET ip = '', moyen_identite = '', piece_id = NULL WHERE contrat_id = ANY (vises);
    DELETE FROM {PREFIXE}piececontrat WHERE contrat_id = ANY (vises);
    DELETE FROM socle_pieces_contenupiece WHERE piece_id = ANY (fichiers);
    DELETE FROM socle_pieces_piece WHERE id = ANY (fichiers);
    PERFORM set_config('pgtrigger.ignore', coalesce(nullif(avant, ''), '{{}}'), true);
END $$;
REVOKE EXECUTE ON FUNCTION jalon_dernier_fait_contrats(uuid[]), jalon_effacer_textes_contrats(uuid[])
    FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_contrats", "0001_initial"),
        ("parcours_personnes", "0010_pieces"),
        ("socle_pieces", "0002_cloisonnement"),
    ]

    operations = [
        _proteger("contrat", par_personne_ou_elle_meme, par_personne),
        *[_proteger(nom, par_contrat, agents) for nom in ("objectif", "engagement")],
        _proteger("passagecircuit", agents, agents),
        _proteger("codesignature", par_contrat, par_contrat),
        _completer("versioncontrat", par_contrat, agents),
        _completer("piececontrat", par_contrat, agents),
        Completer(
            f"{PREFIXE}signature",
            lire=par_contrat(f"{PREFIXE}signature"),
            ajouter=f"{par_contrat(f'{PREFIXE}signature')} AND CASE WHEN mode = 'lien_code'"
            f" THEN partie = 'personne' AND (SELECT jalon_personne_du_lien()) IS NOT NULL"
            f" ELSE {COMPTE_ACTIF} END",
        ),
        _histoire("contrat", "pgh_obj_id"),
        _histoire("objectif", "contrat_id"),
        _histoire("engagement", "contrat_id"),
        *[
            Proteger(f"{PREFIXE}{nom}", lire=COMPTE_ACTIF, ecrire=GERE_DROITS)
            for nom in ("etapecircuit", "conventionsignature")
        ],
        *[
            Completer(f"{PREFIXE}{nom}event", lire=COMPTE_ACTIF, ajouter=GERE_DROITS)
            for nom in ("etapecircuit", "conventionsignature")
        ],
        migrations.RunSQL(SIGNER, SIGNER_INVERSE),
        migrations.RunSQL(FIGER, FIGER_INVERSE),
        migrations.RunSQL(
            CONSERVATION,
            "DROP FUNCTION jalon_effacer_textes_contrats(uuid[]), jalon_dernier_fait_contrats(uuid[])",
        ),
    ]
