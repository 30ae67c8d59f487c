"""L'avancement par axe : l'image, sa phrase et son tableau disent la même chose."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from jalon.pilotage.bilans.fiche import LigneAvancementAffichee
from jalon.pilotage.finances.tableau import Case, GroupeTableau, LigneTableau, TableauCredits
from jalon.pilotage.programmes.models import EtatModele
from jalon.socle.acces.enums import ROLES_PROGRAMMES
from jalon.web.avancement.image import LARGEUR, barres_credits, barres_etats, intitule_axe


def ligne(axe: str, etat: str) -> LigneAvancementAffichee:
    return LigneAvancementAffichee("1", "Action", "", axe, f"titre de l'axe {axe}", etat=etat)


def test_les_morceaux_comptent_les_actions_de_chaque_etat():
    legende = [EtatModele(code="en_cours", libelle="en cours", couleur="vert", ordre=1)]
    image = barres_etats([ligne("1", "en_cours"), ligne("1", "non_lu"), ligne("2", "en_cours")], legende)
    assert image.phrase == "3 actions : 2 « en cours », 1 « non lu »."
    premiere, seconde = image.barres
    assert [m.libelle for m in premiere.morceaux] == ["1 en cours", "1 non lu"]
    assert sum(m.largeur for m in premiere.morceaux) == LARGEUR
    assert [m.largeur for m in seconde.morceaux] == [LARGEUR // 2]


@pytest.mark.parametrize(
    ("part", "largeur", "etiquette"),
    [
        (Decimal("25"), LARGEUR // 4, "25\u00a0%"),
        (Decimal("140"), LARGEUR, "140\u00a0%"),
        (None, 0, "non connue"),
    ],
)
def test_la_part_executee_ne_depasse_pas_sa_barre(part, largeur, etiquette):
    groupe = GroupeTableau("Axe", [LigneTableau("action", "A", execute=Case(Decimal(1)), part_executee=part)])
    (barre,) = barres_credits(TableauCredits([groupe])).barres
    assert barre.morceaux[0].largeur == largeur
    assert sum(m.largeur for m in barre.morceaux) == LARGEUR
    assert barre.etiquette == etiquette


@pytest.mark.parametrize(
    ("code", "titre", "attendu"),
    [
        ("1", "Dynamiser", "Axe 1 · Dynamiser"),
        ("1", "Axe 1 — Dynamiser", "Axe 1 — Dynamiser"),
        ("prevenir", "Prévenir", "Prévenir"),
    ],
)
def test_l_intitule_d_un_axe_ne_se_repete_pas(code, titre, attendu):
    assert intitule_axe(code, titre) == attendu


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES_PROGRAMMES)
def test_la_page_et_son_export(connecte, monde, role):
    with connecte(role) as client:
        html = unescape(client.get(reverse("avancement", kwargs=monde.periode())).content.decode())
        export = client.get(reverse("avancement_export", kwargs=monde.periode(format="csv")))
        corps = export.getvalue() if export.streaming else export.content
    for place in monde.places:
        assert place.titre in html
        assert place.titre in corps.decode("utf-8-sig")
    assert 'class="barres"' in html
