"""Une case d'indicateur : son état et tous les chiffres qu'elle contient, chacun avec son rôle.

« 47 publiques / 25 privées » en donne deux, « 166 (122 en 2021) » aussi, et « / » n'en donne aucun.
Les années, dates, rangs (« 3ème ») et numéros (« phase 1 ») ne sont pas des chiffres d'indicateur.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from jalon.pilotage.controles.releve import Cellule, ChiffreCellule, Etat, Lieu, Valeur
from jalon.socle.montants import Nombre, lire_nombre, lire_somme, trouver_nombres
from jalon.socle.periodes import Periode, lire_periode
from jalon.sources.documents.limites import CARACTERES_ANALYSES_MAX
from jalon.sources.documents.mots import plat, une_ligne

MOIS = "janv|fevr|mars|avril|mai|juin|juil|aout|sept|octo|nove|dece"
SANS_OBJET = frozenset({"/", "-", "–", "—", "so", "s.o.", "s/o", "sans objet", "non concerne", "ras"})
EN_ATTENTE = re.compile(
    r"\ben attente\b|\ba venir\b|\bprevue?s?\b|\btrop tot\b|\ben cours de (?:calcul|collecte|definition)\b"
)
NON_CALCULABLE = re.compile(
    r"\bnon (?:stabilise|calculable|disponible|connu|mesurable"
    r"|communique|evalue)|^n\.?[cd]\.?$|\bindisponible|\bpas de retour\b"
)
UNITES = (
    (re.compile(r"^(?:jours?|jrs?|j)\b"), "jours"), (re.compile(r"^mois\b"), "mois"),
    (re.compile(r"^semaines?\b"), "semaines"), (re.compile(r"^heures?\b"), "heures"),
    (re.compile(r"^(?:ans?|annees?)\b"), "ans"), (re.compile(r"^etp\b"), "ETP"),
)  # fmt: skip
ECARTES_AVANT = re.compile(
    r"(?:\b(?:phase|n ?°|axe|action|fiche|etape|bloc|chantier|niveau|cd|prs|cac|article|uc|version)\s?n?°?\s?"
    r"|\b(?:au moins|au plus|dans les|sous|jusqu'a|tous les)\s)$"
)
AGE_AVANT = re.compile(r"\b(?:moins|plus) de $")
AGE_APRES = re.compile(r"^ (?:ans|mois|jours|semaines)\b")
ECARTES_APRES = re.compile(
    rf"^(?:er|ere|e|eme|nd|nde|d)\b|^ (?:er|ere|eme|nde?)\b"
    rf"|^\s(?:{MOIS})|^/\d|^\s?°|^\s?(?:ans|eme annee)\b(?= et plus| a )"
)
CHIFFRES_MAX = 60
VOISINAGE = 40
ANNEE = re.compile(r"^(?:19|20)\d\d$")
AVANT_ANNEE = re.compile(rf"(?:\b(?:en|depuis|annee|fin|debut|ete|courant|d'ici|(?:{MOIS})\w*)\.? |[/\-(])$")
AVANT_ANNEE_SEULE = re.compile(r"\b(?:de|pour|vers|au|a|l'annee) $")
DEUX_CHIFFRES_AN = re.compile(rf"(?:\b(?:debut|fin|courant|(?:{MOIS})\w*|dec|sept|oct|nov)\.?)\s$")
HEURES = re.compile(r"(?<!\d)(\d{1,3})h(\d{2})?\b")
DATES = re.compile(
    rf"\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b|(?<=\bau |\bdu |\ble )\d{{1,2}}/\d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?:er)? (?:{MOIS})\w*(?: \d{{4}})?|\b(?:19|20)\d\d ?[/-] ?(?:19|20)?\d\d\b"
)
ENVIRON = re.compile(r"(?:\benviron|\bpres de|\bplus de|\bpresque|\bquelque|\+/-|±|~)\s?$")
ENTRE = re.compile(r"^\s*entre (?P<a>[\d ]+) et (?P<b>[\d ]+)", re.IGNORECASE)
QUANTITE_EN_LETTRES = re.compile(
    r"\bune (dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine)\b"
)
LETTRES = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "centaine": 100,
}  # fmt: skip
FRACTION = re.compile(r"(?<![\d/])([1-9]\d?)\s?/\s?([1-9]\d?)(?![\d/])")
DONT = re.compile(r"\bdont\b")
ENTRE_PARENTHESE_ET_BARRE = re.compile(r"[(/]\s*(?!environ|dont)([^\W\d][\w' ]*?)\s*$")
PART_ENTRE_PARENTHESES = re.compile(r"\s*\(\s*[\d,.]+\s*%\s*\)")
SUBORDONNE = re.compile(r"\b(?:des?|les|du|pour|par|sur|aux?|avec|contre|soit)\s*$")
ETIQUETTE_FIN = re.compile(r"\s*(?::|\((?:environ|dont)?)\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Jeton:
    """Un chiffre repéré dans le texte, avec sa place."""

    debut: int
    fin: int
    nombre: Nombre
    approche: bool = False


def lire_cellule(texte: str, lieu: Lieu, *, annee: int | None = None) -> Cellule:
    """La cellule d'un texte imprimé. `annee` complète une période sans année.

    Au-delà de `CARACTERES_ANALYSES_MAX`, c'est de la prose : le texte est gardé, ses chiffres non cherchés.
    """
    texte = texte.strip()
    cellule = Cellule(texte, lieu)
    if not texte or plat(texte) == "non renseigne":
        return cellule
    if len(texte) > CARACTERES_ANALYSES_MAX:
        cellule.etat = Etat.TEXTE
        return cellule
    entier = lire_nombre(texte)
    if entier is not None:
        cellule.etat = Etat.LU
        cellule.chiffres = [ChiffreCellule(_valeur(texte, entier, lieu))]
        return cellule
    sens = plat(texte)
    if sens.strip("() ") in SANS_OBJET:
        cellule.etat = Etat.SANS_OBJET
        return cellule
    cellule.chiffres = _chiffres(texte, lieu, annee)
    cellule.etat = _etat(sens, cellule.chiffres)
    return cellule


def _etat(sens: str, chiffres: list[ChiffreCellule]) -> Etat:
    if any(c.role in ("principal", "composante") for c in chiffres):
        return Etat.LU
    if EN_ATTENTE.search(sens):
        return Etat.EN_ATTENTE
    if NON_CALCULABLE.search(sens):
        return Etat.NON_CALCULABLE
    return Etat.TEXTE


def _valeur(texte: str, nombre: Nombre, lieu: Lieu, *, unite: str = "", approche: bool = False) -> Valeur:
    return Valeur(
        une_ligne(texte), lieu, Etat.LU, nombre.valeur, nombre.unite or unite, nombre.decimales, approche
    )


def _chiffres(texte: str, lieu: Lieu, annee: int | None) -> list[ChiffreCellule]:
    for lecteur in (_somme, _egalite, _intervalle):
        if chiffres := lecteur(texte, lieu):
            return chiffres
    jetons = reperer(texte)
    if not jetons or len(jetons) > CHIFFRES_MAX:
        return []
    return _roles(texte, jetons, lieu, annee)


def _somme(texte: str, lieu: Lieu) -> list[ChiffreCellule]:
    """« 1+1+2 » : des parts sans total imprimé."""
    return [ChiffreCellule(_valeur(texte, n, lieu), "composante") for n in lire_somme(texte)]


def _egalite(texte: str, lieu: Lieu) -> list[ChiffreCellule]:
    """« 104 = 67 (public) + 37 (privé) »."""
    gauche, egal, droite = texte.partition("=")
    total = lire_nombre(gauche)
    if not egal or total is None:
        return []
    chiffres = [ChiffreCellule(_valeur(gauche, total, lieu))]
    for terme in re.split(r"\s\+\s", droite):
        for jeton in reperer(terme)[:1]:
            qualite = _qualite(terme[jeton.fin :])
            chiffres.append(_chiffre(terme, jeton, lieu, "composante", qualite))
    return chiffres


def _intervalle(texte: str, lieu: Lieu) -> list[ChiffreCellule]:
    """« Entre 130 et 150 » : deux bornes estimées."""
    trouve = ENTRE.match(texte)
    if trouve is None:
        return []
    bornes = (("a", "borne basse"), ("b", "borne haute"))
    lus = [(lire_nombre(trouve[cle]), trouve[cle], qualite) for cle, qualite in bornes]
    return [
        ChiffreCellule(_valeur(t, n, lieu, approche=True), "precision", qualite)
        for n, t, qualite in lus
        if n is not None
    ]


def reperer(texte: str) -> list[Jeton]:
    """Les chiffres d'indicateur d'un texte, sans les années, dates, rangs et numéros."""
    sens = _aligne(texte)
    masque = DATES.sub(lambda m: " " * len(m.group()), sens)
    jetons = []
    for trouve in HEURES.finditer(texte):
        jetons.append(Jeton(trouve.start(), trouve.end(), Nombre(Decimal(trouve[1]), 0, "heures")))
        masque = masque[: trouve.start()] + " " * len(trouve.group()) + masque[trouve.end() :]
    for trouve in FRACTION.finditer(masque):
        if int(trouve[1]) < int(trouve[2]):
            valeur = (Decimal(trouve[1]) * 100 / Decimal(trouve[2])).quantize(Decimal("0.01"))
            jetons.append(Jeton(trouve.start(), trouve.end(), Nombre(valeur, 0, "%"), approche=True))
            masque = masque[: trouve.start()] + " " * len(trouve.group()) + masque[trouve.end() :]
    for nombre in trouver_nombres(masque):
        if not _ecarte(masque, nombre.debut, nombre.fin, nombre.texte):
            approche = bool(ENVIRON.search(masque[max(0, nombre.debut - VOISINAGE) : nombre.debut]))
            jetons.append(Jeton(nombre.debut, nombre.fin, nombre.nombre, approche))
    for trouve in QUANTITE_EN_LETTRES.finditer(masque):
        jetons.append(Jeton(trouve.start(), trouve.end(), Nombre(Decimal(LETTRES[trouve[1]])), approche=True))
    return sorted(jetons, key=lambda j: j.debut)


def _aligne(texte: str) -> str:
    """Le texte sans casse ni accent, caractère pour caractère : les places restent celles du texte."""
    return "".join(plat(c) or c for c in texte) if len(plat(texte)) else texte


def _ecarte(sens: str, debut: int, fin: int, texte: str) -> bool:
    avant, apres = sens[max(0, debut - VOISINAGE) : debut], sens[fin : fin + VOISINAGE]
    if ECARTES_APRES.match(apres) or ECARTES_AVANT.search(avant):
        return True
    if AGE_AVANT.search(avant) and AGE_APRES.match(apres):
        return True
    if ANNEE.match(texte):
        seule = AVANT_ANNEE_SEULE.search(avant) and not re.match(r"\s?\w", apres)
        if seule or AVANT_ANNEE.search(avant) or not apres.strip(" .,;)"):
            return True
    return len(texte) == 2 and bool(DEUX_CHIFFRES_AN.search(avant))


def _roles(texte: str, jetons: list[Jeton], lieu: Lieu, annee: int | None) -> list[ChiffreCellule]:
    """Attribue un rôle à chaque chiffre d'après ce qui l'entoure."""
    sens = _aligne(texte)
    liste = texte.count("\n• ") + texte.startswith("• ") > 1
    repartition = liste or _repartition(sens, jetons)
    avant_vaut = bool(re.fullmatch(r"[^\d\n(]{1,30}\s:\s", texte[: jetons[0].debut]))
    chiffres: list[ChiffreCellule] = []
    for i, jeton in enumerate(jetons):
        suivant = jetons[i + 1].debut if i + 1 < len(jetons) else len(texte)
        precedent = jetons[i - 1].fin if i else 0
        qualite = _qualite_de(texte, jeton, precedent, suivant, avant_vaut)
        periode = _autre_periode(texte, jeton, suivant, annee)
        role = _role(sens, jetons, i, repartition)
        chiffre = _chiffre(texte, jeton, lieu, role, qualite, periode)
        if periode is not None and role != "principal":
            unite = chiffre.valeur.unite or (chiffres[0].valeur.unite if chiffres else "")
            chiffre = replace(chiffre, role="autre_periode", valeur=replace(chiffre.valeur, unite=unite))
        chiffres.append(chiffre)
    return chiffres


def _repartition(sens: str, jetons: list[Jeton]) -> bool:
    """Vrai si les chiffres se valent : « 47 … / 25 … », « 2 CQP 6 Bafa », « PAC : 23 Ufopeps 10 »."""
    if len(jetons) < 2:
        return False
    premier, second = jetons[0], jetons[1]
    entre = sens[premier.fin : second.debut]
    if SUBORDONNE.search(entre):
        return False
    if "(" in entre or DONT.search(entre) or "\n" in entre or re.search(r"[.:]\s", entre + " "):
        return _avant_vide(sens, premier) is False and premier.nombre.unite != "%"
    return premier.nombre.unite == second.nombre.unite or premier.nombre.unite == "%"


def _avant_vide(sens: str, jeton: Jeton) -> bool:
    return not re.sub(r"environ|pres de|plus de|presque|quelque|[\s+/~±-]", "", sens[: jeton.debut])


def _role(sens: str, jetons: list[Jeton], i: int, repartition: bool) -> str:
    jeton = jetons[i]
    if repartition:
        entre = sens[jetons[i - 1].fin : jeton.debut] if i else ""
        return "precision" if re.search(r",\s*dont\s*$", entre) else "composante"
    if i == 0:
        etiquette = len(jetons) == 1 and ETIQUETTE_FIN.search(sens[: jeton.debut])
        return "principal" if etiquette or _avant_vide(sens, jeton) else "precision"
    avant = sens[jetons[0].fin : jeton.debut]
    if i and PART_ENTRE_PARENTHESES.match(sens[jetons[i - 1].fin :]):
        return "precision"
    if DONT.search(avant) and _meme_nature(jetons[0], jeton):
        return "composante"
    dans_parenthese = avant.rfind("(") > avant.rfind(")")
    if dans_parenthese and len([j for j in jetons[1:] if _meme_parenthese(sens, j, jeton)]) > 1:
        return "composante"
    if re.search(r":\s", avant + " ") and not dans_parenthese and "\n" not in avant:
        return "composante"
    return "precision"


def _meme_nature(premier: Jeton, autre: Jeton) -> bool:
    return autre.nombre.unite in (premier.nombre.unite, "%")


def _meme_parenthese(sens: str, a: Jeton, b: Jeton) -> bool:
    debut, fin = sorted((a.debut, b.debut))
    return sens.rfind("(", 0, a.debut) == sens.rfind("(", 0, b.debut) and ")" not in sens[debut:fin]


def _chiffre(
    texte: str, jeton: Jeton, lieu: Lieu, role: str, qualite: str, periode: Periode | None = None
) -> ChiffreCellule:
    apres = plat(texte[jeton.fin : jeton.fin + 12])
    unite = next((nom for motif, nom in UNITES if motif.match(apres)), "")
    valeur = _valeur(texte[jeton.debut : jeton.fin], jeton.nombre, lieu, unite=unite, approche=jeton.approche)
    return ChiffreCellule(valeur, role, qualite, periode)


def _qualite_de(texte: str, jeton: Jeton, precedent: int, suivant: int, avant_vaut: bool) -> str:
    """Les mots qui disent ce que compte le chiffre : ceux d'après, ou ceux d'avant (« PAC : 23 »)."""
    avant = texte[precedent : jeton.debut]
    apres = texte[jeton.fin : suivant]
    if entre := ENTRE_PARENTHESE_ET_BARRE.search(avant):
        if re.match(r"\s*[/)]", apres):
            return une_ligne(entre[1])
    if part := PART_ENTRE_PARENTHESES.match(texte[jeton.fin :]):
        return _qualite(texte[jeton.fin + part.end() :])
    if avant_vaut or _etiquette_vaut(avant, apres, texte[: jeton.debut]):
        etiquette = re.split(r"\n|;\s|,\s|\s/\s|\)\s", ETIQUETTE_FIN.sub("", avant))[-1]
        etiquette = re.sub(r"^\s*(?:er|[eè]re|[eè]me|nde?)\b", "", etiquette)
        if propre := une_ligne(etiquette).strip(" •-▪:("):
            return propre
    return _qualite(apres)


def _etiquette_vaut(avant: str, apres: str, debut: str) -> bool:
    """Vrai si le libellé est avant le chiffre : « Agents (40) », « Régime intermittent : 1 »."""
    fin = ETIQUETTE_FIN.search(avant)
    if fin is None:
        return False
    if "(" in fin.group():
        return bool(re.match(r"\s*\)", apres)) or debut.rpartition("\n")[2].startswith("•")
    return len(avant.split()) <= 6


def _qualite(texte: str) -> str:
    ligne = texte.split("\n")[0]
    ligne = re.split(r"(?<=\w)\s*[;/]\s|\s\+\s|,\s|\bdont\b|\bDont\b|\.\s", ligne)[0]
    tete, _, _ = ligne.partition("(")
    ligne = tete if tete.strip(" .") else ligne
    return une_ligne(ligne).strip(" ()=:;,•-–/.").removesuffix(" et").strip()


def _autre_periode(texte: str, jeton: Jeton, suivant: int, annee: int | None) -> Periode | None:
    """« 122 en 2021 », « contre 19 en 2022 », « 110 (données arrêtées au 30/06/23) »."""
    apres = re.split(r"[,;\n]", texte[jeton.fin : suivant])[0]
    if re.match(r"\s*(?:en|au|fin)\s", apres) or re.search(r"arr[êe]t|au \d", apres):
        return lire_periode(apres, annee_defaut=annee)
    return None
