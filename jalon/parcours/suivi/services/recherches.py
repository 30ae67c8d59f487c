"""Rechercher les personnes perdues de vue : lancer une campagne, noter les tentatives et les résultats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.suivi.enums import Canal, ResultatContact
from jalon.parcours.suivi.models import Campagne, LigneCampagne, Tentative
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def lancer_campagne(
    *,
    titre: str,
    personnes: Collection[tuple[UUID, date | None]],
    mois_sans_jalon: int,
    acteur: Compte,
    le: date | None = None,
) -> Campagne:
    """Ouvre une campagne pour ces personnes (clé, dernier jalon). Lève `ValidationError` sans personne."""
    if not personnes:
        raise ValidationError("Personne à rechercher : choisissez une autre durée.", code="vide")
    campagne = Campagne(
        titre=titre.strip() or "Recherche",
        mois_sans_jalon=mois_sans_jalon,
        a_la_date=le or timezone.localdate(),
        lancee_par=acteur,
        lancee_le=timezone.now(),
    )
    campagne.full_clean(exclude=["lancee_par"])
    with acte("lancer_campagne", acteur=acteur, campagne=campagne.pk):
        campagne.save(force_insert=True)
        LigneCampagne.objects.bulk_create(
            [
                LigneCampagne(campagne=campagne, personne_id=personne, dernier_jalon=dernier)
                for personne, dernier in dict(personnes).items()
            ],
            batch_size=2000,
        )
    return campagne


def noter_tentative(
    *,
    ligne: LigneCampagne,
    canal: Canal | str,
    acteur: Compte,
    le: date | None = None,
    message: UUID | None = None,
) -> Tentative:
    """Note un essai pour joindre la personne. Lève `ValidationError` (canal inconnu, campagne close)."""
    tentative = Tentative(
        ligne=ligne,
        personne_id=ligne.personne_id,
        canal=canal,
        le=le or timezone.localdate(),
        message=message,
        par=acteur,
    )
    tentative.full_clean(exclude=["ligne", "personne", "par"])
    with acte("noter_tentative", acteur=acteur, tentative=tentative.pk):
        _exiger_ouverte(ligne)
        tentative.save(force_insert=True)
    return tentative


def noter_resultat(
    *, ligne: LigneCampagne, resultat: ResultatContact | str, acteur: Compte, le: date | None = None
) -> None:
    """Dit ce que la recherche a donné ; « en attente » rouvre la ligne. Lève `ValidationError`."""
    if resultat not in ResultatContact.values:
        raise ValidationError("Choisissez un résultat de la liste.", code="resultat")
    attend = resultat == ResultatContact.EN_ATTENTE
    with acte("noter_resultat", acteur=acteur, ligne=ligne.pk):
        _exiger_ouverte(ligne)
        LigneCampagne.objects.filter(pk=ligne.pk).update(
            resultat=resultat,
            resultat_le=None if attend else le or timezone.localdate(),
            resultat_par=None if attend else acteur,
        )


def clore_campagne(*, campagne: Campagne, acteur: Compte, le: date | None = None) -> None:
    """Clôt la campagne : plus rien ne s'y note. La refaire ne change rien."""
    with acte("clore_campagne", acteur=acteur, campagne=campagne.pk):
        Campagne.objects.filter(pk=campagne.pk, close_le=None).update(close_le=le or timezone.localdate())


def _exiger_ouverte(ligne: LigneCampagne) -> None:
    if Campagne.objects.filter(pk=ligne.campagne_id).exclude(close_le=None).exists():
        raise ValidationError("Cette campagne est close.", code="close")
