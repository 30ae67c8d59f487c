from jalon.pilotage.programmes.models.actions import (
    Action,
    AliasAction,
    Axe,
    LigneAnnexe,
    Mesure,
    Objectif,
    OrganisationAction,
    PlaceAction,
    SerieAction,
    Thematique,
)
from jalon.pilotage.programmes.models.modele import EtatModele, ModeleProgramme, SectionModele
from jalon.pilotage.programmes.models.programme import Acte, Exercice, Programme, Signataire

__all__ = [
    "Acte",
    "Action",
    "AliasAction",
    "Axe",
    "EtatModele",
    "Exercice",
    "LigneAnnexe",
    "Mesure",
    "ModeleProgramme",
    "Objectif",
    "OrganisationAction",
    "PlaceAction",
    "Programme",
    "SectionModele",
    "SerieAction",
    "Signataire",
    "Thematique",
]
