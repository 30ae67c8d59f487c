"""Les tableaux des rapports : crédits, indicateurs, budget d'une fiche, état d'avancement, anomalies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jalon.editions.ecriture import chiffres, montant
from jalon.pilotage.bilans.fiche import BudgetAffiche, LigneAffichee, LigneAvancementAffichee, TableauAffiche
from jalon.pilotage.finances.tableau import LigneTableau, TableauCredits
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.rendu.blocs import Case, Colonne, Ecart, Rangee, Somme, Tableau, case_texte
from jalon.socle.rendu.markdown import Brin

VALORISATION, REPORT, PARTICIPATION, RECETTES, EXECUTE, SOLDE = 1, 3, 4, 5, 7, 8
MONTANTS = (VALORISATION, REPORT, PARTICIPATION, RECETTES, EXECUTE, SOLDE)
NOTE_CREDITS = (
    "« non renseigné » : aucun montant n'est donné, ce n'est pas zéro. « (partiel) » : une ligne additionnée "
    "n'est pas renseignée. Recettes = report + participation ; report = recettes − consommation."
)


def annee_suivante(exercice: Exercice) -> int:
    """L'année qui suit l'exercice, celle où va ce qui reste."""
    return exercice.fin_credits.year + 1


def jour_arret(exercice: Exercice) -> str:
    """« 30/06/2023 » : date à laquelle l'exécuté est arrêté, sinon la fin de l'exercice."""
    return f"{exercice.date_arret or exercice.fin_credits:%d/%m/%Y}"


def nom_action(numero: str, titre: str, *, separateur: str = " - ", marque: str = "") -> str:
    """« Action 5.1 - Garantie d'activité »."""
    return f"Action{f' {marque}{numero}' if numero else ''}{separateur}{titre}"


def tableau_des_credits(credits: TableauCredits, exercice: Exercice) -> Tableau:
    """Le tableau des crédits, mêmes colonnes que le rapport d'exécution national ; totaux en formules."""
    annee, precedente = exercice.code, exercice.debut_credits.year - 1
    tableau = Tableau(
        f"Tableau de consommation des crédits {annee} au {jour_arret(exercice)}",
        [
            Colonne("Action", part=2.6),
            Colonne(f"Montant valorisation {annee}", nombre=True, part=1.25),
            Colonne("Actions valorisées", part=1.5),
            Colonne(f"Report crédits {precedente}", nombre=True, part=1.15),
            Colonne(f"Participation État {annee}", nombre=True, part=1.25),
            Colonne(f"Recettes État {annee} + reports {precedente}", nombre=True, part=1.25),
            Colonne(f"Nature dépenses {annee}", part=1.9),
            Colonne(f"Consommation crédits au {jour_arret(exercice)}", nombre=True, part=1.25),
            Colonne(f"Reports crédits sur {annee_suivante(exercice)}", nombre=True, part=1.2),
        ],
        note=NOTE_CREDITS,
    )
    rangs: dict[str, int] = {}
    derniers = {g.ensemble: i for i, g in enumerate(credits.groupes) if g.ensemble}
    for rang, groupe in enumerate(credits.groupes):
        tableau.rangees.append(Rangee((case_texte(groupe.titre),), "groupe"))
        for ligne in groupe.lignes:
            rangs[ligne.action_id] = len(tableau.rangees)
            tableau.rangees.append(_rangee_action(ligne))
        if groupe.sous_total is not None:
            membres = [rangs[li.action_id] for li in groupe.lignes]
            tableau.rangees.append(_rangee_somme(groupe.sous_total, groupe.sous_total.titre, membres))
        sous_ensemble = credits.sous_ensembles.get(groupe.ensemble)
        if sous_ensemble is not None and derniers.get(groupe.ensemble) == rang:
            reunis = [li for g in credits.groupes if g.ensemble == groupe.ensemble for li in g.lignes]
            membres = [rangs[li.action_id] for li in reunis]
            tableau.rangees.append(_rangee_somme(sous_ensemble, f"Sous-total {sous_ensemble.titre}", membres))
    if credits.total is not None:
        tableau.rangees.append(_rangee_somme(credits.total, "TOTAL", list(rangs.values()), "total"))
    return tableau


def _rangee_action(ligne: LigneTableau) -> Rangee:
    connus = ligne.recettes.montant is not None
    recettes = Ecart((REPORT, PARTICIPATION)) if connus else None
    solde = Ecart((RECETTES,), (EXECUTE,)) if connus and ligne.solde.montant is not None else None
    return Rangee(
        (
            case_texte(nom_action(ligne.numero, ligne.titre)),
            montant(ligne.contrepartie),
            case_texte(ligne.libelle_contrepartie),
            montant(ligne.report_entrant),
            montant(ligne.participation),
            montant(ligne.recettes, formule=recettes),
            case_texte(ligne.nature_depenses),
            montant(ligne.execute),
            montant(ligne.solde, formule=solde),
        )
    )


def _rangee_somme(
    ligne: LigneTableau, titre: str, membres: Sequence[int], genre: str = "sous_total"
) -> Rangee:
    somme = Somme(tuple(membres))
    return Rangee(
        (
            case_texte(titre),
            montant(ligne.contrepartie, formule=somme),
            Case(),
            montant(ligne.report_entrant, formule=somme),
            montant(ligne.participation, formule=somme),
            montant(ligne.recettes, formule=somme),
            Case(),
            montant(ligne.execute, formule=somme),
            montant(ligne.solde, formule=somme),
        ),
        genre,
    )


def tableau_indicateurs(tableau: TableauAffiche, legende: str = "") -> Tableau:
    """Un tableau d'indicateurs de fiche ; ses groupes font une première colonne."""
    groupes = any(ligne.groupe for ligne in tableau.lignes)
    colonnes = [Colonne("Thèmes", part=1.6)] if groupes else []
    colonnes.append(Colonne("Indicateurs", part=3))
    rendu = Tableau(legende, [*colonnes, *_periodes(tableau)])
    precedent = ""
    for ligne in tableau.lignes:
        tete = [case_texte(ligne.groupe if ligne.groupe != precedent else "")] if groupes else []
        precedent = ligne.groupe
        rendu.rangees.append(Rangee((*tete, case_texte(_libelle(ligne)), *_valeurs(ligne))))
    return rendu


def tableau_annexe(tableau: TableauAffiche) -> Tableau:
    """L'annexe d'indicateurs : groupes, mesures, définitions, périodes. Une mesure non souscrite se dit."""
    rendu = Tableau(
        tableau.titre,
        [
            Colonne("Mesures", part=1.5),
            Colonne("Indicateurs", part=2.3),
            Colonne("Commentaires et éléments de définition", part=2.2),
            *_periodes(tableau),
        ],
    )
    groupe = mesure = ""
    for ligne in tableau.lignes:
        if ligne.groupe and ligne.groupe != groupe:
            rendu.rangees.append(Rangee((case_texte(ligne.groupe),), "groupe"))
            groupe, mesure = ligne.groupe, ""
        nom = ligne.mesure if ligne.mesure != mesure else ""
        mesure = ligne.mesure
        if nom and not ligne.souscrite:
            nom = f"{nom} (mesure non souscrite)"
        cases = (
            case_texte(nom),
            case_texte(_libelle(ligne)),
            case_texte(ligne.commentaire),
            *_valeurs(ligne),
        )
        rendu.rangees.append(Rangee(cases))
    return rendu


def _periodes(tableau: TableauAffiche) -> list[Colonne]:
    colonnes: list[Colonne] = []
    for colonne in tableau.colonnes:
        titre = f"{colonne.libelle} — {colonne.operateur}" if colonne.operateur else colonne.libelle
        if colonne.prevision and not any(m in titre.lower() for m in ("projection", "prévision", "cible")):
            titre = f"{titre} (prévision)"
        colonnes.append(Colonne(titre, nombre=_tout_nombre(tableau, len(colonnes)), part=1.1))
    return colonnes


def _tout_nombre(tableau: TableauAffiche, rang: int) -> bool:
    """Une colonne de nombres s'aligne à droite ; une colonne de phrases se lit à gauche."""
    return all(
        len(chiffres(ligne.cases[rang]).texte) < 24 for ligne in tableau.lignes if rang < len(ligne.cases)
    )


def _libelle(ligne: LigneAffichee) -> str:
    if ligne.dont and not ligne.libelle.lower().startswith("dont"):
        return f"dont {ligne.libelle}"
    return ligne.libelle


def _valeurs(ligne: LigneAffichee) -> Iterable[Case]:
    return (chiffres(case, attendu=ligne.souscrite) for case in ligne.cases)


def tableau_budget(budget: BudgetAffiche, exercice: Exercice) -> Tableau:
    """Le budget d'une fiche : parts prévues et exécutées, opérateurs, ce qui reste."""
    tableau = Tableau(
        "",
        [
            Colonne("Budget", part=3),
            Colonne(f"Prévisionnel {exercice.code}", nombre=True, part=1.4),
            Colonne(f"Exécuté au {jour_arret(exercice)}", nombre=True, part=1.4),
        ],
    )
    etat = Case((Brin("Part État"), *_precision(budget.libelle_etat)))
    departement = Case((Brin("Part Département"), *_precision(budget.libelle_departement)))
    tableau.rangees.append(Rangee((etat, montant(budget.etat_prevu), montant(budget.etat_execute))))
    if budget.report_entrant.montant:
        titre = case_texte("   dont report entrant")
        tableau.rangees.append(Rangee((titre, montant(budget.report_entrant), Case())))
    for nom, case in budget.operateurs:
        tableau.rangees.append(Rangee((case_texte(f"   dont {nom}"), Case(), montant(case))))
    parts = (montant(budget.departement_prevu), montant(budget.departement_execute))
    tableau.rangees.append(Rangee((departement, *parts)))
    globaux = (montant(budget.global_prevu), montant(budget.global_execute))
    tableau.rangees.append(Rangee((case_texte("Budget global"), *globaux), "total"))
    reste = f"Reports sur {annee_suivante(exercice)}, part État"
    tableau.rangees.append(Rangee((case_texte(reste), Case(), montant(budget.solde))))
    return tableau


def _precision(texte: str) -> tuple[Brin, ...]:
    return (Brin(f" — {texte}", ton="note"),) if texte else ()


def tableau_d_avancement(lignes: Sequence[LigneAvancementAffichee], exercice: Exercice) -> Tableau:
    """Où en est chaque action ; axe et objectif ne s'écrivent qu'à leur première ligne."""
    tableau = Tableau(
        f"État d'avancement {exercice.code}",
        [
            Colonne("Axes stratégiques", part=1.9),
            Colonne("Objectifs opérationnels", part=1.9),
            Colonne("N°", part=0.45),
            Colonne("Actions", part=3.2),
            Colonne(f"État d'avancement {exercice.code}", part=1.2),
            Colonne("Action faisant l'objet d'un zoom / d'une présentation", part=1.9),
        ],
    )
    axe = objectif = ""
    for ligne in lignes:
        nouvel_axe = ligne.axe if ligne.axe != axe else ""
        code = f"{ligne.objectif_code} {ligne.objectif}".strip()
        nouvel_objectif = code if code != objectif or nouvel_axe else ""
        axe, objectif = ligne.axe, code
        tableau.rangees.append(
            Rangee(
                (
                    case_texte(titre_d_axe(ligne.axe_code, nouvel_axe)),
                    case_texte(nouvel_objectif),
                    case_texte(ligne.numero),
                    case_texte(ligne.titre),
                    case_texte(ligne.etat_libelle, gras=True, ton=ligne.etat_couleur or "gris"),
                    case_texte(_presentation(ligne)),
                )
            )
        )
    return tableau


def titre_d_axe(code: str, titre: str) -> str:
    """« Axe 1 : Dynamiser… », quelle que soit la façon dont le titre nomme déjà son axe."""
    if not titre or not titre.lower().startswith("axe"):
        return titre
    tete, _, suite = titre.partition("—")
    return f"Axe {code} : {suite.strip()}" if suite else titre


def _presentation(ligne: LigneAvancementAffichee) -> str:
    pilote = f"Pilote : {ligne.pilote}" if ligne.pilote else ""
    return "\n".join(filter(None, (pilote, ligne.zoom_texte)))
