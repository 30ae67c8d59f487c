"""Un lien personnel n'ouvre que sa personne, tant qu'il vaut ; une délégation finie ne signe plus."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.delegations import accorder_delegation, exiger_delegation, retirer_delegation
from jalon.socle.acces.enums import Role, TypeActe
from jalon.socle.acces.liens import LienInvalide, creer_lien, ouvrir_lien, retirer_liens
from jalon.socle.acces.models import LienPersonnel
from tests.flux import NORD, SUD, charger_simule, personne_de

pytestmark = pytest.mark.django_db
DEMAIN = timedelta(days=1)


def _lien(systeme, en_tant_que, personne, **options):
    with en_tant_que(systeme):
        return creer_lien(
            personne=personne, objet="essai", expire_le=timezone.now() + DEMAIN, acteur=systeme, **options
        )


def test_un_lien_ne_montre_que_la_personne_a_qui_il_est_envoye(tmp_path, systeme, en_tant_que):
    charger_simule(tmp_path / "flux", systeme)
    elle, autre = personne_de(NORD), personne_de(SUD)
    jeton = _lien(systeme, en_tant_que, elle.pk)
    with en_tant_que(None):
        assert not Personne.objects.exists()
        ouvert = ouvrir_lien(jeton)
        assert (ouvert.personne, ouvert.objet, ouvert.cible) == (elle.pk, "essai", None)
        assert set(Personne.objects.values_list("pk", flat=True)) == {elle.pk} != {autre.pk}
    assert bytes(LienPersonnel.objects.get().empreinte) != jeton.encode()


@pytest.mark.parametrize("changement", [{"expire_le": 0}, {"retire_le": 0}])
def test_un_lien_passe_ou_retire_n_ouvre_rien(systeme, en_tant_que, changement):
    jeton = _lien(systeme, en_tant_que, uuid4())
    hier = timezone.now() - DEMAIN
    LienPersonnel.objects.update(**dict.fromkeys(changement, hier))
    with en_tant_que(None), pytest.raises(LienInvalide, match="Demandez-en un nouveau"):
        ouvrir_lien(jeton)


def test_un_jeton_invente_n_ouvre_rien_et_ne_pose_personne(en_tant_que):
    with en_tant_que(None):
        with pytest.raises(LienInvalide):
            ouvrir_lien("x" * 22)
        with connection.cursor() as curseur:
            curseur.execute("SELECT jalon_personne_du_lien()")
            assert curseur.fetchone() == (None,)


def test_retirer_les_liens_d_un_objet_laisse_les_autres(systeme, en_tant_que):
    personne, cible = uuid4(), uuid4()
    jetons = [_lien(systeme, en_tant_que, personne, cible=c) for c in (cible, uuid4())]
    with en_tant_que(systeme):
        assert retirer_liens(personne=personne, objet="essai", cible=cible) == 1
    with en_tant_que(None):
        assert ouvrir_lien(jetons[1]).personne == personne


@pytest.fixture
def delegation(systeme, creer_compte):
    from jalon.socle.base.contexte import contexte_compte

    compte = creer_compte(Role.AGENT_ORIENTATION)
    with contexte_compte(systeme):
        return accorder_delegation(
            compte=compte,
            type_acte=TypeActe.SANCTION,
            qualite="Directrice de l'insertion",
            reference="Arrêté 2025-12",
            du=date(2025, 1, 1),
            au=date(2025, 12, 31),
            acteur=systeme,
        )


def test_une_delegation_vaut_du_premier_au_dernier_jour_compris(delegation):
    for jour in (date(2025, 1, 1), date(2025, 12, 31)):
        assert exiger_delegation(delegation.compte, TypeActe.SANCTION, jour) == delegation
    for jour in (date(2024, 12, 31), date(2026, 1, 1)):
        with pytest.raises(ValidationError, match="pas, ce jour-là, de délégation"):
            exiger_delegation(delegation.compte, TypeActe.SANCTION, jour)
    with pytest.raises(ValidationError):
        exiger_delegation(delegation.compte, TypeActe.CONTRAT, date(2025, 6, 1))


def test_une_delegation_retiree_ne_signe_plus(delegation, systeme, en_tant_que):
    with en_tant_que(systeme):
        retirer_delegation(delegation=delegation, acteur=systeme, dernier_jour=date(2025, 6, 30))
    assert exiger_delegation(delegation.compte, TypeActe.SANCTION, date(2025, 6, 30))
    with pytest.raises(ValidationError):
        exiger_delegation(delegation.compte, TypeActe.SANCTION, date(2025, 7, 1))


def test_deux_delegations_ne_se_recouvrent_pas(delegation, systeme, en_tant_que):
    with pytest.raises(IntegrityError, match="delegation_sans_chevauchement"), en_tant_que(systeme):
        accorder_delegation(
            compte=delegation.compte,
            type_acte=TypeActe.SANCTION,
            qualite="Directeur",
            reference="Arrêté 2025-13",
            du=date(2025, 6, 1),
            acteur=systeme,
        )


def test_seul_un_administrateur_accorde_une_delegation(delegation, creer_compte, en_tant_que):
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    with pytest.raises(ProgrammingError, match="Seul un administrateur"), en_tant_que(gestionnaire):
        accorder_delegation(
            compte=gestionnaire, type_acte=TypeActe.SANCTION, qualite="x", reference="y", acteur=gestionnaire
        )
