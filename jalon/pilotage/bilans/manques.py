"""Ce qui manque aux fiches d'un exercice : les sections que le modèle attend et que personne n'a écrites."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.programmes.enums import SECTIONS_REDIGEES
from jalon.pilotage.programmes.models import Exercice, Programme, SectionModele
from jalon.pilotage.programmes.selectors import places_de


def sections_manquantes(programme: Programme, exercice: Exercice) -> dict[str, list[str]]:
    """Titres des sections attendues et vides, par identifiant de place. Trois requêtes en tout."""
    attendues = list(
        SectionModele.objects.filter(
            modele=programme.modele_id, attendue=True, type__in=SECTIONS_REDIGEES
        ).values_list("type", "titre")
    )
    ecrites: dict[UUID, set[str]] = defaultdict(set)
    sections = SectionFiche.objects.filter(fiche__exercice=exercice).exclude(texte="")
    for action, type_section in sections.values_list("fiche__action_id", "type"):
        ecrites[action].add(type_section)
    return {
        str(place.pk): manquants
        for place in places_de(programme, exercice)
        if (
            manquants := [
                titre_section(titre, exercice)
                for type_, titre in attendues
                if type_ not in ecrites[place.action_id]
            ]
        )
    }


def titre_section(titre: str, exercice: Exercice) -> str:
    """Titre d'une section pour cet exercice : « Réalisation {annee} » devient « Réalisation 2023 »."""
    annee = exercice.fin_indicateurs.year
    return titre.replace("{annee}", str(annee)).replace("{annee_suivante}", str(annee + 1))
