"""Ce qu'une personne fait dans un vrai navigateur : se connecter, corriger une case, lire au clavier."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site
from tests.navigateur.semer import MOT_DE_PASSE


def adresse(site: Site, suite: str = "") -> str:
    reperes = site.reperes["calpae"]
    return f"{site.adresse}/programmes/{reperes['programme']}/{reperes['exercice']}/{suite}"


def test_corriger_une_case_en_place(ouvrir: Callable[..., Page], site: Site) -> None:
    """Le formulaire s'ouvre dans la case ; un refus y reste ; l'enregistrement se dit et le total suit."""
    page = ouvrir("chargee_mission")
    page.constat.attendus = (422,)  # type: ignore[attr-defined]
    page.goto(adresse(site, "credits/"))
    total = page.locator("tfoot tr.total td.n").nth(2)
    avant = total.inner_text()
    ligne = page.locator("tbody tr", has=page.get_by_role("link", name=re.compile("^4.1 "))).first
    case = ligne.locator("td.n").nth(2)
    ligne.hover()
    case.get_by_role("link", name=re.compile("modifier")).click()
    champ = case.get_by_label("Montant (€)")
    champ.fill("douze")
    case.get_by_role("button", name="Enregistrer").click()
    expect(case.get_by_role("alert")).to_contain_text("pas un nombre")
    case.get_by_label("Montant (€)").fill("60 000,50")
    case.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(re.compile(r"enregistré à \d\d\s?h\s?\d\d"))).to_be_visible()
    expect(case).to_contain_text(re.compile(r"60\s000,50\s€"))
    assert total.inner_text() != avant
    assert page.url == adresse(site, "credits/")


def test_le_lien_d_evitement_mene_au_contenu(ouvrir: Callable[..., Page], site: Site) -> None:
    page = ouvrir("elu")
    page.goto(adresse(site))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_le_point_d_interrogation_montre_les_raccourcis(ouvrir: Callable[..., Page], site: Site) -> None:
    page = ouvrir("elu")
    page.goto(adresse(site))
    page.keyboard.press("?")
    page.wait_for_url("**/aide/#raccourcis")


def test_l_en_tete_d_un_grand_tableau_reste_visible(ouvrir: Callable[..., Page], site: Site) -> None:
    page = ouvrir("elu")
    page.goto(adresse(site, "credits/"))
    page.evaluate("window.scrollTo(0, 1200)")
    haut = page.locator("thead th").first.bounding_box()
    assert haut is not None and 0 <= haut["y"] < 5


def test_deconnecte_on_revient_ou_l_on_allait(ouvrir: Callable[..., Page], site: Site) -> None:
    """Une adresse partagée demande la connexion, puis s'ouvre."""
    page = ouvrir()
    page.goto(adresse(site, "indicateurs/?q=nombre"))
    page.fill("input[name=login]", "direction@exemple.invalid")
    page.fill("input[name=password]", MOT_DE_PASSE)
    page.click("main button[type=submit]")
    page.wait_for_url(adresse(site, "indicateurs/?q=nombre"))
