"""Portées de la contrepartie du département : employée une seule fois, nommée partout pareil."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jalon.pilotage.controles.cas import Cas, Terme, texte_lu
from jalon.pilotage.controles.dossier import Dossier, nom_fiche, nom_ligne
from jalon.pilotage.controles.portees.credits import montant, terme_credit
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Budget, Fiche, Lieu, LigneCredit, Role
from jalon.pilotage.controles.textes import compact, est_abrege_de, mots_proches, normaliser, racines

_PREFIXE = re.compile(r"^(?:au titre d\w*|valorisation d\w*|de la|des|du|de|la|le|les|l|d)\s+")
_SIGLE = re.compile(r"\b([A-Z]{2,6})\b")


def _noyau(libelle: str) -> str:
    """Le libellé sans les mots de liaison du début : « au titre du FSL » donne « fsl »."""
    texte, avant = normaliser(libelle), ""
    while texte != avant:
        avant, texte = texte, _PREFIXE.sub("", texte)
    return texte


@portee("contrepartie_tableau")
def contrepartie_tableau(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le même libellé de contrepartie valorisé sur plusieurs lignes du tableau."""
    groupes: dict[str, list[LigneCredit]] = {}
    for ligne in dossier.actions:
        if ligne.libelle_valorisation.strip() and montant(ligne, Role.VALORISATION) > 0:
            groupes.setdefault(_noyau(ligne.libelle_valorisation), []).append(ligne)
    for groupe in groupes.values():
        yield Cas(
            ", ".join(nom_ligne(x) for x in groupe),
            [terme_credit(x, Role.VALORISATION) for x in groupe],
            contexte={"libelle": groupe[0].libelle_valorisation.strip()},
            conforme=len(groupe) == 1,
        )


@portee("contrepartie_fiches")
def contrepartie_fiches(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le même libellé de contrepartie exécutée dans plusieurs fiches, quand le tableau ne le dit pas déjà."""
    groupes: dict[str, list[tuple[Fiche, Budget]]] = {}
    for fiche in dossier.releve.fiches:
        budget = fiche.budget_execute
        if budget is not None and budget.departement is not None and _noyau(budget.libelle_departement):
            groupes.setdefault(_noyau(budget.libelle_departement), []).append((fiche, budget))
    for groupe in groupes.values():
        au_tableau = {
            _noyau(x.libelle_valorisation) for f, _ in groupe if (x := dossier.ligne_par_fiche.get(id(f)))
        }
        yield Cas(
            ", ".join(nom_fiche(f) for f, _ in groupe),
            [Terme(f"part Département, {nom_fiche(f)}", b.departement) for f, b in groupe],
            contexte={"libelle": groupe[0][1].libelle_departement.strip()},
            conforme=len(groupe) == 1 or len(au_tableau) == 1,
        )


@portee("contrepartie_libelle")
def contrepartie_libelle(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Tableau et fiche nomment la même contrepartie."""
    for paire in dossier.paires:
        budget = paire.fiche.budget_execute
        tableau = paire.ligne.libelle_valorisation.strip()
        if budget is None or not tableau or not budget.libelle_departement.strip():
            continue
        ligne = paire.ligne
        lieu = Lieu(
            ligne.lieu.tableau, ligne.titre, "actions valorisées", ligne.lieu.ligne_fichier, ligne.lieu.cible
        )
        place = budget.departement.lieu if budget.departement is not None else budget.lieu
        yield Cas(
            nom_ligne(ligne),
            [Terme("contrepartie au tableau", texte_lu(tableau, lieu))],
            [Terme("contrepartie dans la fiche", texte_lu(budget.libelle_departement.strip(), place))],
            conforme=_parents(tableau, budget.libelle_departement),
            piste=_deja_prise(dossier, ligne, budget.libelle_departement),
        )


def _parents(un: str, deux: str) -> bool:
    """Un mot commun, une abréviation ou un sigle de l'un dans l'autre suffit."""
    a, b = racines(un), racines(deux)
    if a & b or compact(un) in compact(deux):
        return True
    paires = [(x, y) for x in a for y in b if len(x) >= 3 and len(y) >= 3]
    if any(mots_proches(x, y) or x.startswith(y) or y.startswith(x) for x, y in paires):
        return True
    initiales = "".join(m[0] for m in normaliser(deux).split())
    return any(s.lower() in initiales or est_abrege_de(s.lower(), initiales) for s in _SIGLE.findall(un))


def _deja_prise(dossier: Dossier, ligne: LigneCredit, libelle: str) -> str:
    for autre in dossier.actions:
        if autre is not ligne and _noyau(autre.libelle_valorisation) == _noyau(libelle) != "":
            prise = f"la contrepartie de la ligne {nom_ligne(autre)} du tableau"
            return f"la fiche nomme {prise} : employée deux fois ?"
    return ""
