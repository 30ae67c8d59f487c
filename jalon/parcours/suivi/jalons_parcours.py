"""Les jalons des pièces que le suivi connaît ; celles d'après lui enregistrent les leurs."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone

from jalon.parcours.contrats.enums import SIGNES
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Diagnostic, Orientation
from jalon.parcours.personnes.models import Episode
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import Invitation, Participation
from jalon.parcours.suivi.jalons import Jalon, enregistrer
from jalon.parcours.suivi.models import NoteCarnet, Relais, TacheSuivi
from jalon.socle.messages.models import Message


def episodes_de(personne: UUID) -> Iterator[Jalon]:
    """Entrées et sorties du RSA."""
    for episode in Episode.objects.filter(personne=personne):
        yield Jalon(
            episode.entree, "rsa", "Entrée dans le RSA", montre=True, pour_elle="Votre droit au RSA commence"
        )
        if episode.sortie:
            yield Jalon(
                episode.sortie,
                "rsa",
                "Sortie du RSA",
                episode.get_motif_sortie_display(),
                montre=True,
                pour_elle="Votre droit au RSA s'arrête",
            )


def orientations_de(personne: UUID) -> Iterator[Jalon]:
    """Décisions d'orientation, et leur notification."""
    trouvees = Orientation.objects.filter(personne=personne, annulee_le=None)
    for orientation in trouvees.select_related("organisme_referent"):
        organisme = orientation.organisme_referent.nom if orientation.organisme_referent else ""
        yield Jalon(
            orientation.decidee_le,
            "orientation",
            f"Orientation : voie {orientation.get_voie_display()}",
            organisme,
            montre=orientation.notifiee_le is not None,
            pour_elle="Votre parcours est choisi",
        )


def diagnostics_de(personne: UUID) -> Iterator[Jalon]:
    """Diagnostics partagés."""
    for jour in Diagnostic.objects.filter(personne=personne).values_list("date", flat=True):
        yield Jalon(
            jour,
            "diagnostic",
            "Diagnostic",
            montre=True,
            pour_elle="Vous avez fait le point sur votre situation",
        )


def rendezvous_de(personne: UUID) -> Iterator[Jalon]:
    """Rendez-vous prévus et passés, invitations."""
    places = Participation.objects.filter(personne=personne).select_related(
        "rendezvous__motif", "rendezvous__lieu"
    )
    maintenant = timezone.now()
    for place in places:
        rdv = place.rendezvous
        annule = rdv.annule_le is not None or place.issue == Issue.ANNULE_SERVICE
        prevu = place.issue is None and not annule and rdv.debut > maintenant
        yield Jalon(
            timezone.localdate(rdv.debut),
            "rendezvous",
            f"Rendez-vous : {rdv.motif.libelle}",
            _issue(place, annule, prevu),
            prevu=prevu,
            montre=not annule,
            pour_elle=f"Rendez-vous : {rdv.motif.libelle}",
        )
    for envoyee, motif in Invitation.objects.filter(personne=personne, annulee_le=None).values_list(
        "envoyee_le", "motif__libelle"
    ):
        yield Jalon(timezone.localdate(envoyee), "invitation", f"Invitation à choisir une date : {motif}")


def contrats_de(personne: UUID) -> Iterator[Jalon]:
    """Contrats signés, et leur fin."""
    aujourd_hui = timezone.localdate()
    for contrat in Contrat.objects.filter(personne=personne, etat__in=SIGNES):
        if contrat.signe_le:
            yield Jalon(
                contrat.signe_le,
                "contrat",
                f"{contrat.get_type_display().capitalize()} signé",
                montre=True,
                pour_elle="Vous avez signé votre contrat",
            )
        dernier = contrat.dernier_jour
        if dernier:
            yield Jalon(
                dernier,
                "contrat",
                "Fin du contrat",
                prevu=dernier >= aujourd_hui,
                montre=True,
                pour_elle="Dernier jour de votre contrat",
            )


def carnet_de(personne: UUID) -> Iterator[Jalon]:
    """Notes que le lecteur peut lire, tâches faites et à faire, changements de référent."""
    notes = NoteCarnet.objects.filter(personne=personne, remplacee_le=None, effacee_le=None)
    for note in notes.select_related("cercle", "auteur"):
        yield Jalon(
            note.date,
            "note",
            f"Note ({note.cercle.libelle})",
            note.texte,
            montre=note.partagee,
            pour_elle="Message de votre référent",
        )
    for tache in TacheSuivi.objects.filter(personne=personne, abandonnee_le=None).exclude(libelle=""):
        fait = tache.faite_le is not None
        yield Jalon(
            tache.faite_le or tache.echeance,
            "tache",
            f"{'Fait' if fait else 'À faire'} : {tache.libelle}",
            prevu=not fait and tache.echeance >= timezone.localdate(),
        )
    for relais in Relais.objects.filter(personne=personne, annule_le=None).select_related("vers"):
        yield Jalon(relais.le, "referent", f"Référent : {relais.vers}", relais.motif)


def messages_de(personne: UUID) -> Iterator[Jalon]:
    """Messages partis."""
    partis = Message.objects.filter(personne=personne, envoye_le__isnull=False)
    for envoye, canal, sujet in partis.values_list("envoye_le", "canal", "sujet"):
        if envoye:
            yield Jalon(timezone.localdate(envoye), "message", f"Message ({canal})", sujet)


def _issue(place: Participation, annule: bool, prevu: bool) -> str:
    if annule:
        return "annulé"
    if place.issue:
        return str(Issue(place.issue).label)
    return "à venir" if prevu else "à clore"


def enregistrer_jalons() -> None:
    """Appelée au démarrage."""
    for type, donner in (
        ("episodes", episodes_de),
        ("orientations", orientations_de),
        ("diagnostics", diagnostics_de),
        ("rendezvous", rendezvous_de),
        ("contrats", contrats_de),
        ("carnet", carnet_de),
        ("messages", messages_de),
    ):
        enregistrer(type, donner)
