"""Déposer un message, l'annuler, régler ce qui attend une personne. Rien ici ne parle au réseau."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.base.chiffrement import chiffrer
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.adresses import normaliser
from jalon.socle.messages.ecriture import TAILLE_LOT, ecrire
from jalon.socle.messages.enums import A_REGLER, PAS_ENCORE_PARTIS, Canal, EtatMessage, Nature
from jalon.socle.messages.etats import ajouter_evenement, passer
from jalon.socle.messages.file import reveiller
from jalon.socle.messages.models import SECRET, Message, ModeleLettre
from jalon.socle.pieces.models import Piece

LONGUEUR_SMS = 1530
"""Dix SMS mis bout à bout : au-delà, c'est un courrier."""


@dataclass(frozen=True, slots=True)
class ADeposer:
    """Une ligne de `deposer_en_lot` : mêmes champs que `deposer`."""

    cle: str
    canal: Canal | str
    adresse: str
    texte: str
    sujet: str = ""
    personne: UUID | None = None
    objet: str = ""
    cible: UUID | None = None
    a_envoyer_le: datetime | None = None
    expire_le: datetime | None = None
    secret: str = ""
    mise_en_page: dict[str, Any] | None = None
    modele: UUID | None = None


def deposer(
    *,
    cle: str,
    canal: Canal | str,
    adresse: str,
    texte: str,
    acteur: Compte,
    sujet: str = "",
    personne: UUID | None = None,
    objet: str = "",
    cible: UUID | None = None,
    piece: Piece | None = None,
    a_envoyer_le: datetime | None = None,
    expire_le: datetime | None = None,
    modele: ModeleLettre | None = None,
    secret: str = "",
    mise_en_page: dict[str, Any] | None = None,
    le: datetime | None = None,
) -> Message:
    """Garde un message à envoyer ; il part après la transaction, à partir de `a_envoyer_le`.

    Idempotent par `cle` : un second dépôt rend le message déjà là, tel quel. `objet` et `cible` disent de
    quoi il parle (`annuler`, vérificateurs). Après `expire_le` il ne part plus. `secret` : ce que seul le
    destinataire doit lire (code, lien) ; il remplace `[[secret]]` dans le texte au moment de l'envoi, chiffré
    d'ici là, et s'efface ensuite. `le` date le dépôt, pour rejouer le passé.
    Lève `ValidationError` : adresse qui ne peut rien recevoir, texte vide ou trop long, fenêtre vide.
    """
    ligne = ADeposer(
        cle=cle,
        canal=Canal(canal),
        adresse=normaliser(canal, adresse),
        texte=texte,
        sujet=sujet,
        personne=personne,
        objet=objet,
        cible=cible,
        a_envoyer_le=a_envoyer_le,
        expire_le=expire_le,
        secret=secret,
        mise_en_page=mise_en_page,
        modele=modele.pk if modele else None,
    )
    return _deposer(ligne, piece, acteur, le or timezone.now())


def _deposer(ligne: ADeposer, piece: Piece | None, acteur: Compte, quand: datetime) -> Message:
    _exiger_complet(ligne, quand)
    with acte("deposer_message", acteur=acteur):
        nouveau = _en_message(ligne, acteur, quand)
        nouveau.piece = piece
        Message.objects.bulk_create([nouveau], ignore_conflicts=True)
        depose = Message.objects.filter(cle=ligne.cle).select_related("piece").first()
        if depose is None:
            raise ValidationError("Cette clé est déjà celle d'un message que vous ne voyez pas.", code="cle")
        reveiller()
    return depose


def deposer_en_lot(lignes: Iterable[ADeposer], acteur: Compte, *, le: datetime | None = None) -> int:
    """Garde des milliers de messages en quelques ordres SQL ; rend combien sont nouveaux.

    Une clé déjà déposée est passée. Une adresse qui ne peut rien recevoir donne un message `echoue`, à régler
    à l'écran : les autres partent. Lève `ValidationError` pour un texte ou une fenêtre invalide : rien alors
    n'est déposé.
    """
    quand = le or timezone.now()
    nouveaux = 0
    with acte("deposer_messages", acteur=acteur):
        lot: list[Message] = []
        for ligne in lignes:
            _exiger_complet(ligne, quand)
            lot.append(_en_message(ligne, acteur, quand, tolerant=True))
            if len(lot) == TAILLE_LOT:
                nouveaux += ecrire(lot)
                lot = []
        nouveaux += ecrire(lot)
        reveiller()
    return nouveaux


def annuler(
    *,
    objet: str,
    cible: UUID | Sequence[UUID],
    motif: str,
    acteur: Compte,
    le: datetime | None = None,
) -> int:
    """Annule tout message pas encore parti qui parle de cet objet ; rend leur nombre."""
    cibles = [cible] if isinstance(cible, UUID) else list(cible)
    with acte("annuler_messages", acteur=acteur, objet=objet):
        concernes = Message.objects.filter(objet=objet, cible__in=cibles, etat__in=PAS_ENCORE_PARTIS)
        cles = list(concernes.values_list("pk", flat=True))
        annules = passer(cles, EtatMessage.ANNULE, Nature.ANNULE, brut=motif, compte=acteur, le=le)
    return len(annules)


def annuler_message(*, message: Message, motif: str, acteur: Compte) -> None:
    """Annule un message pas encore parti. Lève `ValidationError` s'il est trop tard."""
    with acte("annuler_message", acteur=acteur, message=message.pk):
        if not passer([message.pk], EtatMessage.ANNULE, Nature.ANNULE, brut=motif, compte=acteur):
            raise ValidationError(
                "Ce message est déjà parti, ou déjà fini : il ne s'annule plus.", code="parti"
            )


def regler_incertain(*, message: Message, envoye: bool, motif: str, acteur: Compte) -> None:
    """Dit si un message sans réponse est parti (`envoye`) ou non, et comment on le sait (`motif`).

    Lève `ValidationError` si le message n'est plus incertain.
    """
    vers = EtatMessage.ENVOYE if envoye else EtatMessage.ECHOUE
    with acte("regler_message", acteur=acteur, message=message.pk):
        regles = passer(
            [message.pk],
            vers,
            Nature.REGLE,
            depuis=[EtatMessage.INCERTAIN],
            brut=motif,
            compte=acteur,
            regle_le=timezone.now(),
        )
        if not regles:
            raise ValidationError("Ce message n'est plus incertain : sa réponse est arrivée.", code="regle")


def classer(*, message: Message, motif: str, acteur: Compte) -> None:
    """Marque vu un message échoué ou rejeté : il quitte la liste de ce qui attend une personne."""
    with acte("classer_message", acteur=acteur, message=message.pk):
        perdus = [etat for etat in A_REGLER if etat != EtatMessage.INCERTAIN]
        vu = Message.objects.filter(pk=message.pk, etat__in=perdus, regle_le=None)
        if not vu.update(regle_le=timezone.now()):
            raise ValidationError("Ce message n'attend rien.", code="regle")
        ajouter_evenement([message.pk], Nature.REGLE, brut=motif, compte=acteur)


def renvoyer(*, message: Message, acteur: Compte, adresse: str = "") -> Message:
    """Dépose une copie d'un message échoué, rejeté ou expiré, à la même adresse ou à `adresse`.

    L'ancien reste tel quel, classé. Deux demandes pour le même message ne donnent qu'une copie. Lève
    `ValidationError` si le message n'a pas échoué, ou si son code à usage unique n'est plus là.
    """
    if message.etat not in (EtatMessage.ECHOUE, EtatMessage.REJETE, EtatMessage.EXPIRE):
        raise ValidationError("Seul un message qui n'est pas arrivé se renvoie.", code="etat")
    if SECRET in message.texte and not message.secret_chiffre:
        raise ValidationError("Ce message portait un code ou un lien personnel : refaites-le.", code="secret")
    with acte("renvoyer_message", acteur=acteur, message=message.pk):
        copie = deposer(
            cle=f"renvoi:{message.pk}",
            canal=message.canal,
            adresse=adresse or message.adresse,
            texte=message.texte,
            sujet=message.sujet,
            personne=message.personne,
            objet=message.objet,
            cible=message.cible,
            piece=message.piece if adresse in ("", message.adresse) else None,
            modele=message.modele,
            secret=message.secret,
            mise_en_page=message.mise_en_page,
            acteur=acteur,
        )
        if message.regle_le is None and message.etat in A_REGLER:
            classer(message=message, motif="renvoyé", acteur=acteur)
    return copie


def _en_message(ligne: ADeposer, acteur: Compte, quand: datetime, *, tolerant: bool = False) -> Message:
    """Le message d'une ligne, pas encore écrit ; `tolerant` : une adresse invalide le fait échouer."""
    message = Message(
        id=uuid4(),
        cle=ligne.cle,
        personne=ligne.personne,
        objet=ligne.objet,
        cible=ligne.cible,
        canal=Canal(ligne.canal).value,
        secret_chiffre=chiffrer(ligne.secret.encode()) if ligne.secret else None,
        sujet=ligne.sujet,
        texte=ligne.texte,
        mise_en_page=ligne.mise_en_page or {},
        modele_id=ligne.modele,
        a_envoyer_le=ligne.a_envoyer_le or quand,
        expire_le=ligne.expire_le,
        cree_le=quand,
        cree_par=acteur,
    )
    adresse = ligne.adresse
    try:
        adresse = normaliser(ligne.canal, adresse) if tolerant else adresse
    except ValidationError as erreur:
        message.etat, message.erreur, message.fini_le = EtatMessage.ECHOUE, " ".join(erreur.messages), quand
    message.adresse_chiffree = chiffrer(adresse.encode()) if adresse else None
    return message


def _exiger_complet(ligne: ADeposer, quand: datetime) -> None:
    """Lève `ValidationError` si le message n'a pas de quoi partir."""
    canal = Canal(ligne.canal)
    if not ligne.texte.strip():
        raise ValidationError("Un message vide ne part pas.", code="vide")
    if canal == Canal.SMS and len(ligne.texte) + len(ligne.secret) > LONGUEUR_SMS:
        raise ValidationError(f"Un SMS a {LONGUEUR_SMS} caractères au plus.", code="trop_long")
    if canal == Canal.COURRIEL and not ligne.sujet.strip():
        raise ValidationError("Un courriel a un sujet.", code="sujet")
    if "\n" in ligne.sujet or "\r" in ligne.sujet:
        raise ValidationError("Le sujet tient sur une ligne.", code="sujet")
    if canal == Canal.LETTRE and ligne.secret:
        raise ValidationError(
            "Une lettre se garde telle qu'imprimée : elle ne porte pas de secret.", code="secret"
        )
    if (SECRET in ligne.texte) != bool(ligne.secret):
        raise ValidationError("Le texte et son secret ne vont pas ensemble.", code="secret")
    if ligne.expire_le is not None and ligne.expire_le <= (ligne.a_envoyer_le or quand):
        raise ValidationError("Ce message expirerait avant de pouvoir partir.", code="fenetre")
