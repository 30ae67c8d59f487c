"""Le site des parcours, les téléphones qui reçoivent ses SMS, et de quoi ouvrir des pages et les garder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.navigateur.conftest import ARTEFACTS, Site, pages_de, port_libre, site_servi
from tests.navigateur.parcours.telephones import Telephones
from tests.navigateur.semer import RACINE

SEMIS = "tests.navigateur.parcours.semer"


@pytest.fixture(scope="package")
def telephones() -> Iterator[Telephones]:
    boite = Telephones()
    yield boite
    boite.fermer()


@pytest.fixture(scope="package")
def departement(tmp_path_factory: pytest.TempPathFactory, telephones: Telephones) -> Iterator[Site]:
    """Le petit département de `semer`, servi, ses SMS remis aux téléphones."""
    port = port_libre()
    variables = {
        "JALON_SMS_URL": telephones.url,
        "JALON_SMS_CLE": "essai",
        "JALON_URL": f"http://127.0.0.1:{port}",
    }
    with site_servi(tmp_path_factory.mktemp("parcours"), SEMIS, port, **variables) as servi:
        yield servi


@pytest.fixture
def ouvrir(navigateur: Browser, departement: Site) -> Iterator[Callable[..., Page]]:
    """`ouvrir("agent")` : une page de ce compte ; sans nom, celle d'une personne, sans compte."""
    with pages_de(navigateur, departement) as ouvrir_page:
        yield ouvrir_page


@pytest.fixture
def laisser_passer(departement: Site) -> Callable[[], None]:
    """Fait passer le temps sur les rendez-vous pris."""

    def passer() -> None:
        subprocess.run(
            [sys.executable, "-m", SEMIS, "passer"], cwd=RACINE, env=departement.environnement, check=True
        )

    return passer


@pytest.fixture
def capturer(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`capturer(page, "la-file")` : garde l'écran dans `artefacts/`, numéroté, et l'essaie avec axe.

    Aucun défaut d'accessibilité, aucun débordement en largeur.
    """
    rang = 0

    def garder(page: Page, nom: str) -> None:
        nonlocal rang
        rang += 1
        ARTEFACTS.mkdir(exist_ok=True)
        parcours = request.module.__name__.rpartition("test_")[2]
        page.screenshot(path=ARTEFACTS / f"parcours-{parcours}-{rang:02d}-{nom}.png", full_page=True)
        largeur = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur, f"{nom} déborde"
        defauts = page.constat.axe()  # type: ignore[attr-defined]
        assert not defauts, f"{nom} : " + "\n".join(defauts)

    return garder
