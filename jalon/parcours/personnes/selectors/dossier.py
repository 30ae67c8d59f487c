"""Le dossier d'une personne et celui d'un foyer, au jour qu'on regarde.

Ce qui commence après ce jour n'est pas montré ; ce qui court ce jour-là n'a pas de fin. La base ne rend que
les foyers et les personnes du périmètre du lecteur.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.personnes.enums import ETATS_OUVERTS, EtatDossier
from jalon.parcours.personnes.models import Chargement, Contact, Episode, Foyer, Membre, Personne
from jalon.parcours.personnes.selectors.connu import Relire, Series, series_connues
from jalon.parcours.personnes.selectors.periodes import Periode, derniere, limiter, periodes
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE
from jalon.socle.acces.models import Compte

SUSPENDUS = (EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU)
SECRETS = ("nir_chiffre", "trigrammes")


@dataclass(slots=True)
class HistoireMembre:
    """Une personne dans un foyer et ses périodes ; `roles` ne garde que les jours où elle en fait partie."""

    membre: Membre
    roles: list[Periode] = field(default_factory=list)
    droits_devoirs: list[Periode] = field(default_factory=list)
    activites: list[Periode] = field(default_factory=list)
    ressources: list[Periode] = field(default_factory=list)

    @property
    def present(self) -> bool:
        return derniere(self.roles) is not None

    @property
    def role(self) -> str:
        """Rôle au jour regardé, ou le dernier qu'elle a eu."""
        return str(self.roles[-1].valeur[0]) if self.roles else ""


@dataclass(slots=True)
class HistoireFoyer:
    """Un foyer et ses périodes : droits, adresses, situations de famille, montants, membres."""

    foyer: Foyer
    droits: list[Periode] = field(default_factory=list)
    adresses: list[Periode] = field(default_factory=list)
    situations: list[Periode] = field(default_factory=list)
    montants: list[Periode] = field(default_factory=list)
    membres: list[HistoireMembre] = field(default_factory=list)

    @property
    def droit(self) -> Periode | None:
        return derniere(self.droits)

    @property
    def adresse(self) -> Periode | None:
        return derniere(self.adresses)

    @property
    def montant(self) -> Periode | None:
        return derniere(self.montants)

    @property
    def situation(self) -> Periode | None:
        return derniere(self.situations)

    @property
    def suspensions(self) -> list[Periode]:
        return [droit for droit in self.droits if droit.valeur[0] in SUSPENDUS]

    @property
    def ouvert(self) -> bool:
        return self.droit is not None and self.droit.valeur[0] in ETATS_OUVERTS


@dataclass(slots=True)
class DossierPersonne:
    """Ce que Jalon montre d'une personne au jour `au`. `foyers` : celui où elle est, puis les anciens."""

    personne: Personne
    au: date
    nir: str
    foyers: list[tuple[HistoireFoyer, HistoireMembre]]
    contacts: list[Contact]
    episodes: list[Episode]
    chargements: Mapping[int, Chargement]

    @property
    def actuel(self) -> tuple[HistoireFoyer, HistoireMembre] | None:
        """Le foyer où elle est au jour regardé."""
        return next(((foyer, membre) for foyer, membre in self.foyers if membre.present), None)

    @property
    def episode(self) -> Episode | None:
        """L'épisode qui court au jour regardé."""
        return next((e for e in self.episodes if e.sortie is None or e.sortie > self.au), None)


@dataclass(slots=True)
class DossierFoyer:
    """Un foyer au jour `au` ; `membres` de l'histoire : ceux du foyer que le lecteur peut voir."""

    histoire: HistoireFoyer
    au: date
    chargements: Mapping[int, Chargement]


def dossier_personne(
    cle: UUID, lecteur: Compte, au: date | None = None, *, relire: Relire | None = None
) -> DossierPersonne:
    """Dossier d'une personne du périmètre. Lève `Personne.DoesNotExist` hors du périmètre, ou si elle est
    effacée.

    Le NIR n'est jamais rendu : seulement s'il est connu, et certifié ou non. `relire` : montrer ce que Jalon
    savait ce jour-là (voir `series_connues`) plutôt que ce qu'il en sait maintenant.
    """
    jour = au or timezone.localdate()
    personne = Personne.objects.defer(*SECRETS).get(pk=cle, effacee_le=None)
    membres = list(_membres().filter(personne=personne).select_related("foyer"))
    histoires = {m.foyer_id: HistoireFoyer(m.foyer) for m in membres}
    _remplir(histoires, membres, jour, relire)
    foyers = [(histoires[m.foyer_id], h) for m in membres for h in histoires[m.foyer_id].membres]
    for histoire, membre in foyers:
        histoire.droits = limiter(histoire.droits, membre.roles)
    foyers.sort(key=lambda paire: paire[0].foyer.numero)
    foyers.sort(key=_rang, reverse=True)
    return DossierPersonne(
        personne=personne,
        au=jour,
        nir=_dire_nir(personne),
        foyers=[paire for paire in foyers if paire[1].roles],
        contacts=_contacts(personne, jour),
        episodes=list(Episode.objects.filter(personne=personne, entree__lte=jour).order_by("-entree")),
        chargements=_chargements(histoires.values()),
    )


def dossier_foyer(
    cle: UUID, lecteur: Compte, au: date | None = None, *, relire: Relire | None = None
) -> DossierFoyer:
    """Dossier d'un foyer dont une personne au moins est du périmètre. Lève `Foyer.DoesNotExist` sinon.

    `relire` : comme pour `dossier_personne`.
    """
    jour = au or timezone.localdate()
    foyer = Foyer.objects.get(pk=cle)
    histoire = HistoireFoyer(foyer)
    membres = list(_membres().filter(foyer=foyer).select_related("personne"))
    _remplir({foyer.pk: histoire}, membres, jour, relire)
    histoire.membres = [membre for membre in histoire.membres if membre.roles]
    histoire.membres.sort(key=lambda m: (not m.present, m.role != "DEM", m.role != "CJT", m.membre.nom))
    return DossierFoyer(histoire, jour, _chargements([histoire]))


def _membres():  # type: ignore[no-untyped-def]
    return Membre.objects.defer("nir_chiffre", "nir_cle", "cles_vues").order_by("id")


def _remplir(
    histoires: Mapping[UUID, HistoireFoyer], membres: Iterable[Membre], jour: date, relire: Relire | None
) -> None:
    """Pose les périodes de ces foyers et de ces membres : huit requêtes, quel qu'en soit le nombre."""
    liste = list(membres)
    if relire is None:
        series = {nom: table.lire(histoires) for nom, table in TABLES_FOYER.items()}
        series_membres = {nom: table.lire([m.pk for m in liste]) for nom, table in TABLES_MEMBRE.items()}
    else:
        series, series_membres = series_connues((h.foyer for h in histoires.values()), jour, relire)
    for cle, histoire in histoires.items():
        histoire.droits = _lire(series, "etat", cle, jour)
        histoire.adresses = _lire(series, "adresse", cle, jour)
        histoire.situations = _lire(series, "situation", cle, jour)
        histoire.montants = _lire(series, "montant", cle, jour)
    for membre in liste:
        histoires[membre.foyer_id].membres.append(
            HistoireMembre(
                membre,
                roles=[p for p in _lire(series_membres, "appartenance", membre.pk, jour) if p.valeur[0]],
                droits_devoirs=_lire(series_membres, "droits_devoirs", membre.pk, jour),
                activites=_lire(series_membres, "activites", membre.pk, jour),
                ressources=_lire(series_membres, "ressources", membre.pk, jour),
            )
        )


def _lire(series: Series, nom: str, cle: UUID, jour: date) -> list[Periode]:
    return periodes(series.get(nom, {}).get(cle, ()), jour)


def _rang(paire: tuple[HistoireFoyer, HistoireMembre]) -> tuple[Any, ...]:
    """Le foyer où elle est d'abord, au droit ouvert, puis le plus récent."""
    foyer, membre = paire
    arrivee = membre.roles[-1].du if membre.roles else date.min
    return membre.present, foyer.ouvert, arrivee


def _dire_nir(personne: Personne) -> str:
    if personne.nir_cle is None:
        return "absent"
    return "certifié" if personne.certifiee else "non certifié"


def _contacts(personne: Personne, jour: date) -> list[Contact]:
    """Moyens de la joindre connus ce jour-là, en vigueur d'abord."""
    connus = Contact.objects.filter(personne=personne, a_compter_du__lte=jour).select_related("note_par")
    return sorted(connus, key=lambda c: (bool(c.fin and c.fin < jour), c.nature, -c.a_compter_du.toordinal()))


def _chargements(histoires: Iterable[HistoireFoyer]) -> dict[int, Chargement]:
    """Les fichiers qui ont dit ces faits, pour que chaque ligne montre sa source."""
    cles: dict[int, None] = defaultdict(None)
    for h in histoires:
        for suite in (h.droits, h.adresses, h.situations, h.montants):
            cles |= dict.fromkeys(p.chargement for p in suite)
        for m in h.membres:
            for suite in (m.roles, m.droits_devoirs, m.activites, m.ressources):
                cles |= dict.fromkeys(p.chargement for p in suite)
    return Chargement.objects.in_bulk(cles)
