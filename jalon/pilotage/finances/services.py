"""Écrire l'argent d'une action : crédits, dépenses, contreparties, suite des soldes.

Chaque fonction est une transaction, refuse l'exercice clos, et peut écarter les mentions d'un document que
la nouvelle valeur contredit (`ecarter_mentions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError

from jalon.pilotage.controles.reconstitution.contradictions import montants_touches
from jalon.pilotage.controles.services import ecarter_mentions_contredites
from jalon.pilotage.finances.enums import (
    BaseContrepartie,
    EtapeDepense,
    Financeur,
    NatureCredit,
    StatutMontant,
    SuiteSolde,
)
from jalon.pilotage.finances.models import AffectationSolde, Contrepartie, Credit, Depense
from jalon.pilotage.finances.selectors import solde_action
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Acte, Action, Exercice
from jalon.pilotage.programmes.services.commun import enregistrer, refuser_si_clos
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.montants import ecrire_montant
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.models import Piece

Fait = TypeVar("Fait", Credit, Depense, Contrepartie)


@dataclass(frozen=True, slots=True)
class Lecture:
    """D'où vient un montant lu dans un document ; absente pour une saisie."""

    piece: Piece
    lieu: dict[str, Any]


def saisir_credit(
    *,
    action: Action,
    exercice: Exercice,
    nature: str = NatureCredit.PREVU,
    montant: Decimal | None = None,
    statut: str | None = None,
    financeur: str = Financeur.ETAT,
    organisation: Organisation | None = None,
    annee_origine: int | None = None,
    acte_credit: Acte | None = None,
    lecture: Lecture | None = None,
    ecarter_mentions: bool = False,
    acteur: Compte,
) -> Credit:
    """Saisit un crédit, ou corrige celui qui a la même clé (financeur, nature, année d'origine, acte).

    Sans montant, `statut` dit pourquoi (« non renseigné » par défaut). Lève `ValidationError`.
    """
    cle: dict[str, Any] = {
        "action": action,
        "exercice": exercice,
        "financeur": financeur,
        "organisation": organisation,
        "nature": nature,
        "annee_origine": annee_origine,
        "acte": acte_credit,
        "decision": None,
    }
    with acte("saisir_credit", acteur=acteur, action=action.pk):
        _ouvrir(acteur, "saisir_credit", action, exercice)
        credit = Credit.objects.filter(**cle).first() or Credit(**cle)
        _poser_montant(credit, montant, statut, lecture, acteur)
        _achever(credit, acteur, ecarter_mentions)
        return credit


def saisir_depense(
    *,
    action: Action,
    exercice: Exercice,
    montant: Decimal | None = None,
    statut: str | None = None,
    financeur: str = Financeur.ETAT,
    beneficiaire: Organisation | None = None,
    operateur: Organisation | None = None,
    libelle: str = "",
    etape: str = EtapeDepense.PAYE,
    le: date | None = None,
    lecture: Lecture | None = None,
    ecarter_mentions: bool = False,
    acteur: Compte,
) -> Depense:
    """Ajoute une dépense ; complète celle qui attendait son montant, s'il y en a une de même clé.

    `beneficiaire` est payé, `operateur` réalise. Lève `ValidationError` si le solde devient inférieur à ce
    qui en a déjà été décidé.
    """
    cle: dict[str, Any] = {
        "action": action,
        "exercice": exercice,
        "financeur": financeur,
        "beneficiaire": beneficiaire,
        "operateur": operateur,
        "etape": etape,
    }
    with acte("saisir_depense", acteur=acteur, action=action.pk):
        _ouvrir(acteur, "saisir_depense", action, exercice)
        depense = Depense.objects.filter(**cle, montant__isnull=True).order_by("id").first() or Depense(**cle)
        depense.libelle = libelle or depense.libelle
        depense.date = le or depense.date
        _poser_montant(depense, montant, statut, lecture, acteur)
        _achever(depense, acteur, ecarter_mentions)
        return depense


def saisir_contrepartie(
    *,
    action: Action,
    exercice: Exercice,
    montant: Decimal | None = None,
    statut: str | None = None,
    execute: Decimal | None = None,
    statut_execute: str | None = None,
    base: str = BaseContrepartie.AUTRE,
    libelle: str = "",
    preuve: Piece | None = None,
    lecture: Lecture | None = None,
    ecarter_mentions: bool = False,
    acteur: Compte,
) -> Contrepartie:
    """Saisit une contrepartie du département, ou corrige celle de même libellé pour l'action.

    Lève `ValidationError` si la preuve sert déjà ailleurs : une contrepartie ne se valorise qu'une fois.
    """
    with acte("saisir_contrepartie", acteur=acteur, action=action.pk):
        _ouvrir(acteur, "saisir_contrepartie", action, exercice)
        contrepartie = Contrepartie.objects.filter(
            action=action, exercice=exercice, libelle=libelle
        ).first() or Contrepartie(action=action, exercice=exercice, libelle=libelle)
        contrepartie.base = base
        contrepartie.preuve = preuve or contrepartie.preuve
        contrepartie.execute, contrepartie.statut_execute = _montant_et_statut(execute, statut_execute)
        _poser_montant(contrepartie, montant, statut, lecture, acteur)
        _achever(contrepartie, acteur, ecarter_mentions)
        return contrepartie


def corriger_montant(
    *,
    objet: Fait,
    montant: Decimal | None,
    statut: str | None = None,
    part_executee: bool = False,
    ecarter_mentions: bool = False,
    acteur: Compte,
) -> Fait:
    """Remplace le montant d'un crédit, d'une dépense ou d'une contrepartie (`part_executee`.

    Sa part exécutée).

    Le montant n'est plus celui du document : sa place est oubliée ici, l'histoire la garde.
    """
    droit = f"saisir_{type(objet).__name__.lower()}"
    with acte("corriger_montant", acteur=acteur, objet=objet.pk):
        _ouvrir(acteur, droit, objet.action, objet.exercice)
        actuel = type(objet).objects.select_for_update(of=("self",)).get(pk=objet.pk)
        if part_executee and isinstance(actuel, Contrepartie):
            actuel.execute, actuel.statut_execute = _montant_et_statut(montant, statut)
            actuel.saisi_par = acteur
        else:
            _poser_montant(actuel, montant, statut, None, acteur)
        _achever(actuel, acteur, ecarter_mentions)
        return actuel


def supprimer_montant(*, objet: Fait, acteur: Compte) -> None:
    """Retire un crédit, une dépense ou une contrepartie ; l'histoire le garde."""
    droit = f"saisir_{type(objet).__name__.lower()}"
    with acte("supprimer_montant", acteur=acteur, objet=objet.pk):
        _ouvrir(acteur, droit, objet.action, objet.exercice)
        action, exercice = objet.action, objet.exercice
        objet.delete()
        _refuser_solde_insuffisant(action, exercice)


def decider_solde(
    *,
    action: Action,
    exercice: Exercice,
    suite: str,
    montant: Decimal,
    decide_le: date,
    action_cible: Action | None = None,
    acte_decision: Acte | None = None,
    motif: str = "",
    acteur: Compte,
) -> AffectationSolde:
    """Décide ce que devient tout ou partie d'un solde : reporté, redéployé, reversé ou déduit.

    Lève `ValidationError` si le solde n'est pas connu, si la décision le dépasse, ou si l'action qui
    reçoit un redéploiement est la même ou d'un autre programme.
    """
    with acte("decider_solde", acteur=acteur, action=action.pk):
        _ouvrir(acteur, "decider_solde", action, exercice)
        _verifier_cible(action, suite, action_cible)
        solde = solde_action(action, exercice)
        if solde.montant is None:
            raise ValidationError({"montant": "Le solde n'est pas connu : renseignez d'abord l'exécuté."})
        if montant > solde.a_decider:
            raise ValidationError(
                {
                    "montant": f"Il reste {ecrire_montant(solde.a_decider)} à décider sur un solde de "
                    f"{ecrire_montant(solde.montant)} : on ne peut pas décider de {ecrire_montant(montant)}."
                }
            )
        return enregistrer(
            AffectationSolde(
                action=action,
                exercice=exercice,
                suite=suite,
                montant=montant,
                action_cible=action_cible,
                acte=acte_decision,
                decide_le=decide_le,
                motif=motif,
                decide_par=acteur,
            )
        )


def annuler_decision(*, affectation: AffectationSolde, acteur: Compte) -> None:
    """Annule la suite décidée d'un solde. Lève `ValidationError` si un report entrant en découle déjà."""
    with acte("annuler_decision", acteur=acteur, decision=affectation.pk):
        _ouvrir(acteur, "decider_solde", affectation.action, affectation.exercice)
        try:
            affectation.delete()
        except ProtectedError as erreur:
            raise ValidationError(
                "Cette décision alimente déjà un report entrant de l'exercice suivant : retirez-le d'abord."
            ) from erreur


def _ouvrir(acteur: Compte, droit: str, action: Action, exercice: Exercice) -> None:
    """Droits, exercice ouvert, et verrou sur l'action.

    Deux décisions simultanées ne dépassent pas le solde.
    """
    exiger(acteur, droit, exercice.programme, action)
    refuser_si_clos(exercice)
    Action.objects.select_for_update(of=("self",)).get(pk=action.pk)


def _verifier_cible(action: Action, suite: str, cible: Action | None) -> None:
    if suite != SuiteSolde.REDEPLOIEMENT:
        return
    if cible is None:
        raise ValidationError({"action_cible": "Dites quelle action reçoit le montant redéployé."})
    if cible.pk == action.pk:
        raise ValidationError({"action_cible": "Une action ne se redéploie pas vers elle-même."})
    if cible.programme_id != action.programme_id:
        raise ValidationError({"action_cible": "L'action qui reçoit est celle d'un autre programme."})


def _montant_et_statut(montant: Decimal | None, statut: str | None) -> tuple[Decimal | None, str]:
    if statut is None:
        return montant, StatutMontant.NON_RENSEIGNE if montant is None else StatutMontant.RENSEIGNE
    return montant, statut


def _poser_montant(
    objet: Fait, montant: Decimal | None, statut: str | None, lecture: Lecture | None, acteur: Compte
) -> None:
    objet.montant, objet.statut = _montant_et_statut(montant, statut)
    objet.piece = lecture.piece if lecture else None
    objet.lieu = lecture.lieu if lecture else None
    objet.saisi_par = acteur


def _achever(objet: Fait, acteur: Compte, ecarter_mentions: bool) -> None:
    try:
        enregistrer(objet)
    except IntegrityError as erreur:
        if "contrepartie_preuve_unique" not in str(erreur):
            raise
        raise ValidationError({"preuve": "Cette preuve sert déjà une autre contrepartie."}) from erreur
    _refuser_solde_insuffisant(objet.action, objet.exercice)
    if ecarter_mentions:
        ecarter_mentions_contredites(
            action=objet.action, exercice=objet.exercice, montants=montants_touches(objet), acteur=acteur
        )


def _refuser_solde_insuffisant(action: Action, exercice: Exercice) -> None:
    solde = solde_action(action, exercice)
    if solde.decide and (solde.montant is None or solde.decide > solde.montant):
        raise ValidationError(
            f"La suite de {ecrire_montant(solde.decide)} est déjà décidée sur ce solde : "
            "annulez d'abord la décision, puis corrigez le montant."
        )
