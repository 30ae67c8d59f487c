"""Retirer une personne d'un dossier gardé, ou n'y lire qu'elle : le reste du foyer n'est pas à elle."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from lxml import etree

from jalon.parcours.personnes.identite import nir_lu, normaliser
from jalon.parcours.personnes.observations import MembreObserve
from jalon.sources.flux_cnaf.analyse import analyser_xml, nom_local
from jalon.sources.flux_cnaf.conserve import relire
from jalon.sources.flux_cnaf.encodage import UTF8, Encodage
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import FoyerLu
from jalon.sources.tableurs.conserve import MARQUE, FoyerIncoherent, observation_du_tableur

PERSONNE, LIEN = "Personne", "Rattachement"


def expurger(conserve: bytes, cles: Collection[bytes]) -> bytes | None:
    """Octets gardés d'un dossier, sans les personnes de ces clés d'identité.

    Les liens de parenté qui nomment quelqu'un d'autre que ceux qui restent s'en vont aussi. Rend `None` si le
    dossier ne parle que d'elles, ou s'il ne se lit plus : rien de lui ne peut rester.
    """
    if conserve.startswith(MARQUE):
        return _expurger_tableur(conserve, cles)
    lu = relire(conserve)
    if not isinstance(lu, FoyerLu):
        return None
    dialecte, _, octets = conserve.partition(b"\n")
    racine = analyser_xml(octets, Encodage(UTF8, UTF8, sur=True))
    personnes = list(zip(_enfants(racine, PERSONNE), lu.personnes, traduire(lu).membres, strict=True))
    restent = [personne for personne in personnes if personne[2].identite.cle not in cles]
    if not restent:
        return None
    for bloc, _, membre in personnes:
        if membre.identite.cle in cles:
            racine.remove(bloc)
    coupes = _couper_liens(restent)
    if len(restent) == len(personnes) and not coupes:
        return conserve
    return dialecte + b"\n" + etree.tostring(racine, encoding="utf-8", xml_declaration=False)


def _couper_liens(restent: list[tuple[Any, dict[str, Any], MembreObserve]]) -> int:
    """Retire les liens de parenté qui nomment quelqu'un d'autre que ceux qui restent ; rend leur nombre."""
    identites = [membre.identite for _, _, membre in restent]
    connus: set[Any] = {
        (normaliser(i.nom_naissance), i.prenom_normalise, i.date_naissance) for i in identites
    }
    connus |= {i.nir for i in identites if i.nir}
    coupes = 0
    for bloc, donnees, _ in restent:
        lus = donnees.get(LIEN, [])
        liens = lus if isinstance(lus, list) else [lus]
        elements = _enfants(bloc, LIEN)
        gardes = [_designe(lien) & connus for lien in liens] if len(liens) == len(elements) else []
        for rang, element in enumerate(elements):
            if rang >= len(gardes) or not gardes[rang]:
                bloc.remove(element)
                coupes += 1
    return coupes


def _designe(lien: dict[str, Any]) -> set[Any]:
    """Ce par quoi un lien nomme une personne : son NIR, son état civil."""
    civil = (normaliser(lien.get("NOMNAI", "")), normaliser(lien.get("PRENOM", "")), lien.get("DTNAI"))
    nir = nir_lu(lien.get("NIR"))
    return {civil, nir} - {None}


def _enfants(element: Any, nom: str) -> list[Any]:
    return [enfant for enfant in element if nom_local(enfant.tag) == nom]


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
    """Ce que le dossier gardé dit des personnes de ces clés, aux noms de la CNAF.

    Sans aucun NIR ; d'un lien de parenté, la seule nature : le parent est quelqu'un d'autre.
    """
    if conserve.startswith(MARQUE):
        return _lignes_de(conserve, cles)
    lu = relire(conserve)
    if not isinstance(lu, FoyerLu):
        return []
    membres = traduire(lu).membres
    return [
        _a_elle_seule(bloc)
        for bloc, membre in zip(lu.personnes, membres, strict=True)
        if membre.identite.cle in cles
    ]


def _lignes_de(conserve: bytes, cles: Collection[bytes]) -> list[dict[str, Any]]:
    membres = observation_du_tableur(conserve).membres
    lignes = json.loads(conserve.removeprefix(MARQUE))
    return [
        _sans_nir(ligne) for ligne, membre in zip(lignes, membres, strict=True) if membre.identite.cle in cles
    ]


def _a_elle_seule(bloc: dict[str, Any]) -> dict[str, Any]:
    liens = bloc.get(LIEN, [])
    natures = [{"TYPEPAR": lien.get("TYPEPAR")} for lien in (liens if isinstance(liens, list) else [liens])]
    sien: dict[str, Any] = _sans_nir({nom: valeur for nom, valeur in bloc.items() if nom != LIEN})
    return sien | ({LIEN: natures} if natures else {})


def _sans_nir(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {nom: _sans_nir(v) for nom, v in valeur.items() if "NIR" not in nom.upper()}
    if isinstance(valeur, list):
        return [_sans_nir(v) for v in valeur]
    return valeur
