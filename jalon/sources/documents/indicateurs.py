"""Les tableaux d'indicateurs, genre fiche ou annexe : colonnes par l'en-tête, rangées décalées recalées."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jalon.pilotage.controles.releve import (
    Cellule,
    ColonneIndicateur,
    Etat,
    Lieu,
    LigneIndicateur,
    NonLu,
    Releve,
    TableauIndicateurs,
)
from jalon.socle.periodes import lire_periodes
from jalon.sources.documents.cellules import lire_cellule
from jalon.sources.documents.flux import Rangee, Tableau
from jalon.sources.documents.mots import plat, une_ligne

INDICATEUR = re.compile(r"^indicateurs?\b|^libelle de l'indicateur$")
COMMENTAIRE = re.compile(r"\bcommentaires?\b|\bdefinition\b|\bprecisions?\b")
LIBELLE = re.compile(
    r"^(?:nom de l'action|mesures?|actions?|mission locale|operateurs?|themes?|territoires?|axes?)\b"
)
PREVISION = re.compile(r"\bproject|\bprevision|\bcible\b|\bobjectif\b|\battendu")
CHIFFRE_EN_LIBELLE = re.compile(r"\(\d+(?:\)|\s+[A-Z])")
NUMEROTE = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\s?[.)]?\s+\S|^\d{1,2}(?:\.\d{1,2})+\b")


@dataclass(slots=True)
class Entete:
    """Le rôle des colonnes : libellés, indicateur, commentaire, valeurs."""

    rang: int
    indicateur: int
    libelles: list[int] = field(default_factory=list)
    commentaire: int | None = None
    valeurs: list[int] = field(default_factory=list)
    sous_entete: bool = False


def entete_indicateurs(tableau: Tableau) -> Entete | None:
    """L'en-tête d'un tableau d'indicateurs parmi les premières rangées, ou `None`."""
    for rang, rangee in enumerate(tableau.rangees[:4]):
        entete = _lire_entete(rang, rangee)
        if entete is not None:
            suite = tableau.rangees[rang + 1 : rang + 2]
            entete.sous_entete = bool(suite) and _est_sous_entete(suite[0], rangee, entete)
            if entete.sous_entete:
                _completer(entete, suite[0])
            return entete
    return None


def _lire_entete(rang: int, rangee: Rangee) -> Entete | None:
    textes = [plat(t) for t in rangee.textes]
    indicateur = next((i for i, t in enumerate(textes) if INDICATEUR.match(t)), None)
    if indicateur is None or len(rangee.pleines) < 2:
        return None
    entete = Entete(rang, indicateur)
    for i, texte in enumerate(textes):
        if i == indicateur:
            continue
        if i < indicateur:
            entete.libelles.append(i)
        elif texte and COMMENTAIRE.search(texte) and entete.commentaire is None:
            entete.commentaire = i
        elif texte:
            entete.valeurs.append(i)
    if not entete.valeurs or any(len(rangee.texte(i)) > 150 for i in entete.valeurs):
        return None
    return entete


def _est_sous_entete(rangee: Rangee, entete_imprime: Rangee, entete: Entete) -> bool:
    """Un second niveau d'en-tête : libellés vides, et des noms au-dessus des valeurs."""
    libelles = [*entete.libelles, entete.indicateur]
    if any(rangee.texte(i) for i in libelles):
        return False
    noms = [i for i in rangee.pleines if i > entete.indicateur]
    if not noms or any(re.match(r"[\d/+-]", rangee.texte(i)) for i in noms):
        return False
    return any(not entete_imprime.texte(i) for i in noms) or len(noms) == len(entete.valeurs)


def _completer(entete: Entete, sous_entete: Rangee) -> None:
    """Les colonnes que seul le second niveau d'en-tête nomme sont aussi des valeurs."""
    for i in sous_entete.pleines:
        if i > entete.indicateur and i != entete.commentaire and i not in entete.valeurs:
            entete.valeurs.append(i)
    entete.valeurs.sort()


@dataclass(frozen=True, slots=True)
class Contexte:
    """Ce que le tableau doit à sa place dans le document."""

    titre: str = ""
    action: str = ""
    operateur: str = ""
    annee: int | None = None


def lire_indicateurs(
    rangees: list[Rangee], entete: Entete, contexte: Contexte, releve: Releve
) -> TableauIndicateurs:
    """Le tableau d'indicateurs ; `rangees` comprend l'en-tête (voir `Entete.rang`) et ses suites."""
    imprime = rangees[entete.rang]
    genre = "fiche" if contexte.action or entete.commentaire is None else "annexe"
    lieu = Lieu(contexte.titre, "", "", imprime.ligne)
    tableau = TableauIndicateurs(genre, contexte.titre, lieu, contexte.action, contexte.operateur)
    sous = rangees[entete.rang + 1] if entete.sous_entete else None
    tableau.colonnes = _colonnes(imprime, sous, entete, contexte.annee)
    lecteur = _Rangees(tableau, entete, contexte, releve)
    for rangee in rangees[entete.rang + 1 + entete.sous_entete :]:
        if rangee.textes != imprime.textes and (sous is None or rangee.textes != sous.textes):
            lecteur.lire(rangee)
    return tableau


def _colonnes(
    imprime: Rangee, sous: Rangee | None, entete: Entete, annee: int | None
) -> list[ColonneIndicateur]:
    colonnes, dernier = [], ""
    for i in entete.valeurs:
        haut = une_ligne(imprime.texte(i)) or (dernier if sous else "")
        dernier = haut
        bas = une_ligne(sous.texte(i)) if sous else ""
        periodes = lire_periodes(haut, annee_defaut=annee) or lire_periodes(bas, annee_defaut=annee)
        prevision = bool(PREVISION.search(plat(f"{haut} {bas}")))
        periode = periodes[0] if periodes else None
        if periode and annee and periode.debut.year > annee:
            prevision = True
        operateur = bas if bas and not lire_periodes(bas) else ""
        libelle = f"{haut} — {bas}" if bas and haut else haut or bas
        colonnes.append(ColonneIndicateur(libelle, periode, operateur, prevision, periodes))
    return colonnes


class _Rangees:
    """Lit les rangées l'une après l'autre, en gardant groupe et mesure en cours."""

    def __init__(
        self, tableau: TableauIndicateurs, entete: Entete, contexte: Contexte, releve: Releve
    ) -> None:
        self.tableau, self.entete, self.contexte, self.releve = tableau, entete, contexte, releve
        self.groupe = ""
        self.mesure = ""

    def lire(self, rangee: Rangee) -> None:
        if not rangee.pleines:
            return
        libelle = une_ligne(rangee.texte(self.entete.indicateur))
        valeurs = [rangee.texte(i) for i in self.entete.valeurs]
        commentaire = une_ligne(rangee.texte(self.entete.commentaire))
        if not libelle and self._titre(rangee, valeurs, commentaire):
            return
        glisse = ""
        if libelle:
            self._porter(rangee)
        else:
            libelle, valeurs, glisse = self._recaler(rangee, valeurs)
        self._ajouter(rangee, libelle, valeurs, commentaire, glisse)

    def _titre(self, rangee: Rangee, valeurs: list[str], commentaire: str) -> bool:
        """Une rangée de titre : une seule case, numérotée ou en gras, aucune valeur."""
        if any(valeurs) or commentaire or len(rangee.pleines) != 1:
            return False
        case = rangee.cases[rangee.pleines[0]]
        if not case.marquee and not NUMEROTE.match(case.texte):
            return False
        if self.tableau.genre == "annexe":
            self.groupe, self.mesure = une_ligne(case.texte), ""
        else:
            self.mesure = une_ligne(case.texte)
        return True

    def _porter(self, rangee: Rangee) -> None:
        """Les libellés de gauche valent jusqu'au suivant (cases fusionnées)."""
        libelles = self.entete.libelles
        if len(libelles) > 1 and rangee.texte(libelles[0]):
            self.groupe, self.mesure = une_ligne(rangee.texte(libelles[0])), ""
        if libelles and rangee.texte(libelles[-1]):
            self.mesure = une_ligne(rangee.texte(libelles[-1]))

    def _recaler(self, rangee: Rangee, valeurs: list[str]) -> tuple[str, list[str], str]:
        """Une rangée sans indicateur : le libellé a glissé d'une colonne, à gauche ou à droite.

        Rend le libellé, les valeurs, et la colonne de valeur où le libellé était écrit s'il y était.
        """
        gauche = [i for i in self.entete.libelles if rangee.texte(i)]
        pleines = [v for v in valeurs if v]
        if (
            gauche
            and len(pleines) == 1
            and not re.search(r"\d", pleines[0])
            and len(self.entete.libelles) == 1
        ):
            self._porter(rangee)
            colonne = self.tableau.colonnes[valeurs.index(pleines[0])].libelle
            return une_ligne(pleines[0]), [""] * len(valeurs), colonne
        if not gauche:
            return "", valeurs, ""
        libelle = une_ligne(rangee.texte(gauche[-1]))
        if len(self.entete.libelles) > 1:
            self._porter(rangee)
        return libelle, valeurs, ""

    def _ajouter(
        self, rangee: Rangee, libelle: str, valeurs: list[str], commentaire: str, glisse: str
    ) -> None:
        nom = (libelle or self.mesure).rstrip(" :")
        lieu = Lieu(self.tableau.titre, nom, glisse, rangee.ligne)
        ligne = LigneIndicateur(nom, lieu, [], self.groupe, self.mesure, commentaire)
        ligne.dont = plat(nom).startswith("dont ")
        for colonne, texte in zip(self.tableau.colonnes, valeurs, strict=True):
            ligne.cellules.append(self._cellule(rangee, nom, colonne, texte))
        self._signaler(rangee, nom)
        if CHIFFRE_EN_LIBELLE.search(nom) and not any(valeurs):
            motif = "chiffre écrit dans le libellé, aucune valeur dans la ligne"
            self.releve.non_lus.append(NonLu(nom, motif, lieu))
        self.tableau.lignes.append(ligne)

    def _cellule(self, rangee: Rangee, nom: str, colonne: ColonneIndicateur, texte: str) -> Cellule:
        lieu = Lieu(self.tableau.titre, nom, colonne.libelle, rangee.ligne)
        cellule = lire_cellule(texte, lieu, annee=self.contexte.annee)
        if cellule.etat == Etat.TEXTE and not cellule.chiffres and re.search(r"\d", texte):
            self.releve.non_lus.append(NonLu(texte, "case chiffrée non comprise", lieu))
        return cellule

    def _signaler(self, rangee: Rangee, nom: str) -> None:
        connues = {*self.entete.libelles, self.entete.indicateur, *self.entete.valeurs}
        for i in rangee.pleines:
            if i not in connues and i != self.entete.commentaire:
                lieu = Lieu(self.tableau.titre, nom, f"colonne {i + 1}", rangee.ligne)
                self.releve.non_lus.append(
                    NonLu(rangee.texte(i), "case hors des colonnes de l'en-tête", lieu)
                )
