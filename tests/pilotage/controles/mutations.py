"""Changer un chiffre imprimé, relire, recontrôler : de quoi mesurer ce que le contrôleur voit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.releve import Releve
from jalon.sources.documents.lecture import lire_document

_JETON = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?")


@dataclass(frozen=True, slots=True)
class Mutation:
    """Un chiffre à changer : sa ligne (base 1), sa place, sa valeur, et ce qui le contraint.

    `contrainte` : `stricte` (une égalité le fixe), `large` (une borne ou un pourcentage arrondi), vide sinon.
    """

    ligne: int
    debut: int
    fin: int
    texte: str
    contrainte: str
    regles: tuple[str, ...]

    def nouveau(self, pas: int = 1) -> str:
        """Le premier chiffre avance de `pas`, de 1 à 9 : 5 015 devient 6 015, 92 devient 12."""
        return str((int(self.texte[0]) + pas - 1) % 9 + 1) + self.texte[1:]


def lire(texte: str, nom: str) -> Releve:
    return lire_document(texte.encode("utf-8"), nom)


def mutations(texte: str, nom: str) -> tuple[Rapport, list[Mutation]]:
    """Le rapport du texte d'origine et tous ses chiffres : montants, indicateurs, nombres de phrase."""
    releve = lire(texte, nom)
    rapport = controler(releve)
    return rapport, list(_jetons(texte, _cases(releve, rapport)))


Vues = set[tuple[str, bool]]


def _cases(releve: Releve, rapport: Rapport) -> dict[tuple[int, Decimal], list[Vues]]:
    """Pour chaque ligne et chaque nombre, ses cases dans l'ordre du relevé et ce que les règles en ont vu."""
    vues: dict[int, Vues] = {}
    for trace in rapport.traces:
        vues.setdefault(id(trace.valeur), set()).add((trace.regle, trace.stricte))
    cases: dict[tuple[int, Decimal], list[Vues]] = {}
    deja = set()
    for valeur in [*releve.valeurs(), *(t.valeur for t in rapport.traces)]:
        ligne = valeur.lieu.ligne_fichier
        if valeur.nombre is not None and ligne is not None and id(valeur) not in deja:
            deja.add(id(valeur))
            cases.setdefault((ligne, abs(valeur.nombre)), []).append(vues.get(id(valeur), set()))
    return cases


def _jetons(texte: str, cases: dict[tuple[int, Decimal], list[Vues]]) -> Iterator[Mutation]:
    for rang, ligne in enumerate(texte.splitlines(), 1):
        jetons = [(t, _valeur(t[0])) for t in _JETON.finditer(ligne) if not _numero(ligne, t)]
        for place, (trouve, nombre) in enumerate(jetons):
            vues = cases.get((rang, nombre))
            if vues is None:
                continue
            memes = [n for _, n in jetons].count(nombre)
            ordre = [n for _, n in jetons[:place]].count(nombre)
            contrainte, codes = _contrainte(
                vues[ordre] if memes == len(vues) else set.union(*vues), memes == 1 or memes == len(vues)
            )
            yield Mutation(rang, trouve.start(), trouve.end(), trouve[0], contrainte, codes)


def _contrainte(vues: Vues, sure: bool) -> tuple[str, tuple[str, ...]]:
    """`sure` : on sait quel chiffre de la ligne la règle a vu (8 et 8 dans une phrase : on ne sait pas)."""
    stricte = sure and any(s for _, s in vues)
    return "stricte" if stricte else "large" if vues else "", tuple(sorted({code for code, _ in vues}))


def _valeur(texte: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", texte).replace(",", "."))


def _numero(ligne: str, trouve: re.Match[str]) -> bool:
    """Un numéro d'action, une date, un mot comme « CD35 » : pas un chiffre du rapport."""
    avant, apres = ligne[: trouve.start()], ligne[trouve.end() :]
    return bool(
        re.search(r"(?:Action |n° ?|Fiche |[A-Za-zÀ-ÿ]|\d[.,/])$", avant) or re.match(r"[/.]\d", apres)
    )


def appliquer(texte: str, lot: Sequence[Mutation]) -> str:
    """Le texte avec toutes les mutations du lot (une par ligne), de pas différents pour ne pas s'accorder."""
    lignes = texte.splitlines(keepends=True)
    for rang, mutation in enumerate(lot):
        ligne = lignes[mutation.ligne - 1]
        lignes[mutation.ligne - 1] = (
            ligne[: mutation.debut] + mutation.nouveau(1 + rang % 7) + ligne[mutation.fin :]
        )
    return "".join(lignes)


def lots(toutes: Sequence[Mutation], ecart: int) -> list[list[Mutation]]:
    """Des mutations à `ecart` lignes l'une de l'autre, à essayer ensemble sans qu'elles se répondent."""
    resultat: list[list[Mutation]] = []
    for mutation in toutes:
        lot = next((x for x in resultat if mutation.ligne - x[-1].ligne >= ecart), None)
        if lot is None:
            resultat.append([mutation])
        else:
            lot.append(mutation)
    return resultat


def manquees(texte: str, nom: str, toutes: Sequence[Mutation]) -> list[Mutation]:
    """Les mutations que rien ne signale : par lots (une anomalie doit citer la ligne), puis seules."""
    douteuses = list(toutes)
    for ecart in (4, 30):
        suite: list[Mutation] = []
        for lot in lots(douteuses, ecart):
            rapport = controler(lire(appliquer(texte, lot), nom))
            citees = {v.lieu.ligne_fichier for a in rapport.anomalies for v in a.valeurs}
            suite += [m for m in lot if m.ligne not in citees]
        douteuses = sorted(suite, key=lambda m: (m.ligne, m.debut))
    return [m for m in douteuses if not controler(lire(appliquer(texte, [m]), nom)).anomalies]
