"""Signer : ce qui a été lu, une fois, avec le bon pouvoir et le bon code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.enums import EtatContrat, Partie
from jalon.parcours.contrats.models import CodeSignature, Contrat
from jalon.parcours.contrats.services.signature import tronquer_ip
from jalon.socle.acces.enums import Role
from jalon.socle.acces.liens import creer_lien, ouvrir_lien
from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import dechiffrer
from jalon.socle.messages.models import Message
from tests.parcours.contrats.fabriques import (
    FIN,
    LE,
    SCAN,
    Equipe,
    a_signer,
    contrat_signe,
    conventionner,
    empreinte,
    saisie,
)

pytestmark = pytest.mark.django_db
QUAND = timezone.make_aware(datetime(2025, 2, 5, 10))


def par_lien(
    equipe: Equipe, en_tant_que: Callable[..., Any], contrat: Contrat, geste: Callable[..., Any]
) -> Any:
    """Le geste, fait par la personne qui a ouvert son lien : rôle de l'application, aucun compte."""
    jeton = creer_lien(
        personne=equipe.personne.pk,
        objet="contrat",
        cible=contrat.pk,
        expire_le=timezone.now() + timedelta(days=1),
        acteur=equipe.referent,
    )
    refus: ValidationError | None = None
    rendu: Any = None
    with en_tant_que(None):
        ouvert = ouvrir_lien(jeton)
        try:
            rendu = geste(Contrat.objects.get(pk=ouvert.cible), ouvert.cle)
        except ValidationError as erreur:  # un refus rend la page : ce qui est écrit le reste
            refus = erreur
        with connection.cursor() as curseur:
            curseur.execute("SELECT set_config('jalon.personne', '', true)")
    if refus:
        raise refus
    return rendu


def code_envoye(contrat: Contrat) -> str:
    valable = CodeSignature.objects.get(contrat=contrat, utilise_le=None, retire_le=None)
    message = Message.objects.get(cle=f"contrat:code:{valable.pk}")
    assert message.secret_chiffre is not None
    return dechiffrer(message.secret_chiffre).decode()


def demander_code(equipe: Equipe, en_tant_que: Callable[..., Any], contrat: Contrat) -> str:
    par_lien(
        equipe,
        en_tant_que,
        contrat,
        lambda c, lien: services.envoyer_code(contrat=c, canal="sms", lien=lien, le=QUAND),
    )
    return code_envoye(contrat)


def signer_avec(code: str, contrat: Contrat, quand: datetime = QUAND) -> Callable[..., Contrat]:
    lue = empreinte(contrat)
    return lambda c, lien: services.signer_par_lien(
        contrat=c, empreinte=lue, code=code, lien=lien, ip="192.0.2.77", le=quand
    )


def test_par_lien_et_par_l_organisme(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    """La personne signe en dernier, sous le rôle de l'application : le contrat est signé et à sceller."""
    contrat = a_signer(equipe)
    services.signer_pour_organisme(
        contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=LE
    )
    code = demander_code(equipe, en_tant_que, contrat)
    assert len(code) == 6 and code.isdigit()
    par_lien(equipe, en_tant_que, contrat, signer_avec(code, contrat))
    contrat.refresh_from_db()
    assert (contrat.etat, contrat.signe_le) == (EtatContrat.SIGNE, date(2025, 2, 5))
    signature = contrat.signatures.get(partie=Partie.PERSONNE)
    assert signature.ip == "192.0.2.0/24" and signature.signataire is None


def test_l_agent_ne_lit_pas_le_code(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    code = demander_code(equipe, en_tant_que, contrat)
    message = Message.objects.get(cle__startswith="contrat:code:")
    assert code not in message.texte + message.sujet
    assert code.encode() not in bytes(CodeSignature.objects.get().empreinte)


def test_un_code_faux_est_compte_puis_bloque(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    code = demander_code(equipe, en_tant_que, contrat)
    faux = "000000" if code != "000000" else "111111"
    for reste in (4, 3, 2, 1, 0):
        with pytest.raises(ValidationError, match=f"reste {reste} essai"):
            par_lien(equipe, en_tant_que, contrat, signer_avec(faux, contrat))
    with pytest.raises(ValidationError, match="Trop d'essais"):
        par_lien(equipe, en_tant_que, contrat, signer_avec(code, contrat))


@pytest.mark.parametrize(("minutes", "accepte"), [(9, True), (10, False), (11, False)])
def test_un_code_dure_dix_minutes(
    equipe: Equipe, en_tant_que: Callable[..., Any], minutes: int, accepte: bool
) -> None:
    contrat = a_signer(equipe)
    code = demander_code(equipe, en_tant_que, contrat)
    geste = signer_avec(code, contrat, QUAND + timedelta(minutes=minutes))
    if accepte:
        par_lien(equipe, en_tant_que, contrat, geste)
        assert contrat.signatures.count() == 1
        return
    with pytest.raises(ValidationError, match="passé"):
        par_lien(equipe, en_tant_que, contrat, geste)


def test_un_code_ne_sert_qu_une_fois(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    code = demander_code(equipe, en_tant_que, contrat)
    par_lien(equipe, en_tant_que, contrat, signer_avec(code, contrat))
    with pytest.raises(ValidationError, match="ne sert qu'une fois"):
        par_lien(equipe, en_tant_que, contrat, signer_avec(code, contrat))


def test_un_code_neuf_remplace_le_precedent(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    premier = demander_code(equipe, en_tant_que, contrat)
    second = demander_code(equipe, en_tant_que, contrat)
    if premier != second:
        with pytest.raises(ValidationError, match="pas le bon"):
            par_lien(equipe, en_tant_que, contrat, signer_avec(premier, contrat))
    par_lien(equipe, en_tant_que, contrat, signer_avec(second, contrat))


def test_pas_plus_de_codes_que_permis(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    contrat = a_signer(equipe)
    for _ in range(5):
        demander_code(equipe, en_tant_que, contrat)
    with pytest.raises(ValidationError, match="Trop de codes"):
        demander_code(equipe, en_tant_que, contrat)


def test_par_son_lien_elle_ne_change_rien_d_autre(equipe: Equipe, en_tant_que: Callable[..., Any]) -> None:
    """SQL nu : ni une clause, ni une date, ni la signature de l'organisme, ni un autre contrat."""
    contrat = a_signer(equipe)
    interdits = [
        "UPDATE parcours_contrats_contrat SET fin = '2030-01-01'",
        "UPDATE parcours_contrats_contrat SET etat = 'abandonne', clos_le = now(), motif_cloture = 'erreur'",
        "INSERT INTO parcours_contrats_signature (id, contrat_id, version, empreinte, partie, mode, quand,"
        " qualite, reference, moyen_identite, ip, signataire_id) SELECT gen_random_uuid(), id, 1, '', "
        " 'organisme', 'compte', now(), '', '', '', '', cree_par_id FROM parcours_contrats_contrat",
    ]
    for ordre in interdits:

        def geste(*_: Any, ordre: str = ordre) -> str:
            try:
                with transaction.atomic(), connection.cursor() as curseur:
                    curseur.execute(ordre)
            except DatabaseError as erreur:
                return str(erreur)
            return ""

        refus = par_lien(equipe, en_tant_que, contrat, geste)
        assert re.search("lien|policy|ne change plus", refus), ordre

    def effacer(*_: Any) -> int:
        with connection.cursor() as curseur:
            curseur.execute("DELETE FROM parcours_contrats_engagement")
            return curseur.rowcount

    assert par_lien(equipe, en_tant_que, contrat, effacer) == 0


def test_un_contrat_change_depuis_la_lecture_ne_se_signe_pas(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    lue = empreinte(contrat)
    contrat = services.reprendre_contrat(contrat=contrat, acteur=equipe.referent)
    services.enregistrer_brouillon(contrat=contrat, saisie=saisie(fin=None), acteur=equipe.referent)
    services.soumettre_contrat(contrat=contrat, acteur=equipe.referent, le=LE)
    with pytest.raises(ValidationError) as refus:
        services.signer_pour_organisme(contrat=contrat, empreinte=lue, acteur=equipe.responsable, le=LE)
    assert refus.value.code == "empreinte"


def test_une_clause_changee_en_base_se_voit(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    contrat.engagements.filter(ordre=1).update(libelle="Autre chose")
    with pytest.raises(ValidationError) as refus:
        services.signer_pour_organisme(
            contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=LE
        )
    assert refus.value.code == "empreinte"


def test_un_etat_civil_corrige_n_empeche_pas_de_signer(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    equipe.personne.nom = "Corrigé"
    equipe.personne.save(update_fields=["nom"])
    services.signer_pour_organisme(
        contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=LE
    )
    assert contrat.signatures.count() == 1


def test_sans_delegation_ni_convention_personne_ne_signe_pour_l_organisme(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError) as refus:
        services.signer_pour_organisme(
            contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.referent, le=LE
        )
    assert refus.value.code == "sans_delegation"


def test_une_delegation_finie_ne_signe_plus(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError):
        services.signer_pour_organisme(
            contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=date(2031, 1, 1)
        )


def test_un_organisme_conventionne_signe_lui_meme(
    equipe: Equipe, creer_compte: Callable[..., Compte]
) -> None:
    """Son référent et son responsable signent ; un agent d'ailleurs, même délégué, ne signe pas pour lui."""
    conventionner(equipe.organisme)
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError):
        services.signer_pour_organisme(
            contrat=contrat, empreinte=empreinte(contrat), acteur=creer_compte(Role.REFERENT), le=LE
        )
    services.signer_pour_organisme(
        contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.referent, le=LE
    )
    assert contrat.signatures.get().reference == "Convention 2025-12"


def test_a_l_ecran_il_faut_avoir_relu_et_verifie_l_identite(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    for relu, moyen in ((False, "carte"), (True, "  ")):
        with pytest.raises(ValidationError):
            services.signer_a_l_ecran(
                contrat=contrat,
                empreinte=empreinte(contrat),
                moyen_identite=moyen,
                relu=relu,
                acteur=equipe.referent,
            )
    assert contrat.signatures.count() == 0


def test_sur_papier_pour_les_deux(equipe: Equipe) -> None:
    contrat = services.signer_sur_papier(
        contrat=(brut := a_signer(equipe)),
        empreinte=empreinte(brut),
        nom_fichier="contrat signé.pdf",
        contenu=SCAN,
        moyen_identite="carte d'identité",
        avec_organisme=True,
        acteur=equipe.responsable,
        le=LE,
    )
    assert contrat.etat == EtatContrat.SIGNE
    assert {s.piece.nom for s in contrat.signatures.all() if s.piece} == {"contrat signé.pdf"}


@pytest.mark.parametrize("contenu", [b"MZ\x90\x00", b"<html>", b"", b" %PDF-1.4"])
def test_une_numerisation_est_un_pdf_ou_une_image(equipe: Equipe, contenu: bytes) -> None:
    contrat = a_signer(equipe)
    with pytest.raises(ValidationError):
        services.signer_sur_papier(
            contrat=contrat,
            empreinte=empreinte(contrat),
            nom_fichier="x.pdf",
            contenu=contenu,
            moyen_identite="carte",
            acteur=equipe.referent,
        )


def test_une_partie_ne_signe_qu_une_fois(equipe: Equipe) -> None:
    contrat = a_signer(equipe)
    for attendu in (1, 0):
        if attendu:
            services.signer_pour_organisme(
                contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=LE
            )
        else:
            with pytest.raises(ValidationError, match="déjà signé"):
                services.signer_pour_organisme(
                    contrat=contrat, empreinte=empreinte(contrat), acteur=equipe.responsable, le=LE
                )


def test_signer_la_suite_clot_le_precedent(equipe: Equipe) -> None:
    ancien = contrat_signe(equipe)
    suite = services.continuer_contrat(
        contrat=ancien, suite="revision", acteur=equipe.referent, le=date(2025, 5, 1)
    )
    services.enregistrer_brouillon(
        contrat=suite, saisie=saisie(debut=date(2025, 5, 1), objectifs=()), acteur=equipe.referent
    )
    services.abandonner_contrat(contrat=suite, motif="erreur", acteur=equipe.referent)
    suite = services.continuer_contrat(
        contrat=ancien, suite="revision", acteur=equipe.referent, le=date(2025, 5, 1)
    )
    suite = services.soumettre_contrat(contrat=suite, acteur=equipe.referent, le=date(2025, 5, 1))
    for geste in (services.signer_pour_organisme,):
        geste(contrat=suite, empreinte=empreinte(suite), acteur=equipe.responsable, le=date(2025, 5, 2))
    services.signer_a_l_ecran(
        contrat=suite,
        empreinte=empreinte(suite),
        moyen_identite="connue",
        relu=True,
        acteur=equipe.referent,
        le=date(2025, 5, 3),
    )
    ancien.refresh_from_db()
    assert (ancien.etat, ancien.fin_effective) == (EtatContrat.REMPLACE, date(2025, 5, 2))
    # Le 1er et le 2 mai, le nouveau n'est pas encore signé : l'ancien court toujours.
    attendus = [(date(2025, 4, 30), ancien.pk), (date(2025, 5, 2), ancien.pk), (date(2025, 5, 3), suite.pk)]
    for jour, attendu in attendus:
        trouve = selectors.contrat_en_vigueur(equipe.personne.pk, jour)
        assert (trouve.pk if trouve else None) == attendu


def test_les_engagements_opposables_sont_ceux_du_contrat_en_vigueur(equipe: Equipe) -> None:
    contrat_signe(equipe)
    assert selectors.engagements_opposables(equipe.personne.pk, date(2025, 2, 9)).count() == 0
    assert selectors.engagements_opposables(equipe.personne.pk, FIN).count() == 2
    assert selectors.engagements_opposables(equipe.personne.pk, FIN + timedelta(days=1)).count() == 0


@pytest.mark.parametrize(
    ("ip", "attendue"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("pas une adresse", ""),
        ("", ""),
    ],
)
def test_l_adresse_reseau_ne_designe_pas_un_appareil(ip: str, attendue: str) -> None:
    assert tronquer_ip(ip) == attendue
