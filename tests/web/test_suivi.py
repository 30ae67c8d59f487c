"""Ma journée, listes, portefeuilles, fiche, perdus de vue, cercles : les gestes, sous le rôle de la base."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jalon.parcours.personnes.models import Contact
from jalon.parcours.suivi.catalogue import LISTES
from jalon.parcours.suivi.models import (
    AccesCercle,
    EquipePersonne,
    LigneCampagne,
    LimitePortefeuille,
    NoteCarnet,
    Relais,
    TacheSuivi,
    Tentative,
)
from jalon.socle.acces.enums import Role
from jalon.socle.journal.models import Lecture
from jalon.socle.messages.models import Message
from tests.parcours.suivi.conftest import Suivi, suivi  # noqa: F401 - la fixture
from tests.personnes import creer_dossier
from tests.web.conftest import Monde

pytestmark = pytest.mark.django_db

REQUETES = 45
"""Au plus, tout compris : session, droits, page, journal, menu."""


@pytest.fixture
def s(suivi: Suivi, monde: Monde) -> Suivi:  # noqa: F811
    return suivi


def adresse(nom: str, s: Suivi, **suite: Any) -> str:
    return reverse(nom, kwargs={"cle": s.dossier.personne.pk} | suite)


def test_le_referent_ecrit_corrige_et_efface_une_note(s: Suivi, connecte: Any) -> None:
    fiche = adresse("suivi_personne", s)
    with connecte(s.referent) as client:
        envoi = {"texte": "Vu ce jour", "cercle": "equipe", "date": "2025-03-03", "envoi": "a" * 32}
        for _ in range(2):  # un double envoi n'écrit qu'une note
            assert client.post(adresse("note_ecrire", s), envoi).url == fiche
        note = NoteCarnet.objects.get()
        assert "Vu ce jour" in client.get(fiche).content.decode()
        corriger = adresse("note_corriger", s, note=note.pk)
        assert "Vu ce jour" in client.get(corriger).content.decode()
        client.post(corriger, {"texte": "Vu hier", "cercle": "equipe"})
        page = client.get(fiche).content.decode()
        assert "Vu hier" in page and "Vu ce jour" not in page
        nouvelle = NoteCarnet.objects.get(remplacee_le=None)
        effacer = adresse("note_effacer", s, note=nouvelle.pk)
        assert client.post(effacer, {"motif": ""}).status_code == 422
        client.post(effacer, {"motif": "erreur de personne"})
        page = client.get(fiche).content.decode()
    assert "Vu hier" not in page and "Texte effacé : erreur de personne" in page


def test_une_note_refusee_revient_remplie(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        reponse = client.post(
            adresse("note_ecrire", s),
            {"texte": "gardé", "cercle": "structure", "partagee": "on", "date": "2025-03-03"},
        )
        assert reponse.status_code == 422 and "gardé" in reponse.content.decode()
        reponse = client.post(
            adresse("note_ecrire", s), {"texte": "x", "cercle": "sante", "date": "2025-03-03"}
        )
        assert reponse.status_code == 422, "un cercle qu'on ne lit pas n'est pas proposé"
        reponse = client.post(
            adresse("note_ecrire", s), {"texte": "x", "cercle": "equipe", "date": "2099-01-01"}
        )
        assert "à venir" in reponse.content.decode()
    assert not NoteCarnet.objects.exists()


def test_chacun_ne_voit_que_ses_cercles_a_l_ecran(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        client.post(adresse("note_ecrire", s), {"texte": "pour moi", "cercle": "moi", "date": "2025-03-03"})
        client.post(
            adresse("note_ecrire", s), {"texte": "pour tous", "cercle": "equipe", "date": "2025-03-03"}
        )
    for compte, lus in ((s.responsable, ["pour tous"]), (s.gestionnaire, []), (s.agent, [])):
        with connecte(compte) as client:
            page = client.get(adresse("suivi_personne", s)).content.decode()
        assert [texte for texte in ("pour moi", "pour tous") if texte in page] == lus


def test_ouvrir_la_fiche_se_note_et_hors_perimetre_rien(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        client.get(adresse("suivi_personne", s))
    with connecte(s.exterieur) as client:
        assert client.get(adresse("suivi_personne", s)).status_code == 404
    assert [(lue.compte_id, lue.ecran) for lue in Lecture.objects.all()] == [(s.referent.pk, "suivi")]


def test_une_tache_vient_dans_la_journee_et_se_termine(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        client.post(
            adresse("tache_creer", s), {"tache-libelle": "Rappeler la CAF", "tache-echeance": "2025-03-03"}
        )
        assert "Rappeler la CAF" in client.get(reverse("ma_journee")).content.decode()
        tache = TacheSuivi.objects.get()
        fin = adresse("tache_terminer", s, tache=tache.pk)
        assert client.post(fin, {"retour": "journee"}).url == reverse("ma_journee")
        assert "Rappeler la CAF" not in client.get(reverse("ma_journee")).content.decode()
    tache.refresh_from_db()
    assert tache.faite_par_id == s.referent.pk


def test_le_relais_se_passe_a_l_ecran_et_le_dossier_se_ferme(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        faux = client.post(adresse("relais", s), {"vers": s.exterieur.pk, "le": "2025-03-03", "motif": "x"})
        assert faux.status_code == 422, "un référent d'une autre structure n'est pas proposé"
        reponse = client.post(
            adresse("relais", s), {"vers": s.collegue.pk, "le": "2025-03-03", "motif": "départ"}
        )
        assert reponse.url == reverse("ma_journee"), "qui n'a plus le dossier revient à sa journée"
        assert client.get(adresse("suivi_personne", s)).status_code == 404
    with connecte(s.collegue) as client:
        assert "départ" in client.get(adresse("suivi_personne", s)).content.decode()
    assert Relais.objects.count() == 1


def test_l_equipe_se_compose_a_l_ecran(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        ajout = adresse("equipe_ajouter", s)
        assert client.post(ajout, {"fonction": "formateur", "du": "2025-03-03"}).status_code == 422
        refus = client.post(ajout, {"fonction": "soignant", "compte": s.exterieur.pk, "du": "2025-03-03"})
        assert "par qui lit ce cercle" in refus.content.decode()
        client.post(ajout, {"fonction": "formateur", "compte": s.exterieur.pk, "du": "2025-03-03"})
    with connecte(s.exterieur) as client:
        assert client.get(adresse("suivi_personne", s)).status_code == 200
    membre = EquipePersonne.objects.get()
    with connecte(s.referent) as client:
        client.post(adresse("equipe_retirer", s, membre=membre.pk))
    membre.refresh_from_db()
    assert membre.periode.upper is not None


def test_chaque_compteur_ouvre_sa_liste(s: Suivi, connecte: Any) -> None:
    for _ in range(3):
        creer_dossier()
    with connecte(s.gestionnaire) as client:
        page = client.get(reverse("listes_travail")).content.decode()
        compteurs = re.findall(r'href="(/listes/[a-z_]+/)".*?<td class="n">(\d+)</td>', page, re.S)
        assert len(compteurs) == len(LISTES)
        for lien, nombre in compteurs:
            liste = client.get(lien)
            assert liste.context["page"].paginator.count == int(nombre)
            assert len(liste.context["lignes"]) == int(nombre)
            csv = client.get(f"{lien}export/csv/").content.decode("utf-8-sig").strip().splitlines()
            assert len(csv) == int(nombre) + 1
        assert dict(compteurs)["/listes/rien/"] == "5"
        assert client.get("/listes/inconnue/").status_code == 404
        assert client.get("/listes/tous/").status_code == 404
        assert client.get("/listes/rien/?structure=xyz&territoire=%00&page=abc").status_code == 200


def test_un_transfert_se_coche_et_s_annule(s: Suivi, connecte: Any) -> None:
    chez = {"cle": s.referent.pk}
    with connecte(s.responsable) as client:
        page = client.get(reverse("portefeuille", kwargs=chez)).content.decode()
        assert str(s.dossier.personne.pk) in page and str(s.autre.personne.pk) not in page
        donnees = {"vers": s.collegue.pk, "le": "2025-03-03", "motif": "congé"}
        client.post(reverse("portefeuille_transferer", kwargs=chez), donnees)
        assert not Relais.objects.exists(), "rien de coché, rien de fait"
        donnees["personne"] = [str(s.dossier.personne.pk), "n'importe quoi"]
        client.post(reverse("portefeuille_transferer", kwargs=chez), donnees)
        relais = Relais.objects.get()
        assert relais.transfert_id and relais.vers_id == s.collegue.pk
        assert "congé" in client.get(reverse("portefeuilles")).content.decode()
        client.post(reverse("transfert_annuler", kwargs={"cle": relais.transfert_id}))
    relais.refresh_from_db()
    assert relais.annule_le is not None


def test_la_limite_se_fixe_par_qui_en_repond(s: Suivi, connecte: Any) -> None:
    for compte, permis in ((s.responsable_deux, False), (s.responsable, True)):
        with connecte(compte) as client:
            client.post(
                reverse("limite_fixer", kwargs={"genre": "referent", "cle": s.referent.pk}),
                {"limite-nombre": "7"},
            )
            assert LimitePortefeuille.objects.exists() is permis
    with connecte(s.responsable) as client:
        assert "limite de 7" in client.get(
            reverse("portefeuille", kwargs={"cle": s.referent.pk})
        ).content.decode().replace("&nbsp;", " ")  # fmt: skip


def test_une_recherche_se_lance_se_note_et_se_clot(s: Suivi, connecte: Any) -> None:
    with connecte(s.gestionnaire) as client:
        reponse = client.post(reverse("recherches"), {"titre": "Printemps"})
        ligne = LigneCampagne.objects.get(personne=s.dossier.personne)
        campagne = reponse.url
        client.post(
            reverse("recherche_noter", kwargs={"cle": ligne.campagne_id, "ligne": ligne.pk}),
            {"canal": "telephone", "resultat": "jointe"},
        )
        Contact.objects.create(
            personne=s.autre.personne, nature="telephone", valeur="0612345678", source="essai",
            a_compter_du=date(2025, 1, 1),
        )  # fmt: skip
        ecrire = reverse("recherche_ecrire", kwargs={"cle": ligne.campagne_id})
        for _ in range(2):  # le même jour, une seule fois
            client.post(ecrire, {"message-canal": "sms", "message-texte": "Appelez-nous."})
        parti = Message.objects.get()
        assert parti.personne == s.autre.personne.pk and parti.objet == "recherche"
        assert Tentative.objects.get(canal="sms").message == parti.pk
        page = client.get(campagne + "?resultat=jointe")
        assert page.context["page"].paginator.count == 1
        assert ("jointe", "jointe, suivi repris", 1) in page.context["bilan"]
        client.post(reverse("recherche_clore", kwargs={"cle": ligne.campagne_id}))
        client.post(
            reverse("recherche_noter", kwargs={"cle": ligne.campagne_id, "ligne": ligne.pk}),
            {"resultat": "injoignable"},
        )
    ligne.refresh_from_db()
    assert ligne.resultat == "jointe" and ligne.tentatives.count() == 1
    with connecte(s.agent_sud) as client:
        assert client.get(campagne).context["page"].paginator.count == 1, "seulement ses personnes"


def test_l_administrateur_ouvre_et_ferme_un_cercle(s: Suivi, connecte: Any) -> None:
    administrateur = s.creer(Role.ADMINISTRATEUR)
    with connecte(administrateur) as client:
        donnees = {"compte": administrateur.pk, "cercle": "sante", "motif": "curieux"}
        assert client.post(reverse("cercles"), donnees).status_code == 422
        client.post(reverse("cercles"), donnees | {"compte": s.referent.pk, "motif": "infirmier"})
        acces = AccesCercle.objects.get()
        assert "infirmier" in client.get(reverse("cercles")).content.decode()
        client.post(reverse("cercle_fermer", kwargs={"cle": acces.pk}))
        assert "fermé" in client.get(reverse("cercles")).content.decode()
        assert client.get(adresse("suivi_personne", s)).status_code == 403


def test_le_carnet_de_la_personne_ne_montre_rien_d_interne(s: Suivi, connecte: Any) -> None:
    with connecte(s.referent) as client:
        for texte, cercle, partagee in (
            ("note interne", "equipe", ""), ("note sociale", "structure", ""), ("pour vous", "equipe", "on"),
        ):  # fmt: skip
            client.post(
                adresse("note_ecrire", s),
                {"texte": texte, "cercle": cercle, "partagee": partagee, "date": "2025-03-03"},
            )
        client.post(
            adresse("tache_creer", s), {"tache-libelle": "tâche interne", "tache-echeance": "2025-03-03"}
        )
        page = client.post(adresse("carnet_lien", s), follow=True).content.decode()
        lien = re.search(r"/p/[\w-]+/carnet/", page)
        assert lien is not None
    with connecte(None) as client:
        reponse = client.get(lien[0])
        carnet = reponse.content.decode()
        assert reponse["Referrer-Policy"] == "no-referrer"
    assert "pour vous" in carnet and "Votre droit au RSA commence" in carnet
    for interne in ("note interne", "note sociale", "tâche interne", s.referent.nom, s.dossier.personne.nom):
        assert interne not in carnet, interne
    with connecte(None) as client:
        assert client.get("/p/nimporte/carnet/").status_code == 404
    with connecte(s.referent) as client:
        client.post(adresse("carnet_lien", s))
    with connecte(None) as client:
        assert client.get(lien[0]).status_code == 404, "un nouveau lien retire l'ancien"


def test_les_pages_coutent_un_nombre_borne_de_requetes(s: Suivi, connecte: Any) -> None:
    pages = [
        reverse("ma_journee"), reverse("listes_travail"), reverse("liste_travail", kwargs={"code": "rien"}),
        reverse("portefeuilles"), reverse("portefeuille", kwargs={"cle": s.referent.pk}),
        reverse("recherches"),
        adresse("suivi_personne", s),
    ]  # fmt: skip
    with connecte(s.gestionnaire) as client:
        avant = [_requetes(client, page) for page in pages]
    for _ in range(15):
        creer_dossier()
    with connecte(s.gestionnaire) as client:
        apres = [_requetes(client, page) for page in pages]
    assert avant == apres and max(apres) <= REQUETES, (avant, apres)


def _requetes(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(page).status_code == 200, page
    return len(requetes)
