"""Un agent est absent : que deviennent ses rendez-vous ? Déplacés, confiés à un collègue, ou annulés."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from jalon.parcours.rendezvous.enums import Geste, MotifAnnulation
from jalon.parcours.rendezvous.erreurs import en_francais
from jalon.parcours.rendezvous.models import Absence, Creneau, Participation, RendezVous
from jalon.parcours.rendezvous.services.prise import annuler_rendezvous, deplacer
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

HEURES_ESSAYEES = 8


@dataclass(slots=True)
class Reprise:
    """Ce que sont devenus les rendez-vous d'une absence. `restent` : le rendez-vous et pourquoi."""

    faits: int = 0
    restent: list[tuple[RendezVous, str]] = field(default_factory=list)


def rendezvous_a_reprendre(absence: Absence) -> QuerySet[RendezVous]:
    """Les rendez-vous à venir de cet agent pendant son absence, où quelqu'un est attendu."""
    attendus = Participation.objects.filter(rendezvous=OuterRef("pk"), issue=None)
    trouves = RendezVous.objects.filter(
        Exists(attendus),
        agent=absence.agent_id,
        annule_le=None,
        debut__lt=absence.fin,
        fin__gt=absence.debut,
    )
    return trouves.select_related("motif", "lieu").order_by("debut", "pk")


def reprendre_absence(
    *,
    absence: Absence,
    rendezvous: Collection[UUID],
    geste: str,
    acteur: Compte,
    collegue: Compte | None = None,
    le: datetime | None = None,
) -> Reprise:
    """Fait ce geste pour chacun de ces rendez-vous ; un qui ne peut pas reste, et n'empêche pas les autres.

    Chaque personne reçoit au plus un message : la nouvelle heure, ou l'annulation. Confier à un collègue ne
    change ni l'heure ni le lieu : personne n'est prévenu. Lève `ValidationError` : collègue non choisi, ou
    absent lui aussi.
    """
    instant = le or timezone.now()
    faire = _geste(Geste(geste), absence, collegue, acteur, instant)
    reprise = Reprise()
    with acte("reprendre_absence", acteur=acteur, agent=absence.agent_id, geste=geste):
        for attendu in rendezvous_a_reprendre(absence).filter(pk__in=list(rendezvous)):
            try:
                with transaction.atomic():
                    faire(attendu)
                reprise.faits += 1
            except ValidationError as erreur:
                reprise.restent.append((attendu, " ".join(erreur.messages)))
    return reprise


def _geste(
    geste: Geste, absence: Absence, collegue: Compte | None, acteur: Compte, instant: datetime
) -> Callable[[RendezVous], None]:
    if geste == Geste.ANNULER:
        return lambda attendu: _annuler(attendu, acteur, instant)
    if geste == Geste.DEPLACER:
        return lambda attendu: _deplacer(attendu, absence, acteur, instant)
    if collegue is None or collegue.pk == absence.agent_id:
        raise ValidationError({"agent": "Choisissez le collègue qui recevra ces personnes."})
    return lambda attendu: _confier(attendu, collegue, acteur, instant)


def _annuler(attendu: RendezVous, acteur: Compte, instant: datetime) -> None:
    annuler_rendezvous(rendezvous=attendu, motif=MotifAnnulation.ABSENCE_AGENT, acteur=acteur, le=instant)


def _deplacer(attendu: RendezVous, absence: Absence, acteur: Compte, instant: datetime) -> None:
    """Chaque personne à la première heure libre de la structure, même motif ; l'heure d'avant se ferme."""
    if attendu.capacite > 1:
        raise ValidationError("Une réunion ne se déplace pas : confiez-la, ou annulez-la.")
    for place in attendu.participations.filter(issue=None).select_related("rendezvous"):
        _deplacer_place(place, attendu, acteur, instant)
    annuler_rendezvous(
        rendezvous=attendu, motif=MotifAnnulation.ABSENCE_AGENT, acteur=acteur, le=instant, prevenir=False
    )


def _deplacer_place(place: Participation, attendu: RendezVous, acteur: Compte, instant: datetime) -> None:
    libres = Creneau.objects.filter(
        annule_le=None,
        pris__lt=F("places"),
        debut__gt=instant,
        debut__gte=attendu.debut,
        lieu__organisation=attendu.lieu.organisation_id,
        lieu__actif=True,
        liens_motifs__motif=attendu.motif_id,
    )
    for creneau in libres.order_by("debut", "pk")[:HEURES_ESSAYEES]:
        try:
            deplacer(participation=place, creneau=creneau, acteur=acteur, le=instant)
            return
        except ValidationError:
            continue
    raise ValidationError("Aucune heure libre pour ce motif : ouvrez des créneaux, ou annulez.")


def _confier(attendu: RendezVous, collegue: Compte, acteur: Compte, instant: datetime) -> None:
    """Même heure, même lieu, un autre agent ; ses heures libres à ce moment se ferment."""
    if Absence.objects.filter(agent=collegue, debut__lt=attendu.fin, fin__gt=attendu.debut).exists():
        raise ValidationError(f"{collegue.nom} est absent·e à cette heure.")
    with en_francais():
        Creneau.objects.filter(
            agent=collegue, annule_le=None, pris=0, debut__lt=attendu.fin, fin__gt=attendu.debut
        ).update(annule_le=instant, motif_annulation=MotifAnnulation.OCCUPE)
        if attendu.creneau_id:
            Creneau.objects.filter(pk=attendu.creneau_id).update(agent=collegue)
        RendezVous.objects.filter(pk=attendu.pk).update(agent=collegue)
