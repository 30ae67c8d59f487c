"""L'exercice en cours des deux programmes de démonstration : ses lignes de délais se remplissent seules.

Les exercices publiés gardent leurs valeurs lues ; l'exercice en cours compte les personnes inventées.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.mesure.chiffres.models import Serie
from jalon.pilotage.calculs.selectors import lignes_reglables
from jalon.pilotage.calculs.services import BilanCalcul, calculer_exercice, regler_ligne
from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.pilotage.programmes.services import creer_exercice
from jalon.socle.acces.models import Compte

LIGNES = (
    (r"nombre de nouveaux entrants", "calpae.nouveaux_entrants"),
    (r"nombre de nouveaux entrants orientés en 1 mois et moins", "calpae.orientes_1_mois"),
    (r"nombre total de 1ers? rendez-vous d'accompagnement fixés?", "calpae.premiers_rdv"),
    (
        r"nombre de 1ers? rendez-vous (à 2 semaines ou moins fixés|fixés dans le délai de 2 semaines)",
        "calpae.premiers_rdv_2_semaines",
    ),
    (
        r"nombre total de 1ers? (contacts d'engagements réciproques|contrat d'engagement)",
        "calpae.premiers_contrats",
    ),
    (
        r"nombre de 1ers? contrats? d'engagements?( réciproques)? dans les 2 mois",
        "calpae.premiers_contrats_2_mois",
    ),
    (r"délais? de prise de (1er|1\^\{er\}) contact.*", "pdi.delai_premier_contact"),
    (r"délais? d'orientation.*", "pdi.delai_orientation"),
    (r"délais? de contractualisation.*", "pdi.delai_contrat"),
)
"""Ligne d'un rapport publié → l'indicateur qui la compte. « Contacts d'engagements » : l'annexe imprime
« contacts » pour « contrats », avec les valeurs des contrats de la fiche."""
TROIS_MOIS = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class ExerciceCalcule:
    """L'exercice en cours d'un programme, les lignes réglées, ce que le calcul a écrit."""

    exercice: Exercice
    reglees: int
    bilan: BilanCalcul


def calculer_demonstration(
    programme: Programme, *, acteur: Compte, jour: date | None = None
) -> ExerciceCalcule:
    """Ouvre l'exercice en cours, règle les lignes reconnues, calcule ; se relance sans risque.

    L'année est celle d'il y a trois mois : en janvier, les personnes inventées sont entrées l'année d'avant.
    """
    exercice = _exercice(programme, ((jour or timezone.localdate()) - TROIS_MOIS).year, acteur)
    reglees = 0
    for serie, code in _reconnues(programme):
        try:
            regler_ligne(programme=programme, serie=serie, code=code, acteur=acteur)
            reglees += 1
        except ValidationError:
            continue
    return ExerciceCalcule(exercice, reglees, calculer_exercice(exercice=exercice, acteur=acteur))


def _exercice(programme: Programme, annee: int, acteur: Compte) -> Exercice:
    existant = Exercice.objects.filter(programme=programme, code=str(annee)).first()
    return existant or creer_exercice(
        programme=programme,
        code=str(annee),
        debut_credits=date(annee, 1, 1),
        fin_credits=date(annee, 12, 31),
        acteur=acteur,
    )


def _reconnues(programme: Programme) -> Iterator[tuple[Serie, str]]:
    """Les lignes que l'on sait calculer ; une ligne déduite des fiches n'en est pas."""
    for ligne in lignes_reglables(programme):
        libelle = " ".join(ligne.libelle.lower().replace("’", "'").split()).rstrip(" :")
        for motif, code in LIGNES:
            if not ligne.deduite and re.fullmatch(motif, libelle):
                yield ligne.serie, code
                break
