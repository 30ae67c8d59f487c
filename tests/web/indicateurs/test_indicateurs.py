"""Les indicateurs : leurs tendances ne mêlent pas des périodes différentes, les manques se filtrent."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.fiche import ChiffreAffiche, ColonneAffichee, LigneAffichee, TableauAffiche
from jalon.socle.acces.enums import Role
from jalon.web.indicateurs.tendance import lignes_de
from tests.fabriques import programme_garni


def tableau(*colonnes: tuple[str, str, int | None, bool]) -> TableauAffiche:
    """Un tableau d'une ligne : `(libellé, genre, valeur, prévision)` par colonne."""
    ligne = LigneAffichee("Personnes")
    ligne.cases = [
        [] if valeur is None else [ChiffreAffiche(Decimal(valeur), 0, "nombre", "compte", "")]
        for _, _, valeur, _ in colonnes
    ]
    entetes = [
        ColonneAffichee(libelle, "", "", prevision=prevision, genre=genre)
        for libelle, genre, _, prevision in colonnes
    ]
    return TableauAffiche("Essai", entetes, [ligne])


def test_la_courbe_ecarte_les_previsions_et_les_periodes_d_un_autre_genre():
    (ligne,) = lignes_de(
        tableau(
            ("2020", "annee", 10, False),
            ("1er semestre 2021", "semestre", 3, False),
            ("2021", "annee", 20, False),
            ("2022", "annee", 90, True),
        )
    )
    assert ligne.phrase == "De 10 (2020) à 20 (2021)"
    assert ligne.resume == "10 → 20"
    assert ligne.points.count(",") == 2


def test_la_courbe_monte_quand_la_valeur_monte():
    (ligne,) = lignes_de(tableau(("2020", "annee", 10, False), ("2021", "annee", 20, False)))
    debut, fin = (Decimal(point.split(",")[1]) for point in ligne.points.split())
    assert fin < debut, "en SVG, le haut est petit"


@pytest.mark.parametrize("valeurs", [(None, None), (5, None)])
def test_pas_de_courbe_sans_deux_valeurs(valeurs):
    (ligne,) = lignes_de(tableau(("2020", "annee", valeurs[0], False), ("2021", "annee", valeurs[1], False)))
    assert (ligne.points, ligne.phrase) == ("", "")
    assert ligne.incomplete
    assert ligne.vide == (valeurs == (None, None))


def test_une_valeur_constante_ne_divise_pas_par_zero():
    (ligne,) = lignes_de(tableau(("2020", "annee", 7, False), ("2021", "annee", 7, False)))
    assert len({point.split(",")[1] for point in ligne.points.split()}) == 1


@pytest.mark.django_db
def test_la_page_montre_filtre_et_dit_les_statuts(connecte, monde):
    attente = Chiffre.objects.filter(serie__cloison=monde.programme.pk, libelle_periode="2022").first()
    assert attente is not None
    Chiffre.objects.filter(pk=attente.pk).update(valeur=None, statut="en_attente")
    adresse = reverse("indicateurs", kwargs=monde.periode())
    with connecte(Role.ELU) as client:
        html = client.get(adresse).content.decode()
        manquants = client.get(adresse + "?montrer=manquants").content.decode()
        rien = client.get(adresse + "?q=introuvable").content.decode()
    assert "en attente" in html
    assert html.count("<polyline") == 3, "quatre indicateurs, dont un n'a plus qu'une valeur"
    assert manquants.count('<th scope="row">') == 1
    assert "Aucun indicateur ne correspond" in rien


@pytest.mark.django_db
def test_l_export_donne_un_chiffre_par_ligne(connecte, monde):
    with connecte(Role.ELU) as client:
        reponse = client.get(reverse("indicateurs_export", kwargs=monde.periode(format="csv")))
        corps = reponse.getvalue() if reponse.streaming else reponse.content
    lignes = [ligne for ligne in corps.decode("utf-8-sig").splitlines() if ligne]
    assert len(lignes) == 1 + Chiffre.objects.filter(serie__cloison=monde.programme.pk).count()


@pytest.mark.django_db
@pytest.mark.parametrize("demande", ["", "?montrer=manquants", "?q=introuvable", "?montrer=tous"])
def test_l_export_donne_ce_que_l_ecran_montre(connecte, monde, demande):
    attente = Chiffre.objects.filter(serie__cloison=monde.programme.pk, libelle_periode="2022").first()
    assert attente is not None
    Chiffre.objects.filter(pk=attente.pk).update(valeur=None, statut="en_attente")
    with connecte(Role.ELU) as client:
        page = client.get(reverse("indicateurs", kwargs=monde.periode()) + demande)
        lien = reverse("indicateurs_export", kwargs=monde.periode(format="csv")) + demande
        reponse = client.get(lien)
    corps = (reponse.getvalue() if reponse.streaming else reponse.content).decode("utf-8-sig")
    montres = {li.ligne.libelle for t in page.context["tableaux"] for li in t["lignes"]}
    emportes = [rangee for rangee in csv.reader(StringIO(corps), delimiter=";")][1:]
    assert {rangee[1] for rangee in emportes if rangee} == montres
    assert (lien in page.content.decode()) or not demande


@pytest.mark.django_db
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_actions(connecte, compte, monde):
    nombres = []
    for exercice in (programme_garni(2), programme_garni(14)):
        acteur = compte(Role.CHARGEE_MISSION, exercice.programme)
        arguments = {"code": exercice.programme.code, "exercice": exercice.code}
        with connecte(acteur) as client, CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("indicateurs", kwargs=arguments)).status_code == 200
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]
    assert nombres[1] <= 45
