"""Les montants attribués à un opérateur dans une phrase, dans les deux ordres.

« Emmaüs (45000€) », « ML Vitré : 5 000 € », « 20 000€ à WE KER », « Pass Emploi (pays de St Malo) 68 000€ »,
« participation de 45000€ versée à l'association UFOLEP ». Un nom sans montant garde une valeur vide.
"""

from __future__ import annotations

import re

from jalon.pilotage.controles.releve import Etat, Lieu, Valeur
from jalon.socle.montants import NombreTrouve, trouver_montants
from jalon.sources.documents.limites import CARACTERES_ANALYSES_MAX

APRES = re.compile(
    r"^\s*(?:(?:vers|attribu|accord)ée?s?\s+)?(?:à|aux?)\s+(?P<nom>[^;,]+?)"
    r"(?=\s*(?:[;,]|\.\s*$|\.\s+[A-Z]|\bet une?\b|\bet \d|\s\+\s|$))",
    re.IGNORECASE,
)
AMORCES = re.compile(
    r"^(?:(?:dont|et|puis|au titre d(?:e|es|u)|la|le|les|l['’]|aux?|à|d['’]|des?|du|une?|ces|associations?|"
    r"participations?|subventions?|dotations?|postes?|soit|versée?s?|attribuée?s?|accordée?s?)"
    r"(?=[\s:'’]|$)[\s:]*|l['’]|d['’])+",
    re.IGNORECASE,
)
QUEUE = re.compile(
    r"[\s:=(,;+-]*(?:\b(?:de|d['’]|pour|à hauteur de|d'un montant de)\s*)?[\s:=(,;+-]*$", re.IGNORECASE
)
COUPURE = re.compile(
    r"\b(?:au titre|sur|en|dans|afin|prévue?s?)\b|\bpour (?:l['’]|le\b|la\b|les\b|un|son|ses|accu)|[.(:]"
)
NOM_SEUL = re.compile(
    r"\b(?i:participations?|subventions?|dotations?|délégations?)(?:\s+versée?s?)?\s+"
    r"(?:(?:à|aux?)\s+(?:l['’]\s*|la\s+|les\s+)?(?:associations?\s+)?)?(?P<noms>[A-ZÉÈ].*)$"
)


def operateurs_nommes(texte: str, lieu: Lieu) -> list[tuple[str, Valeur]]:
    """Les opérateurs que nomme une phrase, chacun avec son montant (ou une valeur vide s'il n'en a pas)."""
    if len(texte) > CARACTERES_ANALYSES_MAX:
        return []
    trouves = trouver_montants(texte)
    if not trouves:
        return [(nom, Valeur("", lieu, Etat.VIDE, unite="€")) for nom in noms_sans_montant(texte)]
    nommes = []
    for i, trouve in enumerate(trouves):
        suivant = trouves[i + 1].debut if i + 1 < len(trouves) else len(texte)
        precedent = trouves[i - 1].fin if i else 0
        nom = _nom_apres(texte[trouve.fin : suivant]) or _nom_avant(texte[precedent : trouve.debut], i > 0)
        nommes.append((nom, _valeur(trouve, lieu)))
    return nommes


def _valeur(trouve: NombreTrouve, lieu: Lieu) -> Valeur:
    nombre = trouve.nombre
    return Valeur(trouve.texte, lieu, Etat.LU, nombre.valeur, "€", nombre.decimales)


def _nom_apres(texte: str) -> str:
    trouve = APRES.match(texte)
    return _nettoyer(trouve["nom"]) if trouve else ""


def _nom_avant(texte: str, suite: bool) -> str:
    texte = re.sub(r"^[)\s,;.+]+", "", texte) if suite else texte
    texte = QUEUE.sub("", texte)
    ouvrante = _parenthese_ouverte(texte)
    texte = texte[ouvrante + 1 :]
    for separateur in (";", " : ", ": ", " + ", ". "):
        texte = texte.rpartition(separateur)[2]
    if not suite and ", " in texte:
        texte = texte.rpartition(", ")[2]
    return _nettoyer(texte)


def _parenthese_ouverte(texte: str) -> int:
    """La place de la dernière parenthèse jamais refermée, ou -1."""
    profondeur = 0
    for i in range(len(texte) - 1, -1, -1):
        profondeur += {")": 1, "(": -1}.get(texte[i], 0)
        if profondeur < 0:
            return i
    return -1


def _nettoyer(nom: str) -> str:
    nom = AMORCES.sub("", nom.strip())
    if nom.count("(") < nom.count(")"):
        nom = nom.rpartition(")")[0]
    nom = re.sub(r"(?<=\w)\(\s*", " (", nom)
    return re.sub(r"\s+", " ", nom).strip(" .:;,+-–\"'«»")


def noms_sans_montant(texte: str) -> list[str]:
    """« Participations Armada, Elan créateur, Jardin Moderne » → trois noms."""
    trouve = NOM_SEUL.search(texte)
    if trouve is None:
        return []
    noms = COUPURE.split(trouve["noms"])[0]
    return [n for n in (_nettoyer(m) for m in re.split(r",|;|\bet\b|\+", noms)) if n]
