"""Ce que le rôle `mesure` lit, et ce que personne d'autre ne lit."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import connection, transaction

from jalon.mesure.evenements.lecture import lecture
from jalon.mesure.evenements.pose import VUES
from jalon.mesure.evenements.schema import COLONNES_EPISODES, COLONNES_EVENEMENTS, TYPES
from tests.mesure.kit import fixer, signer

pytestmark = pytest.mark.django_db

LISIBLES = ["mesure_episodes", "mesure_etat", "mesure_evenements"]


def lire(requete, *valeurs):
    with lecture() as curseur:
        return curseur.execute(requete, valeurs).fetchall()


def refuse(role, requete):
    """Vrai si ce rôle n'a pas le droit de passer cette requête."""
    with connection.cursor() as curseur:
        try:
            with transaction.atomic():
                curseur.execute(f"SET LOCAL ROLE {role}")
                curseur.execute(requete)
        except Exception as erreur:
            assert isinstance(erreur.__cause__, psycopg.errors.InsufficientPrivilege), erreur
            return True
        curseur.execute("RESET ROLE")
    return False


def test_le_role_mesure_ne_lit_que_les_trois_vues():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm', 'p', 'S') AND (has_table_privilege('mesure', oid, 'SELECT')"
            " OR (relkind <> 'S' AND has_any_column_privilege('mesure', oid, 'SELECT'))) ORDER BY 1"
        )
        assert [nom for (nom,) in curseur.fetchall()] == LISIBLES
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v')"
            " AND has_table_privilege('mesure', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        )
        assert curseur.fetchall() == []


def test_l_application_ne_lit_ni_les_vues_ni_la_cle(systeme):
    for table in (*VUES, "mesure_cle", "mesure_changement"):
        assert refuse("application", f"SELECT 1 FROM {table}"), table
    assert refuse("application", "SELECT mesure_oublier()")
    assert refuse("application", "SELECT * FROM mesure_evenements_changes('1:1:'::pg_snapshot)")
    assert refuse("mesure", "SELECT nom FROM parcours_personnes_personne")
    assert refuse("mesure", "SELECT cle FROM mesure_cle")
    assert refuse("mesure", "SELECT * FROM mesure_faits")
    assert refuse("mesure", "SELECT * FROM mesure_pseudonymes(ARRAY[gen_random_uuid()])")


def test_les_vues_ont_les_colonnes_annoncees_et_aucune_identite():
    for vue, colonnes in (("mesure_evenements", COLONNES_EVENEMENTS), ("mesure_episodes", COLONNES_EPISODES)):
        with lecture() as curseur:
            curseur.execute(f"SELECT * FROM {vue} LIMIT 0")
            assert [c.name for c in curseur.description] == list(colonnes)


def test_aucune_cle_du_dossier_ne_sort(kit):
    connues = {str(d.personne.pk) for d in kit.dossiers.values()}
    connues |= {str(d.episode.pk) for d in kit.dossiers.values()}
    sorties = {
        str(v) for ligne in lire("SELECT personne, episode, cle FROM mesure_evenements") for v in ligne
    }
    assert sorties and not sorties & connues
    assert len({p for (p,) in lire("SELECT personne FROM mesure_episodes")}) == len(kit.dossiers)


def test_chaque_type_rencontre_est_documente(kit):
    rencontres = {t for (t,) in lire("SELECT DISTINCT type FROM mesure_evenements")}
    assert rencontres <= set(TYPES)
    assert {"entree", "sortie", "orientation", "rdv_honore", "rdv_absence", "contrat_signe"} <= rencontres


def test_un_fait_appartient_au_sejour_qui_contient_sa_date(kit):
    pseudonymes = _pseudonyme(kit.dossiers["P10"])
    lignes = lire(
        "SELECT rang, orientation, contrat_signe FROM mesure_episodes WHERE personne = %s ORDER BY rang",
        pseudonymes,
    )
    assert lignes == [(1, date(2025, 1, 22), None), (2, date(2025, 5, 20), date(2025, 6, 2))]


def test_un_fait_hors_de_tout_sejour_reste_sans_episode(kit):
    dossier = kit.dossiers["P06"]
    fixer(kit, dossier, date(2025, 3, 20), issue="honore")
    (fait,) = lire(
        "SELECT episode FROM mesure_evenements WHERE personne = %s AND type = 'rdv_honore'",
        _pseudonyme(dossier),
    )
    assert fait == (None,)


def test_un_rendez_vous_est_date_du_jour_de_paris(kit):
    dossier = kit.dossiers["P15"]
    participation = fixer(kit, dossier, date(2025, 6, 1))
    assert participation.rendezvous.debut.astimezone(tz=None) is not None
    (lu,) = lire("SELECT rdv_fixe FROM mesure_episodes WHERE personne = %s", _pseudonyme(dossier))
    assert lu == (date(2025, 6, 1),)


def test_plusieurs_rendez_vous_et_contrats_ne_multiplient_pas_les_sejours(kit):
    dossier = kit.dossiers["P01"]
    for jour in range(1, 6):
        fixer(kit, dossier, date(2025, 6, jour), issue="honore")
    signer(
        kit, dossier, date(2025, 11, 1), suite="renouvellement", precedent=dossier.personne.contrats.first()
    )
    assert lire("SELECT count(*), count(DISTINCT episode) FROM mesure_episodes") == [(17, 17)]
    ((contrat, suite),) = lire(
        "SELECT contrat_signe, contrat_renouvele FROM mesure_episodes WHERE personne = %s",
        _pseudonyme(dossier),
    )
    assert (contrat, suite) == (date(2025, 2, 20), date(2025, 11, 1))


def test_le_territoire_est_celui_du_jour_de_l_entree(kit):
    from jalon.parcours.personnes.models import Adresse, Chargement
    from tests.flux import COMMUNES, NORD

    dossier = kit.dossiers["P01"]
    Adresse.objects.create(
        foyer=dossier.foyer,
        a_compter_du=date(2025, 6, 1),
        chargement=Chargement.objects.first(),
        commune=COMMUNES[1].code,
        code_postal="11100",
        nom_commune="BRUME",
    )
    assert lire("SELECT territoire FROM mesure_episodes WHERE personne = %s", _pseudonyme(dossier)) == [
        (NORD,)
    ]


def _pseudonyme(dossier):
    with connection.cursor() as curseur:
        curseur.execute("SELECT pseudonyme FROM mesure_pseudonymes(%s)", [[dossier.personne.pk]])
        return curseur.fetchone()[0]
