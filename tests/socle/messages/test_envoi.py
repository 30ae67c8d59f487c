"""Faire partir : chaque faute d'un fournisseur mène à un état, un seul, et rien ne part deux fois."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from jalon.socle.messages import envoi, services, verificateurs
from jalon.socle.messages.enums import Canal, EtatMessage, Nature, Transport
from jalon.socle.messages.envoi import ESSAIS_MAX, RESERVATION, envoyer_prets, recuperer_abandonnes
from jalon.socle.messages.models import EvenementMessage, Message
from jalon.socle.messages.tasks import envoyer_messages
from jalon.socle.messages.transports import Interne, Issue, Reponse
from jalon.socle.messages.transports.sms import PorteurSms, _attente
from jalon.socle.pieces.services import deposer_piece

pytestmark = pytest.mark.django_db


def relire(message: Message) -> Message:
    message.refresh_from_db()
    return message


def natures(message: Message) -> list[str]:
    return list(message.evenements.values_list("nature", flat=True))


def test_un_sms_part_avec_sa_cle_et_son_secret(deposer, sms, par):
    message = deposer(texte="Votre code : [[secret]]", secret="482913")
    assert envoyer_prets(par=par) == {Issue.ACCEPTE: 1, "expire": 0, "annule": 0}
    assert sms.recus == [
        {
            "reference": message.pk.hex,
            "destinataire": "+33612345678",
            "expediteur": "JALON",
            "texte": "Votre code : 482913",
        }
    ]
    assert sms.cles == {message.pk.hex: 1}
    relire(message)
    assert (message.etat, message.transport) == (EtatMessage.ENVOYE, Transport.SMS)
    assert message.identifiant == f"f-{message.pk.hex[:8]}" and message.secret_chiffre is None
    assert natures(message) == [Nature.ENVOI, Nature.ACCEPTE]
    assert not +envoyer_prets(par=par) and len(sms.recus) == 1


@pytest.mark.parametrize(
    ("faute", "etat", "dit"),
    [
        ("429", EtatMessage.PRET, "429"),
        ("500", EtatMessage.PRET, "500"),
        ("503", EtatMessage.PRET, "503"),
        ("400", EtatMessage.ECHOUE, "400"),
        ("302", EtatMessage.ECHOUE, "302"),
        ("casse", EtatMessage.INCERTAIN, "illisible"),
        ("coupure", EtatMessage.INCERTAIN, "coupure après"),
        ("delai", EtatMessage.INCERTAIN, "coupure après"),
        ("double", EtatMessage.ENVOYE, ""),
    ],
)
def test_chaque_faute_du_fournisseur_a_son_etat(deposer, sms, par, faute, etat, dit):
    message = deposer()
    sms.fautes = [faute]
    envoyer_prets(par=par)
    relire(message)
    assert message.etat == etat and dit in message.erreur and "33612" not in message.erreur
    assert message.a_envoyer_le > timezone.now() or etat != EtatMessage.PRET
    envoyer_prets(par=par)
    assert len(sms.recus) == 1, "rien ne repart tout seul avant son heure"


def test_apres_un_429_le_message_repart_a_l_heure_dite_sous_la_meme_cle(deposer, sms, par):
    message = deposer()
    sms.fautes = ["429"]
    debut = timezone.now()
    envoyer_prets(par=par)
    attendu = relire(message).a_envoyer_le - debut
    assert timedelta(seconds=89) < attendu < timedelta(seconds=100)
    envoyer_prets(par=par, maintenant=debut + timedelta(seconds=120))
    assert relire(message).etat == EtatMessage.ENVOYE
    assert sms.cles == {message.pk.hex: 2}


def test_un_fournisseur_en_panne_finit_par_faire_echouer(deposer, sms, par):
    message = deposer()
    sms.fautes = ["500"] * ESSAIS_MAX
    quand = timezone.now()
    for _ in range(ESSAIS_MAX):
        quand += timedelta(hours=7)
        envoyer_prets(par=par, maintenant=quand)
    assert relire(message).etat == EtatMessage.ECHOUE and message.essais == ESSAIS_MAX


def test_un_report_au_dela_de_l_expiration_echoue(deposer, sms, par):
    message = deposer(expire_le=timezone.now() + timedelta(seconds=30))
    sms.fautes = ["429"]
    envoyer_prets(par=par)
    assert relire(message).etat == EtatMessage.ECHOUE


def test_un_serveur_absent_remet_a_plus_tard(deposer):
    message = deposer()
    sourd = {Canal.SMS: lambda: PorteurSms(url="http://127.0.0.1:9/sms", cle="x", delai=1)}
    envoyer_prets(par=sourd)
    assert relire(message).etat == EtatMessage.PRET and "injoignable" in message.erreur


def test_une_adresse_de_fournisseur_non_chiffree_est_refusee():
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="https"):
        PorteurSms(url="http://fournisseur.invalid/sms", cle="x")._connexion()


@pytest.mark.parametrize(
    ("entete", "secondes"),
    [("90", 90), (None, 0), ("bientôt", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("-5", 0)],
)
def test_retry_after_se_lit_ou_ne_compte_pas(entete, secondes):
    assert _attente(entete) == secondes


def test_un_courriel_part_avec_un_identifiant_fixe_et_son_pdf(deposer, smtp, par, systeme):
    piece = deposer_piece(nom="contrat.pdf", contenu=b"%PDF-essai", acteur=systeme)
    message = deposer(canal=Canal.COURRIEL, texte="Bonjour,\n.\nÀ bientôt", piece=piece)
    envoyer_prets(par=par)
    lu = email.message_from_bytes(smtp.recus[0], policy=email.policy.default)
    assert lu["Message-ID"] == f"<{message.pk.hex}@exemple.invalid>" == relire(message).identifiant
    corps = lu.get_body(("plain",))
    assert corps is not None and "À bientôt" in corps.get_content()
    (jointe,) = lu.iter_attachments()
    assert (jointe.get_filename(), jointe.get_content()) == ("contrat.pdf", b"%PDF-essai")


@pytest.mark.parametrize(
    ("faute", "etat"),
    [
        ("rcpt_550", EtatMessage.ECHOUE),
        ("rcpt_451", EtatMessage.PRET),
        ("452", EtatMessage.PRET),
        ("554", EtatMessage.ECHOUE),
        ("coupure_avant", EtatMessage.PRET),
        ("coupure", EtatMessage.INCERTAIN),
    ],
)
def test_chaque_faute_smtp_a_son_etat_et_la_suite_part(deposer, smtp, par, faute, etat):
    fautif = deposer(canal=Canal.COURRIEL, a_envoyer_le=timezone.now() - timedelta(hours=1))
    suivant = deposer(canal=Canal.COURRIEL)
    smtp.fautes = [faute]
    envoyer_prets(par=par)
    assert relire(fautif).etat == etat
    assert relire(suivant).etat == EtatMessage.ENVOYE


def test_une_seule_connexion_smtp_pour_un_lot(deposer, smtp, par):
    for _ in range(5):
        deposer(canal=Canal.COURRIEL)
    envoyer_prets(par=par)
    assert (smtp.sessions, len(smtp.recus)) == (1, 5)


def test_sans_fournisseur_rien_ne_sort_et_l_ecran_le_dit(deposer):
    message = deposer()
    envoyer_prets()
    assert (relire(message).etat, message.transport) == (EtatMessage.ENVOYE, Transport.BOITE)


def test_avant_l_heure_ou_apres_l_expiration_rien_ne_part(deposer, sms, par):
    quand = timezone.now()
    tot = deposer(a_envoyer_le=quand + timedelta(hours=1))
    tard = deposer(expire_le=quand + timedelta(minutes=1))
    envoyer_prets(par=par, maintenant=quand + timedelta(minutes=2))
    assert (relire(tot).etat, relire(tard).etat) == (EtatMessage.PRET, EtatMessage.EXPIRE)
    assert not sms.recus


def test_une_lettre_ne_part_pas_toute_seule(deposer, par):
    lettre = deposer(canal=Canal.LETTRE, adresse="Mme Essai\n1 rue des Essais\n00000 VILLE")
    envoyer_prets(par=par)
    assert relire(lettre).etat == EtatMessage.PRET


@pytest.fixture
def objet_verifie(monkeypatch):
    monkeypatch.setattr(verificateurs, "_verificateurs", {})
    valables: set = set()
    verificateurs.enregistrer("creneau", lambda cibles: valables & set(cibles))
    return valables


def test_aucun_message_sur_un_creneau_qui_n_existe_plus(deposer, sms, par, objet_verifie):
    garde, disparu = uuid4(), uuid4()
    objet_verifie.add(garde)
    bon, perdu = (deposer(objet="creneau", cible=cible) for cible in (garde, disparu))
    envoyer_prets(par=par)
    assert (relire(bon).etat, relire(perdu).etat) == (EtatMessage.ENVOYE, EtatMessage.ANNULE)
    assert sms.cles == {bon.pk.hex: 1}


def test_un_verificateur_en_panne_retient_ses_messages_et_eux_seuls(deposer, sms, par, monkeypatch, caplog):
    monkeypatch.setattr(verificateurs, "_verificateurs", {})
    verificateurs.enregistrer("creneau", lambda cibles: 1 / 0)
    retenu, autre = deposer(objet="creneau", cible=uuid4()), deposer()
    envoyer_prets(par=par)
    assert (relire(retenu).etat, relire(autre).etat) == (EtatMessage.PRET, EtatMessage.ENVOYE)
    assert "en panne" in caplog.text


def test_annule_entre_la_reservation_et_l_appel_il_ne_part_pas(deposer, sms, par, systeme):
    premier = deposer(a_envoyer_le=timezone.now() - timedelta(hours=1))
    second = deposer(objet="rendezvous", cible=uuid4())

    class Annulant(PorteurSms):
        def envoyer(self, envoi):
            services.annuler(objet="rendezvous", cible=second.cible, motif="annulé", acteur=systeme)
            return super().envoyer(envoi)

    envoyer_prets(par={Canal.SMS: lambda: Annulant(url=sms.url, cle="x", delai=1)})
    assert (relire(premier).etat, relire(second).etat) == (EtatMessage.ENVOYE, EtatMessage.ANNULE)
    assert sms.cles == {premier.pk.hex: 1}


def test_un_processus_disparu_laisse_un_incertain_et_rend_le_reste(deposer, sms, par):
    messages = [deposer() for _ in range(4)]
    quand = timezone.now()

    class Mort(BaseException):
        pass

    class Tue(Interne):
        def envoyer(self, envoi):
            raise Mort

    with pytest.raises(Mort):
        envoyer_prets(par={Canal.SMS: lambda: Tue(Transport.SMS, interne=False)}, maintenant=quand)
    assert Message.objects.filter(etat=EtatMessage.ENVOI).count() == 1
    envoyer_prets(par=par, maintenant=quand)
    assert not sms.recus, "les autres restent réservés au lot tué"
    plus_tard = quand + RESERVATION + timedelta(minutes=1)
    assert recuperer_abandonnes(maintenant=plus_tard) == 1
    envoyer_prets(par=par, maintenant=plus_tard)
    assert len(sms.cles) == 3 and max(sms.cles.values()) == 1
    (incertain,) = Message.objects.filter(etat=EtatMessage.INCERTAIN)
    assert incertain.pk.hex not in sms.cles and incertain.pk in {m.pk for m in messages}


def test_une_reponse_tardive_conclut_un_envoi_cru_perdu(deposer):
    message = deposer()
    quand = timezone.now()

    class Lent(Interne):
        def envoyer(self, envoi):
            assert recuperer_abandonnes(maintenant=quand + timedelta(hours=1)) == 1
            return Reponse(Issue.ACCEPTE, "tardif")

    envoyer_prets(par={Canal.SMS: lambda: Lent(Transport.SMS, interne=False)}, maintenant=quand)
    assert (relire(message).etat, message.identifiant) == (EtatMessage.ENVOYE, "tardif")
    assert set(natures(message)) == {Nature.ENVOI, Nature.INCERTAIN, Nature.ACCEPTE}


@pytest.mark.django_db(transaction=True)
def test_l_envoi_refuse_d_etre_dans_une_transaction(systeme):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        envoyer_prets()


def test_les_evenements_ne_changent_pas(deposer, par, en_tant_que, systeme):
    from django.db import ProgrammingError

    deposer()
    envoyer_prets(par=par)
    with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(systeme):
        EvenementMessage.objects.update(brut="réécrit")


def test_sans_rien_a_envoyer_la_tache_ne_tourne_pas_a_vide(monkeypatch):
    appels = []
    monkeypatch.setattr(envoi, "envoyer_prets", lambda: appels.append(1) or envoyer_prets())
    envoyer_messages(0)
    assert appels == [1]
