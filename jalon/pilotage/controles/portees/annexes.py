"""Portées de l'annexe contre les fiches : lignes rapprochées par leur libellé et par leurs valeurs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from weakref import WeakKeyDictionary

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, nom_tableau
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.rapport import Certitude, Gravite
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Valeur
from jalon.pilotage.controles.series import (
    Cle,
    Serie,
    accords,
    accords_parlants,
    inclusion,
    nom_cle,
    paires_communes,
    racines_libelle,
    score_libelle,
    series,
)
from jalon.pilotage.controles.textes import mots_proches

_SUR, _SANS_VALEUR = 0.5, 0.8


@dataclass(slots=True)
class Lien:
    """Une ligne d'annexe et la ou les lignes de fiche qu'elle reprend ou additionne.

    `genre` : `libelle` (même nom), `valeurs` (mêmes nombres, noms proches), `autre_nom`, `somme`, `decale`.
    """

    annexe: Serie
    fiches: list[Serie]
    genre: str
    vraie: Serie | None = None


_LIENS: WeakKeyDictionary[Dossier, list[Lien]] = WeakKeyDictionary()


def liens(dossier: Dossier) -> list[Lien]:
    """Les liens de tout le dossier, cherchés une fois."""
    if dossier not in _LIENS:
        _LIENS[dossier] = list(_chercher(dossier))
    return _LIENS[dossier]


def _chercher(dossier: Dossier) -> Iterator[Lien]:
    annexes = [s for t in dossier.releve.annexes for s in series(t)]
    fiches = [
        s
        for f in dossier.releve.fiches
        for t in f.tableaux
        if t.genre == "fiche"
        for s in series(t)
        if s.valeurs
    ]
    attribues = _attribuer(annexes, fiches)
    for annexe in annexes:
        if not annexe.valeurs and not annexe.vides:
            continue
        lien = _lien(annexe, attribues.get(id(annexe)), fiches, attribues)
        if lien is not None:
            yield lien


def _attribuer(annexes: list[Serie], fiches: list[Serie]) -> dict[int, Serie]:
    """Chaque ligne d'annexe à la ligne de fiche qui porte son nom, la plus ressemblante d'abord."""
    notes = []
    for annexe, fiche in product(annexes, fiches):
        score = score_libelle(annexe.ligne.libelle, fiche.ligne.libelle)
        if score >= (_SUR if annexe.valeurs else _SANS_VALEUR):
            notes.append((score + 0.02 * accords(annexe, fiche), annexe, fiche))
    notes.sort(key=lambda n: -n[0])
    prises: set[int] = set()
    attribues: dict[int, Serie] = {}
    for _, annexe, fiche in notes:
        if id(annexe) not in attribues and id(fiche) not in prises:
            attribues[id(annexe)] = fiche
            prises.add(id(fiche))
    return attribues


def _lien(
    annexe: Serie, nommee: Serie | None, fiches: list[Serie], attribues: dict[int, Serie]
) -> Lien | None:
    somme = _somme(annexe, nommee, fiches) if nommee is not None else None
    if somme is not None:
        return Lien(annexe, somme, "somme")
    memes = max(fiches, key=lambda f: accords_parlants(annexe, f), default=None)
    if nommee is not None:
        autre = _decalee(annexe, nommee, fiches)
        return (
            Lien(annexe, [nommee], "decale", autre)
            if autre is not None
            else Lien(annexe, [nommee], "libelle")
        )
    if memes is None:
        return None
    parlants = accords_parlants(annexe, memes)
    proche = inclusion(annexe.ligne.libelle, memes.ligne.libelle)
    prise = any(f is memes for f in attribues.values())
    if prise and parlants >= 1 and _grande(annexe, memes):
        return Lien(annexe, [], "decale", memes)
    if parlants >= 1 and proche >= 0.5 and not prise:
        return Lien(annexe, [memes], "valeurs")
    return Lien(annexe, [memes], "autre_nom") if parlants >= 2 and not prise else None


def _grande(annexe: Serie, fiche: Serie) -> bool:
    return any(a.nombre == b.nombre and (a.nombre or 0) >= 1000 for _, a, b in paires_communes(annexe, fiche))


def _decalee(annexe: Serie, nommee: Serie, fiches: list[Serie]) -> Serie | None:
    """Une autre ligne du même tableau de fiche dont les valeurs sont celles de l'annexe."""
    if accords(annexe, nommee) > 0 or not any(True for _ in paires_communes(annexe, nommee)):
        return None
    voisines = [f for f in fiches if f.tableau is nommee.tableau and f is not nommee]
    meilleure = max(voisines, key=lambda f: accords(annexe, f), default=None)
    return meilleure if meilleure is not None and accords(annexe, meilleure) >= 2 else None


def _somme(annexe: Serie, nommee: Serie, fiches: list[Serie]) -> list[Serie] | None:
    """La ligne nommée plus une ligne d'une fiche sœur, si leur somme tombe plus souvent juste."""
    famille = nommee.tableau.action.split(".")[0]
    soeurs = [
        f
        for f in fiches
        if f.tableau is not nommee.tableau
        and famille
        and f.tableau.action.split(".")[0] == famille
        and f.tableau.action != nommee.tableau.action
    ]
    candidates = [(_justes(annexe, [nommee, s]), s) for s in soeurs]
    meilleure = max(candidates, key=lambda c: c[0], default=None)
    if meilleure is None or meilleure[0] <= _justes(annexe, [nommee]) or meilleure[0] < 2:
        return None
    return [nommee, meilleure[1]]


def _justes(annexe: Serie, parts: list[Serie]) -> int:
    return sum(
        annexe.valeurs[cle].nombre == sum(v.nombre or 0 for v in valeurs)
        for cle in annexe.valeurs
        if (valeurs := _parts(parts, cle))
    )


def _parts(parts: list[Serie], cle: Cle) -> list[Valeur]:
    return [v for s in parts if (v := s.valeurs.get(cle) or s.valeurs.get(("saison", cle[1]))) is not None]


def _termes(parts: list[Serie], cle: Cle) -> list[Terme]:
    return [
        Terme(f"{nom_tableau(s.tableau, s.ligne)}, {nom_cle(cle)}", v)
        for s in parts
        if (v := s.valeurs.get(cle) or s.valeurs.get(("saison", cle[1]))) is not None
    ]


@portee("annexe_fiche")
def annexe_fiche(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Valeur par valeur, l'annexe contre la fiche (ou la somme de fiches) qu'elle reprend."""
    for lien in liens(dossier):
        sur = lien.genre == "libelle"
        parts = lien.fiches if lien.genre != "decale" else ([lien.vraie] if lien.vraie is not None else [])
        for cle, valeur in lien.annexe.valeurs.items():
            termes = _termes(parts, cle)
            if not termes:
                continue
            cas = Cas(
                nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
                [Terme(f"annexe, {nom_cle(cle)}", valeur)],
                termes,
                {"periode": nom_cle(cle)},
            )
            if not sur:
                cas.gravite, cas.certitude = Gravite.AVERTISSEMENT, Certitude.PROBABLE
            yield cas


@portee("annexe_decalage")
def annexe_decalage(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une ligne d'annexe dont aucune valeur n'est celle de la fiche, mais qui reprend une autre ligne."""
    for lien in liens(dossier):
        if lien.genre == "libelle":
            yield Cas(nom_tableau(lien.annexe.tableau, lien.annexe.ligne), conforme=True)
        elif lien.genre == "decale" and lien.vraie is not None:
            communes = list(paires_communes(lien.annexe, lien.vraie))
            yield Cas(
                nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
                [Terme(f"annexe, {nom_cle(c)}", a) for c, a, _ in communes],
                [
                    Terme(f"{nom_tableau(lien.vraie.tableau, lien.vraie.ligne)}, {nom_cle(c)}", b)
                    for c, _, b in communes
                ]
                + [t for c, _, _ in communes for t in _termes(lien.fiches, c)],
                {"autre": lien.vraie.ligne.libelle, "action": lien.vraie.tableau.action},
                conforme=False,
            )


@portee("annexe_vide")
def annexe_vide(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """L'annexe laisse vide ce que la fiche chiffre."""
    for lien in liens(dossier):
        if lien.genre not in {"libelle", "somme"}:
            continue
        manquent = [c for c in lien.annexe.vides if _termes(lien.fiches, c)]
        yield Cas(
            nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
            [Terme(f"annexe, {nom_cle(c)}", texte_lu("", lien.annexe.vides[c].lieu)) for c in manquent],
            [t for c in manquent for t in _termes(lien.fiches, c)],
            {"periodes": ", ".join(nom_cle(c) for c in manquent)},
            conforme=not manquent,
        )


@portee("annexe_libelle")
def annexe_libelle(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les mêmes nombres sous deux noms : l'annexe ne compte pas ce que la fiche compte."""
    for lien in liens(dossier):
        if lien.genre not in {"libelle", "valeurs", "autre_nom"}:
            continue
        fiche = lien.fiches[0]
        yield Cas(
            nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
            [Terme("libellé de l'annexe", texte_lu(lien.annexe.ligne.libelle, lien.annexe.ligne.lieu))],
            [Terme("libellé de la fiche", texte_lu(fiche.ligne.libelle, fiche.ligne.lieu))],
            {"fiche": fiche.tableau.action},
            conforme=lien.genre != "autre_nom",
        )


@portee("annexe_mesure")
def annexe_mesure(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les lignes d'une même fiche sont sous la même mesure de l'annexe."""
    par_tableau: dict[int, list[Lien]] = {}
    for lien in liens(dossier):
        if lien.genre == "libelle" and lien.annexe.ligne.mesure:
            par_tableau.setdefault(id(lien.fiches[0].tableau), []).append(lien)
    for groupe in par_tableau.values():
        mesures = [lien.annexe.ligne.mesure for lien in groupe]
        usuelle = max(dict.fromkeys(mesures), key=mesures.count)
        if mesures.count(usuelle) < 3:
            continue
        for lien in groupe:
            yield Cas(
                nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
                [Terme("mesure imprimée", texte_lu(lien.annexe.ligne.mesure, lien.annexe.ligne.lieu))],
                [Terme("mesure des lignes de la même fiche", texte_lu(usuelle, groupe[0].annexe.ligne.lieu))],
                {"mesure": lien.annexe.ligne.mesure, "usuelle": usuelle},
                conforme=lien.annexe.ligne.mesure == usuelle,
            )


@portee("annexe_mot")
def annexe_mot(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un mot du libellé d'annexe et un mot de la fiche ne diffèrent que d'une lettre ou deux."""
    for lien in liens(dossier):
        if lien.genre != "libelle":
            continue
        fiche = lien.fiches[0]
        a, b = racines_libelle(lien.annexe.ligne.libelle), racines_libelle(fiche.ligne.libelle)
        fautes = [(x, y) for x in a - b for y in b - a if mots_proches(x, y)]
        yield Cas(
            nom_tableau(lien.annexe.tableau, lien.annexe.ligne),
            [Terme("libellé de l'annexe", texte_lu(lien.annexe.ligne.libelle, lien.annexe.ligne.lieu))],
            [Terme("libellé de la fiche", texte_lu(fiche.ligne.libelle, fiche.ligne.lieu))],
            {"mots": ", ".join(f"« {x} » et « {y} »" for x, y in fautes)},
            conforme=not fautes,
        )
