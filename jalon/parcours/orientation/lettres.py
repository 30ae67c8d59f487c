"""Les lettres d'orientation : leurs textes de départ, et la notification d'une décision."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from jalon.parcours.orientation.enums import Origine, Voie
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.orientation.selectors.dossier import raisons
from jalon.parcours.personnes.selectors.adresse import adresse_postale
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.messages.lettres import types
from jalon.socle.messages.lettres.composition import LettreComposee, deposer_lettre, preparer
from jalon.socle.messages.models import Message

OBJET = "orientation"
ORDINAIRE, ALGORITHME = "orientation", "orientation_algorithme"
DEFAUT, REORIENTATION = "orientation_defaut", "reorientation"
VARIABLES = {
    "organisme": "Mission locale d'exemple",
    "voie": "emploi",
    "referent": "Votre référent vous sera présenté par cet organisme.",
    "decidee_le": "14 mars 2026",
    "motifs_droit": "Le code de l'action sociale et des familles (articles L. 262-29 et D. 262-65-2).",
    "motifs_fait": "Vous cherchez un emploi et vous avez travaillé récemment.",
}
AVANT = {"organisme_avant": "Centre social d'exemple"}
FINALITE = {"finalite": "proposer à chaque personne l'organisme qui convient à sa situation"}
OBLIGATOIRES = ("motivation", "rapo", "signature", "donnees")

DEBUT = "[[civilite]],\n\n"
SUIVI = (
    "Cet organisme est maintenant votre interlocuteur. Il vous proposera un premier rendez-vous. [[referent]]"
)
TEXTES = {
    ORDINAIRE: "Le [[decidee_le]], j'ai décidé de votre orientation : **[[organisme]]**, voie [[voie]].",
    DEFAUT: "Le délai prévu est passé. Le [[decidee_le]], vous avez été orientée par défaut vers "
    "**[[organisme]]**, voie [[voie]].",
    REORIENTATION: "Le [[decidee_le]], j'ai changé votre orientation. [[organisme_avant]] ne vous suit plus. "
    "Votre nouvel organisme est **[[organisme]]**, voie [[voie]].",
}
DROIT = {
    "avant_2025": "Le code de l'action sociale et des familles, articles L. 262-29 et R. 262-65-2, dans leur "
    "rédaction d'avant 2025.",
    "plein_emploi": "Le code de l'action sociale et des familles, articles L. 262-29 et D. 262-65-2.",
}
VOIES = {
    Voie.EMPLOI: "Votre situation permet un accompagnement vers l'emploi.",
    Voie.SOCIO_PROFESSIONNELLE: "Votre situation demande un accompagnement vers l'emploi et dans d'autres "
    "domaines de votre vie.",
    Voie.SOCIALE: "Des difficultés sont à régler d'abord : l'accompagnement est social.",
}


def enregistrer_types() -> None:
    """Déclare les quatre lettres d'orientation, avec les mentions que la loi leur impose."""
    for code, titre in (
        (ORDINAIRE, "Votre orientation"),
        (DEFAUT, "Votre orientation par défaut"),
        (REORIENTATION, "Votre nouvelle orientation"),
    ):
        variables = VARIABLES | (AVANT if code == REORIENTATION else {})
        types.enregistrer(code, titre, variables, OBLIGATOIRES, corps=_corps(TEXTES[code], OBLIGATOIRES))
    avec = ("motivation", "algorithme", "rapo", "signature", "donnees")
    types.enregistrer(
        ALGORITHME,
        "Votre orientation, proposée par une règle",
        VARIABLES | FINALITE,
        avec,
        corps=_corps(TEXTES[ORDINAIRE], avec),
    )


def type_de(orientation: Orientation) -> str:
    """La lettre qui convient : celle d'une règle porte la mention du traitement algorithmique."""
    if orientation.origine == Origine.REGLE:
        return ALGORITHME
    if orientation.origine == Origine.DEFAUT:
        return DEFAUT
    return REORIENTATION if orientation.motif != "premiere" else ORDINAIRE


def composer_lettre(
    orientation: Orientation, *, signataire: Compte, delegation: Delegation | None, jour: date
) -> LettreComposee:
    """La lettre telle qu'elle partirait. Lève `ValidationError` si une donnée manque, en la nommant."""
    contexte = contexte_lettre(orientation, signataire, delegation, jour)
    return preparer(type_de(orientation), None, contexte, jour)


def deposer_notification(
    orientation: Orientation, *, signataire: Compte, delegation: Delegation, jour: date
) -> Message:
    """Garde la lettre à imprimer ; une même orientation n'en dépose qu'une. Lève `ValidationError`."""
    passe = jour != timezone.localdate()
    return deposer_lettre(
        type=type_de(orientation),
        organisation=None,
        contexte=contexte_lettre(orientation, signataire, delegation, jour),
        cle=_cle(orientation),
        acteur=signataire,
        jour=jour,
        personne=orientation.personne_id,
        objet=OBJET,
        cible=orientation.pk,
        le=timezone.make_aware(datetime.combine(jour, time(12))) if passe else None,
    )


def lettre_gardee(orientation: Orientation) -> Message | None:
    """La notification telle que signée, avec son PDF ; `None` tant qu'elle n'est pas partie."""
    return Message.objects.select_related("piece").filter(cle=_cle(orientation)).first()


def _cle(orientation: Orientation) -> str:
    return f"orientation:{orientation.pk}"


def _corps(texte: str, mentions: tuple[str, ...]) -> str:
    return DEBUT + "\n\n".join([texte, SUIVI, *(f"[[mention:{code}]]" for code in mentions)])


def contexte_lettre(
    orientation: Orientation, signataire: Compte, delegation: Delegation | None, jour: date
) -> dict[str, str]:
    """Les variables de la lettre. Lève `ValidationError` si l'adresse n'est pas connue."""
    precedente = orientation.precedente
    return {
        "destinataire": adresse_postale(orientation.personne, jour),
        "civilite": "Madame" if orientation.personne.sexe == "2" else "Monsieur",
        "organisme": orientation.organisme_referent.nom,
        "organisme_avant": precedente.organisme_referent.nom if precedente else "",
        "voie": str(orientation.get_voie_display()),
        "referent": f"Votre référent est {orientation.referent.nom}."
        if orientation.referent
        else "Votre référent vous sera présenté par cet organisme.",
        "decidee_le": f"{orientation.decidee_le:%d/%m/%Y}",
        "motifs_droit": DROIT[orientation.regime],
        "motifs_fait": _motifs(orientation),
        "finalite": FINALITE["finalite"],
        "signataire": signataire.nom,
        "qualite": delegation.qualite if delegation else "qualité du signataire",
        "delegation": f"Par délégation ({delegation.reference})." if delegation else "",
        "reference": str(orientation.pk)[:8],
    }


def _motifs(orientation: Orientation) -> str:
    """Les faits : ce qui est écrit à la décision, sinon la voie et les critères que la règle a lus."""
    if orientation.motif_texte:
        return orientation.motif_texte
    faits = VOIES[Voie(orientation.voie)]
    lus = raisons(orientation.proposition.trace) if orientation.proposition else []
    if lus:
        faits += " Ont été lus : " + " ; ".join(f"{r.libelle.lower()}, {r.lu}" for r in lus) + "."
    return faits
