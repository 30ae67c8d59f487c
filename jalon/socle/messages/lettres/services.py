"""Écrire un modèle de lettre : une version nouvelle, à son jour, avec toutes ses mentions."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.lettres.types import fautes_du_corps, type_de_lettre
from jalon.socle.messages.models import Message, ModeleLettre
from jalon.socle.organisations.models import Organisation


def ecrire_modele(
    *,
    type: str,
    objet: str,
    corps: str,
    acteur: Compte,
    organisation: Organisation | None = None,
    du: date | None = None,
) -> ModeleLettre:
    """Ajoute une version à compter de `du` (défaut : aujourd'hui) ; la précédente s'arrête la veille.

    Une version du même jour, qu'aucun message n'a encore employée, est corrigée sur place. Lève
    `ValidationError` : mention obligatoire absente, variable inconnue, jour trop ancien.
    """
    debut = du or timezone.localdate()
    if fautes := fautes_du_corps(type_de_lettre(type), corps):
        raise ValidationError(fautes, code="modele")
    if not objet.strip():
        raise ValidationError("Une lettre a un objet.", code="objet")
    with acte("ecrire_modele", acteur=acteur):
        derniere = (
            ModeleLettre.objects.select_for_update(of=("self",))
            .filter(type=type, organisation=organisation)
            .order_by("-version")
            .first()
        )
        if derniere is not None and derniere.periode.lower > debut:
            raise ValidationError(
                f"La version {derniere.version} commence le {derniere.periode.lower:%d/%m/%Y} : choisissez "
                "ce jour ou un jour plus tard.",
                code="jour",
            )
        if derniere is not None and derniere.periode.lower == debut:
            return _corriger(derniere, objet, corps)
        if derniere is not None:
            derniere.periode = DateRange(derniere.periode.lower, debut, "[)")
            derniere.save(update_fields=["periode"])
        return ModeleLettre.objects.create(
            type=type,
            organisation=organisation,
            version=derniere.version + 1 if derniere else 1,
            objet=objet.strip(),
            corps=corps,
            periode=DateRange(debut, None, "[)"),
            cree_par=acteur,
        )


def _corriger(modele: ModeleLettre, objet: str, corps: str) -> ModeleLettre:
    if Message.objects.filter(modele=modele).exists():
        raise ValidationError(
            "Des lettres sont déjà parties avec cette version : la suivante commence demain.", code="employe"
        )
    modele.objet, modele.corps = objet.strip(), corps
    modele.save(update_fields=["objet", "corps"])
    return modele
