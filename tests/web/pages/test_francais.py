"""L'accord français tient dans tous les gabarits, sans rien charger."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("valeur", "dit"),
    [
        (0, "tâche"),
        (1, "tâche"),
        (Decimal("1.5"), "tâche"),
        (2, "tâches"),
        ("0", "tâche"),
        ([], "tâche"),
        ([1, 2], "tâches"),
    ],
)
def test_le_pluriel_commence_a_deux(valeur: object, dit: str) -> None:
    assert Template("tâche{{ n|pluralize }}").render(Context({"n": valeur})) == dit


def test_les_formes_donnees_s_accordent() -> None:
    gabarit = Template('cré{{ n|pluralize:"neau,neaux" }} attend{{ n|pluralize:",ent" }}')
    assert gabarit.render(Context({"n": 0})) == "créneau attend"
    assert gabarit.render(Context({"n": 3})) == "créneaux attendent"
