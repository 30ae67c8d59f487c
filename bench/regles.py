"""500 règles sur un programme de 60 actions, contre 500 sommes nues des mêmes montants."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bench.outils import afficher, chronometrer
from jalon.pilotage.controles.releve import (
    Budget,
    Fiche,
    Lieu,
    LigneCredit,
    Nature,
    Releve,
    Role,
    Valeur,
)

ACTIONS, REGLES = 60, 500


def _valeur(nombre: Decimal, ligne: str, colonne: str) -> Valeur:
    return Valeur(str(nombre), Lieu("Crédits", ligne, colonne), nombre=nombre, unite="€", decimales=2)


def releve_de(actions: int) -> Releve:
    """Un relevé juste : lignes, total, budgets de fiche."""
    releve = Releve("mesure", modele="calpae", exercice="2022")
    for rang in range(actions):
        code, recu, recettes = (
            f"{rang // 9 + 1}.{rang % 9 + 1}",
            Decimal(rang * 10),
            Decimal(1000 + rang * 11),
        )
        montants = {
            Role.VALORISATION: recettes - recu, Role.REPORT_ENTRANT: recu,
            Role.PARTICIPATION: recettes - recu,
            Role.RECETTES: recettes, Role.EXECUTE: recettes - rang, Role.REPORT_SORTANT: Decimal(rang),
        }  # fmt: skip
        ligne = LigneCredit(Nature.ACTION, f"Action {code}", Lieu("Crédits", code), code=code)
        ligne.montants = {role: _valeur(nombre, code, role) for role, nombre in montants.items()}
        releve.credits.append(ligne)
        budget = Budget(
            Lieu(f"Fiche {code}"),
            total=_valeur(recettes, code, "total"),
            etat=_valeur(recettes, code, "etat"),
        )
        releve.fiches.append(Fiche(code, f"Action {code}", Lieu(f"Fiche {code}"), budget_prevu=budget))
    total = LigneCredit(
        Nature.TOTAL, "Total", Lieu("Crédits", "Total"), actions=[li.code for li in releve.credits]
    )
    for role in Role:
        somme = sum((li.montants[role].nombre or Decimal(0) for li in releve.credits), Decimal(0))
        total.montants[role] = _valeur(somme, "Total", role)
    releve.credits.append(total)
    return releve


def mesurer() -> None:
    from jalon.pilotage.controles.moteur import controler
    from jalon.pilotage.controles.regles import catalogue

    releve = releve_de(ACTIONS)
    livrees = catalogue()
    regles = tuple(
        replace(livrees[rang % len(livrees)], code=f"{livrees[rang % len(livrees)].code}-{rang}")
        for rang in range(REGLES)
    )
    nombres = [valeur.nombre or Decimal(0) for valeur in releve.valeurs()]

    def sommes_nues() -> None:
        for _ in range(REGLES):
            sum(nombres, Decimal(0))

    rapport = controler(releve, regles=regles)
    print(f"{len(regles)} règles, {rapport.controles} contrôles, {len(rapport.anomalies)} anomalies")
    afficher(
        f"{REGLES} règles sur {ACTIONS} actions",
        chronometrer(lambda: controler(releve, regles=regles), 3),
        f"{REGLES} sommes nues",
        chronometrer(sommes_nues, 3),
        but=1,
    )
