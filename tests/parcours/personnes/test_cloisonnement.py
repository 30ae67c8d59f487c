"""Qui voit et qui écrit les dossiers, éprouvé en SQL nu sous le rôle `application`, table par table."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from jalon.parcours.personnes.models import Foyer, Membre, Perimetre, Personne
from jalon.socle.acces.enums import ROLES_PROGRAMMES, Role
from jalon.socle.acces.services import retirer_habilitation
from jalon.socle.organisations.models import Organisation
from jalon.socle.territoire.models import Commune, Departement, Epci
from jalon.sources.flux_cnaf.simulation.verite import verite
from tests.parcours.personnes.departement import COMMUNES, charger, fichiers, reglages

pytestmark = pytest.mark.django_db

RENNES, MALO = "243500139", "243500782"
SANS_PERSONNE = {"parcours_personnes_chargement"}
GESTION_SEULE = {
    "parcours_personnes_versiondossier",
    "parcours_personnes_observationdossier",
    "parcours_personnes_changementdossier",
    "parcours_personnes_rejet",
    "parcours_personnes_rapprochement",
    "parcours_personnes_fusion",
}


def tables() -> list[str]:
    modeles = apps.get_app_config("parcours_personnes").get_models(include_auto_created=True)
    return sorted(modele._meta.db_table for modele in modeles)


@pytest.fixture
def departement(tmp_path, systeme):
    """Soixante foyers d'Ille-et-Vilaine, Rennes d'un côté, les autres communes de l'autre."""
    ille = Departement.objects.create(code="35", nom="Ille-et-Vilaine")
    for siren, nom in ((RENNES, "Rennes Métropole"), (MALO, "Saint-Malo Agglomération")):
        Epci.objects.create(code=siren, nom=nom, type="EPCI")
    for commune in COMMUNES:
        siren = RENNES if commune.nom == "Rennes" else MALO
        Commune.objects.create(code=commune.code, nom=commune.nom, departement=ille, epci_id=siren)
    charger([fichier.chemin for fichier in fichiers(reglages(60, 2), tmp_path)], systeme)


def compter(table: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT count(*) FROM {table}")
        return int(curseur.fetchone()[0])


def comptes() -> dict[str, int]:
    return {table: compter(table) for table in tables()}


def executer(ordre: str, *valeurs: object) -> int:
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        return curseur.rowcount


def test_sans_contexte_aucune_table_ne_montre_rien(departement, en_tant_que):
    with en_tant_que(None):
        assert set(comptes().values()) == {0}


@pytest.mark.parametrize("role", [*ROLES_PROGRAMMES, Role.DPO])
def test_les_roles_des_programmes_et_le_dpo_ne_voient_aucun_dossier(
    departement, creer_compte, en_tant_que, role
):
    with en_tant_que(creer_compte(role)):
        vues = {table for table, nombre in comptes().items() if nombre}
    assert vues <= SANS_PERSONNE


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION])
def test_tout_le_departement_se_voit_avec_une_habilitation_sans_perimetre_ou_departementale(
    departement, creer_compte, en_tant_que, role
):
    reels = comptes()
    for perimetre in ({}, {"departement": "35"}):
        with en_tant_que(creer_compte(role, **perimetre)):
            vus = comptes()
        for table, nombre in reels.items():
            gestion = table in GESTION_SEULE and role != Role.GESTIONNAIRE_DROITS
            assert vus[table] == (0 if gestion else nombre), (table, perimetre)


def test_un_autre_departement_ne_voit_personne(departement, creer_compte, en_tant_que):
    with en_tant_que(creer_compte(Role.AGENT_ORIENTATION, departement="22")):
        assert {table for table, nombre in comptes().items() if nombre} <= SANS_PERSONNE


def test_un_agent_de_territoire_voit_exactement_les_personnes_de_son_territoire(
    departement, creer_compte, en_tant_que
):
    siens = set(Perimetre.objects.filter(territoire=RENNES).values_list("personne", flat=True))
    membres = set(Membre.objects.filter(personne__in=siens).values_list("pk", flat=True))
    foyers = set(Membre.objects.filter(pk__in=membres).values_list("foyer", flat=True))
    assert 0 < len(siens) < Personne.objects.count()
    with en_tant_que(creer_compte(Role.AGENT_ORIENTATION, territoire=RENNES)):
        assert set(Personne.objects.values_list("pk", flat=True)) == siens
        assert set(Membre.objects.values_list("pk", flat=True)) == membres
        assert set(Foyer.objects.values_list("pk", flat=True)) == foyers
        for table in ("etatdroit", "adresse", "situationfamiliale", "montant"):
            assert _sujets(table, "foyer_id") <= foyers
        for table in ("appartenance", "droitsdevoirs", "activite", "ressources"):
            assert _sujets(table, "membre_id") <= membres
        assert _sujets("episode", "personne_id") <= siens


def _sujets(table: str, colonne: str) -> set[object]:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {colonne} FROM parcours_personnes_{table}")
        return {sujet for (sujet,) in curseur.fetchall()}


def test_un_referent_ne_voit_que_les_personnes_qui_lui_sont_confiees(departement, creer_compte, en_tant_que):
    referent, autre = creer_compte(Role.REFERENT), creer_compte(Role.REFERENT)
    confiee = Personne.objects.order_by("pk").first()
    Perimetre.objects.filter(pk=confiee.pk).update(referents=[referent.pk])
    with en_tant_que(referent):
        assert list(Personne.objects.values_list("pk", flat=True)) == [confiee.pk]
    with en_tant_que(autre):
        assert compter("parcours_personnes_personne") == 0


def test_une_structure_voit_ses_personnes_et_elles_seules(departement, creer_compte, en_tant_que):
    mienne, autre = Organisation.objects.create(nom="Mission locale"), Organisation.objects.create(nom="CCAS")
    confiees = list(Personne.objects.order_by("pk")[:3])
    Perimetre.objects.filter(pk__in=confiees).update(organisations=[mienne.pk])
    with en_tant_que(creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=mienne)):
        assert compter("parcours_personnes_personne") == 3
    with en_tant_que(creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=autre)):
        assert compter("parcours_personnes_personne") == 0


def test_une_habilitation_finie_ne_montre_plus_rien(departement, creer_compte, en_tant_que, systeme):
    compte = creer_compte(Role.AGENT_ORIENTATION)
    retirer_habilitation(
        habilitation=compte.habilitations.get(), acteur=systeme, dernier_jour=date(2020, 6, 1)
    )
    with en_tant_que(compte):
        assert compter("parcours_personnes_personne") == 0


@pytest.mark.parametrize(
    ("role", "perimetre"),
    [
        (Role.AGENT_ORIENTATION, {}),
        (Role.AGENT_ORIENTATION, {"territoire": RENNES}),
        (Role.GESTIONNAIRE_DROITS, {"territoire": RENNES}),
        (Role.ADMINISTRATEUR, {}),
    ],
)
def test_seul_un_gestionnaire_du_departement_change_un_dossier(
    departement, creer_compte, en_tant_que, role, perimetre
):
    compte = creer_compte(role, **perimetre)
    for table in tables():
        with en_tant_que(compte):
            colonne = _premiere_colonne(table)
            if table != "parcours_personnes_contact":
                assert _tenter(f"UPDATE {table} SET {colonne} = {colonne}") == 0, table
                assert _tenter(f"DELETE FROM {table}") == 0, table


def _premiere_colonne(table: str) -> str:
    (modele,) = (
        m for m in apps.get_app_config("parcours_personnes").get_models() if m._meta.db_table == table
    )
    return modele._meta.local_concrete_fields[0].column


def _tenter(ordre: str) -> int:
    """Lignes touchées ; une écriture interdite par les droits compte pour zéro."""
    try:
        with transaction.atomic():
            return executer(ordre)
    except ProgrammingError as erreur:
        assert "permission denied" in str(erreur) or "row-level security" in str(erreur)
        return 0


@pytest.mark.parametrize("ordre", ["UPDATE {} SET apres = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_ce_qu_un_fichier_a_change_ne_se_recrit_pas(departement, creer_compte, en_tant_que, ordre):
    with en_tant_que(creer_compte(Role.GESTIONNAIRE_DROITS)):
        assert compter("parcours_personnes_changementdossier")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            executer(ordre.format("parcours_personnes_changementdossier"))


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION, Role.REFERENT])
def test_personne_ne_s_ecrit_un_perimetre(departement, creer_compte, en_tant_que, role):
    compte = creer_compte(role)
    for ordre in (
        f"UPDATE parcours_personnes_perimetre SET referents = ARRAY['{compte.pk}'::uuid]",
        "DELETE FROM parcours_personnes_perimetre",
        f"INSERT INTO parcours_personnes_perimetre VALUES ('{compte.pk}', '35', '', '', '{{}}', '{{}}')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(compte):
            executer(ordre)


def test_seul_un_gestionnaire_recalcule_les_perimetres(departement, creer_compte, en_tant_que):
    ordre = "SELECT jalon_recalculer_perimetres(ARRAY(SELECT id FROM parcours_personnes_personne))"
    with en_tant_que(creer_compte(Role.GESTIONNAIRE_DROITS)):
        executer(ordre)
    for role in (Role.AGENT_ORIENTATION, Role.REFERENT, Role.DPO, Role.ADMINISTRATEUR):
        with (
            pytest.raises(ProgrammingError, match="gestionnaire des droits"),
            en_tant_que(creer_compte(role)),
        ):
            executer(ordre)


def test_le_nir_n_est_lisible_dans_aucune_colonne(departement):
    nirs = {presence.nir_transmis for presence in verite(reglages(60, 2)) if presence.nir_transmis}
    assert nirs
    with connection.cursor() as curseur:
        for table in tables():
            curseur.execute(f"SELECT t::text FROM {table} t")
            for (ligne,) in curseur.fetchall():
                assert not any(nir in ligne or nir.encode().hex() in ligne for nir in nirs), table


def test_chaque_table_est_cloisonnee():
    with connection.cursor() as curseur:
        for table in tables():
            curseur.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
            assert curseur.fetchone()[0], table
            curseur.execute(
                "SELECT count(*) FROM pg_policies WHERE tablename = %s AND 'application' = ANY (roles)",
                [table],
            )
            assert curseur.fetchone()[0] >= 2, table


def test_le_role_mesure_ne_lit_aucune_table_de_personnes():
    with connection.cursor() as curseur:
        for table in tables():
            curseur.execute("SELECT has_table_privilege('mesure', %s, 'SELECT')", [table])
            assert not curseur.fetchone()[0], table


@pytest.mark.django_db(transaction=False)
def test_la_vraie_connexion_de_l_application_ne_voit_rien_sans_contexte():
    reglages_base = connection.settings_dict
    with psycopg.connect(
        host=reglages_base["HOST"],
        port=reglages_base["PORT"] or None,
        dbname=reglages_base["NAME"],
        user="application",
    ) as brute:
        for table in tables():
            assert brute.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,)
