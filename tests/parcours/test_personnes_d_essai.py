"""Les dossiers écrits pour les essais sont de vrais dossiers : ils se cherchent, s'ouvrent et se confient."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError

from jalon.parcours.personnes.models import Personne
from jalon.parcours.personnes.selectors.dossier import dossier_personne
from jalon.parcours.personnes.suivis import confier_personne
from jalon.socle.acces.enums import Role
from tests.fabriques import OrganisationFabrique
from tests.flux import NORD, SUD
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


def test_un_dossier_d_essai_s_ouvre(systeme):
    dossier = creer_dossier()
    ouvert = dossier_personne(dossier.personne.pk, systeme)
    assert list(ouvert.episodes) == [dossier.episode]
    assert [foyer.foyer for foyer, _ in ouvert.foyers] == [dossier.foyer]


def test_un_agent_confie_les_personnes_de_son_territoire_et_pas_les_autres(creer_compte, en_tant_que):
    ici, ailleurs = creer_dossier(), creer_dossier(territoire=SUD)
    structure = OrganisationFabrique()
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    responsable = creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=structure)
    referent = creer_compte(Role.REFERENT)
    with en_tant_que(agent):
        confier_personne(personne=ici.personne, organisation=structure, acteur=agent)
    with en_tant_que(responsable):
        assert set(Personne.objects.all()) == {ici.personne}
        confier_personne(personne=ici.personne, organisation=structure, compte=referent, acteur=responsable)
    with en_tant_que(referent):
        assert set(Personne.objects.all()) == {ici.personne}
    with pytest.raises(ProgrammingError, match="sur son périmètre"), en_tant_que(agent):
        confier_personne(personne=ailleurs.personne, organisation=structure, acteur=agent)
    with pytest.raises(ProgrammingError, match="sur son périmètre"), en_tant_que(responsable):
        confier_personne(personne=ici.personne, organisation=OrganisationFabrique(), acteur=responsable)
