"""Le référent du département : rendez-vous pris sans compte, visite au téléphone, contrat signé."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import Site
from tests.navigateur.parcours.clavier import activer, ecrire
from tests.navigateur.parcours.ecrans import attendre_scelle, ecrire_contrat
from tests.navigateur.parcours.semer import TELEPHONES
from tests.navigateur.parcours.telephones import Telephones

NUMERO = TELEPHONES["suivie"]
Capturer = Callable[[Page, str], None]


def test_de_l_invitation_au_contrat_signe_par_code(
    ouvrir: Callable[..., Page],
    departement: Site,
    telephones: Telephones,
    laisser_passer: Callable[[], None],
    capturer: Capturer,
) -> None:
    bureau = ouvrir("referent")
    bureau.goto(f"{departement.adresse}/")
    expect(bureau.get_by_role("heading", level=1)).to_have_text("Qui m'attend aujourd'hui ?")
    capturer(bureau, "ma-journee")
    _ouvrir_des_heures(bureau, departement)
    _inviter(bureau, departement)
    personne = ouvrir(largeur=320, hauteur=640)
    _choisir_son_heure(personne, telephones, capturer)
    laisser_passer()
    _noter_la_venue(bureau, departement, capturer)
    visite = ouvrir("referent", largeur=390, hauteur=844)
    _diagnostiquer(visite, departement, capturer)
    ecrire_contrat(bureau, departement, "suivie", capturer)
    bureau.get_by_role("link", name="Faire signer").click()
    capturer(bureau, "facons-de-signer")
    bureau.get_by_role("radio", name=re.compile("SMS")).check()
    bureau.get_by_role("button", name="Envoyer le lien").click()
    _signer_avec_le_code(personne, telephones, capturer)
    _signer_pour_le_departement(ouvrir, bureau, capturer)


def test_un_contrat_signe_au_bureau_sur_l_ecran_de_l_agent(
    ouvrir: Callable[..., Page], departement: Site, capturer: Capturer
) -> None:
    """Au clavier seul : la personne relit et coche devant l'agent ; un oubli se dit sans rien perdre."""
    bureau = ouvrir("referent")
    ecrire_contrat(bureau, departement, "autre", capturer)
    telephone = ouvrir("referent", largeur=390, hauteur=844)
    telephone.goto(bureau.url)
    telephone.get_by_role("link", name="Faire signer").click()
    capturer(telephone, "ecran-a-l-etroit")
    activer(bureau, bureau.get_by_role("link", name="Faire signer"))
    expect(bureau.get_by_role("heading", level=1)).to_have_text("Comment signer ?")
    expect(bureau.get_by_role("heading", name="Le contrat à relire")).to_be_visible()
    bureau.constat.attendus = (422,)  # type: ignore[attr-defined]
    ici = bureau.get_by_role("region", name="Ici, sur cet écran")
    identite = ici.get_by_label("Comment avez-vous vérifié son identité ?")
    relu = ici.get_by_role("checkbox", name=re.compile("Je signe ce contrat"))
    signer = ici.get_by_role("button", name="Enregistrer la signature de la personne")
    ecrire(bureau, identite, "carte d'identité")
    activer(bureau, signer)
    expect(ici.get_by_role("alert")).to_be_focused()
    capturer(bureau, "ecran-pas-relu")
    oubli = ici.get_by_role("alert").get_by_role("link")
    expect(oubli).to_contain_text("La personne coche elle-même qu'elle a relu et qu'elle signe.")
    activer(bureau, oubli)
    expect(relu).to_be_focused()
    expect(identite).to_have_value("carte d'identité")
    bureau.keyboard.press("Space")
    expect(relu).to_be_checked()
    activer(bureau, signer)
    expect(bureau.get_by_text("La signature est enregistrée.")).to_be_visible()
    expect(bureau.get_by_text("À signer par")).to_contain_text("l'organisme référent")
    rangee = bureau.get_by_role("row", name=re.compile("carte d'identité|identité attestée par Rémi Fontan"))
    expect(rangee).to_contain_text("À l'écran de l'agent, en présence")
    capturer(bureau, "ecran-signe")
    telephone.reload()
    expect(telephone.get_by_text("Il manque la signature de l'organisme.")).to_be_visible()
    expect(telephone.get_by_role("region", name="Ici, sur cet écran")).to_have_count(0)
    _signer_pour_le_departement(ouvrir, bureau, capturer)


def _ouvrir_des_heures(page: Page, site: Site) -> None:
    page.goto(f"{site.adresse}/agenda/")
    page.get_by_role("link", name="Ouvrir des créneaux").click()
    page.get_by_label("Lieu").select_option(label="Accueil, Service insertion d'Aube")
    page.get_by_label("Premier rendez-vous").check()
    for jour in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"):
        page.get_by_label(jour).check()
    page.get_by_label("De", exact=True).fill("09:00")
    page.get_by_label("À", exact=True).fill("12:00")
    page.get_by_label("Du", exact=True).fill((timezone.localdate() + timedelta(days=1)).isoformat())
    page.get_by_label("Au (inclus)").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_text(re.compile(r"\d+ heures ouvertes"))).to_be_visible()


def _inviter(page: Page, site: Site) -> None:
    page.goto(f"{site.adresse}/personnes/{site.reperes['suivie']}/rendez-vous/")
    page.get_by_role("button", name="L'inviter à choisir elle-même").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 invitation : Premier rendez-vous")


def _choisir_son_heure(page: Page, telephones: Telephones, capturer: Capturer) -> None:
    """Le SMS, le lien, l'heure : sans compte, sur un petit téléphone ; aucun nom à l'écran."""
    page.goto(telephones.attendre(NUMERO, r"Choisissez votre date.* (http\S+)"))
    capturer(page, "telephone-invitation")
    assert "Bihan" not in page.content() and "BIHAN" not in page.content()
    page.get_by_role("link", name="Choisir mon heure").click()
    capturer(page, "telephone-heures")
    page.locator("main ul.gestes a").first.click()
    page.get_by_role("button", name="Oui, je prends cette heure").click()
    expect(page.get_by_role("status")).to_contain_text("C'est noté")
    capturer(page, "telephone-confirme")
    assert telephones.attendre(NUMERO, r"(Votre rendez-vous est noté)")


def _noter_la_venue(page: Page, site: Site, capturer: Capturer) -> None:
    page.goto(f"{site.adresse}/rendez-vous/a-clore/")
    page.locator("main tbody tr th a").first.click()
    page.get_by_label(re.compile("^Présence de")).select_option("honore")
    capturer(page, "presence")
    page.get_by_role("button", name="Enregistrer les présences").click()
    page.goto(f"{site.adresse}/personnes/{site.reperes['suivie']}/rendez-vous/")
    expect(page.get_by_text("premier honoré le")).to_be_visible()


def _diagnostiquer(page: Page, site: Site, capturer: Capturer) -> None:
    """Pendant la visite : le diagnostic partagé, sur le téléphone du référent, par le tiroir du menu."""
    page.goto(f"{site.adresse}/")
    page.get_by_role("button", name="Menu").click()
    capturer(page, "visite-tiroir")
    page.get_by_text("Personnes", exact=True).click()
    page.get_by_role("link", name="Chercher", exact=True).click()
    page.goto(f"{site.adresse}/personnes/{site.reperes['suivie']}/diagnostics/")
    page.get_by_role("button", name="Ouvrir un diagnostic").click()
    page.get_by_label(re.compile("selon elle")).first.select_option("2")
    page.get_by_label(re.compile("selon vous")).first.select_option("3")
    capturer(page, "visite-diagnostic")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le diagnostic est enregistré.")).to_be_visible()
    capturer(page, "visite-radar")


def _signer_avec_le_code(page: Page, telephones: Telephones, capturer: Capturer) -> None:
    """La personne lit, demande un code, se trompe une fois, signe."""
    page.goto(telephones.attendre(NUMERO, r"contrat.* (http\S+)"))
    capturer(page, "telephone-contrat")
    page.get_by_role("radio", name=re.compile("SMS")).check()
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_role("status")).to_contain_text("Un code est parti")
    code = telephones.attendre(NUMERO, r"\b(\d{6})\b")
    page.constat.attendus = (422,)  # type: ignore[attr-defined]
    faux = f"{(int(code) + 1) % 1_000_000:06}"
    for saisi in (faux, code):
        page.get_by_label("Le code à 6 chiffres reçu").fill(saisi)
        page.get_by_label("J'ai lu ce contrat et je le signe.").check()
        page.get_by_role("button", name="Je signe mon contrat").click()
        if saisi == faux:
            expect(page.get_by_role("alert")).to_be_visible()
            capturer(page, "telephone-code-refuse")
    expect(page.get_by_text("Vous avez signé.")).to_be_visible()
    capturer(page, "telephone-signe")


def _signer_pour_le_departement(ouvrir: Callable[..., Page], bureau: Page, capturer: Capturer) -> None:
    """Le référent n'a pas la délégation ; la directrice signe, le contrat se scelle et se vérifie."""
    directrice = ouvrir("directrice")
    directrice.goto(bureau.url)
    directrice.get_by_role("link", name="Faire signer").click()
    directrice.get_by_role("button", name=re.compile("^Signer pour Service insertion")).click()
    expect(directrice.get_by_text("Le contrat est signé.")).to_be_visible()
    scelle = attendre_scelle(directrice)
    assert scelle.startswith(b"%PDF-") and b"/ByteRange" in scelle
    capturer(directrice, "contrat-signe")
