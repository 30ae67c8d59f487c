"""Lire d'un coup ce qui est déjà su d'un lot de foyers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from jalon.parcours.personnes.civil import CHAMPS_CIVILS, identite_lue
from jalon.parcours.personnes.histoire import HistoireFoyer, MembreConnu
from jalon.parcours.personnes.models import Foyer, Membre, ObservationDossier, instant_de
from jalon.parcours.personnes.observations import Instant
from jalon.parcours.personnes.series import TABLES_FOYER, TABLES_MEMBRE, parmi


@dataclass(slots=True)
class FoyerConnu:
    """Un foyer de la base : son histoire, et à quel instant il a été vu pour la dernière fois."""

    id: UUID
    numero: str
    histoire: HistoireFoyer = field(default_factory=HistoireFoyer)
    vu: Instant | None = None


def foyers_connus(departement: str, numeros: Collection[str]) -> dict[str, FoyerConnu]:
    """Foyers déjà connus parmi ces numéros de demande, en dix requêtes quel que soit leur nombre."""
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
    for cle, instant in _derniers_instants(foyers):
        foyers[cle].vu = instant
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


def _derniers_instants(foyers: Collection[UUID]) -> Iterator[tuple[UUID, Instant]]:
    par_foyer: dict[UUID, Instant] = {}
    lignes = ObservationDossier.objects.filter(parmi("foyer_id", foyers)).values_list(
        "foyer_id", "chargement__reference", "chargement__cree_le", "chargement__source"
    )
    for foyer, reference, cree_le, source in lignes:
        instant = instant_de(reference, cree_le, source)
        if foyer not in par_foyer or par_foyer[foyer] < instant:
            par_foyer[foyer] = instant
    yield from par_foyer.items()


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
