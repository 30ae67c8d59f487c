"""Du fait signalé à la fin du délai d'observations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.contrats.enums import SIGNES
from jalon.parcours.contrats.models import Contrat, Engagement
from jalon.parcours.manquements.enums import EtatManquement, ModeObservation, Nature
from jalon.parcours.manquements.horloges import fin_des_observations
from jalon.parcours.manquements.lettres import deposer_lettre
from jalon.parcours.manquements.models import Etape, Manquement, Observation
from jalon.parcours.manquements.transitions import exiger_etat, passer, refus_de_la_base
from jalon.parcours.personnes.enums import Regime
from jalon.parcours.personnes.models import Episode, Personne
from jalon.socle.acces.delegations import exiger_delegation
from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.pieces.services import deposer_piece

E = EtatManquement
RECOIVENT_OBSERVATIONS = (E.AVERTI, E.OBSERVATIONS, E.EP)


def regime_applicable(personne: Personne, jour: date) -> Regime:
    """Le régime du contrat en vigueur ce jour-là, sinon celui de l'épisode.

    Lève `ValidationError` si la personne n'a ni l'un ni l'autre : elle n'était pas dans le RSA.
    """
    for contrat in Contrat.objects.filter(personne=personne, etat__in=SIGNES).order_by("-debut"):
        if contrat.en_vigueur(jour):
            return Regime(contrat.regime)
    episode = Episode.objects.filter(personne=personne, entree__lte=jour).order_by("-entree").first()
    if episode is None or (episode.sortie is not None and episode.sortie <= jour):
        raise ValidationError(
            {"faits_du": "Ce jour-là, cette personne n'était pas dans le RSA : vérifiez la date des faits."}
        )
    return Regime(episode.regime)


def signaler_manquement(
    *,
    personne: Personne,
    nature: Nature | str,
    faits: str,
    faits_du: date,
    acteur: Compte,
    regime: Regime | None = None,
    engagement: Engagement | None = None,
    precedent: Manquement | None = None,
    le: date | None = None,
) -> Manquement:
    """Signale un fait. `regime` : celui du contrat ou de l'épisode, sauf décision contraire, et il reste.

    Lève `ValidationError` : faits vides ou à venir, nature hors du régime, engagement absent ou qui n'est pas
    celui d'un contrat signé et en vigueur le jour des faits.
    """
    jour = le or timezone.localdate()
    if not faits.strip():
        raise ValidationError({"faits": "Dites les faits : ce qui était prévu, ce qui a eu lieu, quand."})
    if faits_du > jour:
        raise ValidationError({"faits_du": "Les faits ne peuvent pas être à venir."})
    nouveau = Manquement(
        personne=personne,
        regime=regime or regime_applicable(personne, faits_du),
        nature=Nature(nature),
        faits=faits.strip(),
        faits_du=faits_du,
        engagement=engagement,
        precedent=precedent,
        signale_le=jour,
        signale_par=acteur,
    )
    if nouveau.nature == Nature.OBLIGATIONS and nouveau.regime == Regime.PLEIN_EMPLOI and not engagement:
        raise ValidationError({"engagement": "Citez l'engagement du contrat signé qui n'a pas été tenu."})
    with acte("signaler_manquement", acteur=acteur, manquement=nouveau.pk), refus_de_la_base():
        nouveau.save(force_insert=True)
        Etape.objects.create(manquement=nouveau, etat=E.SIGNALE, le=jour, par=acteur)
    return nouveau


def qualifier_manquement(
    *, manquement: Manquement, motif_legitime: bool, texte: str, acteur: Compte, le: date | None = None
) -> Manquement:
    """Dit si un motif légitime explique les faits ; s'il y en a un, le manquement est classé."""
    jour = le or timezone.localdate()
    if not texte.strip():
        raise ValidationError({"texte": "Dites ce que vous avez recherché, et ce que vous avez trouvé."})
    if manquement.nature == Nature.AUTRE and not motif_legitime:
        raise ValidationError(
            {"motif_legitime": "Ce fait n'est pas un motif de la loi : il ne peut qu'être classé."}
        )
    vers = E.CLASSE if motif_legitime else E.QUALIFIE
    with acte("qualifier_manquement", acteur=acteur, manquement=manquement.pk):
        return passer(
            manquement,
            vers,
            le=jour,
            acteur=acteur,
            qualifie_le=jour,
            motif_legitime=motif_legitime,
            qualification=texte.strip(),
        )


def classer_manquement(
    *, manquement: Manquement, texte: str, acteur: Compte, le: date | None = None
) -> Manquement:
    """Classe sans suite, avant tout avertissement. Après, il faut une décision signée, notifiée."""
    jour = le or timezone.localdate()
    if not texte.strip():
        raise ValidationError({"texte": "Dites pourquoi ce signalement est classé."})
    champs: dict[str, Any] = {"qualification": texte.strip()}
    if manquement.qualifie_le is None:
        champs |= {"qualifie_le": jour, "motif_legitime": False}
    with acte("classer_manquement", acteur=acteur, manquement=manquement.pk):
        return passer(manquement, E.CLASSE, le=jour, acteur=acteur, **champs)


def avertir_personne(
    *, manquement: Manquement, sanction: str, acteur: Compte, le: date | None = None
) -> Manquement:
    """Envoie l'avertissement (CRPA L. 122-1, L. 122-2). `sanction` : celle encourue, nature, taux, durée.

    Lève `ValidationError` sans délégation pour les courriers, ou sans adresse.
    """
    jour = le or timezone.localdate()
    if not sanction.strip():
        raise ValidationError({"sanction": "Dites la sanction encourue : nature, taux, durée."})
    delegation = exiger_delegation(acteur, TypeActe.COURRIER, jour)
    exiger_etat(manquement, E.AVERTI)
    with acte("avertir_personne", acteur=acteur, manquement=manquement.pk):
        message = deposer_lettre(
            manquement, "avertissement", acteur=acteur, delegation=delegation, le=jour, sanction=sanction
        )
        return passer(manquement, E.AVERTI, le=jour, acteur=acteur, message=message, averti_le=jour)


def noter_reception(
    *, manquement: Manquement, recu_le: date, acteur: Compte, le: date | None = None
) -> Manquement:
    """Note la date certaine de réception : le délai d'observations court, ce jour-là non compté."""
    jour = le or timezone.localdate()
    if recu_le > jour:
        raise ValidationError({"recu_le": "La réception ne peut pas être à venir."})
    with acte("noter_reception", acteur=acteur, manquement=manquement.pk):
        return passer(
            manquement,
            E.OBSERVATIONS,
            le=recu_le,
            acteur=acteur,
            averti_recu_le=recu_le,
            observations_jusqu_au=fin_des_observations(manquement.regime, recu_le),
        )


def noter_observation(
    *,
    manquement: Manquement,
    mode: ModeObservation | str,
    texte: str,
    recue_le: date,
    acteur: Compte,
    accompagnee: bool = False,
    fichier: tuple[str, bytes] | None = None,
    le: date | None = None,
) -> Observation:
    """Garde ce que la personne répond. Reçue après le délai, elle se garde aussi : on en tiendra compte.

    Lève `ValidationError` avant l'avertissement, après la décision, ou sans texte ni fichier.
    """
    jour = le or timezone.localdate()
    if manquement.etat not in RECOIVENT_OBSERVATIONS:
        raise ValidationError("Les observations se reçoivent entre l'avertissement et la décision.")
    if recue_le > jour or (manquement.averti_le and recue_le < manquement.averti_le):
        raise ValidationError(
            {"recue_le": "Une observation arrive après l'avertissement, pas dans l'avenir."}
        )
    if not texte.strip() and fichier is None:
        raise ValidationError({"texte": "Écrivez les observations, ou joignez le courrier reçu."})
    with acte("noter_observation", acteur=acteur, manquement=manquement.pk), refus_de_la_base():
        piece = deposer_piece(nom=fichier[0], contenu=fichier[1], acteur=acteur) if fichier else None
        return Observation.objects.create(
            manquement=manquement,
            mode=ModeObservation(mode),
            texte=texte.strip(),
            recue_le=recue_le,
            accompagnee=accompagnee,
            piece=piece,
            notee_par=acteur,
        )


def aggraver_manquement(
    *,
    manquement: Manquement,
    faits: str,
    faits_du: date,
    acteur: Compte,
    engagement: Engagement | None = None,
    le: date | None = None,
) -> Manquement:
    """Le manquement persiste : en signale un nouveau, qui prolonge celui-ci, et rend le nouveau."""
    jour = le or timezone.localdate()
    exiger_etat(manquement, E.AGGRAVE)
    with acte("aggraver_manquement", acteur=acteur, manquement=manquement.pk):
        nouveau = signaler_manquement(
            personne=manquement.personne,
            nature=manquement.nature,
            faits=faits,
            faits_du=faits_du,
            regime=Regime(manquement.regime),
            engagement=engagement or manquement.engagement,
            precedent=manquement,
            acteur=acteur,
            le=jour,
        )
        passer(manquement, E.AGGRAVE, le=jour, acteur=acteur)
    return nouveau
