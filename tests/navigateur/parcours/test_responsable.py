"""La responsable du service : sa charge, une liste convoquée, une absence et ses rendez-vous repris."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site

JOUR = timezone.localdate() + timedelta(days=9)


def test_convoquer_une_liste_puis_reprendre_une_absence(
    ouvrir: Callable[..., Page], departement: Site, capturer: Callable[[Page, str], None]
) -> None:
    page = ouvrir("responsable")
    page.goto(f"{departement.adresse}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en est mon service ?")
    page.goto(f"{departement.adresse}/listes/diagnostic_vide/")
    page.get_by_label("Choisir MORVAN Paul").check()
    capturer(page, "liste-cochee")
    page.get_by_role("button", name="Convoquer les personnes cochées").click()
    page.get_by_label("Motif").select_option(label="Premier rendez-vous")
    page.get_by_label("Jour").fill(JOUR.isoformat())
    page.get_by_label("Heure").fill("14:00")
    page.get_by_label("Lieu").select_option(label="Accueil, Service insertion d'Aube")
    capturer(page, "convoquer")
    page.get_by_role("button", name="Convoquer").click()
    expect(page.get_by_text("Convocations enregistrées : 1.")).to_be_visible()
    _reprendre(page, departement, capturer)


def _reprendre(page: Page, site: Site, capturer: Callable[[Page, str], None]) -> None:
    page.goto(f"{site.adresse}/agenda/absences/")
    agent = page.get_by_label("Agent")  # chaque nom y est suivi de sa charge
    agent.select_option(agent.locator("option", has_text="Rose Servant").get_attribute("value"))
    page.get_by_label("Du", exact=True).fill(JOUR.isoformat())
    page.get_by_label("Au (inclus)").fill(JOUR.isoformat())
    page.get_by_role("button", name="Noter l'absence").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Que deviennent ses rendez-vous ?")
    expect(page.get_by_role("row", name=re.compile("MORVAN Paul"))).to_be_visible()
    capturer(page, "reprise")
    page.get_by_label("les annuler et prévenir").check()
    page.get_by_role("button", name="Faire cela pour les rendez-vous cochés").click()
    expect(page.get_by_text("Personne n'est plus attendu")).to_be_visible()
