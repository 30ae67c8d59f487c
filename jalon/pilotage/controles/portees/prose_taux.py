"""Portées des évolutions dites en prose : « +8,1 % entre 2021 et 2022 », « plus d'un tiers »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier, nom_fiche, nom_tableau
from jalon.pilotage.controles.portees.prose import HORS_PROSE, chiffrees
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import PhraseChiffree, nettoyer
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Valeur
from jalon.pilotage.controles.series import Serie, racines_libelle, series
from jalon.pilotage.controles.textes import racines

_EVOLUTION = re.compile(
    r"(?P<taux>[+-]?\s?\d+(?:,\d+)?)\s?%(?P<milieu>[^%.]{0,90}?)\bentre\s+(?:les périodes\s+)?"
    r"(?:20\d\d-)?(?P<a>20\d\d)\s+et\s+(?:20\d\d-)?(?P<b>20\d\d)"
)
_FRACTION = re.compile(
    r"(?P<sens>plus|près|moins|environ)\s+(?:d['’]|de\s+(?:la\s+|les\s+)?)(?:un\s+)?"
    r"(?P<part>tiers|moitié|quart)",
    re.I,
)
_PARTS = {"tiers": Decimal(100) / 3, "moitié": Decimal(50), "quart": Decimal(25)}


@portee("prose_evolution")
def prose_evolution(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« +8,1 % entre 2021 et 2022 » contre la ligne d'indicateur dont la phrase parle."""
    for phrase in chiffrees(dossier):
        dites = [(t, int(t["a"]), int(t["b"])) for t in _EVOLUTION.finditer(phrase.texte)]
        if not dites:
            continue
        lignes = [s for t in phrase.source.fiche.tableaux for s in series(t)]
        ligne = _ligne_evolution(phrase, dites, lignes)
        if ligne is None:
            continue
        for trouve, a, b in dites:
            lu = next((n for n in phrase.nombres if trouve.start() <= n.debut <= trouve.end()), None)
            avant, apres = _an(ligne, a), _an(ligne, b)
            if lu is None or avant is None or apres is None:
                continue
            nom = nom_tableau(ligne.tableau, ligne.ligne)
            yield Cas(
                nom_fiche(phrase.source.fiche),
                [Terme(f"phrase : « {trouve[0].strip()} »", lu.valeur)],
                [Terme(f"{nom}, {a}", avant), Terme(f"{nom}, {b}", apres)],
                {"extrait": trouve[0].strip()},
            )


def _an(ligne: Serie, annee: int) -> Valeur | None:
    return ligne.valeurs.get(("annee", annee)) or ligne.valeurs.get(("saison", annee))


def _ligne_evolution(
    phrase: PhraseChiffree, dites: list[tuple[re.Match[str], int, int]], lignes: list[Serie]
) -> Serie | None:
    """La ligne que le plus de taux de la phrase confirment ; à défaut celle que la phrase nomme en entier."""
    mots = racines(phrase.texte)

    def justes(ligne: Serie) -> int:
        return sum(_taux_juste(t["taux"], _an(ligne, a), _an(ligne, b)) for t, a, b in dites)

    def nommee(ligne: Serie) -> float:
        libelle = racines_libelle(ligne.ligne.libelle)
        return len(libelle & mots) / len(libelle) if libelle else 0.0

    possibles = [x for x in lignes if all(_an(x, a) and _an(x, b) for _, a, b in dites)]
    if not possibles:
        return None
    meilleure = max(possibles, key=lambda x: (justes(x), nommee(x)))
    return meilleure if justes(meilleure) > 0 or nommee(meilleure) >= 0.99 else None


def _taux_juste(texte: str, avant: Valeur | None, apres: Valeur | None) -> bool:
    if avant is None or apres is None or not avant.nombre or apres.nombre is None:
        return False
    imprime = Decimal(texte.replace(" ", "").replace(",", "."))
    pas = Decimal("0.1") if "," in texte else Decimal(1)
    return abs((apres.nombre - avant.nombre) / avant.nombre * 100 - imprime) <= pas / 2


@portee("prose_fraction")
def prose_fraction(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« augmenté de plus d'un tiers » contre la ligne que la proposition nomme."""
    for phrase in dossier.phrases:
        texte = nettoyer(phrase.texte)
        if phrase.type in HORS_PROSE or "augment" not in texte:
            continue
        lignes = [s for t in phrase.fiche.tableaux for s in series(t)]
        for trouve in _FRACTION.finditer(texte):
            proposition = re.split(r"[,.;]", texte[: trouve.start()])[-1]
            ligne = next(
                (x for x in lignes if racines_libelle(x.ligne.libelle) <= racines(proposition)), None
            )
            if ligne is None or trouve["part"].lower() not in _PARTS or len(ligne.valeurs) < 2:
                continue
            (_, avant), (cle, apres) = sorted(ligne.valeurs.items(), key=lambda v: v[0][1])[-2:]
            if not avant.nombre or apres.nombre is None:
                continue
            taux = (apres.nombre - avant.nombre) / avant.nombre * 100
            nom = nom_tableau(ligne.tableau, ligne.ligne)
            yield Cas(
                nom_fiche(phrase.fiche),
                [Terme(f"{nom}, avant", avant)],
                [Terme(f"{nom}, {cle[1]}", apres)],
                {"extrait": trouve[0], "taux": f"{taux:.1f}".replace(".", ",")},
                conforme=_dans(trouve["sens"].lower(), taux, _PARTS[trouve["part"].lower()]),
            )


def _dans(sens: str, taux: Decimal, part: Decimal) -> bool:
    if sens == "plus":
        return part < taux < part * Decimal("1.5")
    if sens == "moins":
        return part / 2 < taux < part
    return part * Decimal("0.8") <= taux <= part * Decimal("1.05")
