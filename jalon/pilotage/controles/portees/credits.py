"""Portées du tableau des crédits : identités d'une ligne, totaux contre lignes, cases vides."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jalon.pilotage.controles.cas import Cas, Terme
from jalon.pilotage.controles.dossier import Dossier, nom_ligne
from jalon.pilotage.controles.portees.registre import portee
from jalon.pilotage.controles.regles import Regle
from jalon.pilotage.controles.releve import Etat, Lieu, LigneCredit, Nature, Role, Valeur
from jalon.pilotage.controles.textes import ecrire

LIBELLES = {
    Role.VALORISATION: "montant valorisé",
    Role.REPORT_ENTRANT: "report entrant",
    Role.PARTICIPATION: "participation de l'État",
    Role.RECETTES: "recettes",
    Role.EXECUTE: "exécuté",
    Role.REPORT_SORTANT: "report sortant",
}


def terme_credit(ligne: LigneCredit, role: Role) -> Terme:
    return Terme(f"{LIBELLES[role]}, {nom_ligne(ligne)}", ligne.montants.get(role))


def montant(ligne: LigneCredit, role: Role) -> Decimal:
    valeur = ligne.montants.get(role)
    return valeur.nombre if valeur is not None and valeur.nombre is not None else Decimal(0)


def est_vide(valeur: Valeur | None) -> bool:
    return valeur is None or (valeur.nombre is None and valeur.etat in {Etat.VIDE, Etat.TEXTE})


def case_vide(ligne: LigneCredit, role: Role) -> Valeur:
    """La case vide elle-même, pour la montrer ; reconstruite si le relevé ne la porte pas."""
    valeur = ligne.montants.get(role)
    lieu = Lieu(ligne.lieu.tableau, ligne.titre, LIBELLES[role], ligne.lieu.ligne_fichier, ligne.lieu.cible)
    return valeur if valeur is not None else Valeur("", lieu, Etat.VIDE)


@portee("credit_ligne")
def credit_ligne(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Chaque ligne des natures demandées ; `options` : `natures`, `gauche`, `droite` (rôles)."""
    natures = {Nature(n) for n in regle.options["natures"]}
    gauche = [Role(r) for r in regle.options["gauche"]]
    droite = [Role(r) for r in regle.options["droite"]]
    for ligne in dossier.releve.credits:
        if ligne.nature not in natures:
            continue
        if Role.EXECUTE in gauche + droite and _execute_manque(ligne):
            continue
        yield Cas(
            nom_ligne(ligne),
            [terme_credit(ligne, r) for r in gauche],
            [terme_credit(ligne, r) for r in droite],
        )


def _execute_manque(ligne: LigneCredit) -> bool:
    """Une case exécuté vide relève d'une autre règle : inutile de redire le même écart."""
    return ligne.nature == Nature.ACTION and est_vide(ligne.montants.get(Role.EXECUTE))


@portee("credit_total")
def credit_total(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Chaque case d'un sous-total ou d'un total contre les lignes d'action qu'il couvre."""
    for total in dossier.releve.credits:
        if total.nature not in {Nature.SOUS_TOTAL, Nature.TOTAL}:
            continue
        lignes = _couvertes(dossier, total)
        if not lignes:
            continue
        for role in total.montants:
            termes = [terme_credit(ligne, role) for ligne in lignes]
            if est_vide(total.montants.get(role)):
                if sum((t.nombre or Decimal(0) for t in termes), Decimal(0)) == 0:
                    continue
                total_terme = Terme(f"{LIBELLES[role]}, {nom_ligne(total)}", case_vide(total, role))
                yield Cas(nom_ligne(total), [total_terme], termes, {"role": LIBELLES[role]}, conforme=False)
            else:
                yield Cas(nom_ligne(total), [terme_credit(total, role)], termes, {"role": LIBELLES[role]})


def _couvertes(dossier: Dossier, total: LigneCredit) -> list[LigneCredit]:
    """Les lignes d'action du total : celles que le relevé déclare, sinon celles de sa rubrique."""
    if total.rangs:
        lignes = [dossier.releve.credits[rang] for rang in total.rangs]
        return [ligne for ligne in lignes if ligne.nature == Nature.ACTION]
    if total.actions:
        codes = set(total.actions)
        return [a for a in dossier.actions if a.code in codes or a.titre in codes]
    if total.nature == Nature.TOTAL:
        return dossier.actions
    return [a for a in dossier.actions if total.rubrique and a.rubrique == total.rubrique]


@portee("credit_execute_vide")
def credit_execute_vide(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """De l'argent reçu et pas tout reporté, mais rien d'écrit dans l'exécuté."""
    for ligne in dossier.actions:
        consomme = montant(ligne, Role.RECETTES) - montant(ligne, Role.REPORT_SORTANT)
        vide = est_vide(ligne.montants.get(Role.EXECUTE))
        if consomme == 0 and not vide:
            continue
        cas = Cas(
            nom_ligne(ligne),
            [Terme(LIBELLES[Role.EXECUTE], case_vide(ligne, Role.EXECUTE))],
            [terme_credit(ligne, Role.RECETTES), _soustrait(terme_credit(ligne, Role.REPORT_SORTANT))],
            conforme=not (vide and consomme > 0),
        )
        cas.piste = _piste_execute(dossier, ligne, consomme)
        yield cas


def _soustrait(terme: Terme) -> Terme:
    return Terme(terme.libelle, terme.valeur, -1)


def _piste_execute(dossier: Dossier, ligne: LigneCredit, consomme: Decimal) -> str:
    fiche = dossier.fiche_par_ligne.get(id(ligne))
    budget = fiche.budget_execute if fiche is not None else None
    if (
        fiche is not None
        and budget is not None
        and budget.etat is not None
        and budget.etat.nombre is not None
    ):
        somme = ecrire(budget.etat.nombre, "€")
        return f"la somme manquante est sans doute {somme}, la part État exécutée de la fiche {fiche.code}"
    return f"recettes moins report sortant donnent {ecrire(consomme, '€')}"


@portee("credit_valorisation_sans_action")
def credit_valorisation_sans_action(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Une contrepartie valorisée alors que l'action n'a rien exécuté."""
    for ligne in dossier.actions:
        execute = ligne.montants.get(Role.EXECUTE)
        valorise = montant(ligne, Role.VALORISATION)
        if execute is None or execute.nombre is None or valorise == 0:
            continue
        fiche = dossier.fiche_par_ligne.get(id(ligne))
        total = fiche.budget_execute.total if fiche is not None and fiche.budget_execute is not None else None
        recettes = montant(ligne, Role.RECETTES)
        nulle = execute.nombre == 0 and recettes > 0 and (total is None or total.nombre in {None, Decimal(0)})
        droite = [Terme("exécuté au tableau", execute)]
        if total is not None:
            droite.append(Terme(f"budget exécuté, fiche {ligne.code}", total))
        yield Cas(nom_ligne(ligne), [terme_credit(ligne, Role.VALORISATION)], droite, conforme=not nulle)


@portee("credit_parite")
def credit_parite(dossier: Dossier, regle: Regle) -> Iterator[Cas]:
    """Au total de la convention, la contrepartie du département atteint la participation de l'État."""
    if dossier.releve.modele not in regle.options["modeles"]:
        return
    for ligne in dossier.releve.credits:
        if (
            ligne.nature == Nature.TOTAL
            and regle.options["niveau"] == "convention"
            and _general(dossier, ligne)
        ):
            yield Cas(
                nom_ligne(ligne),
                [terme_credit(ligne, Role.VALORISATION)],
                [terme_credit(ligne, Role.PARTICIPATION)],
            )


def _general(dossier: Dossier, total: LigneCredit) -> bool:
    return len(_couvertes(dossier, total)) == len(dossier.actions)
