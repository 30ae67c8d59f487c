"""Réunir deux fiches emporte leurs contrats ; défaire les rend ; deux contrats au même moment se refusent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from jalon.parcours.contrats.models import Contrat
from jalon.parcours.personnes.models import Fusion
from jalon.parcours.personnes.services import defaire_fusion, fusionner_personnes
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from tests.parcours.contrats.fabriques import contrat_signe, creer_equipe
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


def test_le_contrat_suit_la_personne_reunie_et_revient(
    creer_compte: Callable[..., Compte], systeme: Compte
) -> None:
    with contexte_compte(systeme):
        equipe, gardee = creer_equipe(creer_compte, systeme), creer_dossier().personne
        contrat = contrat_signe(equipe)
        fusion = fusionner_personnes(gardee=gardee, absorbee=equipe.personne, acteur=systeme)
        assert Contrat.objects.get(pk=contrat.pk).personne_id == gardee.pk
        assert fusion.faits["parcours_contrats_contrat.personne_id"] == [str(contrat.pk)]
        defaire_fusion(fusion=fusion, acteur=systeme)
        assert Contrat.objects.get(pk=contrat.pk).personne_id == equipe.personne.pk


def test_deux_contrats_signes_au_meme_moment_ne_se_reunissent_pas(
    creer_compte: Callable[..., Compte], systeme: Compte
) -> None:
    with contexte_compte(systeme):
        une, autre = creer_equipe(creer_compte, systeme), creer_equipe(creer_compte, systeme)
        contrat_signe(une)
        contrat_signe(autre)
        with pytest.raises(ValidationError, match="deux contrats signés"):
            fusionner_personnes(gardee=une.personne, absorbee=autre.personne, acteur=systeme)
        assert not Fusion.objects.exists()
