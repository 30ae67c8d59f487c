"""Le menu : groupé, une entrée courante, rien qu'on ne puisse ouvrir ; la première page de chacun."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from jalon.socle.acces.autorisation import PUBLIC, TOUT_COMPTE, autorisation_de
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.web.navigation import MENU, Groupe, Lien, menu_de
from tests.parcours.suivi.conftest import Suivi, suivi  # noqa: F401 - la fixture
from tests.web.conftest import Monde

AU_PLUS = 9
"""Titres qui tiennent sur une ligne à 1280 pixels, avec la cloche et le compte."""
REQUETES = 45


@pytest.mark.parametrize("role", list(Role))
def test_le_menu_tient_et_n_offre_que_ce_qu_on_peut_ouvrir(role: Role) -> None:
    menu = menu_de([role], "/nulle-part/")
    assert 1 <= len(menu) <= AU_PLUS
    liens = [lien for entree in menu for lien in (entree.liens if isinstance(entree, Groupe) else [entree])]
    assert len({lien.adresse for lien in liens}) == len(liens), "une page n'a qu'une entrée"
    for lien in liens:
        permis = autorisation_de(resolve(lien.adresse).func)
        assert permis in (PUBLIC, TOUT_COMPTE) or role in permis, (role, lien.adresse)


def test_une_entree_dit_ou_l_on_est_meme_plus_bas_dans_la_rubrique() -> None:
    def ici(chemin: str) -> list[tuple[str, str]]:
        menu = menu_de([Role.GESTIONNAIRE_DROITS], chemin)
        liens = [lien for e in menu for lien in (e.liens if isinstance(e, Groupe) else (e,))]
        return [(lien.libelle, lien.ici) for lien in liens if lien.ici]

    assert ici(reverse("contrats")) == [("Contrats", "page")]
    assert ici(reverse("contrats") + "0/") == [("Contrats", "true")]
    assert ici(reverse("entrants")) == [("Nouveaux entrants", "page")], "pas « Chercher », plus court"
    assert ici(reverse("lots")) == [("Lettres à imprimer", "page")]
    assert ici("/") == [("Accueil", "page")]
    assert ici("/aide/") == []


def test_un_groupe_d_une_seule_entree_n_est_qu_un_lien() -> None:
    dpo, direction = menu_de([Role.DPO], "/"), menu_de([Role.DIRECTION], "/")
    assert [entree.libelle for entree in dpo if isinstance(entree, Groupe)] == ["Données"]
    assert "Journal" in [entree.libelle for entree in direction if isinstance(entree, Lien)]
    titres = [titre for titre, _ in MENU]
    assert len(set(titres)) == len(titres)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.AGENT_ORIENTATION, "orientation"),
        (Role.REFERENT, "ma_journee"),
        (Role.RESPONSABLE_STRUCTURE, "mon_service"),
    ],
)
def test_chacun_arrive_sur_son_travail(
    monde: Monde, creer_compte: Callable[..., Compte], connecte: Any, role: Role, page: str
) -> None:
    with connecte(creer_compte(role)) as client:
        reponse = client.get(reverse("accueil"))
        assert reponse.url == reverse(page)
        assert client.get(reponse.url).status_code == 200


@pytest.mark.django_db
def test_qui_a_deux_roles_garde_la_page_du_plus_large(
    monde: Monde, creer_compte: Callable[..., Compte], connecte: Any
) -> None:
    with connecte(creer_compte(Role.REFERENT, Role.RESPONSABLE_STRUCTURE)) as client:
        assert client.get(reverse("accueil")).url == reverse("mon_service")
    with connecte(creer_compte(Role.REFERENT, Role.GESTIONNAIRE_DROITS)) as client:
        assert "Derniers fichiers reçus" in client.get(reverse("accueil")).content.decode()


@pytest.mark.django_db
def test_mon_service_compte_et_chaque_nombre_ouvre_sa_liste(
    suivi: Suivi,  # noqa: F811
    monde: Monde,
    connecte: Any,
) -> None:
    with connecte(suivi.responsable) as client:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            page = client.get(reverse("mon_service")).content.decode()
        assert len(requetes) <= REQUETES
        assert suivi.referent.nom in page and "1 personne" in page.replace("\u202f", " ").replace("\xa0", " ")
        nombres = re.findall(r'href="(/listes/[^"]+)">[^<]+ : <strong>(\d+)</strong>', page)
        assert nombres
        for adresse, nombre in nombres:
            assert client.get(adresse).context["page"].paginator.count == int(nombre)
    with connecte(suivi.referent) as client:
        assert client.get(reverse("mon_service")).status_code == 403


@pytest.mark.django_db
def test_le_menu_s_ouvre_sans_script_et_dit_la_page(monde: Monde, connecte: Any) -> None:
    """Des `details` et un `popover` : le navigateur seul les ouvre, au clavier aussi."""
    with connecte(Role.ADMINISTRATEUR) as client:
        page = client.get(reverse("comptes")).content.decode()
    assert 'popovertarget="menu"' in page and 'id="menu" popover' in page
    assert re.search(r'<summary aria-current="true">Réglages</summary>', page)
    assert re.search(rf'href="{reverse("comptes")}" aria-current="page"', page)
