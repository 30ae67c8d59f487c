"""Ce qu'on reproche à une page : console, autre hôte, politique de sécurité violée, accessibilité."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

RACINE = Path(__file__).resolve().parent.parent.parent
AXE = RACINE / "build/axe.min.js"
ECOUTE_CSP = """document.addEventListener("securitypolicyviolation", (e) =>
  console.error("politique de sécurité violée : " + e.violatedDirective + " " + e.blockedURI))"""
BILAN_AXE = """(regles) => axe.run(document, {
  resultTypes: ["violations"], ...(regles.length ? {runOnly: {type: "rule", values: regles}} : {}),
}).then((bilan) => bilan.violations.map(
  (v) => v.id + " (" + v.help + ") : " + v.nodes.slice(0, 4).map((n) => n.target + " " + n.html.slice(0, 120)
    + " " + (n.any[0]?.message ?? "")).join(" | ")))"""


class Constat:
    """Écoute une page ; `reproches` doit rester vide.

    `attendus` : statuts d'erreur que le test provoque (le navigateur les écrit dans sa console).
    """

    def __init__(self, page: Page, adresse: str) -> None:
        self.page = page
        self.hote = urlsplit(adresse).netloc
        self.reproches: list[str] = []
        self.attendus: tuple[int, ...] = ()
        page.on("console", self._console)
        page.on("pageerror", lambda erreur: self.reproches.append(f"{page.url} : {erreur}"))
        page.on("request", self._requete)
        page.add_init_script(ECOUTE_CSP)

    def _console(self, message: ConsoleMessage) -> None:
        voulu = any(f"status of {statut}" in message.text for statut in self.attendus)
        if message.type in ("error", "warning") and not voulu:
            self.reproches.append(f"{self.page.url} : console : {message.text}")

    def _requete(self, requete: Request) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme not in ("data", "blob", "about") and adresse.netloc != self.hote:
            self.reproches.append(f"{self.page.url} : requête vers {adresse.netloc}")

    def rendre(self) -> list[str]:
        """Ce qui est reproché depuis la dernière fois."""
        rendus, self.reproches = self.reproches, []
        return rendus

    def axe(self, *regles: str) -> list[str]:
        """Violations trouvées par axe-core, contrastes compris, ou de ces seules règles."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        violations: list[Any] = self.page.evaluate(BILAN_AXE, list(regles))
        return [str(violation) for violation in violations]
