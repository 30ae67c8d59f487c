"""Déposer un tableau, voir ses cases fausses, corriger sa correspondance, le charger ; rien ne se perd."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jalon.parcours.personnes.models import Chargement, Foyer, ObservationFranceTravail
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.taches.models import Tache
from jalon.socle.taches.services import executer
from jalon.sources.flux_cnaf import depots
from jalon.sources.tableurs.models import Correspondance
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.extraits.feuilles import extrait, personne
from tests.sources.france_travail.lignes import ENTETES, adultes_au_nir, ligne
from tests.sources.tableurs.test_chargement import ANNE, LEA, TITRES

pytestmark = pytest.mark.django_db

FOYERS = {"contenu": "foyers", "jour": "2025-01-31", "departement": "35", "complet": "on"}


@pytest.fixture
def gestionnaire(creer_compte: Callable[..., Compte], monde: Any) -> Compte:
    return creer_compte(Role.GESTIONNAIRE_DROITS)


def tableau(*rangees: list[str], titres: list[str] = TITRES) -> bytes:
    return "\n".join(";".join(rangee) for rangee in (titres, *rangees)).encode()


def deposer(client: Any, nom: str, octets: bytes) -> str:
    """Clé du dépôt."""
    reponse = client.post(reverse("tableur_depot"), {"fichier": SimpleUploadedFile(nom, octets)})
    assert reponse.status_code == 302, reponse.content.decode()
    return reponse.url.rstrip("/").rsplit("/", 1)[-1]


def dire(client: Any, cle: str, contenu: dict[str, str]) -> str:
    """Adresse de l'aperçu."""
    reponse = client.post(reverse("tableur_demande", args=[cle]), contenu)
    assert reponse.status_code == 302, reponse.content.decode()
    assert reponse.url == reverse("tableur_apercu", args=[cle])
    return reponse.url


def champs(client: Any, adresse: str) -> dict[str, str]:
    """Ce que le navigateur enverrait de l'aperçu sans rien y changer."""
    contexte = client.get(adresse).context
    formulaires = [contexte["form"], *(corrige for _, corrige in contexte["tableaux"] if corrige)]
    envoi = {champ.html_name: champ.value() for form in formulaires for champ in form}
    return {nom: valeur for nom, valeur in envoi.items() if valeur not in (None, False)}


def charger_depot(client: Any, adresse: str, **change: str) -> Tache:
    reponse = client.post(adresse, champs(client, adresse) | change | {"suite": "charger"})
    assert reponse.status_code == 302, reponse.content.decode()
    return Tache.objects.get(pk=reponse.url.rstrip("/").rsplit("/", 1)[-1])


def finir(tache: Tache, compte: Compte) -> dict[str, Any]:
    executer(tache.pk, compte.pk)
    tache.refresh_from_db()
    assert tache.etat == "terminee", tache.erreur
    return tache.resultat


def test_des_foyers_de_l_apercu_au_chargement(gestionnaire: Compte, connecte: Any) -> None:
    faux = [*LEA[:3], "09/19/1990", *LEA[4:]]
    with connecte(gestionnaire) as client:
        cle = deposer(client, "BENALI Sophie.csv", tableau(ANNE, faux))
        depose = depots.depot(cle)
        assert {stat.S_IMODE(chemin.stat().st_mode) for chemin in depose.parent.iterdir()} == {0o600}
        assert client.get(reverse("tableur_apercu", args=[cle])).url == reverse("tableur_demande", args=[cle])
        adresse = dire(client, cle, FOYERS)
        page = client.get(adresse).content.decode()
        assert "1 ligne juste" in page and "pas une date jj/mm/aaaa" in page and "né le" in page
        tache = charger_depot(client, adresse, nom="Service insertion")
        assert tache.arguments == {"cle": cle} and "benali" not in adresse.lower()
    resultat = finir(tache, gestionnaire)
    charge = Chargement.objects.get(pk=resultat["chargement"])
    assert (charge.etat, charge.nom_fichier, charge.reference) == (
        "charge",
        "BENALI Sophie.csv",
        date(2025, 1, 31),
    )
    assert [foyer.numero for foyer in Foyer.objects.all()] == ["A1"]
    assert Correspondance.objects.get().nom == "Service insertion"
    with connecte(gestionnaire) as client:
        rapport = client.get(reverse("chargement", args=[charge.pk])).content.decode()
        assert "2 dossiers lus" in rapport and "B2" in rapport


def test_la_correspondance_corrigee_est_gardee_et_sert_au_depot_suivant(
    gestionnaire: Compte, connecte: Any
) -> None:
    titres = [*TITRES[:3], "Colonne X", *TITRES[4:5], "Situation", *TITRES[6:]]
    rangee = [*ANNE[:5], "PHASE DEUX", *ANNE[6:]]
    with connecte(gestionnaire) as client:
        adresse = dire(client, deposer(client, "a.csv", tableau(rangee, titres=titres)), FOYERS)
        refus = client.post(adresse, champs(client, adresse) | {"nom": "", "suite": "charger"})
        page = refus.content.decode()
        assert refus.status_code == 422 and "Donnez un nom" in page and "choisissez sa colonne" in page
        corriges = {"beneficiaires-naissance": "Colonne X", "beneficiaires-etat": "Situation"}
        corriges |= {"nom": "Insertion", "suite": "revoir"}
        assert client.post(adresse, champs(client, adresse) | corriges).url == adresse
        page = client.get(adresse).content.decode()
        assert "PHASE DEUX\u00a0»" in page and "0 ligne juste" in page
        vu = client.get(adresse).context["tableaux"][0][1]
        (traduction,) = vu.champs_codes
        assert not Tache.objects.exists()
        client.post(adresse, champs(client, adresse) | {traduction.html_name: "2", "suite": "revoir"})
        assert "1 ligne juste" in client.get(adresse).content.decode()
        gardee = Correspondance.objects.get()
        assert gardee.colonnes["naissance"] == "Colonne X" and gardee.codes == {"etat": {"PHASE DEUX": "2"}}
        suivante = deposer(client, "b.csv", tableau(rangee, titres=titres))
        demande = client.get(reverse("tableur_demande", args=[suivante]))
        assert demande.context["form"]["correspondance"].value() == "Insertion"
        adresse = dire(client, suivante, FOYERS | {"correspondance": "Insertion"})
        tache = charger_depot(client, adresse)
    assert finir(tache, gestionnaire)["refus"] is False
    assert Foyer.objects.count() == 1


def test_deux_champs_ne_prennent_pas_la_meme_colonne_et_un_champ_se_refuse(
    gestionnaire: Compte, connecte: Any
) -> None:
    with connecte(gestionnaire) as client:
        adresse = dire(client, deposer(client, "a.csv", tableau(ANNE)), FOYERS)
        envoi = champs(client, adresse)
        double = client.post(adresse, envoi | {"beneficiaires-nom": "prénom"})
        assert double.status_code == 422 and "déjà celle d" in double.content.decode()
        client.post(adresse, envoi | {"beneficiaires-droits_devoirs": "", "suite": "revoir"})
        (_, corrige), *_ = client.get(adresse).context["tableaux"]
        assert "droits_devoirs" not in corrige.plan.colonnes and "droits_devoirs" in corrige.plan.refuses


def test_une_demande_refusee_garde_le_fichier_et_ce_qui_est_dit(gestionnaire: Compte, connecte: Any) -> None:
    with connecte(gestionnaire) as client:
        cle = deposer(client, "a.csv", tableau(ANNE))
        refus = client.post(reverse("tableur_demande", args=[cle]), {"contenu": "foyers", "nature": "stock"})
        page = refus.content.decode()
        assert refus.status_code == 422
        for message in ("de quel jour", "code du département", "pas de ce contenu"):
            assert message in page
        assert depots.depot(cle).exists()
        dire(client, cle, FOYERS)
        relu = client.get(reverse("tableur_demande", args=[cle])).content.decode()
        assert 'value="2025-01-31"' in relu and 'value="35"' in relu
        mauvais = client.post(reverse("tableur_depot"), {"fichier": SimpleUploadedFile("a.pdf", b"x")})
        assert mauvais.status_code == 422 and "pas un tableau" in mauvais.content.decode()


def test_le_depot_d_un_autre_compte_n_existe_pas(
    gestionnaire: Compte, creer_compte: Callable[..., Compte], connecte: Any
) -> None:
    with connecte(gestionnaire) as client:
        cle = deposer(client, "a.csv", tableau(ANNE))
    with connecte(creer_compte(Role.GESTIONNAIRE_DROITS)) as client:
        assert client.get(reverse("tableur_demande", args=[cle])).status_code == 404
        assert client.get(reverse("tableur_apercu", args=[cle])).status_code == 404


@pytest.fixture
def departement(tmp_path: Path, systeme: Compte) -> None:
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)


def test_un_extrait_montre_chaque_feuille_et_se_reprend(
    gestionnaire: Compte, departement: None, connecte: Any, tmp_path: Path
) -> None:
    (tmp_path / "e").mkdir()
    (membre,) = adultes_au_nir(1)
    lu = [personne("S1", membre, "0601020304")]
    chemin = extrait(tmp_path / "e", date(2025, 1, 31), Personnes=lu, Contrats=[["C1", "S1", "x", ""]])
    with connecte(gestionnaire) as client:
        cle = deposer(client, "extrait.xlsx", chemin.read_bytes())
        adresse = dire(client, cle, {"contenu": "solis", "jour": "2025-01-31", "complet": "on"})
        assert len(client.get(adresse).context["tableaux"]) == 2
        tache = charger_depot(client, adresse)
    resultat = finir(tache, gestionnaire)
    assert set(Correspondance.objects.values_list("nom", "nature")) == {
        ("solis", "fait_personne"),
        ("solis", "fait_contrat"),
    }
    with connecte(gestionnaire) as client:
        rapport = client.get(reverse("chargement", args=[resultat["chargement"]])).content.decode()
        assert "2 lignes lues" in rapport and "Faits nouveaux" in rapport
        assert client.get(reverse("flux")).status_code == 200


def test_france_travail_puis_ses_lignes_sans_personne(
    gestionnaire: Compte, departement: None, connecte: Any, django_capture_on_commit_callbacks: Any
) -> None:
    connu, autre = adultes_au_nir(2)
    inconnue = ligne(autre, date(2025, 1, 10), "1", nir="", nom="ZIEGLER", identifiant="7654321B002")
    lignes = [ENTETES["inscriptions"], ligne(connu, date(2025, 1, 10), "1"), inconnue, "fausse;ligne"]
    with connecte(gestionnaire) as client:
        cle = deposer(client, "fichier.csv", ("\r\n".join(lignes) + "\r\n").encode("cp1252"))
        adresse = dire(client, cle, {"contenu": "france_travail"})
        assert "ne dit pas de quel jour" in client.get(adresse).content.decode()
        dire(client, cle, {"contenu": "france_travail", "jour": "2025-01-31", "nature": "inscriptions"})
        page = client.get(adresse).content.decode()
        assert "2 lignes justes" in page and "2 colonnes au lieu de" in page
        tache = charger_depot(client, adresse)
    with django_capture_on_commit_callbacks(execute=True):
        resultat = finir(tache, gestionnaire)
    assert ObservationFranceTravail.objects.filter(membre=None).count() == 1
    with pytest.raises(FileNotFoundError):
        depots.depot(cle)
    with connecte(gestionnaire) as client:
        rapport = client.get(reverse("chargement", args=[resultat["chargement"]])).content.decode()
        assert "3 lignes lues" in rapport and "Lignes sans personne connue" in rapport
        page = client.get(reverse("sans_personne")).content.decode()
        assert "ZIEGLER" in page and "7654321B002" in page and "personne inconnue" in page
        assert (
            "Aucune ligne en attente"
            in client.get(reverse("sans_personne"), {"raison": "plusieurs"}).content.decode()
        )
        export = client.get(reverse("sans_personne_export", args=["csv"])).content.decode("utf-8-sig")
        assert "7654321B002" in export and "ZIEGLER" not in export
        adresse = client.post(reverse("sans_personne_reconnaitre")).url
    suite = finir(Tache.objects.exclude(pk=tache.pk).get(), gestionnaire)
    assert suite == {"examinees": 1, "reconnues": 0} and adresse


def test_un_chargement_refuse_garde_le_depot_a_corriger(gestionnaire: Compte, connecte: Any) -> None:
    with connecte(gestionnaire) as client:
        adresse = dire(client, deposer(client, "a.csv", tableau(ANNE)), FOYERS)
        tache = charger_depot(client, adresse)
    finir(tache, gestionnaire)
    with connecte(gestionnaire) as client:
        cle = deposer(client, "b.csv", tableau(LEA))
        adresse = dire(client, cle, FOYERS | {"departement": "29"})
        tache = charger_depot(client, adresse)
    assert finir(tache, gestionnaire)["depot"] == cle
    with connecte(gestionnaire) as client:
        assert adresse in client.get(reverse("tache", args=[tache.pk])).content.decode()
        assert client.get(adresse).status_code == 200
