"""La boîte d'envoi, un message et sa preuve, les lots, les modèles de lettres, les accusés du fournisseur."""

from __future__ import annotations

import io
import json
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.personnes.suivis import confier_personne
from jalon.parcours.rendezvous import services as rendezvous
from jalon.parcours.rendezvous.models import Participation
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.models import Lecture
from jalon.socle.messages import lots, services
from jalon.socle.messages.enums import Canal, EtatLot, EtatMessage
from jalon.socle.messages.envoi import envoyer_prets
from jalon.socle.messages.lettres import types as registre
from jalon.socle.messages.lettres.composition import preparer
from jalon.socle.messages.lettres.services import ecrire_modele
from jalon.socle.messages.lettres.types import COMMUNES, enregistrer, type_de_lettre
from jalon.socle.messages.models import Message, ModeleLettre, Rappel
from jalon.socle.messages.rappels import RappelForge, recevoir_rappel, signer, traiter_rappels
from jalon.socle.organisations.models import Organisation
from jalon.socle.periodes.ecriture import ecrire_jour
from tests.flux import NORD, SUD
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db
EXEMPLES = {"motif": "Bilan", "quand": "mardi", "lieu_rdv": "ici", "consigne": "Venez."}
ADRESSE = "Mme Essai\n1 rue des Essais\n00000 VILLE"


@pytest.fixture
def elle():
    return creer_dossier(territoire=NORD, nom="Quemener", prenom="Zoé").personne


@pytest.fixture
def deposer(systeme, elle):
    def faire(**champs):
        base = {
            "cle": f"essai:{uuid4()}",
            "canal": Canal.SMS,
            "adresse": "0612345678",
            "texte": "Rendez-vous demain.",
            "personne": elle.pk,
            "acteur": systeme,
        }
        return services.deposer(**base | champs)

    return faire


def texte_du_pdf(octets: bytes) -> str:
    assert octets.startswith(b"%PDF")
    pages = pypdf.PdfReader(io.BytesIO(octets)).pages
    return "".join(page.extract_text() for page in pages).replace("\xa0", " ")


def rendre_incertain(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(etat="envoi", pris_le=timezone.now())
    Message.objects.filter(pk=message.pk).update(etat="incertain", erreur="coupure après l'envoi du corps")


def test_la_boite_montre_d_abord_ce_qui_attend_quelqu_un(monde, connecte, deposer):
    rendre_incertain(deposer(sujet="Rappel perdu"))
    deposer(sujet="Rappel à venir")
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = client.get(reverse("envois")).content.decode()
        assert "<strong>1 message</strong> attend votre décision" in page
        assert "Rappel perdu" in page and "Rappel à venir" not in page and "QUEMENER" in page
        assert "Rappel à venir" in client.get(reverse("envois") + "?montrer=prets").content.decode()
        vide = client.get(reverse("envois") + "?montrer=partis").content.decode()
        assert "Aucun message ne répond" in vide
        illisible = client.get(reverse("envois") + "?montrer=x&du=2026-99-99&canal=y&page=zz")
        assert illisible.status_code == 200


def test_la_liste_fait_un_nombre_borne_de_requetes(monde, connecte, deposer, django_assert_max_num_queries):
    for _ in range(30):
        deposer(personne=creer_dossier(territoire=NORD).personne.pk)
    with connecte(Role.GESTIONNAIRE_DROITS) as client, django_assert_max_num_queries(20):
        page = client.get(reverse("envois") + "?montrer=tous")
    assert page.content.decode().count('href="/envois/') >= 30


def test_l_export_ne_porte_ni_nom_ni_adresse_ni_texte(monde, connecte, deposer):
    deposer(sujet="Rappel")
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        export = client.get(reverse("envois_export", args=["csv"]) + "?montrer=tous").content.decode()
    assert "Rappel" in export
    for secret in ("Quemener", "QUEMENER", "612345678", "demain"):
        assert secret not in export


def test_un_message_se_lit_tel_qu_envoye_sans_son_secret_et_l_ouvrir_se_note(monde, connecte, deposer, elle):
    message = deposer(texte="Votre code : [[secret]]", secret="482913")
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        page = client.get(reverse("message", args=[message.pk])).content.decode()
    assert "Votre code : ••••••" in page and "482913" not in page and "+33612345678" in page
    assert Lecture.objects.get(ecran="message").sujet == elle.pk


def test_hors_du_perimetre_le_message_n_existe_pas(monde, connecte, creer_compte, deposer):
    message = deposer()
    with connecte(creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)) as client:
        for nom in ("message", "message_pdf"):
            assert client.get(reverse(nom, args=[message.pk])).status_code == 404
        geste = {"geste": "annuler", "motif": "x"}
        assert client.post(reverse("message_agir", args=[message.pk]), geste).status_code == 404
    message.refresh_from_db()
    assert message.etat == EtatMessage.PRET and not Lecture.objects.exists()


@pytest.mark.parametrize(
    ("geste", "etat"), [("parti", EtatMessage.ENVOYE), ("pas_parti", EtatMessage.ECHOUE)]
)
def test_une_personne_regle_un_incertain(monde, connecte, deposer, geste, etat):
    message = deposer()
    rendre_incertain(message)
    with connecte(Role.AGENT_ORIENTATION) as client:
        agir = reverse("message_agir", args=[message.pk])
        refus = client.post(agir, {"geste": geste, "motif": ""})
        assert refus.status_code == 422 and "Dites pourquoi" in refus.content.decode()
        assert client.post(agir, {"geste": "annuler", "motif": "x"}).status_code == 422
        page = client.post(agir, {"geste": geste, "motif": "il a appelé"}, follow=True).content.decode()
    assert "il a appelé" in page
    message.refresh_from_db()
    assert message.etat == etat


def test_un_message_echoue_se_renvoie_a_une_autre_adresse(monde, connecte, deposer):
    message = deposer()
    Message.objects.update(etat="envoi", pris_le=timezone.now())
    Message.objects.update(etat="echoue", fini_le=timezone.now())
    with connecte(Role.GESTIONNAIRE_DROITS) as client:
        agir = reverse("message_agir", args=[message.pk])
        faux = client.post(agir, {"geste": "renvoyer", "motif": "m", "adresse": "néant"})
        assert faux.status_code == 422 and "mobile" in faux.content.decode()
        suite = client.post(agir, {"geste": "renvoyer", "motif": "m", "adresse": "0712345678"})
    copie = Message.objects.exclude(pk=message.pk).get()
    assert suite.url == reverse("message", args=[copie.pk]) and copie.adresse == "+33712345678"


def test_un_lot_se_prepare_se_telecharge_et_part(monde, connecte, compte, deposer, systeme):
    deposer(canal=Canal.LETTRE, adresse=ADRESSE, sujet="Convocation")
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with connecte(gestionnaire) as client:
        assert "<strong>1 lettre</strong> attend" in client.get(reverse("lots")).content.decode()
        envoi = {"envoi": "0123"}
        suite = client.post(reverse("lot_preparer"), envoi).url
        assert client.post(reverse("lot_preparer"), envoi).url == suite, "un double clic ne fait qu'un lot"
        page = client.get(suite).content.decode()
        assert "le PDF se prépare" in page and "Convocation" in page
        (lot,) = lots.Lot.objects.all()
        assert client.get(reverse("lot_fichier", args=[lot.pk, "lettres"])).status_code == 404
        lots.imprimer_lot(lot=lot, acteur=gestionnaire)
        pdf = client.get(reverse("lot_fichier", args=[lot.pk, "lettres"]))
        assert pdf.content.startswith(b"%PDF") and "attachment" in pdf["Content-Disposition"]
        assert b"Mme Essai" in client.get(reverse("lot_fichier", args=[lot.pk, "bordereau"])).content
        depot = reverse("lot_deposer", args=[lot.pk])
        demain = {"le": f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"}
        assert client.post(depot, demain).status_code == 422
        fait = client.post(depot, {"le": f"{timezone.localdate():%Y-%m-%d}"}, follow=True).content.decode()
    assert "1 lettre envoyée." in fait
    lot.refresh_from_db()
    assert lot.etat == EtatLot.DEPOSE


def test_un_lot_vide_le_dit_et_un_lot_s_abandonne(monde, connecte, compte, deposer):
    gestionnaire = compte(Role.GESTIONNAIRE_DROITS)
    with connecte(gestionnaire) as client:
        vide = client.post(reverse("lot_preparer"), follow=True).content.decode()
        assert "Aucune lettre n&#x27;attend" in vide
        deposer(canal=Canal.LETTRE, adresse=ADRESSE, sujet="Convocation")
        client.post(reverse("lot_preparer"))
        (lot,) = lots.Lot.objects.all()
        client.post(reverse("lot_abandonner", args=[lot.pk]))
        assert "<strong>1 lettre</strong> attend" in client.get(reverse("lots")).content.decode()


@pytest.fixture
def nature(monkeypatch):
    monkeypatch.setattr(registre, "_types", {})
    corps = "[[civilite]],\n\nVous verrez **[[structure]]**.\n\n[[mention:rapo]]"
    return enregistrer("essai", "Décision d'essai", {"structure": "la structure"}, ("rapo",), corps=corps)


def test_un_modele_sans_sa_mention_est_refuse_a_l_ecran(monde, connecte, nature):
    adresse = reverse("lettre", args=["essai"])
    saisie = {"objet": "Votre décision", "corps": "Bonjour", "du": f"{timezone.localdate():%Y-%m-%d}"}
    with connecte(Role.ADMINISTRATEUR) as client:
        assert "Décision d&#x27;essai" in client.get(reverse("lettres")).content.decode()
        assert "deux mois" in client.get(adresse).content.decode(), "la mention se lit à côté"
        refus = client.post(adresse, saisie)
        assert refus.status_code == 422
        assert "Voies et délais de recours" in refus.content.decode() and not ModeleLettre.objects.exists()
        garde = client.post(adresse, saisie | {"corps": "Bonjour.\n\n[[mention:rapo]]"}, follow=True)
    assert "Version 1 enregistrée" in garde.content.decode()
    assert client.get(reverse("lettre", args=["inconnue"])).status_code in (302, 404)


@pytest.fixture
def structures(systeme, elle):
    """La structure qui suit Zoé, où Zoé est convoquée demain, et sa voisine, où quelqu'un d'autre l'est."""
    deux = [Organisation.objects.create(nom=nom) for nom in ("Maison du nord", "Maison du sud")]
    autre = creer_dossier(territoire=SUD, nom="Tanguy").personne
    motif = rendezvous.creer_motif(
        code="bilan", libelle="Bilan de mars", nature="accompagnement", acteur=systeme
    )
    for organisation, personne in zip(deux, (elle, autre), strict=True):
        with contexte_compte(systeme):
            confier_personne(
                personne=personne, organisation=organisation, du=timezone.localdate(), acteur=systeme
            )
            lieu = rendezvous.creer_lieu(
                organisation=organisation, nom=f"Accueil {organisation.nom}", adresse="1 rue", acteur=systeme
            )
            rendezvous.convoquer(
                personnes=[personne.pk], motif=motif, lieu=lieu, agent=None, mode="sur_place", acteur=systeme,
                debut=timezone.now() + timedelta(days=1), fin=timezone.now() + timedelta(days=1, hours=1),
            )  # fmt: skip
    return deux


def saisie_de(corps: str, **champs: str) -> dict[str, str]:
    return {"objet": "Venez nous voir", "corps": corps, "du": f"{timezone.localdate():%Y-%m-%d}"} | champs


def test_un_responsable_ecrit_le_texte_de_sa_structure_et_d_aucune_autre(connecte, compte, structures):
    sienne, voisine = structures
    corps = type_de_lettre("rdv_convocation").corps
    adresse = reverse("lettre", args=["rdv_convocation"])
    with connecte(compte(Role.RESPONSABLE_STRUCTURE, organisation=sienne)) as client:
        liste = client.get(reverse("lettres")).content.decode()
        assert "Maison du nord" in liste and "Maison du sud" not in liste
        assert "Votre orientation" not in liste, "une décision est celle du département"
        page = client.get(adresse).content.decode()
        assert "emploie le texte commun" in page and "En cas d&#x27;absence" in page
        refus = client.post(adresse, saisie_de("Bonjour.\n\n[[mention:donnees]]"))
        assert refus.status_code == 422 and "En cas d&#x27;absence au rendez-vous" in refus.content.decode()
        cache = corps.replace("[[mention:absence]]", '[voir](https://exemple.invalid "[[mention:absence]]")')
        assert "ne se liraient pas en entier" in client.post(adresse, saisie_de(cache)).content.decode()
        fait = client.post(adresse, saisie_de(f"{corps}\n\nÀ bientôt."), follow=True).content.decode()
        assert "Version 1 enregistrée" in fait and "Cette organisation a son texte" in fait
        for nom in ("lettre", "lettre_apercu", "lettre_commune"):
            ailleurs = f"{reverse(nom, args=['rdv_convocation'])}?organisation={voisine.pk}"
            assert client.post(ailleurs, saisie_de(corps)).status_code == 404
            decision = reverse(nom, args=["orientation"])
            assert client.post(decision, saisie_de(corps)).status_code == 404
    (modele,) = ModeleLettre.objects.all()
    assert modele.organisation == sienne and modele.corps.endswith("À bientôt.")


def test_le_texte_d_une_structure_part_dans_ses_lettres_puis_elle_reprend_le_commun(
    connecte, compte, structures, systeme
):
    sienne, voisine = structures
    corps = type_de_lettre("rdv_convocation").corps
    ecrire_modele(
        type="rdv_convocation", objet="Propre au nord", corps=corps, organisation=sienne, acteur=systeme
    )
    jour = timezone.localdate()
    composees = [preparer("rdv_convocation", o, COMMUNES | EXEMPLES, jour).lettre.objet for o in structures]
    assert composees == ["Propre au nord", "Vous avez un rendez-vous"]
    with connecte(compte(Role.RESPONSABLE_STRUCTURE, organisation=sienne)) as client:
        retour = client.post(
            reverse("lettre_commune", args=["rdv_convocation"]), follow=True
        ).content.decode()
        assert f"à compter du {jour:%d/%m/%Y}" in retour and "emploie le texte commun" in retour
        encore = client.post(
            reverse("lettre_commune", args=["rdv_convocation"]), follow=True
        ).content.decode()
        assert "déjà le texte commun" in encore
    assert preparer("rdv_convocation", sienne, COMMUNES | EXEMPLES, jour).lettre.objet != "Propre au nord"


def test_l_apercu_se_fait_sur_un_vrai_dossier_de_son_perimetre_et_ne_garde_rien(
    connecte, compte, structures, elle
):
    sienne, _ = structures
    corps = type_de_lettre("rdv_convocation").corps
    adresse = reverse("lettre_apercu", args=["rdv_convocation"])
    sien, d_ailleurs = (
        Participation.objects.get(rendezvous__lieu__organisation=organisation) for organisation in structures
    )
    with connecte(compte(Role.RESPONSABLE_STRUCTURE, organisation=sienne)) as client:
        page = client.get(reverse("lettre", args=["rdv_convocation"])).content.decode()
        assert "QUEMENER" in page and "TANGUY" not in page
        reel = texte_du_pdf(client.post(adresse, saisie_de(corps, cas=str(sien.pk))).content)
        invente = texte_du_pdf(client.post(adresse, saisie_de(corps)).content)
        ferme = texte_du_pdf(client.post(adresse, saisie_de(corps, cas=str(d_ailleurs.pk))).content)
        assert client.post(adresse, saisie_de("[[nir]]")).status_code == 422
    assert ecrire_jour(timezone.localdate()) in reel and "Exemple" not in reel
    assert "QUEMENER" in reel and "Bilan de mars" in reel and "Accueil Maison du nord" in reel
    assert "Anne Exemple" in invente and invente == ferme
    assert [lecture.sujet for lecture in Lecture.objects.filter(ecran="apercu_lettre")] == [elle.pk]
    assert not ModeleLettre.objects.exists()


def test_un_administrateur_ecrit_tout_et_ne_voit_aucune_personne(connecte, structures):
    sienne, _ = structures
    adresse = f"{reverse('lettre', args=['rdv_convocation'])}?organisation={sienne.pk}"
    with connecte(Role.ADMINISTRATEUR) as client:
        page = client.get(adresse).content.decode()
        assert "QUEMENER" not in page and "Aperçu sur un dossier" not in page
        client.post(adresse, saisie_de(type_de_lettre("rdv_convocation").corps))
        liste = client.get(reverse("lettres")).content.decode()
    assert "Maison du nord" in liste and "Votre orientation" in liste


SECRET_RAPPEL = "secret d'essai"


@pytest.fixture
def rappeler(settings, en_tant_que):
    settings.SMS_SECRET_RAPPEL = SECRET_RAPPEL

    def faire(corps, *, secret=SECRET_RAPPEL, ecart=0, signature=""):
        octets = corps if isinstance(corps, bytes) else json.dumps(corps).encode()
        horodatage = str(int(time.time()) + ecart)
        entetes = {
            "X-Jalon-Horodatage": horodatage,
            "X-Jalon-Signature": signature or signer(octets, horodatage, secret),
        }
        with en_tant_que(None):
            return Client(enforce_csrf_checks=True).post(
                "/rappels/sms/", octets, content_type="application/json", headers=entetes
            )

    return faire


def test_un_accuse_signe_est_garde_puis_lu(rappeler, deposer):
    message = deposer()
    envoyer_prets()
    assert rappeler({"reference": message.pk.hex, "etat": "remis"}).status_code == 200
    message.refresh_from_db()
    assert message.etat == EtatMessage.ENVOYE, "lu ensuite, jamais dans la requête"
    assert traiter_rappels() == 1 and traiter_rappels() == 0
    message.refresh_from_db()
    assert message.etat == EtatMessage.REMIS and message.remis_le


@pytest.mark.parametrize(
    "faute",
    [{"secret": "autre"}, {"ecart": 360}, {"ecart": -360}, {"signature": "sha256=00"}, {"signature": "é"}],
)
def test_un_accuse_forge_ou_hors_delai_est_refuse(rappeler, deposer, faute):
    message = deposer()
    reponse = rappeler({"reference": message.pk.hex, "etat": "remis"}, **faute)
    assert reponse.status_code == 403 and not Rappel.objects.exists()


@pytest.mark.parametrize(("ecart", "pris"), [(300, True), (-300, True), (301, False), (-301, False)])
def test_la_fenetre_d_un_accuse_est_de_cinq_minutes(settings, ecart, pris):
    settings.SMS_SECRET_RAPPEL = SECRET_RAPPEL
    quand = datetime(2026, 3, 2, 9, tzinfo=UTC)
    corps, horodatage = b'{"reference": "essai", "etat": "remis"}', str(int(quand.timestamp()) + ecart)
    signature = signer(corps, horodatage, SECRET_RAPPEL)
    with nullcontext() if pris else pytest.raises(RappelForge, match="fenêtre"):
        assert recevoir_rappel(corps, horodatage=horodatage, signature=signature, maintenant=quand)


def test_sans_secret_regle_tout_accuse_est_refuse(rappeler, settings):
    settings.SMS_SECRET_RAPPEL = ""
    assert rappeler({"etat": "remis"}, secret="").status_code == 403


def test_un_accuse_rejoue_repond_200_sans_effet(rappeler, deposer):
    message = deposer()
    envoyer_prets()
    corps = {"reference": message.pk.hex, "etat": "remis"}
    assert [rappeler(corps, ecart=ecart).status_code for ecart in (0, 0, 7)] == [200] * 3
    assert Rappel.objects.count() == 1 and traiter_rappels() == 1
    assert message.evenements.filter(brut="remis").count() <= 2


def test_des_accuses_dans_le_desordre_ne_font_pas_reculer(rappeler, deposer):
    message = deposer()
    envoyer_prets()
    for etat in ("remis", "envoye", "rejete", "echoue"):
        rappeler({"reference": message.pk.hex, "etat": etat})
    traiter_rappels()
    message.refresh_from_db()
    assert message.etat == EtatMessage.REMIS
    suites = list(Rappel.objects.order_by("pk").values_list("suite", flat=True))
    assert suites == ["appliqué", "sans effet", "sans effet", "sans effet"]


@pytest.mark.parametrize(
    ("annonce", "etat"),
    [("envoye", "envoye"), ("remis", "remis"), ("rejete", "rejete"), ("echoue", "echoue")],
)
def test_un_accuse_regle_un_incertain(rappeler, deposer, annonce, etat):
    message = deposer()
    rendre_incertain(message)
    rappeler({"reference": message.pk.hex, "etat": annonce, "motif": "absent"})
    traiter_rappels()
    message.refresh_from_db()
    assert message.etat == etat


@pytest.mark.parametrize(
    "corps",
    [
        b"pas du json",
        b"[]",
        {"reference": "x" * 300, "etat": "remis"},
        {"reference": 12, "etat": ["remis"]},
        {"reference": str(uuid4()), "etat": "remis", "quand": "hier"},
        {"reference": "'; DROP TABLE", "etat": "inconnu"},
        {},
    ],
)
def test_un_accuse_signe_mais_absurde_ne_casse_rien(rappeler, deposer, corps):
    message = deposer()
    assert rappeler(corps).status_code == 200
    assert traiter_rappels() == 1
    message.refresh_from_db()
    assert message.etat == EtatMessage.PRET


def test_un_accuse_enorme_ou_en_lecture_est_refuse(rappeler):
    assert rappeler(b"x" * 20_000).status_code == 413
    assert Client().get("/rappels/sms/").status_code == 405
