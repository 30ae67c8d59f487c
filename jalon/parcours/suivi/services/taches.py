"""Les choses à faire pour une personne."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.models import TacheSuivi
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.journal.contexte import acte


def creer_tache(
    *,
    personne: Personne | UUID,
    libelle: str,
    echeance: date,
    acteur: Compte,
    pour: Compte | UUID | None = None,
) -> TacheSuivi:
    """Ajoute une chose à faire ; `pour` vide : à qui suit la personne. Lève `ValidationError` si vide."""
    tache = TacheSuivi(
        personne_id=cle_de(personne),
        libelle=libelle.strip(),
        echeance=echeance,
        pour_id=cle_de(pour),
        creee_par=acteur,
        creee_le=timezone.now(),
    )
    if not tache.libelle:
        raise ValidationError({"libelle": "Dites ce qu'il y a à faire."})
    tache.full_clean(exclude=["personne", "pour", "creee_par", "faite_par"])
    with acte("creer_tache", acteur=acteur, tache=tache.pk):
        tache.save(force_insert=True)
    return tache


def terminer_tache(*, tache: TacheSuivi, acteur: Compte, le: date | None = None) -> None:
    """Marque la tâche faite (défaut : aujourd'hui). La refaire ne change rien."""
    with acte("terminer_tache", acteur=acteur, tache=tache.pk):
        verrouillee = _ouverte(tache)
        if verrouillee is not None:
            verrouillee.faite_le, verrouillee.faite_par = le or timezone.localdate(), acteur
            verrouillee.save(update_fields=["faite_le", "faite_par"])


def abandonner_tache(*, tache: TacheSuivi, acteur: Compte, le: date | None = None) -> None:
    """Abandonne la tâche, qui n'a plus lieu d'être. La refaire ne change rien."""
    with acte("abandonner_tache", acteur=acteur, tache=tache.pk):
        verrouillee = _ouverte(tache)
        if verrouillee is not None:
            verrouillee.abandonnee_le = le or timezone.localdate()
            verrouillee.save(update_fields=["abandonnee_le"])


def _ouverte(tache: TacheSuivi) -> TacheSuivi | None:
    verrouillee = TacheSuivi.objects.select_for_update().get(pk=tache.pk)
    return None if verrouillee.faite_le or verrouillee.abandonnee_le else verrouillee
