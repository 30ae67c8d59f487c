"""Chaque gabarit une fois : ouvert, en clair et en sombre, à 1 280 et 320 pixels, sans reproche."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from jalon.socle.acces.autorisation import autorisation_de
from tests.navigateur.adresses import AUTRES, PAGES, SANS_CREDITS, SANS_PAGE
from tests.navigateur.conftest import ARTEFACTS, Site

FACONS: dict[int, dict[Literal["light", "dark"], bool]] = {
    1280: {"light": True, "dark": False},
    320: {"dark": True},
}
"""Largeur → thème → si toutes les règles se lisent et la page se photographie ; sinon le contraste seul.

À 320 pixels les couleurs claires sont celles déjà lues : il reste la mise en page.
"""


def noms_ouverts(motifs: list[URLPattern | URLResolver]) -> set[str]:
    """Noms des adresses que quelqu'un peut ouvrir."""
    noms: set[str] = set()
    for motif in motifs:
        if isinstance(motif, URLResolver):
            noms |= noms_ouverts(motif.url_patterns)
        elif motif.name and autorisation_de(motif.callback, motif.name) is not None:
            noms.add(motif.name)
    return noms


def test_chaque_adresse_est_visitee() -> None:
    oubliees = noms_ouverts(get_resolver().url_patterns) - set(PAGES) - SANS_PAGE
    assert not oubliees, "à ajouter dans tests/navigateur/adresses.py : " + ", ".join(sorted(oubliees))


@pytest.mark.parametrize("nom", [*PAGES, *AUTRES, *SANS_CREDITS])
def test_page(reprendre: Callable[[str], Page], site: Site, nom: str) -> None:
    """La page répond, tient dans chaque largeur, et axe n'y trouve rien, en clair ni en sombre."""
    role, modele = {**AUTRES, **PAGES, **SANS_CREDITS}[nom]
    page = reprendre(role)
    reperes = site.reperes["pdi" if nom in SANS_CREDITS else "calpae"]
    reponse = page.goto(site.adresse + modele.format(**reperes))
    assert reponse is not None and reponse.status == 200
    expect(page.locator("[hx-trigger=load]")).to_have_count(0)
    assert page.locator("h1").count() == 1
    ARTEFACTS.mkdir(exist_ok=True)
    reproches = []
    for largeur, themes in FACONS.items():
        page.set_viewport_size({"width": largeur, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > largeur:
            reproches.append(f"à {largeur} pixels, la page déborde en largeur")
        for theme, entiere in themes.items():
            page.emulate_media(color_scheme=theme)
            if entiere:
                image = ARTEFACTS / f"{nom}-{theme}-{largeur}.jpg"
                page.screenshot(path=image, full_page=True, type="jpeg", quality=60)
            violations = page.constat.axe(*([] if entiere else ["color-contrast"]))  # type: ignore[attr-defined]
            reproches += [f"{theme}, {largeur} pixels : {violation}" for violation in violations]
    assert not reproches, "\n".join(reproches)


@pytest.mark.parametrize("nom", ["programme", "credits", "indicateurs", "action", "anomalies", "provenance"])
def test_sans_javascript(ouvrir: Callable[..., Page], site: Site, nom: str) -> None:
    """La lecture marche sans script : le contenu principal est là."""
    role, modele = PAGES[nom]
    page = ouvrir(role, scripts=False)
    reponse = page.goto(site.adresse + modele.format(**site.reperes["calpae"]))
    assert reponse is not None and reponse.status == 200
    assert page.locator("main h1").inner_text()


@pytest.mark.parametrize(("adresse", "statut"), [("/nulle-part/", 404), ("/comptes/", 403)])
def test_pages_d_erreur(ouvrir: Callable[..., Page], site: Site, adresse: str, statut: int) -> None:
    """En français, avec un chemin de retour et une référence, sans détail interne."""
    page = ouvrir("elu")
    page.constat.attendus = (statut,)  # type: ignore[attr-defined]
    reponse = page.goto(site.adresse + adresse)
    assert reponse is not None and reponse.status == statut
    assert page.get_by_role("link", name="Revenir à l'accueil").is_visible()
    assert f"Référence : {statut}" in page.inner_text("main")
    assert "Traceback" not in page.content()
    assert not page.constat.axe()  # type: ignore[attr-defined]
