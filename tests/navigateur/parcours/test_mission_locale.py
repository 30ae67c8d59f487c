"""La mission locale, organisme délégué : contrat d'un jeune sur papier numérisé, signé de leur côté."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site
from tests.navigateur.parcours.ecrans import attendre_scelle, ecrire_contrat
from tests.navigateur.parcours.semer import TELEPHONES
from tests.navigateur.parcours.telephones import Telephones

NUMERO = TELEPHONES["jeune"]
PAPIER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def test_contrat_d_un_jeune_signe_par_la_mission_locale(
    ouvrir: Callable[..., Page],
    departement: Site,
    telephones: Telephones,
    capturer: Callable[[Page, str], None],
) -> None:
    page = ouvrir("conseiller")
    page.goto(f"{departement.adresse}/personnes/{departement.reperes['jeune']}/suivi/")
    expect(page.get_by_text("Suivie par")).to_contain_text("Malo Jeunot")
    capturer(page, "suivi")
    _convoquer(page, departement, telephones)
    ecrire_contrat(page, departement, "jeune", capturer)
    page.get_by_role("link", name="Faire signer").click()
    capturer(page, "facons-de-signer")
    _joindre_le_papier(page)
    expect(page.get_by_text("Le contrat est signé.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Convention 2025-12"))).to_be_visible()
    assert b"/ByteRange" in attendre_scelle(page)
    capturer(page, "signe")


def test_la_mission_locale_ne_voit_pas_les_autres(ouvrir: Callable[..., Page], departement: Site) -> None:
    page = ouvrir("conseiller")
    page.constat.attendus = (404, 403)  # type: ignore[attr-defined]
    for chemin, statut in (
        (f"/personnes/{departement.reperes['suivie']}/suivi/", 404),
        (f"/personnes/{departement.reperes['suivie']}/contrats/", 404),
        ("/orientation/", 403),
        ("/contrats/circuits/", 403),
    ):
        reponse = page.goto(departement.adresse + chemin)
        assert reponse is not None and reponse.status == statut, chemin


def _convoquer(page: Page, site: Site, telephones: Telephones) -> None:
    """Une date imposée : le jeune reçoit un SMS, la lettre attend d'être imprimée."""
    page.goto(f"{site.adresse}/personnes/{site.reperes['jeune']}/rendez-vous/convoquer/")
    page.get_by_label("Motif").select_option(label="Premier rendez-vous")
    page.get_by_label("Jour").fill((timezone.localdate() + timedelta(days=8)).isoformat())
    page.get_by_label("Heure").fill("10:00")
    page.get_by_label("Lieu").select_option(label="Accueil, Mission locale d'Aube")
    page.get_by_role("button", name="Convoquer").click()
    expect(page.get_by_text("Convocation enregistrée")).to_be_visible()
    assert telephones.attendre(NUMERO, r"(Vous avez rendez-vous)")


def _joindre_le_papier(page: Page) -> None:
    """Un faux fichier est refusé, l'écran revient ; le bon est gardé avec les deux signatures."""
    papier = page.locator("section", has=page.get_by_role("heading", name="Sur papier"))
    page.constat.attendus = (422,)  # type: ignore[attr-defined]
    for contenu in (b"pas un PDF", PAPIER):
        papier.get_by_label("Exemplaire signé, numérisé").set_input_files(
            {"name": "contrat.pdf", "mimeType": "application/pdf", "buffer": contenu}
        )
        papier.get_by_label(re.compile("Comment avez-vous vérifié")).fill("Carte d'identité")
        papier.get_by_label(re.compile("La signature de l'organisme")).check()
        papier.get_by_role("button", name="Joindre l'exemplaire signé").click()
        if contenu != PAPIER:
            expect(papier.get_by_role("alert")).to_be_visible()
