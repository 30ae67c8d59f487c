"""Brouillons de section : ce qu'une personne écrit est gardé avant tout enregistrement, pour elle seule."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from jalon.pilotage.bilans.models import BrouillonSection, FicheBilan
from jalon.socle.acces.models import Compte


def brouillon_de(fiche_id: UUID, type: str, compte: Compte) -> BrouillonSection | None:
    """Le brouillon de ce compte sur cette section, s'il en a un."""
    return BrouillonSection.objects.filter(fiche_id=fiche_id, type=type, compte=compte).first()


def brouillons_de(fiche_id: UUID, compte: Compte) -> dict[str, BrouillonSection]:
    """Les brouillons de ce compte sur cette fiche, par type de section."""
    return {b.type: b for b in BrouillonSection.objects.filter(fiche_id=fiche_id, compte=compte)}


@transaction.atomic
def garder_brouillon(
    *, fiche: FicheBilan, type: str, texte: str, version_base: int, acteur: Compte
) -> BrouillonSection:
    """Garde le texte en cours ; un brouillon par personne et par section, remplacé à chaque fois."""
    brouillon, _ = BrouillonSection.objects.update_or_create(
        fiche=fiche,
        type=type,
        compte=acteur,
        defaults={"texte": texte, "version_base": version_base},
    )
    return brouillon


@transaction.atomic
def jeter_brouillon(*, fiche: FicheBilan, type: str, acteur: Compte) -> None:
    """Jette le brouillon de cette personne : son texte est enregistré, ou elle y renonce."""
    BrouillonSection.objects.filter(fiche=fiche, type=type, compte=acteur).delete()
