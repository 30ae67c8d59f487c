"""Décider une orientation, l'annuler tant que rien n'est parti, refuser une proposition, notifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from jalon.parcours.orientation.enums import (
    TRANSITIONS,
    EtatProposition,
    Motif,
    MotifRefus,
    Origine,
    Voie,
)
from jalon.parcours.orientation.models import Orientation, Proposition
from jalon.parcours.personnes.models import Affectation, Episode, Personne
from jalon.parcours.personnes.suivis import confier_personne, referents, retirer_personne
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation

JOUR = timedelta(days=1)
LOT_MAXIMAL = 500
POSES_PLUS_TARD = ("proposition", "precedente", "affectation", "notifiee_par", "annulee_par", "delegation")


@dataclass(frozen=True, slots=True)
class BilanLot:
    """Ce qu'un lot a fait : les décisions prises, et pourquoi les autres ne l'ont pas été."""

    decidees: list[Orientation]
    refus: list[tuple[UUID, str]]


def decider_orientation(
    *,
    personne: Personne | UUID,
    voie: str,
    organisme: Organisation | UUID,
    acteur: Compte,
    referent: Compte | UUID | None = None,
    le: date | None = None,
    motif: str = "",
    motif_texte: str = "",
    proposition: Proposition | None = None,
    origine: str = "",
    apres: UUID | None = None,
) -> Orientation:
    """Oriente une personne le jour `le` (défaut : aujourd'hui) et confie son dossier à l'organisme.

    Une orientation en cours est remplacée (réorientation : `motif` obligatoire) et son affectation prend fin
    la veille. `apres` : l'orientation que l'écran montrait ; la décision est refusée si elle n'est plus celle
    en cours. Lève `ValidationError`.
    """
    jour = le or timezone.localdate()
    cle, structure, choisie = cle_de(personne), cle_de(organisme), cle_de(referent)
    with acte("decider_orientation", acteur=acteur):
        verrouiller(cle)
        episode = _episode(cle, jour)
        remplacee = orientation_en_cours(cle, jour, depuis=None)
        _verifier_suite(remplacee, apres, jour)
        choisi = _motif(motif, motif_texte, reorientation=_dans(remplacee, episode))
        if proposition is not None:
            _accepter(proposition, cle, voie, structure, acteur, jour)
        _fermer_suivi(cle, remplacee, choisie, jour, acteur)
        suivi = confier_personne(personne=cle, organisation=structure, compte=choisie, du=jour, acteur=acteur)
        orientation = Orientation(
            personne_id=cle,
            regime=episode.regime,
            voie=Voie(voie),
            organisme_referent_id=structure,
            referent_id=choisie,
            decidee_le=jour,
            decidee_par=acteur,
            motif=choisi,
            motif_texte=motif_texte.strip(),
            origine=origine or (Origine.REGLE if proposition else Origine.AGENT),
            proposition=proposition,
            precedente=remplacee,
            affectation_id=suivi,
        )
        _enregistrer(orientation, acteur)
        return orientation


def _enregistrer(orientation: Orientation, acteur: Compte) -> None:
    """Écrit la décision ; les propositions qui attendaient prennent fin."""
    orientation.clean_fields(exclude=POSES_PLUS_TARD)
    orientation.save()
    _perimer(orientation.personne_id)


def _fermer_suivi(
    personne: UUID, remplacee: Orientation | None, referent: UUID | None, jour: date, acteur: Compte
) -> None:
    """L'organisme d'avant, et le référent qu'il avait, ou qu'un relais a donné, s'arrêtent la veille.

    Une première orientation qui ne nomme pas de référent laisse celui qui suit déjà la personne.
    """
    finies = set()
    if remplacee is not None and remplacee.affectation_id:
        courante = Q(fin=None) | Q(fin__gte=jour)
        finies |= set(
            Affectation.objects.filter(courante, pk=remplacee.affectation_id).values_list("pk", flat=True)
        )
    if remplacee is not None or referent is not None:
        finies |= set(referents(personne, jour).values_list("pk", flat=True))
    for cle in finies:
        retirer_personne(affectation=cle, dernier_jour=jour - JOUR, acteur=acteur)


def _rendre_suivi(orientation: Orientation, ouverte: UUID, acteur: Compte) -> None:
    """Annuler rend la personne à l'organisme d'avant, et au référent qui la suivait la veille."""
    veille = orientation.decidee_le - JOUR
    retirer_personne(affectation=ouverte, dernier_jour=veille, acteur=acteur)
    avant = referents(orientation.personne_id, veille, veille).filter(fin=veille).first()
    precedente = orientation.precedente
    if precedente is not None and precedente.affectation_id:
        le_meme_jour = precedente.referent_id if precedente.decidee_le == orientation.decidee_le else None
        precedente.affectation_id = confier_personne(
            personne=orientation.personne_id,
            organisation=precedente.organisme_referent_id,
            compte=avant.compte_id if avant else le_meme_jour,
            du=orientation.decidee_le,
            acteur=acteur,
        )
        precedente.save(update_fields=["affectation"])
    elif avant is not None:
        confier_personne(
            personne=orientation.personne_id,
            organisation=avant.organisation_id,
            compte=avant.compte_id,
            du=orientation.decidee_le,
            acteur=acteur,
        )


def accepter_propositions(
    *, propositions: Sequence[Proposition], acteur: Compte, le: date | None = None
) -> BilanLot:
    """Suit chaque proposition telle qu'elle est ; une qui ne peut plus l'être n'empêche pas les autres.

    Lève `ValidationError` au-delà de `LOT_MAXIMAL`.
    """
    if len(propositions) > LOT_MAXIMAL:
        raise ValidationError(f"Pas plus de {LOT_MAXIMAL} décisions à la fois.")
    bilan = BilanLot([], [])
    for proposition in propositions:
        try:
            bilan.decidees.append(accepter_proposition(proposition=proposition, acteur=acteur, le=le))
        except ValidationError as erreur:
            bilan.refus.append((proposition.personne_id, " ".join(erreur.messages)))
    return bilan


def accepter_proposition(
    *,
    proposition: Proposition,
    acteur: Compte,
    referent: Compte | UUID | None = None,
    le: date | None = None,
) -> Orientation:
    """Décide ce que la règle propose. Lève `ValidationError` si elle ne propose qu'un diagnostic."""
    if proposition.organisme_id is None:
        raise ValidationError("Aucune règle ne suffit pour cette personne : un entretien est proposé.")
    return decider_orientation(
        personne=proposition.personne_id,
        voie=proposition.voie,
        organisme=proposition.organisme_id,
        referent=referent,
        proposition=proposition,
        motif=Motif.PREMIERE,
        acteur=acteur,
        le=le,
    )


def refuser_proposition(
    *,
    proposition: Proposition,
    motif: str,
    acteur: Compte,
    motif_texte: str = "",
    le: date | None = None,
) -> Proposition:
    """Refuse une proposition, avec son motif ; la personne reste dans la file. Lève `ValidationError`."""
    if motif not in MotifRefus.values:
        raise ValidationError({"motif_refus": "Dites pourquoi vous ne suivez pas cette proposition."})
    if motif == MotifRefus.AUTRE and not motif_texte.strip():
        raise ValidationError({"motif_texte": "Écrivez ce motif."})
    with acte("refuser_proposition", acteur=acteur):
        verrouiller(proposition.personne_id)
        return _changer(
            proposition,
            EtatProposition.REFUSEE,
            motif_refus=motif,
            motif_texte=motif_texte.strip(),
            decidee_par=acteur,
            decidee_le=le or timezone.localdate(),
        )


def annuler_orientation(*, orientation: Orientation, acteur: Compte, le: date | None = None) -> Orientation:
    """Défait une décision pas encore notifiée : l'orientation d'avant reprend, sa proposition se redécide.

    Lève `ValidationError` si la notification est partie, ou si une autre orientation l'a déjà remplacée.
    """
    jour = le or timezone.localdate()
    with acte("annuler_orientation", acteur=acteur):
        verrouiller(orientation.personne_id)
        orientation.refresh_from_db()
        _verifier_annulable(orientation)
        if orientation.affectation_id:
            _rendre_suivi(orientation, orientation.affectation_id, acteur)
        orientation.annulee_le, orientation.annulee_par = max(jour, orientation.decidee_le), acteur
        orientation.save(update_fields=["annulee_le", "annulee_par"])
        if orientation.proposition is not None:
            _changer(orientation.proposition, EtatProposition.PROPOSEE, decidee_par=None, decidee_le=None)
        return orientation


def noter_notification(*, orientation: Orientation, acteur: Compte, le: date | None = None) -> Orientation:
    """La notification signée part le jour `le` ; les horloges du rendez-vous et du contrat en partent.

    Lève `ValidationError` sans délégation de signature, sur une orientation annulée ou déjà notifiée.
    """
    jour = le or timezone.localdate()
    delegation = exiger_delegation(acteur, TypeActe.ORIENTATION, jour)
    with acte("notifier_orientation", acteur=acteur):
        verrouiller(orientation.personne_id)
        orientation.refresh_from_db()
        if orientation.annulee_le or orientation.notifiee_le:
            raise ValidationError("Cette orientation est annulée, ou sa notification est déjà partie.")
        if jour < orientation.decidee_le:
            raise ValidationError("Une notification part au plus tôt le jour de la décision.")
        orientation.notifiee_le, orientation.notifiee_par = jour, acteur
        orientation.delegation = delegation
        orientation.save(update_fields=["notifiee_le", "notifiee_par", "delegation"])
        return orientation


def orientation_en_cours(personne: UUID, jour: date, *, depuis: date | None) -> Orientation | None:
    """La dernière orientation non annulée au jour donné ; `depuis` écarte celles d'un épisode d'avant."""
    decidees = Orientation.objects.filter(personne=personne, annulee_le=None, decidee_le__lte=jour)
    if depuis is not None:
        decidees = decidees.filter(decidee_le__gte=depuis)
    return decidees.order_by("-decidee_le", "-enregistree_le").first()


def verrouiller(personne: UUID) -> None:
    """Deux décisions sur une même personne se suivent : la seconde lit ce que la première a écrit."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('orientation ' || %s, 0))", [personne])


def _episode(personne: UUID, jour: date) -> Episode:
    trouve = (
        Episode.objects.filter(personne=personne, entree__lte=jour)
        .exclude(sortie__lte=jour)
        .order_by("-entree")
        .first()
    )
    if trouve is None:
        raise ValidationError(
            f"Le {jour:%d/%m/%Y}, cette personne n'est pas dans le RSA : rien à décider.",
            code="hors_rsa",
        )
    return trouve


def _dans(orientation: Orientation | None, episode: Episode) -> bool:
    return orientation is not None and orientation.decidee_le >= episode.entree


def _verifier_suite(remplacee: Orientation | None, apres: UUID | None, jour: date) -> None:
    if apres is not None and (remplacee is None or remplacee.pk != apres):
        raise ValidationError(
            "Cette personne vient d'être orientée par quelqu'un d'autre : rechargez la fiche.",
            code="depassee",
        )
    if remplacee is not None and apres is None and remplacee.decidee_le == jour:
        raise ValidationError("Cette personne a déjà été orientée ce jour-là : rechargez la fiche.")


def _motif(motif: str, texte: str, *, reorientation: bool) -> Motif:
    if not reorientation:
        return Motif.PREMIERE
    if motif not in Motif.values or motif == Motif.PREMIERE:
        raise ValidationError({"motif": "Une réorientation dit pourquoi : choisissez un motif."})
    if motif == Motif.AUTRE and not texte.strip():
        raise ValidationError({"motif_texte": "Écrivez ce motif."})
    return Motif(motif)


def _accepter(
    proposition: Proposition, personne: UUID, voie: str, organisme: UUID, acteur: Compte, jour: date
) -> None:
    suivie = (proposition.personne_id, proposition.voie, proposition.organisme_id)
    if suivie != (personne, voie, organisme):
        raise ValidationError("Cette décision n'est pas ce que propose la règle.")
    _changer(proposition, EtatProposition.ACCEPTEE, decidee_par=acteur, decidee_le=jour)


def _perimer(personne: UUID) -> None:
    """Les propositions qui attendaient n'ont plus d'objet."""
    Proposition.objects.filter(personne=personne, etat=EtatProposition.PROPOSEE).update(
        etat=EtatProposition.PERIMEE
    )


def _changer(proposition: Proposition, etat: EtatProposition, **champs: Any) -> Proposition:
    """Seule porte des changements d'état d'une proposition."""
    proposition.refresh_from_db()
    if etat not in TRANSITIONS[EtatProposition(proposition.etat)]:
        raise ValidationError(
            f"Cette proposition est déjà {proposition.get_etat_display()} : rechargez la page.", code="etat"
        )
    proposition.etat = etat
    for nom, valeur in champs.items():
        setattr(proposition, nom, valeur)
    proposition.save(update_fields=["etat", *champs])
    return proposition


def _verifier_annulable(orientation: Orientation) -> None:
    if orientation.annulee_le:
        raise ValidationError("Cette orientation est déjà annulée.")
    if orientation.notifiee_le:
        raise ValidationError(
            f"La notification est partie le {orientation.notifiee_le:%d/%m/%Y} : décidez-en une autre."
        )
    if orientation.suivantes.filter(annulee_le=None).exists():
        raise ValidationError("Une autre orientation l'a remplacée : annulez d'abord la plus récente.")
