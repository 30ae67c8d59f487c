"""L'orientation d'une personne : son histoire, ses horloges, ce qui est proposé, ses diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from jalon.parcours.echeances import Horloge, horloges
from jalon.parcours.orientation.criteres import CATALOGUE, Nature, Operateur
from jalon.parcours.orientation.donnees import domaines
from jalon.parcours.orientation.enums import EtatProposition
from jalon.parcours.orientation.models import (
    Capacite,
    Diagnostic,
    JeuRegles,
    Orientation,
    Passage,
    Proposition,
    Regle,
)
from jalon.parcours.orientation.selectors.file import SECRETS
from jalon.parcours.personnes.enums import NatureFait
from jalon.parcours.personnes.models import Episode, FaitRepris, Personne
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.organisations.models import Organisation


@dataclass(slots=True)
class DossierOrientation:
    """Ce que montre la fiche d'orientation. `en_cours` est celle de l'épisode qui court."""

    personne: Personne
    jour: date
    episode: Episode | None
    en_cours: Orientation | None
    horloges: list[Horloge]
    proposition: Proposition | None
    orientations: list[Orientation]
    propositions: list[Proposition]
    reprises: list[FaitRepris]
    diagnostics: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class Raison:
    """Un critère et ce qui a été lu, en clair."""

    libelle: str
    condition: str
    lu: str
    source: str


def dossier_orientation(cle: UUID, lecteur: Compte, jour: date | None = None) -> DossierOrientation:
    """L'orientation d'une personne du périmètre. Lève `Personne.DoesNotExist`."""
    le = jour or timezone.localdate()
    personne = Personne.objects.defer(*SECRETS).get(pk=cle, effacee_le=None)
    episode = Episode.objects.filter(personne=cle, entree__lte=le).order_by("-entree").first()
    toutes = list(_orientations().filter(personne=cle))
    debut = episode.entree if episode else date.max
    en_cours = next((o for o in toutes if o.annulee_le is None and o.decidee_le >= debut), None)
    propositions = list(
        Proposition.objects.filter(personne=cle)
        .select_related("organisme", "regle", "passage__jeu", "decidee_par")
        .order_by("-passage__lance_le")
    )
    return DossierOrientation(
        personne=personne,
        jour=le,
        episode=episode,
        en_cours=en_cours,
        horloges=_horloges(episode, toutes),
        proposition=next((p for p in propositions if p.etat == EtatProposition.PROPOSEE), None),
        orientations=toutes,
        propositions=propositions,
        reprises=list(FaitRepris.objects.filter(membre__personne=cle, nature=NatureFait.ORIENTATION)),
        diagnostics=list(diagnostics_de(cle, lecteur)),
    )


def orientation_par_id(cle: UUID, lecteur: Compte) -> Orientation:
    """Une orientation. Lève `Orientation.DoesNotExist` hors du périmètre."""
    return _orientations().get(pk=cle)


def proposition_par_id(cle: UUID, lecteur: Compte) -> Proposition:
    """Une proposition. Lève `Proposition.DoesNotExist` hors du périmètre."""
    return (
        Proposition.objects.select_related("organisme", "regle", "passage__jeu", "personne")
        .defer(*(f"personne__{champ}" for champ in SECRETS))
        .get(pk=cle)
    )


def propositions_par_ids(cles: Sequence[UUID], lecteur: Compte) -> list[Proposition]:
    """Les propositions encore à décider, dans l'ordre des noms."""
    return list(
        Proposition.objects.filter(pk__in=cles, etat=EtatProposition.PROPOSEE)
        .select_related("organisme", "regle", "personne")
        .defer(*(f"personne__{champ}" for champ in SECRETS))
        .order_by("personne__nom", "personne_id")
    )


def orientations_a_notifier(lecteur: Compte) -> QuerySet[Orientation]:
    """Décidées, pas encore notifiées ; la plus ancienne d'abord."""
    return _orientations().filter(annulee_le=None, notifiee_le=None).order_by("decidee_le", "enregistree_le")


def diagnostics_de(personne: UUID, lecteur: Compte) -> QuerySet[Diagnostic]:
    """Les diagnostics d'une personne, le dernier d'abord, avec leurs positions."""
    return Diagnostic.objects.filter(personne=personne).select_related("auteur").prefetch_related("positions")


def diagnostic_par_id(cle: UUID, lecteur: Compte) -> Diagnostic:
    """Un diagnostic. Lève `Diagnostic.DoesNotExist` hors du périmètre."""
    return (
        Diagnostic.objects.select_related("personne", "auteur")
        .defer(*(f"personne__{champ}" for champ in SECRETS))
        .prefetch_related("positions")
        .get(pk=cle)
    )


def jeux_de_regles(lecteur: Compte) -> QuerySet[JeuRegles]:
    """Les versions des règles, la dernière d'abord."""
    return JeuRegles.objects.select_related("cree_par").prefetch_related("regles")


def jeu_par_id(cle: UUID, lecteur: Compte) -> JeuRegles:
    """Une version des règles. Lève `JeuRegles.DoesNotExist`."""
    return JeuRegles.objects.prefetch_related("regles__organisme").get(pk=cle)


def regle_par_id(cle: UUID, lecteur: Compte) -> Regle:
    """Une règle. Lève `Regle.DoesNotExist`."""
    return Regle.objects.select_related("jeu", "organisme").get(pk=cle)


def passages(lecteur: Compte) -> QuerySet[Passage]:
    """Les passages des règles, le dernier d'abord."""
    return Passage.objects.select_related("jeu", "lance_par")


def organismes_referents(lecteur: Compte) -> QuerySet[Organisation]:
    """Les organismes qui suivent des personnes : ceux qui ont une capacité, ou une orientation en cours."""
    avec_capacite = Capacite.objects.values("organisation")
    naturels = Organisation.objects.filter(natures__contains=["referent"])
    return (naturels | Organisation.objects.filter(pk__in=avec_capacite)).order_by("nom")


def referents_possibles(organisme: UUID | None = None, jour: date | None = None) -> QuerySet[Compte]:
    """Les référents habilités ce jour-là, avec leur `structure` ; d'un organisme, ou de tous.

    Un référent dont l'habilitation ne dit pas d'organisation peut suivre pour tous.
    """
    au = jour or timezone.localdate()
    habilitations = Habilitation.objects.filter(role=Role.REFERENT, periode__contains=au)
    if organisme:
        habilitations = habilitations.filter(Q(organisation=organisme) | Q(organisation=None))
    comptes = Compte.objects.filter(actif=True, pk__in=habilitations.values("compte"))
    du_jour = Q(habilitations__role=Role.REFERENT, habilitations__periode__contains=au)
    return comptes.annotate(structure=Min("habilitations__organisation__nom", filter=du_jour)).order_by(
        "nom", "id"
    )


def fixe_regles(lecteur: Compte) -> bool:
    """Vrai si le compte courant écrit les règles et les capacités, au jugement de la base."""
    return _demander("SELECT jalon_fixe_regles()")


def oriente(lecteur: Compte) -> bool:
    """Vrai si le compte courant décide des orientations, au jugement de la base."""
    return _demander("SELECT jalon_oriente()")


def raisons(trace: dict[str, Any]) -> list[Raison]:
    """Les critères de la règle retenue et ce qui a été lu, en clair (CRPA R. 311-3-1-2)."""
    return [_raison(c) for c in trace.get("criteres", ()) if c["code"] in CATALOGUE]


def ecartees(trace: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Les règles essayées avant : leur rang, le critère qui a manqué et ce qui a été lu."""
    return [
        (ordre, CATALOGUE[code].libelle, dire_valeur(code, lu))
        for ordre, code, lu in trace.get("ecartees", ())
        if code in CATALOGUE
    ]


def dire_condition(critere: dict[str, Any]) -> str:
    """« au plus 25 ans », « parmi précaire, en urgence », « oui »."""
    operateur = Operateur(critere["operateur"])
    attendu = critere.get("attendu", critere.get("valeur"))
    dit = "" if attendu is None else f" {dire_valeur(critere['code'], attendu)}"
    return f"{operateur.label}{dit}"


def dire_valeur(code: str, valeur: Any) -> str:
    """Une valeur lue ou attendue, en clair ; « inconnu » quand la source ne dit rien."""
    critere = CATALOGUE[code]
    if valeur is None:
        return "inconnu"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, list):
        return ", ".join(critere.choix.get(v, v) for v in valeur) or "aucune"
    if critere.nature is Nature.NOMBRE:
        return f"{valeur} {critere.unite}".strip()
    return critere.choix.get(valeur, str(valeur))


def positions_par_domaine(diagnostic: Diagnostic) -> list[tuple[str, int | None, int | None, str]]:
    """(libellé, selon elle, selon le professionnel, précision), dans l'ordre des domaines."""
    connues = {p.domaine: p for p in diagnostic.positions.all()}
    return [
        (domaine.libelle, p.position_personne, p.position_pro, p.note)
        for code, domaine in domaines().items()
        if (p := connues.get(code)) is not None
    ]


def _orientations() -> QuerySet[Orientation]:
    return Orientation.objects.select_related(
        "personne",
        "organisme_referent",
        "referent",
        "decidee_par",
        "notifiee_par",
        "annulee_par",
        "delegation",
        "proposition__passage__jeu",
        "proposition__regle",
        "precedente__organisme_referent",
    ).defer(*(f"personne__{champ}" for champ in SECRETS))


def _horloges(episode: Episode | None, orientations: Sequence[Orientation]) -> list[Horloge]:
    """Les horloges d'orientation de l'épisode, faites le jour de la première notification."""
    if episode is None:
        return []
    faits = [
        o.notifiee_le
        for o in orientations
        if o.annulee_le is None and o.notifiee_le and o.decidee_le >= episode.entree
    ]
    return horloges(
        "orientation", regime=episode.regime, debut=episode.connu_le, fait=min(faits, default=None)
    )


def _raison(critere: dict[str, Any]) -> Raison:
    code = critere["code"]
    fiche = CATALOGUE[code]
    return Raison(fiche.libelle, dire_condition(critere), dire_valeur(code, critere["lu"]), fiche.source)


def _demander(question: str) -> bool:
    with connection.cursor() as curseur:
        curseur.execute(question)
        return bool(curseur.fetchone()[0])
