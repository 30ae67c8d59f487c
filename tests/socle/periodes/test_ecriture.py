"""Le premier du mois s'écrit « 1er », les autres jours en chiffres."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from jalon.socle.periodes.ecriture import ecrire_jour


@pytest.mark.parametrize(
    ("jour", "forme", "ecrit"),
    [
        (date(2026, 12, 1), "j F Y", "1er décembre 2026"),
        (date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        (date(2026, 12, 11), "j F Y", "11 décembre 2026"),
        (date(2026, 1, 31), "l j F Y", "samedi 31 janvier 2026"),
    ],
)
def test_un_jour_s_ecrit_en_francais(jour, forme, ecrit):
    assert ecrire_jour(jour, forme) == ecrit


def test_un_instant_s_ecrit_au_jour_de_paris():
    instant = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    gabarit = Template('{% load jalon %}{{ instant|jour_ecrit:"l j F" }}')
    assert gabarit.render(Context({"instant": instant})) == "mardi 1er décembre"
