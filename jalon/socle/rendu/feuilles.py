"""D'un document en blocs à des feuilles de classeur : des lignes de cases, les titres seuls sur la leur."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from jalon.socle.rendu.blocs import (
    Bloc,
    Case,
    Document,
    Etiquettes,
    Feuille,
    Paysage,
    Prose,
    Rangee,
    SelonSupport,
    Tableau,
    Titre,
    case_texte,
)
from jalon.socle.rendu.markdown import en_lignes
from jalon.socle.rendu.texte import typographie

NOM_MAX = 31
INTERDITS_NOM = re.compile(r"[\[\]:*?/\\']")
LARGEUR_MIN, LARGEUR_MAX = 12, 60


@dataclass(frozen=True, slots=True)
class LigneFeuille:
    """`genre` : `titre`, `sous_titre`, `texte`, `entete`, ou celui d'une rangée.

    `debut` : rang, dans la feuille, de la première rangée de son tableau.
    """

    cases: tuple[Case, ...] = ()
    genre: str = "texte"
    debut: int = 0


@dataclass(slots=True)
class FeuilleRemplie:
    """Une feuille. `entete` : rang de l'en-tête à figer, pour une feuille d'un seul tableau."""

    nom: str
    lignes: list[LigneFeuille] = field(default_factory=list)
    largeurs: list[float] = field(default_factory=list)
    entete: int | None = None
    paysage: bool = False
    tableaux: int = 0

    @classmethod
    def d_un_tableau(cls, nom: str, tableau: Tableau) -> FeuilleRemplie:
        """Une feuille qui ne porte qu'un tableau."""
        feuille = cls(nom_de_feuille(nom, ()))
        feuille.ajouter(tableau)
        feuille.finir()
        return feuille

    def ajouter(self, bloc: Bloc) -> None:
        """Ajoute un bloc à la suite ; les images n'ont pas de place dans un classeur."""
        match bloc:
            case Titre():
                self._vide()
                self._texte(bloc.texte, "titre" if bloc.niveau <= 2 else "sous_titre")
            case Prose():
                for ligne in en_lignes(bloc.arbre):
                    for morceau in ligne.split("\n"):
                        self._texte(morceau, "texte")
            case Etiquettes():
                for mot, _ in bloc.mots:
                    self._texte(mot, "texte")
            case Paysage():
                self.paysage = True
                for interieur in bloc.blocs:
                    self.ajouter(interieur)
            case SelonSupport():
                for interieur in bloc.modifiable:
                    self.ajouter(interieur)
            case Tableau():
                self._tableau(bloc)

    def finir(self) -> None:
        """Retire l'en-tête figé d'une feuille qui a plusieurs tableaux."""
        if self.tableaux != 1:
            self.entete = None

    def _vide(self) -> None:
        if self.lignes and self.lignes[-1].cases:
            self.lignes.append(LigneFeuille())

    def _texte(self, texte: str, genre: str) -> None:
        if texte.strip():
            self.lignes.append(LigneFeuille((case_texte(typographie(texte)),), genre))

    def _tableau(self, tableau: Tableau) -> None:
        self._vide()
        if tableau.legende:
            self._texte(tableau.legende, "sous_titre")
            self._vide()
        self.entete = len(self.lignes)
        self.tableaux += 1
        entetes = tuple(case_texte(typographie(c.titre)) for c in tableau.colonnes)
        self.lignes.append(LigneFeuille(entetes, "entete"))
        debut = len(self.lignes)
        for rangee in tableau.rangees:
            self.lignes.append(LigneFeuille(_cases(rangee), rangee.genre, debut))
        self._elargir(tableau)
        if tableau.note:
            self._vide()
            self._texte(tableau.note, "texte")
        self._vide()

    def _elargir(self, tableau: Tableau) -> None:
        for rang, colonne in enumerate(tableau.colonnes):
            longueurs = [len(r.cases[rang].texte) for r in tableau.rangees if rang < len(r.cases)]
            voulue = 16.0 if colonne.nombre else max([LARGEUR_MIN, *longueurs], default=LARGEUR_MIN)
            if rang >= len(self.largeurs):
                self.largeurs.append(LARGEUR_MIN)
            self.largeurs[rang] = min(LARGEUR_MAX, max(self.largeurs[rang], voulue))


def _cases(rangee: Rangee) -> tuple[Case, ...]:
    return rangee.cases[:1] if rangee.genre == "groupe" else rangee.cases


def feuilles_du_document(document: Document) -> list[FeuilleRemplie]:
    """Les feuilles du document ; ce qui précède la première `Feuille` va dans « Présentation »."""
    feuilles: list[FeuilleRemplie] = []
    for bloc in _a_plat(document.blocs):
        if isinstance(bloc, Feuille):
            feuilles.append(FeuilleRemplie(nom_de_feuille(bloc.nom, [f.nom for f in feuilles])))
            continue
        if not feuilles:
            feuilles.append(FeuilleRemplie("Présentation"))
            for texte in (
                document.couverture.surtitre,
                document.couverture.titre,
                document.couverture.sous_titre,
            ):
                feuilles[0].ajouter(Titre(1, texte))
        feuilles[-1].ajouter(bloc)
    for feuille in feuilles:
        feuille.finir()
    return feuilles


def _a_plat(blocs: Iterable[Bloc]) -> Iterable[Bloc]:
    """Les blocs, feuilles annoncées dans des pages en largeur comprises."""
    for bloc in blocs:
        if isinstance(bloc, Paysage) and any(isinstance(b, Feuille) for b in bloc.blocs):
            yield from bloc.blocs
        else:
            yield bloc


def nom_de_feuille(nom: str, pris: Iterable[str]) -> str:
    """Un nom qu'un tableur accepte, unique parmi `pris`."""
    base = (INTERDITS_NOM.sub(" ", nom).strip() or "Feuille")[:NOM_MAX]
    essai, rang, deja = base, 2, {p.lower() for p in pris}
    while essai.lower() in deja:
        suffixe = f" {rang}"
        essai, rang = base[: NOM_MAX - len(suffixe)] + suffixe, rang + 1
    return essai
