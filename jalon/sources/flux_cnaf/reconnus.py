"""Reconnaître un dossier que le fichier redit à l'identique : il n'est pas relu, seulement noté présent.

La base garde l'empreinte de la dernière version de chaque foyer, combien de personnes elle montre, et le
premier jour où la relire s'impose bien qu'elle n'ait pas changé : une fin de rattachement encore à venir
quand elle a été lue, et passée depuis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.db import connection

from jalon.parcours.personnes.enums import EtatChargement, Source
from jalon.parcours.personnes.models import Chargement
from jalon.parcours.personnes.observations import Instant
from jalon.sources.flux_cnaf.decoupe import Decoupe
from jalon.sources.flux_cnaf.tranches import Tranche


class Connu(NamedTuple):
    """Un dossier déjà chargé : son foyer, l'empreinte de sa dernière version, combien elle a de personnes."""

    foyer: str
    empreinte: bytes
    personnes: int


def connus_comparables(instant: Instant) -> dict[str, Connu]:
    """Dossiers connus par leur numéro, si ce fichier est plus récent que tous ceux déjà chargés.

    Y manquent ceux dont une échéance est passée : le fichier en dit autre chose qu'alors.
    """
    instants = [
        charge.instant
        for charge in Chargement.objects.filter(etat=EtatChargement.CHARGE, reference__isnull=False)
        if charge.source in (Source.FLUX_MENSUEL, Source.FLUX_QUOTIDIEN)
    ]
    if not instants or max(instants) >= instant:
        return {}
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT numero, id::text, derniere_empreinte, taille FROM parcours_personnes_foyer"
            " WHERE derniere_empreinte IS NOT NULL AND taille IS NOT NULL"
            " AND (echeance IS NULL OR echeance >= %s)",
            [instant.jour],
        )
        return {numero: Connu(*connu) for numero, *connu in curseur.fetchall()}


def distinguer(
    decoupe: Decoupe, connus: Mapping[str, Connu], a_garder: Mapping[str, int]
) -> Iterator[tuple[Tranche, Connu | None]]:
    """Chaque tranche, et le foyer connu qu'elle redit : elle se vide alors de ses octets, sauf `a_garder`."""
    for tranche in decoupe:
        connu = connus.get(tranche.dossier)
        if connu is None or connu.empreinte != tranche.empreinte:
            yield tranche, None
        elif tranche.dossier in a_garder:
            yield tranche, connu
        else:
            yield tranche._replace(octets=b""), connu
