"""Outils des essais de reprise : un petit rapport, le reprendre, compter les événements, comparer deux
relevés."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps

from jalon.demonstration.programmes import DONNEES
from jalon.pilotage.controles.releve import (
    Budget,
    Cellule,
    LigneCredit,
    Nature,
    Releve,
    Role,
    Valeur,
    valeurs_budget,
)
from jalon.socle.acces.models import Compte
from jalon.socle.territoire.models import Departement
from jalon.sources.documents.formes import Proposition
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.services import deposer_document, ecrire_lecture

COLONNES = (
    "\tMontant valorisation\tActions Valorisées\tReport crédits 2021\tParticipation Etat 2022"
    "\tRECETTES ETAT 2022"
    "\tNature Dépenses 2022\tConsommation crédits au 30/06/2023\tReports crédits sur 2023"
)
ACCUEIL = "Action 1.1 - Accueil de jour"
RECETTES = "40 000,00 €"
RESTE = "10 000,00 €"
VIDES = "\t" * 8
OPERATEURS = "Participations ADIE (10000€) et PRESOL (20000€)"


def petit_rapport(
    execute: str = "30 000,00 €", participation: str = "40 000,00 €", bilan: str = "Tout va."
) -> bytes:
    """Un rapport d'exécution de deux actions, un tableau de crédits et une fiche, au format des rapports
    publiés."""
    return f"""CALPAE 2022 Tableau consommations crédits au 30/06/2023

{COLONNES}
<b>1. Accueil</b>{VIDES}
{ACCUEIL}\t40 000,00 €\tFSL\t\t{participation}\t{RECETTES}\t{OPERATEURS}\t{execute}\t{RESTE}
Action 1.2 - Maraudes\t\t\t5 000,00 €\t\t5 000,00 €\t\t\t5 000,00 €
<b>TOTAL</b>\t40 000,00 €\t\t5 000,00 €\t40 000,00 €\t45 000,00 €\t\t30 000,00 €\t15 000,00 €

# Rapport d'exécution de la convention d'appui à la lutte contre la pauvreté et d'accès à l'emploi

*Département d'Essai*

# Engagement du Socle 1 : Accueil

## Action 1.1 : Accueil de jour

### 1. Description de l'action

Un lieu ouvert chaque jour.

### 2. Budget

→Budget prévisionnel 2022

Part Etat = 40 000€

Part Département= 40 000€

Budget global= 80 000€

→Budget exécuté au 30/06/2023

**70 000€**

Dont part Etat : 30 000€

Dont part Département : 40 000€ au titre du FSL

**Reports sur 2023 : 10 000€**

### 3. Indicateurs quantitatifs

Nom de l'action\tIndicateurs\t2021\t2022
Accueil de jour\tNombre de ménages accompagnés\t85\t166
\tNombre de passages\t\t2329

### 4. Bilan d'exécution 2022

{bilan}
""".encode()


def charger_departements() -> None:
    """Les départements que les documents d'essai nomment."""
    for code, nom in (("35", "Ille-et-Vilaine"), ("22", "Côtes-d'Armor"), ("99", "Essai")):
        Departement.objects.get_or_create(code=code, defaults={"nom": nom})


def reprendre(
    contenu: bytes, acteur: Compte, *, nom: str = "rapport.txt", code: str = "", **options: Any
) -> tuple[Lecture, Proposition]:
    """Dépose, lit et écrit un document."""
    lecture = deposer_document(nom=nom, contenu=contenu, code_programme=code, acteur=acteur)
    return lecture, ecrire_lecture(lecture=lecture, acteur=acteur, **options)


def donnees(fichier: str) -> bytes:
    """Un fichier de la démonstration."""
    return (DONNEES / fichier).read_bytes()


def compter_evenements() -> int:
    """Nombre de lignes d'histoire, toutes tables d'événements ensemble."""
    suivis = [m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    assert len(suivis) > 10, "aucune table d'histoire trouvée"
    return sum(m._default_manager.count() for m in suivis)


def compter_lignes() -> int:
    """Nombre de lignes de toutes les tables de Jalon, hors histoire et files."""
    modeles = [m for m in apps.get_models() if m.__module__.startswith("jalon.")]
    return sum(m._default_manager.count() for m in modeles if not hasattr(m, "pgh_tracked_model"))


def chiffres_de(releve: Releve) -> dict[str, Any]:
    """Tous les chiffres d'un relevé, rangés : ce que lire, écrire puis relire ne doit pas changer."""
    return (
        dict(_credits(releve.credits))
        | {
            f"budget {f.code}|{f.titre}|{nom}": list(_budget(budget))
            for f in releve.fiches
            for nom, budget in (("prevu", f.budget_prevu), ("execute", f.budget_execute))
            if budget is not None
        }
        | dict(_indicateurs(releve))
    )


def _credits(credits: list[LigneCredit]) -> Iterator[tuple[str, Any]]:
    for ligne in credits:
        if ligne.nature != Nature.RUBRIQUE:
            cle = f"credits {ligne.nature} {ligne.code} {ligne.titre}"
            yield cle, {role: _case(ligne.montants[role]) for role in Role if role in ligne.montants}
            yield f"{cle} operateurs", [(m.nom, _case(m.valeur)) for m in ligne.operateurs]


def _budget(budget: Budget) -> Iterator[tuple[str, Decimal | None]]:
    yield from (_case(v) for v in valeurs_budget(budget))


def _case(valeur: Valeur) -> tuple[str, Decimal | None]:
    return valeur.etat.value, valeur.nombre


def _indicateurs(releve: Releve) -> Iterator[tuple[str, Any]]:
    for tableau in releve.tableaux():
        for rang, ligne in enumerate(tableau.lignes):
            cle = f"{tableau.genre} {tableau.titre}|{rang}|{ligne.libelle}"
            yield cle, [_chiffres(c) for c in ligne.cellules if c.chiffres]


def _chiffres(cellule: Cellule) -> list[tuple[str, Decimal | None, bool, int]]:
    return [(c.role, c.valeur.nombre, c.valeur.approche, c.valeur.decimales) for c in cellule.chiffres]


def documents(dossier: Path) -> dict[str, bytes]:
    """Les documents d'un dossier, par nom."""
    return {chemin.name: chemin.read_bytes() for chemin in sorted(dossier.glob("*.txt"))}
