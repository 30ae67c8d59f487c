"""L'extrait du document autour d'une case : la rangée lue, ses voisines, l'en-tête du tableau."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from jalon.socle.pieces.models import Piece
from jalon.socle.pieces.selectors import octets_de, piece_par_id
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.flux import Bloc, Rangee, Tableau, Texte
from jalon.sources.documents.ouverture import ouvrir

VOISINES = 2
LARGEUR_MAX = 12
LONGUEUR_MAX = 240


@dataclass(frozen=True, slots=True)
class LigneExtraite:
    """Une rangée de l'extrait ; `lue` : celle de la valeur ; `colonne` : rang de la case, ou -1."""

    textes: tuple[str, ...]
    ligne: int | None
    lue: bool
    colonne: int = -1


@dataclass(frozen=True, slots=True)
class Extrait:
    """Un bout de tableau (`entetes` et `lignes`) ou un passage (`passage`)."""

    entetes: tuple[str, ...] = ()
    lignes: tuple[LigneExtraite, ...] = ()
    passage: str = ""


def extrait_de(blocs: Sequence[Bloc], lieu: dict[str, Any]) -> Extrait | None:
    """L'extrait autour de la place lue, ou `None` si elle ne se retrouve pas."""
    ligne = lieu.get("ligne_fichier")
    for bloc in blocs:
        if isinstance(bloc, Tableau):
            rang = _rangee(bloc, ligne, str(lieu.get("ligne", "")))
            if rang is not None and (ligne is not None or _meme_tableau(bloc, lieu)):
                return _extrait_tableau(bloc, rang, lieu)
        elif isinstance(bloc, Texte) and ligne is not None and bloc.ligne == ligne:
            return Extrait(passage=bloc.clair[:1200])
    return None


def _rangee(tableau: Tableau, ligne: int | None, titre: str) -> int | None:
    for rang, rangee in enumerate(tableau.rangees):
        if ligne is not None and rangee.ligne == ligne:
            return rang
        if ligne is None and titre and any(titre in texte for texte in rangee.textes):
            return rang
    return None


def _meme_tableau(tableau: Tableau, lieu: dict[str, Any]) -> bool:
    colonne = str(lieu.get("colonne", ""))
    return not colonne or any(colonne in texte for r in tableau.rangees[:4] for texte in r.textes)


def _extrait_tableau(tableau: Tableau, rang: int, lieu: dict[str, Any]) -> Extrait:
    largeur = min(tableau.largeur, LARGEUR_MAX)
    entete, colonne = _entete_et_colonne(tableau, rang, lieu)
    debut, fin = max(rang - VOISINES, entete + 1), rang + VOISINES + 1
    return Extrait(
        entetes=_couper(tableau.rangees[entete], largeur),
        lignes=tuple(
            LigneExtraite(_couper(r, largeur), r.ligne, i == rang, colonne if i == rang else -1)
            for i, r in enumerate(tableau.rangees[debut:fin], start=debut)
        ),
    )


def _entete_et_colonne(tableau: Tableau, rang: int, lieu: dict[str, Any]) -> tuple[int, int]:
    """La rangée d'en-tête au-dessus de la valeur, et sa colonne (-1 si elle ne se retrouve pas)."""
    titre = _plat(str(lieu.get("colonne", "")))
    for i in range(rang - 1, -1, -1):
        for colonne, texte in enumerate(tableau.rangees[i].textes):
            if titre and _plat(texte) == titre:
                return i, colonne
    memes = [c for c, t in enumerate(tableau.rangees[rang].textes) if t and t == lieu.get("cellule")]
    return 0, memes[0] if len(memes) == 1 else -1


def _plat(texte: str) -> str:
    return " ".join(texte.split())


def _couper(rangee: Rangee, largeur: int) -> tuple[str, ...]:
    textes = [texte[:LONGUEUR_MAX] for texte in rangee.textes[:largeur]]
    return tuple(textes + [""] * (largeur - len(textes)))


def extrait_du_document(piece: Piece, lieu: dict[str, Any]) -> Extrait | None:
    """L'extrait d'une pièce, relue ; `None` si la place ne s'y retrouve pas."""
    try:
        visible = piece_par_id(piece.pk)
        return extrait_de(_blocs(visible.pk), lieu)
    except (DocumentIllisible, Piece.DoesNotExist):
        return None


@lru_cache(maxsize=8)
def _blocs(cle: UUID) -> Sequence[Bloc]:
    """Le document ouvert, gardé en mémoire : une pièce ne change jamais."""
    piece = piece_par_id(cle)
    return ouvrir(octets_de(piece), piece.nom)
