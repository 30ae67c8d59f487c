"""Ce que la base refuse, dit à la personne."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction

COMPLET = "Il n'y a plus de place à cette heure : elle vient d'être prise. Choisissez-en une autre."
MESSAGES = {
    "rendezvous_places_tenues": COMPLET,
    "creneau_places_tenues": COMPLET,
    "participation_sans_recouvrement": "Cette personne a déjà un rendez-vous à cette heure.",
    "participation_rendezvous_tenu": "Ce rendez-vous est annulé : aucune présence ne s'y note.",
    "participation_issue_apres_debut": "Ce rendez-vous n'a pas encore commencé : la présence se note après.",
    "participation_excuse_si_excusee": "Une excuse ne se note que pour une personne excusée.",
    "rendezvous_agent_sans_recouvrement": "Cet agent a déjà un rendez-vous à cette heure.",
    "rendezvous_annule_vide": "Des personnes sont encore attendues à ce rendez-vous.",
    "rendezvous_heure_tenue": "Des personnes ont noté cette heure : annulez, puis fixez-en une autre.",
    "rendezvous_fin_apres_debut": "Un rendez-vous finit après son début.",
    "creneau_agent_sans_recouvrement": "Cet agent a déjà un créneau à cette heure.",
    "creneau_annule_vide": "Ce créneau est pris : annulez d'abord le rendez-vous.",
    "creneau_fin_apres_debut": "Un créneau finit après son début.",
    "creneau_ouvert": "Ce créneau n'existe plus. Choisissez-en un autre.",
    "creneau_a_venir": "Ce créneau est déjà passé. Choisissez-en un autre.",
    "creneau_pour_ce_motif": "Ce créneau ne reçoit pas ce motif. Choisissez-en un autre.",
    "lieu_nom_unique": "Ce lieu existe déjà pour cette organisation.",
    "parcours_rendezvous_motif_code_key": "Ce code de motif est déjà pris.",
}
"""Contrainte → ce qui ne va pas et que faire."""


@contextmanager
def en_francais() -> Iterator[None]:
    """Point de reprise : un refus de la base devient une `ValidationError` dont le code est la contrainte."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as erreur:
        contrainte = getattr(getattr(erreur.__cause__, "diag", None), "constraint_name", None) or ""
        if contrainte not in MESSAGES:
            raise
        raise ValidationError(MESSAGES[contrainte], code=contrainte) from erreur
