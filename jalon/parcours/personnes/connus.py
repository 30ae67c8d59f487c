"""Lire d'un coup ce qui est déjà su d'un lot de foyers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from jalon.parcours.personnes.civil import CHAMPS_CIVILS, identite_lue
from jalon.parcours.personnes.histoire import HistoireFoyer, MembreConnu
from jalon.parcours.personnes.models import Chargement, Foyer, Membre, ObservationDossier, instant_de
from jalon.parcours.personnes.observations import Instant
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE, parmi


@dataclass(slots=True)
class FoyerConnu:
    """Un foyer de la base, et son histoire."""

    id: UUID
    numero: str
    histoire: HistoireFoyer = field(default_factory=HistoireFoyer)


def foyers_connus(departement: str, numeros: Collection[str]) -> dict[str, FoyerConnu]:
    """Foyers déjà connus parmi ces numéros de demande, en neuf requêtes quel que soit leur nombre."""
    foyers = {
        cle: FoyerConnu(cle, numero)
        for cle, numero in Foyer.objects.filter(
            departement=departement, numero__in=list(numeros)
        ).values_list("id", "numero")
    }
    if not foyers:
        return {}
    for cle, membre in _membres(foyers):
        foyers[cle].histoire.membres.append(membre)
    _poser_series(foyers)
    return {foyer.numero: foyer for foyer in foyers.values()}


def _membres(foyers: Collection[UUID]) -> Iterator[tuple[UUID, MembreConnu]]:
    # Un membre effacé garde ses faits, mais plus personne ne peut être reconnu en lui.
    lignes = (
        Membre.objects.filter(parmi("foyer_id", foyers), efface_le=None)
        .order_by("id")
        .values_list("foyer_id", "id", "personne_id", "cles_vues", *CHAMPS_CIVILS)
    )
    for foyer, cle, personne, cles, *champs in lignes:
        identite = identite_lue(dict(zip(CHAMPS_CIVILS, champs, strict=True)))
        yield foyer, MembreConnu(cle, identite, {bytes(vue) for vue in cles}, personne=personne)


def _poser_series(foyers: dict[UUID, FoyerConnu]) -> None:
    for nom, table in TABLES_FOYER.items():
        for sujet, serie in table.lire(foyers).items():
            foyers[sujet].histoire.series[nom] = serie
    membres = {membre.id: membre for foyer in foyers.values() for membre in foyer.histoire.membres}
    for nom, table in TABLES_MEMBRE.items():
        for sujet, serie in table.lire(membres).items():
            membres[sujet].series[nom] = serie


def chargements_depuis(instant: Instant) -> list[int]:
    """Fichiers du flux aussi récents que cet instant, ou plus."""
    dates = Chargement.objects.exclude(reference=None).exclude(cree_le=None)
    return [chargement.pk for chargement in dates if chargement.instant >= instant]


def vus_par(foyers: Collection[UUID], chargements: Collection[int]) -> list[UUID]:
    """Ceux de ces foyers que l'un de ces fichiers a montrés."""
    vus = ObservationDossier.objects.filter(parmi("foyer_id", foyers), chargement__in=chargements)
    return list(vus.order_by("foyer_id").values_list("foyer_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Vue:
    """Ce qu'un fichier a montré d'un foyer ; `contenu` est chiffré."""

    instant: Instant
    chargement: int
    empreinte: bytes = field(repr=False)
    contenu: bytes = field(repr=False)


def versions_observees(foyers: Collection[UUID]) -> dict[UUID, list[Vue]]:
    """Pour chaque foyer, ce que chaque fichier en a montré."""
    vues: dict[UUID, list[Vue]] = defaultdict(list)
    lignes = ObservationDossier.objects.filter(parmi("foyer_id", foyers)).values_list(
        "foyer_id",
        "chargement_id",
        "chargement__reference",
        "chargement__cree_le",
        "chargement__source",
        "version__empreinte",
        "version__contenu",
    )
    for foyer, chargement, reference, cree_le, source, empreinte, contenu in lignes:
        instant = instant_de(reference, cree_le, source)
        vues[foyer].append(Vue(instant, chargement, bytes(empreinte), bytes(contenu)))
    return vues
