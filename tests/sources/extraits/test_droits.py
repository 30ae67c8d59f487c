"""En SQL brut, par rôle : ce que chacun voit et écrit des faits repris, des conflits et des affectations."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from jalon.parcours.personnes.models import Affectation, Perimetre
from jalon.parcours.personnes.services import noter_contact
from jalon.parcours.personnes.suivis import confier_personne
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import Organisation
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.extraits.feuilles import extrait, personne, reprendre
from tests.sources.france_travail.lignes import adultes_au_nir

pytestmark = pytest.mark.django_db

J1, J2 = date(2025, 1, 31), date(2025, 2, 28)
TABLES = ("faitrepris", "versionfait", "conflitrepris", "affectation")
VOIENT = {
    "gestionnaire": (2, 1, 1, 2),
    "agent": (2, 0, 0, 2),
    "responsable": (1, 0, 0, 1),
    "referent": (1, 0, 0, 1),
    "etranger": (0, 0, 0, 0),
    "pilote": (0, 0, 0, 0),
    "administrateur": (0, 0, 0, 0),
    "dpo": (0, 0, 0, 0),
    None: (0, 0, 0, 0),
}


@pytest.fixture
def comptes(tmp_path, systeme, creer_compte):
    """Deux personnes reprises : l'une confiée à une structure, l'autre à un référent ; un conflit."""
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)
    un, autre = adultes_au_nir(2)
    structure = Organisation.objects.create(nom="Structure")
    crees = {
        "gestionnaire": creer_compte(Role.GESTIONNAIRE_DROITS),
        "agent": creer_compte(Role.AGENT_ORIENTATION),
        "responsable": creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=structure),
        "referent": creer_compte(Role.REFERENT),
        "etranger": creer_compte(Role.REFERENT),
        "pilote": creer_compte(Role.PILOTE),
        "administrateur": creer_compte(Role.ADMINISTRATEUR),
        "dpo": creer_compte(Role.DPO),
        None: None,
    }
    (tmp_path / "extraits").mkdir()
    with contexte_compte(systeme):
        confier_personne(personne=un.personne_id, organisation=structure, acteur=systeme)
        confier_personne(personne=autre.personne_id, compte=crees["referent"], acteur=systeme)
    for jour, telephone in ((J1, ""), (J2, "0601020304")):
        personnes = [personne("S1", un, telephone), personne("S2", autre)]
        reprendre(extrait(tmp_path / "extraits", jour, Personnes=personnes), jour, systeme)
        if jour == J1:
            noter_contact(
                personne=un.personne, nature="telephone", valeur="0699999999", source="Jalon", acteur=systeme
            )
    return crees


@pytest.mark.parametrize("qui", VOIENT)
def test_chacun_ne_voit_que_les_siens(comptes, en_tant_que, qui):
    with en_tant_que(comptes[qui]), connection.cursor() as curseur:
        vus = []
        for table in TABLES:
            curseur.execute(f"SELECT count(*) FROM parcours_personnes_{table}")
            vus.append(curseur.fetchone()[0])
        assert tuple(vus) == VOIENT[qui]
        curseur.execute("UPDATE parcours_personnes_faitrepris SET cle_source = cle_source")
        assert curseur.rowcount == (2 if qui == "gestionnaire" else 0)


@pytest.mark.parametrize("qui", VOIENT)
def test_nul_n_ecrit_une_affectation_ni_un_perimetre_a_la_main(comptes, en_tant_que, qui):
    with en_tant_que(comptes[qui]), connection.cursor() as curseur:
        for ordre in (
            "UPDATE parcours_personnes_affectation SET fin = NULL",
            "DELETE FROM parcours_personnes_affectation",
            "UPDATE parcours_personnes_perimetre SET referents = '{}'",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                curseur.execute(ordre)


@pytest.mark.parametrize("qui", VOIENT)
def test_gestionnaire_et_agent_confient_et_retirent_le_recalcul_est_au_gestionnaire(
    comptes, en_tant_que, qui
):
    compte = comptes["etranger"]
    cible = Perimetre.objects.filter(organisations=[], referents=[]).first().personne_id
    cle, autre = uuid4(), Affectation.objects.get(compte=comptes["referent"]).pk
    confier = (
        "SELECT jalon_confier_personne(%s, %s, NULL, %s, '2025-01-01', NULL, NULL)",
        [cle, cible, compte.pk],
    )
    retirer = ("SELECT jalon_retirer_personne(%s, '2025-01-01')", [autre])
    recalculer = ("SELECT jalon_recalculer_suivis(%s)", [[cible]])
    with en_tant_que(comptes[qui]), connection.cursor() as curseur:
        for ordre in (confier, retirer, recalculer):
            if qui == "gestionnaire" or (qui == "agent" and ordre is not recalculer):
                curseur.execute(*ordre)
            else:
                with pytest.raises(ProgrammingError, match="gestionnaire des droits"), transaction.atomic():
                    curseur.execute(*ordre)
    assert Affectation.objects.filter(pk=cle).exists() == (qui in ("gestionnaire", "agent"))
