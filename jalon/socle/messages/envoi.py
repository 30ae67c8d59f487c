"""Faire partir ce qui est prêt : réserver, engager (validé en base), appeler hors transaction, conclure.

L'état `envoi` et la référence sont validés avant l'appel. Un processus tué en plein appel laisse donc un
seul message en `envoi`, qui devient `incertain` : il n'est jamais renvoyé sans qu'un accusé ou une personne
ait dit ce qu'il en est. Les autres messages de son lot, seulement réservés, repartent après quelques minutes.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.messages import verificateurs
from jalon.socle.messages.enums import Canal, EtatMessage, Nature
from jalon.socle.messages.etats import passer
from jalon.socle.messages.models import SECRET, Message
from jalon.socle.messages.transports import Envoi, Fichier, Issue, Porteur, Porteurs, Reponse, porteurs
from jalon.socle.pieces.selectors import octets_de

journal = logging.getLogger(__name__)

TAILLE_LOT = 200
RESERVATION = timedelta(minutes=10)
ESSAIS_MAX = 8
RECUL = timedelta(minutes=1)
RECUL_MAX = timedelta(hours=6)
EN_VOL = (EtatMessage.ENVOI, EtatMessage.INCERTAIN)


def envoyer_prets(
    *,
    maintenant: datetime | None = None,
    limite: int = TAILLE_LOT,
    par: Porteurs | None = None,
) -> Counter[str]:
    """Fait partir au plus `limite` messages électroniques dont l'heure est venue ; compte les issues.

    Hors de toute transaction : `RuntimeError` sinon. `maintenant` permet de rejouer le passé. Les lettres
    n'en sont pas : elles sortent par lot, avec leur bordereau.
    """
    acteur, ouvrir = compte_systeme(), porteurs() if par is None else par
    with _transaction(acteur):
        lot, cles, issues = _reserver(maintenant or timezone.now(), limite)
    ouverts: dict[str, Porteur] = {}
    try:
        for canal in {canal for _, canal in cles}:
            ouverts[canal] = ouvrir[canal]()
        for canal, porteur in ouverts.items():
            siens = [cle for cle, sien in cles if sien == canal]
            if porteur.interne:
                issues[Issue.ACCEPTE] += _garder(siens, lot, porteur, acteur, maintenant)
            else:
                issues.update(_porter(siens, lot, porteur, acteur, maintenant))
    finally:
        for porteur in ouverts.values():
            porteur.fermer()
    return issues


def recuperer_abandonnes(*, maintenant: datetime | None = None) -> int:
    """Les envois sans suite d'un processus disparu deviennent incertains ; rend leur nombre."""
    quand = maintenant or timezone.now()
    with _transaction(compte_systeme()):
        abandonnes = Message.objects.filter(
            etat=EtatMessage.ENVOI, pris_le__lt=quand - RESERVATION, lot=None
        ).values_list("pk", flat=True)
        texte = "le processus d'envoi s'est arrêté avant la réponse"
        return len(
            passer(
                list(abandonnes),
                EtatMessage.INCERTAIN,
                Nature.INCERTAIN,
                brut=texte,
                le=quand,
                erreur=texte,
            )
        )


def electroniques_prets(maintenant: datetime) -> QuerySet[Message]:
    """Messages électroniques dont l'heure est venue et que personne n'a réservés."""
    libres = Q(reserve_jusqua=None) | Q(reserve_jusqua__lt=maintenant)
    return Message.objects.filter(
        libres,
        etat=EtatMessage.PRET,
        canal__in=[Canal.SMS, Canal.COURRIEL, Canal.ECRAN],
        a_envoyer_le__lte=maintenant,
    )


@contextmanager
def _transaction(acteur: Compte) -> Iterator[None]:
    """Une transaction validée à sa sortie, au nom du système ; refuse d'être dans une autre."""
    with transaction.atomic(durable=True), contexte_compte(acteur):
        yield


def _reserver(quand: datetime, limite: int) -> tuple[UUID, list[tuple[UUID, str]], Counter[str]]:
    """Écarte les expirés et ceux dont l'objet n'existe plus, réserve les autres à ce lot."""
    lot = uuid4()
    pris = list(
        electroniques_prets(quand)
        .order_by("a_envoyer_le", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", "canal", "objet", "cible", "expire_le")[:limite]
    )
    expires = [cle for cle, _, _, _, fin in pris if fin is not None and fin <= quand]
    vifs = [ligne for ligne in pris if ligne[0] not in set(expires)]
    valables, sans_objet = _verifier(vifs)
    issues = Counter(
        expire=len(passer(expires, EtatMessage.EXPIRE, Nature.EXPIRE, le=quand)),
        annule=len(
            passer(
                sans_objet,
                EtatMessage.ANNULE,
                Nature.ANNULE,
                brut="ce dont il parle n'existe plus",
                le=quand,
            )
        ),
    )
    Message.objects.filter(pk__in=valables).update(reserve_par=lot, reserve_jusqua=quand + RESERVATION)
    return lot, [(cle, canal) for cle, canal, *_ in vifs if cle in valables], issues


def _verifier(lignes: list[tuple]) -> tuple[set[UUID], list[UUID]]:
    """À envoyer, et ceux dont l'objet n'est plus ; un vérificateur en panne retient les siens."""
    valables = {cle for cle, _, objet, cible, _ in lignes if not objet or cible is None}
    sans_objet: list[UUID] = []
    for objet in {objet for _, _, objet, cible, _ in lignes if objet and cible is not None}:
        siens = [(cle, cible) for cle, _, nom, cible, _ in lignes if nom == objet and cible is not None]
        try:
            bons = verificateurs.encore_valables(objet, {cible for _, cible in siens})
        except Exception:
            journal.exception("vérificateur « %s » en panne : ses messages attendent", objet)
            continue
        valables.update(cle for cle, cible in siens if cible in bons)
        sans_objet.extend(cle for cle, cible in siens if cible not in bons)
    return valables, sans_objet


def _engager(cle: UUID, lot: UUID, porteur: Porteur, quand: datetime) -> Envoi | None:
    """Passe le message à `envoi` et rend ce qui va partir ; rien s'il a été annulé ou repris entre-temps."""
    message = (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .select_related("piece")
        .filter(pk=cle, reserve_par=lot, etat=EtatMessage.PRET)
        .first()
    )
    if message is None:
        return None
    fichiers = (
        (Fichier(message.piece.nom, message.piece.type_mime, octets_de(message.piece)),)
        if message.piece and message.canal == Canal.COURRIEL
        else ()
    )
    texte_secret = message.secret
    passer(
        [cle],
        EtatMessage.ENVOI,
        Nature.ENVOI,
        brut=porteur.nom.label,
        le=quand,
        essais=F("essais") + 1,
        transport=porteur.nom,
    )
    return Envoi(
        reference=message.reference,
        adresse=message.adresse,
        sujet=message.sujet,
        texte=message.texte.replace(SECRET, texte_secret),
        fichiers=fichiers,
    )


def _garder(cles: list[UUID], lot: UUID, porteur: Porteur, acteur: Compte, moment: datetime | None) -> int:
    """Ce qui ne sort pas de Jalon (boîte d'envoi, page de la personne) est fait d'un trait."""
    with _transaction(acteur):
        quand = moment or timezone.now()
        siens = Message.objects.filter(pk__in=cles, reserve_par=lot, etat=EtatMessage.PRET)
        pris = passer(
            list(siens.values_list("pk", flat=True)),
            EtatMessage.ENVOI,
            Nature.ENVOI,
            brut=porteur.nom.label,
            le=quand,
            essais=F("essais") + 1,
            transport=porteur.nom,
        )
        return len(passer(pris, EtatMessage.ENVOYE, Nature.ACCEPTE, le=quand))


def _porter(
    cles: list[UUID], lot: UUID, porteur: Porteur, acteur: Compte, moment: datetime | None
) -> Counter[str]:
    """Un appel par message, hors transaction ; une validation conclut l'un et engage le suivant."""
    issues: Counter[str] = Counter()
    a_conclure: tuple[UUID, Reponse] | None = None
    for cle in [*cles, None]:
        with _transaction(acteur):
            quand = moment or timezone.now()
            if a_conclure is not None:
                _conclure(*a_conclure, quand)
                a_conclure = None
            envoi = _engager(cle, lot, porteur, quand) if cle is not None else None
        if cle is not None and envoi is not None:
            reponse = porteur.envoyer(envoi)
            issues[reponse.issue] += 1
            a_conclure = (cle, reponse)
    return issues


def _conclure(cle: UUID, reponse: Reponse, quand: datetime) -> None:
    """Note la réponse ; sans effet si un accusé arrivé avant elle a déjà dit mieux."""
    match reponse.issue:
        case Issue.ACCEPTE:
            conclus = passer(
                [cle],
                EtatMessage.ENVOYE,
                Nature.ACCEPTE,
                depuis=EN_VOL,
                le=quand,
                identifiant=reponse.identifiant,
            )
            if not conclus and reponse.identifiant:
                Message.objects.filter(pk=cle, identifiant="").update(identifiant=reponse.identifiant)
        case Issue.REPORTE:
            _reporter(cle, reponse, quand)
        case Issue.REFUSE:
            passer([cle], EtatMessage.ECHOUE, Nature.REFUSE, depuis=EN_VOL, **_faute(reponse, quand))
        case Issue.INCERTAIN:
            passer(
                [cle],
                EtatMessage.INCERTAIN,
                Nature.INCERTAIN,
                identifiant=reponse.identifiant,
                **_faute(reponse, quand),
            )


def _reporter(cle: UUID, reponse: Reponse, quand: datetime) -> None:
    """Remet à plus tard, de plus en plus tard ; échoue après `ESSAIS_MAX` ou si le message expire avant."""
    essais, expire_le = Message.objects.values_list("essais", "expire_le").get(pk=cle)
    recul = max(timedelta(seconds=reponse.attendre), min(RECUL * 2 ** max(essais - 1, 0), RECUL_MAX))
    prochain = quand + min(recul, RECUL_MAX)
    if essais >= ESSAIS_MAX or (expire_le is not None and prochain >= expire_le):
        passer([cle], EtatMessage.ECHOUE, Nature.REFUSE, **_faute(reponse, quand))
        return
    passer([cle], EtatMessage.PRET, Nature.REPORTE, a_envoyer_le=prochain, **_faute(reponse, quand))


def _faute(reponse: Reponse, quand: datetime) -> dict:
    return {"brut": reponse.detail, "erreur": reponse.detail, "le": quand}
