"""Le vrai site, sur sa propre base semée, piloté par le Chromium de la machine.

Le serveur est un processus à part (`jalon servir`) : pas d'ORM ici. Les captures vont dans `artefacts/`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.modele import installer_copie
from tests.navigateur.constat import Constat
from tests.navigateur.semer import MOT_DE_PASSE, RACINE

CHROMIUM = shutil.which("chromium")
ARTEFACTS = RACINE / "artefacts"
DELAI_DEMARRAGE = 90


@dataclass(frozen=True)
class Site:
    """Le site servi : adresse, ce qui y est semé (voir `semer.garnir`), sessions par compte, variables."""

    adresse: str
    reperes: dict[str, Any]
    sessions: dict[str, Any]
    environnement: dict[str, str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    dossier = Path(__file__).parent
    for test in items:
        if dossier in test.path.parents:
            test.add_marker(pytest.mark.navigateur)


def _environnement(dossier: Path) -> dict[str, str]:
    """Les variables du site essayé : aucune de celles des tests ne doit le toucher."""
    propres = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith(("JALON_", "DJANGO_"))}
    return propres | {
        "JALON_DOSSIER": str(dossier),
        "XDG_RUNTIME_DIR": str(dossier.parent),
        "JALON_BASE_JETABLE": "1",
    }


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@contextmanager
def site_servi(racine: Path, semis: str, port: int = 0, **variables: str) -> Iterator[Site]:
    """Prend une base neuve sous `racine`, la sème par le module `semis`, la sert ; arrête tout ensuite."""
    if CHROMIUM is None:
        pytest.skip("Chromium n'est pas installé (paquet chromium)")
    dossier, port = racine / "d", port or port_libre()
    environnement = _environnement(dossier) | variables
    semer = [sys.executable, "-m", semis]
    installer_copie(dossier)
    garni = subprocess.run(
        [*semer, "garnir"], cwd=RACINE, env=environnement, check=True, stdout=subprocess.PIPE, text=True
    )
    jalon = Path(sys.executable).parent / "jalon"
    servi = subprocess.Popen(
        [str(jalon), "servir", "--port", str(port), "--processus", "1"], cwd=RACINE, env=environnement
    )
    adresse = f"http://127.0.0.1:{port}"
    try:
        _attendre(adresse, servi)
        yield Site(adresse, json.loads(garni.stdout.splitlines()[-1]), {}, environnement)
    finally:
        servi.send_signal(signal.SIGTERM)
        try:
            servi.wait(40)
        except subprocess.TimeoutExpired:
            servi.kill()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Le site aux rapports et aux trente foyers."""
    with site_servi(tmp_path_factory.mktemp("nav"), "tests.navigateur.semer") as servi:
        yield servi


def _attendre(adresse: str, servi: subprocess.Popen[bytes]) -> None:
    limite = time.monotonic() + DELAI_DEMARRAGE
    while time.monotonic() < limite:
        if servi.poll() is not None:
            raise RuntimeError(f"le site s'est arrêté au démarrage (code {servi.returncode})")
        try:
            urllib.request.urlopen(f"{adresse}/compte/login/", timeout=5)  # noqa: S310 - notre serveur
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"le site ne répond pas après {DELAI_DEMARRAGE} s")


@pytest.fixture(scope="package")
def navigateur() -> Iterator[Browser]:
    """Chromium, une fois pour tous les essais au navigateur."""
    if CHROMIUM is None:
        pytest.skip("Chromium n'est pas installé (paquet chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _se_connecter(page: Page, site: Site, role: str) -> None:
    page.goto(f"{site.adresse}/")
    page.fill("input[name=login]", f"{role}@exemple.invalid")
    page.fill("input[name=password]", MOT_DE_PASSE)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


@pytest.fixture
def ouvrir(navigateur: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`ouvrir("chargee_mission", largeur=320)` : une page connectée (rôle vide : anonyme)."""
    with pages_de(navigateur, site) as ouvrir_page:
        yield ouvrir_page


@pytest.fixture(scope="package")
def _gardees(navigateur: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    with pages_de(navigateur, site) as ouvrir_page:
        yield cache(ouvrir_page)


@pytest.fixture
def reprendre(_gardees: Callable[[str], Page]) -> Iterator[Callable[[str], Page]]:
    """`reprendre("elu")` : la page de ce rôle, gardée d'un essai à l'autre, pour lire sans rien changer.

    Le navigateur n'y relit ni les styles, ni les scripts, ni axe. Elle répond de chaque essai à sa fin.
    """
    prises: list[Page] = []

    def prendre(role: str) -> Page:
        page = _gardees(role)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        prises.append(page)
        return page

    yield prendre
    reproches = [reproche for page in prises for reproche in page.constat.rendre()]  # type: ignore[attr-defined]
    assert not reproches, "\n".join(reproches)


@contextmanager
def pages_de(navigateur: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """De quoi ouvrir des pages de ce site, chacune dans son contexte.

    À la fin, `page.constat` doit être sans reproche : console, hôtes, politique de sécurité.
    """
    contextes, constats = [], []

    def ouvrir_page(
        role: str = "", *, sombre: bool = False, largeur: int = 1280, hauteur: int = 900, scripts: bool = True
    ) -> Page:
        if role and role not in site.sessions:
            contexte = navigateur.new_context(locale="fr-FR")
            _se_connecter(contexte.new_page(), site, role)
            site.sessions[role] = contexte.storage_state()
            contexte.close()
        contexte = navigateur.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": largeur, "height": hauteur},
            java_script_enabled=scripts,
            storage_state=site.sessions.get(role),
            reduced_motion="reduce",
        )
        contextes.append(contexte)
        page = contexte.new_page()
        page.constat = Constat(page, site.adresse)  # type: ignore[attr-defined]
        constats.append(page.constat)  # type: ignore[attr-defined]
        return page

    yield ouvrir_page
    for contexte in contextes:
        contexte.close()
    reproches = [reproche for constat in constats for reproche in constat.rendre()]
    assert not reproches, "\n".join(reproches)
