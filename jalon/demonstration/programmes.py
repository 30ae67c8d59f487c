"""Les deux programmes de démonstration, lus par le même chemin qu'un document déposé par une personne.

Titres, montants et valeurs d'indicateurs sont ceux des rapports publiés, fautes comprises ; les récits sont
nouveaux, courts, et marqués comme illustration.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jalon.pilotage.programmes.models import Exercice, Programme
from jalon.socle.acces.models import Compte
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.selectors import differences
from jalon.sources.documents.services import deposer_document, ecrire_lecture

DONNEES = Path(__file__).parent / "donnees"


@dataclass(frozen=True, slots=True)
class ProgrammeDemonstration:
    """Un fichier de données, la source dont viennent ses chiffres, et les rapports à en imprimer."""

    fichier: str
    source: str
    editions: tuple[str, ...]


PROGRAMMES = (
    ProgrammeDemonstration(
        "calpae.txt",
        "Ille-et-Vilaine, rapport d'exécution CALPAE 2022 (chiffres publiés, récits d'illustration).txt",
        ("rapport-execution",),
    ),
    ProgrammeDemonstration(
        "pdi.txt",
        "Côtes-d'Armor, bilan du PDI 2023 (chiffres publiés, récits d'illustration).txt",
        ("bilan-pdi",),
    ),
)


@dataclass(frozen=True, slots=True)
class Charge:
    """Un programme de démonstration en base. `nouveau` : quelque chose a été écrit cette fois-ci."""

    demonstration: ProgrammeDemonstration
    lecture: Lecture
    programme: Programme
    exercice: Exercice
    nouveau: bool


def charger_programmes(*, acteur: Compte) -> list[Charge]:
    """Charge les programmes ; recommencer ne change rien, pas même ce qu'une personne a corrigé."""
    return [_charger(programme, acteur) for programme in PROGRAMMES]


def _charger(demonstration: ProgrammeDemonstration, acteur: Compte) -> Charge:
    contenu = (DONNEES / demonstration.fichier).read_bytes()
    lecture = deposer_document(nom=demonstration.source, contenu=contenu, acteur=acteur)
    nouveau = not differences(lecture).vide
    if nouveau:
        ecrire_lecture(lecture=lecture, illustration=True, acteur=acteur)
    programme, exercice = lecture.programme, lecture.exercice
    if programme is None or exercice is None:
        raise LookupError(f"La lecture de {demonstration.fichier} n'a pas de programme.")
    return Charge(demonstration, lecture, programme, exercice, nouveau)
