"""Les files de travail : ce qui attend un geste, à quel pas, et ce qui pourrait être levé."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jalon.parcours.contrats.enums import SIGNES, EtatEngagement, Partie
from jalon.parcours.contrats.models import Contrat, Engagement
from jalon.parcours.manquements.enums import EtatManquement, EtatRecours, Nature, Suite
from jalon.parcours.manquements.models import Manquement, Recours
from jalon.socle.acces.models import Compte

E = EtatManquement
FILES: dict[str, tuple[str, tuple[EtatManquement, ...]]] = {
    "a_qualifier": ("à qualifier", (E.SIGNALE,)),
    "a_avertir": ("à avertir", (E.QUALIFIE,)),
    "reception": ("réception attendue", (E.AVERTI,)),
    "observations": ("délai d'observations", (E.OBSERVATIONS,)),
    "a_decider": ("à décider", (E.OBSERVATIONS, E.EP)),
    "ep": ("devant l'équipe", (E.EP,)),
    "a_notifier": ("à notifier", (E.DECIDE,)),
    "en_cours": ("sanction en cours", (E.NOTIFIE, E.EN_COURS)),
    "clos": ("clos", (E.CLASSE, E.LEVE, E.FINI, E.AGGRAVE, E.ANNULE)),
}
"""Code → ce qu'on y lit, et les états. `a_decider` ne garde que les délais d'observations passés."""


def manquements(
    lecteur: Compte, jour: date, *, file: str = "", nature: str = "", regime: str = ""
) -> QuerySet[Manquement]:
    """Les manquements du périmètre, le plus pressé d'abord."""
    trouves = Manquement.objects.select_related("personne", "decision", "engagement")
    if file in FILES:
        trouves = trouves.filter(_de_la_file(file, jour))
    if nature in Nature.values:
        trouves = trouves.filter(nature=nature)
    if regime:
        trouves = trouves.filter(regime=regime)
    return trouves.order_by(F("observations_jusqu_au").asc(nulls_last=True), "signale_le", "id")


def comptes_par_etat(lecteur: Compte, jour: date) -> list[tuple[str, str, int]]:
    """Pour chaque file : code, libellé, nombre. Une requête."""

    comptes = Manquement.objects.aggregate(
        **{file: Count("pk", filter=_de_la_file(file, jour)) for file in FILES}
    )
    return [(file, libelle, comptes[file]) for file, (libelle, _) in FILES.items()]


def manquement_par_id(cle: UUID, lecteur: Compte) -> Manquement:
    """Un manquement du périmètre. Lève `Manquement.DoesNotExist` hors de lui."""
    return Manquement.objects.select_related(
        "personne", "engagement", "decision__bareme", "decision__signataire", "signale_par", "precedent"
    ).get(pk=cle)


def manquements_de(personne: UUID, lecteur: Compte) -> QuerySet[Manquement]:
    """Les manquements d'une personne, le dernier d'abord."""
    trouves = Manquement.objects.filter(personne=personne).select_related("decision")
    return trouves.order_by("-signale_le", "id")


def engagements_citables(personne: UUID, lecteur: Compte) -> QuerySet[Engagement]:
    """Les clauses de la personne dans ses contrats signés, la plus récente d'abord."""
    return (
        Engagement.objects.filter(
            contrat__personne=personne, contrat__etat__in=SIGNES, partie=Partie.PERSONNE
        )
        .select_related("contrat")
        .order_by("-contrat__debut", "ordre")
    )


def levees_proposees(lecteur: Compte, jour: date) -> QuerySet[Manquement]:
    """Sanctions à lever peut-être : contrat signé depuis, ou obligation notée tenue. Une personne décide."""
    signe = Contrat.objects.filter(
        personne=OuterRef("personne"),
        etat__in=SIGNES,
        signe_le__gt=OuterRef("signale_le"),
        signe_le__lte=jour,
    )
    tenu = Engagement.objects.filter(
        pk=OuterRef("engagement"), etat=EtatEngagement.TENU, etat_le__gte=OuterRef("signale_le")
    )
    return (
        Manquement.objects.filter(
            Q(Exists(signe), nature=Nature.REFUS_CONTRAT) | Q(Exists(tenu), nature=Nature.OBLIGATIONS),
            etat__in=(E.NOTIFIE, E.EN_COURS),
            effet_jusqu_au__gte=jour,
            decision__suite__in=(Suite.SUSPENSION, Suite.REDUCTION),
        )
        .select_related("personne", "decision")
        .order_by("effet_jusqu_au", "id")
    )


def recours(lecteur: Compte, *, attendent: bool = False) -> QuerySet[Recours]:
    """Les recours du périmètre, l'échéance la plus proche d'abord."""
    trouves = Recours.objects.select_related("manquement__personne", "manquement__decision")
    if attendent:
        trouves = trouves.filter(etat__in=(EtatRecours.DEPOSE, EtatRecours.IMPLICITE, EtatRecours.TA))
    return trouves.order_by("decide_le", "echeance", "id") if attendent else trouves


def recours_par_id(cle: UUID, lecteur: Compte) -> Recours:
    """Un recours du périmètre. Lève `Recours.DoesNotExist` hors de lui."""
    return Recours.objects.select_related("manquement__personne", "manquement__decision").get(pk=cle)


def peut_agir(lecteur: Compte) -> bool:
    """Vrai si le compte de la requête instruit ou signe ; un référent signale et note des observations."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_instruit_manquements() OR jalon_signe_manquements()")
        return bool(curseur.fetchone()[0])


def _de_la_file(file: str, jour: date) -> Q:
    condition = Q(etat__in=FILES[file][1])
    if file == "a_decider":
        return condition & Q(observations_jusqu_au__lt=jour)
    if file == "observations":
        return condition & Q(observations_jusqu_au__gte=jour)
    return condition
