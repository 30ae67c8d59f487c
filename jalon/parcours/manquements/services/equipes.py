"""Les équipes pluridisciplinaires : qui siège, quand, sur quels dossiers, et quel avis."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils import timezone

from jalon.parcours.manquements.enums import (
    TRANSITIONS_SEANCE,
    Avis,
    Convocation,
    EtatManquement,
    EtatSeance,
    QualiteMembre,
)
from jalon.parcours.manquements.fiche import exiger_sans_identite, fiche_minimisee
from jalon.parcours.manquements.horloges import fin_de_l_avis
from jalon.parcours.manquements.lettres import deposer_lettre
from jalon.parcours.manquements.models import (
    ConflitInteret,
    Equipe,
    Manquement,
    MembreEquipe,
    Passage,
    Presence,
    Seance,
)
from jalon.parcours.manquements.transitions import passer, refus_de_la_base
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

E, S = EtatManquement, EtatSeance


def creer_equipe(*, nom: str, quorum: int, acteur: Compte, ressort: str = "", arrete: str = "") -> Equipe:
    """Crée une équipe ; le président du conseil départemental en arrête nombre et ressort (L. 262-39)."""
    if quorum < 1:
        raise ValidationError({"quorum": "Le quorum est d'au moins un membre."})
    if Equipe.objects.filter(nom__iexact=nom.strip()).exists():
        raise ValidationError({"nom": "Une équipe porte déjà ce nom."})
    with acte("creer_equipe", acteur=acteur), refus_de_la_base():
        return Equipe.objects.create(
            nom=nom.strip(), quorum=quorum, ressort=ressort.strip(), arrete=arrete.strip()
        )


def ajouter_membre(
    *,
    equipe: Equipe,
    nom: str,
    qualite: QualiteMembre | str,
    acteur: Compte,
    compte: Compte | None = None,
    suppleant: bool = False,
    du: date | None = None,
    au: date | None = None,
) -> MembreEquipe:
    """Nomme un membre, du jour `du` au jour `au` compris ; son compte lui ouvre les dossiers minimisés."""
    periode = DateRange(du or timezone.localdate(), au + timedelta(days=1) if au else None, "[)")
    with acte("ajouter_membre", acteur=acteur, equipe=equipe.pk), refus_de_la_base():
        return MembreEquipe.objects.create(
            equipe=equipe,
            nom=nom.strip(),
            qualite=QualiteMembre(qualite),
            compte=compte,
            suppleant=suppleant,
            periode=periode,
        )


def retirer_membre(*, membre: MembreEquipe, acteur: Compte, dernier_jour: date | None = None) -> None:
    """Met fin à un mandat ; `dernier_jour` compris (défaut : hier), il ferme aussi les dossiers."""
    dernier = dernier_jour or timezone.localdate() - timedelta(days=1)
    debut = membre.periode.lower
    if debut and dernier < debut:
        dernier = debut - timedelta(days=1)
    with acte("retirer_membre", acteur=acteur), refus_de_la_base():
        membre.periode = DateRange(debut, dernier + timedelta(days=1), "[)")
        membre.save(update_fields=["periode"])


def creer_seance(
    *, equipe: Equipe, prevue_le: datetime, lieu: str, acteur: Compte, ordre_du_jour: str = ""
) -> Seance:
    """Prépare une séance ; elle garde le quorum du jour où elle est créée."""
    if not lieu.strip():
        raise ValidationError({"lieu": "Dites où se tient la séance."})
    with acte("creer_seance", acteur=acteur), refus_de_la_base():
        return Seance.objects.create(
            equipe=equipe,
            prevue_le=prevue_le,
            lieu=lieu.strip(),
            ordre_du_jour=ordre_du_jour.strip(),
            quorum=equipe.quorum,
        )


def inscrire_manquement(
    *, seance: Seance, manquement: Manquement, expose: str, acteur: Compte, le: date | None = None
) -> Passage:
    """Inscrit un manquement à une séance, avec un dossier minimisé (CASF L. 262-40).

    `expose` : les faits pour l'équipe, sans rien qui nomme la personne. Un dossier reporté garde la date de
    sa première saisie : l'avis réputé ne recule pas.

    Lève `ValidationError` : séance déjà tenue, avertissement
    pas reçu, identité dans l'exposé.
    """
    jour = le or timezone.localdate()
    if seance.etat not in (S.PREPAREE, S.CONVOQUEE):
        raise ValidationError("Cette séance est tenue ou annulée : choisissez-en une autre.")
    if manquement.etat not in (E.OBSERVATIONS, E.EP):
        raise ValidationError("L'équipe s'inscrit après la réception de l'avertissement.")
    exiger_sans_identite(manquement.personne, expose)
    premier = Passage.objects.filter(manquement=manquement).order_by("saisie_le").first()
    saisie = premier.saisie_le if premier else jour
    dernier = Passage.objects.filter(seance=seance).aggregate(rang=Max("ordre"))["rang"] or 0
    with acte("inscrire_manquement", acteur=acteur, manquement=manquement.pk):
        if manquement.etat == E.OBSERVATIONS:
            manquement = passer(manquement, E.EP, le=jour, acteur=acteur, ep_saisie_le=jour)
        with refus_de_la_base():
            return Passage.objects.create(
                seance=seance,
                manquement=manquement,
                ordre=dernier + 1,
                pseudonyme=f"{seance.prevue_le:%y%m%d}-{secrets.token_hex(3).upper()}",
                fiche=fiche_minimisee(manquement, expose, jour),
                saisie_le=saisie,
                repute_le=premier.repute_le if premier else fin_de_l_avis(saisie),
            )


def convoquer_seance(*, seance: Seance, acteur: Compte, le: date | None = None) -> Seance:
    """Invite chaque personne de l'ordre du jour : elle peut être entendue, et assistée (L. 262-39)."""
    jour = le or timezone.localdate()
    delegation = exiger_delegation(acteur, TypeActe.COURRIER, jour)
    passages = list(seance.passages.select_related("manquement__personne"))
    if not passages:
        raise ValidationError("Aucun dossier n'est inscrit : il n'y a personne à inviter.")
    with acte("convoquer_seance", acteur=acteur, seance=seance.pk):
        suivie = _passer(seance, S.CONVOQUEE, convoquee_le=jour)
        for passage in passages:
            deposer_lettre(
                passage.manquement,
                "invitation_ep",
                acteur=acteur,
                delegation=delegation,
                le=jour,
                passage=passage,
            )
            passage.convoquee_le = jour
            passage.save(update_fields=["convoquee_le"])
    return suivie


def declarer_conflit(
    *, passage: Passage, membre: MembreEquipe, acteur: Compte, le: date | None = None
) -> ConflitInteret:
    """Un membre se retire d'un dossier : il ne le voit plus et n'y compte plus."""
    if membre.equipe_id != passage.seance.equipe_id:
        raise ValidationError("Ce membre n'est pas de cette équipe.")
    if ConflitInteret.objects.filter(passage=passage, membre=membre).exists():
        raise ValidationError("Ce retrait est déjà noté.")
    with acte("declarer_conflit", acteur=acteur, passage=passage.pk), refus_de_la_base():
        return ConflitInteret.objects.create(
            passage=passage, membre=membre, declare_le=le or timezone.localdate()
        )


def tenir_seance(
    *, seance: Seance, presents: Collection[UUID], acteur: Compte, tenue_le: date | None = None
) -> Seance:
    """Note la séance tenue et qui y était. Sans quorum, elle se note aussi : aucun avis n'y sera rendu."""
    jour = tenue_le or timezone.localdate()
    with acte("tenir_seance", acteur=acteur, seance=seance.pk):
        suivie = _passer(seance, S.TENUE, tenue_le=jour)
        noter_presences(seance=suivie, presents=presents, acteur=acteur)
    return suivie


def noter_presences(*, seance: Seance, presents: Collection[UUID], acteur: Compte) -> int:
    """Remplace la feuille de présence d'une séance tenue ; rend le nombre de présents."""
    if seance.etat != S.TENUE or seance.tenue_le is None:
        raise ValidationError("La feuille de présence se remplit une fois la séance tenue.")
    en_poste = list(MembreEquipe.objects.filter(equipe=seance.equipe_id, periode__contains=seance.tenue_le))
    if not set(presents) <= {m.pk for m in en_poste}:
        raise ValidationError("Une personne notée présente n'était pas membre de l'équipe ce jour-là.")
    with acte("noter_presences", acteur=acteur, seance=seance.pk), refus_de_la_base():
        for membre in en_poste:
            Presence.objects.update_or_create(
                seance=seance, membre=membre, defaults={"present": membre.pk in presents}
            )
    return len(presents)


def votants(passage: Passage) -> int:
    """Membres présents à la séance, sans ceux qui se sont retirés de ce dossier."""
    retires = ConflitInteret.objects.filter(passage=passage).values("membre")
    return Presence.objects.filter(seance=passage.seance_id, present=True).exclude(membre__in=retires).count()


def rendre_avis(
    *,
    passage: Passage,
    avis: Avis | str,
    motif: str,
    acteur: Compte,
    venue: Convocation | str = Convocation.INCONNU,
    le: date | None = None,
) -> Passage:
    """Note l'avis de l'équipe et si la personne est venue.

    Lève `ValidationError` : séance pas tenue, quorum pas atteint (sauf report), motif absent.
    """
    seance, rendu = passage.seance, Avis(avis)
    if seance.etat != S.TENUE or seance.tenue_le is None:
        raise ValidationError("L'avis se note pendant la séance, avant son procès-verbal.")
    if not motif.strip():
        raise ValidationError({"motif": "Donnez le motif de l'avis : il est imprimé au procès-verbal."})
    presents = votants(passage)
    if rendu != Avis.REPORTE and presents < seance.quorum:
        raise ValidationError(
            f"Quorum non atteint pour ce dossier : {presents} présents sur {seance.quorum}. Reportez-le ; "
            f"l'avis sera réputé donné après le {passage.repute_le:%d/%m/%Y}."
        )
    passage.avis, passage.avis_motif, passage.venue = rendu, motif.strip(), Convocation(venue)
    passage.avis_le = le or seance.tenue_le
    with acte("rendre_avis", acteur=acteur, passage=passage.pk), refus_de_la_base():
        passage.save(update_fields=["avis", "avis_motif", "avis_le", "venue"])
    return passage


def clore_seance(*, seance: Seance, acteur: Compte, le: date | None = None) -> Seance:
    """Arrête le procès-verbal. Lève `ValidationError` tant qu'un dossier n'a ni avis ni report."""
    if seance.passages.filter(avis="").exists():
        raise ValidationError("Chaque dossier reçoit un avis, ou est reporté, avant le procès-verbal.")
    with acte("clore_seance", acteur=acteur, seance=seance.pk):
        return _passer(seance, S.CLOSE, close_le=le or timezone.localdate())


def annuler_seance(*, seance: Seance, acteur: Compte) -> Seance:
    """Annule une séance pas encore tenue ; ses dossiers se réinscrivent à une autre."""
    with acte("annuler_seance", acteur=acteur, seance=seance.pk):
        return _passer(seance, S.ANNULEE)


def _passer(seance: Seance, vers: EtatSeance, **champs: Mapping[str, object] | object) -> Seance:
    verrouillee = Seance.objects.select_for_update().filter(pk=seance.pk).first()
    if verrouillee is None:
        raise ValidationError("Votre rôle ne permet pas de conduire cette séance.", code="droit")
    etat = EtatSeance(verrouillee.etat)
    if vers not in TRANSITIONS_SEANCE[etat]:
        raise ValidationError(
            f"Cette séance est « {etat.label} » : elle ne peut pas devenir « {vers.label} »."
        )
    verrouillee.etat = vers
    for champ, valeur in champs.items():
        setattr(verrouillee, champ, valeur)
    with refus_de_la_base():
        verrouillee.save(update_fields=["etat", *champs])
    return verrouillee
