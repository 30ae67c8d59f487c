"""Écarter ce qu'un document imprimait, dispenser une anomalie : toujours par une personne, avec une trace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.pilotage.controles.models import Dispense, Mention
from jalon.pilotage.controles.reconstitution.contradictions import mentions_contredites
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Action, Exercice
from jalon.pilotage.programmes.services.commun import enregistrer
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

MOTIF_CORRECTION = "remplacée par une valeur saisie"


def ecarter_mention(*, mention: Mention, motif: str, acteur: Compte) -> Mention:
    """Dit que la case imprimée ne compte plus : la valeur de la base, ou celle qui s'en déduit, la remplace.

    La mention reste visible, avec son motif. Lève `ValidationError` sans motif.
    """
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cette valeur imprimée ne compte plus."})
    with acte("ecarter_mention", acteur=acteur, mention=mention.pk):
        exiger(acteur, "ecarter_mention", mention.exercice.programme, mention.action)
        return _ecarter(mention, motif.strip(), acteur)


def retablir_mention(*, mention: Mention, acteur: Compte) -> Mention:
    """Fait de nouveau compter une case imprimée écartée."""
    with acte("retablir_mention", acteur=acteur, mention=mention.pk):
        exiger(acteur, "ecarter_mention", mention.exercice.programme, mention.action)
        mention.ecartee_le = None
        mention.ecartee_par = None
        mention.motif = ""
        return enregistrer(mention)


def ecarter_mentions_contredites(
    *, action: Action, exercice: Exercice, montants: Collection[str], acteur: Compte
) -> list[Mention]:
    """Écarte les cases imprimées qu'une saisie contredit désormais ; rend celles écartées.

    `montants` : ce que la saisie change (`execute`, `solde`…, voir `contradictions.TOUCHES`). Sont concernées
    les cases de l'action et des totaux qui la couvrent ; une case qui dit comme la base reste.
    """
    with acte("ecarter_mentions_contredites", acteur=acteur, action=action.pk):
        exiger(acteur, "ecarter_mention", exercice.programme, action)
        contredites = mentions_contredites(exercice, action.pk, montants)
        for mention in contredites:
            _ecarter(mention, MOTIF_CORRECTION, acteur)
        return contredites


def accorder_dispense(
    *,
    exercice: Exercice,
    regle: str,
    cle: str,
    titre: str,
    motif: str,
    expire_le: date | None = None,
    acteur: Compte,
) -> Dispense:
    """Accepte une anomalie, avec son motif ; une dispense existante est renouvelée.

    `cle` : celle que rend `Anomalie.cle`. Lève `ValidationError` sans motif ou déjà expirée.
    """
    if not motif.strip():
        raise ValidationError({"motif": "Dites pourquoi cette anomalie est acceptée."})
    if expire_le is not None and expire_le < timezone.localdate():
        raise ValidationError({"expire_le": "Cette date est déjà passée."})
    with acte("accorder_dispense", acteur=acteur, exercice=exercice.pk):
        exiger(acteur, "accorder_dispense", exercice.programme)
        dispense = Dispense.objects.filter(exercice=exercice, cle=cle).first() or Dispense(
            exercice=exercice, cle=cle
        )
        dispense.regle, dispense.titre = regle, titre[:300]
        dispense.motif, dispense.expire_le, dispense.auteur = motif.strip(), expire_le, acteur
        return enregistrer(dispense)


def retirer_dispense(*, dispense: Dispense, acteur: Compte) -> None:
    """Retire une dispense : l'anomalie, si elle existe encore, revient."""
    with acte("retirer_dispense", acteur=acteur, dispense=dispense.pk):
        exiger(acteur, "accorder_dispense", dispense.exercice.programme)
        dispense.delete()


def _ecarter(mention: Mention, motif: str, acteur: Compte) -> Mention:
    mention.ecartee_le = timezone.now()
    mention.ecartee_par = acteur
    mention.motif = motif[:300]
    mention.save(update_fields=["ecartee_le", "ecartee_par", "motif"])
    return mention
