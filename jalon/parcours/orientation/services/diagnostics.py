"""Le diagnostic partagé : l'ouvrir, y placer la personne, y répondre à côté, l'envoyer par un lien."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.orientation.donnees import domaines, questions
from jalon.parcours.orientation.models import Diagnostic, PositionDiagnostic
from jalon.parcours.orientation.models.diagnostic import POSITIONS
from jalon.parcours.personnes.models import Personne
from jalon.socle.acces.liens import LienOuvert, creer_lien
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import compte_systeme
from jalon.socle.base.cles import cle_de
from jalon.socle.journal.contexte import acte

OBJET_LIEN = "diagnostic"
JOURS_LIEN = 15

Positions = Mapping[str, int | None]
"""Code de domaine → place de 1 à 5 ; `None` : pas répondu."""


def ouvrir_diagnostic(*, personne: Personne | UUID, acteur: Compte, le: date | None = None) -> Diagnostic:
    """Un diagnostic vide, avec une ligne par domaine."""
    cle = cle_de(personne)
    with acte("ouvrir_diagnostic", acteur=acteur):
        diagnostic = Diagnostic(personne_id=cle, date=le or timezone.localdate(), auteur=acteur)
        diagnostic.full_clean()
        diagnostic.save()
        PositionDiagnostic.objects.bulk_create(
            [PositionDiagnostic(diagnostic=diagnostic, personne_id=cle, domaine=code) for code in domaines()]
        )
        return diagnostic


def repondre_diagnostic(
    *,
    diagnostic: Diagnostic,
    acteur: Compte,
    positions_personne: Positions | None = None,
    positions_pro: Positions | None = None,
    reponses: Mapping[str, str] | None = None,
    note: str | None = None,
) -> Diagnostic:
    """Écrit ce qui est donné ; ce qui ne l'est pas ne change pas. Lève `ValidationError`."""
    with acte("repondre_diagnostic", acteur=acteur):
        if positions_personne is not None:
            _placer(diagnostic, "position_personne", positions_personne)
        if positions_pro is not None:
            _placer(diagnostic, "position_pro", positions_pro)
        if reponses is not None:
            diagnostic.reponses = _reponses(reponses)
        if note is not None:
            diagnostic.note = note.strip()
        diagnostic.full_clean()
        diagnostic.save(update_fields=["reponses", "note"])
        return diagnostic


def envoyer_lien(*, diagnostic: Diagnostic, acteur: Compte) -> str:
    """Le jeton d'un lien où la personne se place elle-même, valable `JOURS_LIEN` jours."""
    with acte("lien_diagnostic", acteur=acteur):
        return creer_lien(
            personne=diagnostic.personne_id,
            objet=OBJET_LIEN,
            cible=diagnostic.pk,
            expire_le=timezone.now() + timedelta(days=JOURS_LIEN),
            acteur=acteur,
        )


def se_placer(*, lien: LienOuvert, positions: Positions) -> Diagnostic:
    """La personne se place, par son lien ouvert. Lève `Diagnostic.DoesNotExist`, `ValidationError`."""
    diagnostic = Diagnostic.objects.get(pk=lien.cible or lien.cle, personne=lien.personne)
    with acte("se_placer", acteur=compte_systeme(), lien=lien.cle):
        _placer(diagnostic, "position_personne", positions)
    return diagnostic


def _placer(diagnostic: Diagnostic, champ: str, positions: Positions) -> None:
    inconnus = set(positions) - set(domaines())
    if inconnus or any(p is not None and p not in POSITIONS for p in positions.values()):
        raise ValidationError("Une place va de 1 à 5, dans un domaine du diagnostic.")
    for ligne in PositionDiagnostic.objects.filter(diagnostic=diagnostic, domaine__in=positions):
        if getattr(ligne, champ) != positions[ligne.domaine]:
            setattr(ligne, champ, positions[ligne.domaine])
            ligne.save(update_fields=[champ])


def _reponses(reponses: Mapping[str, str]) -> dict[str, str]:
    connues = questions()
    for code, reponse in reponses.items():
        if code not in connues or (reponse and reponse not in connues[code].reponses):
            raise ValidationError("Cette réponse n'est pas dans le questionnaire.")
    return {code: reponse for code, reponse in reponses.items() if reponse}
