"""Ouvrir et fermer l'agenda : motifs, lieux, créneaux, absences."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone

from jalon.parcours.rendezvous.enums import MotifAnnulation
from jalon.parcours.rendezvous.erreurs import en_francais
from jalon.parcours.rendezvous.feries import jours_feries
from jalon.parcours.rendezvous.models import (
    Abonnement,
    Absence,
    Creneau,
    CreneauMotif,
    Lieu,
    Motif,
    Participation,
)
from jalon.parcours.rendezvous.recurrence import Plage, deplier
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.parametres.selectors import parametre

OCTETS_JETON = 24


@dataclass(slots=True)
class Ouverture:
    """Ce qu'une ouverture a donné, et ce qu'elle a laissé de côté."""

    ouverts: list[Creneau] = field(default_factory=list)
    occupes: int = 0
    absences: int = 0
    feries: list[date] = field(default_factory=list)
    inexistantes: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)


def creer_motif(*, code: str, libelle: str, nature: str, acteur: Compte, **options: Any) -> Motif:
    """Crée un motif. Lève `ValidationError` (code pris, durée impossible)."""
    motif = Motif(code=code, libelle=libelle.strip(), nature=nature, **options)
    motif.full_clean()
    with acte("creer_motif", acteur=acteur, motif=motif.pk), en_francais():
        motif.save(force_insert=True)
    return motif


def creer_lieu(*, organisation: Any, nom: str, adresse: str, acteur: Compte, **options: Any) -> Lieu:
    """Crée un lieu d'accueil. Lève `ValidationError` si ce nom existe déjà."""
    lieu = Lieu(organisation=organisation, nom=nom.strip(), adresse=adresse.strip(), **options)
    lieu.full_clean()
    with acte("creer_lieu", acteur=acteur, lieu=lieu.pk), en_francais():
        lieu.save(force_insert=True)
    return lieu


def ouvrir_creneaux(
    *,
    plages: Sequence[Plage],
    du: date,
    au: date,
    lieu: Lieu,
    motifs: Collection[Motif],
    acteur: Compte,
    agent: Compte | None = None,
    places: int = 1,
    le: datetime | None = None,
) -> Ouverture:
    """Ouvre une semaine type du jour `du` au jour `au` compris ; saute fériés, absences et heures prises.

    Lève `ValidationError` : bornes, aucun motif, plusieurs places pour un motif individuel.
    """
    _exiger_motifs(motifs, places)
    if not plages:
        raise ValidationError("Donnez au moins une plage de la semaine.", code="plages")
    try:
        planning = deplier(plages, du, au, _feries(du, au))
    except ValueError as erreur:
        raise ValidationError(str(erreur), code="bornes") from erreur
    ouverture = Ouverture(
        feries=planning.feries,
        inexistantes=[f"{jour:%d/%m/%Y} à {heure:%H:%M}" for jour, heure in planning.inexistantes],
        doubles=[f"{jour:%d/%m/%Y} à {heure:%H:%M}" for jour, heure in planning.doubles],
    )
    with acte("ouvrir_creneaux", acteur=acteur, lieu=lieu.pk):
        heures = _hors_absences(planning.heures, agent, ouverture)
        heures = _hors_agenda(heures, agent, ouverture)
        ouverture.ouverts = _ecrire(heures, lieu, motifs, agent, places, acteur, le or timezone.now())
    return ouverture


def ouvrir_creneau(
    *,
    debut: datetime,
    fin: datetime,
    lieu: Lieu,
    motifs: Collection[Motif],
    acteur: Compte,
    agent: Compte | None = None,
    places: int = 1,
    le: datetime | None = None,
) -> Creneau:
    """Ouvre une heure. Lève `ValidationError` si l'agent est déjà pris ou absent."""
    _exiger_motifs(motifs, places)
    if agent and Absence.objects.filter(agent=agent, debut__lt=fin, fin__gt=debut).exists():
        raise ValidationError("Cet agent est absent à cette heure.", code="absent")
    with acte("ouvrir_creneau", acteur=acteur, lieu=lieu.pk), en_francais():
        return _ecrire([(debut, fin)], lieu, motifs, agent, places, acteur, le or timezone.now())[0]


def fermer_creneaux(
    *,
    creneaux: Iterable[UUID],
    acteur: Compte,
    motif: str = MotifAnnulation.PLANNING,
    le: datetime | None = None,
) -> int:
    """Ferme ceux de ces créneaux que personne n'a pris ; rend leur nombre."""
    with acte("fermer_creneaux", acteur=acteur), en_francais():
        return Creneau.objects.filter(pk__in=list(creneaux), annule_le=None, pris=0).update(
            annule_le=le or timezone.now(), motif_annulation=motif
        )


def noter_absence(
    *, agent: Compte, debut: datetime, fin: datetime, acteur: Compte, le: datetime | None = None
) -> tuple[Absence, list[UUID]]:
    """Note une absence et ferme les créneaux libres ; rend les rendez-vous à annuler ou à reprendre."""
    if fin <= debut:
        raise ValidationError({"fin": "L'absence finit après son début."})
    with acte("noter_absence", acteur=acteur, agent=agent.pk):
        absence = Absence.objects.create(agent=agent, debut=debut, fin=fin, notee_par=acteur)
        touches = Creneau.objects.filter(agent=agent, annule_le=None, debut__lt=fin, fin__gt=debut)
        fermer_creneaux(
            creneaux=touches.filter(pris=0).values_list("pk", flat=True),
            acteur=acteur,
            motif=MotifAnnulation.ABSENCE_AGENT,
            le=le,
        )
        pris = Participation.objects.filter(
            issue=None,
            rendezvous__agent=agent,
            rendezvous__annule_le=None,
            rendezvous__debut__lt=fin,
            rendezvous__fin__gt=debut,
        )
        return absence, sorted(set(pris.values_list("rendezvous", flat=True)))


def retirer_absence(*, absence: Absence, acteur: Compte) -> int:
    """L'agent est là : son absence s'efface et les créneaux qu'elle avait fermés rouvrent."""
    with acte("retirer_absence", acteur=acteur, agent=absence.agent_id), en_francais():
        rouverts = Creneau.objects.filter(
            agent=absence.agent_id,
            motif_annulation=MotifAnnulation.ABSENCE_AGENT,
            debut__lt=absence.fin,
            fin__gt=absence.debut,
        ).update(annule_le=None, motif_annulation="")
        absence.delete()
    return rouverts


def suivre_agenda(*, compte: Compte, lieu: Lieu | None = None) -> str:
    """Rend l'adresse secrète d'un agenda (le sien, ou celui d'un lieu) ; l'ancienne ne vaut plus."""
    with acte("suivre_agenda", acteur=compte):
        Abonnement.objects.filter(compte=compte, lieu=lieu, retire_le=None).update(retire_le=timezone.now())
        jeton = secrets.token_urlsafe(OCTETS_JETON)
        Abonnement.objects.create(empreinte=empreinte(jeton), compte=compte, lieu=lieu)
    return jeton


def empreinte(jeton: str) -> bytes:
    """Ce que la base garde d'un jeton d'agenda."""
    return hashlib.sha256(jeton.encode()).digest()


def _exiger_motifs(motifs: Collection[Motif], places: int) -> None:
    if not motifs:
        raise ValidationError({"motifs": "Choisissez au moins un motif."})
    seul = next((m for m in motifs if not m.collectif), None)
    if places > 1 and seul is not None:
        raise ValidationError({"places": f"« {seul.libelle} » se reçoit une personne à la fois."})


def _feries(du: date, au: date) -> set[date]:
    locaux = bool(parametre("rendezvous.feries_alsace_moselle", du, defaut=False))
    annees = range(du.year, au.year + 1)
    return {jour for annee in annees for jour in jours_feries(annee, alsace_moselle=locaux)}


Heures = list[tuple[datetime, datetime]]


def _hors_absences(heures: Heures, agent: Compte | None, ouverture: Ouverture) -> Heures:
    if agent is None or not heures:
        return heures
    absences = list(Absence.objects.filter(agent=agent, fin__gt=heures[0][0]).values_list("debut", "fin"))
    gardees = [(d, f) for d, f in heures if not any(a < f and b > d for a, b in absences)]
    ouverture.absences = len(heures) - len(gardees)
    return gardees


def _hors_agenda(heures: Heures, agent: Compte | None, ouverture: Ouverture) -> Heures:
    """Sans celles où l'agent a déjà un créneau ou un rendez-vous."""
    if agent is None or not heures:
        return heures
    fin = heures[-1][1] + timedelta(days=1)
    bornes = Q(annule_le=None, debut__lt=fin, fin__gt=heures[0][0])
    prises = list(agent.creneaux.filter(bornes).values_list("debut", "fin"))
    prises += agent.rendezvous.filter(bornes, pris__gt=0).values_list("debut", "fin")
    libres = [(d, f) for d, f in heures if not any(a < f and b > d for a, b in prises)]
    ouverture.occupes = len(heures) - len(libres)
    return libres


def _ecrire(
    heures: Heures,
    lieu: Lieu,
    motifs: Collection[Motif],
    agent: Compte | None,
    places: int,
    acteur: Compte,
    le: datetime,
) -> list[Creneau]:
    nouveaux = Creneau.objects.bulk_create(
        [
            Creneau(lieu=lieu, agent=agent, debut=d, fin=f, places=places, cree_par=acteur, cree_le=le)
            for d, f in heures
        ],
        batch_size=2000,
    )
    CreneauMotif.objects.bulk_create(
        [CreneauMotif(creneau=creneau, motif=motif) for creneau in nouveaux for motif in motifs],
        batch_size=5000,
    )
    return nouveaux


def creneaux_libres(motif: UUID, instant: datetime) -> int:
    """Places encore libres, après cet instant, pour ce motif."""
    libres = Creneau.objects.filter(
        annule_le=None, debut__gt=instant, pris__lt=F("places"), liens_motifs__motif=motif
    )
    return sum(libres.values_list(F("places") - F("pris"), flat=True))
