"""Portées des budgets de fiche : parts, reports, et ce que le tableau des crédits en dit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme, somme
from jalon.pilotage.controles.dossier import Dossier, nom_fiche, nom_ligne
from jalon.pilotage.controles.portees.credits import LIBELLES, case_vide, est_vide, montant, terme_credit
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.rapport import Certitude, Gravite
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Budget, Etat, Fiche, Lieu, LigneCredit, MontantNomme, Role, Valeur

NOMS = {"budget_prevu": "budget prévisionnel", "budget_execute": "budget exécuté"}
CHAMPS = {
    "total": "budget global",
    "etat": "part État",
    "departement": "part Département",
    "dont_reports": "dont reports",
    "dont_reports_total": "budget global, dont reports",
    "report_sortant": "reports sur l'année suivante",
}


def budgets(dossier: Dossier, noms: list[str]) -> Iterator[tuple[Fiche, str, Budget]]:
    for fiche in dossier.releve.fiches:
        for nom in noms:
            budget = getattr(fiche, nom)
            if budget is not None:
                yield fiche, nom, budget


def terme_budget(fiche: Fiche, nom: str, budget: Budget, champ: str) -> Terme:
    return Terme(f"{CHAMPS[champ]}, {NOMS[nom]}, {nom_fiche(fiche)}", getattr(budget, champ))


def termes_nommes(nommes: list[MontantNomme]) -> list[Terme]:
    return [Terme(m.nom, m.valeur) for m in nommes]


def part_etat(fiche: Fiche, nom: str, budget: Budget) -> list[Terme]:
    """La part État : écrite, sinon ses opérateurs, sinon le total quand le département n'y est pas."""
    if budget.etat is not None and budget.etat.nombre is not None:
        return [terme_budget(fiche, nom, budget, "etat")]
    if budget.operateurs_etat and all(m.valeur.nombre is not None for m in budget.operateurs_etat):
        return termes_nommes(budget.operateurs_etat)
    prevu = fiche.budget_prevu
    seul = budget.departement is None and not budget.tiers and (prevu is None or prevu.departement is None)
    zero = budget.total is not None and budget.total.nombre == 0
    return [terme_budget(fiche, nom, budget, "total")] if (seul or zero) and budget.total is not None else []


@portee("budget_parts")
def budget_parts(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Budget global contre part État, part Département et tiers financeurs."""
    for fiche, nom, budget in budgets(dossier, regle.options["budgets"]):
        parts = [t for t in part_etat(fiche, nom, budget) if t.valeur is not budget.total]
        if budget.departement is not None:
            parts.append(terme_budget(fiche, nom, budget, "departement"))
        if not parts:
            continue
        parts += [t for t in termes_nommes(budget.tiers) if t.nombre is not None]
        cas = Cas(nom_fiche(fiche), [terme_budget(fiche, nom, budget, "total")], parts, {"budget": NOMS[nom]})
        yield _avec_tiers(cas, budget)


def _avec_tiers(cas: Cas, budget: Budget) -> Cas:
    """Un tiers financeur sans montant peut expliquer un total plus grand que ses parts."""
    sans_montant = [m.nom for m in budget.tiers if m.valeur.nombre is None]
    total = cas.gauche[0].nombre
    if sans_montant and total is not None and total > somme(cas.droite):
        cas.gravite, cas.certitude = Gravite.AVERTISSEMENT, Certitude.PROBABLE
        cas.piste = f"l'écart peut être la part de {', '.join(sans_montant)}, que la fiche nomme sans montant"
    return cas


@portee("budget_dont")
def budget_dont(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« dont … de reports » ne dépasse pas la part qu'il précise."""
    for fiche, nom, budget in budgets(dossier, ["budget_prevu"]):
        gauche = [terme_budget(fiche, nom, budget, "dont_reports")]
        yield Cas(nom_fiche(fiche), gauche, part_etat(fiche, nom, budget))


@portee("budget_reports_global")
def budget_reports_global(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """« Budget global = … dont … de reports » répète les reports de la part État."""
    for fiche, nom, budget in budgets(dossier, ["budget_prevu"]):
        gauche = terme_budget(fiche, nom, budget, "dont_reports_total")
        yield Cas(nom_fiche(fiche), [gauche], [terme_budget(fiche, nom, budget, "dont_reports")])


@portee("budget_suite")
def budget_suite(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Part État prévue = part État exécutée + reports sur l'année suivante, dans la fiche même."""
    for fiche in dossier.releve.fiches:
        prevu, execute = fiche.budget_prevu, fiche.budget_execute
        if prevu is None or execute is None:
            continue
        gauche = part_etat(fiche, "budget_prevu", prevu)
        droite = part_etat(fiche, "budget_execute", execute)
        if not droite or (execute.report_sortant is None and _ligne_reporte(dossier, fiche)):
            continue
        report = terme_budget(fiche, "budget_execute", execute, "report_sortant")
        yield Cas(nom_fiche(fiche), gauche, [*droite, *([report] if report.valeur is not None else [])])


def _ligne_reporte(dossier: Dossier, fiche: Fiche) -> bool:
    ligne = dossier.ligne_par_fiche.get(id(fiche))
    return ligne is not None and montant(ligne, Role.REPORT_SORTANT) != 0


@portee("budget_report_absent")
def budget_report_absent(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Le tableau reporte un solde que la fiche ne mentionne pas."""
    for paire in dossier.paires:
        execute = paire.fiche.budget_execute
        if execute is None or montant(paire.ligne, Role.REPORT_SORTANT) == 0:
            continue
        lieu = Lieu(nom_fiche(paire.fiche), NOMS["budget_execute"], "", execute.lieu.ligne_fichier)
        fiche = execute.report_sortant or Valeur("", lieu, Etat.VIDE)
        yield Cas(
            nom_fiche(paire.fiche),
            [Terme("reports sur l'année suivante, fiche", fiche)],
            [terme_credit(paire.ligne, Role.REPORT_SORTANT)],
            conforme=fiche.nombre is not None,
        )


@portee("tableau_fiche")
def tableau_fiche(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une case du tableau contre le même montant dans la fiche ; `options` : `role`, `budget`, `champ`."""
    role = Role(regle.options["role"])
    nom, champ = regle.options["budget"], regle.options["champ"]
    for paire in dossier.paires:
        budget = getattr(paire.fiche, nom)
        if budget is None or (regle.options.get("sans_execute") and _departement_connu(paire.fiche)):
            continue
        if champ == "etat":
            droite = part_etat(paire.fiche, nom, budget)
        else:
            droite = [terme_budget(paire.fiche, nom, budget, champ)]
        yield from _cas_tableau(paire.ligne, role, droite)


def _departement_connu(fiche: Fiche) -> bool:
    """La fiche dit ce que le département a exécuté : c'est cela que le tableau valorise, pas le prévu."""
    budget = fiche.budget_execute
    if budget is None:
        return False
    return budget.departement is not None or (budget.total is not None and budget.total.nombre == 0)


def _cas_tableau(ligne: LigneCredit, role: Role, droite: list[Terme]) -> Iterator[Cas]:
    if not any(t.nombre is not None for t in droite):
        return
    gauche = terme_credit(ligne, role)
    if est_vide(gauche.valeur):
        if role == Role.EXECUTE or sum((t.nombre or Decimal(0) for t in droite), Decimal(0)) == 0:
            return
        gauche = Terme(gauche.libelle, case_vide(ligne, role))
        yield Cas(nom_ligne(ligne), [gauche], droite, {"role": LIBELLES[role]}, conforme=False)
        return
    yield Cas(nom_ligne(ligne), [gauche], droite, {"role": LIBELLES[role]})


@portee("tableau_fiche_total")
def tableau_fiche_total(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Un budget exécuté sans parts contre l'exécuté et la valorisation du tableau."""
    for paire in dossier.paires:
        budget = paire.fiche.budget_execute
        if (
            budget is None
            or budget.total is None
            or budget.etat is not None
            or budget.departement is not None
        ):
            continue
        if budget.operateurs_etat and all(m.valeur.nombre is not None for m in budget.operateurs_etat):
            continue
        termes = [terme_credit(paire.ligne, Role.EXECUTE), terme_credit(paire.ligne, Role.VALORISATION)]
        if est_vide(termes[0].valeur) or (
            budget.total.nombre == 0 and montant(paire.ligne, Role.VALORISATION) > 0
        ):
            continue
        gauche = terme_budget(paire.fiche, "budget_execute", budget, "total")
        yield Cas(nom_fiche(paire.fiche), [gauche], termes)


@portee("budget_dates")
def budget_dates(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """La date d'arrêt de l'exécution est la même d'une fiche à l'autre et au tableau."""
    dates = [
        (f, b.date_arret) for f, _, b in budgets(dossier, ["budget_execute"]) if b.date_arret is not None
    ]
    textes = [v.texte.strip() for _, v in dates]
    if dossier.releve.date_arret:
        textes.append(dossier.releve.date_arret.strip())
    if len(textes) < 2:
        return
    usuelle = max(dict.fromkeys(textes), key=textes.count)
    for fiche, valeur in dates:
        yield Cas(
            nom_fiche(fiche),
            [Terme("date d'arrêt de la fiche", valeur)],
            contexte={"usuelle": usuelle, "date": valeur.texte.strip()},
            conforme=valeur.texte.strip() == usuelle,
        )
