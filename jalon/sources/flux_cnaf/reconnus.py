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
    """Un dossier déjà chargé : son foyer, sa dernière version, son empreinte, combien elle a de personnes."""

    foyer: str
    version: int
    empreinte: bytes
    personnes: int
    numero: str


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
            "SELECT f.id::text, v.id, v.empreinte, f.taille, f.numero FROM parcours_personnes_foyer f"
            " JOIN parcours_personnes_versiondossier v"
            " ON v.foyer_id = f.id AND v.empreinte = f.derniere_empreinte"
            " WHERE f.taille IS NOT NULL AND (f.echeance IS NULL OR f.echeance >= %s)",
            [instant.jour],
        )
        connus = map(Connu._make, curseur.fetchall())
        return {connu.numero: connu for connu in connus}


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
