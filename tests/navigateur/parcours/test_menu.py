"""Le menu dans un vrai navigateur : une ligne à 1 280 pixels, un tiroir à 320, ouvert et fermé au clavier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site
from tests.navigateur.parcours.clavier import activer, atteindre

UNE_LIGNE = 70
"""Hauteur de l'en-tête, en pixels, au-delà de laquelle le menu est passé à la ligne."""


@pytest.mark.parametrize("compte", ["directrice", "agent", "responsable", "referent"])
def test_le_menu_tient_sur_une_ligne(
    ouvrir: Callable[..., Page], departement: Site, capturer: Callable[[Page, str], None], compte: str
) -> None:
    page = ouvrir(compte)
    page.goto(f"{departement.adresse}/")
    entete, menu, qui = (
        page.locator(f"header.entete{dedans}").bounding_box() for dedans in ("", " nav", " .qui")
    )
    assert entete and menu and qui and entete["height"] < UNE_LIGNE
    for boite in (menu, qui):
        assert boite["y"] >= entete["y"] and boite["y"] + boite["height"] <= entete["y"] + entete["height"]
    assert menu["x"] + menu["width"] <= qui["x"], "le menu ne passe pas sous le compte"
    capturer(page, f"accueil-{compte}")


@pytest.mark.parametrize("scripts", [True, False])
def test_un_groupe_s_ouvre_au_clavier_meme_sans_script(
    ouvrir: Callable[..., Page], departement: Site, scripts: bool
) -> None:
    page = ouvrir("directrice", scripts=scripts)
    page.goto(f"{departement.adresse}/contrats/")
    menu = page.get_by_role("navigation", name="Principal")
    if scripts:
        activer(page, menu.get_by_text("Suivi", exact=True))
        expect(menu.get_by_role("link", name="Contrats", exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        page.keyboard.press("Escape")
        expect(menu.get_by_role("link", name="Contrats", exact=True)).to_be_hidden()
    menu.get_by_text("Suivi", exact=True).click()
    menu.get_by_role("link", name="Agenda").click()
    expect(page).to_have_url(f"{departement.adresse}/agenda/")


def test_le_tiroir_d_un_petit_ecran(
    ouvrir: Callable[..., Page], departement: Site, capturer: Callable[[Page, str], None]
) -> None:
    page = ouvrir("responsable", largeur=320, hauteur=640)
    page.goto(f"{departement.adresse}/")
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    activer(page, page.get_by_role("button", name="Menu", exact=True))
    expect(menu).to_be_visible()
    activer(page, menu.get_by_text("Personnes", exact=True))
    capturer(page, "tiroir")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    atteindre(page, page.get_by_role("button", name="Menu", exact=True))
