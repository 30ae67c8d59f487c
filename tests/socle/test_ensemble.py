"""Un ensemble n'accepte que ce que l'état d'avant et celui d'après suffisent à faire."""

from __future__ import annotations

import pytest
from django.db import migrations, models

from jalon.socle.base.ensemble import Ensemble

AJOUT = migrations.AddField("contrat", "motif", models.TextField())


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.RunPython(migrations.RunPython.noop)],
        [migrations.RenameField("contrat", "motif", "raison")],
        [migrations.RemoveField("contrat", "motif")],
        [AJOUT, migrations.AlterField("contrat", "motif", models.CharField(max_length=9))],
    ],
    ids=["code", "renommage", "retrait", "champ changé deux fois"],
)
def test_ce_qui_demande_un_etat_intermediaire_est_refuse(operations) -> None:
    with pytest.raises(ValueError, match="n'entre pas dans un ensemble"):
        Ensemble(operations)


def test_des_changements_distincts_se_font_ensemble() -> None:
    autre = migrations.AlterField("contrat", "raison", models.TextField())
    assert Ensemble([AJOUT, autre, migrations.RunSQL("SELECT 1")]).reversible
