"""Barres horizontales par axe, dessinées en SVG ; leurs mots restent du texte, qui se replie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from jalon.pilotage.bilans.fiche import LigneAvancementAffichee
from jalon.pilotage.finances.tableau import TableauCredits
from jalon.pilotage.programmes.models import EtatModele
from jalon.socle.montants import ecrire_montant, ecrire_pourcentage

LARGEUR = 420


@dataclass(frozen=True, slots=True)
class Morceau:
    """Un morceau de barre : abscisse, largeur (unités du dessin), famille de couleur, ce qu'il dit."""

    x: int
    largeur: int
    couleur: str
    libelle: str


@dataclass(slots=True)
class Barre:
    """Une barre : son axe, ses morceaux, son étiquette à droite."""

    titre: str
    etiquette: str
    morceaux: list[Morceau] = field(default_factory=list)


@dataclass(slots=True)
class Image:
    """L'image entière ; `phrase` dit ce qu'elle montre et sert de texte de remplacement."""

    phrase: str
    barres: list[Barre] = field(default_factory=list)


def intitule_axe(code: str, titre: str) -> str:
    """« Axe 1 · Dynamiser… » ; un titre qui dit déjà son axe reste tel quel."""
    dit = not code.isdigit() or titre.casefold().startswith(("axe", "engagement"))
    return titre if dit else f"Axe {code} · {titre}"


def barres_etats(lignes: Sequence[LigneAvancementAffichee], legende: Sequence[EtatModele]) -> Image:
    """Une barre par axe, un morceau par état (« non lu » compris)."""
    etats = [(etat.code, etat.libelle, etat.couleur) for etat in legende] + [("non_lu", "non lu", "vide")]
    axes: dict[str, list[LigneAvancementAffichee]] = {}
    for ligne in lignes:
        axes.setdefault(intitule_axe(ligne.axe_code, ligne.axe), []).append(ligne)
    plus_long = max((len(actions) for actions in axes.values()), default=1)
    image = Image(_phrase_etats(lignes, etats))
    for axe, actions in axes.items():
        barre = Barre(axe, f"{len(actions)} action{'s' if len(actions) > 1 else ''}")
        x = 0
        for code, libelle, couleur in etats:
            nombre = sum(1 for action in actions if action.etat == code)
            if nombre:
                largeur = round(LARGEUR * nombre / plus_long)
                barre.morceaux.append(Morceau(x, largeur, couleur, f"{nombre} {libelle}"))
                x += largeur
        image.barres.append(barre)
    return image


def _phrase_etats(lignes: Sequence[LigneAvancementAffichee], etats: Sequence[tuple[str, str, str]]) -> str:
    comptes = [(libelle, sum(1 for li in lignes if li.etat == code)) for code, libelle, _ in etats]
    dits = ", ".join(f"{nombre} « {libelle} »" for libelle, nombre in comptes if nombre)
    return f"{len(lignes)} actions : {dits}." if dits else "Aucune action."


def barres_credits(tableau: TableauCredits) -> Image:
    """Une barre par groupe : exécuté sur recettes."""
    image = Image("Part des recettes de l'État exécutée, axe par axe.")
    for groupe in tableau.groupes:
        ligne = groupe.sous_total or (groupe.lignes[0] if groupe.lignes else None)
        if ligne is None:
            continue
        part = ligne.part_executee
        barre = Barre(
            groupe.titre, "non connue" if part is None else ecrire_pourcentage(part, 1 if part % 1 else 0)
        )
        execute = round(LARGEUR * min(part or Decimal(0), Decimal(100)) / 100)
        barre.morceaux = [
            Morceau(0, execute, "vert", f"exécuté : {ecrire_montant(ligne.execute.montant or 0)}"),
            Morceau(execute, LARGEUR - execute, "vide", "reste"),
        ]
        image.barres.append(barre)
    return image
