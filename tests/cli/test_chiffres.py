"""`jalon chiffres verifier` rejoue les chiffres d'un exercice et dit celui qui ne se retrouve pas."""

from __future__ import annotations

import json
from datetime import datetime

import click
import pytest

from jalon.cli.chiffres import _calculer, _verifier
from jalon.mesure.chiffres.models import Calcul
from jalon.pilotage.calculs.services import regler_ligne
from tests.calculs import serie_de
from tests.fabriques import ExerciceFabrique, LigneAnnexeFabrique, MesureFabrique
from tests.mesure.kit import Kit

pytestmark = pytest.mark.django_db
CODE = "calpae.nouveaux_entrants"


def test_calculer_puis_verifier_puis_une_main_dans_la_base(systeme, capsys, monkeypatch, tmp_path):
    from jalon.mesure.entrepot.copie import Entrepot

    tmp_path.chmod(0o700)
    neuf = Entrepot(tmp_path)
    monkeypatch.setattr("jalon.mesure.indicateurs.moteurs.entrepot", lambda: neuf)
    Kit(systeme)
    exercice = ExerciceFabrique(annee=2025)
    programme = exercice.programme
    serie = serie_de(CODE, programme)
    LigneAnnexeFabrique(mesure=MesureFabrique(programme=programme), serie=serie)
    regler_ligne(programme=programme, serie=serie, code=CODE, acteur=systeme)
    ou = {"programme": programme.code, "exercice": "2025", "acteur": systeme}

    _calculer(**ou, arrete_au=datetime(2025, 7, 10))
    assert "1\xa0case calculée, 0\xa0gardée" in capsys.readouterr().out
    assert _verifier(**ou, forme="json")
    (ligne,) = json.loads(capsys.readouterr().out)
    assert ligne["intact"] and ligne["valeur"] == ligne["rejouee"] > 0

    Calcul.objects.update(valeur=ligne["valeur"] + 1)
    assert not _verifier(**ou, forme="texte")
    assert "NE SE RETROUVE PAS" in capsys.readouterr().out


def test_un_exercice_inconnu_se_dit(systeme):
    with pytest.raises(click.ClickException, match="n'existe pas"):
        _verifier(programme="nulle-part", exercice="2025", forme="texte", acteur=systeme)
