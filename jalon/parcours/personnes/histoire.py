"""L'histoire d'un foyer, déduite de ce que les fichiers ont montré : un repli pur, sans base ni horloge.

Une observation dit une valeur et le jour où elle commence : à partir de ce jour, elle l'emporte sur ce que
des observations plus anciennes disaient. Le résultat ne dépend que de la suite triée des observations : un
fichier arrivé dans le désordre se rejoue à sa place (`rejouer`), et l'histoire est la même.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from jalon.parcours.personnes.enums import ETATS_OUVERTS
from jalon.parcours.personnes.identite import Identite, normaliser
from jalon.parcours.personnes.observations import (
    Fait,
    Instant,
    MembreObserve,
    ObservationFoyer,
)
from jalon.socle.base.cles import cle_neuve

SERIES_FOYER = ("etat", "adresse", "situation", "montant")
SERIES_MEMBRE = ("appartenance", "droits_devoirs", "activites", "ressources")
PARTI = ("",)


class Etape(NamedTuple):
    """Une valeur à compter d'un jour, et le chargement qui l'a dite le premier."""

    a_compter_du: date
    valeur: tuple[Any, ...]
    chargement: int

    def __repr__(self) -> str:
        return f"Etape(a_compter_du={self.a_compter_du}, chargement={self.chargement})"


Serie = tuple[Etape, ...]


@dataclass(slots=True)
class MembreConnu:
    """Une personne du foyer : son état civil le plus récent et ses séries. `nouveau` : pas encore en base."""

    id: UUID
    identite: Identite = field(repr=False)
    cles: set[bytes] = field(repr=False)
    series: dict[str, Serie] = field(default_factory=dict)
    personne: UUID | None = None
    nouveau: bool = False
    change: bool = False

    @property
    def present(self) -> bool:
        """Vrai si la dernière étape connue le place dans le foyer."""
        appartenance = self.series.get("appartenance", ())
        return bool(appartenance) and appartenance[-1].valeur != PARTI

    @property
    def role(self) -> str:
        """Sa dernière place dans le foyer, qu'il y soit encore ou non ; vide si elle n'est pas connue."""
        places = [etape.valeur[0] for etape in self.series.get("appartenance", ()) if etape.valeur != PARTI]
        return places[-1] if places else ""


@dataclass(slots=True)
class HistoireFoyer:
    """Tout ce qui se déduit des observations d'un foyer."""

    series: dict[str, Serie] = field(default_factory=dict)
    membres: list[MembreConnu] = field(default_factory=list)


def poser(serie: Serie, fait: Fait, instant: Instant, chargement: int) -> Serie:
    """Ajoute une observation à une série triée ; rend la même série si elle n'apprend rien.

    Sans date de la source, la valeur commence au mois de référence, ou au jour du fichier si une étape plus
    récente est déjà connue. Avec une date antérieure, elle remplace ce qui était dit depuis.
    """
    effet = fait.a_compter_du
    if not serie:
        return (Etape(effet or instant.defaut, fait.valeur, chargement),)
    derniere = serie[-1]
    if effet is None:
        effet = instant.defaut
        if derniere.a_compter_du > effet:
            effet = max(derniere.a_compter_du, instant.jour)
    if derniere.valeur == fait.valeur and derniere.a_compter_du <= effet:
        return serie
    gardees = tuple(etape for etape in serie if etape.a_compter_du < effet)
    if gardees and gardees[-1].valeur == fait.valeur:
        return gardees
    return (*gardees, Etape(effet, fait.valeur, chargement))


def valeur_au(serie: Sequence[Etape], jour: date) -> tuple[Any, ...] | None:
    """Valeur en vigueur ce jour-là, `None` si rien n'était encore dit."""
    valeur = None
    for etape in serie:
        if etape.a_compter_du > jour:
            break
        valeur = etape.valeur
    return valeur


def observer(
    histoire: HistoireFoyer, observation: ObservationFoyer, instant: Instant, chargement: int
) -> None:
    """Prend une observation, la plus récente de ce foyer. Change `histoire` sur place."""
    premiere = not histoire.series.get("etat")
    for nom in SERIES_FOYER:
        fait: Fait | None = getattr(observation, nom)
        if fait is None:
            continue
        if nom == "etat" and premiere and fait.a_compter_du is None:
            fait = Fait(fait.valeur, _ouverture(observation, instant))
        histoire.series[nom] = poser(histoire.series.get(nom, ()), fait, instant, chargement)
    ouverture = _debut_du_droit(histoire)
    connus = apparier(histoire.membres, [membre.identite for membre in observation.membres])
    vus: set[UUID] = set()
    for membre_observe, connu in zip(observation.membres, connus, strict=True):
        membre = connu or _accueillir(histoire, membre_observe.identite)
        vus.add(membre.id)
        _observer_membre(membre, membre_observe, instant, chargement, ouverture)
    for membre in histoire.membres:
        if membre.id not in vus and membre.present:
            membre.series["appartenance"] = poser(
                membre.series["appartenance"], Fait(PARTI), instant, chargement
            )


def rejouer(
    membres: Iterable[MembreConnu], observations: Iterable[tuple[Instant, int, ObservationFoyer]]
) -> HistoireFoyer:
    """Histoire refaite de toutes les observations, par ordre d'instant ; chaque membre garde sa clé."""
    histoire = HistoireFoyer(
        membres=[MembreConnu(m.id, m.identite, set(m.cles), personne=m.personne) for m in membres]
    )
    for instant, chargement, observation in sorted(observations, key=lambda vue: (vue[0], vue[1])):
        observer(histoire, observation, instant, chargement)
    return histoire


def apparier(connus: Sequence[MembreConnu], recues: Sequence[Identite]) -> list[MembreConnu | None]:
    """Pour chaque état civil reçu, le membre déjà connu du foyer, ou `None` s'il est nouveau.

    Du plus sûr au moins sûr : même clé, même NIR, même naissance et prénom (le nom change), même nom et
    prénom (la date est corrigée). Une ressemblance qui désigne deux membres n'en désigne aucun.
    """
    trouves: list[MembreConnu | None] = [None] * len(recues)
    if not connus:
        return trouves
    libres = list(connus)
    for cle in (_par_cle, _par_nir, _par_naissance, _par_nom):
        attente = [rang for rang, trouve in enumerate(trouves) if trouve is None]
        if not attente or not libres:
            break
        for rang in attente:
            memes = [membre for membre in libres if cle(membre, recues[rang])]
            rivales = [autre for autre in attente if trouves[autre] is None and autre != rang]
            if len(memes) == 1 and not any(cle(memes[0], recues[autre]) for autre in rivales):
                trouves[rang] = memes[0]
                libres = [membre for membre in libres if membre is not memes[0]]
    return trouves


def _par_cle(membre: MembreConnu, recue: Identite) -> bool:
    return recue.cle in membre.cles


def _par_nir(membre: MembreConnu, recue: Identite) -> bool:
    return (
        recue.nir is not None
        and recue.nir == membre.identite.nir
        and recue.rang_gemellaire == membre.identite.rang_gemellaire
    )


def _par_naissance(membre: MembreConnu, recue: Identite) -> bool:
    connue = membre.identite
    return (
        (recue.date_naissance, recue.sexe, recue.rang_gemellaire)
        == (connue.date_naissance, connue.sexe, connue.rang_gemellaire)
        and recue.prenom_normalise == connue.prenom_normalise
        and not recue.contredit(connue)
    )


def _par_nom(membre: MembreConnu, recue: Identite) -> bool:
    connue = membre.identite
    return (
        normaliser(recue.nom_naissance) == normaliser(connue.nom_naissance)
        and recue.prenom_normalise == connue.prenom_normalise
        and recue.rang_gemellaire == connue.rang_gemellaire
        and recue.sexe == connue.sexe
        and not recue.contredit(connue)
    )


def _accueillir(histoire: HistoireFoyer, identite: Identite) -> MembreConnu:
    membre = MembreConnu(cle_neuve(), identite, {identite.cle}, nouveau=True)
    histoire.membres.append(membre)
    return membre


def _observer_membre(
    membre: MembreConnu, observe: MembreObserve, instant: Instant, chargement: int, ouverture: date | None
) -> None:
    membre.change = membre.change or membre.identite != observe.identite
    membre.identite = observe.identite
    membre.cles.add(observe.identite.cle)
    membre.series["appartenance"] = _appartenance(membre, observe, instant, chargement)
    for nom, fait in (("droits_devoirs", observe.droits_devoirs), ("activites", observe.activites)):
        if fait is not None:
            premiere = not membre.series.get(nom)
            if premiere and fait.a_compter_du is None and ouverture and ouverture <= instant.jour:
                fait = Fait(fait.valeur, ouverture)
            membre.series[nom] = poser(membre.series.get(nom, ()), fait, instant, chargement)
    for fait in observe.ressources:
        membre.series["ressources"] = poser(membre.series.get("ressources", ()), fait, instant, chargement)


def _appartenance(membre: MembreConnu, observe: MembreObserve, instant: Instant, chargement: int) -> Serie:
    serie = membre.series.get("appartenance", ())
    fin = observe.fin_appartenance
    if fin is None or fin >= instant.jour:
        return poser(serie, observe.appartenance, instant, chargement)
    depart = Fait(PARTI, fin + timedelta(days=1))
    if serie and (serie[-1].a_compter_du, serie[-1].valeur) == (depart.a_compter_du, PARTI):
        return serie
    return poser(poser(serie, observe.appartenance, instant, chargement), depart, instant, chargement)


def _ouverture(observation: ObservationFoyer, instant: Instant) -> date:
    """Premier état connu, que le fichier ne date pas : il vaut du jour de la demande."""
    demande = observation.date_demande
    return demande if demande and demande <= instant.jour else instant.defaut


def _debut_du_droit(histoire: HistoireFoyer) -> date | None:
    """Début du séjour en cours : première étape de la suite d'états ouverts qui finit aujourd'hui."""
    debut = None
    for etape in reversed(histoire.series.get("etat", ())):
        if etape.valeur[0] not in ETATS_OUVERTS:
            break
        debut = etape.a_compter_du
    return debut
