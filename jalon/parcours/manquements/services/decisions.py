"""Décider, notifier, lever ; ce que le temps fait sans personne."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from jalon.parcours.echeances import Delai, ajouter
from jalon.parcours.echeances.calcul import Unite
from jalon.parcours.manquements.enums import (
    EtatManquement,
    EtatRecours,
    MotifLevee,
    SensOrdre,
    Suite,
)
from jalon.parcours.manquements.horloges import REVERSEMENT
from jalon.parcours.manquements.lettres import deposer_lettre
from jalon.parcours.manquements.models import Decision, Levee, Manquement, Ordre, Recours
from jalon.parcours.manquements.proposition import FoyerPese, Possibilite, Proposition, proposer
from jalon.parcours.manquements.transitions import exiger_etat, passer, refus_de_la_base
from jalon.parcours.personnes.enums import Regime
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.parametres.selectors import parametre

E = EtatManquement
TEXTE_SANS_SUITE = "CASF, article L. 262-37"
SE_LEVENT = (Suite.SUSPENSION, Suite.REDUCTION)


@dataclass(frozen=True, slots=True)
class Effet:
    """Ce qui est décidé : taux en points, durée en mois, premier jour d'effet."""

    suite: Suite
    taux: Decimal | None = None
    duree_mois: int | None = None
    debut: date | None = None

    @property
    def fin(self) -> date | None:
        """Dernier jour d'effet, compris."""
        if self.debut is None or self.duree_mois is None:
            return None
        return ajouter(self.debut, Delai(self.duree_mois, Unite.MOIS)) - timedelta(days=1)


def decider_manquement(
    *,
    manquement: Manquement,
    effet: Effet,
    motivation: str,
    acteur: Compte,
    foyer: FoyerPese | None = None,
    le: date | None = None,
) -> Decision:
    """Signe la décision et dépose sa lettre. `foyer` : celui qui a été pesé ; défaut, celui de la caisse.

    Lève `ValidationError` : sans délégation, avant la fin du délai d'observations, sans avis quand il en faut
    un, hors du barème, sans motivation. La base tient les mêmes règles.
    """
    jour = le or timezone.localdate()
    delegation = exiger_delegation(acteur, TypeActe.SANCTION, jour)
    exiger_etat(manquement, E.DECIDE)
    if not motivation.strip():
        raise ValidationError(
            {"motivation": "Motivez la décision : faits, contrat, foyer, observations reçues."}
        )
    proposition = proposer(manquement, jour)
    ligne = None if effet.suite == Suite.SANS_SUITE else _ligne_ouverte(proposition, effet)
    decision = Decision(
        manquement=manquement,
        decide_le=jour,
        bareme=ligne.bareme if ligne else None,
        rang=proposition.rang,
        motivation=motivation.strip(),
        texte_applique=ligne.bareme.version if ligne else TEXTE_SANS_SUITE,
        signataire=acteur,
        qualite=delegation.qualite,
        delegation=delegation.reference,
        **_de_l_effet(effet),
        **_du_foyer(foyer or proposition.foyer),
    )
    with acte("decider_manquement", acteur=acteur, manquement=manquement.pk):
        with refus_de_la_base():
            decision.save(force_insert=True)
        lettre = _lettre_de(effet.suite)
        message = deposer_lettre(
            manquement, lettre, acteur=acteur, delegation=delegation, le=jour, decision=decision
        )
        suivi: dict[str, Any] = {"message": message, "decide_le": jour, "effet_jusqu_au": effet.fin}
        passer(manquement, E.DECIDE, le=jour, acteur=acteur, **suivi)
    return decision


def _de_l_effet(effet: Effet) -> dict[str, Any]:
    return {
        "suite": effet.suite,
        "taux": effet.taux,
        "duree_mois": effet.duree_mois,
        "debut": effet.debut,
        "fin": effet.fin,
    }


def _du_foyer(pese: FoyerPese) -> dict[str, Any]:
    """Le foyer tel qu'il a été pesé : il reste dans la décision même si la caisse le corrige."""
    return {
        "base": pese.base,
        "personnes_foyer": pese.personnes,
        "majore": pese.majore,
        "composition": str(pese),
    }


def notifier_decision(
    *, manquement: Manquement, recue_le: date, acteur: Compte, le: date | None = None
) -> Manquement:
    """Note la date certaine de notification : le recours court, l'ordre part à la caisse."""
    jour = le or timezone.localdate()
    if recue_le > jour:
        raise ValidationError({"recue_le": "La notification ne peut pas être à venir."})
    decision = Decision.objects.get(manquement=manquement)
    with acte("notifier_decision", acteur=acteur, manquement=manquement.pk):
        suivi = passer(manquement, E.NOTIFIE, le=recue_le, acteur=acteur, notifie_le=recue_le)
        if decision.suite == Suite.SANS_SUITE:
            return passer(suivi, E.FINI, le=recue_le, acteur=acteur)
        donner_ordre(suivi, SensOrdre.APPLIQUER, decision, jour)
    return suivi


def donner_ordre(
    manquement: Manquement,
    sens: SensOrdre,
    decision: Decision,
    jour: date,
    *,
    debut: date | None = None,
    fin: date | None = None,
    taux: Decimal | None = None,
    reverse_mois: int = 0,
) -> None:
    """Ce que la caisse devra faire, au prochain bordereau (CASF L. 262-37)."""
    with refus_de_la_base():
        Ordre.objects.create(
            manquement=manquement,
            sens=sens,
            suite=decision.suite,
            effet_du=debut or decision.debut or jour,
            effet_au=fin or (decision.fin if sens == SensOrdre.APPLIQUER else None),
            taux=decision.taux if taux is None else taux,
            reverse_mois=reverse_mois,
            donne_le=jour,
        )


def lever_sanction(
    *,
    manquement: Manquement,
    motif: MotifLevee | str,
    effet_le: date,
    acteur: Compte,
    reverse_mois: int | None = None,
    precision: str = "",
    le: date | None = None,
) -> Levee:
    """Lève une sanction avant son terme, à compter du jour `effet_le`, et le dit à la personne.

    `reverse_mois` : défaut, les mois entamés depuis le début, dans la limite du paramètre (aucun dans
    l'ancien régime). Lève `ValidationError` : sans délégation, hors des dates de la sanction, suppression.
    """
    jour = le or timezone.localdate()
    delegation = exiger_delegation(acteur, TypeActe.SANCTION, jour)
    decision = Decision.objects.get(manquement=manquement)
    exiger_etat(manquement, E.LEVE)
    rendus = mois_a_reverser(manquement, decision, effet_le) if reverse_mois is None else reverse_mois
    with acte("lever_sanction", acteur=acteur, manquement=manquement.pk):
        levee = Levee(
            manquement=manquement,
            le=effet_le,
            decidee_le=jour,
            motif=MotifLevee(motif),
            precision=precision.strip(),
            reverse_mois=rendus,
            signataire=acteur,
            qualite=delegation.qualite,
            delegation=delegation.reference,
        )
        with refus_de_la_base():
            levee.save(force_insert=True)
        donner_ordre(manquement, SensOrdre.LEVER, decision, jour, debut=effet_le, reverse_mois=rendus)
        message = deposer_lettre(
            manquement, "levee", acteur=acteur, delegation=delegation, le=jour, levee=levee
        )
        passer(
            manquement,
            E.LEVE,
            le=jour,
            acteur=acteur,
            message=message,
            effet_jusqu_au=effet_le - timedelta(days=1),
        )
    return levee


def mois_a_reverser(manquement: Manquement, decision: Decision, effet_le: date) -> int:
    """Mois entamés depuis le début de la sanction, dans la limite du paramètre en vigueur."""
    if manquement.regime != Regime.PLEIN_EMPLOI or decision.debut is None or effet_le <= decision.debut:
        return 0
    entames = (effet_le.year - decision.debut.year) * 12 + effet_le.month - decision.debut.month
    if effet_le.day > decision.debut.day:
        entames += 1
    return min(entames, int(parametre(REVERSEMENT, effet_le, defaut=0)))


def tenir_manquements(*, a_la_date: date, acteur: Compte) -> int:
    """Fait commencer et finir les sanctions à leur jour, rejette les recours sans réponse ; rend combien."""
    nombre = 0
    attendent = Manquement.objects.filter(etat=E.NOTIFIE, decision__debut__lte=a_la_date)
    echus = Manquement.objects.filter(
        Q(effet_jusqu_au__lt=a_la_date) | Q(decision__suite=Suite.RADIATION), etat=E.EN_COURS
    )
    muets = Recours.objects.filter(etat=EtatRecours.DEPOSE, echeance__lt=a_la_date)
    with acte("tenir_manquements", acteur=acteur):
        for manquement in attendent.select_related("decision"):
            passer(manquement, E.EN_COURS, le=manquement.decision.debut or a_la_date, acteur=acteur)
            nombre += 1
        for manquement in echus:
            passer(manquement, E.FINI, le=a_la_date, acteur=acteur)
            nombre += 1
        for recours in muets:
            recours.etat = EtatRecours.IMPLICITE
            recours.decide_le = recours.echeance + timedelta(days=1)
            recours.save(update_fields=["etat", "decide_le"])
            nombre += 1
    return nombre


def _ligne_ouverte(proposition: Proposition, effet: Effet) -> Possibilite:
    ligne = proposition.ligne(effet.suite)
    if ligne is None:
        raise ValidationError(
            {"suite": f"Le barème ne prévoit pas de {effet.suite.label} pour ce manquement, à ce rang."}
        )
    if ligne.refus:
        raise ValidationError(list(ligne.refus))
    if effet.suite != Suite.RADIATION and None in (effet.taux, effet.duree_mois, effet.debut):
        raise ValidationError("Donnez le taux, la durée et le premier jour d'effet.")
    return ligne


def _lettre_de(suite: Suite) -> str:
    return {Suite.SANS_SUITE: "sans_suite", Suite.RADIATION: "radiation"}.get(suite, "decision")
