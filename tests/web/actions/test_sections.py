"""Rédiger une section : enregistrer, se croiser à deux, ne rien perdre."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from jalon.pilotage.bilans.models import BrouillonSection, SectionFiche
from jalon.pilotage.bilans.services import modifier_section
from jalon.socle.acces.models import Compte
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def section(monde: Monde) -> SectionFiche:
    return SectionFiche.objects.get(fiche__action=monde.place.action_id, type="bilan")


def adresse(monde: Monde, nom: str = "section") -> str:
    return reverse(nom, kwargs=monde.adresse(type="bilan"))


def test_la_fiche_se_lit_comme_le_document(
    monde: Monde, section: SectionFiche, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        page = client.get(reverse("action", kwargs=monde.adresse())).content.decode()
    assert "Un texte d" in page and "essai." in page
    assert "1\u00a0000,00\u00a0€" in page
    assert page.index('id="section-description"') < page.index('id="section-bilan"')


def test_enregistrer_sans_script_revient_a_la_section(
    monde: Monde, section: SectionFiche, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        reponse = client.post(adresse(monde), {"texte": "Neuf.", "version": section.version})
    assert reponse.status_code == 302 and reponse.url.endswith("#section-bilan")
    section.refresh_from_db()
    assert (section.texte, section.version) == ("Neuf.", 2)


def test_enregistrer_en_place_dit_l_heure(
    monde: Monde, section: SectionFiche, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        reponse = client.post(adresse(monde), {"texte": "Neuf.", "version": 1}, **HTMX)
    assert "enregistré à" in reponse.content.decode() and "<html" not in reponse.content.decode()


def test_un_double_envoi_n_ecrit_qu_une_fois(
    monde: Monde, section: SectionFiche, connecte: Callable[..., Any]
) -> None:
    with connecte() as client:
        for _ in range(2):
            assert client.post(adresse(monde), {"texte": "Neuf.", "version": 1}).status_code == 302
    section.refresh_from_db()
    assert section.version == 2


def test_deux_personnes_voient_les_deux_textes_et_choisissent(
    monde: Monde, section: SectionFiche, chargee: Compte, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    modifier_section(
        fiche=section.fiche, type="bilan", texte="Le texte d'un autre.", version=1, acteur=systeme
    )
    with connecte(chargee) as client:
        conflit = client.post(adresse(monde), {"texte": "Le mien.", "version": 1})
        page = conflit.content.decode()
        assert conflit.status_code == 409
        assert "Le texte d&#x27;un autre." in page and "Le mien." in page
        assert BrouillonSection.objects.get(compte=chargee).texte == "Le mien."
        section.refresh_from_db()
        assert section.texte == "Le texte d'un autre."
        assert client.post(adresse(monde), {"texte": "Les deux.", "version": 2}).status_code == 302
    section.refresh_from_db()
    assert section.texte == "Les deux."
    assert not BrouillonSection.objects.exists()


def test_un_brouillon_revient_et_n_est_vu_que_de_son_auteur(
    monde: Monde, section: SectionFiche, chargee: Compte, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    with connecte(chargee) as client:
        garde = client.post(adresse(monde, "section_brouillon"), {"texte": "En cours…", "version": 1})
        assert "brouillon gardé à" in garde.content.decode()
        assert "En cours…" in client.get(adresse(monde)).content.decode()
        section.refresh_from_db()
        assert section.texte == "Un texte d'essai."
        client.post(adresse(monde, "section_brouillon_jeter"), {"texte": "", "version": 1})
        assert "En cours…" not in client.get(adresse(monde)).content.decode()


def test_l_apercu_n_execute_rien(monde: Monde, section: SectionFiche, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        reponse = client.post(
            adresse(monde, "section_apercu"), {"texte": "**gras** <script>x</script>", "version": 1}
        )
    page = reponse.content.decode()
    assert "<strong>gras</strong>" in page and "<script>x" not in page


def test_l_histoire_montre_ce_qui_a_change(
    monde: Monde, section: SectionFiche, chargee: Compte, connecte: Callable[..., Any]
) -> None:
    with connecte(chargee) as client:
        client.post(adresse(monde), {"texte": "Un texte d'essai corrigé.", "version": 1})
        page = client.get(adresse(monde, "section_histoire")).content.decode()
    assert chargee.nom in page and "<ins>" in page and "corrigé" in page


def test_un_exercice_clos_se_lit_seulement(
    monde: Monde, section: SectionFiche, systeme: Compte, connecte: Callable[..., Any]
) -> None:
    from jalon.pilotage.programmes.services import cloturer_exercice

    cloturer_exercice(exercice=monde.exercice, acteur=systeme)
    with connecte() as client:
        assert client.post(adresse(monde), {"texte": "Trop tard.", "version": 1}).status_code == 403
        assert "Modifier" not in client.get(adresse(monde, "section_lecture")).content.decode()


def test_le_budget_ne_se_redige_pas(monde: Monde, connecte: Callable[..., Any]) -> None:
    with connecte() as client:
        assert client.get(reverse("section", kwargs=monde.adresse(type="budget"))).status_code == 404
