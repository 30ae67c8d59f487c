"""Inviter, relancer, ré-inviter, reprendre un envoi avant qu'il parte."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.rendezvous import envois
from jalon.parcours.rendezvous.enums import Origine, Statut
from jalon.parcours.rendezvous.models import Invitation, Motif
from jalon.parcours.rendezvous.selectors.suivis import statuts
from jalon.parcours.rendezvous.services.agenda import creneaux_libres
from jalon.socle.acces.liens import retirer_liens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.services import annuler as annuler_messages
from jalon.socle.organisations.models import Organisation
from jalon.socle.parametres.selectors import parametre

DEJA_FIXE = "a déjà un rendez-vous à venir"
DEJA_INVITEE = "invitée il y a moins d'un jour"


@dataclass(slots=True)
class Envoi:
    """Ce qu'un envoi a donné. `ecartees` : raison → personnes qui n'ont pas été invitées."""

    lot: UUID
    invitations: list[Invitation] = field(default_factory=list)
    ecartees: dict[str, list[UUID]] = field(default_factory=dict)
    messages: int = 0


def inviter(
    *,
    personnes: Collection[UUID],
    motif: Motif,
    acteur: Compte,
    organisation: Organisation | None = None,
    agent: Compte | None = None,
    canaux: Collection[str] = envois.CANAUX,
    origine: str = Origine.AGENT,
    rangs: dict[UUID, int] | None = None,
    le: datetime | None = None,
    prevenir: bool = True,
) -> Envoi:
    """Invite ces personnes à choisir une heure ; les messages attendent un temps où tout s'annule.

    Écarte qui a déjà un rendez-vous à venir, ou vient d'être invité. Lève `ValidationError` s'il ne reste
    aucune heure à choisir : une invitation sans créneau ne sert à personne.
    """
    instant = le or timezone.now()
    jour = timezone.localdate(instant)
    if not motif.actif or not creneaux_libres(motif.pk, instant):
        raise ValidationError(
            "Aucun créneau libre pour ce motif : ouvrez des créneaux avant d'inviter.", code="sans_creneau"
        )
    envoi = Envoi(uuid4())
    validite = timedelta(days=int(parametre("rendezvous.validite_invitation", jour)))
    attente = timedelta(minutes=int(parametre("rendezvous.attente_envoi_lot", jour)))
    with acte("inviter", acteur=acteur, motif=motif.pk, lot=envoi.lot):
        envoi.invitations = [
            Invitation(
                personne_id=personne,
                motif=motif,
                organisation=organisation or motif.organisation,
                agent=agent,
                canaux=list(canaux),
                envoyee_le=instant,
                expire_le=instant + validite,
                origine=origine,
                rang=(rangs or {}).get(personne, 1),
                lot=envoi.lot,
                faite_par=acteur,
            )
            for personne in _invitables(envoi, motif, personnes, instant)
        ]
        Invitation.objects.bulk_create(envoi.invitations, batch_size=2000)
        if prevenir and envoi.invitations:
            envoi.messages = envois.envoyer_invitations(
                envoi.invitations, acteur=acteur, a_envoyer_le=instant + attente, le=le
            )
    return envoi


def _invitables(envoi: Envoi, motif: Motif, personnes: Collection[UUID], instant: datetime) -> list[UUID]:
    """Qui peut être invité ; les autres sont écartés de l'envoi, avec leur raison."""
    jour = timezone.localdate(instant)
    ecart = timedelta(hours=int(parametre("rendezvous.ecart_invitations", jour)))
    ou_en_sont = statuts(motif.pk, personnes, instant)
    invitables = []
    for personne in sorted(personnes):
        suivi = ou_en_sont.get(personne)
        if suivi and suivi.statut == Statut.RDV_A_VENIR:
            envoi.ecartees.setdefault(DEJA_FIXE, []).append(personne)
        elif suivi and suivi.invitee_le and instant - suivi.invitee_le < ecart:
            envoi.ecartees.setdefault(DEJA_INVITEE, []).append(personne)
        else:
            invitables.append(personne)
    return invitables


def annuler_lot(*, lot: UUID, acteur: Compte, le: datetime | None = None) -> int:
    """Reprend un envoi dont rien n'est encore parti ; rend le nombre d'invitations annulées.

    Lève `ValidationError` si des messages sont partis : les autres restent alors comme ils sont.
    """
    with acte("annuler_invitations", acteur=acteur, lot=lot):
        invitations = list(Invitation.objects.select_for_update().filter(lot=lot, annulee_le=None))
        if _partis({i.pk for i in invitations}):
            raise ValidationError(
                "Des messages de cet envoi sont déjà partis : annulez les invitations une par une.",
                code="partis",
            )
        return annuler_invitations(invitations=invitations, motif="envoi repris", acteur=acteur, le=le)


def annuler_invitations(
    *, invitations: Collection[Invitation], motif: str, acteur: Compte, le: datetime | None = None
) -> int:
    """Annule ces invitations : leur lien ne vaut plus, leurs messages pas encore partis ne partent pas."""
    cles = [i.pk for i in invitations]
    with acte("annuler_invitations", acteur=acteur):
        annuler_messages(objet=envois.INVITATION, cible=cles, motif=motif, acteur=acteur)
        for invitation in invitations:
            retirer_liens(personne=invitation.personne_id, objet=envois.OBJET_LIEN, cible=invitation.pk)
        return Invitation.objects.filter(pk__in=cles, annulee_le=None).update(annulee_le=le or timezone.now())


def relancer(*, acteur: Compte, le: datetime | None = None) -> int:
    """Relance une fois chaque invitation restée sans réponse assez longtemps et encore assez valable.

    Par fenêtre : un passage manqué se rattrape au suivant. Rend le nombre de relances.
    """
    instant = le or timezone.now()
    jour = timezone.localdate(instant)
    apres = timedelta(days=int(parametre("rendezvous.relance_apres", jour)))
    reste = timedelta(days=int(parametre("rendezvous.relance_validite_minimale", jour)))
    with acte("relancer_invitations", acteur=acteur):
        attendues = list(
            Invitation.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                annulee_le=None,
                relancee_le=None,
                envoyee_le__lte=instant - apres,
                expire_le__gte=instant + reste,
            )
            .select_related("motif", "organisation")
            .order_by("envoyee_le", "pk")
        )
        sans_reponse = [i for i in attendues if i.pk in _sans_reponse(attendues, instant)]
        Invitation.objects.filter(pk__in=[i.pk for i in sans_reponse]).update(relancee_le=instant)
        envois.envoyer_invitations(sans_reponse, acteur=acteur, evenement="relance", le=le)
    return len(sans_reponse)


def reinviter(*, acteur: Compte, le: datetime | None = None) -> int:
    """Ré-invite après une absence, une annulation du service ou une invitation expirée, au plus N fois.

    Ne touche que des personnes déjà invitées ; s'arrête à un motif qui n'a plus de créneau. Rend leur nombre.
    """
    instant = le or timezone.now()
    jour = timezone.localdate(instant)
    maximum = int(parametre("rendezvous.reinvitations_maximum", jour))
    attente = timedelta(days=int(parametre("rendezvous.delai_reinvitation", jour)))
    total = 0
    for motif in Motif.objects.filter(actif=True, invitations__annulee_le=None).distinct():
        if not creneaux_libres(motif.pk, instant):
            continue
        rangs: dict[str, dict[UUID, int]] = {}
        for cle, suivi in statuts(motif.pk, None, instant, A_REINVITER).items():
            fini = suivi.debut if suivi.statut == Statut.ABSENT else suivi.expire_le
            if suivi.rang is None or suivi.rang > maximum or (fini and instant - fini < attente):
                continue
            rangs.setdefault(A_REINVITER[suivi.statut], {})[cle] = suivi.rang + 1
        for origine, par_personne in rangs.items():
            envoi = inviter(
                personnes=list(par_personne),
                motif=motif,
                acteur=acteur,
                origine=origine,
                rangs=par_personne,
                le=le,
            )
            total += len(envoi.invitations)
    return total


A_REINVITER = {
    Statut.ABSENT.value: Origine.ABSENCE.value,
    Statut.INVITATION_EXPIREE.value: Origine.EXPIRATION.value,
    Statut.ANNULE_SERVICE.value: Origine.ANNULATION.value,
}


def _sans_reponse(invitations: list[Invitation], instant: datetime) -> set[UUID]:
    """Celles dont la personne n'a toujours rien pris : son statut est encore « invitée »."""
    par_motif: dict[UUID, list[Invitation]] = {}
    for invitation in invitations:
        par_motif.setdefault(invitation.motif_id, []).append(invitation)
    restees: set[UUID] = set()
    for motif, lot in par_motif.items():
        suivis = statuts(motif, [i.personne_id for i in lot], instant)
        restees |= {
            i.pk for i in lot if i.personne_id in suivis and suivis[i.personne_id].statut == Statut.INVITE
        }
    return restees


def _partis(cles: set[UUID]) -> bool:
    from jalon.socle.messages.enums import PAS_ENCORE_PARTIS, EtatMessage
    from jalon.socle.messages.models import Message

    sans_suite = [*PAS_ENCORE_PARTIS, EtatMessage.ANNULE, EtatMessage.ECHOUE]
    messages = Message.objects.filter(objet=envois.INVITATION, cible__in=cles)
    return messages.exclude(etat__in=sans_suite).exists()


def personnes_visibles(cles: Collection[UUID]) -> list[UUID]:
    """Celles de ces personnes que le compte voit : le reste d'une liste envoyée à la main ne compte pas."""
    return list(Personne.objects.filter(pk__in=cles, effacee_le=None).values_list("pk", flat=True))
