"""Pour chaque règle de montants : un relevé qui la viole, un qui la respecte."""

from __future__ import annotations

from jalon.pilotage.controles.releve import Releve, TypeSection
from tests.pilotage.controles.fabrique import (
    budget,
    credits,
    fiche,
    fiches,
    indicateur,
    ligne,
    nommes,
    releve,
    section,
    tableau,
    total,
)


def _paire(
    cases: dict[str, object], prevu: dict[str, object] | None, execute: dict[str, object] | None
) -> Releve:
    return releve(
        credits=[ligne("1.1", **cases)],  # type: ignore[arg-type]
        fiches=[
            fiche(
                "1.1",
                budget_prevu=budget("prévu", **prevu) if prevu is not None else None,  # type: ignore[arg-type]
                budget_execute=budget("exécuté", **execute) if execute is not None else None,  # type: ignore[arg-type]
            )
        ],
    )


def _operateurs(nature: str, tableau_: dict[str, int], de_fiche: dict[str, int]) -> Releve:
    credit = ligne("1.1", rec=40, exe=40, sort=0)
    credit.operateurs = nommes(**tableau_)
    credit.nature_depenses = nature
    return releve(
        credits=[credit],
        fiches=[fiche("1.1", budget_execute=budget(total=40, etat=40, operateurs_etat=nommes(**de_fiche)))],
    )


def _contreparties(*lignes: tuple[str, str, int, str]) -> Releve:
    """(code, libellé au tableau, montant, libellé de la fiche)."""
    credits_, fiches_ = [], []
    for code, libelle, montant, de_fiche in lignes:
        credit = ligne(code, f"Aide {code}", val=montant, rec=10, exe=10)
        credit.libelle_valorisation = libelle
        credits_.append(credit)
        executee = budget(departement=montant, libelle_departement=de_fiche)
        fiches_.append(fiche(code, f"Aide {code}", budget_execute=executee))
    return releve(credits=credits_, fiches=fiches_)


def _dates(*dates: str) -> Releve:
    return fiches(
        *(fiche(f"1.{i}", budget_execute=budget(total=1, date_arret=d)) for i, d in enumerate(dates))
    )


BON = {"val": 5, "entrant": 2, "part": 8, "rec": 10, "exe": 7, "sort": 3}
_INDICATEURS = section(TypeSection.INDICATEURS, "Nombre : 3")

MONTANTS: dict[str, tuple[Releve, Releve]] = {
    "credits.recettes": (credits(ligne("1.1", **BON | {"rec": 11, "exe": 8})), credits(ligne("1.1", **BON))),
    "credits.emploi": (credits(ligne("1.1", **BON | {"exe": 6})), credits(ligne("1.1", **BON))),
    "credits.total": (
        credits(ligne("1.1", **BON), ligne("1.2", **BON), total(["1.1", "1.2"], exe=15)),
        credits(ligne("1.1", **BON), ligne("1.2", **BON), total(["1.1", "1.2"], exe=14)),
    ),
    "credits.execute_vide": (credits(ligne("1.1", **BON | {"exe": None})), credits(ligne("1.1", **BON))),
    "credits.valorisation_sans_action": (
        credits(ligne("1.1", **BON | {"exe": 0, "sort": 10})),
        credits(ligne("1.1", **BON | {"exe": 0, "sort": 10, "val": 0})),
    ),
    "credits.parite": (
        credits(ligne("1.1", **BON), total(["1.1"], val=5, part=8)),
        credits(ligne("1.1", **BON | {"val": 8}), total(["1.1"], val=8, part=8)),
    ),
    "budget.parts_prevu": (
        fiches(fiche("1.1", budget_prevu=budget(total=100, etat=40, departement=50))),
        fiches(fiche("1.1", budget_prevu=budget(total=90, etat=40, departement=50))),
    ),
    "budget.parts_execute": (
        fiches(fiche("6.1", budget_execute=budget(total=169000, etat=69000, departement=90000))),
        fiches(fiche("6.1", budget_execute=budget(total=159000, etat=69000, departement=90000))),
    ),
    "budget.dont": (
        fiches(fiche("1.1", budget_prevu=budget(etat=40, dont_reports=50))),
        fiches(fiche("1.1", budget_prevu=budget(etat=40, dont_reports=30))),
    ),
    "budget.reports_global": (
        fiches(fiche("1.1", budget_prevu=budget(total=80, etat=40, dont_reports=30, dont_reports_total=20))),
        fiches(fiche("1.1", budget_prevu=budget(total=80, etat=40, dont_reports=30, dont_reports_total=30))),
    ),
    "budget.suite": (
        _paire(BON, {"etat": 10}, {"etat": 7, "report_sortant": 2}),
        _paire(BON, {"etat": 10}, {"etat": 7, "report_sortant": 3}),
    ),
    "budget.report_absent": (
        _paire(BON, {"etat": 10}, {"etat": 7}),
        _paire(BON, {"etat": 10}, {"etat": 7, "report_sortant": 3}),
    ),
    "budget.date_arret": (
        _dates("30/06/2023", "30/06/2023", "30/05/2023"),
        _dates("30/06/2023", "30/06/2023", "30/06/2023"),
    ),
    "tableau_fiche.recettes": (_paire(BON, {"etat": 11}, None), _paire(BON, {"etat": 10}, None)),
    "tableau_fiche.report_entrant": (
        _paire(BON, {"etat": 10, "dont_reports": 1}, None),
        _paire(BON, {"etat": 10, "dont_reports": 2}, None),
    ),
    "tableau_fiche.valorisation_prevue": (
        _paire(BON, {"departement": 6}, None),
        _paire(BON, {"departement": 6}, {"departement": 5}),
    ),
    "tableau_fiche.valorisation_executee": (
        _paire(BON, None, {"departement": 6}),
        _paire(BON, None, {"departement": 5}),
    ),
    "tableau_fiche.execute": (
        _paire(BON, None, {"etat": 8, "report_sortant": 3}),
        _paire(BON, None, {"etat": 7, "report_sortant": 3}),
    ),
    "tableau_fiche.report_sortant": (
        _paire(BON, None, {"etat": 7, "report_sortant": 4}),
        _paire(BON, None, {"etat": 7, "report_sortant": 3}),
    ),
    "tableau_fiche.total_execute": (
        _paire(BON | {"val": 0}, None, {"total": 8}),
        _paire(BON | {"val": 0}, None, {"total": 7}),
    ),
    "operateurs.fiche": (
        fiches(fiche("3.2", budget_execute=budget(etat=40, operateurs_etat=nommes(ADIL=20, Soliha=10)))),
        fiches(fiche("3.2", budget_execute=budget(etat=40, operateurs_etat=nommes(ADIL=20, Soliha=20)))),
    ),
    "operateurs.fiche_plafond": (
        fiches(fiche("3.2", budget_execute=budget(etat=40, operateurs_etat=nommes(ADIL=50)))),
        fiches(fiche("3.2", budget_execute=budget(etat=40, operateurs_etat=nommes(ADIL=15)))),
    ),
    "operateurs.tableau": (
        _operateurs("Participations ADIL et Soliha", {"ADIL": 10, "Soliha": 20}, {}),
        _operateurs("Participations ADIL et Soliha", {"ADIL": 20, "Soliha": 20}, {}),
    ),
    "operateurs.tableau_plafond": (
        _operateurs("postes : 2 ETP", {"postes": 60}, {}),
        _operateurs("postes : 2 ETP", {"postes": 40}, {}),
    ),
    "operateurs.montants": (
        _operateurs("Participations", {"WE_KER": 10, "Soliha": 30}, {"We_Ker": 20, "Soliha": 20}),
        _operateurs("Participations", {"WE_KER": 20, "Soliha": 20}, {"We_Ker": 20, "Soliha": 20}),
    ),
    "operateurs.noms": (
        _operateurs("Subventions", {"CORACE": 40}, {"COORACE": 40}),
        _operateurs("Subventions", {"COORACE": 40}, {"COORACE": 40}),
    ),
    "operateurs.absents_fiche": (
        _operateurs("Participations ADIL et Sport pour tous", {"ADIL": 40}, {"ADIL": 40}),
        _operateurs("Participation ADIL", {"ADIL": 40}, {"ADIL": 40}),
    ),
    "operateurs.absents_tableau": (
        _operateurs("Participation UFOLEP", {}, {"UFOLEP": 20, "Sport_pour_tous": 20}),
        _operateurs("Participation UFOLEP et Sport pour tous", {}, {"UFOLEP": 20, "Sport_pour_tous": 20}),
    ),
    "contreparties.tableau": (
        _contreparties(("1.1", "Délégation", 40, ""), ("1.2", "Délégation", 20, "")),
        _contreparties(("1.1", "Délégation RSA", 40, ""), ("1.2", "Délégation numérique", 20, "")),
    ),
    "contreparties.fiches": (
        _contreparties(
            ("5.4", "CAE", 40, "au titre du fonds mobilité"),
            ("7.1", "Fonds", 20, "au titre du fonds mobilité"),
        ),
        _contreparties(
            ("5.4", "CAE", 40, "au titre des CAE"), ("7.1", "Fonds", 20, "au titre du fonds mobilité")
        ),
    ),
    "contreparties.libelle": (
        _contreparties(("5.4", "CAE - Contrats d'accompagnement", 40, "au titre du fonds mobilité")),
        _contreparties(("5.4", "CAE - Contrats d'accompagnement", 40, "au titre des contrats CAE")),
    ),
    "titres.ligne_sans_fiche": (
        releve(credits=[ligne("1.1", **BON), ligne("2.1", **BON)], fiches=[fiche("1.1")]),
        releve(credits=[ligne("1.1", **BON)], fiches=[fiche("1.1")]),
    ),
    "titres.fiche_sans_ligne": (
        releve(credits=[ligne("1.1", **BON)], fiches=[fiche("1.1"), fiche("2.1")]),
        releve(credits=[ligne("1.1", **BON)], fiches=[fiche("1.1")]),
    ),
    "titres.numero": (
        releve(credits=[ligne("8.4bis", "Santé mentale", **BON)], fiches=[fiche("8.4", "Santé mentale")]),
        releve(credits=[ligne("8.4", "Santé mentale", **BON)], fiches=[fiche("8.4", "Santé mentale")]),
    ),
    "titres.faute": (
        releve(credits=[ligne("6.2", "Parler Babin", **BON)], fiches=[fiche("6.2", "Parler Bambin")]),
        releve(credits=[ligne("6.2", "Parler Bambin", **BON)], fiches=[fiche("6.2", "Parler Bambin")]),
    ),
    "titres.mot": (
        releve(
            credits=[ligne("8.6", "Journée courte", **BON)], fiches=[fiche("8.6", "Journée de l'incurie")]
        ),
        releve(
            credits=[ligne("8.6", "Journée incurie", **BON)], fiches=[fiche("8.6", "Journée de l'incurie")]
        ),
    ),
    "structure.sans_indicateur": (
        fiches(fiche("1.1", budget_execute=budget(etat=40))),
        fiches(
            fiche(
                "1.1",
                "Aide",
                _INDICATEURS,
                budget_execute=budget(etat=40),
                tableaux=[tableau((2022,), indicateur("Nombre d'aides", 3))],
            )
        ),
    ),
}
