"""D'une fiche brute à la fiche du relevé : sections, budgets, tableaux, listes chiffrées."""

from __future__ import annotations

import re
from dataclasses import replace

from jalon.pilotage.controles.releve import Fiche, Lieu, NonLu, Releve, Section, TypeSection
from jalon.sources.documents.budgets import lire_budgets, tiers_financeurs
from jalon.sources.documents.budgets_tableau import lignes_de_budget
from jalon.sources.documents.flux import Bloc, Rangee, Tableau, Texte
from jalon.sources.documents.indicateurs import Contexte, entete_indicateurs, lire_indicateurs
from jalon.sources.documents.listes import lire_enumerations, lire_liste
from jalon.sources.documents.mots import code_action, plat, titre_action
from jalon.sources.documents.repartitions import lire_cle_valeur, lire_repartition
from jalon.sources.documents.structure import FicheBrute, SectionBrute
from jalon.sources.documents.titres import titre_section

RECITS = frozenset({TypeSection.BILAN, TypeSection.REALISATIONS, TypeSection.AUTRE})
OPERATEUR = re.compile(r"^(?P<nom>[^.:!?]{2,60}?)\s*:?$")


def lire_fiche(brute: FicheBrute, annee: int | None, releve: Releve) -> Fiche:
    """La fiche d'une action ; ce qui n'est pas compris va dans `releve.non_lus`."""
    nom = f"Fiche {brute.action.imprime} {brute.titre}".replace("  ", " ").strip()
    fiche = Fiche(
        brute.action.code,
        _sans_guillemets(brute.titre),
        Lieu(nom, "", "", brute.ligne),
        axe=brute.axe,
        objectif_code=code_action(brute.objectif_code),
        objectif=brute.objectif,
        thematiques=list(brute.thematiques),
        code_imprime=brute.action.imprime,
    )
    for section in brute.sections:
        _lire_section(section, fiche, nom, annee, releve)
    _tiers(fiche, nom)
    return fiche


def _sans_guillemets(titre: str) -> str:
    entier = re.fullmatch(r"«\s*([^«»]*?)\s*»", titre)
    return entier[1] if entier else titre


def _lire_section(brute: SectionBrute, fiche: Fiche, nom: str, annee: int | None, releve: Releve) -> None:
    textes = [b for b in brute.blocs if isinstance(b, Texte)]
    titre = brute.titre
    lieu = Lieu(nom, titre.titre, "", brute.ligne)
    lignes = [(t.ligne, t.clair) for t in textes]
    fiche.sections.append(Section(titre.type, titre.titre, markdown(textes), lieu, titre.numero, lignes))
    if titre.type == TypeSection.AUTRE:
        releve.non_lus.append(NonLu(titre.titre or markdown(textes)[:200], "section sans type connu", lieu))
    blocs = brute.blocs
    if titre.type == TypeSection.BUDGET:
        lignes_budget, blocs = lignes_de_budget(brute.blocs)
        prevu, execute = lire_budgets(lignes_budget, nom, releve)
        fiche.budget_prevu = prevu or fiche.budget_prevu
        fiche.budget_execute = execute or fiche.budget_execute
    _lire_tableaux(blocs, fiche, nom, titre.titre, annee, releve)
    if titre.type == TypeSection.INDICATEURS:
        liste = lire_liste(textes, Contexte(f"{nom} — {titre.titre}", fiche.code, "", annee), releve)
        if liste.lignes:
            fiche.tableaux.append(liste)
    elif titre.type in RECITS:
        contexte = Contexte(f"{nom} — {titre.titre}", fiche.code, "", annee)
        enumeration = lire_enumerations(textes, contexte, releve)
        if enumeration is not None:
            fiche.tableaux.append(enumeration)


def markdown(textes: list[Texte]) -> str:
    """Le texte d'une section en Markdown simple : paragraphes, puces, gras ; les titres internes en gras."""
    lignes: list[str] = []
    precedent: Texte | None = None
    for texte in textes:
        if precedent is not None and not texte.colle and not (texte.puce and precedent.puce):
            lignes.append("")
        if texte.puce:
            lignes.append(f"{'  ' * (texte.puce - 1)}- {texte.brut}")
        else:
            lignes.append(f"**{texte.clair}**" if texte.niveau else texte.brut)
        precedent = texte
    return "\n".join(lignes).strip()


def _lire_tableaux(
    blocs: list[Bloc], fiche: Fiche, nom: str, section: str, annee: int | None, releve: Releve
) -> None:
    sous_titres: list[Texte] = []
    for tableau, avant in grouper(blocs):
        sous_titres += [t for t in avant if t.niveau]
        operateur = _operateur(avant)
        contexte = Contexte(f"{nom} — {section}", fiche.code, operateur, annee)
        _lire_tableau(tableau, fiche, contexte, sous_titres, releve)


def grouper(blocs: list[Bloc]) -> list[tuple[list[Tableau], list[Texte]]]:
    """Les tableaux d'une section, chacun avec ses suites, et les textes qui le précèdent.

    Un tableau coupé par une ligne vide ou un saut de page reprend sans en-tête, juste après le premier.
    """
    groupes: list[tuple[list[Tableau], list[Texte]]] = []
    avant: list[Texte] = []
    for bloc in blocs:
        if isinstance(bloc, Texte):
            avant.append(bloc)
        elif groupes and not avant and _suite(groupes[-1][0][-1], bloc):
            groupes[-1][0].append(bloc)
        else:
            groupes.append(([bloc], avant))
            avant = []
    return groupes


def _suite(precedent: Tableau, tableau: Tableau) -> bool:
    if tableau.largeur != precedent.largeur or entete_indicateurs(tableau) is not None:
        return False
    if lire_repartition([tableau], Contexte(), None) is not None:
        return False
    if entete_indicateurs(precedent) is None:
        return tableau.nom == precedent.nom
    return (
        len(tableau.rangees[0].pleines) < tableau.largeur or len(tableau.rangees) > 1 or tableau.largeur < 3
    )


def _operateur(avant: list[Texte]) -> str:
    """« Sport pour Tous : » seul juste avant un tableau dit de qui il parle."""
    if not avant or avant[-1].niveau or not avant[-1].clair.endswith(":"):
        return ""
    trouve = OPERATEUR.match(avant[-1].clair.lstrip("* "))
    return trouve["nom"].strip() if trouve else ""


def _lire_tableau(
    tableaux: list[Tableau], fiche: Fiche, contexte: Contexte, sous_titres: list[Texte], releve: Releve
) -> None:
    rangees: list[Rangee] = [r for t in tableaux for r in t.rangees]
    entete = entete_indicateurs(tableaux[0])
    if entete is not None:
        fiche.tableaux.append(lire_indicateurs(rangees, entete, contexte, releve))
        return
    repartition = lire_repartition(tableaux, contexte, releve)
    if repartition is not None:
        fiche.tableaux.append(repartition)
        return
    noms = [t.clair for t in sous_titres[-2:]]
    titre = f"{contexte.titre} — {noms[-1]}" if noms else contexte.titre
    sous = replace(contexte, titre=titre, operateur=contexte.operateur or (noms[0] if len(noms) > 1 else ""))
    cle_valeur = lire_cle_valeur(rangees, sous, releve)
    if cle_valeur is not None:
        fiche.tableaux.append(cle_valeur)
        return
    texte = " / ".join(t for t in rangees[0].textes if t)
    releve.non_lus.append(NonLu(texte, "tableau non reconnu", Lieu(contexte.titre, "", "", rangees[0].ligne)))


def _tiers(fiche: Fiche, nom: str) -> None:
    section = fiche.section(TypeSection.PARTENAIRES)
    budget = fiche.budget_prevu or fiche.budget_execute
    if section is not None and budget is not None:
        budget.tiers = tiers_financeurs(section.lignes, nom)


def deplier_fiches(blocs: list[Bloc]) -> list[Bloc]:
    """Une fiche mise en page comme un tableau redevient une suite de textes.

    Deux titres de section côte à côte ouvrent deux colonnes : chaque texte dessous rejoint la sienne.
    """
    sorties: list[Bloc] = []
    for bloc in blocs:
        if isinstance(bloc, Tableau) and _est_fiche(bloc):
            sorties.extend(_deplier(bloc))
        else:
            sorties.append(bloc)
    return sorties


def _est_fiche(tableau: Tableau) -> bool:
    """Une fiche en tableau, ou un reste de fiche : sections côte à côte."""
    cotes = [_texte_case(tableau.rangees[0], i) for i in tableau.rangees[0].pleines]
    if len(cotes) > 1 and all(titre_section(c) is not None for c in cotes):
        return True
    pleines = tableau.rangees[0].pleines
    if len(pleines) != 1 or len(tableau.rangees) < 3:
        return False
    action = titre_action(tableau.rangees[0].cases[pleines[0]].texte)
    return action is not None and bool(action.code) and (action.avec_numero or action.compose)


def _deplier(tableau: Tableau) -> list[Texte]:
    sorties: list[Texte] = []
    colonnes: dict[int, list[Texte]] = {}
    for rangee in tableau.rangees:
        textes = {i: _texte_case(rangee, i) for i in rangee.pleines}
        titres = {i: t for i, t in textes.items() if titre_section(t) is not None}
        if titres:
            sorties.extend(t for textes_colonne in colonnes.values() for t in textes_colonne)
            colonnes = {i: [t] for i, t in titres.items()} if len(titres) > 1 else {}
            if len(titres) == 1:
                sorties.extend(titres.values())
            continue
        for i, texte in textes.items():
            colonnes.get(i, sorties).append(texte)
    sorties.extend(t for textes_colonne in colonnes.values() for t in textes_colonne)
    return sorties


def _texte_case(rangee: Rangee, colonne: int) -> Texte:
    brut = rangee.texte(colonne)
    trouve = re.match(r"^\s*[-•▪■>]\s*>?\s*", brut)
    propre = brut[trouve.end() :] if trouve else brut
    propre = " ".join(propre.split())
    return Texte(propre, propre, rangee.ligne, 0, 1 if trouve and trouve.group().strip() else 0)


def legende_thematiques(blocs: list[Bloc]) -> list[str]:
    """Les mots qui suivent « LÉGENDE ACTION TRANSVERSALE » : les étiquettes des fiches."""
    for rang, bloc in enumerate(blocs):
        if isinstance(bloc, Texte) and re.match(r"^legende\b.*transvers", plat(bloc.clair)):
            mots = []
            for suivant in blocs[rang + 1 :]:
                if not isinstance(suivant, Texte) or len(suivant.clair.split()) > 3 or suivant.niveau:
                    break
                mots.append(suivant.clair)
            return mots
    return []
