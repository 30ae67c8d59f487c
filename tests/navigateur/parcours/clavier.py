"""Mener un écran au clavier seul : chaque geste doit s'atteindre à la tabulation."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

TOUCHES_MAX = 150


def atteindre(page: Page, cible: Locator) -> None:
    """Tabule jusqu'à cet élément ; échoue s'il ne s'atteint pas, ou s'il ne se voit pas une fois atteint."""
    cible.wait_for(state="attached")
    for _ in range(TOUCHES_MAX):
        if cible.evaluate("e => e === document.activeElement"):
            assert cible.evaluate("e => e.matches(':focus-visible')"), "l'élément atteint ne se voit pas"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{cible} ne s'atteint pas au clavier en {TOUCHES_MAX} touches")


def activer(page: Page, cible: Locator) -> None:
    """Atteint un lien, un bouton ou un titre dépliable, et l'ouvre avec Entrée."""
    atteindre(page, cible)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def choisir(page: Page, liste: Locator, libelle: str) -> None:
    """Choisit dans une liste en tapant le début du libellé."""
    atteindre(page, liste)
    page.keyboard.type(libelle, delay=20)
    assert libelle in liste.evaluate("e => e.selectedOptions[0].text")


def ecrire(page: Page, champ: Locator, texte: str) -> None:
    atteindre(page, champ)
    page.keyboard.press("Control+a")
    page.keyboard.type(texte)
