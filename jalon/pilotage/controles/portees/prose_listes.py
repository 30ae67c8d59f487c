"""Portées des listes annoncées : « 3 types d'actions : » suivi de quatre puces ; groupes trop grands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, Phrase, nom_fiche
from jalon.pilotage.controles.portees.prose import Case, cases
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.prose import nettoyer, nombres
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, Valeur
from jalon.pilotage.controles.textes import nombre_en_lettres, normaliser, racines

_PUCE = re.compile(
    r"^(?P<retrait>\s*)(?P<genre>[-•▪*]|\d{1,2}[.)]|[A-Z]\)|Un(?:e)?\s+(?:premi|deuxi|troisi|quatri|cinqui|second)\w+)\s*"
)
_LETTRE = re.compile(r"^[#*\s]*([a-z])\s*[/)]\s")
_ANNONCE = re.compile(
    r"\b(\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b\s+(?:\w+\s+)?(\w+[sx])\b", re.I
)
_PRES = 60
_PAS_UN_COMPTE = frozenset(
    "jours mois ans annees heures semaines personnes jeunes stagiaires euros beneficiaires agents postes"
    " places fois menages participants accompagnements".split()
)
_GROUPE = re.compile(r"groupes?\s+de\s+(\d+)\s+à\s+(\d+)\s+(?:personnes|stagiaires|participants)", re.I)


@portee("liste_annoncee")
def liste_annoncee(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le nombre annoncé avant une liste est celui de ses éléments."""
    for fiche in dossier.releve.fiches:
        phrases = dossier.phrases_de(fiche)
        for rang, phrase in enumerate(phrases):
            annonces = _annonces(phrase.texte)
            if not annonces:
                continue
            compte = _compter(phrases[rang + 1 :], phrase)
            if compte < 2:
                continue
            yield Cas(
                nom_fiche(fiche),
                [Terme("annonce", texte_lu(nettoyer(phrase.texte)[-100:], phrase.lieu))],
                contexte={"annonce": annonces[0][1], "compte": str(compte)},
                conforme=any(n == compte for n, _ in annonces),
            )


def _annonces(texte: str) -> list[tuple[int, str]]:
    """Les nombres que la dernière phrase annonce, si la ligne finit par deux-points."""
    propre = nettoyer(texte).rstrip(" *")
    if not propre.endswith(":"):
        return []
    derniere = re.split(r"(?<=[.;])\s+", propre)[-1]
    trouves = []
    for trouve in _ANNONCE.finditer(derniere):
        nombre = nombre_en_lettres(trouve[1])
        mots = set(normaliser(trouve[0]).split())
        pres = trouve.start() == 0 or len(derniere) - trouve.end() <= _PRES
        if nombre is not None and 2 <= nombre <= 12 and pres and not mots & _PAS_UN_COMPTE:
            trouves.append((nombre, trouve[0]))
    return trouves


def _compter(suite: list[Phrase], annonce: Phrase) -> int:
    """Éléments de même forme qui suivent l'annonce, sans leurs sous-éléments."""
    if suite and _LETTRE.match(suite[0].texte):
        return len({m[1] for p in suite if p.type == annonce.type and (m := _LETTRE.match(p.texte))})
    premier: re.Match[str] | None = None
    compte = 0
    for phrase in suite:
        puce = _PUCE.match(phrase.texte)
        if phrase.type != annonce.type or puce is None:
            break
        if premier is None:
            premier = puce
        if len(puce["retrait"]) > len(premier["retrait"]):
            continue
        if len(puce["retrait"]) < len(premier["retrait"]) or _genre(puce) != _genre(premier):
            break
        compte += 1
    return compte


def _genre(puce: re.Match[str]) -> str:
    genre = puce["genre"]
    return (
        "rang"
        if genre[0].isdigit()
        else "lettre"
        if genre.endswith(")")
        else "mot"
        if genre[0] == "U"
        else genre
    )


@portee("groupe_maximum")
def groupe_maximum(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les participants tiennent dans les séances, au plus grand effectif annoncé."""
    for phrase in dossier.phrases:
        for trouve in _GROUPE.finditer(nettoyer(phrase.texte)):
            seances = _case(dossier, phrase.fiche, regle.options["seances"])
            presents = _case(dossier, phrase.fiche, regle.options["presents"])
            if seances is None or presents is None:
                continue
            maximum = Valeur(trouve[0], phrase.lieu, nombre=Decimal(trouve[2]))
            yield Cas(
                nom_fiche(phrase.fiche),
                [*presents.termes],
                [*seances.termes, Terme(f"« {trouve[0]} »", maximum)],
            )


def _case(dossier: Dossier, fiche: Fiche, mots: list[str]) -> Case | None:
    """La dernière case dont le libellé ne dit que « nombre de » et l'un de ces mots."""
    possibles = [
        c
        for c in cases(dossier)[id(fiche)]
        if len(c.mots) == 1 and any(m.startswith(x) for m in c.mots for x in mots)
    ]
    return max(possibles, key=lambda c: c.annee, default=None)


_PAR = re.compile(r"^\W*(?:>\s*)?(\d+)\s+(\w+)\s+\((\d+)\s+par\s+\w+\s*:\s*([^)]+)\)", re.I)


@portee("liste_produit")
def liste_produit(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 6 COPIL (3 par territoire : A et B) » : le nombre est le produit."""
    for phrase in dossier.phrases:
        for trouve in _PAR.finditer(nettoyer(phrase.texte)):
            elements = [x for x in re.split(r",|\bet\b", trouve[4]) if x.strip()]
            yield Cas(
                nom_fiche(phrase.fiche),
                [Terme(trouve[2], Valeur(trouve[1], phrase.lieu, nombre=Decimal(trouve[1])))],
                [
                    Terme("par élément", Valeur(trouve[3], phrase.lieu, nombre=Decimal(trouve[3]))),
                    Terme("éléments", Valeur(trouve[4], phrase.lieu, nombre=Decimal(len(elements)))),
                ],
            )


_COUT = re.compile(
    r"(\w+)\s+(\w+)\b[^.]{0,80}?coût\s+de\s+(\d[\d\s]*)\s*€\s*/\s*(\w+)[^.]{0,30}?total\s+de\s+(\d[\d\s]*)\s*€",
    re.I,
)


@portee("liste_cout")
def liste_cout(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Trois sessions … coût de 3600 €/session, soit un total de 10 800 € »."""
    for phrase in dossier.phrases:
        texte = nettoyer(phrase.texte)
        if "coût" not in texte:
            continue
        for trouve in _COUT.finditer(texte):
            nombre = nombre_en_lettres(trouve[1])
            if nombre is None or normaliser(trouve[4])[:5] != normaliser(trouve[2])[:5]:
                continue
            unitaire, total = (Decimal(re.sub(r"\s", "", trouve[i])) for i in (3, 5))
            yield Cas(
                nom_fiche(phrase.fiche),
                [Terme("total", Valeur(trouve[5], phrase.lieu, nombre=total, unite="€"))],
                [
                    Terme(trouve[2], Valeur(trouve[1], phrase.lieu, nombre=Decimal(nombre))),
                    Terme(
                        f"coût par {trouve[4]}", Valeur(trouve[3], phrase.lieu, nombre=unitaire, unite="€")
                    ),
                ],
            )


_UN_GROUPE = re.compile(r"\b(?:un|1)\s+groupe\b[^.]*?\bde\s+(\d+)\s+(\w+)", re.I)


@portee("groupes_total")
def groupes_total(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« 1 groupe de 7 stagiaires et 1 groupe de 8 stagiaires » contre le total dit ailleurs."""
    for phrase in dossier.phrases:
        texte = nettoyer(phrase.texte)
        groupes = list(_UN_GROUPE.finditer(texte))
        if len(groupes) < 2 or len({g[2] for g in groupes}) != 1:
            continue
        nom = groupes[0][2]
        for autre in dossier.phrases_de(phrase.fiche):
            if autre.lieu == phrase.lieu:
                continue
            for lu in nombres(nettoyer(autre.texte), autre.lieu):
                if re.match(rf"\s+{re.escape(nom)}\b", lu.apres):
                    yield Cas(
                        nom_fiche(phrase.fiche),
                        [Terme(f"total de {nom}", lu.valeur)],
                        [
                            Terme(f"groupe {i}", Valeur(g[0], phrase.lieu, nombre=Decimal(g[1])))
                            for i, g in enumerate(groupes, 1)
                        ],
                        {"nom": nom},
                    )


@portee("liste_indicateur")
def liste_indicateur(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Sous « Les prescripteurs : », une liste de huit ; l'indicateur en compte vingt."""
    annee = dossier.releve.exercice[:4]
    for fiche in dossier.releve.fiches:
        phrases = dossier.phrases_de(fiche)
        for rang, phrase in enumerate(phrases):
            titre = nettoyer(phrase.texte).strip("# ")
            mots = racines(titre)
            if not titre.endswith(":") or len(mots) != 1 or len(titre) > 40:
                continue
            compte = _compter(phrases[rang + 1 :], phrase)
            comptes = [c for c in cases(dossier)[id(fiche)] if mots <= c.mots and len(c.mots) <= 2]
            for case in comptes if compte >= 3 else []:
                if str(case.annee) == annee:
                    lu = Valeur(f"liste de {compte}", phrase.lieu, nombre=Decimal(compte))
                    yield Cas(nom_fiche(fiche), list(case.termes), [Terme(f"liste « {titre} »", lu)])


@portee("phrase_motif")
def phrase_motif(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Des tournures où un nombre en borne un autre ; `options` : `motifs` (groupes `partie` et `tout`)."""
    motifs = [re.compile(m, re.I) for m in regle.options["motifs"]]
    for phrase in dossier.phrases:
        texte = nettoyer(phrase.texte)
        for motif in motifs:
            for trouve in motif.finditer(texte):
                partie, tout = (
                    Valeur(trouve[nom], phrase.lieu, nombre=Decimal(trouve[nom]))
                    for nom in ("partie", "tout")
                )
                yield Cas(
                    nom_fiche(phrase.fiche),
                    [Terme("partie", partie)],
                    [Terme("tout", tout)],
                    {"extrait": trouve[0]},
                )
