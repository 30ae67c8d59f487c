"""Les lignes visibles et modifiables, éprouvées en SQL sous le rôle `application`."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import ProgrammingError, connection

from jalon.socle.acces import services
from jalon.socle.acces.enums import Role
from jalon.socle.base.migrations_ops import Cloisonner, CloisonnerRacine, LectureSeule, fonction_modifiable
from jalon.socle.organisations.models import Organisation

pytestmark = pytest.mark.django_db

TABLES = """
CREATE TABLE essai_racine (id uuid PRIMARY KEY, departement varchar(3), porteur_id uuid);
CREATE TABLE essai_racineevent (pgh_id serial PRIMARY KEY, id uuid, departement varchar(3), porteur_id uuid);
CREATE TABLE essai_enfant (id bigint PRIMARY KEY, racine_id uuid REFERENCES essai_racine);
CREATE TABLE essai_petit
    (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), enfant_id bigint REFERENCES essai_enfant);
CREATE TABLE essai_commun (id serial PRIMARY KEY, racine_id uuid);
"""
ROUGE, BLEU = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def porteur(db):
    return Organisation.objects.create(nom="Porteur")


@pytest.fixture
def tables(porteur):
    """Deux programmes, l'un du département 11 porté par l'organisation, l'autre du 22."""
    with connection.cursor() as curseur:
        curseur.execute(TABLES)
    operations = [
        CloisonnerRacine("essai_racine", departement="departement", organisation="porteur_id"),
        CloisonnerRacine(
            "essai_racineevent", departement="departement", organisation="porteur_id", evenements=True
        ),
        Cloisonner("essai_enfant", "racine_id", "essai_racine"),
        Cloisonner("essai_petit", "enfant_id", "essai_enfant"),
        Cloisonner("essai_commun", "racine_id", "essai_racine", nul_visible=True),
    ]
    with connection.schema_editor() as editeur:
        for operation in operations:
            operation.database_forwards("essai", editeur, None, None)
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO essai_racine VALUES (%s, '11', %s), (%s, '22', NULL)", [ROUGE, porteur.pk, BLEU]
        )
        curseur.execute("INSERT INTO essai_enfant VALUES (1, %s), (2, %s)", [ROUGE, BLEU])
        curseur.execute("INSERT INTO essai_petit (enfant_id) VALUES (1), (2), (2)")
        curseur.execute("INSERT INTO essai_commun (racine_id) VALUES (NULL), (%s), (%s)", [ROUGE, BLEU])
    return operations


def compter(*tables: str) -> tuple[int, ...]:
    with connection.cursor() as curseur:
        comptes = []
        for table in tables:
            curseur.execute(f"SELECT count(*) FROM {table}")
            comptes.append(curseur.fetchone()[0])
    return tuple(comptes)


def executer(ordre: str, *valeurs: object) -> int:
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        return curseur.rowcount


TOUTES = ("essai_racine", "essai_enfant", "essai_petit", "essai_commun")


def test_sans_contexte_aucune_ligne(tables, en_tant_que):
    with en_tant_que(None):
        assert compter(*TOUTES) == (0, 0, 0, 0)
    assert compter(*TOUTES) == (2, 2, 3, 3)


def test_chacun_voit_son_perimetre(tables, porteur, creer_compte, en_tant_que, systeme):
    attendus = {
        creer_compte(): (0, 0, 0, 1),
        creer_compte(Role.ELU, departement="11"): (1, 1, 1, 2),
        creer_compte(Role.ELU, departement="22"): (1, 1, 2, 2),
        creer_compte(Role.ETAT, programme_id=BLEU): (1, 1, 2, 2),
        creer_compte(Role.DIRECTION, organisation=porteur): (1, 1, 1, 2),
        creer_compte(Role.ELU, departement="99"): (0, 0, 0, 1),
        creer_compte(Role.ADMINISTRATEUR): (2, 2, 3, 3),
        systeme: (2, 2, 3, 3),
    }
    for compte, nombres in attendus.items():
        with en_tant_que(compte):
            assert compter(*TOUTES) == nombres, compte


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR])
def test_qui_ne_fait_que_lire_ne_change_rien(tables, creer_compte, en_tant_que, role):
    compte = creer_compte(role)
    with en_tant_que(compte):
        assert compter("essai_enfant") == (2,)
        assert executer("UPDATE essai_enfant SET racine_id = racine_id") == 0
        assert executer("DELETE FROM essai_petit") == 0
    with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(compte):
        executer("INSERT INTO essai_enfant VALUES (3, %s)", ROUGE)


def test_le_pilote_ecrit_dans_son_perimetre_et_nulle_part_ailleurs(tables, creer_compte, en_tant_que):
    pilote = creer_compte(Role.PILOTE, departement="22")
    with en_tant_que(pilote):
        assert executer("UPDATE essai_petit SET enfant_id = enfant_id") == 2
        assert executer("INSERT INTO essai_petit (enfant_id) VALUES (2) RETURNING id") == 1
    for ordre in (
        "INSERT INTO essai_petit (enfant_id) VALUES (1)",
        "UPDATE essai_petit SET enfant_id = 1",
        f"UPDATE essai_enfant SET racine_id = '{ROUGE}'",
        "INSERT INTO essai_commun (racine_id) VALUES (NULL)",
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(pilote):
            executer(ordre)


def test_creer_un_programme_le_rend_visible_dans_la_meme_requete(tables, creer_compte, en_tant_que):
    chargee, ailleurs = (
        creer_compte(Role.CHARGEE_MISSION, departement="11"),
        creer_compte(Role.CHARGEE_MISSION, departement="22"),
    )
    nouveau = uuid.uuid4()
    ordre = "INSERT INTO essai_racine VALUES (%s, '11', NULL) RETURNING id"
    with en_tant_que(chargee):
        assert executer(ordre, nouveau) == 1
        assert executer("INSERT INTO essai_enfant VALUES (9, %s)", nouveau) == 1
    with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(ailleurs):
        executer(ordre, uuid.uuid4())


def test_l_histoire_se_complete_et_ne_se_change_pas(tables, creer_compte, en_tant_que):
    pilote = creer_compte(Role.PILOTE, departement="11")
    with en_tant_que(pilote):
        ordre = "INSERT INTO essai_racineevent (id, departement) VALUES (%s, '11')"
        assert executer(ordre, ROUGE) == 1
        assert compter("essai_racineevent") == (1,)
    with en_tant_que(creer_compte(Role.ELU, departement="22")):
        assert compter("essai_racineevent") == (0,)
    for ordre in ("DELETE FROM essai_racineevent", "UPDATE essai_racineevent SET departement = '22'"):
        with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(pilote):
            executer(ordre)


def test_un_droit_fini_ou_un_compte_ferme_ne_voit_plus_rien(tables, creer_compte, en_tant_que, systeme):
    compte = creer_compte()
    services.accorder_habilitation(
        compte=compte, role=Role.ELU, acteur=systeme, du=date(2020, 1, 1), au=date(2020, 12, 31)
    )
    en_cours = services.accorder_habilitation(compte=compte, role=Role.ETAT, acteur=systeme)
    with en_tant_que(compte):
        assert compter("essai_racine") == (2,)
    services.retirer_habilitation(habilitation=en_cours, acteur=systeme)
    with en_tant_que(compte):
        assert compter("essai_racine") == (0,)
    actif = creer_compte(Role.ELU)
    services.fermer_compte(compte=actif, acteur=systeme)
    with en_tant_que(actif):
        assert compter(*TOUTES) == (0, 0, 0, 0)


def test_l_operation_se_defait(tables, creer_compte, en_tant_que):
    with connection.schema_editor() as editeur:
        for operation in reversed(tables):
            operation.database_backwards("essai", editeur, None, None)
    with en_tant_que(None):
        assert compter(*TOUTES) == (2, 2, 3, 3)


def test_une_table_en_lecture_seule_ne_s_ecrit_plus(tables, en_tant_que, systeme):
    operation = LectureSeule("essai_commun")
    with connection.schema_editor() as editeur:
        operation.database_forwards("essai", editeur, None, None)
    with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(systeme):
        executer("DELETE FROM essai_commun")


def test_le_nom_d_une_fonction_tient_en_63_octets_et_reste_unique():
    courte, longue, autre = "essai", "a" * 60 + "b", "a" * 60 + "c"
    assert fonction_modifiable(courte) == "jalon_modifiable_essai"
    assert len(fonction_modifiable(longue)) <= 63
    assert fonction_modifiable(longue) != fonction_modifiable(autre)


RATTACHEES = """
WITH RECURSIVE rattachees AS (
    SELECT 'pilotage_programmes_programme'::regclass AS tableau
    UNION SELECT c.conrelid FROM pg_constraint c JOIN rattachees r ON c.confrelid = r.tableau
    WHERE c.contype = 'f'
)
SELECT c.relname FROM rattachees r JOIN pg_class c ON c.oid = r.tableau WHERE NOT c.relrowsecurity
"""


def test_toute_table_rattachee_a_un_programme_est_cloisonnee():
    with connection.cursor() as curseur:
        curseur.execute(RATTACHEES)
        assert [nom for (nom,) in curseur.fetchall()] == []
        curseur.execute(
            "SELECT e.relname FROM pg_class t JOIN pg_class e ON e.relname = t.relname || 'event'"
            " WHERE t.relkind = 'r' AND t.relrowsecurity AND NOT e.relrowsecurity"
        )
        assert [nom for (nom,) in curseur.fetchall()] == []


def test_toute_vue_obeit_au_cloisonnement():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
            # Celles de la mesure appartiennent à un autre rôle : tests/mesure/test_evenements.py
            " AND relnamespace = 'public'::regnamespace AND NOT relname ^@ 'mesure_'"
            " AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"
        )
        assert [nom for (nom,) in curseur.fetchall()] == []


def test_toute_fonction_du_proprietaire_fixe_son_chemin_de_recherche():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND NOT coalesce(proconfig::text, '') LIKE '%search_path=pg_catalog%'"
        )
        assert [nom for (nom,) in curseur.fetchall()] == []
