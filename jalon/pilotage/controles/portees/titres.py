"""Portées des titres et numéros : partout la même action porte le même nom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, nom_fiche, nom_ligne
from jalon.pilotage.controles.portees.credits import montant, terme_credit
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Fiche, Lieu, Role, Section, TypeSection
from jalon.pilotage.controles.series import inclusion
from jalon.pilotage.controles.textes import compact, est_abrege_de, mots_proches, normaliser, racine, racines

_SIGNE = re.compile(r"\d+[^\w\s]\d+$")


@portee("titre_faute")
def titre_faute(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un mot du titre au tableau et un mot de la fiche ne diffèrent que d'une ou deux lettres."""
    for paire in dossier.paires:
        de_fiche = racines(paire.fiche.titre)
        connus = racines(dossier.texte_de(paire.fiche)) | de_fiche
        fautes = [
            (mot, autre)
            for mot in racines(paire.ligne.titre) - connus
            for autre in de_fiche
            if mots_proches(mot, autre)
        ]
        yield Cas(
            nom_ligne(paire.ligne),
            [Terme("titre au tableau", texte_lu(paire.ligne.titre, paire.ligne.lieu))],
            [Terme("titre de la fiche", texte_lu(paire.fiche.titre, paire.fiche.lieu))],
            {"mots": ", ".join(f"« {a} » et « {b} »" for a, b in fautes)},
            conforme=not fautes,
        )


@portee("titre_mot_absent")
def titre_mot_absent(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un mot entier du titre au tableau que la fiche n'emploie nulle part, même abrégé."""
    for paire in dossier.paires:
        if not paire.meme_code:
            continue
        texte = dossier.texte_de(paire.fiche)
        connus, mots = racines(texte), texte.split()
        serre = compact(texte)
        absents = [
            mot
            for mot in normaliser(paire.ligne.titre).split()
            if len(mot) >= 5
            and not any(c.isdigit() for c in mot)
            and racine(mot) in racines(mot)
            and racine(mot) not in connus
            and mot not in serre
            and not any(mots_proches(racine(mot), c) for c in connus)
            and not any(m[:1] == mot[:1] and est_abrege_de(racine(mot), m) for m in [*mots, serre[:400]])
            and not any(c.startswith(racine(mot)[:5]) for c in connus)
        ]
        yield Cas(
            nom_ligne(paire.ligne),
            [Terme("titre au tableau", texte_lu(paire.ligne.titre, paire.ligne.lieu))],
            [Terme("titre de la fiche", texte_lu(paire.fiche.titre, paire.fiche.lieu))],
            {"mots": ", ".join(f"« {m} »" for m in absents)},
            conforme=not absents,
        )


@portee("titre_numero")
def titre_numero(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """La fiche et sa ligne portent le même numéro."""
    for paire in dossier.paires:
        if not paire.fiche.code and not paire.ligne.code:
            continue
        autre = dossier.releve.ligne_credit(paire.fiche.code)
        suite = (
            f" ; le tableau donne le numéro {paire.fiche.code} à « {autre.titre} »"
            if autre is not None
            else ""
        )
        yield Cas(
            nom_fiche(paire.fiche),
            [Terme("au tableau", texte_lu(f"{paire.ligne.code} {paire.ligne.titre}", paire.ligne.lieu))],
            [Terme("fiche", texte_lu(f"{paire.fiche.code} {paire.fiche.titre}", paire.fiche.lieu))],
            {"ligne": paire.ligne.code, "fiche": paire.fiche.code, "suite": suite},
            conforme=paire.meme_code,
        )


@portee("fiche_sans_ligne")
def fiche_sans_ligne(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Toute fiche a sa ligne au tableau des crédits, s'il y en a un."""
    if not dossier.actions:
        return
    for fiche in dossier.releve.fiches:
        yield Cas(
            nom_fiche(fiche),
            [Terme("fiche", texte_lu(fiche.titre, fiche.lieu))],
            conforme=id(fiche) in dossier.ligne_par_fiche,
        )


@portee("ligne_sans_fiche")
def ligne_sans_fiche(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Toute ligne qui reçoit de l'argent a sa fiche."""
    if not dossier.releve.fiches:
        return
    for ligne in dossier.actions:
        if montant(ligne, Role.RECETTES) != 0:
            yield Cas(
                nom_ligne(ligne),
                [terme_credit(ligne, Role.RECETTES)],
                conforme=id(ligne) in dossier.fiche_par_ligne,
            )


@portee("avancement_titre")
def avancement_titre(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le titre de l'état d'avancement et celui de la fiche disent les mêmes mots."""
    for fiche in dossier.releve.fiches:
        ligne = dossier.avancement_de(fiche)
        if ligne is None:
            continue
        yield Cas(
            nom_fiche(fiche),
            [Terme("état d'avancement", texte_lu(ligne.titre, ligne.lieu))],
            [Terme("fiche", texte_lu(fiche.titre, fiche.lieu))],
            {"difference": _difference(ligne.titre, fiche.titre)},
            conforme=racines(ligne.titre) == racines(fiche.titre),
        )


@portee("avancement_objectif")
def avancement_objectif(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Objectif de rattachement : même numéro, mêmes mots, à l'état d'avancement et dans la fiche."""
    for fiche in dossier.releve.fiches:
        ligne = dossier.avancement_de(fiche)
        if ligne is None or not ligne.objectif or not fiche.objectif:
            continue
        meme_code = normaliser(ligne.objectif_code) == normaliser(fiche.objectif_code)
        yield Cas(
            nom_fiche(fiche),
            [Terme("état d'avancement", texte_lu(f"{ligne.objectif_code} {ligne.objectif}", ligne.lieu))],
            [Terme("fiche", texte_lu(f"{fiche.objectif_code} {fiche.objectif}", fiche.lieu))],
            {"difference": _difference(ligne.objectif, fiche.objectif)},
            conforme=meme_code and compact(ligne.objectif) == compact(fiche.objectif),
        )


@portee("avancement_ensemble")
def avancement_ensemble(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Les actions de l'état d'avancement et les fiches sont les mêmes."""
    if not dossier.releve.avancement or not dossier.releve.fiches:
        return
    codes = {f.code for f in dossier.releve.fiches}
    for ligne in dossier.releve.avancement:
        yield Cas(
            f"Action {ligne.code}",
            [Terme("état d'avancement", texte_lu(ligne.titre, ligne.lieu))],
            contexte={"absent": "aucune fiche ne la décrit"},
            conforme=ligne.code in codes,
        )
    suivies = {a.code for a in dossier.releve.avancement}
    for fiche in dossier.releve.fiches:
        yield Cas(
            nom_fiche(fiche),
            [Terme("fiche", texte_lu(fiche.titre, fiche.lieu))],
            contexte={"absent": "l'état d'avancement ne la donne pas"},
            conforme=fiche.code in suivies,
        )


@portee("avancement_axe")
def avancement_axe(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le libellé d'un axe est le même à l'état d'avancement et dans les fiches, une fois par axe."""
    vus: set[tuple[str, str]] = set()
    for fiche in dossier.releve.fiches:
        ligne = dossier.avancement_de(fiche)
        if ligne is None or not ligne.axe or not fiche.axe or (ligne.axe, fiche.axe) in vus:
            continue
        vus.add((ligne.axe, fiche.axe))
        un, deux = _sans_numero(ligne.axe), _sans_numero(fiche.axe)
        if un and deux:
            yield Cas(
                ligne.axe[:40],
                [Terme("état d'avancement", texte_lu(ligne.axe, ligne.lieu))],
                [Terme("fiches", texte_lu(fiche.axe, fiche.lieu))],
                {"difference": _difference(un, deux)},
                conforme=un == deux,
            )


def _sans_numero(axe: str) -> str:
    mots = normaliser(axe).split()
    while mots and (mots[0] in {"axe", "strategique"} or mots[0].isdigit()):
        mots = mots[1:]
    return " ".join(mots)


def _difference(un: str, deux: str) -> str:
    """Les bouts de texte qui ne sont pas dans l'autre, dans l'ordre."""
    a, b = normaliser(un).split(), normaliser(deux).split()
    blocs = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    bouts = [(" ".join(a[i:j]), " ".join(b[k:m])) for genre, i, j, k, m in blocs if genre != "equal"]
    return (
        " ; ".join(f"« {x or '(rien)'} » et « {y or '(rien)'} »" for x, y in bouts[:3])
        or "la ponctuation change"
    )


@portee("indicateurs_autre_action")
def indicateurs_autre_action(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le titre d'un tableau d'indicateurs nomme l'action de sa fiche, pas celle d'une autre."""
    for fiche in dossier.releve.fiches:
        for tableau in fiche.tableaux:
            groupes = dict.fromkeys(x.groupe.strip() for x in tableau.lignes if x.groupe.strip())
            for groupe in groupes or ([tableau.titre] if tableau.titre else []):
                autre = _autre_action(dossier, fiche, groupe)
                yield Cas(
                    nom_fiche(fiche),
                    [Terme("titre des indicateurs", texte_lu(groupe, tableau.lieu))],
                    [Terme("titre de la fiche", texte_lu(fiche.titre, fiche.lieu))],
                    {"groupe": groupe, "autre": nom_fiche(autre) if autre is not None else ""},
                    conforme=autre is None,
                )


def _autre_action(dossier: Dossier, fiche: Fiche, groupe: str) -> Fiche | None:
    if len(racines(groupe)) < 3 or inclusion(groupe, fiche.titre) >= 0.25:
        return None
    for autre in dossier.releve.fiches:
        emploie = any(compact(x.groupe) == compact(groupe) for t in autre.tableaux for x in t.lignes)
        if autre is not fiche and emploie and inclusion(groupe, autre.titre) >= 0.6:
            return autre
    return None


@portee("mesure_faute")
def mesure_faute(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un mot d'une mesure de l'annexe n'est dans aucun titre de fiche, mais ressemble à l'un d'eux."""
    connus = {m for f in dossier.releve.fiches for m in normaliser(f"{f.titre} {f.axe}").split()}
    for tableau in dossier.releve.annexes:
        mesures = {x.mesure: x for x in tableau.lignes if x.mesure}
        for mesure, ligne in mesures.items():
            mots = [m for m in normaliser(mesure).split() if len(m) >= 6 and m not in connus]
            fautes = [(m, c) for m in mots for c in connus if racine(m) != racine(c) and _faute(m, c, connus)]
            yield Cas(
                mesure[:60],
                [Terme("mesure de l'annexe", texte_lu(mesure, ligne.lieu))],
                contexte={"mots": ", ".join(f"« {a} » pour « {b} »" for a, b in fautes)},
                conforme=not fautes,
            )


def _faute(mot: str, connu: str, connus: set[str]) -> bool:
    """Proche d'un mot connu sans être une autre forme d'un mot connu (« insertions », « insertion »)."""
    famille = any(c.startswith(mot[:5]) and racine(c).startswith(racine(mot)) for c in connus if c != connu)
    return mots_proches(mot, connu) and mot[:5] == connu[:5] and not famille


_PUBLICS = re.compile(r"\(([^()]{10,})\)")


@portee("titre_publics")
def titre_publics(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le titre énumère des publics entre parenthèses ; la liste chiffrée de la fiche les compte tous."""
    for fiche in dossier.releve.fiches:
        trouve = _PUBLICS.search(fiche.titre)
        publics = [p.strip() for p in re.split(r",|\bet\b", trouve[1])] if trouve else []
        if len(publics) < 3:
            continue
        for tableau in fiche.tableaux:
            libelles = [racines(x.libelle) for x in tableau.lignes]
            absents = [p for p in publics if not any(racines(p) & x for x in libelles)]
            if len(publics) - len(absents) >= 3:
                yield Cas(
                    nom_fiche(fiche),
                    [Terme("titre", texte_lu(fiche.titre, fiche.lieu))],
                    [Terme("indicateurs", texte_lu(tableau.titre, tableau.lieu))],
                    {"absents": ", ".join(f"« {p} »" for p in absents)},
                    conforme=not absents,
                )


@portee("numero_ecriture")
def numero_ecriture(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Dans une même suite, les numéros s'écrivent avec le même signe (« 1-1 » parmi des « 2.1 »)."""
    releve = dossier.releve
    suites: tuple[tuple[str, list[tuple[str, str, Lieu]]], ...] = (
        ("Fiche", [(f.code_imprime, f.titre, f.lieu) for f in releve.fiches]),
        ("Action", [(x.code_imprime, x.titre, x.lieu) for x in releve.credits]),
        ("Objectif", [(a.objectif_code_imprime, a.objectif, a.lieu) for a in releve.avancement]),
    )
    for genre, suite in suites:
        numeros = {numero: (titre, lieu) for numero, titre, lieu in suite if _SIGNE.match(numero)}
        comptes = Counter(_signe(numero) for numero in numeros)
        usuel, fois = comptes.most_common(1)[0] if comptes else ("", 0)
        if len(numeros) < 3 or fois * 2 <= len(numeros):
            continue
        exemple = next(n for n in numeros if _signe(n) == usuel)
        for numero, (titre, lieu) in numeros.items():
            yield Cas(
                f"{genre} {numero}",
                [Terme("numéro", texte_lu(f"{numero} {titre}", lieu))],
                contexte={"numero": numero, "exemple": exemple},
                conforme=_signe(numero) == usuel,
            )


def _signe(numero: str) -> str:
    return numero.strip("0123456789")


@portee("section_titre")
def section_titre(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un mot d'un titre de section et celui des mêmes sections des autres fiches, à une lettre près."""
    par_type: dict[TypeSection, list[tuple[Fiche, Section]]] = {}
    for fiche in dossier.releve.fiches:
        for section in fiche.sections:
            par_type.setdefault(section.type, []).append((fiche, section))
    for sections in par_type.values():
        comptes = Counter(mot for _, section in sections for mot in racines(section.titre))
        usuels = {mot for mot, fois in comptes.items() if fois * 2 > len(sections)}
        for fiche, section in sections if len(sections) > 2 else []:
            mots = racines(section.titre)
            fautes = [(m, u) for m in mots - usuels for u in usuels - mots if mots_proches(m, u)]
            yield Cas(
                nom_fiche(fiche),
                [Terme("titre de section", texte_lu(section.titre, section.lieu))],
                contexte={"mots": ", ".join(f"« {a} » pour « {b} »" for a, b in fautes)},
                conforme=not fautes,
            )
