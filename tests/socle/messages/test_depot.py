"""Déposer : une clé, un message ; qui le voit, qui peut en changer quoi ; annuler, régler, renvoyer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.socle.acces.liens import creer_lien, ouvrir_lien
from jalon.socle.messages import services
from jalon.socle.messages.adresses import normaliser
from jalon.socle.messages.enums import Canal, EtatMessage
from jalon.socle.messages.models import EvenementMessage, Message
from tests.flux import NORD, SUD
from tests.personnes import creer_dossier

pytestmark = pytest.mark.django_db


def deposer(systeme, **champs):
    base = {
        "cle": f"essai:{uuid4()}",
        "canal": Canal.SMS,
        "adresse": "06 12 34 56 78",
        "texte": "Rendez-vous demain à 9 h.",
        "acteur": systeme,
    }
    return services.deposer(**base | champs)


def executer(ordre, *valeurs):
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        return curseur.rowcount


def test_deux_depots_de_la_meme_cle_font_un_message(systeme):
    premier = deposer(systeme, cle="rappel:1")
    second = deposer(systeme, cle="rappel:1", texte="Autre texte")
    assert premier.pk == second.pk
    assert Message.objects.get().texte == "Rendez-vous demain à 9 h."
    assert premier.etat == EtatMessage.PRET and premier.adresse == "+33612345678"


def test_l_adresse_et_le_secret_ne_se_lisent_pas_dans_la_base(systeme):
    message = deposer(systeme, texte="Votre code : [[secret]]", secret="482913")
    for octets in (message.adresse_chiffree, message.secret_chiffre):
        assert b"612345678" not in bytes(octets) and b"482913" not in bytes(octets)
    assert "482913" not in message.texte


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"adresse": "02 99 00 00 00"}, "adresse"),
        ({"adresse": "+44 7911 123456"}, "adresse"),
        ({"canal": "courriel", "adresse": "pas un courriel", "sujet": "x"}, "adresse"),
        ({"canal": "courriel", "adresse": "a@b.fr"}, "sujet"),
        ({"canal": "courriel", "adresse": "a@b.fr", "sujet": "x\nBcc: y@z.fr"}, "sujet"),
        ({"canal": "lettre", "adresse": "une seule ligne"}, "adresse"),
        ({"texte": "  "}, "vide"),
        ({"texte": "x" * 1531}, "trop_long"),
        ({"texte": "code [[secret]]"}, "secret"),
        ({"secret": "12"}, "secret"),
        ({"expire_le": timezone.now() - timedelta(days=1)}, "fenetre"),
    ],
)
def test_un_message_qui_ne_peut_pas_partir_est_refuse(systeme, champs, code):
    with pytest.raises(ValidationError) as refus:
        deposer(systeme, **champs)
    assert refus.value.code == code
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("06.12.34.56.78", "+33612345678"),
        ("0033 7 12 34 56 78", "+33712345678"),
        ("+33 (6) 12-34-56-78", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0696 12 34 56", "+596696123456"),
    ],
)
def test_un_mobile_s_ecrit_d_une_seule_facon(ecrit, attendu):
    assert normaliser(Canal.SMS, ecrit) == attendu


def test_un_lot_garde_tout_et_montre_les_adresses_perdues(systeme):
    lignes = [
        services.ADeposer(
            cle=f"lot:{rang}", canal="sms", adresse="0612345678" if rang % 10 else "néant", texte=f"N° {rang}"
        )
        for rang in range(50)
    ]
    assert services.deposer_en_lot(lignes, systeme) == 50
    assert services.deposer_en_lot(lignes, systeme) == 0
    perdus = Message.objects.filter(etat=EtatMessage.ECHOUE)
    assert perdus.count() == 5 and "mobile" in perdus[0].erreur
    un = Message.objects.get(cle="lot:7")
    assert (un.adresse, un.texte, un.mise_en_page, un.etat) == ("+33612345678", "N° 7", {}, "pret")


def test_un_lot_avec_une_ligne_impossible_ne_depose_rien(systeme):
    lignes = [
        services.ADeposer(cle="a", canal="sms", adresse="0612345678", texte=texte) for texte in ("x", "")
    ]
    with pytest.raises(ValidationError):
        services.deposer_en_lot(lignes, systeme)
    assert not Message.objects.exists()


def test_un_message_se_voit_avec_sa_personne(systeme, creer_compte, en_tant_que):
    nord, sud = creer_dossier(territoire=NORD).personne, creer_dossier(territoire=SUD).personne
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    autre = creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)
    with en_tant_que(agent):
        sien = deposer(agent, personne=nord.pk)
        sans_personne = deposer(agent)
        assert set(Message.objects.values_list("pk", flat=True)) == {sien.pk, sans_personne.pk}
    with en_tant_que(autre):
        assert not Message.objects.exists() and not EvenementMessage.objects.exists()
        assert services.deposer_en_lot(
            [services.ADeposer(cle="s", canal="sms", adresse="0612345678", texte="x", personne=sud.pk)], autre
        )
    for compte in (None, creer_compte(), creer_compte(Role.DIRECTION), creer_compte(Role.DPO)):
        with en_tant_que(compte):
            assert not Message.objects.exists()
    with en_tant_que(systeme):
        assert Message.objects.count() == 3
    with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(agent):
        deposer(agent, personne=sud.pk)


def test_la_personne_voit_les_siens_par_son_lien(systeme, en_tant_que):
    elle, autre = creer_dossier().personne, creer_dossier().personne
    with en_tant_que(systeme):
        sien = deposer(systeme, personne=elle.pk)
        deposer(systeme, personne=autre.pk)
        jeton = creer_lien(
            personne=elle.pk, objet="essai", expire_le=timezone.now() + timedelta(days=1), acteur=systeme
        )
    with en_tant_que(None):
        ouvrir_lien(jeton)
        assert [m.pk for m in Message.objects.all()] == [sien.pk]


def test_le_texte_depose_ne_change_plus(systeme, en_tant_que):
    deposer(systeme)
    for ordre in (
        "UPDATE socle_messages_message SET texte = 'autre'",
        "UPDATE socle_messages_message SET adresse_chiffree = NULL",
        "DELETE FROM socle_messages_message",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), en_tant_que(systeme):
            executer(ordre)


def test_la_base_refuse_un_passage_qui_n_est_pas_dans_la_table(systeme):
    message = deposer(systeme)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        executer("UPDATE socle_messages_message SET etat = 'envoye', envoye_le = now()")
    with pytest.raises(IntegrityError, match="message_dates"), transaction.atomic():
        executer("UPDATE socle_messages_message SET etat = 'annule'")
    services.annuler_message(message=message, motif="essai", acteur=systeme)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        executer("UPDATE socle_messages_message SET etat = 'pret', fini_le = NULL")


def test_annuler_un_objet_annule_tout_ce_qui_n_est_pas_parti(systeme):
    cible, autre = uuid4(), uuid4()
    deposer(systeme, objet="rendezvous", cible=cible, texte="[[secret]]", secret="lien")
    deposer(systeme, objet="rendezvous", cible=cible)
    garde = deposer(systeme, objet="rendezvous", cible=autre)
    assert services.annuler(objet="rendezvous", cible=cible, motif="créneau retiré", acteur=systeme) == 2
    assert services.annuler(objet="rendezvous", cible=cible, motif="encore", acteur=systeme) == 0
    assert [m.pk for m in Message.objects.filter(etat="pret")] == [garde.pk]
    assert not Message.objects.filter(etat="annule", secret_chiffre__isnull=False).exists()
    assert list(EvenementMessage.objects.values_list("brut", flat=True)) == ["créneau retiré"] * 2


def test_une_personne_regle_ce_qui_est_incertain_une_seule_fois(systeme):
    message = deposer(systeme)
    maintenant = timezone.now()
    Message.objects.update(etat="envoi", pris_le=maintenant)
    Message.objects.update(etat="incertain")
    services.regler_incertain(message=message, envoye=True, motif="il a répondu", acteur=systeme)
    message.refresh_from_db()
    assert message.etat == EtatMessage.ENVOYE and message.envoye_le and message.regle_le
    with pytest.raises(ValidationError, match="n'est plus incertain"):
        services.regler_incertain(message=message, envoye=False, motif="non", acteur=systeme)


def test_un_message_echoue_se_renvoie_une_fois(systeme):
    message = deposer(systeme, personne=uuid4(), sujet="")
    with pytest.raises(ValidationError, match="Seul un message"):
        services.renvoyer(message=message, acteur=systeme)
    Message.objects.update(etat="envoi", pris_le=timezone.now())
    Message.objects.update(etat="echoue", fini_le=timezone.now(), erreur="numéro fermé")
    message.refresh_from_db()
    copie = services.renvoyer(message=message, adresse="07 00 00 00 01", acteur=systeme)
    message.refresh_from_db()
    assert services.renvoyer(message=message, acteur=systeme).pk == copie.pk != message.pk
    assert (copie.adresse, copie.etat, message.etat) == ("+33700000001", "pret", "echoue")
    assert message.regle_le


def test_effacer_une_personne_vide_ses_messages_et_garde_les_dates(systeme):
    elle = uuid4()
    deposer(systeme, personne=elle, texte="[[secret]]", secret="lien")
    autre = deposer(systeme, personne=uuid4())
    executer("SELECT jalon_effacer_textes_messages(%s::uuid[])", [elle])
    message = Message.objects.get(personne=elle)
    assert (message.texte, message.adresse, message.secret_chiffre, message.etat) == ("", "", None, "annule")
    assert message.cree_le and Message.objects.get(pk=autre.pk).texte


def test_l_export_d_un_dossier_contient_ses_messages_sans_leur_secret(systeme, en_tant_que):
    from jalon.parcours.personnes.conservation.rubriques import rassembler_rubriques

    elle = creer_dossier().personne
    deposer(
        systeme, personne=elle.pk, texte="Votre lien : [[secret]]", secret="https://exemple.invalid/p/abc"
    )
    with en_tant_que(systeme):
        (message,) = rassembler_rubriques(elle.pk, systeme)["messages"]
    assert message["texte"] == "Votre lien : ••••••" and message["adresse"] == "+33612345678"
