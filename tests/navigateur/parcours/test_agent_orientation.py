"""L'agent d'orientation, au clavier seul : de la file à la lettre imprimée et au référent nommé."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site
from tests.navigateur.parcours.clavier import activer, atteindre, choisir, ecrire

DELAI = 40


def test_de_la_file_a_la_lettre_et_au_referent(
    ouvrir: Callable[..., Page], departement: Site, capturer: Callable[[Page, str], None]
) -> None:
    page = ouvrir("agent")
    page.goto(f"{departement.adresse}/")
    expect(page).to_have_url(re.compile("/orientation/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui attend une orientation ?")
    expect(page.get_by_role("link", name="KERMARREC Louise")).to_be_visible()
    capturer(page, "file")
    _passer_les_regles(page, departement)
    capturer(page, "file-avec-proposition")
    activer(page, page.get_by_role("link", name="KERMARREC Louise"))
    _decider(page)
    capturer(page, "decidee")
    _signer_et_imprimer(page, capturer)
    _nommer_le_referent(page, departement)
    capturer(page, "referent-nomme")
    suivi = ouvrir("referent", largeur=390, hauteur=844)
    suivi.goto(f"{departement.adresse}/")
    suivi.get_by_role("link", name="Les personnes que je suis").click()
    expect(suivi.get_by_role("link", name="KERMARREC Louise")).to_be_visible()
    capturer(suivi, "chez-son-referent")


def _passer_les_regles(page: Page, site: Site) -> None:
    """Lance le passage, puis attend que la tâche ait écrit la proposition."""
    activer(page, page.get_by_role("link", name="Passages"))
    activer(page, page.get_by_role("button", name="Passer les règles"))
    expect(page.get_by_text("Le passage est lancé")).to_be_visible()
    ligne = page.get_by_role("row", name=re.compile("KERMARREC"))
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        page.goto(f"{site.adresse}/orientation/")
        if ligne.get_by_text("Service insertion d'Aube").count():
            break
        time.sleep(0.5)
    expect(ligne).to_contain_text("Les autres")


def _decider(page: Page) -> None:
    expect(page.get_by_role("heading", name=re.compile("Proposé : Service insertion d'Aube"))).to_be_visible()
    activer(page, page.get_by_role("button", name="Décider ce qui est proposé"))
    expect(page.get_by_text("L'orientation proposée est décidée.")).to_be_visible()
    expect(page.get_by_text("Pas encore notifiée.")).to_be_visible()


def _signer_et_imprimer(page: Page, capturer: Callable[[Page, str], None]) -> None:
    """Signe, trouve la lettre par le menu, la réunit dans un lot et attend son PDF."""
    activer(page, page.get_by_role("button", name="Signer et notifier"))
    expect(page.get_by_text("1 notification partie.")).to_be_visible()
    menu = page.get_by_role("navigation", name="Principal")
    activer(page, menu.get_by_text("Courriers", exact=True))
    capturer(page, "menu-deplie")
    activer(page, menu.get_by_role("link", name="Lettres à imprimer"))
    activer(page, page.get_by_role("button", name="Préparer un lot"))
    expect(page.get_by_role("row", name=re.compile("KERMARREC"))).to_be_visible()
    telecharger = page.get_by_role("link", name=re.compile("Télécharger les lettres"))
    limite = time.monotonic() + DELAI
    while not telecharger.count() and time.monotonic() < limite:
        time.sleep(0.5)
        page.reload()
    atteindre(page, telecharger)
    with page.expect_download() as recu:
        page.keyboard.press("Enter")
    assert recu.value.path().read_bytes().startswith(b"%PDF-")
    capturer(page, "lot")


def _nommer_le_referent(page: Page, site: Site) -> None:
    page.goto(f"{site.adresse}/personnes/{site.reperes['entrante']}/suivi/")
    expect(page.get_by_text("Sans référent.")).to_be_visible()
    activer(page, page.get_by_role("link", name="Passer le relais"))
    choisir(page, page.get_by_label("Nouveau référent"), "Rémi Fontan")
    ecrire(page, page.get_by_label("Pourquoi ?"), "Première désignation")
    activer(page, page.get_by_role("button", name="Passer le relais"))
    expect(page.get_by_text("Le relais est passé à Rémi Fontan.")).to_be_visible()
