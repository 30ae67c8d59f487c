"""Les lignes de budget d'une fiche : prévu et exécuté, parts, reports, opérateurs.

« Part Etat = 319 380 € dont 189 380 € de reports 2021 », « Budget global= 40 000 € »,
« Dont part Etat : 66 000 € au titre de … + subvention X (15 000€) », « Reports sur 2023 : 5 669€ ».
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from jalon.pilotage.controles.releve import (
    Budget,
    Etat,
    Lieu,
    MontantNomme,
    NonLu,
    Releve,
    Valeur,
    valeurs_budget,
)
from jalon.socle.montants import NombreTrouve, trouver_montants
from jalon.sources.documents.limites import CARACTERES_ANALYSES_MAX
from jalon.sources.documents.mots import plat
from jalon.sources.documents.operateurs import noms_sans_montant, operateurs_nommes

Ligne = tuple[int | None, str]

TITRE_BUDGET = re.compile(r"^budget (?P<genre>previsionnel|prevu|initial|execute|realise|consomme)\b.*$")
DATE_ARRET = re.compile(r"\bau\s+(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})")
PART = re.compile(
    r"^(?:dont\s+)?par[ts]?\s+(?:de\s+l['’]\s*)?(?P<qui>[ée]tat"
    r"|d[ée]partement\w*|cd\s?\d*)\s*(?:\s*\([^()]*\))?\s*(?P<signe>[=:]|est de)?\s*",
    re.IGNORECASE,
)
GLOBAL = re.compile(r"^budget\s+(?:global|total)\s*[=:]?\s*", re.IGNORECASE)
MONTANT_SEUL = re.compile(r"^[\d\s.,]+(?:€|euros?)", re.IGNORECASE)
REPORT = re.compile(r"^reports?\b[^:=]*?[:=]\s*", re.IGNORECASE)
DE_REPORTS = re.compile(r"^\s*(?:de|en|au titre des?)?\s*(?:cr[ée]dits? )?(?:de )?report", re.IGNORECASE)
REPORT_DE = re.compile(r"^report[^=:]*\bde\s*$", re.IGNORECASE)
SUSPENS = re.compile(r"(?:\b(?:de|du|des|la|le|les|à|au|aux|et|pour|l['’]|d['’])|[,;+:(])\s*$", re.IGNORECASE)
ENTETE_LIGNE = re.compile(r"^(?:dont\s+)?par[ts]?\s|^budget\b|^reports?\b", re.IGNORECASE)


def lire_budgets(lignes: list[Ligne], titre: str, releve: Releve) -> tuple[Budget | None, Budget | None]:
    """Budget prévu et budget exécuté d'une section ; les montants non rattachés vont aux non lus."""
    budgets: dict[bool, Budget] = {}
    courant: Budget | None = None
    lues: dict[bool, list[Ligne]] = {True: [], False: []}
    for numero, texte in _recoller(lignes):
        if len(texte) > CARACTERES_ANALYSES_MAX:
            lieu = Lieu(titre, texte[:60], "", numero)
            releve.non_lus.append(NonLu(texte[:200], "ligne de budget trop longue pour être comprise", lieu))
            continue
        marque = TITRE_BUDGET.match(plat(texte))
        if marque:
            execute = marque["genre"] in ("execute", "realise", "consomme")
            libelle, texte = _separer(texte)
            courant = budgets.setdefault(execute, _ouvrir(libelle, numero, titre))
            if not texte:
                continue
        if courant is None:
            if not trouver_montants(texte):
                continue
            courant = budgets.setdefault(False, _ouvrir("Budget", numero, titre))
        lues[courant is budgets.get(True)].append((numero, texte))
        _lire_ligne(courant, texte, Lieu(titre, _etiquette(texte), courant.libelle, numero))
    for execute, budget in budgets.items():
        _signaler_restes(budget, lues[execute], releve)
    return budgets.get(False), budgets.get(True)


def _separer(texte: str) -> tuple[str, str]:
    """« Budget exécuté au 30/06/2023 : 90 € » → son titre et son total ; sans montant, tout est titre."""
    if not trouver_montants(texte):
        return texte, ""
    libelle, *reste = re.split(r"\s*[:=]\s*", texte, maxsplit=1)
    return libelle, reste[0] if reste else ""


def _ouvrir(libelle: str, numero: int | None, titre: str) -> Budget:
    lieu = Lieu(titre, libelle, "", numero)
    budget = Budget(lieu, libelle=libelle)
    if trouve := DATE_ARRET.search(libelle):
        budget.date_arret = Valeur(trouve[1], lieu, Etat.TEXTE)
    return budget


def _etiquette(texte: str) -> str:
    """Le début d'une ligne de budget, qui la nomme : « Dont part Etat »."""
    if MONTANT_SEUL.match(texte):
        return "Total"
    return re.split(r"\s*[=:]", texte)[0][:60].strip()


def _recoller(lignes: list[Ligne]) -> list[Ligne]:
    """Rejoint une ligne coupée en deux paragraphes : la première en suspens, ou la seconde par « + »."""
    sorties: list[Ligne] = []
    for numero, texte in lignes:
        precedent = sorties[-1] if sorties else None
        suite = (
            precedent is not None
            and not ENTETE_LIGNE.match(texte)
            and (
                texte.startswith(("+", ")", ";", ","))
                or SUSPENS.search(precedent[1])
                and _porte(precedent[1])
            )
        )
        if precedent is not None and suite:
            sorties[-1] = (precedent[0], f"{precedent[1]} {texte}")
        else:
            sorties.append((numero, texte))
    return sorties


def _porte(texte: str) -> bool:
    return bool(ENTETE_LIGNE.match(texte)) and bool(trouver_montants(texte))


def _lire_ligne(budget: Budget, texte: str, lieu: Lieu) -> None:
    if trouve := PART.match(texte):
        etat = plat(trouve["qui"]).startswith("etat")
        _lire_part(budget, texte[trouve.end() :], lieu, etat)
    elif trouve := GLOBAL.match(texte):
        _lire_total(budget, texte[trouve.end() :], lieu)
    elif trouve := REPORT.match(texte):
        _lire_report(budget, texte[trouve.end() :], lieu)
    elif MONTANT_SEUL.match(texte) and budget.total is None:
        _lire_total(budget, texte, lieu)


def _valeur(trouve: NombreTrouve, lieu: Lieu) -> Valeur:
    nombre = trouve.nombre
    return Valeur(trouve.texte, lieu, Etat.LU, nombre.valeur, "€", nombre.decimales)


def _dont_reports(reste: str, trouves: list[NombreTrouve], lieu: Lieu) -> tuple[Valeur | None, str]:
    """Le montant « dont … de reports » et le texte sans lui."""
    for trouve in trouves[1:]:
        if DE_REPORTS.match(reste[trouve.fin :]) and re.search(r"dont\s*$", reste[: trouve.debut]):
            return _valeur(trouve, lieu), reste[: trouve.debut]
    return None, reste


def _lire_total(budget: Budget, reste: str, lieu: Lieu) -> None:
    trouves = trouver_montants(reste)
    if not trouves:
        return
    if budget.total is None:
        budget.total = _valeur(trouves[0], lieu)
    budget.dont_reports_total, _ = _dont_reports(reste, trouves, lieu)
    suite = reste[trouves[0].fin :].strip(" :.")
    budget.libelle_total = "" if plat(suite) == "dont" else suite
    if budget.libelle_total and budget.dont_reports_total is None:
        budget.operateurs_etat = _operateurs(suite, lieu)


def _lire_report(budget: Budget, reste: str, lieu: Lieu) -> None:
    trouves = trouver_montants(reste)
    if trouves:
        budget.report_sortant = _valeur(trouves[0], lieu)


def _lire_part(budget: Budget, reste: str, lieu: Lieu, etat: bool) -> None:
    trouves = trouver_montants(reste)
    if not trouves:
        return
    tete = reste[: trouves[0].debut]
    annonce = not tete.strip(" :=") or bool(REPORT_DE.match(tete.strip()))
    valeur, libelle, operateurs = _part(reste, trouves, annonce, lieu)
    if etat:
        budget.etat, budget.libelle_etat, budget.operateurs_etat = valeur, libelle, operateurs
        budget.dont_reports, _ = _dont_reports(reste, trouves, lieu)
        if REPORT_DE.match(tete.strip()) or DE_REPORTS.match(reste[trouves[0].fin :]):
            budget.dont_reports = _valeur(trouves[0], lieu)
        if budget.dont_reports is not None:
            budget.libelle_etat, budget.operateurs_etat = "", []
    else:
        budget.departement, budget.libelle_departement = valeur, libelle
        budget.operateurs_departement = operateurs


def _part(
    reste: str, trouves: list[NombreTrouve], annonce: bool, lieu: Lieu
) -> tuple[Valeur, str, list[MontantNomme]]:
    """Montant, libellé et opérateurs d'une part.

    Sans montant annoncé (« participation de 45000€ versée à X et une participation de 45000€ versée à Y »)
    la part est la somme de ses montants. « A € pour … + subvention de B € » s'ajoutent ; un montant entre
    parenthèses n'est qu'un détail de ce qui précède.
    """
    if not annonce:
        operateurs = _operateurs(reste, lieu)
        return _somme([o.valeur for o in operateurs], reste, lieu), reste.strip(" .:"), operateurs
    premier = _valeur(trouves[0], lieu)
    suite = reste[trouves[0].fin :]
    libelle = suite.strip(" :.–-")
    operateurs = _operateurs(suite, lieu)
    ajouts = [_valeur(t, lieu) for t in trouves[1:] if _s_ajoute(reste, trouves[0].fin, t)]
    if ajouts:
        objet = re.split(r"\s\+\s?", libelle)[0].strip()
        operateurs = [MontantNomme(objet, premier), *operateurs]
        return _somme([premier, *ajouts], reste, lieu), libelle, operateurs
    return premier, libelle, operateurs


def _s_ajoute(reste: str, debut: int, trouve: NombreTrouve) -> bool:
    entre = reste[debut : trouve.debut]
    _, plus, terme = entre.rpartition("+")
    return bool(plus) and "(" not in terme and not re.search(r"\bau titre\b", entre)


def _somme(valeurs: list[Valeur], texte: str, lieu: Lieu) -> Valeur:
    total = sum((v.nombre for v in valeurs if v.nombre is not None), Decimal(0))
    return Valeur(texte.strip(), lieu, Etat.LU, total, "€", max((v.decimales for v in valeurs), default=0))


def _operateurs(suite: str, lieu: Lieu) -> list[MontantNomme]:
    if trouver_montants(suite):
        return [MontantNomme(nom, valeur) for nom, valeur in operateurs_nommes(suite, lieu)]
    vide = Valeur("", lieu, Etat.VIDE, unite="€")
    return [MontantNomme(nom, vide) for nom in noms_sans_montant(suite)]


def _signaler_restes(budget: Budget, lignes: list[Ligne], releve: Releve) -> None:
    """Signale chaque montant imprimé qui n'a trouvé place dans aucun champ du budget."""
    lus = Counter(v.nombre for v in valeurs_budget(budget) if v.nombre is not None)
    for numero, texte in lignes:
        for trouve in trouver_montants(texte):
            if lus[trouve.nombre.valeur]:
                lus[trouve.nombre.valeur] -= 1
            elif not _dans_une_somme(budget, trouve):
                lieu = Lieu(budget.lieu.tableau, _etiquette(texte), budget.libelle, numero)
                releve.non_lus.append(NonLu(texte, f"montant {trouve.texte} non rattaché au budget", lieu))


def _dans_une_somme(budget: Budget, trouve: NombreTrouve) -> bool:
    parts = (budget.etat, budget.departement)
    return any(p is not None and trouve.texte in p.texte and p.texte != trouve.texte for p in parts)


FINANCEURS = re.compile(
    r"^(?:les\s+)?(?:co[\s-]?)?(?:financeurs?|financiers?"
    r"|partenaires?\s+(?:co[\s-]?)?financ\w+)\s*(?::|sont)\s*(?P<noms>.+)$",
    re.IGNORECASE,
)
PARTIES = re.compile(
    r"^(?:l'etat|etat|services d'etat|departement.*|cd ?\d*"
    r"|\d+|conseil departemental.*|ddets.*|le departement.*)$"
)


def tiers_financeurs(lignes: list[Ligne], titre: str) -> list[MontantNomme]:
    """Les financeurs nommés sans montant, hors État et Département."""
    tiers = []
    for numero, texte in lignes:
        trouve = FINANCEURS.match(texte)
        if trouve is None:
            continue
        lieu = Lieu(titre, _etiquette(texte), "", numero)
        for nom in _noms(trouve["noms"]):
            if nom and not PARTIES.match(plat(nom)):
                tiers.append(MontantNomme(nom, Valeur("", lieu, Etat.VIDE, unite="€")))
    return tiers


def _noms(texte: str) -> list[str]:
    """Les noms d'une énumération ; « ; » l'emporte sur « , » et « et », qui peuvent être dans un nom."""
    phrase = re.split(r"\.\s+(?=[A-ZÉ])", texte)[0]
    separateur = r";|,\s+(?=l[ea]s?\s|l['’])|\bet\s+(?=l[ea]s?\s)" if ";" in phrase else r",|/|\bet\b"
    articles = re.compile(r"^(?:le\s|la\s|les\s|l['’]\s*)", re.IGNORECASE)
    return [articles.sub("", nom.strip(" .")) for nom in re.split(separateur, phrase)]
