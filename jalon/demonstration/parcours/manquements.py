"""Une petite part d'absences donne un manquement, mené pas à pas jusqu'à sa décision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from jalon.demonstration.parcours.temps import Temps
from jalon.parcours.contrats.selectors import engagements_opposables
from jalon.parcours.manquements.enums import EtatManquement, MotifLevee, Nature, Suite
from jalon.parcours.manquements.models import Decision, Manquement
from jalon.parcours.manquements.proposition import proposer
from jalon.parcours.manquements.services import (
    avertir_personne,
    decider_manquement,
    lever_sanction,
    noter_reception,
    notifier_decision,
    qualifier_manquement,
    signaler_manquement,
    tenir_manquements,
)
from jalon.parcours.manquements.services.decisions import Effet

SIGNALES, LEGITIMES, SANCTIONNES, LEVES = 0.15, 0.4, 0.5, 0.35
RECEPTION = timedelta(days=3)
NOTIFICATION = timedelta(days=7)
"""La décision se reçoit au pas suivant : la sanction prend effet après."""


def signaler(temps: Temps) -> int:
    """Une part des absences de la semaine contreviennent à un engagement du contrat : elles se signalent."""
    signales = 0
    for personne, jour in temps.absents:
        if temps.tirage(personne, "manquement") >= SIGNALES:
            continue
        engagement = engagements_opposables(personne, jour).select_related("contrat__personne").first()
        if engagement is None:
            continue
        signaler_manquement(
            personne=engagement.contrat.personne,
            nature=Nature.OBLIGATIONS,
            faits="Rendez-vous fixé manqué, sans nouvelles.",
            faits_du=jour,
            engagement=engagement,
            acteur=temps.suit(engagement.contrat),
            le=temps.jour,
        )
        signales += 1
    return signales


def instruire(temps: Temps) -> int:
    """Chaque manquement ouvert avance d'un pas ; rend combien de décisions sont prises."""
    tenir_manquements(a_la_date=temps.jour, acteur=temps.moyens.signataire)
    decisions = 0
    ouverts = Manquement.objects.filter(etat__in=PAS, signale_le__lt=temps.jour).select_related("personne")
    for manquement in ouverts.order_by("signale_le", "pk"):
        decisions += bool(PAS[EtatManquement(manquement.etat)](temps, manquement))
    return decisions


def _qualifier(temps: Temps, manquement: Manquement) -> None:
    legitime = temps.tirage(manquement.personne_id, "motif") < LEGITIMES
    qualifier_manquement(
        manquement=manquement,
        motif_legitime=legitime,
        texte="Certificat reçu." if legitime else "Aucun motif trouvé après deux appels.",
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )


def _avertir(temps: Temps, manquement: Manquement) -> None:
    avertir_personne(
        manquement=manquement,
        sanction="suspension de 30 % de votre RSA pendant un mois",
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )


def _recevoir(temps: Temps, manquement: Manquement) -> None:
    averti_le = manquement.averti_le or temps.jour
    noter_reception(
        manquement=manquement,
        recu_le=min(averti_le + RECEPTION, temps.jour),
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )


def _decider(temps: Temps, manquement: Manquement) -> bool:
    """Vrai si le délai est passé : la moitié sans suite ; les autres, la plus courte suspension du barème."""
    if manquement.observations_jusqu_au is None or temps.jour <= manquement.observations_jusqu_au:
        return False
    effet = Effet(Suite.SANS_SUITE)
    ligne = proposer(manquement, temps.jour).ligne(Suite.SUSPENSION)
    sanctionne = temps.tirage(manquement.personne_id, "decision") < SANCTIONNES
    if sanctionne and ligne is not None and ligne.ouverte:
        bareme = ligne.bareme
        effet = Effet(
            Suite.SUSPENSION, bareme.taux_min, bareme.duree_min, _mois_suivant(temps.jour + NOTIFICATION)
        )
    decider_manquement(
        manquement=manquement,
        effet=effet,
        motivation="Faits établis, contrat relu, foyer pesé, aucune observation reçue.",
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )
    return True


def _notifier(temps: Temps, manquement: Manquement) -> None:
    notifier_decision(
        manquement=manquement, recue_le=temps.jour, acteur=temps.moyens.signataire, le=temps.jour
    )


def _lever(temps: Temps, manquement: Manquement) -> None:
    """La personne est revenue : la sanction en cours se lève, une fois sur trois chaque semaine."""
    fin = Decision.objects.get(manquement=manquement).fin
    if fin is None or temps.jour > fin or temps.tirage(manquement.personne_id, "levee") >= LEVES:
        return
    lever_sanction(
        manquement=manquement,
        motif=MotifLevee.OBLIGATION_TENUE,
        effet_le=temps.jour,
        acteur=temps.moyens.signataire,
        le=temps.jour,
    )


def _mois_suivant(jour: date) -> date:
    return (jour.replace(day=1) + timedelta(days=32)).replace(day=1)


PAS: dict[EtatManquement, Callable[[Temps, Manquement], bool | None]] = {
    EtatManquement.SIGNALE: _qualifier,
    EtatManquement.QUALIFIE: _avertir,
    EtatManquement.AVERTI: _recevoir,
    EtatManquement.OBSERVATIONS: _decider,
    EtatManquement.DECIDE: _notifier,
    EtatManquement.EN_COURS: _lever,
}
"""Ce qu'une semaine fait à un manquement de chaque état."""
