"""Retirer une personne d'un dossier gardé, ou n'y lire qu'elle : le reste du foyer n'est pas à elle."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from lxml import etree

from jalon.sources.flux_cnaf.analyse import analyser_xml, nom_local
from jalon.sources.flux_cnaf.conserve import relire
from jalon.sources.flux_cnaf.encodage import UTF8, Encodage
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import FoyerLu
from jalon.sources.tableurs.conserve import MARQUE, FoyerIncoherent, observation_du_tableur

PERSONNE = "Personne"


def expurger(conserve: bytes, cles: Collection[bytes]) -> bytes | None:
    """Octets gardés d'un dossier, sans les personnes de ces clés d'identité.

    Rend `None` si le dossier ne parle que d'elles, ou s'il ne se lit plus : rien de lui ne peut rester.
    """
    if conserve.startswith(MARQUE):
        return _expurger_tableur(conserve, cles)
    lu = relire(conserve)
    if not isinstance(lu, FoyerLu):
        return None
    dialecte, _, octets = conserve.partition(b"\n")
    racine = analyser_xml(octets, Encodage(UTF8, UTF8, sur=True))
    blocs = [enfant for enfant in racine if nom_local(enfant.tag) == PERSONNE]
    membres = traduire(lu).membres
    visees = [bloc for bloc, membre in zip(blocs, membres, strict=True) if membre.identite.cle in cles]
    if not visees:
        return conserve
    if len(visees) == len(blocs):
        return None
    for bloc in visees:
        racine.remove(bloc)
    return dialecte + b"\n" + etree.tostring(racine, encoding="utf-8", xml_declaration=False)


def _expurger_tableur(conserve: bytes, cles: Collection[bytes]) -> bytes | None:
    """Un foyer venu d'un tableur : une ligne par personne, dans l'ordre de l'observation."""
    try:
        membres = observation_du_tableur(conserve).membres
        lignes = json.loads(conserve.removeprefix(MARQUE))
        restent = [
            ligne for ligne, membre in zip(lignes, membres, strict=True) if membre.identite.cle not in cles
        ]
        if len(restent) == len(lignes):
            return conserve
        reste = MARQUE + json.dumps(restent, ensure_ascii=False, sort_keys=True).encode()
        observation_du_tableur(reste)
    except FoyerIncoherent:
        return None
    return reste


def blocs_de(conserve: bytes, cles: Collection[bytes]) -> list[dict[str, Any]]:
    """Ce que le dossier gardé dit des personnes de ces clés, aux noms de la CNAF, sans aucun NIR."""
    if conserve.startswith(MARQUE):
        return _lignes_de(conserve, cles)
    lu = relire(conserve)
    if not isinstance(lu, FoyerLu):
        return []
    membres = traduire(lu).membres
    return [
        _sans_nir(bloc)
        for bloc, membre in zip(lu.personnes, membres, strict=True)
        if membre.identite.cle in cles
    ]


def _lignes_de(conserve: bytes, cles: Collection[bytes]) -> list[dict[str, Any]]:
    membres = observation_du_tableur(conserve).membres
    lignes = json.loads(conserve.removeprefix(MARQUE))
    return [
        _sans_nir(ligne) for ligne, membre in zip(lignes, membres, strict=True) if membre.identite.cle in cles
    ]


def _sans_nir(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {nom: _sans_nir(v) for nom, v in valeur.items() if "NIR" not in nom.upper()}
    if isinstance(valeur, list):
        return [_sans_nir(v) for v in valeur]
    return valeur
