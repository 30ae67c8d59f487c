"""Ce que les tests lisent dans un document produit."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal

from pypdf import PdfReader

from jalon.pilotage.controles.releve import Nature, Releve, Role


def texte_pdf(octets: bytes) -> str:
    """Tout le texte d'un PDF, espaces simples."""
    lecteur = PdfReader(io.BytesIO(octets))
    return " ".join(" ".join(page.extract_text() for page in lecteur.pages).split())


def liens_pdf(octets: bytes) -> list[str]:
    """Les adresses web du PDF, dans l'ordre des pages."""
    lecteur = PdfReader(io.BytesIO(octets))
    annotations = [a.get_object() for page in lecteur.pages for a in page.get("/Annots", [])]
    return [a["/A"]["/URI"] for a in annotations if "/A" in a and "/URI" in a["/A"]]


def signets_pdf(octets: bytes) -> list[str]:
    """Les signets de premier niveau."""
    return [s.title for s in PdfReader(io.BytesIO(octets)).outline if not isinstance(s, list)]


def credits(releve: Releve) -> dict[str, dict[Role, Decimal]]:
    """Montants lus de chaque ligne du tableau des crédits, par numéro d'action ou titre de total."""
    return {
        (ligne.code or ligne.titre): {
            role: valeur.nombre for role, valeur in ligne.montants.items() if valeur.nombre is not None
        }
        for ligne in releve.credits
        if ligne.nature != Nature.RUBRIQUE
    }


def chiffres(releve: Releve) -> Counter[tuple[str, Decimal]]:
    """Tous les chiffres d'indicateurs lus, par action, avec leur nombre d'apparitions."""
    return Counter(
        (tableau.action, chiffre.valeur.nombre.normalize())
        for tableau in releve.tableaux()
        for ligne in tableau.lignes
        for cellule in ligne.cellules
        for chiffre in cellule.chiffres
        if chiffre.valeur.nombre is not None
    )


def budgets(releve: Releve) -> dict[tuple[str, str, str], Decimal]:
    """Montants lus des budgets de fiche : (action, prévu ou exécuté, part)."""
    lus = {}
    for fiche in releve.fiches:
        for genre in ("prevu", "execute"):
            budget = getattr(fiche, f"budget_{genre}")
            for part in ("total", "etat", "departement", "dont_reports", "report_sortant"):
                valeur = getattr(budget, part, None)
                if valeur is not None and valeur.nombre is not None:
                    lus[(fiche.code, genre, part)] = valeur.nombre
    return lus
