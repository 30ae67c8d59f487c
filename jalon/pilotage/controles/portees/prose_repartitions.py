"""Portées des répartitions : des parts en pourcentage qui doivent faire cent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier, Phrase, nom_fiche
from jalon.pilotage.controles.portees.prose import HORS_PROSE
from jalon.pilotage.controles.portees.prose_sommes import extrait, mots_opposes
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import NombreLu, nettoyer, nombres
from jalon.pilotage.controles.rapport import Certitude, Gravite
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, TypeSection, Valeur
from jalon.pilotage.controles.textes import normaliser

# Jusqu'où une somme s'écarte de cent sans qu'on cesse d'y voir une répartition, selon ce que dit le texte.
_ANNONCEE, _PARALLELE, _MUETTE = Decimal(80), Decimal(15), Decimal(3)
_ANNONCE = re.compile(r"répart|représent|décompos|ci-dessous|types d|catégories|\bautres?\b", re.I)
_SOUS_TOTAL = re.compile(
    r"(\d+)\s?%[^%.]*\.\s+(\d+)\s?%\s+sont\b[^%.]*,\s*(\d+)\s?%[^%.]*?\bet\s+(\d+)\s?%", re.I
)


@portee("phrase_restants")
def phrase_restants(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 39 % … Les 61 % restants » et « 78 % de femmes pour 22 % d'hommes » font cent."""
    for phrase in dossier.phrases:
        if phrase.type in HORS_PROSE or "%" not in phrase.texte:
            continue
        taux = [n for n in nombres(nettoyer(phrase.texte), phrase.lieu) if n.pourcentage]
        for rang, lu in enumerate(taux[1:], 1):
            avant = taux[:rang]
            if re.match(r"\s*restant", lu.apres):
                juste = next((a for a in avant if a.nombre + lu.nombre == 100), avant[0])
                yield _cent(phrase.fiche, [juste, lu])
            elif mots_opposes([taux[rang - 1], lu], [frozenset({"femme", "homme"})]):
                yield _cent(phrase.fiche, [taux[rang - 1], lu])


def _cent(fiche: Fiche, parts: list[NombreLu]) -> Cas:
    cent = Valeur("100 %", parts[0].valeur.lieu, nombre=Decimal(100), unite="%")
    somme = sum((p.nombre for p in parts), Decimal(0))
    cas = Cas(
        nom_fiche(fiche),
        [Terme(f"« {extrait(p)} »", p.valeur) for p in parts],
        [Terme("total attendu", cent)],
        conforme=somme == 100,
    )
    if somme != 100 and abs(somme - 100) <= Decimal(len(parts)) / 2:
        cas.gravite, cas.certitude = Gravite.INFORMATION, Certitude.A_VERIFIER
        cas.piste = "l'écart peut venir des arrondis ; le dire, ou ajuster la plus grande part"
    return cas


def _repartition(fiche: Fiche, parts: list[NombreLu], annoncee: bool, parallele: bool) -> Iterator[Cas]:
    """Le cas, si la somme est assez près de cent pour que ce soit bien une répartition."""
    ecart = abs(sum((p.nombre for p in parts), Decimal(0)) - 100)
    if ecart > (_ANNONCEE if annoncee else _PARALLELE if parallele else _MUETTE):
        return
    cas = _cent(fiche, parts)
    if not annoncee and cas.certitude is None:
        cas.certitude = Certitude.PROBABLE
    yield cas


@portee("repartition_phrase")
def repartition_phrase(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Trois pourcentages ou plus énumérés dans une phrase font cent, ou le total dit juste avant."""
    for phrase in dossier.phrases:
        if phrase.type in HORS_PROSE or "%" not in phrase.texte:
            continue
        texte = nettoyer(phrase.texte)
        for rang, morceau in enumerate(morceaux := re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])|\s:\s", texte)):
            parts = [n for n in nombres(morceau, phrase.lieu) if n.pourcentage]
            if len(parts) >= 3 and _enumeres(morceau, parts):
                annoncee = bool(_ANNONCE.search(morceau) or (rang and _ANNONCE.search(morceaux[rang - 1])))
                yield from _repartition(phrase.fiche, parts, annoncee, _parallele(parts))
        yield from _sous_total(phrase, texte)


def _enumeres(texte: str, parts: list[NombreLu]) -> bool:
    """Des virgules ou « et » entre tous les pourcentages, et des bouts de même taille."""
    entre = [texte[a.fin : b.debut] for a, b in pairwise(parts)]
    return all(re.search(r",|\bet\b", e) and len(e) < 90 and "dont" not in e for e in entre)


def _parallele(parts: list[NombreLu]) -> bool:
    """Le même mot suit presque tous les pourcentages : la phrase énumère une seule chose."""
    suivants = Counter(next(iter(normaliser(p.apres[:30]).split()), "") for p in parts)
    return suivants.most_common(1)[0][1] >= len(parts) - 1


def _sous_total(phrase: Phrase, texte: str) -> Iterator[Cas]:
    """« … 39 % des entrants. 9 % sont …, 15 % … et 15 % … » : les parts font le premier."""
    for trouve in _SOUS_TOTAL.finditer(texte):
        total, *parts = [Valeur(f"{t} %", phrase.lieu, nombre=Decimal(t), unite="%") for t in trouve.groups()]
        yield Cas(
            nom_fiche(phrase.fiche),
            [Terme("pourcentages détaillés", p) for p in parts],
            [Terme("pourcentage annoncé", total)],
            conforme=sum((p.nombre or Decimal(0) for p in parts), Decimal(0)) == total.nombre,
        )


@portee("repartition_lignes")
def repartition_lignes(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Des lignes successives qui commencent chacune par un pourcentage (ou « nom : 61 % ») font cent."""
    for fiche in dossier.releve.fiches:
        phrases = [p for p in dossier.phrases_de(fiche) if p.type is not TypeSection.INDICATEURS]
        lignes = [(rang, _tete(p)) for rang, p in enumerate(phrases)]
        for presente, groupe in groupby(lignes, key=lambda x: x[1] is not None):
            retenues = [(rang, t) for rang, t in groupe if t is not None]
            if not presente or len(retenues) < 3:
                continue
            debut, fin = retenues[0][0], retenues[-1][0]
            autour = " ".join(p.texte for p in phrases[max(0, debut - 2) : fin + 1])
            yield from _repartition(fiche, [t for _, t in retenues], bool(_ANNONCE.search(autour)), False)


def _tete(phrase: Phrase) -> NombreLu | None:
    if "%" not in phrase.texte:
        return None
    texte = re.sub(r"^[-•▪*>\s]+", "", nettoyer(phrase.texte))
    debut = re.match(r"(?:[^:%\d]{2,60}:\s*)?(?=\d+(?:,\d+)?\s?%)", texte)
    if debut is None:
        return None
    premier = next((n for n in nombres(texte, phrase.lieu) if n.debut == debut.end()), None)
    return premier if premier is not None and premier.pourcentage else None
