"""Le relevé préparé pour les règles : lignes et fiches rapprochées une fois, phrases numérotées une fois."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from jalon.pilotage.controles.cas import Cas
from jalon.pilotage.controles.releve import (
    Fiche,
    Lieu,
    LigneAvancement,
    LigneCredit,
    LigneIndicateur,
    Nature,
    Releve,
    Section,
    TableauIndicateurs,
    TypeSection,
)
from jalon.pilotage.controles.textes import normaliser, ressemblance

_ANNEXE = re.compile(r"annexe(?:\s+\w{1,4})?", re.I)
_SUFFIXE = re.compile(r"\s*(bis|ter|quater)$", re.I)


@dataclass(frozen=True, slots=True)
class Paire:
    """Une ligne de crédits et la fiche de la même action ; `meme_code` si les deux la numérotent pareil."""

    ligne: LigneCredit
    fiche: Fiche
    meme_code: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """Une ligne de texte d'une fiche, avec sa place."""

    texte: str
    fiche: Fiche
    type: TypeSection
    lieu: Lieu


def code_simple(code: str) -> str:
    """« 8.4bis » donne « 8.4 » : le numéro sans son rattrapage."""
    return _SUFFIXE.sub("", code.strip())


class Dossier:
    """Un relevé et ce qu'on en déduit, calculé à la demande."""

    def __init__(self, releve: Releve) -> None:
        self.releve = releve
        self.cas: dict[tuple[str, str], list[Cas]] = {}

    @cached_property
    def actions(self) -> list[LigneCredit]:
        return [ligne for ligne in self.releve.credits if ligne.nature == Nature.ACTION]

    @cached_property
    def paires(self) -> list[Paire]:
        """Chaque fiche avec sa ligne : même numéro, ou titre le plus proche parmi les numéros voisins."""
        prises: set[int] = set()
        paires = []
        for fiche in self.releve.fiches:
            ligne = self._ligne_de(fiche, prises)
            if ligne is not None:
                prises.add(id(ligne))
                paires.append(Paire(ligne, fiche, normaliser(ligne.code) == normaliser(fiche.code)))
        return paires

    def _ligne_de(self, fiche: Fiche, prises: set[int]) -> LigneCredit | None:
        libres = [ligne for ligne in self.actions if id(ligne) not in prises]
        voisines = [x for x in libres if fiche.code and code_simple(x.code) == code_simple(fiche.code)]
        if not fiche.code:
            voisines = [x for x in libres if not x.code and ressemblance(x.titre, fiche.titre) >= 40]
        return max(voisines, key=lambda x: ressemblance(x.titre, fiche.titre), default=None)

    @cached_property
    def ligne_par_fiche(self) -> dict[int, LigneCredit]:
        return {id(p.fiche): p.ligne for p in self.paires}

    @cached_property
    def fiche_par_ligne(self) -> dict[int, Fiche]:
        return {id(p.ligne): p.fiche for p in self.paires}

    @cached_property
    def phrases(self) -> list[Phrase]:
        return [phrase for fiche in self.releve.fiches for phrase in _phrases(fiche)]

    def phrases_de(self, fiche: Fiche) -> list[Phrase]:
        return self._phrases_par_fiche.get(id(fiche), [])

    @cached_property
    def _phrases_par_fiche(self) -> dict[int, list[Phrase]]:
        rangees: dict[int, list[Phrase]] = {}
        for phrase in self.phrases:
            rangees.setdefault(id(phrase.fiche), []).append(phrase)
        return rangees

    @cached_property
    def textes_fiches(self) -> dict[int, str]:
        """Tout le texte d'une fiche, titre et tableaux compris, normalisé : pour y chercher un nom."""
        return {id(f): normaliser(" ".join(_tout_le_texte(f))) for f in self.releve.fiches}

    def texte_de(self, fiche: Fiche) -> str:
        return self.textes_fiches[id(fiche)]

    def avancement_de(self, fiche: Fiche) -> LigneAvancement | None:
        return next((a for a in self.releve.avancement if a.code == fiche.code), None)


def nom_fiche(fiche: Fiche) -> str:
    return f"Fiche {fiche.code}" if fiche.code else f"Fiche « {fiche.titre[:60]} »"


def nom_ligne(ligne: LigneCredit) -> str:
    if ligne.nature == Nature.ACTION and ligne.code:
        return f"Action {ligne.code}"
    return ligne.titre


def nom_tableau(tableau: TableauIndicateurs, ligne: LigneIndicateur | None = None) -> str:
    """« Fiche 4.1 » ou « Annexe 9 », avec la ligne si on la donne."""
    if tableau.genre != "annexe" and tableau.action:
        base = f"Fiche {tableau.action}"
    else:
        numero = _ANNEXE.match(tableau.titre)
        base = numero[0].capitalize() if numero else tableau.titre[:60] or "Annexe"
    return f"{base}, « {ligne.libelle} »" if ligne is not None else base


def _phrases(fiche: Fiche) -> Iterator[Phrase]:
    for section in fiche.sections:
        if section.lignes:
            for numero, texte in _lignes_marquees(section):
                lieu = Lieu(nom_fiche(fiche), section.titre, "", numero, section.lieu.cible)
                if texte.strip():
                    yield Phrase(texte, fiche, section.type, lieu)
        else:
            for texte in section.texte.splitlines():
                if texte.strip():
                    yield Phrase(texte, fiche, section.type, section.lieu)


def _lignes_marquees(section: Section) -> list[tuple[int | None, str]]:
    """Les lignes avec leurs puces, quand le Markdown de la section se superpose ligne à ligne."""
    marquees = [texte for texte in section.texte.splitlines() if texte.strip()]
    if len(marquees) != len(section.lignes):
        return section.lignes
    return [(numero, texte) for (numero, _), texte in zip(section.lignes, marquees, strict=True)]


def _tout_le_texte(fiche: Fiche) -> Iterator[str]:
    yield fiche.titre
    for section in fiche.sections:
        yield section.titre
        yield section.texte
        yield from (texte for _, texte in section.lignes)
    for budget in (fiche.budget_prevu, fiche.budget_execute):
        if budget is not None:
            yield budget.libelle_etat
            yield budget.libelle_departement
            for nommes in (budget.operateurs_etat, budget.operateurs_departement, budget.tiers):
                yield from (m.nom for m in nommes)
    for tableau in fiche.tableaux:
        yield tableau.titre
        for ligne in tableau.lignes:
            yield f"{ligne.groupe} {ligne.libelle}"
            yield from (c.texte for c in ligne.cellules)
