"""De l'entrée au premier rendez-vous : passer les règles, décider, notifier, désigner, fixer une heure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q

from jalon.demonstration.parcours.moyens import SEMAINE
from jalon.demonstration.parcours.temps import UN_JOUR, Temps
from jalon.parcours.orientation.enums import EtatProposition, MotifRefus
from jalon.parcours.orientation.models import Orientation, Proposition
from jalon.parcours.orientation.services.decisions import accepter_propositions, refuser_proposition
from jalon.parcours.orientation.services.notifications import notifier_orientations
from jalon.parcours.orientation.services.passages import passer_regles
from jalon.parcours.rendezvous.enums import Issue, PrisPar
from jalon.parcours.rendezvous.models import Creneau, Participation
from jalon.parcours.rendezvous.services.agenda import ouvrir_creneaux
from jalon.parcours.rendezvous.services.prise import prendre_creneau
from jalon.parcours.suivi.services.equipe import passer_le_relais

DECIDEES, REFUSEES, PAR_LA_PERSONNE = 0.7, 0.03, 0.6
DIFFICILES, DIFFICILES_DECIDEES = 0.2, 0.12
"""Part des dossiers qui traînent, et de ceux-là qu'une semaine décide : la moitié dépasse six semaines."""
NOTIFIEES = 0.85
OUVERTURE = timedelta(days=28)
HORIZON_CRENEAU = timedelta(days=21)
LOT = 500

Chose = TypeVar("Chose")


def orienter(temps: Temps) -> int:
    """Les règles proposent, la signataire suit, refuse ou laisse attendre ; rend combien elle décide."""
    signataire = temps.moyens.signataire
    passer_regles(acteur=signataire, le=temps.jour)
    attendent = Proposition.objects.filter(etat=EtatProposition.PROPOSEE, organisme__isnull=False)
    suivies = []
    for proposition in attendent.order_by("pk"):
        tirage = temps.tirage(proposition.personne_id, "orientation")
        if tirage < REFUSEES:
            refuser_proposition(
                proposition=proposition,
                motif=MotifRefus.AUTRE_APPRECIATION,
                acteur=signataire,
                le=temps.jour,
            )
        elif tirage < REFUSEES + _decidees(temps, proposition):
            suivies.append(proposition)
    return sum(
        len(accepter_propositions(propositions=lot, acteur=signataire, le=temps.jour).decidees)
        for lot in _lots(suivies)
    )


def _decidees(temps: Temps, proposition: Proposition) -> float:
    difficile = temps.de_toujours(proposition.personne_id, "difficile") < DIFFICILES
    return DIFFICILES_DECIDEES if difficile else DECIDEES


def notifier(temps: Temps) -> int:
    """Signe presque toutes les décisions déjà prises, dépose leur lettre, désigne le premier référent."""
    a_notifier = Orientation.objects.filter(
        annulee_le=None, notifiee_le=None, decidee_le__lt=temps.jour
    ).select_related("organisme_referent", "personne", "proposition")
    notifiees = 0
    signees = [
        orientation
        for orientation in a_notifier.order_by("decidee_le", "pk")
        if temps.tirage(orientation.personne_id, "notification") < NOTIFIEES
    ]
    for lot in _lots(signees):
        bilan = notifier_orientations(orientations=lot, acteur=temps.moyens.signataire, le=temps.jour)
        for orientation in bilan.decidees:
            passer_le_relais(
                personne=orientation.personne_id,
                de=None,
                vers=temps.referent(orientation),
                motif="Première désignation",
                acteur=temps.moyens.signataire,
                le=temps.jour,
            )
        notifiees += len(bilan.decidees)
    return notifiees


def fixer(temps: Temps) -> int:
    """Un premier rendez-vous à qui est notifié, un autre à qui a manqué le sien, selon l'agenda."""
    prises = Participation.objects.filter(personne=OuterRef("personne"))
    en_attente = (
        Orientation.objects.filter(annulee_le=None, notifiee_le__isnull=False)
        .exclude(Exists(prises.filter(Q(issue=None) | Q(issue=Issue.HONORE))))
        .select_related("organisme_referent")
    )
    fixes = 0
    for orientation in sorted(en_attente, key=lambda o: (o.notifiee_le, temps.repere(o.personne_id))):
        creneau = temps.creneau(temps.referent(orientation))
        if creneau is None:
            continue
        elle_meme = temps.tirage(orientation.personne_id, "qui") < PAR_LA_PERSONNE
        prendre_creneau(
            creneau=creneau,
            motif=temps.moyens.motif,
            personne=orientation.personne_id,
            acteur=temps.moyens.signataire,
            par=PrisPar.PERSONNE if elle_meme else PrisPar.AGENT,
            le=temps.instant(),
            prevenir=False,
        )
        fixes += 1
    return fixes


def ouvrir_l_agenda(temps: Temps) -> None:
    """Garde trois semaines d'heures ouvertes devant chaque référent."""
    for organisme, lieu in temps.moyens.lieux.items():
        for referent in temps.moyens.referents[organisme]:
            dernier = Creneau.objects.filter(agent=referent).order_by("-debut").first()
            if dernier is not None and dernier.debut > temps.instant() + HORIZON_CRENEAU:
                continue
            ouvrir_creneaux(
                plages=SEMAINE,
                du=temps.jour + UN_JOUR,
                au=temps.jour + OUVERTURE,
                lieu=lieu,
                motifs=[temps.moyens.motif, temps.moyens.motif_suivi],
                agent=referent,
                acteur=temps.moyens.signataire,
                le=temps.instant(),
            )


def _lots(suite: Sequence[Chose]) -> Iterable[Sequence[Chose]]:
    return (suite[debut : debut + LOT] for debut in range(0, len(suite), LOT))
