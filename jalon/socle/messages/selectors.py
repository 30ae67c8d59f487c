"""Ce qui part et ce qui est parti : la base ne rend que les messages des personnes que le lecteur voit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.messages.enums import A_REGLER, Canal, EtatMessage
from jalon.socle.messages.models import Lot, Message

LOURDS = ("texte", "mise_en_page", "adresse_chiffree", "secret_chiffre")


def envois(
    lecteur: Compte,
    *,
    etats: Collection[str] = (),
    canal: str = "",
    objet: str = "",
    du: date | None = None,
) -> QuerySet[Message]:
    """Messages visibles, le plus récent d'abord, sans leur texte ; `du` : déposés depuis ce jour."""
    trouves = Message.objects.defer(*LOURDS).order_by("-cree_le", "id")
    if etats:
        trouves = trouves.filter(etat__in=etats)
    if canal in Canal.values:
        trouves = trouves.filter(canal=canal)
    if objet:
        trouves = trouves.filter(objet=objet)
    if du is not None:
        trouves = trouves.filter(cree_le__gte=timezone.make_aware(datetime.combine(du, time.min)))
    return trouves


def a_regler(lecteur: Compte) -> QuerySet[Message]:
    """Messages incertains, échoués ou rejetés que personne n'a encore vus."""
    return envois(lecteur, etats=A_REGLER).filter(regle_le=None)


def messages_de(personnes: Collection[UUID], lecteur: Compte) -> QuerySet[Message]:
    """Tout ce qui a été écrit à ces personnes, le plus récent d'abord, avec leur texte."""
    return (
        Message.objects.filter(personne__in=personnes)
        .exclude(etat__in=[EtatMessage.ANNULE, EtatMessage.EXPIRE])
        .select_related("piece")
        .order_by("-cree_le", "id")
    )


def lettres_sur(cibles: Collection[UUID], lecteur: Compte) -> QuerySet[Message]:
    """Les lettres, ni annulées ni expirées, qui parlent de ces objets, sans leur texte, dans l'ordre."""
    return (
        Message.objects.filter(cible__in=cibles, canal=Canal.LETTRE)
        .exclude(etat__in=[EtatMessage.ANNULE, EtatMessage.EXPIRE])
        .select_related("piece")
        .defer(*LOURDS)
        .order_by("cree_le", "id")
    )


def message_par_id(cle: UUID, lecteur: Compte) -> Message:
    """Un message et ses évènements. Lève `Message.DoesNotExist` s'il n'est pas visible."""
    return (
        Message.objects.select_related("piece", "modele", "lot", "cree_par")
        .prefetch_related("evenements__compte")
        .get(pk=cle)
    )


def lots(lecteur: Compte) -> QuerySet[Lot]:
    """Lots de lettres visibles, le plus récent d'abord."""
    return Lot.objects.select_related("cree_par").order_by("-cree_le", "id")


def lot_par_id(cle: UUID, lecteur: Compte) -> Lot:
    """Un lot et ses fichiers. Lève `Lot.DoesNotExist` s'il n'est pas visible."""
    return Lot.objects.select_related("cree_par", "pdf", "bordereau").get(pk=cle)
