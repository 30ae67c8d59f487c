"""Chercher, ouvrir un dossier, revenir dans le temps ; ce que le journal des lectures en garde."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.parcours.personnes.models import Contact, Personne
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.journal.lectures import lectures, noter_lecture
from jalon.socle.journal.models import Lecture
from tests.flux import foyer_de
from tests.web.conftest import Dossiers

pytestmark = pytest.mark.django_db

REQUETES_FICHE = 40
"""Au plus, tout compris : session, droits, dossier, journal, menu."""


@pytest.fixture
def gestionnaire(creer_compte: Callable[..., Compte], monde: Any) -> Compte:
    return creer_compte(Role.GESTIONNAIRE_DROITS)


def fiche(personne: Personne) -> str:
    return reverse("personne", kwargs={"cle": personne.pk})


def test_la_recherche_ne_met_aucun_nom_dans_l_adresse(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any
) -> None:
    with connecte(gestionnaire) as client:
        reponse = client.post(reverse("personnes"), {"texte": dossiers.une.nom.lower()})
        assert reponse.status_code == 302 and reponse.url == reverse("personnes")
        page = client.get(reponse.url).content.decode()
        assert fiche(dossiers.une) in page
        assert fiche(dossiers.une) in client.get(reverse("personnes")).content.decode()


def test_htmx_ne_rend_que_le_resultat(gestionnaire: Compte, dossiers: Dossiers, connecte: Any) -> None:
    with connecte(gestionnaire) as client:
        reponse = client.post(
            reverse("personnes"), {"texte": dossiers.une.nom}, headers={"HX-Request": "true"}
        )
        assert reponse.status_code == 200
        assert "<h1" not in reponse.content.decode() and fiche(dossiers.une) in reponse.content.decode()


@pytest.mark.parametrize("texte", ["", "zzzz qqqq", "'; DROP TABLE x; --", "%%%", "\x01", "é" * 500])
def test_une_recherche_vide_ou_hostile_reste_calme(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any, texte: str
) -> None:
    with connecte(gestionnaire) as client:
        reponse = client.post(reverse("personnes"), {"texte": texte}, follow=True)
        assert reponse.status_code == 200
        assert fiche(dossiers.une) not in reponse.content.decode()


def test_la_fiche_montre_l_histoire_et_jamais_le_nir(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any
) -> None:
    Contact.objects.create(
        personne=dossiers.une,
        nature="telephone",
        valeur="02 00 00 00 00",
        source="dit à l'accueil",
        a_compter_du=date(2025, 1, 2),
    )
    foyer = foyer_de(dossiers.une)
    with connecte(gestionnaire) as client:
        page = client.get(fiche(dossiers.une)).content.decode()
        assert "02 00 00 00 00" in page and "dit à l&#x27;accueil" in page
        assert reverse("foyer", kwargs={"cle": foyer.pk}) in page
        assert "Soumission aux droits et devoirs" in page and "Dans le RSA depuis" in page
        ancienne = client.get(fiche(dossiers.une), {"au": "1990-01-01"}).content.decode()
    assert "01/01/1990" in ancienne and "02 00 00 00 00" not in ancienne
    assert "Dans aucun foyer" in ancienne


@pytest.mark.parametrize("au", ["", "hier", "2025-02-31", "0000-00-00", "9999-12-31"])
def test_un_jour_illisible_ne_casse_rien(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any, au: str
) -> None:
    with connecte(gestionnaire) as client:
        assert client.get(fiche(dossiers.une), {"au": au}).status_code == 200


def test_les_pages_coutent_un_nombre_borne_de_requetes(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any
) -> None:
    foyer = reverse("foyer", kwargs={"cle": foyer_de(dossiers.une).pk})
    with connecte(gestionnaire) as client:
        client.post(reverse("personnes"), {"texte": dossiers.une.nom})
        for adresse in (
            reverse("personnes"),
            fiche(dossiers.une),
            foyer,
            reverse("entrants"),
            reverse("flux"),
        ):
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(adresse).status_code == 200
            assert len(requetes) <= REQUETES_FICHE, (adresse, len(requetes))


def test_ouvrir_un_dossier_se_note(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any, systeme: Compte
) -> None:
    foyer = foyer_de(dossiers.une)
    with connecte(gestionnaire) as client:
        client.get(fiche(dossiers.une))
        client.get(reverse("foyer", kwargs={"cle": foyer.pk}))
        client.get(fiche(Personne(pk=foyer.pk)))  # n'existe pas : rien n'est ouvert, rien n'est noté
    notees = {(lue.compte_id, lue.sujet, lue.ecran) for lue in lectures(systeme)}
    assert notees == {(gestionnaire.pk, dossiers.une.pk, "personne"), (gestionnaire.pk, foyer.pk, "foyer")}


def test_le_journal_des_lectures_est_cloisonne(
    gestionnaire: Compte, dossiers: Dossiers, creer_compte: Callable[..., Compte], en_tant_que: Any
) -> None:
    dpo, autre = creer_compte(Role.DPO), creer_compte(Role.REFERENT)
    with en_tant_que(gestionnaire):
        noter_lecture(gestionnaire, dossiers.une.pk, "personne")
        assert Lecture.objects.count() == 0
    with en_tant_que(dpo):
        assert Lecture.objects.count() == 1
    for ordre in ("UPDATE socle_journal_lecture SET ecran = 'x'", "DELETE FROM socle_journal_lecture"):
        with pytest.raises(ProgrammingError), en_tant_que(dpo), connection.cursor() as curseur:
            curseur.execute(ordre)
    with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(autre):
        noter_lecture(gestionnaire, dossiers.une.pk, "personne")


def test_le_dpo_lit_qui_a_ouvert_quoi_sans_ouvrir_de_dossier(
    gestionnaire: Compte, dossiers: Dossiers, creer_compte: Callable[..., Compte], connecte: Any
) -> None:
    dpo = creer_compte(Role.DPO)
    with connecte(gestionnaire) as client:
        client.get(fiche(dossiers.une))
        client.get(fiche(dossiers.autre))
    with connecte(dpo) as client:
        page = client.get(reverse("lectures"), {"sujet": str(dossiers.une.pk)}).content.decode()
        assert str(dossiers.une.pk) in page and str(dossiers.autre.pk) not in page
        assert dossiers.une.nom not in page
        assert gestionnaire.courriel in client.get(
            reverse("lectures_export", kwargs={"format": "csv"})
        ).content.decode("utf-8-sig")
        assert client.get(fiche(dossiers.une)).status_code == 403
        vide = client.get(reverse("lectures"), {"au": "2020-01-01", "compte": "faux", "page": "999"})
        assert "Aucune lecture" in vide.content.decode()


@pytest.mark.parametrize("definition", ["loi", "calpae", "drees", "inconnue"])
def test_les_entrants_se_lisent_et_s_emportent(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any, definition: str
) -> None:
    requete = {"definition": definition, "du": "2000-01-01", "au": "2030-01-01"}
    with connecte(gestionnaire) as client:
        page = client.get(reverse("entrants"), requete).content.decode()
        for format in ("csv", "ods"):
            reponse = client.get(reverse("entrants_export", kwargs={"format": format}), requete)
            assert reponse.status_code == 200 and reponse.content
        assert client.get(reverse("entrants_export", kwargs={"format": "exe"}), requete).status_code == 404
    assert "nouveaux entrants" in page or "nouvel entrant" in page


def test_une_personne_effacee_reste_comptee_sans_nom_ni_lien(
    gestionnaire: Compte, dossiers: Dossiers, connecte: Any
) -> None:
    requete = {"definition": "drees", "du": "2000-01-01", "au": "2030-01-01"}
    export = reverse("entrants_export", kwargs={"format": "csv"})
    with connecte(gestionnaire) as client:
        avant = client.get(reverse("entrants"), requete)
        (entree,) = [e for e in avant.context["page"] if e.personne_id == dossiers.une.pk]
        nom = entree.personne.nom
    # Comme après une liste visée : ici seul compte ce que l'écran en montre.
    Personne.objects.filter(pk=dossiers.une.pk).update(
        nom="", nom_naissance="", prenoms=[], commune_naissance="", nir_chiffre=None, nir_cle=None,
        certifiee=False, rang_gemellaire=1, precision_naissance="O", date_naissance=date(1980, 1, 1),
        trigrammes=[], effacee_le=date(2026, 1, 1),
    )  # fmt: skip
    with connecte(gestionnaire) as client:
        apres = client.get(reverse("entrants"), requete)
        emporte = client.get(export, requete).content.decode("utf-8-sig")
    assert apres.context["page"].paginator.count == avant.context["page"].paginator.count
    page = apres.content.decode()
    assert "identité effacée" in page and fiche(dossiers.une) not in page
    assert "identité effacée" in emporte and nom not in emporte


def test_l_accueil_suit_le_role(
    gestionnaire: Compte, dossiers: Dossiers, creer_compte: Callable[..., Compte], connecte: Any
) -> None:
    attendus = {
        gestionnaire: ("Derniers fichiers reçus", "Chercher"),
        creer_compte(Role.REFERENT): ("Chercher",),
        creer_compte(Role.DPO): ("ouverture",),
        creer_compte(Role.ELU): ("Programmes",),
    }
    for compte, mots in attendus.items():
        with connecte(compte) as client:
            page = client.get(reverse("accueil"), follow=True).content.decode()
            assert all(mot in page for mot in mots), (compte, mots)
            assert ("Derniers fichiers reçus" in page) is (compte == gestionnaire)
