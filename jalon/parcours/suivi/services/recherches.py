"""Rechercher les personnes perdues de vue : lancer une campagne, noter les tentatives et les résultats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.rendezvous.coordonnees import coordonnees
from jalon.parcours.suivi.enums import Canal, ResultatContact
from jalon.parcours.suivi.models import Campagne, LigneCampagne, Tentative
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.models import Message
from jalon.socle.messages.services import ADeposer, deposer_en_lot


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


def ecrire_aux_recherchees(
    *, campagne: Campagne, canal: Canal | str, texte: str, acteur: Compte, le: datetime | None = None
) -> tuple[int, int]:
    """Dépose un SMS ou un courriel pour chaque personne encore en attente et note la tentative.

    Rend combien de messages sont nouveaux, et combien de personnes n'ont pas d'adresse pour ce canal. Le
    redemander le même jour n'écrit pas deux fois à quelqu'un. Lève `ValidationError` (canal, texte vide ou
    trop long, campagne close).
    """
    if canal not in (Canal.SMS, Canal.COURRIEL):
        raise ValidationError("Ce message part par SMS ou par courriel.", code="canal")
    jour = timezone.localdate(le or timezone.now())
    with acte("ecrire_aux_recherchees", acteur=acteur, campagne=campagne.pk):
        if Campagne.objects.filter(pk=campagne.pk).exclude(close_le=None).exists():
            raise ValidationError("Cette campagne est close.", code="close")
        attendent = list(campagne.lignes.filter(resultat=ResultatContact.EN_ATTENTE).order_by("id"))
        connues = coordonnees({ligne.personne_id for ligne in attendent})
        adresses = {cle: connue.adresse(canal) for cle, connue in connues.items() if connue.adresse(canal)}
        joignables = [ligne for ligne in attendent if ligne.personne_id in adresses]
        cles = {f"recherche:{ligne.pk}:{canal}:{jour:%Y%m%d}": ligne for ligne in joignables}
        for cle in Message.objects.filter(cle__in=list(cles)).values_list("cle", flat=True):
            del cles[cle]
        messages = [
            ADeposer(
                cle=cle,
                canal=canal,
                adresse=adresses[ligne.personne_id],
                texte=texte.strip(),
                sujet="Nous voudrions de vos nouvelles",
                personne=ligne.personne_id,
                objet="recherche",
                cible=ligne.pk,
            )
            for cle, ligne in cles.items()
        ]
        deposer_en_lot(messages, acteur, le=le)
        _noter_tentatives(cles, Canal(canal), jour, acteur)
    return len(cles), len(attendent) - len(joignables)


def _noter_tentatives(lignes: dict[str, LigneCampagne], canal: Canal, jour: date, acteur: Compte) -> None:
    deposes = dict(Message.objects.filter(cle__in=list(lignes)).values_list("cle", "pk"))
    Tentative.objects.bulk_create(
        [
            Tentative(
                ligne=ligne,
                personne_id=ligne.personne_id,
                canal=canal,
                le=jour,
                message=deposes.get(cle),
                par=acteur,
            )
            for cle, ligne in lignes.items()
        ],
        batch_size=2000,
    )


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
