"""Un classeur XLSX ou ODS en flux : chaque feuille, rangée par rangée ; les formules donnent leur valeur."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from lxml.etree import LxmlError
from python_calamine import CalamineError, CalamineWorkbook

from jalon.socle.montants import ecrire_nombre
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.flux import Bloc, Case, Rangee, Tableau, Texte
from jalon.sources.documents.limites import COLONNES_MAX, LIGNES_MAX
from jalon.sources.documents.mots import titre_action
from jalon.sources.documents.nettoyage import clair_case, marquee
from jalon.sources.documents.pourcentages import places_pourcentage
from jalon.sources.documents.texte import texte_de
from jalon.sources.documents.titres import est_objectif, titre_axe, titre_section

PRECISION = 8


def lire_classeur(octets: bytes, nom: str) -> list[Bloc]:
    """Le flux de toutes les feuilles, cachées comprises, dans l'ordre."""
    try:
        classeur = CalamineWorkbook.from_filelike(BytesIO(octets))
        places = places_pourcentage(octets)
        blocs: list[Bloc] = []
        for feuille in classeur.sheet_names:
            pourcentages = places.get(feuille, set())
            blocs.extend(_feuille(classeur.get_sheet_by_name(feuille), feuille, pourcentages, nom))
        return blocs
    except (CalamineError, LxmlError) as erreur:
        raise DocumentIllisible(
            "le classeur est abîmé ou protégé. Ouvrez-le et enregistrez-le de nouveau en .xlsx ou .ods.", nom
        ) from erreur


def _feuille(feuille: Any, titre: str, pourcentages: set[tuple[int, int]], nom: str) -> list[Bloc]:
    if feuille.total_width > COLONNES_MAX or feuille.total_height > LIGNES_MAX:
        raise DocumentIllisible(
            f"la feuille « {titre} » a {feuille.total_width} colonnes et {feuille.total_height} lignes "
            f"(au plus {COLONNES_MAX} et {LIGNES_MAX}). Supprimez les cases vides ou découpez-la.",
            nom,
        )
    blocs: list[Bloc] = []
    courant: Tableau | None = None
    for numero, valeurs in enumerate(feuille.to_python(skip_empty_area=False), start=1):
        cases = (_case(v, (numero - 1, i) in pourcentages) for i, v in enumerate(valeurs))
        rangee = Rangee(tuple(cases), numero)
        if not rangee.pleines:
            courant = None
        elif len(rangee.pleines) == 1 and (courant is None or _titre(rangee)):
            courant = None
            blocs.extend(_textes(rangee, numero))
        else:
            if courant is None:
                courant = Tableau(nom=titre)
                blocs.append(courant)
            courant.rangees.append(rangee)
    return blocs


def _case(valeur: object, pourcentage: bool) -> Case:
    if pourcentage and isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return Case(f"{_nombre(valeur, 100)} %")
    texte = ecrire_valeur(valeur)
    return Case(clair_case(texte), marquee(texte))


def ecrire_valeur(valeur: object) -> str:
    """Une valeur de feuille telle qu'un rapport l'imprime."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return _nombre(valeur)
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, time | timedelta):
        return str(valeur)
    return str(valeur)


def _nombre(valeur: int | float, facteur: int = 1) -> str:
    """Un nombre de feuille sans les décimales parasites du binaire (0.1 + 0.2)."""
    nombre = round(Decimal(repr(valeur)) * facteur, PRECISION)
    entier = nombre.to_integral()
    return ecrire_nombre(entier if nombre == entier else nombre.normalize())


def _titre(rangee: Rangee) -> bool:
    """Une rangée d'une seule case qui n'appartient pas au tableau au-dessus : titre ou ligne de texte."""
    texte = rangee.cases[rangee.pleines[0]].texte
    bloc = Texte(texte, texte)
    if rangee.pleines[0] != 0:
        return False
    if titre_section(bloc) is not None or titre_axe(texte) is not None or est_objectif(texte):
        return True
    action = titre_action(texte)
    return action is not None and bool(action.code)


def _textes(rangee: Rangee, numero: int) -> list[Texte]:
    lignes = rangee.cases[rangee.pleines[0]].texte.split("\n")
    textes = (texte_de(ligne, numero, colle=rang > 0) for rang, ligne in enumerate(lignes))
    return [t for t in textes if t is not None]
