"""L'agenda : jours, semaines, créneaux libres, ce qui manque."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from jalon.parcours.rendezvous.models import (
    Absence,
    Creneau,
    Invitation,
    Lieu,
    Motif,
    Participation,
    RendezVous,
)
from jalon.parcours.rendezvous.selectors.suivis import statuts
from jalon.socle.acces.enums import ROLES_DOSSIERS, Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.parametres.selectors import parametre

PARTOUT = (Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION)
PROCHAINS = timedelta(days=14)


@dataclass(slots=True)
class Journee:
    """Un jour d'agenda : rendez-vous fixés et heures encore libres, dans l'ordre."""

    jour: date
    rendezvous: list[RendezVous] = field(default_factory=list)
    libres: list[Creneau] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def lignes(self) -> list[tuple[RendezVous | None, Creneau | None]]:
        """Dans l'ordre des heures : un rendez-vous, ou une heure libre (peut-être du même créneau)."""
        lignes: list[tuple[RendezVous | None, Creneau | None]] = [(r, None) for r in self.rendezvous]
        lignes += [(None, creneau) for creneau in self.libres]
        return sorted(lignes, key=lambda ligne: (ligne[0] or ligne[1]).debut)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Reserve:
    """Ce qu'il reste de créneaux pour un motif, une fois servies les invitations en cours."""

    motif: Motif
    libres: int
    invitees: int
    seuil: int

    @property
    def solde(self) -> int:
        return self.libres - self.invitees

    @property
    def manque(self) -> int:
        """Heures qui manquent pour servir toutes les invitations en cours."""
        return max(-self.solde, 0)

    @property
    def gravite(self) -> str:
        """`danger` : des personnes invitées n'auront pas d'heure ; `attention` : bientôt."""
        if self.solde < 0:
            return "danger"
        return "attention" if self.solde < self.seuil else ""


def minuit(jour: date) -> datetime:
    """Le début de ce jour, heure de Paris."""
    return timezone.make_aware(datetime.combine(jour, time.min))


def agenda(
    du: date, au: date, lecteur: Compte, *, agent: UUID | None = None, lieu: UUID | None = None
) -> list[Journee]:
    """Les jours de `du` à `au` compris, de cet agent ou de ce lieu ; cinq requêtes en tout."""
    bornes = {"debut__gte": minuit(du), "debut__lt": minuit(au + timedelta(days=1))}
    qui = {nom: cle for nom, cle in (("agent", agent), ("lieu", lieu)) if cle}
    places = Participation.objects.select_related("personne").order_by("pris_le", "id")
    fixes = (
        RendezVous.objects.filter(annule_le=None, pris__gt=0, **bornes, **qui)
        .select_related("motif", "lieu", "agent")
        .prefetch_related(Prefetch("participations", places))
    )
    libres = (
        Creneau.objects.filter(annule_le=None, pris__lt=F("places"), **bornes, **qui)
        .select_related("lieu", "agent")
        .prefetch_related("motifs")
    )
    jours = {
        du + timedelta(days=rang): Journee(du + timedelta(days=rang)) for rang in range((au - du).days + 1)
    }
    for rendezvous in fixes:
        jours[timezone.localdate(rendezvous.debut)].rendezvous.append(rendezvous)
    for creneau in libres:
        jours[timezone.localdate(creneau.debut)].libres.append(creneau)
    for absence in _absences(agent, bornes):
        premier = timezone.localdate(absence.debut)
        dernier = timezone.localdate(absence.fin - timedelta(microseconds=1))
        for jour, journee in jours.items():
            if premier <= jour <= dernier:
                journee.absences.append(absence)
    return list(jours.values())


def rendezvous_par_id(cle: UUID, lecteur: Compte) -> RendezVous:
    """Un rendez-vous et les places que le lecteur voit. Lève `RendezVous.DoesNotExist`."""
    places = Participation.objects.select_related("personne", "issue_par").order_by("personne__nom", "id")
    return (
        RendezVous.objects.select_related("motif", "lieu__organisation", "agent", "creneau")
        .prefetch_related(Prefetch("participations", places))
        .get(pk=cle)
    )


def avec_places(rendezvous: QuerySet[RendezVous]) -> QuerySet[RendezVous]:
    """Ces rendez-vous et les personnes du périmètre qui y sont attendues, en une requête de plus."""
    attendues = Participation.objects.filter(issue=None).select_related("personne").order_by("pris_le", "id")
    return rendezvous.prefetch_related(Prefetch("participations", attendues))


def a_clore(lecteur: Compte, *, agent: UUID | None = None) -> QuerySet[RendezVous]:
    """Rendez-vous passés dont une présence manque, le plus ancien d'abord."""
    trouves = RendezVous.objects.filter(
        annule_le=None, fin__lte=timezone.now(), participations__issue=None, participations__isnull=False
    )
    if agent:
        trouves = trouves.filter(agent=agent)
    return trouves.select_related("motif", "lieu", "agent").distinct().order_by("debut", "id")


def creneaux_ouverts(
    motif: UUID,
    *,
    organisation: UUID | None = None,
    agent: UUID | None = None,
    apres: datetime | None = None,
    avant: datetime | None = None,
) -> QuerySet[Creneau]:
    """Les heures qu'on peut encore prendre pour ce motif, la plus proche d'abord."""
    instant = apres or timezone.now()
    trouves = Creneau.objects.filter(
        annule_le=None, debut__gt=instant, pris__lt=F("places"), liens_motifs__motif=motif, lieu__actif=True
    )
    if organisation:
        trouves = trouves.filter(lieu__organisation=organisation)
    if agent:
        trouves = trouves.filter(agent=agent)
    if avant:
        trouves = trouves.filter(debut__lt=avant)
    return trouves.select_related("lieu").order_by("debut", "id")


def reserves(lecteur: Compte, instant: datetime | None = None) -> list[Reserve]:
    """Par motif invité ou ouvert : créneaux libres moins invitations en cours, au moment où on le lit."""
    quand = instant or timezone.now()
    seuil = int(parametre("rendezvous.alerte_creneaux", timezone.localdate(quand)))
    libres = dict(
        Creneau.objects.filter(annule_le=None, debut__gt=quand, pris__lt=F("places"))
        .values_list("liens_motifs__motif")
        .annotate(n=Sum(F("places") - F("pris")))
        .order_by()
    )
    vivantes = Invitation.objects.filter(annulee_le=None, expire_le__gt=quand)
    invites = set(vivantes.values_list("motif", flat=True).distinct())
    resultat = []
    for motif in Motif.objects.filter(actif=True, pk__in={*invites, *libres}):
        attendent = len(statuts(motif.pk, None, quand, ["invite"])) if motif.pk in invites else 0
        resultat.append(Reserve(motif, libres.get(motif.pk, 0), attendent, seuil))
    return sorted(resultat, key=lambda reserve: reserve.solde)


def motifs(lecteur: Compte) -> QuerySet[Motif]:
    """Les motifs proposés."""
    return Motif.objects.filter(actif=True).select_related("organisation")


def lieux(lecteur: Compte) -> QuerySet[Lieu]:
    """Les lieux ouverts."""
    return Lieu.objects.filter(actif=True).select_related("organisation")


def agents(lecteur: Compte, jour: date | None = None) -> QuerySet[Compte]:
    """Qui peut recevoir : les agents habilités des structures du lecteur, lui, et qui a un agenda chez elles.

    Ses structures sont toutes celles du département s'il n'est pas d'une seule. Chacun porte sa `structure`,
    `collegue` (il est habilité dans ces structures) et `a_venir`, ses rendez-vous tenus dans les quatorze
    jours, que le lecteur en voie les personnes ou non.
    """
    au = jour or timezone.localdate()
    habilitations = Habilitation.objects.filter(role__in=ROLES_DOSSIERS, periode__contains=au)
    agendas: dict[str, Any] = {"agent__isnull": False}
    siennes = habilitations.filter(compte=lecteur)
    if not siennes.filter(role__in=PARTOUT, organisation=None).exists():
        structures = siennes.exclude(organisation=None).values("organisation")
        habilitations = habilitations.filter(organisation__in=structures)
        agendas["lieu__organisation__in"] = structures
    collegue = Q(pk__in=habilitations.values("compte"))
    ont_servi = Q(pk__in=Creneau.objects.filter(**agendas).values("agent"))
    ont_servi |= Q(pk__in=RendezVous.objects.filter(**agendas).values("agent"))
    du_jour = Q(habilitations__role__in=ROLES_DOSSIERS, habilitations__periode__contains=au)
    return (
        Compte.objects.filter(Q(pk=lecteur.pk) | collegue | ont_servi, actif=True)
        .annotate(
            structure=Min("habilitations__organisation__nom", filter=du_jour),
            collegue=ExpressionWrapper(collegue, BooleanField()),
            a_venir=_a_venir(au),
        )
        .order_by("nom", "id")
    )


def _a_venir(jour: date) -> Coalesce:
    """Les rendez-vous tenus d'un compte, de `jour` à quatorze jours plus tard."""
    tenus = RendezVous.objects.filter(
        agent=OuterRef("pk"),
        annule_le=None,
        pris__gt=0,
        debut__gte=minuit(jour),
        debut__lt=minuit(jour + PROCHAINS),
    )
    nombre = tenus.order_by().values("agent").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(nombre), 0)


def _absences(agent: UUID | None, bornes: dict[str, datetime]) -> QuerySet[Absence]:
    trouvees = Absence.objects.filter(debut__lt=bornes["debut__lt"], fin__gt=bornes["debut__gte"])
    return trouvees.filter(agent=agent) if agent else trouvees.none()


def reunions_ouvertes(lecteur: Compte) -> QuerySet[RendezVous]:
    """Les réunions à venir où il reste une place."""
    return (
        RendezVous.objects.filter(
            annule_le=None, debut__gt=timezone.now(), motif__collectif=True, pris__lt=F("capacite")
        )
        .select_related("motif", "lieu")
        .order_by("debut")
    )
