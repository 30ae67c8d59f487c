"""Le lien et le code à usage unique par lesquels une personne lit et signe de chez elle."""

from __future__ import annotations

import hmac
import os
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.etats import instant_de, verrouiller
from jalon.parcours.contrats.models import CodeSignature, Contrat
from jalon.parcours.personnes.enums import NatureContact
from jalon.parcours.personnes.models import Contact
from jalon.socle.acces.liens import creer_lien
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.chiffrement import cle_de_recherche
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.enums import Canal
from jalon.socle.messages.models import SECRET
from jalon.socle.messages.services import deposer
from jalon.socle.parametres.selectors import parametre

OBJET = "contrat"
CHIFFRES = 6
URL_LOCALE = "http://127.0.0.1:8000"
DUREE_CODE = "contrats.code_minutes"
ESSAIS_CODE = "contrats.code_essais"
CODES_PAR_HEURE = "contrats.codes_par_heure"
DUREE_LIEN = "contrats.lien_jours"
NATURES = {Canal.SMS: NatureContact.TELEPHONE, Canal.COURRIEL: NatureContact.COURRIEL}


def inviter(*, contrat: Contrat, canal: str, acteur: Compte, le: date | datetime | None = None) -> str:
    """Envoie à la personne le lien qui lui fait lire, et signer, son contrat ; rend le jeton du lien.

    Lève `ValidationError` si elle n'a ni téléphone ni courriel connu pour ce canal.
    """
    quand = instant_de(le)
    if contrat.etat not in (EtatContrat.PROPOSE, EtatContrat.A_SIGNER, EtatContrat.SIGNE):
        raise ValidationError(
            "Ce contrat n'est pas encore à lire : proposez-le ou soumettez-le.", code="etat"
        )
    adresse = _adresse(contrat.personne_id, Canal(canal))
    duree = int(parametre(DUREE_LIEN, timezone.localdate(quand)))
    with acte("inviter_a_signer", acteur=acteur, contrat=contrat.pk):
        jeton = creer_lien(
            personne=contrat.personne_id,
            objet=OBJET,
            cible=contrat.pk,
            expire_le=timezone.now() + timedelta(days=duree),
            acteur=acteur,
        )
        geste = "à signer" if contrat.etat == EtatContrat.A_SIGNER else "à lire"
        deposer(
            cle=f"contrat:lien:{contrat.pk}:{contrat.version}:{secrets.token_hex(4)}",
            canal=canal,
            adresse=adresse,
            sujet=f"Votre contrat est {geste}",
            texte=f"Bonjour, votre contrat est {geste}. Ouvrez cette adresse, qui est à vous : {SECRET}",
            secret=adresse_publique(jeton),
            personne=contrat.personne_id,
            objet=OBJET,
            cible=contrat.pk,
            expire_le=quand + timedelta(days=duree),
            acteur=acteur,
            le=quand,
        )
    return jeton


def adresse_publique(jeton: str) -> str:
    """L'adresse complète de la page de la personne."""
    racine = (os.environ.get("JALON_URL") or URL_LOCALE).rstrip("/")
    return racine + reverse("contrat_public", kwargs={"jeton": jeton})


def envoyer_code(*, contrat: Contrat, canal: str, lien: UUID, le: datetime | None = None) -> CodeSignature:
    """Envoie un code neuf à la personne qui suit son lien ; le précédent ne sert plus.

    À appeler dans la transaction où le lien est ouvert. Le code part au nom du système : la personne n'a pas
    de compte, et l'agent ne le lit jamais. Lève `ValidationError` : rien à signer, canal sans adresse, trop
    de codes dans l'heure.
    """
    quand, systeme = instant_de(le), compte_systeme()
    jour = timezone.localdate(quand)
    with acte("envoyer_code", acteur=systeme, contrat=contrat.pk, lien=lien):
        frais = verrouiller(contrat)
        if frais.etat != EtatContrat.A_SIGNER:
            raise ValidationError("Ce contrat n'est pas à signer.", code="etat")
        recents = CodeSignature.objects.filter(contrat=frais, cree_le__gt=quand - timedelta(hours=1))
        if recents.count() >= int(parametre(CODES_PAR_HEURE, jour)):
            raise ValidationError(
                "Trop de codes ont été demandés. Attendez une heure, ou signez avec votre référent·e.",
                code="trop_de_codes",
            )
        CodeSignature.objects.filter(contrat=frais, utilise_le=None, retire_le=None).update(retire_le=quand)
        code = f"{secrets.randbelow(10**CHIFFRES):0{CHIFFRES}d}"
        ecrit = CodeSignature(contrat=frais, version=frais.version, canal=canal, cree_le=quand)
        ecrit.expire_le = quand + timedelta(minutes=int(parametre(DUREE_CODE, jour)))
        ecrit.empreinte = _empreinte(ecrit.pk, code)
        ecrit.save(force_insert=True)
        with contexte_compte(systeme):
            _deposer_code(ecrit, code, frais, systeme, quand)
    return ecrit


def verifier_code(*, contrat: Contrat, code: str, quand: datetime) -> str:
    """Consomme le code s'il est juste ; rend pourquoi non, vide s'il l'est. Un essai faux est compté.

    Ne lève rien : l'essai compté doit rester écrit quand la signature est refusée.
    """
    valable = (
        CodeSignature.objects.select_for_update()
        .filter(contrat=contrat, version=contrat.version, utilise_le=None, retire_le=None)
        .first()
    )
    if valable is None:
        return "Demandez un code avant de signer : chaque code ne sert qu'une fois."
    if quand >= valable.expire_le:
        return "Ce code est passé. Demandez-en un autre."
    limite = int(parametre(ESSAIS_CODE, timezone.localdate(quand)))
    if valable.essais >= limite:
        return "Trop d'essais : ce code ne sert plus. Demandez-en un autre."
    if not hmac.compare_digest(bytes(valable.empreinte), _empreinte(valable.pk, code.strip())):
        valable.essais += 1
        valable.save(update_fields=["essais"])
        reste = limite - valable.essais
        return f"Ce code n'est pas le bon. Il vous reste {reste} essai{'s' if reste > 1 else ''}."
    valable.utilise_le = quand
    valable.save(update_fields=["utilise_le"])
    return ""


def canaux_de(personne: UUID) -> list[tuple[str, str]]:
    """Par où la personne peut recevoir un code : canal, adresse à demi cachée ; au nom du système."""
    trouves = []
    for canal in NATURES:
        try:
            adresse = _adresse(personne, canal)
        except ValidationError:
            continue
        trouves.append((canal.value, _a_demi_cachee(adresse)))
    return trouves


def _deposer_code(
    ecrit: CodeSignature, code: str, contrat: Contrat, systeme: Compte, quand: datetime
) -> None:
    deposer(
        cle=f"contrat:code:{ecrit.pk}",
        canal=ecrit.canal,
        adresse=_adresse(contrat.personne_id, Canal(ecrit.canal)),
        sujet="Votre code pour signer",
        texte=f"Votre code pour signer votre contrat : {SECRET}. Ne le donnez à personne, même à un agent.",
        secret=code,
        personne=contrat.personne_id,
        objet=OBJET,
        cible=contrat.pk,
        expire_le=max(ecrit.expire_le, quand + timedelta(minutes=1)),
        acteur=systeme,
        le=quand,
    )


def _adresse(personne: UUID, canal: Canal) -> str:
    """Le moyen de joindre le plus récent de ce canal. Lève `ValidationError` s'il n'y en a pas."""
    contacts = Contact.objects.filter(personne=personne, nature=NATURES[canal], fin=None)
    valeur = contacts.order_by("-a_compter_du", "pk").values_list("valeur", flat=True).first()
    if valeur is None:
        raise ValidationError(
            {"canal": f"Aucun {NATURES[canal].label} n'est connu : notez-le, ou choisissez un autre moyen."}
        )
    return valeur


def _a_demi_cachee(adresse: str) -> str:
    if "@" in adresse:
        nom, domaine = adresse.split("@", 1)
        return f"{nom[:1]}…@{domaine}"
    return f"numéro qui finit par {adresse[-2:]}"


def _empreinte(cle: UUID, code: str) -> bytes:
    """À clé : une copie de la base ne permet pas d'essayer le million de codes."""
    return cle_de_recherche(f"code-signature:{cle}:{code}")
