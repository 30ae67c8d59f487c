"""Lire les nombres d'une phrase, et rapprocher des mots."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jalon.pilotage.controles.prose import nettoyer, nombres
from jalon.pilotage.controles.releve import Lieu
from jalon.pilotage.controles.textes import (
    compact,
    ecrire,
    est_abrege_de,
    mots_proches,
    nombre_en_lettres,
    racines,
    ressemblance,
)


@pytest.mark.parametrize(
    ("phrase", "attendus"),
    [
        ("En 2022, 667 personnes sont venues", ["667"]),
        ("5 251 inscrits, soit 65,3 %", ["5251", "65.3"]),
        ("le 19 janvier 2023 à 14h30", []),
        ("un coût de 3600€/session", ["3600"]),
        ("Action 5.1, fiche 3, annexe 9", []),
        ("le 1er accueil, la 6e plateforme, 3ème année", []),
        ("12\u00a0345,60 € versés", ["12345.60"]),
        ("du 01/07/2022 au 30/06/2023", []),
        ("- **400** jeunes", ["400"]),
    ],
)
def test_les_nombres_d_une_phrase(phrase: str, attendus: list[str]) -> None:
    lus = nombres(nettoyer(phrase), Lieu("t"))
    assert [n.nombre for n in lus] == [Decimal(a) for a in attendus]


def test_le_nom_et_l_unite_suivent_le_nombre() -> None:
    jeunes, taux, argent = nombres("400 jeunes, 35 % du total, 5 000 euros", Lieu("t"))
    assert (jeunes.nom, taux.pourcentage, argent.argent) == ("jeun", True, True)


def test_plus_de_rend_le_nombre_approche() -> None:
    (lu,) = nombres("plus de 3000 allocataires", Lieu("t"))
    assert lu.valeur.approche


def test_les_decimales_imprimees_sont_gardees() -> None:
    (lu,) = nombres("39,3 %", Lieu("t"))
    assert lu.valeur.decimales == 1


def test_rapprocher_des_mots() -> None:
    assert compact("WE KER") == compact("We-Ker") == compact("WeKer")
    assert mots_proches("babin", "bambin") and not mots_proches("jeune", "jeune")
    assert est_abrege_de("socx", "sociaux") and not est_abrege_de("courte", "incurie")
    assert racines("Les jeunes accompagnés") == racines("jeune accompagnée")
    assert ressemblance("Référent de parcours", "Parcours, référent") == 100
    assert (nombre_en_lettres("Trois"), nombre_en_lettres("12"), nombre_en_lettres("x")) == (3, 12, None)


def test_ecrire_un_nombre_a_la_francaise() -> None:
    assert ecrire(Decimal("21064"), "€") == "21\u00a0064,00\u00a0€"
    assert ecrire(Decimal("39.20"), "%") == "39,2\u00a0%"
    assert ecrire(Decimal("5015")) == "5\u00a0015"
