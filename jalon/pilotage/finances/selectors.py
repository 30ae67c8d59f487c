"""Le tableau des crédits d'un exercice : les montants saisis, et tout ce qui s'en déduit.

Recettes = report entrant + participation ; solde = recettes − exécuté. Aucun total n'est stocké.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from uuid import UUID

from django.utils.text import slugify

from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.finances.agregats import (
    ArgentAction,
    argent_par_action,
    case_de,
    recettes_de,
    reunir,
    solde_de,
    total_de,
)
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.parite import parite_respectee
from jalon.pilotage.finances.tableau import VIDE, Case, GroupeTableau, LigneTableau, Suite, TableauCredits
from jalon.pilotage.programmes.enums import NiveauParite
from jalon.pilotage.programmes.models import Action, Axe, Exercice, PlaceAction, Programme
from jalon.pilotage.programmes.selectors import legende, places_de

COLONNES = ("contrepartie", "contrepartie_executee", "report_entrant", "participation", "execute")
NON_LU = "non lu"


@dataclass(frozen=True, slots=True)
class Synthese:
    """L'exercice en cinq montants. `a_decider` : soldes dont personne n'a décidé la suite."""

    recettes: Case
    execute: Case
    solde: Case
    decide: Decimal
    a_decider: Decimal
    contrepartie: Case
    part_executee: Decimal | None
    parite_respectee: bool | None


def tableau_credits(programme: Programme, exercice: Exercice) -> TableauCredits:
    """Le tableau entier, en un nombre de requêtes indépendant du nombre d'actions."""
    places = places_de(programme, exercice)
    argent = argent_par_action(programme, exercice)
    etats = etats_des_actions(programme, exercice)
    lignes = {place.pk: ligne_action(place, exercice, argent.get(place.action_id), etats) for place in places}
    tableau = TableauCredits(date_arret=exercice.date_arret.isoformat() if exercice.date_arret else "")
    for titre, voisines in groupby(places, key=lambda place: titre_groupe(place.axe)):
        groupees = list(voisines)
        tableau.groupes.append(
            _groupe(titre, groupees[0].axe.ensemble, [lignes[p.pk] for p in groupees], exercice, programme)
        )
    for ensemble in dict.fromkeys(groupe.ensemble for groupe in tableau.groupes if groupe.ensemble):
        reunies = [li for groupe in tableau.groupes if groupe.ensemble == ensemble for li in groupe.lignes]
        tableau.sous_ensembles[ensemble] = _somme(
            "sous_ensemble", ensemble, f"ensemble-{slugify(ensemble)}", reunies, exercice, programme
        )
    if lignes:
        tableau.total = _somme("total", "Total", "total", tableau.lignes(), exercice, programme)
    return tableau


def synthese(programme: Programme, exercice: Exercice) -> Synthese:
    """Les montants d'ensemble de l'exercice ; des cases vides s'il n'a aucune action."""
    tableau = tableau_credits(programme, exercice)
    return synthese_de(tableau)


def synthese_de(tableau: TableauCredits) -> Synthese:
    """La synthèse d'un tableau déjà chargé."""
    total = tableau.total or LigneTableau("total", "Total")
    return Synthese(
        recettes=total.recettes,
        execute=total.execute,
        solde=total.solde,
        decide=sum((s.montant for s in total.suites), Decimal(0)),
        a_decider=total.a_decider or Decimal(0),
        contrepartie=total.contrepartie,
        part_executee=total.part_executee,
        parite_respectee=total.parite_respectee,
    )


def titre_groupe(axe: Axe) -> str:
    """Titre sous lequel un axe apparaît dans le tableau : celui du groupe s'il en réunit plusieurs."""
    return axe.groupe or axe.titre


def etats_des_actions(programme: Programme, exercice: Exercice) -> dict[UUID, tuple[str, str]]:
    """État et libellé de chaque action qui a une fiche dans l'exercice."""
    libelles = {etat.code: etat.libelle for etat in legende(programme)}
    fiches = FicheBilan.objects.filter(exercice=exercice).values_list("action_id", "etat")
    return {action: (etat, libelles.get(etat, NON_LU)) for action, etat in fiches}


def ligne_action(
    place: PlaceAction,
    exercice: Exercice,
    argent: ArgentAction | None,
    etats: dict[UUID, tuple[str, str]],
) -> LigneTableau:
    """La ligne d'une action. `part_executee` est en pour cent des recettes, à une décimale."""
    argent = argent or ArgentAction()
    programme = exercice.programme
    etat, etat_libelle = etats.get(place.action_id, ("non_lu", NON_LU))
    ligne = LigneTableau(
        genre="action",
        titre=place.titre,
        numero=place.numero,
        action_id=str(place.action_id),
        place_id=str(place.pk),
        etat=etat,
        etat_libelle=etat_libelle,
        libelle_contrepartie=" ; ".join(c.libelle for c in argent.contreparties if c.libelle),
        annee_origine=max(
            (c.annee_origine for c in argent.reports_entrants if c.annee_origine), default=None
        ),
    )
    adresse = _Adresse(exercice, str(place.action_id))
    executes = argent.executes(programme.modele.sens_execute)
    ligne.nature_depenses = " ; ".join(dict.fromkeys(d.libelle for d in executes if d.libelle))
    ligne.contrepartie = reunir(map(case_de, argent.contreparties), adresse("contrepartie"))
    ligne.contrepartie_executee = reunir(
        (case_de(c, execute=True) for c in argent.contreparties), adresse("contrepartie_executee")
    )
    ligne.report_entrant = reunir(map(case_de, argent.reports_entrants), adresse("report_entrant"))
    ligne.participation = reunir(map(case_de, argent.participations), adresse("participation"))
    ligne.execute = reunir(map(case_de, executes), adresse("execute"))
    ligne.recettes = recettes_de(ligne.report_entrant, ligne.participation, adresse("recettes"))
    ligne.solde = solde_de(ligne.recettes, ligne.execute, adresse("solde"))
    ligne.suites = [Suite(s.suite, s.get_suite_display(), s.montant) for s in argent.suites]
    _completer(ligne, programme, parite=programme.parite_niveau == NiveauParite.ACTION)
    ligne.manques = _manques(ligne)
    return ligne


class _Adresse:
    """Fabrique l'adresse de provenance d'un montant déduit."""

    def __init__(self, exercice: Exercice, portee: str) -> None:
        self.prefixe = f"derive:{exercice.pk}:{portee}"

    def __call__(self, role: str) -> str:
        return f"{self.prefixe}:{role}"


def _groupe(
    titre: str, ensemble: str, lignes: list[LigneTableau], exercice: Exercice, programme: Programme
) -> GroupeTableau:
    groupe = GroupeTableau(titre=titre, lignes=lignes, ensemble=ensemble)
    if len(lignes) > 1:
        groupe.sous_total = _somme(
            "sous_total", f"Sous-total {titre}", f"groupe-{slugify(titre)}", lignes, exercice, programme
        )
    return groupe


def _somme(
    genre: str,
    titre: str,
    portee: str,
    lignes: Sequence[LigneTableau],
    exercice: Exercice,
    programme: Programme,
) -> LigneTableau:
    """Sous-total ou total. Le solde additionne les soldes connus : une ligne sans exécuté n'en a pas."""
    adresse = _Adresse(exercice, portee)
    somme = LigneTableau(genre=genre, titre=titre)
    for colonne in COLONNES:
        setattr(somme, colonne, _colonne(lignes, colonne, adresse(colonne)))
    somme.recettes = _colonne(lignes, "recettes", adresse("recettes"))
    somme.solde = _colonne(lignes, "solde", adresse("solde"))
    suites: dict[str, Suite] = {}
    for suite in (s for ligne in lignes for s in ligne.suites):
        deja = suites[suite.suite].montant if suite.suite in suites else Decimal(0)
        suites[suite.suite] = Suite(suite.suite, suite.libelle, deja + suite.montant)
    somme.suites = list(suites.values())
    _completer(somme, programme, parite=programme.parite_niveau != NiveauParite.AUCUN and genre == "total")
    a_decider = [ligne.a_decider for ligne in lignes if ligne.a_decider is not None]
    somme.a_decider = sum(a_decider, Decimal(0)) if a_decider else None
    return somme


def _colonne(lignes: Sequence[LigneTableau], colonne: str, cible: str) -> Case:
    """Total d'une colonne, partiel si une case attendue manque.

    Un exécuté est attendu là où il y a des recettes, une contrepartie exécutée là où elle est prévue.
    Une case de crédit vide veut dire qu'aucun crédit n'a été notifié, pas qu'il manque.
    """
    attendues = [getattr(ligne, colonne) for ligne in lignes if _attendue(ligne, colonne)]
    if all(case.montant is None and case.statut == StatutMontant.NON_RENSEIGNE for case in attendues):
        return VIDE
    return total_de(attendues, cible)


def _attendue(ligne: LigneTableau, colonne: str) -> bool:
    case: Case = getattr(ligne, colonne)
    if case.montant is not None or case.statut != StatutMontant.NON_RENSEIGNE:
        return True
    if colonne in ("execute", "solde"):
        return bool(ligne.recettes.montant)
    return colonne == "contrepartie_executee" and bool(ligne.contrepartie.montant)


def _completer(ligne: LigneTableau, programme: Programme, *, parite: bool) -> None:
    """Ce qui se déduit des cases : reste à décider, part exécutée, parité."""
    if ligne.solde.montant is not None and ligne.solde.montant > 0:
        ligne.a_decider = ligne.solde.montant - sum((s.montant for s in ligne.suites), Decimal(0))
    if ligne.recettes.montant and ligne.execute.montant is not None:
        part = ligne.execute.montant * 100 / ligne.recettes.montant
        ligne.part_executee = part.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    if parite:
        ligne.parite_respectee = parite_respectee(programme.parite_base, ligne)


def _manques(ligne: LigneTableau) -> list[str]:
    manques = []
    if ligne.recettes.montant and ligne.execute.montant is None:
        if ligne.execute.statut == StatutMontant.NON_RENSEIGNE:
            manques.append("exécuté non renseigné")
        elif ligne.execute.statut == StatutMontant.EN_ATTENTE:
            manques.append("exécuté en attente")
    if ligne.solde.montant is not None and ligne.solde.montant < 0:
        manques.append("exécuté supérieur aux recettes")
    if ligne.a_decider:
        manques.append("suite du solde à décider")
    if ligne.parite_respectee is False:
        manques.append("parité non atteinte")
    return manques


@dataclass(frozen=True, slots=True)
class Solde:
    """Le solde d'une action et ce qui en a été décidé ; `montant` vide : pas encore connu."""

    montant: Decimal | None
    decide: Decimal

    @property
    def a_decider(self) -> Decimal:
        return max((self.montant or Decimal(0)) - self.decide, Decimal(0))


def solde_action(action: Action, exercice: Exercice) -> Solde:
    """Le solde d'une seule action."""
    argent = argent_par_action(exercice.programme, exercice, [action.pk]).get(action.pk, ArgentAction())
    recettes = recettes_de(
        reunir(map(case_de, argent.reports_entrants), ""), reunir(map(case_de, argent.participations), ""), ""
    )
    executes = reunir(map(case_de, argent.executes(exercice.programme.modele.sens_execute)), "")
    solde = solde_de(recettes, executes, "")
    return Solde(solde.montant, sum((s.montant for s in argent.suites), Decimal(0)))
