"""Ce qui n'est pas dans une fiche : crédits, annexes, avancement, légendes, sommaire, préambule."""

from __future__ import annotations

import re
from dataclasses import replace

from jalon.pilotage.controles.releve import (
    Lieu,
    LigneIndicateur,
    NonLu,
    Releve,
    Section,
    TableauIndicateurs,
    TypeSection,
)
from jalon.sources.documents.avancement import entete_avancement, lire_avancement, lire_legende
from jalon.sources.documents.credits import colonnes_credits, lire_credits
from jalon.sources.documents.fiches import grouper, markdown
from jalon.sources.documents.flux import Bloc, Rangee, Tableau, Texte
from jalon.sources.documents.indicateurs import Contexte, entete_indicateurs, lire_indicateurs
from jalon.sources.documents.mots import NUMERO, code_action, plat, titre_action, une_ligne

PAGE = re.compile(r"^\d{1,4}$")
POINTILLES = re.compile(r"\s*\.{3,}\s*$")
INTERTITRE = re.compile(
    r"^(?:[IVX]{1,4}\s?[-–.]|[A-Z]\s?[-–.)])\s*\S|^(?:edito|editorial|sommaire|preambule|introduction)$"
)


def lire_hors_fiches(blocs: list[Bloc], annee: int | None, releve: Releve) -> None:
    """Range dans le relevé les tableaux et textes hors fiches."""
    for tableaux, avant in grouper(blocs):
        _lire_tableau(tableaux, _titre(tableaux[0], avant), annee, releve)
    _preambule([b for b in blocs if isinstance(b, Texte)], releve)


def _titre(tableau: Tableau, avant: list[Texte]) -> str:
    """Le titre d'un tableau : sa première rangée si elle n'a qu'une case, sinon le texte d'avant."""
    premiere = tableau.rangees[0]
    if len(premiere.pleines) == 1 and len(tableau.rangees) > 1:
        return une_ligne(premiere.cases[premiere.pleines[0]].texte)
    proches = [t.clair for t in avant if not t.puce and len(t.clair) < 160]
    return proches[-1] if proches else tableau.nom


def _lire_tableau(tableaux: list[Tableau], titre: str, annee: int | None, releve: Releve) -> None:
    tableau = Tableau([r for t in tableaux for r in t.rangees], tableaux[0].nom)
    rang = next((i for i, r in enumerate(tableau.rangees[:4]) if colonnes_credits(r)), None)
    if rang is not None:
        lire_credits(tableau, rang, titre, releve)
        return
    avancement = entete_avancement(tableau)
    if avancement is not None:
        lire_avancement(tableau, *avancement, titre, releve)
        return
    entete = entete_indicateurs(tableau)
    if entete is not None:
        contexte = Contexte(titre, annee=annee)
        releve.annexes.extend(_par_action(lire_indicateurs(tableau.rangees, entete, contexte, releve)))
        return
    if _sommaire(tableau.rangees, releve):
        return
    texte = " / ".join(t for t in tableau.rangees[0].textes if t)
    lieu = Lieu(titre, "", "", tableau.ligne)
    releve.non_lus.append(NonLu(texte, "tableau non reconnu", lieu))


def _par_action(tableau: TableauIndicateurs) -> list[TableauIndicateurs]:
    """Une feuille d'indicateurs dont une colonne donne le numéro d'action : un tableau par action."""
    codes = [_code(ligne) for ligne in tableau.lignes]
    if tableau.genre == "annexe" or not codes or not all(codes):
        return [tableau]
    tableaux: dict[str, TableauIndicateurs] = {}
    for code, ligne in zip(codes, tableau.lignes, strict=True):
        part = tableaux.setdefault(code, replace(tableau, action=code, lignes=[]))
        part.lignes.append(ligne)
    return list(tableaux.values())


def _code(ligne: LigneIndicateur) -> str:
    for texte in (ligne.groupe, ligne.mesure):
        if re.fullmatch(NUMERO, texte.replace(",", ".")):
            return code_action(texte.replace(",", "."))
        if (action := titre_action(texte)) is not None and action.code:
            return action.code
    return ""


def _sommaire(rangees: list[Rangee], releve: Releve) -> bool:
    """Des titres suivis d'un numéro de page."""
    pages = [r for r in rangees if len(r.pleines) >= 2 and PAGE.match(r.cases[r.pleines[-1]].texte)]
    if not pages or len(pages) * 2 < len(rangees):
        return False
    for rangee in rangees:
        texte = POINTILLES.sub("", une_ligne(rangee.texte(rangee.pleines[0])))
        page = rangee.cases[rangee.pleines[-1]].texte if len(rangee.pleines) > 1 else ""
        releve.sommaire.append((texte, page, Lieu("Sommaire", texte, "", rangee.ligne)))
    return True


def _preambule(textes: list[Texte], releve: Releve) -> None:
    """Les textes d'avant les fiches, par intertitre ; la légende des états n'en est pas."""
    sections: list[tuple[Texte | None, list[Texte]]] = [(None, [])]
    for texte in textes:
        if releve.avancement and lire_legende(texte, releve):
            continue
        if texte.niveau or INTERTITRE.match(texte.clair) or INTERTITRE.match(plat(texte.clair)):
            sections.append((texte, []))
        else:
            sections[-1][1].append(texte)
    for titre, contenu in sections:
        if titre is None and not contenu:
            continue
        nom = titre.clair if titre else ""
        lieu = Lieu(nom or "Début du document", "", "", titre.ligne if titre else contenu[0].ligne)
        lignes = [(t.ligne, t.clair) for t in contenu]
        releve.preambule.append(Section(TypeSection.AUTRE, nom, markdown(contenu), lieu, "", lignes))
