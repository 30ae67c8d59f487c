"""Ce que les parcours font au même écran : écrire un contrat, attendre son exemplaire scellé."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site

DELAI = 60


def ecrire_contrat(page: Page, site: Site, personne: str, capturer) -> None:  # type: ignore[no-untyped-def]
    """Ouvre, rédige et soumet un contrat de six mois ; s'arrête sur la page du contrat, à signer."""
    page.goto(f"{site.adresse}/personnes/{site.reperes[personne]}/contrats/")
    page.get_by_role("link", name="Ouvrir un contrat").click()
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Fin", exact=False).first.fill((timezone.localdate() + timedelta(days=182)).isoformat())
    page.get_by_label("Heures d'activité par semaine").fill("15")
    page.get_by_role("textbox", name="Situation de départ").fill("Cherche un emploi, sans permis.")
    objectif = page.get_by_role("group", name="Objectif 1")
    objectif.get_by_label("Domaine").select_option(index=1)
    objectif.get_by_label("Objectif", exact=False).first.fill("Retrouver un emploi")
    for rang, (qui, quoi, heures) in enumerate(
        (("personne", "Venir aux rendez-vous", "2"), ("organisme", "Vous recevoir chaque mois", "")), 1
    ):
        ligne = page.get_by_role("group", name=f"Engagement 1.{rang}")
        ligne.get_by_label("Qui s'engage").select_option(qui)
        ligne.get_by_label("Engagement", exact=False).first.fill(quoi)
        if heures:
            ligne.get_by_label("Heures par semaine").fill(heures)
    capturer(page, "contrat-en-redaction")
    page.get_by_role("button", name="Soumettre").click()
    expect(page.get_by_text("À signer", exact=False).first).to_be_visible()


def attendre_scelle(page: Page) -> bytes:
    """Le PDF scellé du contrat signé : une tâche le compose dans la minute."""
    lien = page.get_by_role("link", name="Télécharger le contrat scellé")
    limite = time.monotonic() + DELAI
    while not lien.count() and time.monotonic() < limite:
        time.sleep(1)
        page.reload()
    with page.expect_download() as recu:
        lien.click()
    return recu.value.path().read_bytes()
