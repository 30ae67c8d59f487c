"""Relevé → crédits, dépenses, contreparties, et mentions de ce que le tableau imprime à côté."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from jalon.pilotage.controles.releve import Budget, Etat, LigneCredit, Nature, Role, Valeur
from jalon.pilotage.finances.enums import (
    BaseContrepartie,
    EtapeDepense,
    Financeur,
    NatureCredit,
    StatutMontant,
)
from jalon.socle.organisations.enums import NatureOrganisation
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_mentions import noter_mention
from jalon.sources.documents.reprise_rapprochements import ActionLue, normaliser

CREDITS = "credits"
STATUTS = {
    Etat.VIDE: StatutMontant.NON_RENSEIGNE,
    Etat.EN_ATTENTE: StatutMontant.EN_ATTENTE,
    Etat.SANS_OBJET: StatutMontant.SANS_OBJET,
    Etat.TEXTE: StatutMontant.INCONNU,
    Etat.NON_CALCULABLE: StatutMontant.INCONNU,
}
INDICES_BASE = (
    (BaseContrepartie.FONDS, r"\b(?:fsl|faj|fonds)\b"),
    (BaseContrepartie.POSTE, r"\b(?:etp|poste|postes|temps|tps|salaire|salaires)\b"),
    (BaseContrepartie.DELEGATION, r"\bdelegation"),
    (BaseContrepartie.SUBVENTION, r"\b(?:subvention|convention|conventions|participation|participations)\b"),
    (BaseContrepartie.ACHAT, r"\b(?:achat|marche|prestation)\b"),
)
"""Mots qui disent la base d'une contrepartie, du plus sûr au moins sûr ; aucun : `autre`."""


def noter_credits(carnet: Carnet) -> None:
    """Le tableau des crédits, ligne d'action par ligne d'action, puis ses totaux imprimés."""
    for action in carnet.actions:
        if action.credit is not None:
            _noter_ligne(carnet, action, action.credit)
        elif not carnet.releve.credits and action.fiche is not None:
            _noter_budget_seul(carnet, action)
    _noter_totaux(carnet)


def statut(valeur: Valeur) -> dict[str, Any]:
    """Montant et statut d'une case : vide n'est pas zéro."""
    if valeur.nombre is not None:
        return {"montant": valeur.nombre.quantize(Decimal("0.01")), "statut": StatutMontant.RENSEIGNE.value}
    return {"montant": None, "statut": STATUTS.get(valeur.etat, StatutMontant.INCONNU).value}


def base_probable(libelle: str) -> str:
    """La base d'une contrepartie d'après son libellé ; `autre` au moindre doute (deux bases nommées)."""
    texte = normaliser(libelle)
    trouvees = [base for base, motif in INDICES_BASE if re.search(motif, texte)]
    fortes = [b for b in trouvees if b not in (BaseContrepartie.SUBVENTION, BaseContrepartie.ACHAT)]
    retenues = fortes or trouvees
    return (retenues[0] if len(retenues) == 1 else BaseContrepartie.AUTRE).value


def _base_montant(carnet: Carnet, cle: UUID) -> dict[str, Any]:
    return {"action_id": cle, "exercice_id": carnet.contexte.exercice}


def _suivi(carnet: Carnet, valeur: Valeur) -> dict[str, Any]:
    return carnet.source(valeur.lieu, texte=valeur.texte) | {"saisi_par_id": carnet.acteur}


def _noter_ligne(carnet: Carnet, action: ActionLue, ligne: LigneCredit) -> None:
    cle = carnet.ids_actions[action.cle]
    tenus: set[Role] = set()
    for role, nature in (
        (Role.PARTICIPATION, NatureCredit.PREVU),
        (Role.REPORT_ENTRANT, NatureCredit.REPORT_ENTRANT),
    ):
        if role in ligne.montants and _credit(carnet, action, cle, nature, ligne.montants[role]):
            tenus.add(role)
    if Role.EXECUTE in ligne.montants:
        _noter_execute(carnet, action, cle, ligne, ligne.montants[Role.EXECUTE])
        tenus.add(Role.EXECUTE)
    _noter_contrepartie(
        carnet, action, cle, ligne.montants.get(Role.VALORISATION), ligne.libelle_valorisation
    )
    if Role.VALORISATION in ligne.montants:
        tenus.add(Role.VALORISATION)
    details = {"numero": ligne.code_imprime or ligne.code, "rubrique": ligne.rubrique}
    noter_mention(
        carnet,
        CREDITS,
        CREDITS,
        "ligne",
        action=action.cle,
        titre=ligne.titre,
        details=details,
        lieu=ligne.lieu,
    )
    for role, valeur in ligne.montants.items():
        if role not in tenus or _texte_libre(valeur):
            noter_mention(
                carnet, CREDITS, CREDITS, "ligne", role=role.value, action=action.cle, valeur=valeur
            )
    for nomme in ligne.operateurs:
        noter_mention(
            carnet,
            CREDITS,
            CREDITS,
            f"operateur:{nomme.nom}",
            role=Role.EXECUTE.value,
            action=action.cle,
            titre=nomme.nom,
            valeur=nomme.valeur,
        )


def _texte_libre(valeur: Valeur) -> bool:
    return valeur.etat in (Etat.TEXTE, Etat.NON_CALCULABLE)


def _credit(
    carnet: Carnet, action: ActionLue, cle: UUID, nature: NatureCredit, valeur: Valeur, zone: str = CREDITS
) -> bool:
    """Écrit le crédit ; faux si la base ne peut pas le tenir (montant négatif)."""
    if valeur.nombre is not None and valeur.nombre < 0:
        return False
    annee = _annee_origine(carnet, valeur) if nature == NatureCredit.REPORT_ENTRANT else None
    champs = _base_montant(carnet, cle) | statut(valeur)
    champs |= {"financeur": Financeur.ETAT.value, "nature": nature.value, "annee_origine": annee}
    objet = f"{action.numero} {action.titre} — {nature.label}".strip()
    cle_fait = f"{action.cle}|{Financeur.ETAT}|{nature}"
    carnet.ajouter(
        "credit", cle_fait, champs, objet, zone=zone, lieu=valeur.lieu, suivi=_suivi(carnet, valeur)
    )
    return True


def _annee_origine(carnet: Carnet, valeur: Valeur) -> int | None:
    """Année d'un report entrant : celle de l'en-tête, sinon l'année qui précède l'exercice."""
    if valeur.nombre is None:
        return None
    annees = re.findall(r"\b20\d\d\b", valeur.lieu.colonne) or re.findall(r"\b20\d\d\b", valeur.texte)
    if annees:
        return int(annees[0])
    exercice = re.findall(r"\d{4}", carnet.contexte.code_exercice)
    return int(exercice[0]) - 1 if exercice else None


def _noter_execute(carnet: Carnet, action: ActionLue, cle: UUID, ligne: LigneCredit, valeur: Valeur) -> None:
    """Une dépense par opérateur quand leurs montants composent l'exécuté, sinon une seule."""
    montants = [m.valeur.nombre for m in ligne.operateurs]
    complets = [m for m in montants if m is not None]
    composent = len(complets) == len(montants) > 1 and sum(complets) == valeur.nombre
    if not composent:
        _depense(carnet, action, cle, valeur, ligne.nature_depenses, None, "")
        return
    for nomme in ligne.operateurs:
        organisme = carnet.organismes.reconnaitre(
            nomme.nom, NatureOrganisation.OPERATEUR, carnet.releve.document
        )
        nomme_place = Valeur(
            nomme.valeur.texte, valeur.lieu, nomme.valeur.etat, nomme.valeur.nombre, nomme.valeur.unite
        )
        _depense(carnet, action, cle, nomme_place, ligne.nature_depenses, organisme, nomme.nom)


def _depense(
    carnet: Carnet,
    action: ActionLue,
    cle: UUID,
    valeur: Valeur,
    libelle: str,
    organisme: UUID | None,
    nom: str,
    zone: str = CREDITS,
) -> None:
    champs = _base_montant(carnet, cle) | statut(valeur)
    champs |= {"financeur": Financeur.ETAT.value, "operateur_id": organisme, "beneficiaire_id": None}
    champs |= {"libelle": libelle[:500], "etape": EtapeDepense.PAYE.value}
    objet = f"{action.numero} {action.titre} — exécuté{f' ({nom})' if nom else ''}".strip()
    cle_fait = f"{action.cle}|{Financeur.ETAT}|{nom}"
    carnet.ajouter(
        "depense", cle_fait, champs, objet, zone=zone, lieu=valeur.lieu, suivi=_suivi(carnet, valeur)
    )


def _noter_contrepartie(
    carnet: Carnet,
    action: ActionLue,
    cle: UUID,
    prevu: Valeur | None,
    libelle: str,
    zone: str = CREDITS,
) -> None:
    """La contrepartie du département : prévue au tableau, exécutée d'après la fiche."""
    budget = action.fiche.budget_execute if action.fiche else None
    execute = budget.departement if budget else None
    if prevu is None and execute is None:
        return
    libelle = libelle or (budget.libelle_departement if budget else "")
    vide = {"montant": None, "statut": StatutMontant.NON_RENSEIGNE.value}
    lu = statut(execute) if execute else vide
    champs = _base_montant(carnet, cle) | (statut(prevu) if prevu else vide)
    champs |= {"execute": lu["montant"], "statut_execute": lu["statut"]}
    champs |= {"base": base_probable(libelle), "libelle": libelle[:500]}
    source = prevu or execute
    objet = f"{action.numero} {action.titre} — contrepartie".strip()
    suivi = _suivi(carnet, source) if source else {}
    lieu = source.lieu if source else None
    carnet.ajouter("contrepartie", action.cle, champs, objet, zone=zone, lieu=lieu, suivi=suivi)


def _noter_budget_seul(carnet: Carnet, action: ActionLue) -> None:
    """Sans tableau de crédits, le budget de la fiche est le détail : crédits, dépense et contrepartie.

    Sauf si un autre document du même exercice a déjà donné le tableau : le sien l'emporte.
    """
    if _au_tableau(carnet, action):
        return
    fiche, cle, zone = action.fiche, carnet.ids_actions[action.cle], f"fiche:{action.cle}"[:100]
    prevu = fiche.budget_prevu if fiche else None
    execute = fiche.budget_execute if fiche else None
    if prevu and prevu.etat and prevu.etat.nombre is not None:
        _credits_de_fiche(carnet, action, cle, prevu, zone)
    if execute and execute.etat:
        _depense(carnet, action, cle, execute.etat, execute.libelle_etat, None, "", zone)
    libelle = prevu.libelle_departement if prevu else ""
    _noter_contrepartie(carnet, action, cle, prevu.departement if prevu else None, libelle, zone)


def _au_tableau(carnet: Carnet, action: ActionLue) -> bool:
    return any(
        trace.zone == CREDITS and nature in ("credit", "depense") and cle.startswith(f"{action.cle}|")
        for (nature, cle), trace in carnet.traces.items()
    )


def _credits_de_fiche(carnet: Carnet, action: ActionLue, cle: UUID, budget: Budget, zone: str) -> None:
    etat, reports = budget.etat, budget.dont_reports
    if etat is None or etat.nombre is None:
        return
    if reports is None or reports.nombre is None or reports.nombre > etat.nombre:
        _credit(carnet, action, cle, NatureCredit.PREVU, etat, zone)
        return
    reste = etat.nombre - reports.nombre
    participation = Valeur(etat.texte, etat.lieu, Etat.LU, reste, etat.unite, etat.decimales)
    _credit(carnet, action, cle, NatureCredit.REPORT_ENTRANT, reports, zone)
    _credit(carnet, action, cle, NatureCredit.PREVU, participation, zone)


def _noter_totaux(carnet: Carnet) -> None:
    credits = carnet.releve.credits
    if not credits:
        return
    par_ligne = {id(a.credit): carnet.ids_actions[a.cle] for a in carnet.actions if a.credit}
    colonnes = {r.value: v.lieu.colonne for ligne in credits for r, v in ligne.montants.items()}
    noter_mention(carnet, CREDITS, CREDITS, "colonnes", details=colonnes, lieu=credits[0].lieu)
    totaux = [c for c in credits if c.nature in (Nature.SOUS_TOTAL, Nature.TOTAL)]
    for rang, total in enumerate(totaux, start=1):
        couvertes = [str(par_ligne[id(credits[r])]) for r in total.rangs if id(credits[r]) in par_ligne]
        details = {"rubrique": total.rubrique, "actions": couvertes}
        for role, valeur in total.montants.items():
            noter_mention(
                carnet,
                CREDITS,
                CREDITS,
                f"{total.nature}:{rang}",
                role=role.value,
                titre=total.titre,
                valeur=valeur,
                details=details,
            )
