"""Ce qu'un dépôt donnerait s'il était chargé : premières lignes, erreurs case par case, correspondance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice

from jalon.sources.extraits.chargement import tableaux_de_l_extrait
from jalon.sources.france_travail.fichier import lire_lignes, reconnaitre_forme
from jalon.sources.france_travail.lignes import COLONNES, LigneIllisible, champs, lire_ligne
from jalon.sources.tableurs.chargement import BENEFICIAIRES
from jalon.sources.tableurs.correspondance import Plan, Tableau
from jalon.sources.tableurs.demandes import FRANCE_TRAVAIL, Demande, correspondance_dite
from jalon.sources.tableurs.lecture import ErreurCase
from jalon.sources.tableurs.ouverture import ouvrir_tableur
from jalon.sources.tableurs.services import ERREURS_MONTREES, LIGNES_MONTREES, mesurer, tableau_seul

LIGNES_EXAMINEES = 20_000
"""D'un fichier de France Travail, qui peut peser 2 Go, seul le début est relu pour l'aperçu."""
A_REJOUER = "Chargez : la ligne sera mise de côté, à corriger ou à abandonner."


@dataclass(frozen=True, slots=True)
class TableauVu:
    """Un tableau avant chargement. `premieres` : (ligne, [(case, ce qui ne va pas)]).

    `plan` : la correspondance proposée, si elle se corrige ; `ecritures` : par champ à code, celles que rien
    ne traduit. `examinees` : lignes relues, toutes sauf pour un très gros fichier.
    """

    titre: str
    entete: tuple[str, ...]
    examinees: int
    justes: int
    erreurs: list[ErreurCase] = field(repr=False)
    premieres: list[tuple[int, list[tuple[str, str]]]] = field(repr=False)
    plan: Plan | None = None
    ecritures: dict[str, list[str]] = field(default_factory=dict)


def apercevoir_demande(demande: Demande) -> list[TableauVu]:
    """Un aperçu par tableau, sans rien écrire. Lève `FichierRefuse` ou `FileNotFoundError`."""
    if demande.contenu == FRANCE_TRAVAIL:
        return [_france_travail(demande)]
    feuilles = ouvrir_tableur(demande.fichier, demande.nom)
    if demande.est_extrait:
        return [
            _tableau(tableau, plan) for _, tableau, plan in tableaux_de_l_extrait(feuilles, demande.extrait)
        ]
    return [_tableau(*tableau_seul(feuilles, BENEFICIAIRES, correspondance_dite(demande)))]


def _tableau(tableau: Tableau, plan: Plan) -> TableauVu:
    apercu = mesurer(tableau, plan)
    premieres = []
    for ligne in apercu.premieres:
        motifs = {erreur.colonne: f"{erreur.pourquoi}. {erreur.que_faire}" for erreur in ligne.erreurs}
        cases = [(ligne.brute.get(nom, ""), motifs.get(nom, "")) for nom in apercu.entete]
        premieres.append((ligne.numero, cases))
    return TableauVu(
        titre=f"{plan.nature.libelle} : « {tableau.nom} »",
        entete=apercu.entete,
        examinees=apercu.lignes,
        justes=apercu.justes,
        erreurs=apercu.erreurs,
        premieres=premieres,
        plan=plan,
        ecritures=apercu.ecritures,
    )


def _france_travail(demande: Demande) -> TableauVu:
    forme = reconnaitre_forme(
        demande.fichier, nom=demande.nom, nature=demande.nature_france_travail, jour=demande.decrit
    )
    erreurs: list[ErreurCase] = []
    premieres: list[tuple[int, list[tuple[str, str]]]] = []
    comptes: dict[str, int] = defaultdict(int)
    for numero, octets in islice(lire_lignes(demande.fichier, forme), LIGNES_EXAMINEES):
        motif = ""
        comptes["examinees"] += 1
        try:
            lire_ligne(octets, forme.nature, forme.jour)
            comptes["justes"] += 1
        except LigneIllisible as erreur:
            motif = str(erreur)
            if len(erreurs) < ERREURS_MONTREES:
                erreurs.append(ErreurCase(numero, "", motif, A_REJOUER))
        if len(premieres) < LIGNES_MONTREES:
            premieres.append((numero, _cases(octets, motif)))
    return TableauVu(
        titre=f"France Travail, {forme.nature.label} au {forme.jour:%d/%m/%Y}",
        entete=COLONNES[forme.nature],
        examinees=comptes["examinees"],
        justes=comptes["justes"],
        erreurs=erreurs,
        premieres=premieres,
    )


def _cases(octets: bytes, motif: str) -> list[tuple[str, str]]:
    """Les cases d'une ligne ; le motif d'une ligne fausse se lit à sa première case."""
    try:
        lues = champs(octets)
    except LigneIllisible:
        lues = [""]
    return [(case, motif if rang == 0 else "") for rang, case in enumerate(lues)]
