"""Après le contrat : recevoir, revoir chaque mois, changer de référent, manquer un jour."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jalon.demonstration.parcours.temps import UN_JOUR, Temps, dans_le_rsa
from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.rendezvous.enums import Issue, MotifAnnulation, PrisPar
from jalon.parcours.rendezvous.models import Participation, RendezVous
from jalon.parcours.rendezvous.services.agenda import noter_absence
from jalon.parcours.rendezvous.services.issues import noter_issues
from jalon.parcours.rendezvous.services.prise import annuler_rendezvous, prendre_creneau
from jalon.parcours.suivi.services.equipe import passer_le_relais

VENUES, EXCUSEES = 0.74, 0.08
REVUES, RELAIS, ABSENCES = 0.3, 0.004, 0.04
UN_MOIS = timedelta(days=28)


def recevoir(temps: Temps) -> int:
    """Note ce que sont devenus les rendez-vous passés : venue, excuse, absence."""
    passees = Participation.objects.filter(
        issue=None, rendezvous__fin__lt=temps.instant(), rendezvous__annule_le=None
    ).select_related("rendezvous")
    for place in sorted(passees, key=lambda place: temps.repere(place.personne_id)):
        tirage = temps.tirage(place.personne_id, "venue")
        issue = (
            Issue.HONORE if tirage < VENUES else Issue.EXCUSE if tirage < VENUES + EXCUSEES else Issue.ABSENT
        )
        noter_issues(
            rendezvous=place.rendezvous_id,
            issues={place.pk: issue},
            acteur=temps.moyens.signataire,
            le=place.rendezvous.fin,
        )
        if issue == Issue.ABSENT:
            temps.absents.append((place.personne_id, timezone.localdate(place.rendezvous.debut)))
    return len(passees)


def revoir(temps: Temps) -> tuple[int, int]:
    """Rendez-vous de suivi et relais des personnes sous contrat ; rend combien de chaque."""
    rendezvous = relais = 0
    for contrat, libre in _sous_contrat(temps):
        if libre and temps.tirage(contrat.personne_id, "revue") < REVUES:
            rendezvous += _revoir_une_fois(temps, contrat)
        if temps.tirage(contrat.personne_id, "relais") < RELAIS:
            relais += _relayer(temps, contrat)
    return rendezvous, relais


def manquer(temps: Temps) -> int:
    """Un référent n'est pas là deux jours : ses rendez-vous s'annulent ; rend combien."""
    annules = 0
    for referents in temps.moyens.referents.values():
        for referent in referents:
            if temps.tirage_de(referent.courriel, "absence") >= ABSENCES:
                continue
            debut = timezone.make_aware(datetime.combine(temps.jour + 2 * UN_JOUR, time.min))
            _, touches = noter_absence(
                agent=referent,
                debut=debut,
                fin=debut + 2 * UN_JOUR,
                acteur=temps.moyens.signataire,
                le=temps.instant(),
            )
            for rendezvous in RendezVous.objects.filter(pk__in=touches):
                annuler_rendezvous(
                    rendezvous=rendezvous,
                    motif=MotifAnnulation.ABSENCE_AGENT,
                    acteur=temps.moyens.signataire,
                    le=temps.instant(),
                )
                annules += 1
    return annules


def _sous_contrat(temps: Temps) -> list[tuple[Contrat, bool]]:
    """Les contrats en vigueur, et si la personne n'a rien de prévu ni de récent."""
    recentes = Participation.objects.filter(personne=OuterRef("personne")).filter(
        Q(issue=None) | Q(rendezvous__debut__gte=temps.instant() - UN_MOIS)
    )
    en_vigueur = (
        Contrat.objects.filter(
            dans_le_rsa(temps.jour), etat=EtatContrat.SIGNE, debut__lte=temps.jour, fin__gte=temps.jour
        )
        .annotate(occupee=Exists(recentes))
        .select_related("referent", "organisme_referent")
    )
    ranges = sorted(en_vigueur, key=lambda contrat: temps.repere(contrat.personne_id))
    return [(contrat, not contrat.occupee) for contrat in ranges]


def _revoir_une_fois(temps: Temps, contrat: Contrat) -> int:
    creneau = temps.creneau(temps.suit(contrat))
    if creneau is None:
        return 0
    prendre_creneau(
        creneau=creneau,
        motif=temps.moyens.motif_suivi,
        personne=contrat.personne_id,
        acteur=temps.moyens.signataire,
        par=PrisPar.AGENT,
        le=temps.instant(),
        prevenir=False,
    )
    return 1


def _relayer(temps: Temps, contrat: Contrat) -> int:
    """Le relais passe à l'autre référent de l'organisme."""
    actuel = temps.suit(contrat)
    autres = [r for r in temps.moyens.referents[contrat.organisme_referent] if r != actuel]
    if not autres:
        return 0
    passer_le_relais(
        personne=contrat.personne_id,
        de=actuel,
        vers=autres[0],
        motif="Réorganisation du service",
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )
    temps.moyens.relayes[contrat.personne_id] = autres[0]
    return 1
