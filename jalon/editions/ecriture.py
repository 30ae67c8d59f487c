"""Écrire un montant ou un chiffre : sa valeur, ou pourquoi il n'y en a pas ; le lien de sa provenance.

Vide s'écrit « non renseigné », zéro « 0,00 € » ; « sans objet », « en attente » et « non calculable »
se disent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

from jalon.mesure.chiffres.enums import Statut
from jalon.pilotage.bilans.fiche import ChiffreAffiche
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.tableau import Case as CaseMontant
from jalon.socle.montants import ecrire_montant, ecrire_nombre, lire_nombre
from jalon.socle.rendu.blocs import Case, Ecart, Somme
from jalon.socle.rendu.markdown import Brin, ChiffreEcrit

URL_LOCALE = "http://127.0.0.1:8000"
PARTIEL = "(partiel)"
UNITES_COLLEES = {"%": "%", "€": "€"}
STATUTS_DITS = {
    Statut.ESTIME: "estimé",
    Statut.ATTERRISSAGE: "atterrissage",
    Statut.PROVISOIRE: "provisoire",
}


def adresse(cible: str) -> str:
    """Adresse absolue de la page de provenance d'une case ; vide sans cible."""
    genre, _, reste = cible.partition(":")
    if not reste:
        return ""
    racine = (os.environ.get("JALON_URL") or URL_LOCALE).rstrip("/")
    return f"{racine}/provenance/{quote(genre)}/{quote(reste, safe=':-_.~')}/"


def montant(case: CaseMontant, *, formule: Somme | Ecart | None = None) -> Case:
    """La case d'un montant : vrai nombre, lien, « partiel » si une ligne comptée n'est pas renseignée."""
    lien = adresse(case.cible)
    if case.montant is None:
        return Case((Brin(StatutMontant(case.statut).label, lien=lien, ton="manque"),))
    brins = (Brin(ecrire_montant(case.montant), lien=lien),)
    return Case(brins, case.montant, "euro", 2, formule, PARTIEL if case.partiel else "")


def brins_montant(case: CaseMontant) -> tuple[Brin, ...]:
    """Le montant dans une phrase, en gras et lié à sa provenance."""
    brins = tuple(replace(b, gras=True) for b in montant(case).brins)
    partiel = case.partiel and case.montant is not None
    return (*brins, Brin(f" {PARTIEL}", ton="gris")) if partiel else brins


def chiffres(contenu: Sequence[ChiffreAffiche], *, attendu: bool = True) -> Case:
    """La case d'un ou plusieurs chiffres d'indicateur.

    Une case venue d'un document et que personne n'a corrigée garde ses mots ; chaque nombre y est lié à sa
    provenance. `attendu` : une case sans chiffre dit « non renseigné » plutôt que rien.
    """
    if not contenu:
        return Case((Brin(Statut.NON_RENSEIGNE.label, ton="manque"),)) if attendu else Case()
    if len(contenu) == 1 and _nombre_seul(contenu[0]):
        return _case_nombre(contenu[0])
    if intacte(contenu):
        return Case(_brins_de_la_cellule(contenu))
    return Case(_brins_composes(contenu))


def intacte(contenu: Sequence[ChiffreAffiche]) -> bool:
    """Vrai si la case dit encore exactement ce que le document imprimait."""
    cellules = {c.cellule for c in contenu}
    return len(cellules) == 1 and "" not in cellules and all(map(_inchange, contenu))


def _inchange(chiffre: ChiffreAffiche) -> bool:
    if chiffre.valeur is None:
        return chiffre.statut != Statut.NON_RENSEIGNE and bool(chiffre.texte)
    lu = lire_nombre(re.sub(r"[^\d.,\s€%+-]", "", chiffre.texte))
    return lu is None or lu.valeur == chiffre.valeur


def _nombre_seul(chiffre: ChiffreAffiche) -> bool:
    """Un nombre que rien n'accompagne dans sa case."""
    if chiffre.valeur is None or chiffre.qualite or chiffre.statut in STATUTS_DITS:
        return False
    return not chiffre.cellule or not intacte([chiffre]) or lire_nombre(chiffre.cellule) is not None


def _case_nombre(chiffre: ChiffreAffiche) -> Case:
    valeur = Decimal(chiffre.valeur or 0)
    decimales = max(chiffre.decimales, -int(valeur.normalize().as_tuple().exponent), 0)
    format_ = {"€": "euro", "%": "pourcent"}.get(chiffre.unite, "nombre")
    brins = (Brin(ecrire_chiffre(chiffre), lien=adresse(chiffre.cible)),)
    return Case(brins, valeur, format_, 2 if format_ == "euro" else decimales)


def ecrire_chiffre(chiffre: ChiffreAffiche) -> str:
    """« 1 475 », « 39,3 % », « 21 jours », ou pourquoi il n'y a pas de valeur."""
    if chiffre.valeur is None:
        return (
            chiffre.texte if chiffre.statut == Statut.NON_CALCULABLE and chiffre.texte else _statut(chiffre)
        )
    if chiffre.unite == "€":
        return ecrire_montant(chiffre.valeur)
    valeur = chiffre.valeur.normalize()
    decimales = max(chiffre.decimales, -int(valeur.as_tuple().exponent), 0)
    return ecrire_nombre(valeur, decimales) + (f"\u00a0{chiffre.unite}" if chiffre.unite else "")


def _statut(chiffre: ChiffreAffiche) -> str:
    return str(Statut(chiffre.statut).label)


def _brins_de_la_cellule(contenu: Sequence[ChiffreAffiche]) -> tuple[Brin, ...]:
    cellule, fin, brins = contenu[0].cellule, 0, []
    for chiffre in contenu:
        place = cellule.find(chiffre.texte, fin) if chiffre.texte else -1
        if place < 0:
            continue
        if avant := cellule[fin:place]:
            brins.append(Brin(avant))
        brins.append(Brin(chiffre.texte, lien=adresse(chiffre.cible)))
        fin = place + len(chiffre.texte)
    if not brins:
        return (Brin(cellule, lien=adresse(contenu[0].cible)),)
    return (*brins, Brin(cellule[fin:])) if cellule[fin:] else tuple(brins)


def _brins_composes(contenu: Sequence[ChiffreAffiche]) -> tuple[Brin, ...]:
    """« 104 (67 public ; 37 privé) » : le principal, puis ses parts ; sans principal, les parts."""
    parts = [_brins_un(c) for c in contenu]
    principal = len(contenu) > 1 and not contenu[0].qualite
    brins = list(parts.pop(0)) if principal else []
    if principal:
        brins.append(Brin(" ("))
    for rang, part in enumerate(parts):
        if rang:
            brins.append(Brin(" ; " if principal else " / "))
        brins.extend(part)
    if principal:
        brins.append(Brin(")"))
    return tuple(brins)


def _brins_un(chiffre: ChiffreAffiche) -> tuple[Brin, ...]:
    manque = "manque" if chiffre.valeur is None else ""
    brins = [Brin(ecrire_chiffre(chiffre), lien=adresse(chiffre.cible), ton=manque)]
    if chiffre.qualite:
        brins.append(Brin(f" {chiffre.qualite}"))
    if dit := STATUTS_DITS.get(Statut(chiffre.statut)):
        brins.append(Brin(f" ({dit})", ton="gris"))
    return tuple(brins)


def ecrit(chiffre: ChiffreAffiche) -> ChiffreEcrit:
    """Ce qu'un jeton de texte devient."""
    return ChiffreEcrit(ecrire_chiffre(chiffre), adresse(chiffre.cible))
