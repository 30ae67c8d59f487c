"""Comptes, habilitations datées et leurs droits dans la base."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from jalon.socle.acces import services
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.acces.selectors import roles_de

pytestmark = pytest.mark.django_db


def test_une_habilitation_donne_son_role_entre_ses_dates(creer_compte, systeme):
    compte = creer_compte()
    services.accorder_habilitation(
        compte=compte, role=Role.ELU, acteur=systeme, du=date(2024, 1, 1), au=date(2024, 12, 31)
    )
    assert roles_de(compte, date(2023, 12, 31)) == frozenset()
    assert roles_de(compte, date(2024, 12, 31)) == {Role.ELU}
    assert roles_de(compte, date(2025, 1, 1)) == frozenset()


def test_deux_habilitations_identiques_ne_se_chevauchent_pas(creer_compte, systeme):
    compte = creer_compte(Role.ELU)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.accorder_habilitation(compte=compte, role=Role.ELU, acteur=systeme)
    services.accorder_habilitation(compte=compte, role=Role.ELU, acteur=systeme, departement="22")
    assert Habilitation.objects.filter(compte=compte).count() == 2


def test_seul_un_administrateur_accorde(creer_compte):
    pilote, administrateur, autre = (
        creer_compte(Role.PILOTE),
        creer_compte(Role.ADMINISTRATEUR),
        creer_compte(),
    )
    with pytest.raises(ProgrammingError), transaction.atomic():
        services.accorder_habilitation(compte=autre, role=Role.ELU, acteur=pilote)
    services.accorder_habilitation(compte=autre, role=Role.ELU, acteur=administrateur)
    assert roles_de(autre) == {Role.ELU}


def test_l_application_ne_peut_pas_ecrire_une_habilitation(creer_compte, en_tant_que):
    compte = creer_compte(Role.ADMINISTRATEUR)
    with pytest.raises(ProgrammingError, match="socle_acces_habilitation"), en_tant_que(compte):
        Habilitation.objects.update(role=Role.DIRECTION)


def test_un_compte_ferme_n_a_plus_de_role(creer_compte, systeme):
    compte = creer_compte(Role.PILOTE)
    services.fermer_compte(compte=compte, acteur=systeme)
    assert roles_de(compte) == frozenset()


def test_le_courriel_est_unique_sans_casse(creer_compte):
    creer_compte(courriel="a@exemple.invalid")
    with pytest.raises(ValidationError):
        creer_compte(courriel="A@exemple.invalid")


def test_la_base_connait_le_role_application(en_tant_que, systeme):
    with en_tant_que(systeme), connection.cursor() as curseur:
        curseur.execute("SELECT current_user, jalon_voit_tout()")
        assert curseur.fetchone() == ("application", True)
    with en_tant_que(None), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_voit_tout(), jalon_compte_actif()")
        assert curseur.fetchone() == (False, False)
    assert Compte.objects.filter(systeme=True).count() == 1
