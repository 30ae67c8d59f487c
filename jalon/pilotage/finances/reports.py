"""Ouvrir un exercice : ses reports entrants découlent des décisions prises sur les soldes du précédent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from jalon.pilotage.finances.agregats import ArgentAction, argent_par_action
from jalon.pilotage.finances.enums import Financeur, NatureCredit, StatutMontant, SuiteSolde
from jalon.pilotage.finances.models import AffectationSolde, Credit
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.pilotage.programmes.selectors import exercice_precedent, exercices_de
from jalon.pilotage.programmes.services import creer_exercice
from jalon.pilotage.programmes.services.commun import enregistrer, refuser_si_clos
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


@dataclass(slots=True)
class Reserve:
    """Crédits d'une action par année d'origine, les plus anciens consommés d'abord."""

    parts: list[tuple[int, Decimal]]

    def prelever(self, montant: Decimal) -> list[tuple[int, Decimal]]:
        """Retire `montant` en commençant par l'année la plus ancienne ; rend ce qui vient de chaque année."""
        preleve: list[tuple[int, Decimal]] = []
        reste: list[tuple[int, Decimal]] = []
        for annee, disponible in self.parts:
            pris = min(disponible, montant)
            montant -= pris
            if pris:
                preleve.append((annee, pris))
            if disponible > pris:
                reste.append((annee, disponible - pris))
        self.parts = reste
        return preleve


def ouvrir_exercice(*, programme: Programme, code: str, acteur: Compte) -> Exercice:
    """Ouvre l'exercice `code`, en le créant s'il le faut, et y porte les reports décidés sur le précédent.

    L'exercice créé a les bornes du précédent, un an plus tard. Un report va à la même action, un
    redéploiement à l'action désignée, chacun avec l'année d'origine de l'argent (les crédits les plus
    anciens sont réputés dépensés d'abord). Recommencer n'ajoute que les décisions prises depuis.
    """
    with acte("ouvrir_exercice", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_exercice", programme)
        exercice = Exercice.objects.filter(programme=programme, code=code).first()
        if exercice is None:
            exercice = _creer_suivant(programme, code, acteur)
        refuser_si_clos(exercice)
        precedent = exercice_precedent(exercice)
        if precedent is not None:
            _porter_reports(precedent, exercice, acteur)
        return exercice


def origines_des_decisions(
    argent: ArgentAction, exercice: Exercice
) -> dict[AffectationSolde, list[tuple[int, Decimal]]]:
    """D'où vient l'argent de chaque décision d'une action : montants par année d'origine, en euros."""
    annees: dict[int, Decimal] = defaultdict(Decimal)
    for credit in (*argent.reports_entrants, *argent.participations):
        if credit.montant is not None:
            annees[credit.annee_origine or exercice.debut_credits.year] += credit.montant
    reserve = Reserve(sorted(annees.items()))
    executes = argent.executes(exercice.programme.modele.sens_execute)
    reserve.prelever(sum((d.montant for d in executes if d.montant is not None), Decimal(0)))
    return {suite: reserve.prelever(suite.montant) for suite in argent.suites}


def _porter_reports(precedent: Exercice, exercice: Exercice, acteur: Compte) -> None:
    argent = argent_par_action(precedent.programme, precedent)
    deja = set(
        Credit.objects.filter(exercice=exercice, decision__isnull=False).values_list("decision", flat=True)
    )
    for action_argent in argent.values():
        for decision, origines in origines_des_decisions(action_argent, precedent).items():
            if decision.pk not in deja and decision.suite in (SuiteSolde.REPORT, SuiteSolde.REDEPLOIEMENT):
                _creer_reports(decision, origines, exercice, acteur)


def _creer_reports(
    decision: AffectationSolde, origines: Iterable[tuple[int, Decimal]], exercice: Exercice, acteur: Compte
) -> None:
    for annee, montant in origines:
        enregistrer(
            Credit(
                action=decision.action_cible or decision.action,
                exercice=exercice,
                financeur=Financeur.ETAT,
                nature=NatureCredit.REPORT_ENTRANT,
                annee_origine=annee,
                acte=decision.acte,
                decision=decision,
                montant=montant,
                statut=StatutMontant.RENSEIGNE,
                saisi_par=acteur,
            )
        )


def _creer_suivant(programme: Programme, code: str, acteur: Compte) -> Exercice:
    dernier = next(iter(exercices_de(programme)), None)
    if dernier is None:
        raise ValidationError("Le programme n'a pas encore d'exercice : créez le premier avec ses dates.")
    return creer_exercice(
        programme=programme,
        code=code,
        debut_credits=_un_an_plus_tard(dernier.debut_credits),
        fin_credits=_un_an_plus_tard(dernier.fin_credits),
        debut_indicateurs=_un_an_plus_tard(dernier.debut_indicateurs),
        fin_indicateurs=_un_an_plus_tard(dernier.fin_indicateurs),
        acteur=acteur,
    )


def _un_an_plus_tard(jour: date) -> date:
    if (jour.month, jour.day) == (2, 29):
        return date(jour.year + 1, 2, 28)
    return jour.replace(year=jour.year + 1)
