"""Les contrats par l'écran : de l'ébauche à la signature, sous le rôle de l'application, pour chaque mode."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.contrats import services
from jalon.parcours.contrats.enums import EtatContrat, NaturePiece
from jalon.parcours.contrats.models import CodeSignature, Contrat, EtapeCircuit
from jalon.parcours.contrats.tasks import sceller_un
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.journal.models import Lecture
from jalon.socle.messages.models import Message
from tests.parcours.contrats.fabriques import SCAN, Equipe, contrat_signe, creer_equipe, rediger

pytestmark = pytest.mark.django_db
Connecte = Callable[..., Any]


@pytest.fixture
def equipe(creer_compte: Callable[..., Compte], systeme: Compte) -> Equipe:
    return creer_equipe(creer_compte, systeme)


def page(reponse: Any, statut: int = 200) -> str:
    assert reponse.status_code == statut, reponse.content.decode()[:2000]
    return reponse.content.decode()


def valeurs(html: str) -> dict[str, str]:
    """Ce que le navigateur renverrait : champs cachés et remplis du formulaire de rédaction."""
    lus = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    lus |= {n: "" for n in re.findall(r'<input type="hidden" name="([^"]+)" id="[^"]+">', html)}
    return {nom: valeur for nom, valeur in lus.items() if nom not in ("csrfmiddlewaretoken", "envoi")}


def ecrire(html: str, **champs: str) -> dict[str, str]:
    return valeurs(html) | {
        "debut": f"{timezone.localdate():%Y-%m-%d}",
        "heures_semaine": "15",
        "diagnostic": "Cherche du travail dans la vente.",
        "o0-domaine": "trouver-un-emploi",
        "o0-libelle": "Retrouver un emploi",
        "o0-e0-partie": "personne",
        "o0-e0-libelle": "Envoyer trois candidatures",
        "o0-e1-partie": "organisme",
        "o0-e1-libelle": "Relire les candidatures",
        "o1-e0-partie": "personne",
        "o1-e1-partie": "organisme",
        **champs,
    }


def rediger_a_l_ecran(client: Client, equipe: Equipe, geste: str = "soumettre", **champs: str) -> Contrat:
    """Ouvre le contrat depuis le dossier de la personne, l'écrit, puis fait le geste."""
    adresse = reverse("contrat_nouveau", kwargs={"cle": equipe.personne.pk})
    html = page(client.get(adresse))
    assert str(equipe.organisme) in html
    depart = {"organisme": str(equipe.organisme.pk), "debut": f"{timezone.localdate():%Y-%m-%d}", "voie": ""}
    reponse = client.post(adresse, depart)
    assert reponse.status_code == 302, reponse.content.decode()[:2000]
    html = page(client.get(reponse.url))
    assert client.post(reponse.url, ecrire(html, geste=geste, **champs)).status_code == 302
    return Contrat.objects.get(personne=equipe.personne)


def empreinte_lue(client: Client, contrat: Contrat) -> str:
    html = page(client.get(reverse("contrat_signer", kwargs={"cle": contrat.pk})))
    trouvee = re.search(r'name="empreinte" value="([0-9a-f]{64})"', html)
    assert trouvee
    return trouvee[1]


def signer_pour_organisme(connecte: Connecte, equipe: Equipe, contrat: Contrat) -> None:
    with connecte(equipe.responsable) as client:
        lue = empreinte_lue(client, contrat)
        adresse = reverse("contrat_signer_organisme", kwargs={"cle": contrat.pk})
        assert client.post(adresse, {"empreinte": lue}).status_code == 302


def test_a_l_ecran_du_brouillon_au_document_scelle(connecte: Connecte, equipe: Equipe) -> None:
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe)
        assert contrat.etat == EtatContrat.A_SIGNER
        adresse = reverse("contrat_signer_ecran", kwargs={"cle": contrat.pk})
        lue = empreinte_lue(client, contrat)
        refus = page(client.post(adresse, {"empreinte": lue}), 422)
        assert "Dites comment vous avez vérifié" in refus and "La personne coche elle-même" in refus
        envoi = {"empreinte": lue, "moyen_identite": "carte d'identité", "relu": "on"}
        assert client.post(adresse, envoi).status_code == 302
    signer_pour_organisme(connecte, equipe, contrat)
    contrat.refresh_from_db()
    assert contrat.etat == EtatContrat.SIGNE
    sceller_un(contrat.pk)
    with connecte(equipe.referent) as client:
        html = page(client.get(reverse("contrat", kwargs={"cle": contrat.pk})))
        assert "En vigueur" in html and "identité attestée par" in html
        reponse = client.get(reverse("contrat_document", kwargs={"cle": contrat.pk}))
        assert reponse.content.startswith(b"%PDF-") and reponse["Content-Type"] == "application/pdf"
        verifier = reverse("contrat_verifier", kwargs={"cle": contrat.pk})
        assert "<strong>intact</strong>" in page(client.get(verifier))
        abime = bytearray(reponse.content)
        abime[2000] ^= 1
        abime = SimpleUploadedFile("x.pdf", bytes(abime))
        assert "<strong>intact</strong>" not in page(client.post(verifier, {"fichier": abime}))
        assert client.get(reverse("contrat_preuve", kwargs={"cle": contrat.pk})).json()["version"] == 1


def test_sur_papier(connecte: Connecte, equipe: Equipe) -> None:
    with connecte(equipe.responsable) as client:
        contrat = rediger_a_l_ecran(client, equipe)
        apercu = client.get(reverse("contrat_apercu", kwargs={"cle": contrat.pk}))
        assert apercu.content.startswith(b"%PDF-")
        adresse = reverse("contrat_signer_papier", kwargs={"cle": contrat.pk})
        lue = {"empreinte": empreinte_lue(client, contrat), "moyen_identite": "titre de séjour"}
        faux = SimpleUploadedFile("note.pdf", b"bonjour")
        assert "ni un PDF ni une image" in page(client.post(adresse, lue | {"fichier": faux}), 422)
        scan = SimpleUploadedFile("contrat.pdf", SCAN)
        reponse = client.post(adresse, lue | {"fichier": scan, "avec_organisme": "on"})
        assert reponse.status_code == 302
    contrat.refresh_from_db()
    assert contrat.etat == EtatContrat.SIGNE
    assert contrat.pieces.filter(nature=NaturePiece.SCAN).count() == 1


def lien_recu(contrat: Contrat) -> str:
    message = Message.objects.get(cle__startswith=f"contrat:lien:{contrat.pk}")
    assert message.secret_chiffre is not None
    return "/p/" + dechiffrer(message.secret_chiffre).decode().split("/p/")[1]


def code_recu(contrat: Contrat) -> str:
    valable = CodeSignature.objects.get(contrat=contrat, utilise_le=None, retire_le=None)
    message = Message.objects.get(cle=f"contrat:code:{valable.pk}")
    assert message.secret_chiffre is not None
    return dechiffrer(message.secret_chiffre).decode()


def test_par_lien_avec_un_code(connecte: Connecte, equipe: Equipe) -> None:
    """L'agent envoie le lien ; la personne lit, demande un code, se trompe, signe, retrouve son contrat."""
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe)
        adresse = reverse("contrat_signer_lien", kwargs={"cle": contrat.pk})
        assert client.post(adresse, {"canal": "sms"}).status_code == 302
    signer_pour_organisme(connecte, equipe, contrat)
    public = lien_recu(contrat)
    with connecte(None) as client:
        html = page(client.get(public))
        assert "Lisez votre contrat" in html and "Envoyer trois candidatures" in html
        assert equipe.personne.nom not in html, "le nom n'est pas sur une page qu'on peut montrer"
        assert "numéro qui finit par 78" in html
        assert client.get(f"{public}document/").content.startswith(b"%PDF-")
        assert client.post(f"{public}code/", {"canal": "sms"}).status_code == 302
    code = code_recu(contrat)
    faux = "000000" if code != "000000" else "111111"
    with connecte(None) as client:
        html = page(client.get(public))
        lue = re.search(r'name="empreinte" value="([0-9a-f]{64})"', html)
        assert lue and "Un code est parti" in html
        envoi = {"empreinte": lue[1], "code": faux, "relu": "on"}
        assert "Il vous reste 4 essais" in page(client.post(f"{public}signer/", envoi), 422)
        assert "Cochez cette case" in page(
            client.post(f"{public}signer/", envoi | {"code": code, "relu": ""}), 422
        )
        assert client.post(f"{public}signer/", envoi | {"code": code}).status_code == 302
        assert "Votre contrat est signé" in page(client.get(public))
    contrat.refresh_from_db()
    assert (contrat.etat, contrat.signatures.get(partie="personne").mode) == (EtatContrat.SIGNE, "lien_code")
    sceller_un(contrat.pk)
    with connecte(None) as client:
        reponse = client.get(f"{public}document/")
        assert b"/ByteRange" in reponse.content, "la personne reçoit l'exemplaire scellé"


def test_une_revision_par_lien_se_signe_a_temps_ou_dit_qui_appeler(
    connecte: Connecte, equipe: Equipe
) -> None:
    """Sous le rôle de l'application : signer arrête l'ancien contrat, ou dit que c'est trop tard."""
    jour = timezone.localdate()
    ancien = contrat_signe(equipe, fin=jour)
    suite = services.continuer_contrat(contrat=ancien, suite="revision", acteur=equipe.referent)
    suite = services.soumettre_contrat(contrat=suite, acteur=equipe.referent)
    signer_pour_organisme(connecte, equipe, suite)
    with connecte(equipe.referent) as client:
        client.post(reverse("contrat_signer_lien", kwargs={"cle": suite.pk}), {"canal": "sms"})
    public = lien_recu(suite)
    with connecte(None) as client:
        client.post(f"{public}code/", {"canal": "sms"})
    envoi = {"empreinte": suite.versions.get().empreinte, "code": code_recu(suite), "relu": "on"}
    Contrat.objects.filter(pk=ancien.pk).update(fin=jour - timedelta(days=1))
    with connecte(None) as client:
        assert "Appelez votre référent" in page(client.post(f"{public}signer/", envoi), 422)
    Contrat.objects.filter(pk=ancien.pk).update(fin=jour)
    with connecte(None) as client:
        assert client.post(f"{public}signer/", envoi).status_code == 302
    ancien.refresh_from_db()
    assert (ancien.etat, ancien.fin_effective) == (EtatContrat.REMPLACE, jour - timedelta(days=1))


@pytest.mark.parametrize("suite", ["", "code/", "signer/", "document/"])
def test_un_lien_faux_ne_dit_rien(connecte: Connecte, suite: str) -> None:
    with connecte(None) as client:
        adresse = f"/p/inconnu/contrat/{suite}"
        reponse = client.post(adresse) if suite in ("code/", "signer/") else client.get(adresse)
        assert "n'est plus valable" in page(reponse, 404).replace("&#x27;", "'")


def test_un_brouillon_ne_se_lit_pas_par_un_ancien_lien(connecte: Connecte, equipe: Equipe) -> None:
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe, geste="proposer")
        client.post(reverse("contrat_signer_lien", kwargs={"cle": contrat.pk}), {"canal": "sms"})
        public = lien_recu(contrat)
        assert "On vous propose ce contrat" in page(client.get(public))
        client.post(reverse("contrat_reprendre", kwargs={"cle": contrat.pk}))
    with connecte(None) as client:
        assert client.get(public).status_code == 404


def test_un_brouillon_incomplet_reste_garde(connecte: Connecte, equipe: Equipe) -> None:
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe, **{"heures_semaine": "7,5", "o0-e1-libelle": ""})
        html = page(client.get(reverse("contrat_rediger", kwargs={"cle": contrat.pk})))
    assert contrat.etat == EtatContrat.BROUILLON and contrat.objectifs.count() == 1
    assert "En dessous de 15 h" in html and "Écrivez au moins un engagement" in html
    assert 'value="7,5"' in html and "Envoyer trois candidatures" in html


def test_une_date_impossible_revient_au_champ(connecte: Connecte, equipe: Equipe) -> None:
    contrat = rediger(equipe, le=timezone.localdate())
    with connecte(equipe.referent) as client:
        adresse = reverse("contrat_rediger", kwargs={"cle": contrat.pk})
        html = page(client.get(adresse))
        refuse = page(client.post(adresse, ecrire(html, fin="2020-01-01")), 422)
    assert "La fin du contrat est avant son début" in refuse and "Envoyer trois candidatures" in refuse


def test_deux_onglets_ne_s_ecrasent_pas(connecte: Connecte, equipe: Equipe) -> None:
    contrat = rediger(equipe)
    with connecte(equipe.referent) as client:
        adresse = reverse("contrat_rediger", kwargs={"cle": contrat.pk})
        html = page(client.get(adresse))
        assert client.post(adresse, ecrire(html)).status_code == 302
        assert "pendant que vous l&#x27;écriviez" in page(client.post(adresse, ecrire(html)), 422)


def test_le_circuit_par_l_ecran(
    connecte: Connecte, equipe: Equipe, creer_compte: Callable[..., Compte]
) -> None:
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    circuits = reverse("contrats_circuits")
    with connecte(gestionnaire) as client:
        page(client.get(f"{circuits}?organisme={equipe.organisme.pk}"))
        etape = {
            "e0-libelle": "Avis du service",
            "e0-nature": "avis",
            "e0-role": Role.RESPONSABLE_STRUCTURE,
            "e0-compte": "",
            "e0-delai_jours": "5",
            "e1-libelle": "",
            "e1-nature": "lecture",
            "e1-role": Role.REFERENT,
            "e1-compte": "",
            "e1-delai_jours": "7",
        }
        envoi = etape | {"etapes": "oui", "organisme": str(equipe.organisme.pk)}
        assert client.post(circuits, envoi).status_code == 302
        convention = {
            "convention": "oui",
            "organisme": str(equipe.organisme.pk),
            "reference": "Convention 12",
            "du": "2025-01-01",
        }
        assert client.post(circuits, convention).status_code == 302
        assert "Convention 12" in page(client.get(f"{circuits}?organisme={equipe.organisme.pk}"))
    assert EtapeCircuit.objects.get().libelle == "Avis du service"
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe)
        assert "Attend : Avis du service" in page(client.get(reverse("contrat", kwargs={"cle": contrat.pk})))
    passage = contrat.passages.get()
    with connecte(equipe.responsable) as client:
        html = page(client.get(reverse("contrat", kwargs={"cle": contrat.pk})))
        assert "À votre tour" in html
        adresse = reverse("contrat_etape", kwargs={"cle": passage.pk})
        assert client.post(adresse, {"resultat": "favorable", "texte": "D'accord"}).status_code == 302
    contrat.refresh_from_db()
    assert contrat.etat == EtatContrat.A_SIGNER


def signe(connecte: Connecte, equipe: Equipe) -> Contrat:
    with connecte(equipe.responsable) as client:
        contrat = rediger_a_l_ecran(client, equipe, fin="2099-12-31")
        services.signer_sur_papier(
            contrat=contrat,
            empreinte=contrat.versions.get().empreinte,
            nom_fichier="x.pdf",
            contenu=SCAN,
            moyen_identite="connue",
            avec_organisme=True,
            acteur=equipe.responsable,
        )
    contrat.refresh_from_db()
    return contrat


def test_suivre_reviser_arreter(connecte: Connecte, equipe: Equipe) -> None:
    contrat = signe(connecte, equipe)
    clause = contrat.engagements.get(ordre=1)
    fiche = reverse("contrat", kwargs={"cle": contrat.pk})
    with connecte(equipe.referent) as client:
        assert "Où en est chaque engagement" in page(client.get(fiche))
        client.post(reverse("contrat_engagement", kwargs={"cle": clause.pk}), {"etat": "tenu"})
        reponse = client.post(reverse("contrat_suite", kwargs={"cle": contrat.pk, "suite": "revision"}))
        assert reponse.status_code == 302
        suivant = Contrat.objects.get(precedent=contrat)
        en_preparation = reverse("contrat", kwargs={"cle": suivant.pk})
        assert "En faire un renouvellement" not in page(client.get(en_preparation))
    Contrat.objects.filter(pk=contrat.pk).update(fin=timezone.localdate())  # la révision commence demain
    with connecte(equipe.referent) as client:
        assert "En faire un renouvellement" in page(client.get(en_preparation))
        autrement = {"cle": suivant.pk, "suite": "renouvellement"}
        assert client.post(reverse("contrat_suite", kwargs=autrement)).status_code == 302
        assert "En faire un renouvellement" not in page(client.get(en_preparation))
        suivant.refresh_from_db()
        assert suivant.suite == "renouvellement"
        assert reponse.url == reverse("contrat_rediger", kwargs={"cle": suivant.pk})
        adresse = reverse("contrat_abandonner", kwargs={"cle": suivant.pk})
        assert "Choisissez" in page(client.get(adresse))
        page(client.post(adresse, {"motif": ""}), 422)
        assert client.post(adresse, {"motif": "erreur"}).status_code == 302
        adresse = reverse("contrat_resilier", kwargs={"cle": contrat.pk})
        envoi = {"motif": "emploi", "dernier_jour": f"{timezone.localdate():%Y-%m-%d}"}
        assert client.post(adresse, envoi).status_code == 302
        assert "reprise d&#x27;emploi" in page(client.get(fiche))
    clause.refresh_from_db()
    contrat.refresh_from_db()
    assert (clause.etat, contrat.etat) == ("tenu", EtatContrat.RESILIE)


def test_les_versions_se_comparent(connecte: Connecte, equipe: Equipe) -> None:
    with connecte(equipe.referent) as client:
        contrat = rediger_a_l_ecran(client, equipe)
        reponse = client.post(reverse("contrat_reprendre", kwargs={"cle": contrat.pk}))
        html = page(client.get(reponse.url))
        client.post(reponse.url, ecrire(html, heures_semaine="20", geste="soumettre"))
        adresse = reverse("contrat_versions", kwargs={"cle": contrat.pk, "une": 1, "autre": 2})
        html = page(client.get(adresse))
        assert "<del>15</del>" in html and "<ins>20</ins>" in html
        adresse = reverse("contrat_versions", kwargs={"cle": contrat.pk, "une": 1, "autre": 9})
        assert client.get(adresse).status_code == 404


def test_la_liste_compte_filtre_et_s_emporte(
    connecte: Connecte,
    equipe: Equipe,
    creer_compte: Callable[..., Compte],
    systeme: Compte,
) -> None:
    contrat = signe(connecte, equipe)
    rediger(creer_equipe(creer_compte, systeme))
    with connecte(equipe.referent) as client:
        html = page(client.get(reverse("contrats")))
        assert "<strong>1 contrat</strong>" in html
        assert "cherchez-la" in page(client.get(reverse("contrats"), {"vue": "brouillons"}))
        assert "cherchez-la" in page(client.get(reverse("contrats"), {"type": "cer"}))
        page(client.get(reverse("contrats"), {"vue": "x", "organisme": "y", "referent": "z", "page": "9"}))
        filtres = {"organisme": str(contrat.organisme_referent_id)}
        export = client.get(reverse("contrats_export", kwargs={"format": "csv"}), filtres).content.decode()
        assert equipe.personne.nom in export and len(export.splitlines()) == 2


def test_ouvrir_un_contrat_se_note_au_journal(connecte: Connecte, equipe: Equipe) -> None:
    contrat = rediger(equipe)
    with connecte(equipe.referent) as client:
        page(client.get(reverse("contrat", kwargs={"cle": contrat.pk})))
        page(client.get(reverse("contrats_personne", kwargs={"cle": equipe.personne.pk})))
    lues = Lecture.objects.filter(sujet=equipe.personne.pk, compte=equipe.referent)
    assert set(lues.values_list("ecran", flat=True)) == {"contrat", "contrats"}


def test_le_nombre_de_requetes_ne_depend_pas_de_la_liste(
    connecte: Connecte,
    equipe: Equipe,
    creer_compte: Callable[..., Compte],
    systeme: Compte,
    django_assert_max_num_queries: Any,
) -> None:
    gestionnaire = creer_compte(Role.GESTIONNAIRE_DROITS)
    for _ in range(4):
        rediger(creer_equipe(creer_compte, systeme))
    with connecte(gestionnaire) as client:
        client.get(reverse("contrats"))
        with django_assert_max_num_queries(26):
            page(client.get(reverse("contrats"), {"vue": "brouillons"}))
    contrat = rediger(equipe)
    with connecte(equipe.referent) as client, django_assert_max_num_queries(32):
        page(client.get(reverse("contrat", kwargs={"cle": contrat.pk})))


def test_hors_du_perimetre_rien_n_existe(
    connecte: Connecte, equipe: Equipe, creer_compte: Callable[..., Compte]
) -> None:
    contrat = rediger(equipe)
    with connecte(creer_compte(Role.REFERENT)) as client:
        for nom in ("contrat", "contrat_rediger", "contrat_signer", "contrat_apercu", "contrat_resilier"):
            assert client.get(reverse(nom, kwargs={"cle": contrat.pk})).status_code == 404, nom
        for nom in ("contrats_personne", "contrat_nouveau"):
            assert client.get(reverse(nom, kwargs={"cle": equipe.personne.pk})).status_code == 404, nom
