"""Mesures et lignes d'annexe ; la formule d'une ligne est confirmée une fois par une personne."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.mesure.chiffres.formules import verifier_formule
from jalon.mesure.chiffres.models import Serie
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import LigneAnnexe, Mesure, Programme
from jalon.pilotage.programmes.services.commun import enregistrer, modifier
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

CHAMPS_MESURE = frozenset({"souscrite", "titre", "groupe"})


def declarer_mesure(
    *,
    programme: Programme,
    annexe: str,
    titre: str,
    groupe: str = "",
    souscrite: bool = True,
    ordre: int | None = None,
    acteur: Compte,
) -> Mesure:
    """Ajoute une mesure à une annexe d'indicateurs.

    `souscrite` est faux si le département ne l'a pas prise.
    """
    rang = ordre if ordre is not None else Mesure.objects.filter(programme=programme).count() + 1
    with acte("declarer_mesure", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_annexes", programme)
        return enregistrer(
            Mesure(
                programme=programme,
                annexe=annexe,
                titre=titre,
                groupe=groupe,
                souscrite=souscrite,
                ordre=rang,
            )
        )


def modifier_mesure(*, mesure: Mesure, acteur: Compte, **champs: Any) -> Mesure:
    """Dit si une mesure d'annexe est souscrite, ou la renomme (`souscrite`, `titre`, `groupe`)."""
    with acte("modifier_mesure", acteur=acteur, mesure=mesure.pk):
        exiger(acteur, "gerer_annexes", mesure.programme)
        return modifier(mesure, champs, CHAMPS_MESURE)


def ajouter_ligne_annexe(
    *,
    mesure: Mesure,
    libelle: str,
    serie: Serie | None = None,
    commentaire: str = "",
    dont: bool = False,
    ordre: int | None = None,
    acteur: Compte,
) -> LigneAnnexe:
    """Ajoute une ligne d'indicateur à une mesure ; sans formule, elle garde sa propre série."""
    if serie is not None and serie.cloison != mesure.programme_id:
        raise ValidationError({"serie": "Cette série de chiffres appartient à un autre programme."})
    rang = ordre if ordre is not None else LigneAnnexe.objects.filter(mesure=mesure).count() + 1
    with acte("ajouter_ligne_annexe", acteur=acteur, mesure=mesure.pk):
        exiger(acteur, "gerer_annexes", mesure.programme)
        return enregistrer(
            LigneAnnexe(
                mesure=mesure, libelle=libelle, serie=serie, commentaire=commentaire, dont=dont, ordre=rang
            )
        )


def confirmer_formule(*, ligne: LigneAnnexe, formule: dict[str, Any], acteur: Compte) -> LigneAnnexe:
    """Une personne confirme que la ligne est la somme de ces séries : dès lors sa valeur s'en déduit.

    Lève `ValidationError` si la somme n'a pas de sens (voir `verifier_formule`) ou si la ligne s'y compte
    elle-même.
    """
    with acte("confirmer_formule", acteur=acteur, ligne=ligne.pk):
        exiger(acteur, "gerer_annexes", ligne.mesure.programme)
        series = verifier_formule(formule, ligne.mesure.programme_id)
        if not series:
            raise ValidationError("Choisissez au moins une série.")
        if ligne.serie_id in {serie.pk for serie in series}:
            raise ValidationError("La ligne ne peut pas se compter elle-même.")
        ligne.formule = {"somme": [str(serie.pk) for serie in series]}
        ligne.confirmee_par = acteur
        ligne.confirmee_le = timezone.now()
        return enregistrer(ligne)


def retirer_formule(*, ligne: LigneAnnexe, acteur: Compte) -> LigneAnnexe:
    """Revient aux valeurs propres de la ligne (celles du document ou de la saisie)."""
    with acte("retirer_formule", acteur=acteur, ligne=ligne.pk):
        exiger(acteur, "gerer_annexes", ligne.mesure.programme)
        ligne.formule = {}
        ligne.confirmee_par = None
        ligne.confirmee_le = None
        return enregistrer(ligne)
