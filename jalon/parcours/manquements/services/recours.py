"""Le recours préalable obligatoire, puis le tribunal administratif."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.manquements.enums import (
    TRANSITIONS_RECOURS,
    EtatManquement,
    EtatRecours,
    SensOrdre,
    Suite,
)
from jalon.parcours.manquements.horloges import fin_du_recours, reponse_attendue
from jalon.parcours.manquements.lettres import deposer_lettre
from jalon.parcours.manquements.models import Decision, Manquement, Recours
from jalon.parcours.manquements.services.decisions import Effet, donner_ordre
from jalon.parcours.manquements.transitions import passer, refus_de_la_base
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.services import deposer_piece

R = EtatRecours
ISSUES = (R.ANNULE, R.REFORME, R.REJETE)


def deposer_recours(
    *,
    manquement: Manquement,
    depose_le: date,
    motifs: str,
    acteur: Compte,
    association: str = "",
    mandat: tuple[str, bytes] | None = None,
    le: date | None = None,
) -> Recours:
    """Enregistre un recours reçu le jour `depose_le`, et en accuse réception (CRPA L. 112-3).

    Hors délai, il s'enregistre et le dit. Lève `ValidationError` : décision pas encore notifiée, association
    sans mandat, recours déjà enregistré.
    """
    jour = le or timezone.localdate()
    if manquement.notifie_le is None:
        raise ValidationError("Un recours vise une décision déjà notifiée.")
    if depose_le > jour:
        raise ValidationError({"depose_le": "Un recours ne peut pas être reçu dans l'avenir."})
    if Recours.objects.filter(manquement=manquement).exists():
        raise ValidationError("Un recours est déjà enregistré contre cette décision.")
    if bool(association.strip()) != (mandat is not None):
        raise ValidationError(
            {"mandat": "Une association dépose avec le mandat écrit de la personne (CASF R. 262-88)."}
        )
    delegation = exiger_delegation(acteur, TypeActe.COURRIER, jour)
    with acte("deposer_recours", acteur=acteur, manquement=manquement.pk):
        piece = deposer_piece(nom=mandat[0], contenu=mandat[1], acteur=acteur) if mandat else None
        recours = Recours(
            manquement=manquement,
            depose_le=depose_le,
            motifs=motifs.strip(),
            association=association.strip(),
            mandat=piece,
            tardif=depose_le > fin_du_recours(manquement.notifie_le),
            echeance=reponse_attendue(depose_le),
            note_par=acteur,
        )
        with refus_de_la_base():
            recours.save(force_insert=True)
        deposer_lettre(
            manquement, "accuse_recours", acteur=acteur, delegation=delegation, le=jour, recours=recours
        )
    return recours


def decider_recours(
    *,
    recours: Recours,
    issue: EtatRecours | str,
    motivation: str,
    acteur: Compte,
    taux: Decimal | None = None,
    duree_mois: int | None = None,
    le: date | None = None,
) -> Recours:
    """Répond au recours : annule, adoucit (`taux`, `duree_mois`) ou rejette.

    Lève `ValidationError` : sans délégation, issue impossible, décision alourdie, sans motivation.
    """
    jour = le or timezone.localdate()
    delegation = exiger_delegation(acteur, TypeActe.RECOURS, jour)
    vers = R(issue)
    if vers not in ISSUES:
        raise ValidationError({"issue": "Un recours est accueilli, accueilli en partie, ou rejeté."})
    if not motivation.strip():
        raise ValidationError({"motivation": "Motivez la réponse, en droit et en fait (CRPA L. 211-5)."})
    if (vers == R.REFORME) != (taux is not None and duree_mois is not None):
        raise ValidationError("Un taux et une durée accompagnent une décision adoucie, et elle seule.")
    with acte("decider_recours", acteur=acteur, recours=recours.pk):
        suivi = _passer(
            recours,
            vers,
            decide_le=jour,
            motivation=motivation.strip(),
            taux=taux,
            duree_mois=duree_mois,
            signataire=acteur,
            qualite=delegation.qualite,
            delegation=delegation.reference,
        )
        _appliquer(suivi, delegation, jour, acteur)
    return suivi


def saisir_tribunal(*, recours: Recours, tribunal: str, saisi_le: date, acteur: Compte) -> Recours:
    """Note que la personne a saisi le tribunal administratif, après la réponse ou le silence."""
    if not tribunal.strip():
        raise ValidationError({"tribunal": "Dites quel tribunal est saisi."})
    with acte("saisir_tribunal", acteur=acteur, recours=recours.pk):
        return _passer(recours, R.TA, tribunal=tribunal.strip(), tribunal_saisi_le=saisi_le)


def noter_jugement(
    *, recours: Recours, annule: bool, rendu_le: date, acteur: Compte, le: date | None = None
) -> Recours:
    """Note le jugement ; s'il annule la décision, la caisse en reçoit l'ordre."""
    jour = le or timezone.localdate()
    with acte("noter_jugement", acteur=acteur, recours=recours.pk):
        suivi = _passer(recours, R.TA_ANNULE if annule else R.TA_REJETE, tribunal_decide_le=rendu_le)
        if annule:
            _annuler(suivi.manquement, jour, acteur)
    return suivi


def _passer(recours: Recours, vers: EtatRecours, **champs: object) -> Recours:
    verrouille = Recours.objects.select_for_update().select_related(None).filter(pk=recours.pk).first()
    if verrouille is None:
        raise ValidationError("Votre rôle ne permet pas de répondre à ce recours.", code="droit")
    etat = EtatRecours(verrouille.etat)
    if vers not in TRANSITIONS_RECOURS[etat]:
        raise ValidationError(f"Ce recours est « {etat.label} » : il ne peut pas devenir « {vers.label} ».")
    verrouille.etat = vers
    for champ, valeur in champs.items():
        setattr(verrouille, champ, valeur)
    with refus_de_la_base():
        verrouille.save(update_fields=["etat", *champs])
    return verrouille


def _appliquer(recours: Recours, delegation: Delegation, jour: date, acteur: Compte) -> None:
    manquement = recours.manquement
    deposer_lettre(
        manquement, "reponse_recours", acteur=acteur, delegation=delegation, le=jour, recours=recours
    )
    if recours.etat == R.ANNULE:
        _annuler(manquement, jour, acteur)
    elif recours.etat == R.REFORME:
        decision = Decision.objects.get(manquement=manquement)
        effet = Effet(Suite(decision.suite), recours.taux, recours.duree_mois, decision.debut)
        if manquement.etat != EtatManquement.LEVE:
            Manquement.objects.filter(pk=manquement.pk).update(effet_jusqu_au=effet.fin)
        donner_ordre(manquement, SensOrdre.MODIFIER, decision, jour, fin=effet.fin, taux=recours.taux)


def _annuler(manquement: Manquement, jour: date, acteur: Compte) -> None:
    decision = Decision.objects.get(manquement=manquement)
    if decision.suite == Suite.SANS_SUITE:
        return
    passer(manquement, EtatManquement.ANNULE, le=jour, acteur=acteur)
    donner_ordre(manquement, SensOrdre.ANNULER, decision, jour)
