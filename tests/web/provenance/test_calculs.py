"""La page d'un chiffre calculé mène à qui il compte, à ce qui a changé, à la valeur locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from jalon.mesure.chiffres.calculs import calculer_chiffre, regler_calcul
from jalon.mesure.chiffres.enums import Provenance
from jalon.mesure.chiffres.models import Calcul, Chiffre, ContreValeur, LotMembres
from jalon.pilotage.programmes.models import SerieAction
from jalon.socle.acces.enums import Role
from jalon.socle.periodes import Genre, Periode
from tests.calculs import ARRETE
from tests.fabriques import ChiffreFabrique
from tests.mesure.kit import signer

pytestmark = pytest.mark.django_db
ANNEE = Periode(date(2025, 1, 1), date(2025, 12, 31), Genre.ANNEE)
CODE = "calpae.premiers_contrats"


@pytest.fixture
def serie(monde, systeme):
    """La première ligne de la première fiche, réglée sur les premiers contrats."""
    serie = SerieAction.objects.filter(action=monde.place.action_id).order_by("id").first().serie
    regler_calcul(serie=serie, code=CODE, acteur=systeme)
    return serie


@pytest.fixture
def calculer(kit, serie, systeme):
    def lancer():
        return calculer_chiffre(
            serie=serie, periode=ANNEE, libelle_periode="2025", arrete_au=ARRETE, acteur=systeme
        )

    return lancer


def page(chiffre, nom="provenance", **suite):
    if nom.startswith("provenance"):
        return reverse(nom, args=["chiffre", str(chiffre)])
    return reverse(nom, kwargs={"cle": chiffre} | suite)


def lire(client, *adresse, **suite):
    return client.get(page(*adresse, **suite)).content.decode().replace("&#x27;", "'")


def test_la_page_dit_la_definition_la_version_et_l_empreinte(calculer, connecte):
    calcul = calculer()
    with connecte() as client:
        texte = lire(client, calcul.chiffre_id)
    for attendu in (
        "Calculé d'après les faits",
        f"({CODE}, version 1)",
        calcul.empreinte,
        "10/07/2025",
        "Voir qui est compté",
        "Donner une valeur locale",
    ):
        assert attendu in texte, attendu
    assert "Corriger</a>" not in texte


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.ELU, Role.ETAT, Role.ADMINISTRATEUR])
def test_qui_n_ecrit_pas_lit_le_chiffre_pas_les_membres(calculer, connecte, role):
    cle = calculer().chiffre_id
    with connecte(role) as client:
        assert "Voir qui est compté" not in lire(client, cle)
        for nom, suite in (
            ("calcul_membres", {}),
            ("calcul_ecart", {}),
            ("calcul_membres_export", {"format": "csv"}),
        ):
            assert client.get(page(cle, nom, **suite)).status_code == 403


def test_les_membres_se_filtrent_et_s_emportent_sans_nom(
    calculer, connecte, kit, django_assert_max_num_queries
):
    calcul = calculer()
    with connecte() as client:
        with django_assert_max_num_queries(40):
            texte = lire(client, calcul.chiffre_id, "calcul_membres")
        assert "aucun contrat signé" in texte and "comptés" in texte
        filtre = client.get(
            page(calcul.chiffre_id, "calcul_membres"), {"situation": "compte", "raison": "compte"}
        ).content.decode()
        assert f"<strong>{calcul.numerateur} séjours</strong>" in filtre
        export = client.get(page(calcul.chiffre_id, "calcul_membres_export", format="csv"))
    lignes = export.content.decode("utf-8-sig").splitlines()
    assert len(lignes) == 1 + sum(n for r in calcul.raisons.values() for n in r.values())
    noms = {d.personne.nom_naissance for d in kit.dossiers.values()}
    assert not any(nom and nom in texte + export.content.decode() for nom in noms)


def test_la_premiere_page_d_un_grand_calcul_ne_lit_qu_un_lot(calculer, connecte):
    from uuid import uuid4

    calcul = calculer()
    LotMembres.objects.filter(calcul=calcul).delete()
    LotMembres.objects.bulk_create(
        LotMembres(
            calcul=calcul,
            situation="reste",
            raison="sans_contrat",
            rang=rang,
            personnes=[uuid4() for _ in range(5000)],
            episodes=[uuid4() for _ in range(5000)],
            jours=[None] * 5000,
        )
        for rang in range(4)
    )
    Calcul.objects.filter(pk=calcul.pk).update(raisons={"reste": {"sans_contrat": 20_000}})
    with connecte() as client:
        texte = lire(client, calcul.chiffre_id, "calcul_membres")
        derniere = client.get(page(calcul.chiffre_id, "calcul_membres"), {"page": "400"}).content.decode()
    assert texte.count("<code>") == 100 and "Page 1 sur 400" in texte
    assert derniere.count("<code>") == 100 and "Page 400 sur 400" in derniere


def test_l_ecart_dit_ce_qui_a_change_sans_toucher_au_chiffre(calculer, connecte, kit):
    calcul = calculer()
    signer(kit, kit.dossiers["P05"], date(2025, 3, 2))
    with connecte() as client:
        texte = lire(client, calcul.chiffre_id, "calcul_ecart")
    assert "la même valeur et la même empreinte" in texte and "Entrés dans le compte : 1" in texte
    assert '<p class="gros">+1</p>' in texte
    assert Chiffre.objects.get(pk=calcul.chiffre_id).valeur == calcul.valeur


def test_la_valeur_locale_se_dit_a_cote_et_se_retire(calculer, connecte):
    cle = calculer().chiffre_id
    saisie = {"valeur": "9", "raison": "trois contrats papier", "source": "classeur", "methode": "pointage"}
    with connecte() as client:
        assert client.post(page(cle, "provenance_corriger"), saisie).status_code == 422
        assert client.post(page(cle, "provenance_corriger"), saisie | {"le": "2025-07-12"}).status_code == 302
        texte = lire(client, cle)
        assert "Plusieurs valeurs pour cette case" in texte and "classeur" in texte
        assert ContreValeur.objects.get().valeur == Decimal(9)
        client.post(page(cle, "locale_retirer"))
    assert not ContreValeur.objects.exists()


def test_la_valeur_saisie_puis_la_valeur_calculee_au_choix_de_la_personne(calculer, serie, connecte, systeme):
    saisi = ChiffreFabrique(serie=serie, annee=2025, valeur=Decimal(77))
    calcul = calculer()
    with connecte() as client:
        texte = lire(client, saisi.pk)
        assert "77" in texte and "Prendre la valeur calculée" in texte
        client.post(page(saisi.pk, "calcul_prendre"))
    saisi.refresh_from_db()
    assert (saisi.valeur, saisi.provenance) == (calcul.valeur, Provenance.CALCUL)
    assert [e.valeur for e in saisi.events.order_by("pgh_id")][0] == 77


def test_un_chiffre_saisi_n_a_pas_de_membres(monde, connecte):
    saisi = Chiffre.objects.filter(serie__cloison=monde.programme.pk).first()
    with connecte() as client:
        assert client.get(page(saisi.pk, "calcul_membres")).status_code == 404
        assert client.get(page("00000000-0000-0000-0000-000000000000", "calcul_ecart")).status_code == 404


def test_une_cible_datee_se_fixe_et_dit_le_chemin_fait(calculer, connecte):
    cle = calculer().chiffre_id
    adresse = page(cle, "chiffre_cible")
    cible = {"genre": "cible", "valeur": "9", "depart": "1", "du": "2025-01-01", "source": "convention"}
    with connecte() as client:
        assert client.post(adresse, cible | {"echeance": "2024-01-01"}).status_code == 422
        assert client.post(adresse, cible).status_code == 302
        assert "9 (convention) : en attente, 50 % du chemin depuis 1" in lire(client, cle)
        assert "convention" in client.get(adresse).content.decode()
    with connecte(Role.PILOTE) as client:
        assert client.get(adresse).status_code == 403
