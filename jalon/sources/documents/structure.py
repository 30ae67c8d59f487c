"""Du flux de blocs à des fiches : axe, objectif, titre, sections avec leurs blocs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from jalon.pilotage.controles.releve import TypeSection
from jalon.sources.documents.avancement import entete_avancement
from jalon.sources.documents.credits import colonnes_credits
from jalon.sources.documents.flux import Bloc, Tableau, Texte
from jalon.sources.documents.indicateurs import entete_indicateurs
from jalon.sources.documents.mots import TitreAction, plat, titre_action
from jalon.sources.documents.titres import (
    LONGUEUR_TITRE,
    TitreSection,
    departement,
    est_objectif,
    nom_axe,
    objectif_numerote,
    titre_axe,
    titre_section,
)

MEME_TITRE = 85
TITRE_TABLEAU = re.compile(r"\b(?:tableau|annexe|credits|indicateurs|avancement)\b")
MOTS_AXE = re.compile(r"^(?:engagement|axe|initiatives?|volet|orientation|priorite|rubrique|thematique)s?\b")


@dataclass(slots=True)
class SectionBrute:
    """Une section et ses blocs, avant lecture."""

    titre: TitreSection
    ligne: int | None
    blocs: list[Bloc] = field(default_factory=list)


@dataclass(slots=True)
class FicheBrute:
    """Une fiche et ses sections, avant lecture."""

    action: TitreAction
    ligne: int | None
    titre: str
    axe: str = ""
    objectif_code: str = ""
    objectif: str = ""
    thematiques: list[str] = field(default_factory=list)
    sections: list[SectionBrute] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Tout le document : ce qui précède les fiches (par titre), et les fiches."""

    hors_fiches: list[Bloc] = field(default_factory=list)
    fiches: list[FicheBrute] = field(default_factory=list)


def dresser_plan(blocs: Sequence[Bloc], thematiques: Sequence[str] = ()) -> Plan:
    """Le plan du document. `thematiques` : mots de la légende qui étiquettent une fiche."""
    return _Lecteur(list(blocs), frozenset(plat(t) for t in thematiques)).plan()


class _Lecteur:
    def __init__(self, blocs: list[Bloc], thematiques: frozenset[str]) -> None:
        self.blocs = blocs
        self.thematiques = thematiques
        self.resultat = Plan()
        self.fiche: FicheBrute | None = None
        self.axe = ""
        self.objectif = ("", "")
        self.attente = ""
        self.titre_ouvert = False
        candidats = [titre_action(b.clair) for b in blocs if isinstance(b, Texte) and not b.puce]
        trouves = [c for c in candidats if c is not None and c.code]
        self.titres = any(isinstance(b, Texte) and b.niveau for b in blocs)
        self.simples = not any(c.compose or c.avec_numero for c in trouves)

    def plan(self) -> Plan:
        for rang, bloc in enumerate(self.blocs):
            if isinstance(bloc, Tableau):
                self.attente, self.titre_ouvert = "", False
                if self.fiche is not None and hors_fiche(bloc):
                    self._sortir_avec_son_titre()
                self._ranger(bloc)
            else:
                self._texte(rang, bloc)
        return self.resultat

    def _texte(self, rang: int, bloc: Texte) -> None:
        action = self._debut_fiche(rang, bloc)
        if action is not None:
            self._ouvrir_fiche(action, bloc)
        elif self._axe_ou_objectif(rang, bloc):
            self.titre_ouvert = False
        elif self.fiche is not None and (section := titre_section(bloc)) is not None:
            self.titre_ouvert = False
            self._ouvrir_section(section, bloc.ligne)
        elif self.fiche is not None and self.titre_ouvert:
            self._titre_ou_section(bloc)
        else:
            self._ranger(bloc)

    def _debut_fiche(self, rang: int, bloc: Texte) -> TitreAction | None:
        """L'action qu'ouvre ce bloc.

        Un numéro simple (« Action 1 : … ») n'ouvre une fiche que si le document n'a ni « 5.1 » ni « n° 5 » ;
        une action sans numéro, que juste après un titre d'axe.
        """
        if bloc.puce or len(bloc.clair) > 3 * LONGUEUR_TITRE:
            return None
        action = titre_action(bloc.clair)
        if action is None:
            return None
        if not action.code:
            return action if action.titre and self._suit_un_axe(rang) else None
        if not (bloc.niveau or action.separe):
            return None
        if action.compose or action.avec_numero or (self.simples and bloc.niveau):
            return action
        return None

    def _suit_un_axe(self, rang: int) -> bool:
        precedent = self.blocs[rang - 1] if rang else None
        if not isinstance(precedent, Texte) or titre_section(precedent) is not None:
            return False
        return bool(precedent.niveau) or self._nomme_un_axe(precedent)

    def _axe_ou_objectif(self, rang: int, bloc: Texte) -> bool:
        if self.attente and not titre_section(bloc):
            return self._completer(bloc)
        if rang > 0 and not bloc.puce and self._page_de_fin(bloc):
            self._fermer_fiche()
            return False
        if bloc.puce:
            return False
        if (axe := titre_axe(bloc.clair)) is not None and len(bloc.clair) < 2 * LONGUEUR_TITRE:
            self._fermer_fiche()
            self.axe, self.objectif = nom_axe(*axe), ("", "")
            self.attente = "" if axe[1] else "axe"
            return True
        if est_objectif(bloc.clair) and self.fiche is None:
            self.attente = "objectif"
            return True
        titre = bloc.niveau or self._nomme_un_axe(bloc)
        if titre and titre_section(bloc) is None and self._annonce_fiche(rang):
            self._fermer_fiche()
            self.axe, self.objectif = bloc.clair, ("", "")
            return True
        return False

    def _nomme_un_axe(self, bloc: Texte) -> bool:
        """Sans styles de titre (classeur), un axe se reconnaît à son premier mot."""
        return not self.titres and not bloc.puce and bool(MOTS_AXE.match(plat(bloc.clair)))

    def _page_de_fin(self, bloc: Texte) -> bool:
        """Le nom du département seul sur sa ligne, comme en couverture : ce n'est plus une fiche."""
        return self.fiche is not None and departement(bloc.clair) != ""

    def _annonce_fiche(self, rang: int) -> bool:
        """Un titre suivi aussitôt d'une fiche nomme son axe, quels que soient ses mots."""
        suivant = self.blocs[rang + 1] if rang + 1 < len(self.blocs) else None
        if not isinstance(suivant, Texte) or titre_action(self._clair(rang)) is not None:
            return False
        action = titre_action(suivant.clair)
        if action is None or suivant.puce:
            return False
        numerotee = action.compose or action.avec_numero or (self.simples and bool(suivant.niveau))
        return numerotee if action.code else bool(action.titre) and not suivant.niveau

    def _clair(self, rang: int) -> str:
        bloc = self.blocs[rang]
        return bloc.clair if isinstance(bloc, Texte) else ""

    def _completer(self, bloc: Texte) -> bool:
        """La ligne qui suit « AXE STRATÉGIQUE 1 » ou « OBJECTIF OPÉRATIONNEL » en donne le titre."""
        attente, self.attente = self.attente, ""
        if attente == "axe":
            if est_objectif(bloc.clair):
                self.attente = "objectif"
            else:
                self.axe = f"{self.axe} — {bloc.clair}"
            return True
        lu = objectif_numerote(bloc.clair)
        self.objectif = (lu[1], lu[2]) if lu else ("", bloc.clair)
        return True

    def _fermer_fiche(self) -> None:
        self.fiche, self.titre_ouvert = None, False

    def _sortir_avec_son_titre(self) -> None:
        """Un tableau des crédits ou une annexe après la dernière fiche : son titre, juste avant, le suit."""
        fiche = self.fiche
        self._fermer_fiche()
        blocs = fiche.sections[-1].blocs if fiche is not None and fiche.sections else []
        if blocs and isinstance(blocs[-1], Texte) and TITRE_TABLEAU.search(plat(blocs[-1].clair)):
            self.resultat.hors_fiches.append(blocs.pop())

    def _ouvrir_fiche(self, action: TitreAction, bloc: Texte) -> None:
        deja = next((f for f in self.resultat.fiches if _meme_action(f, action)), None)
        if deja is not None:
            self.fiche, self.titre_ouvert = deja, not deja.titre
            return
        self.attente = ""
        code, objectif = self.objectif
        self.fiche = FicheBrute(action, bloc.ligne, action.titre, self.axe, code, objectif)
        self.resultat.fiches.append(self.fiche)
        self.titre_ouvert = True

    def _ouvrir_section(self, titre: TitreSection, ligne: int | None) -> None:
        if self.fiche is None:
            return
        deja = next((s for s in self.fiche.sections if s.titre == titre), None)
        if deja is not None:
            self.fiche.sections.remove(deja)
            self.fiche.sections.append(deja)
            return
        self.fiche.sections.append(SectionBrute(titre, ligne))

    def _titre_ou_section(self, bloc: Texte) -> None:
        """Avant la première section : suite du titre, thématique, ou texte sans titre de section."""
        fiche = self.fiche
        if fiche is None:
            return
        if plat(bloc.clair) in self.thematiques:
            fiche.thematiques.append(bloc.clair)
        elif self._suite_de_titre(fiche, bloc):
            fiche.titre = f"{fiche.titre} {bloc.clair}".strip()
        else:
            self.titre_ouvert = False
            self._ranger(bloc)

    def _suite_de_titre(self, fiche: FicheBrute, bloc: Texte) -> bool:
        if bloc.puce or len(fiche.titre) + len(bloc.clair) > 3 * LONGUEUR_TITRE:
            return False
        if not fiche.titre or bloc.niveau:
            return True
        suite = bloc.clair[:1].islower() or bloc.clair[:1] == "(" or bloc.colle
        return suite and not fiche.titre.endswith((".", "!", "?"))

    def _ranger(self, bloc: Bloc) -> None:
        if self.fiche is None:
            self.resultat.hors_fiches.append(bloc)
            return
        if not self.fiche.sections:
            titre = TitreSection("", "", TypeSection.AUTRE)
            self.fiche.sections.append(SectionBrute(titre, bloc.ligne))
        self.fiche.sections[-1].blocs.append(bloc)


def hors_fiche(tableau: Tableau) -> bool:
    """Un tableau qui parle de tout le programme : crédits, avancement, annexe des indicateurs."""
    if any(colonnes_credits(r) for r in tableau.rangees[:4]) or entete_avancement(tableau) is not None:
        return True
    entete = entete_indicateurs(tableau)
    if entete is None:
        return False
    annonce = plat(" ".join(tableau.rangees[0].textes))
    return entete.commentaire is not None or (entete.rang > 0 and annonce.startswith("annexe"))


def _meme_action(fiche: FicheBrute, action: TitreAction) -> bool:
    """Une fiche reprise sur une autre page : même numéro, et pas un autre titre."""
    if not action.code or fiche.action.code != action.code:
        return False
    return not action.titre or fuzz.ratio(plat(fiche.titre), plat(action.titre)) >= MEME_TITRE
