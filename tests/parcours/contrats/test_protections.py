"""Qui voit un contrat, ce que la base refuse d'en changer, ce qu'un effacement laisse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from jalon.parcours.contrats import services
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.contrats.tasks import sceller_un
from jalon.parcours.personnes.conservation.rubriques import rassembler_rubriques
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte
from jalon.socle.pieces.models import ContenuPiece, Piece
from tests.flux import SUD
from tests.parcours.contrats.fabriques import (
    Equipe,
    a_signer,
    contrat_signe,
    creer_equipe,
    rediger,
)

pytestmark = pytest.mark.django_db

TABLES = (
    "contrat objectif engagement versioncontrat passagecircuit signature codesignature piececontrat "
    "contratevent objectifevent engagementevent"
).split()


def compter(table: str) -> int:
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT count(*) FROM parcours_contrats_{table}")
        return int(curseur.fetchone()[0])


def refus_de(ordre: str) -> str:
    try:
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(ordre)
    except DatabaseError as erreur:
        return str(erreur)
    return ""


@pytest.fixture
def garni(equipe: Equipe) -> Contrat:
    contrat = contrat_signe(equipe)
    sceller_un(contrat.pk)
    return contrat


@pytest.mark.parametrize("role", [*ROLES_DOSSIERS, Role.CHARGEE_MISSION, Role.DPO, Role.ADMINISTRATEUR, None])
def test_sql_nu_hors_du_perimetre_rien(
    garni: Contrat,
    role: Role | None,
    creer_compte: Callable[..., Compte],
    en_tant_que: Callable[..., Any],
) -> None:
    ailleurs = {Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION}
    compte = creer_compte(role, **({"territoire": SUD} if role in ailleurs else {})) if role else None
    with en_tant_que(compte):
        assert {table: compter(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert Piece.objects.count() == ContenuPiece.objects.count() == 0


def test_sql_nu_dans_le_perimetre(garni: Contrat, equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    with en_tant_que(equipe.referent):
        assert compter("contrat") == 1 and compter("signature") == 2 and compter("contratevent") > 1
        assert ContenuPiece.objects.count() == 2


def test_chacun_ne_voit_que_les_siens(
    equipe: Equipe,
    creer_compte: Callable[..., Compte],
    systeme: Compte,
    en_tant_que: Callable[..., Any],
) -> None:
    autre = creer_equipe(creer_compte, systeme)
    rediger(equipe)
    rediger(autre)
    with en_tant_que(equipe.referent):
        assert [c.personne_id for c in Contrat.objects.all()] == [equipe.personne.pk]
        touches = Contrat.objects.filter(personne=autre.personne).update(diagnostic="lu")
    assert touches == 0


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE parcours_contrats_contrat SET fin = '2030-01-01'",
        "UPDATE parcours_contrats_contrat SET heures_semaine = 20",
        "UPDATE parcours_contrats_contrat SET etat = 'brouillon', signe_le = NULL, notifie_le = NULL",
        "UPDATE parcours_contrats_engagement SET libelle = 'Autre'",
        "DELETE FROM parcours_contrats_engagement",
        "DELETE FROM parcours_contrats_objectif",
        "DELETE FROM parcours_contrats_contrat",
        "UPDATE parcours_contrats_versioncontrat SET contenu = '{}'",
        "UPDATE parcours_contrats_signature SET quand = now()",
        "DELETE FROM parcours_contrats_signature",
        "DELETE FROM parcours_contrats_piececontrat",
    ],
)
def test_un_contrat_signe_ne_se_change_pas_en_sql(
    garni: Contrat, equipe: Equipe, en_tant_que: Callable[..., Any], ordre: str
) -> None:
    with en_tant_que(equipe.referent):
        assert refus_de(ordre)


def test_un_agent_n_ecrit_pas_une_signature_par_lien(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    with en_tant_que(equipe.referent):
        refus = refus_de(
            "INSERT INTO parcours_contrats_signature (id, contrat_id, version, empreinte, partie, mode,"
            " quand, qualite, reference, moyen_identite, ip, lien) VALUES (gen_random_uuid(),"
            f" '{contrat.pk}', 1, '', 'personne', 'lien_code', now(), '', '', '', '', gen_random_uuid())"
        )
    assert "policy" in refus


def test_effacer_vide_les_textes_et_garde_les_dates(garni: Contrat, equipe: Equipe) -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_effacer_textes_contrats(%s)", [[equipe.personne.pk]])
        for table in ("engagement", "engagementevent", "objectif", "objectifevent"):
            curseur.execute(f"SELECT count(*) FROM parcours_contrats_{table} WHERE libelle <> ''")
            assert curseur.fetchone() == (0,), table
        curseur.execute("SELECT count(*) FROM parcours_contrats_contratevent WHERE diagnostic <> ''")
        assert curseur.fetchone() == (0,)
    garni.refresh_from_db()
    assert garni.diagnostic == "" and garni.signe_le == date(2025, 2, 5)
    assert garni.versions.get().contenu == {}
    assert Piece.objects.count() == ContenuPiece.objects.count() == garni.pieces.count() == 0
    # L'histoire reprend : un changement d'après s'y écrit de nouveau.
    services.resilier_contrat(
        contrat=garni, motif="emploi", dernier_jour=date(2025, 3, 1), acteur=equipe.referent
    )
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM parcours_contrats_contratevent WHERE etat = 'resilie'")
        assert curseur.fetchone() == (1,)


def test_le_dernier_fait_d_un_contrat(garni: Contrat, equipe: Equipe) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT personne, max(jour) FROM jalon_dernier_fait_contrats(%s) GROUP BY 1",
            [[equipe.personne.pk]],
        )
        assert curseur.fetchall() == [(equipe.personne.pk, garni.fin)]
        curseur.execute("SELECT count(*) FROM jalon_dernier_fait_contrats(NULL)")
        assert curseur.fetchone()[0] >= 1


def test_l_export_du_dossier_porte_les_contrats(garni: Contrat, equipe: Equipe, systeme: Compte) -> None:
    (rubrique,) = rassembler_rubriques(equipe.personne.pk, systeme)["contrats"]
    assert rubrique["etat"] == "signé"
    assert rubrique["engagements"][0]["engagement"] == "Envoyer trois candidatures par semaine"
    assert len(rubrique["signatures"]) == 2
