"""Le rapport d'exécution d'une convention : ce qu'on a reçu, dépensé, obtenu, action par action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from jalon.editions.anomalies import annexe_anomalies
from jalon.editions.calculs import (
    ChiffresCalcules,
    annexe_des_calculs,
    chiffres_calcules,
    phrase_de_la_part,
)
from jalon.editions.commun import Presentation, document, presentation
from jalon.editions.ecriture import brins_montant
from jalon.editions.fiches import sections
from jalon.editions.tableaux import (
    annee_suivante,
    jour_arret,
    nom_action,
    tableau_annexe,
    tableau_des_credits,
)
from jalon.editions.tendances import tendances
from jalon.pilotage.bilans.fiche import FicheComplete, TableauAffiche
from jalon.pilotage.bilans.selectors import annexes, fiches_completes
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.finances.selectors import Synthese, synthese_de, tableau_credits
from jalon.pilotage.finances.tableau import TableauCredits
from jalon.pilotage.programmes.enums import TypeSection
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.montants import ecrire_montant, ecrire_pourcentage
from jalon.socle.rendu.blocs import (
    Bloc,
    Document,
    Feuille,
    Figure,
    Paysage,
    Prose,
    SelonSupport,
    Titre,
    phrase,
)
from jalon.socle.rendu.graphiques import Barre, barres_execution
from jalon.socle.rendu.markdown import Brin, Liste, Paragraphe

TITRE = "Rapport d'exécution"


@dataclass(slots=True)
class RapportExecution:
    """Tout ce que le rapport imprime, lu une fois."""

    entete: Presentation
    credits: TableauCredits
    synthese: Synthese
    annexes: list[TableauAffiche] = field(default_factory=list)
    fiches: list[FicheComplete] = field(default_factory=list)
    controle: Rapport = field(default_factory=lambda: Rapport(""))
    calculs: ChiffresCalcules = field(default_factory=ChiffresCalcules)


def rassembler(programme: Programme, exercice: Exercice) -> RapportExecution:
    """Lit le programme : crédits, annexes, fiches, contrôles."""
    credits = tableau_credits(programme, exercice)
    tableaux, fiches = annexes(programme, exercice), fiches_completes(programme, exercice)
    return RapportExecution(
        entete=presentation(programme, exercice),
        credits=credits,
        synthese=synthese_de(credits),
        annexes=tableaux,
        fiches=fiches,
        controle=rapport_controle(programme, exercice),
        calculs=chiffres_calcules(exercice, tableaux, fiches),
    )


def en_document(rapport: RapportExecution) -> Document:
    """Le rapport en blocs. Un fichier modifiable porte l'annexe des anomalies avant les fiches, pour que
    chaque fiche se relise sans ce qui la suit."""
    exercice = rapport.entete.exercice
    anomalies = [Feuille("Anomalies"), *annexe_anomalies(rapport.controle)]
    blocs: list[Bloc] = [*_presentation(rapport)]
    blocs.append(Paysage([Feuille("Crédits"), Titre(1, "Tableau des crédits"),
                          tableau_des_credits(rapport.credits, exercice)]))  # fmt: skip
    for annexe in rapport.annexes:
        blocs += [
            Feuille("Indicateurs"),
            Paysage([Titre(1, "Annexe des indicateurs"), tableau_annexe(annexe)]),
            SelonSupport(list(tendances(annexe)), []),
        ]
    blocs += annexe_des_calculs(rapport.calculs)
    blocs.append(SelonSupport([], anomalies))
    blocs += [Feuille("Fiches"), *_fiches(rapport)]
    blocs.append(SelonSupport(anomalies, []))
    return document(rapport.entete, f"{TITRE} {exercice.code}", blocs)


def _presentation(rapport: RapportExecution) -> Iterator[Bloc]:
    yield Titre(1, "Présentation")
    yield phrase(*_phrase_cle(rapport), style="chapo")
    yield Titre(2, "En une page")
    yield Prose((Liste(tuple((Paragraphe(tuple(brins)),) for brins in _constats(rapport))),))
    if barres := _barres(rapport.credits, rapport.entete.programme.modele.niveaux.get("axe") or "Axe"):
        yield _figure(barres, rapport.entete.exercice)
    yield Titre(2, "Actes et signataires")
    if not rapport.entete.actes:
        yield phrase(Brin("Aucun acte n'est enregistré pour ce programme.", ton="gris"))
    for acte, signataires in rapport.entete.actes:
        qui = f" — signé par {', '.join(signataires)}" if signataires else ""
        yield phrase(Brin(acte, gras=True), qui)


def _phrase_cle(rapport: RapportExecution) -> tuple[str | Brin, ...]:
    resume = rapport.synthese
    return (
        "Sur ", *brins_montant(resume.recettes), " de recettes de l'État, ", *brins_montant(resume.execute),
        f" sont exécutés au {jour_arret(rapport.entete.exercice)} ; il reste ", *brins_montant(resume.solde),
        f", dont la suite est décidée pour {ecrire_montant(resume.decide)}.",
    )  # fmt: skip


def _constats(rapport: RapportExecution) -> Iterator[list[Brin]]:
    """Ce que disent les chiffres, une phrase par constat."""
    resume, lignes = rapport.synthese, rapport.credits.lignes()
    total = rapport.credits.total
    yield [Brin(f"{len(lignes)} actions portent des crédits ; {len(rapport.fiches)} fiches sont jointes.")]
    if resume.part_executee is not None:
        reserve = ", sans compter ce qui n'est pas renseigné" if resume.execute.partiel else ""
        yield [Brin(f"{ecrire_pourcentage(resume.part_executee)} des recettes sont exécutés{reserve}.")]
    if total is not None:
        yield [
            Brin("Les recettes réunissent "), *brins_montant(total.participation),
            Brin(" de participation de l'année et "), *brins_montant(total.report_entrant),
            Brin(" de reports."),
        ]  # fmt: skip
    respect = {True: " : la parité est respectée.", False: " : la parité n'est pas atteinte."}
    suite = respect.get(resume.parite_respectee, ".") if resume.parite_respectee is not None else "."
    yield [Brin("Le Département valorise "), *brins_montant(resume.contrepartie), Brin(suite)]
    vides = [li for li in lignes if li.execute.montant is None]
    if vides:
        noms = ", ".join(li.numero or li.titre for li in vides)
        yield [Brin(f"Montant exécuté non renseigné : {noms}.", ton="attention")]
    restes = [li for li in lignes if li.solde.montant]
    if restes:
        somme = sum((li.solde.montant or Decimal(0) for li in restes), Decimal(0))
        noms = ", ".join(li.numero or li.titre for li in restes)
        yield [Brin(f"{ecrire_montant(somme)} restent sur {len(restes)} actions ({noms}) ; "
                    f"{ecrire_montant(resume.a_decider)} attendent une décision.")]  # fmt: skip
    yield from phrase_de_la_part(rapport.calculs)
    erreurs = len(rapport.controle.erreurs)
    anomalies = len(rapport.controle.anomalies)
    yield [Brin(f"Les contrôles trouvent {anomalies} anomalies, dont {erreurs} erreurs certaines : "
                "voir l'annexe.")]  # fmt: skip


def _barres(credits: TableauCredits, niveau: str) -> list[Barre]:
    barres = []
    tete = re.compile(rf"^{re.escape(niveau)}\b[^:\d]*:?\s*", re.IGNORECASE)
    for groupe in credits.groupes:
        ligne = groupe.sous_total or groupe.lignes[0]
        if ligne.recettes.montant:
            barres.append(
                Barre(tete.sub("", groupe.titre), ligne.recettes.montant, ligne.execute.montant or Decimal(0))
            )
    return barres


def _figure(barres: list[Barre], exercice: Exercice) -> Figure:
    recettes = sum((b.total for b in barres), Decimal(0))
    execute = sum((b.fait for b in barres), Decimal(0))
    return Figure(
        barres_execution(barres, "recettes", "exécuté"),
        f"Recettes et exécuté par engagement, exercice {exercice.code} : {ecrire_montant(execute)} exécutés "
        "sur "
        f"{ecrire_montant(recettes)}. Les montants sont dans le tableau des crédits.",
        f"Recettes de l'État et part exécutée, par engagement ; le reste va aux reports sur "
        f"{annee_suivante(exercice)}.",
    )


def _fiches(rapport: RapportExecution) -> Iterator[Bloc]:
    axe = ""
    for fiche in rapport.fiches:
        if fiche.axe != axe:
            yield Titre(1, fiche.axe, page=True)
        yield Titre(2, nom_action(fiche.numero, fiche.titre, separateur=" : "), page=fiche.axe == axe)
        axe = fiche.axe
        yield from sections(
            fiche,
            rapport.entete.exercice,
            3,
            numerotees=True,
            avec_indicateurs=TypeSection.INDICATEURS,
        )
