"""Portées de la prose : les nombres des phrases qui redisent un chiffre des tableaux."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier, nom_fiche, nom_tableau
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import (
    NombreLu,
    PhraseChiffree,
    nettoyer,
    nombres,
    phrases_chiffrees,
    voisinage,
)
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, LigneIndicateur, TableauIndicateurs, TypeSection
from jalon.pilotage.controles.series import (
    cle_periode,
    composantes,
    racines_libelle,
    valeur_principale,
)
from jalon.pilotage.controles.textes import compact, normaliser, racine, racines

_ANNEE = re.compile(r"\b(20\d\d)\b")
HORS_PROSE = frozenset({TypeSection.BUDGET, TypeSection.INDICATEURS})
_PLAN = frozenset({"repartition", "detail"})
_PETIT = 100
_PERSONNES = frozenset({"jeun", "personn", "beneficiair", "menag", "famill", "stagiair", "artist", "enfant"})
_CONDITIONNEL = re.compile(r"devrait|pourrait|plafonn|maximum|au moins|objectif|projet[ée]|prévu", re.I)


@dataclass(frozen=True, slots=True)
class Case:
    """Un chiffre de tableau qu'une phrase peut redire : ses mots, son année, sa valeur."""

    tableau: TableauIndicateurs
    ligne: LigneIndicateur
    annee: int
    termes: tuple[Terme, ...]
    mots: frozenset[str]
    groupe: frozenset[str]
    nombre: Decimal


_CASES: WeakKeyDictionary[Dossier, dict[int, list[Case]]] = WeakKeyDictionary()
_CHIFFREES: WeakKeyDictionary[Dossier, list[PhraseChiffree]] = WeakKeyDictionary()


def chiffrees(dossier: Dossier) -> list[PhraseChiffree]:
    """Les phrases chiffrées de toutes les fiches, hors lignes de budget, lues une fois."""
    if dossier not in _CHIFFREES:
        _CHIFFREES[dossier] = [
            chiffree
            for phrase in dossier.phrases
            if phrase.type not in HORS_PROSE and "\t" not in phrase.texte
            for chiffree in phrases_chiffrees(phrase)
        ]
    return _CHIFFREES[dossier]


def cases(dossier: Dossier) -> dict[int, list[Case]]:
    """Les cases chiffrées de chaque fiche, par identité de fiche."""
    if dossier not in _CASES:
        _CASES[dossier] = {id(f): list(_cases_fiche(dossier, f)) for f in dossier.releve.fiches}
    return _CASES[dossier]


def _cases_fiche(dossier: Dossier, fiche: Fiche) -> Iterator[Case]:
    defaut = int(dossier.releve.exercice[:4]) if dossier.releve.exercice[:4].isdigit() else 0
    for tableau in fiche.tableaux:
        if tableau.genre == "repartition":
            continue
        for ligne in tableau.lignes:
            for colonne, cellule in zip(tableau.colonnes, ligne.cellules, strict=False):
                if colonne.prevision:
                    continue
                valeur, parts = valeur_principale(cellule), composantes(cellule)
                valeurs = [valeur] if valeur is not None else parts
                if not valeurs or any(v.unite == "%" for v in valeurs):
                    continue
                cle = cle_periode(colonne.periode)
                nom = nom_tableau(tableau, ligne)
                yield Case(
                    tableau,
                    ligne,
                    cle[1] if cle is not None else defaut,
                    tuple(Terme(f"{nom}, {colonne.libelle}".strip(", "), v) for v in valeurs),
                    racines_libelle(ligne.libelle) - _PLAN,
                    racines(f"{ligne.groupe} {tableau.titre}"),
                    sum((v.nombre or Decimal(0) for v in valeurs), Decimal(0)),
                )


def _annees(phrase: PhraseChiffree, defaut: int) -> set[int]:
    trouvees = {int(a) for a in _ANNEE.findall(phrase.texte)}
    return trouvees or {defaut}


def _fiches_voisines(dossier: Dossier, phrase: PhraseChiffree) -> list[Fiche]:
    """La fiche de la phrase, et celles dont elle cite deux mots du titre d'indicateurs."""
    mots = racines(nettoyer(phrase.source.texte))
    voisines = [phrase.source.fiche]
    for fiche, groupe, propres in _groupes(dossier):
        if fiche is not phrase.source.fiche and propres & mots and len(groupe & mots) >= 2:
            voisines.append(fiche)
    return voisines


_GROUPES: WeakKeyDictionary[Dossier, list[tuple[Fiche, frozenset[str], frozenset[str]]]] = WeakKeyDictionary()


def _groupes(dossier: Dossier) -> list[tuple[Fiche, frozenset[str], frozenset[str]]]:
    """Les mots des titres d'indicateurs de chaque fiche, et les longs que deux fiches au plus emploient."""
    if dossier not in _GROUPES:
        groupes = [
            (f, frozenset(m for c in cases(dossier)[id(f)] for m in c.groupe)) for f in dossier.releve.fiches
        ]
        compte = Counter(m for f, g in groupes for m in g | racines(f.titre))
        _GROUPES[dossier] = [
            (f, g, frozenset(m for m in g if len(m) >= 9 and compte[m] <= 2)) for f, g in groupes
        ]
    return _GROUPES[dossier]


@portee("prose_indicateur")
def prose_indicateur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un nombre de phrase contre la case d'indicateur qu'il redit."""
    defaut = int(dossier.releve.exercice[:4]) if dossier.releve.exercice[:4].isdigit() else 0
    for phrase in chiffrees(dossier):
        candidates = [c for f in _fiches_voisines(dossier, phrase) for c in cases(dossier)[id(f)]]
        if not candidates:
            continue
        annees = _annees(phrase, defaut)
        mots = racines(phrase.texte)
        candidates = [c for c in candidates if racines(c.tableau.operateur) <= mots]
        for lu in phrase.nombres:
            if lu.pourcentage or lu.argent or lu.nombre < 2:
                continue
            case = _redite(lu, phrase, candidates, annees)
            if case is not None:
                yield Cas(
                    nom_fiche(phrase.source.fiche),
                    [Terme(f"phrase : « {_extrait(lu)} »", lu.valeur)],
                    list(case.termes),
                    {"extrait": _extrait(lu)},
                    conforme=_concorde(lu, case.nombre),
                )


def _concorde(lu: NombreLu, nombre: Decimal) -> bool:
    """Égal, ou compatible avec « plus de », « près de »."""
    if lu.nombre == nombre:
        return True
    if not lu.valeur.approche:
        return False
    return abs(lu.nombre - nombre) <= nombre / 10


def _redite(lu: NombreLu, phrase: PhraseChiffree, candidates: list[Case], annees: set[int]) -> Case | None:
    """La case que ce nombre redit : égale, sinon de même nom, sinon la même à un chiffre près."""
    mots = voisinage(lu)
    larges = racines(nettoyer(phrase.source.texte))
    egales = [c for c in candidates if c.nombre == lu.nombre and _voisine(lu, c, larges)]
    ici = [c for c in candidates if c.annee in annees]
    fortes = [c for c in ici if _meme_nom(lu, c, mots, larges)]
    if egales and (not fortes or any(c.annee in annees for c in egales)):
        return max(egales, key=lambda c: (c.annee in annees, len(c.mots & mots)))
    if fortes:
        return max(fortes, key=lambda c: len(c.mots & mots) / len(c.mots))
    if any(c.nombre == lu.nombre for c in candidates):
        return None
    homonymes = [c for c in ici if lu.nom in c.mots]
    if lu.nombre < _PETIT and (lu.nom in _PERSONNES or len(homonymes) != 1):
        return None
    seule = len(ici) <= 2
    proches = [c for c in ici if _un_chiffre(lu.nombre, c.nombre) and _parente(lu, c, mots, larges, seule)]
    return proches[0] if len(proches) == 1 else None


def _voisine(lu: NombreLu, case: Case, larges: frozenset[str]) -> bool:
    """Assez de mots communs pour que l'égalité ne soit pas une coïncidence ; plus pour un petit nombre."""
    if lu.nombre < _PETIT:
        return lu.nom in case.mots and len(case.mots & larges) >= min(2, len(case.mots))
    return bool((case.mots | case.groupe) & larges)


def _meme_nom(lu: NombreLu, case: Case, mots: frozenset[str], larges: frozenset[str]) -> bool:
    """Le libellé entier, ou presque, est dans la proposition, et commence par la chose comptée."""
    if lu.nom not in case.mots or not case.mots or (lu.nom in _PERSONNES and len(case.termes) > 1):
        return False
    if len(case.mots) == 1 or (len(case.mots) >= 2 and lu.nom not in _PERSONNES and case.mots <= larges):
        return True
    return len(case.mots & mots) / len(case.mots) >= 0.99


def _parente(lu: NombreLu, case: Case, mots: frozenset[str], larges: frozenset[str], seule: bool) -> bool:
    if lu.nombre >= _PETIT:
        proche = (case.mots & mots) or len(case.groupe & larges) >= 2 or (seule and case.mots & larges)
        return bool(lu.nom) and bool(proche)
    return lu.nom in case.mots


def _un_chiffre(un: Decimal, deux: Decimal) -> bool:
    """Vrai si les deux nombres ne diffèrent que par un chiffre, ou par deux chiffres voisins échangés."""
    a, b = str(un), str(deux)
    if len(a) != len(b) or len(a) < 2 or "." in a:
        return False
    differents = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    echange = (
        len(differents) == 2 and sorted(a) == sorted(b) and differents[1] == differents[0] + 1 and len(a) > 2
    )
    return len(differents) == 1 or echange


def _extrait(lu: NombreLu) -> str:
    return f"{lu.avant[-30:]}{lu.valeur.texte}{lu.apres[:40]}".strip()


@portee("prose_autre_sens")
def prose_autre_sens(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le nombre d'un indicateur, le verbe d'un autre (« accompagnés » pour « orientés »)."""
    verbes = {m for v in regle.options["verbes"] for m in racines(v)}
    for phrase in chiffrees(dossier):
        for lu in phrase.nombres:
            if lu.pourcentage or lu.argent or lu.nombre < 100:
                continue
            mots = voisinage(lu)
            dits = mots & verbes
            egales = [
                c for c in cases(dossier)[id(phrase.source.fiche)] if c.nombre == lu.nombre and c.mots & mots
            ]
            if not egales or not dits:
                continue
            case = egales[0]
            attendus = case.mots & verbes
            if not attendus:
                continue
            yield Cas(
                nom_fiche(phrase.source.fiche),
                [Terme(f"phrase : « {_extrait(lu)} »", lu.valeur)],
                list(case.termes),
                {"extrait": _extrait(lu), "indicateur": case.ligne.libelle},
                conforme=bool(dits & attendus),
            )


@portee("prose_operateur")
def prose_operateur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une somme en euros de la prose, près du nom d'un opérateur, contre ce que le budget lui donne."""
    for phrase in chiffrees(dossier):
        execute = phrase.source.fiche.budget_execute
        if execute is None or _CONDITIONNEL.search(phrase.texte):
            continue
        nommes = execute.operateurs_etat + execute.operateurs_departement
        connus = {m.valeur.nombre for m in nommes}
        for lu in phrase.nombres:
            if not lu.argent or lu.nombre < 1000:
                continue
            cites = [m for m in nommes if _cite(m.nom, f"{lu.avant[-110:]} {lu.apres[:40]}")]
            if cites:
                case = next((m for m in cites if m.valeur.nombre == lu.nombre), cites[0])
                yield Cas(
                    f"{nom_fiche(phrase.source.fiche)}, {case.nom}",
                    [Terme(f"phrase : « {_extrait(lu)} »", lu.valeur)],
                    [Terme(f"{case.nom}, budget exécuté", case.valeur)],
                    {"extrait": _extrait(lu)},
                    conforme=lu.nombre in connus,
                )


def _cite(nom: str, texte: str) -> bool:
    propres = {m for m in racines(nom) if len(m) >= 3} - {
        "subvention",
        "participation",
        "association",
        "aide",
        "bafa",
        "bafd",
    }
    return bool(propres) and (propres <= racines(texte) or compact(nom) in compact(texte))


@portee("prose_redite")
def prose_redite(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Deux lignes qui ne diffèrent que par leurs nombres, d'une fiche à l'autre."""
    vues: dict[str, tuple[PhraseChiffree, list[NombreLu]]] = {}
    for phrase in dossier.phrases:
        if phrase.type == TypeSection.BUDGET:
            continue
        for chiffree in phrases_chiffrees(phrase):
            mots = compact(re.sub(r"\d+(?:[ \u00a0]\d{3})*(?:,\d+)?", " ", chiffree.texte))
            if len(racines(chiffree.texte)) < 2 or len(mots) < 14:
                continue
            avant = vues.setdefault(mots, (chiffree, chiffree.nombres))
            if avant[0] is chiffree or avant[0].source.fiche is phrase.fiche:
                continue
            if not _meme_redite(avant[1], chiffree.nombres):
                continue
            for un, deux in zip(avant[1], chiffree.nombres, strict=False):
                yield Cas(
                    f"{nom_fiche(avant[0].source.fiche)} et {nom_fiche(phrase.fiche)}",
                    [Terme(f"« {_extrait(un)} »", un.valeur)],
                    [Terme(f"« {_extrait(deux)} »", deux.valeur)],
                    {"extrait": _extrait(un)},
                    conforme=un.nombre == deux.nombre,
                )


def _meme_redite(avant: list[NombreLu], apres: list[NombreLu]) -> bool:
    """Assez de nombres, dont un grand, et la moitié d'égaux : la même phrase, pas la même tournure."""
    egaux = sum(a.nombre == b.nombre for a, b in zip(avant, apres, strict=False))
    return len(avant) >= 2 and 2 * egaux >= len(avant) and max(n.nombre for n in avant) >= _PETIT


@portee("prose_tableau_meme_chose")
def prose_tableau_meme_chose(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 83 jeunes sortis du dispositif » dans le texte, « 69 » au tableau."""
    for fiche in dossier.releve.fiches:
        au_tableau = [
            (lu, cle)
            for tableau in fiche.tableaux
            for ligne in tableau.lignes
            for cellule in ligne.cellules
            for lu in nombres(nettoyer(cellule.texte), cellule.lieu)
            if (cle := _chose(lu)) is not None
        ]
        if not au_tableau:
            continue
        for phrase in chiffrees(dossier):
            if phrase.source.fiche is not fiche:
                continue
            for lu in phrase.nombres:
                chose = _chose(lu)
                meme = next((x for x, cle in au_tableau if cle == chose), None) if chose is not None else None
                if meme is not None:
                    yield Cas(
                        nom_fiche(fiche),
                        [Terme(f"phrase : « {_extrait(lu)} »", lu.valeur)],
                        [Terme(f"tableau : « {_extrait(meme)} »", meme.valeur)],
                        conforme=lu.nombre == meme.nombre,
                    )


def _chose(lu: NombreLu) -> tuple[str, ...] | None:
    """Ce qui est compté : le nom et les deux mots pleins qui le suivent."""
    if lu.pourcentage or lu.argent or not lu.nom:
        return None
    proposition = re.split(r"[.;:,(«]", lu.apres)[0]
    suite = [racine(m) for m in _mots_pleins(proposition)]
    return tuple(suite[:3]) if len(suite) >= 3 else None


def _mots_pleins(texte: str) -> list[str]:
    return [m for m in normaliser(texte).split() if racines(m) and not m.isdigit()]
