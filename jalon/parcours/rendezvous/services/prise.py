"""Prendre, déplacer, convoquer, inscrire, annuler : tout ce qui change la place de quelqu'un."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.rendezvous import envois
from jalon.parcours.rendezvous.enums import Issue, Mode, MotifAnnulation, PrisPar
from jalon.parcours.rendezvous.erreurs import en_francais
from jalon.parcours.rendezvous.models import Creneau, Lieu, Motif, Participation, RendezVous
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.services import annuler as annuler_messages

AVEC = ("rendezvous__motif", "rendezvous__lieu")


def prendre_creneau(
    *,
    creneau: Creneau | UUID,
    motif: Motif | UUID,
    personne: Personne | UUID,
    acteur: Compte,
    par: str = PrisPar.AGENT,
    le: datetime | None = None,
    prevenir: bool = True,
) -> Participation:
    """Prend une place à cette heure. Un second appel identique rend la même place (double clic).

    Lève `ValidationError` : complet, passé, fermé, autre motif, la personne ou l'agent déjà pris.
    """
    instant = le or timezone.now()
    with acte("prendre_rendezvous", acteur=acteur, par=par, personne=cle_de(personne)):
        place = _placer(
            _ouvrir(cle_de(creneau), cle_de(motif), instant), cle_de(personne), par, acteur, instant
        )
        if prevenir and place.pris_le == instant:
            _prevenir([place], "confirmation", acteur, le)
    return place


def deplacer(
    *,
    participation: Participation,
    creneau: Creneau | UUID,
    acteur: Compte,
    par: str = PrisPar.AGENT,
    le: datetime | None = None,
    prevenir: bool = True,
) -> Participation:
    """Change l'heure d'une place tenue, même motif. Lève `ValidationError` comme `prendre_creneau`."""
    instant = le or timezone.now()
    with acte("deplacer_rendezvous", acteur=acteur, par=par, participation=participation.pk):
        place = _verrouiller(participation)
        _exiger_tenue(place, instant)
        with en_francais():
            place.rendezvous_id = _ouvrir(cle_de(creneau), place.rendezvous.motif_id, instant)
            place.rappel_le = None
            place.save(update_fields=["rendezvous", "rappel_le"])
        _annuler_messages([place.pk], "rendez-vous déplacé", acteur)
        place = _relire(place.pk)
        if prevenir:
            _prevenir([place], "confirmation", acteur, le)
    return place


def annuler_participation(
    *,
    participation: Participation,
    acteur: Compte,
    excuse: str = "",
    le: datetime | None = None,
) -> Participation:
    """La personne ne viendra pas et le dit : sa place est rendue. Lève `ValidationError` (déjà finie)."""
    instant = le or timezone.now()
    with acte("annuler_participation", acteur=acteur, participation=participation.pk):
        place = _verrouiller(participation)
        if place.issue == Issue.EXCUSE:
            return place
        _exiger_sans_issue(place)
        with en_francais():
            place.issue, place.issue_le, place.issue_par = Issue.EXCUSE, instant, acteur
            place.excuse = excuse.strip()
            place.save(update_fields=["issue", "issue_le", "issue_par", "excuse"])
        _annuler_messages([place.pk], "rendez-vous annulé par la personne", acteur)
    return place


def fixer_rendezvous(
    *,
    motif: Motif,
    lieu: Lieu,
    debut: datetime,
    fin: datetime,
    acteur: Compte,
    agent: Compte | None = None,
    capacite: int = 1,
    mode: str = Mode.SUR_PLACE,
    convocation: bool = False,
    le: datetime | None = None,
) -> RendezVous:
    """Fixe une heure hors des créneaux ouverts ; les créneaux libres de l'agent à cette heure se ferment."""
    if capacite > 1 and not motif.collectif:
        raise ValidationError({"capacite": f"« {motif.libelle} » se reçoit une personne à la fois."})
    instant = le or timezone.now()
    with acte("fixer_rendezvous", acteur=acteur, motif=motif.pk), en_francais():
        if agent is not None:
            Creneau.objects.filter(agent=agent, annule_le=None, pris=0, debut__lt=fin, fin__gt=debut).update(
                annule_le=instant, motif_annulation=MotifAnnulation.OCCUPE
            )
        return RendezVous.objects.create(
            motif=motif,
            lieu=lieu,
            agent=agent,
            mode=mode,
            debut=debut,
            fin=fin,
            capacite=capacite,
            convocation=convocation,
            cree_par=acteur,
            cree_le=instant,
        )


def convoquer(
    *,
    personnes: Collection[UUID],
    motif: Motif,
    lieu: Lieu,
    debut: datetime,
    fin: datetime,
    acteur: Compte,
    agent: Compte | None = None,
    mode: str = Mode.SUR_PLACE,
    le: datetime | None = None,
    prevenir: bool = True,
) -> list[Participation]:
    """Impose une date à une personne, ou à plusieurs pour un motif collectif ; une lettre part aussi."""
    if not personnes:
        raise ValidationError("Choisissez au moins une personne.", code="personnes")
    with acte("convoquer", acteur=acteur, motif=motif.pk):
        rendezvous = fixer_rendezvous(
            motif=motif,
            lieu=lieu,
            debut=debut,
            fin=fin,
            agent=agent,
            capacite=len(personnes),
            mode=mode,
            convocation=True,
            acteur=acteur,
            le=le,
        )
        return inscrire(rendezvous=rendezvous, personnes=personnes, acteur=acteur, le=le, prevenir=prevenir)


def inscrire(
    *,
    rendezvous: RendezVous,
    personnes: Collection[UUID],
    acteur: Compte,
    le: datetime | None = None,
    prevenir: bool = True,
) -> list[Participation]:
    """Inscrit ces personnes à un rendez-vous fixé, toutes ou aucune. Lève `ValidationError` (complet…)."""
    instant = le or timezone.now()
    with acte("inscrire", acteur=acteur, rendezvous=rendezvous.pk):
        places = [_placer(rendezvous.pk, cle, PrisPar.AGENT, acteur, instant) for cle in sorted(personnes)]
        nouvelles = [place for place in places if place.pris_le == instant]
        if prevenir:
            evenement = "convocation" if rendezvous.convocation else "confirmation"
            _prevenir(nouvelles, evenement, acteur, le)
    return places


def annuler_rendezvous(
    *,
    rendezvous: RendezVous,
    motif: str,
    acteur: Compte,
    fermer_creneau: bool = True,
    le: datetime | None = None,
    prevenir: bool = True,
) -> list[UUID]:
    """Le service annule : chaque personne attendue est prévenue ; rend leurs participations.

    Lève `ValidationError` si des présences y sont déjà notées.
    """
    instant = le or timezone.now()
    with acte("annuler_rendezvous", acteur=acteur, rendezvous=rendezvous.pk), en_francais():
        if rendezvous.creneau_id:
            Creneau.objects.select_for_update().filter(pk=rendezvous.creneau_id).first()
        verrouille = RendezVous.objects.select_for_update().get(pk=rendezvous.pk)
        if verrouille.annule_le:
            return []
        attendues = list(verrouille.participations.filter(issue=None).select_related(*AVEC))
        cles = [place.pk for place in attendues]
        Participation.objects.filter(pk__in=cles).update(
            issue=Issue.ANNULE_SERVICE, issue_le=instant, issue_par=acteur
        )
        RendezVous.objects.filter(pk=verrouille.pk).update(annule_le=instant, motif_annulation=motif)
        _ranger_creneaux(verrouille, motif, fermer_creneau, instant)
        _annuler_messages(cles, "rendez-vous annulé par le service", acteur)
        if prevenir:
            _prevenir(attendues, "annulation", acteur, le)
    return cles


def _ranger_creneaux(rendezvous: RendezVous, motif: str, fermer: bool, instant: datetime) -> None:
    """Ferme le créneau du rendez-vous annulé ; rouvre ceux qu'un rendez-vous fixé avait fermés."""
    if rendezvous.creneau_id and fermer:
        Creneau.objects.filter(pk=rendezvous.creneau_id, annule_le=None, pris=0).update(
            annule_le=instant, motif_annulation=motif
        )
    elif rendezvous.agent_id and not rendezvous.creneau_id and motif != MotifAnnulation.ABSENCE_AGENT:
        Creneau.objects.filter(
            agent=rendezvous.agent_id,
            motif_annulation=MotifAnnulation.OCCUPE,
            debut__lt=rendezvous.fin,
            fin__gt=rendezvous.debut,
        ).update(annule_le=None, motif_annulation="")


def _ouvrir(creneau: UUID, motif: UUID, instant: datetime) -> UUID:
    """Le rendez-vous de ce créneau, créé s'il le faut, sous le verrou du créneau."""
    with en_francais(), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_rdv_ouvrir(%s, %s, %s)", [creneau, motif, instant])
        return UUID(str(curseur.fetchone()[0]))


def _placer(rendezvous: UUID, personne: UUID, par: str, acteur: Compte, instant: datetime) -> Participation:
    """Prend la place, ou rend celle que la personne tient déjà à ce rendez-vous."""
    tenue = Participation.objects.filter(rendezvous=rendezvous, personne=personne, issue=None)
    if place := tenue.select_related(*AVEC).first():
        return place
    try:
        with en_francais():
            place = Participation.objects.create(
                rendezvous_id=rendezvous,
                personne_id=personne,
                pris_par=par,
                pris_par_compte=acteur if par == PrisPar.AGENT else None,
                pris_le=instant,
            )
    except ValidationError:
        if place := tenue.select_related(*AVEC).first():  # le second clic est arrivé avant
            return place
        raise
    return _relire(place.pk)


def _prevenir(places: list[Participation], evenement: str, acteur: Compte, le: datetime | None) -> None:
    with _au_nom_de(acteur):
        envois.prevenir(places, evenement, acteur=acteur, le=le)


def _annuler_messages(cles: list[UUID], motif: str, acteur: Compte) -> None:
    with _au_nom_de(acteur):
        annuler_messages(objet=envois.RENDEZVOUS, cible=cles, motif=motif, acteur=acteur)


@contextmanager
def _au_nom_de(acteur: Compte) -> Iterator[None]:
    """Une personne agit par son lien, sans compte : ses messages partent au nom du système."""
    if not acteur.systeme:
        yield
        return
    with contexte_compte(acteur):
        yield


def _verrouiller(participation: Participation) -> Participation:
    Participation.objects.select_for_update().get(pk=participation.pk)
    return _relire(participation.pk)


def _relire(cle: UUID) -> Participation:
    return Participation.objects.select_related(*AVEC).get(pk=cle)


def _exiger_sans_issue(place: Participation) -> None:
    if place.issue is not None:
        raise ValidationError("Ce rendez-vous est déjà fini : il ne se change plus.", code="fini")


def _exiger_tenue(place: Participation, instant: datetime) -> None:
    _exiger_sans_issue(place)
    if place.rendezvous.debut <= instant:
        raise ValidationError("Ce rendez-vous a déjà commencé : il ne se déplace plus.", code="commence")
