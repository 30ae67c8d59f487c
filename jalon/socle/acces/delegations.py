"""Qui signe au nom du président du conseil départemental : délégations datées, par type d'acte.

Source : CASF, articles L. 262-13 et L. 262-25.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jalon.socle.acces.enums import TypeActe
from jalon.socle.acces.models import Compte, Delegation
from jalon.socle.journal.contexte import acte


def delegation_en_vigueur(
    compte: Compte | UUID, type_acte: TypeActe, jour: date | None = None
) -> Delegation | None:
    """La délégation de ce compte pour ce type d'acte ce jour-là (défaut : aujourd'hui)."""
    return Delegation.objects.filter(
        compte=compte, type_acte=type_acte, periode__contains=jour or timezone.localdate()
    ).first()


def exiger_delegation(compte: Compte, type_acte: TypeActe, jour: date | None = None) -> Delegation:
    """La délégation en vigueur. Lève `ValidationError` si le compte n'en a pas, ou n'en a plus."""
    trouvee = delegation_en_vigueur(compte, type_acte, jour)
    if trouvee is None:
        raise ValidationError(
            f"Vous n'avez pas, ce jour-là, de délégation de signature pour « {TypeActe(type_acte).label} ». "
            "Demandez-la à l'administrateur, ou faites signer par une personne qui l'a.",
            code="sans_delegation",
        )
    return trouvee


def accorder_delegation(
    *,
    compte: Compte,
    type_acte: TypeActe,
    qualite: str,
    reference: str,
    acteur: Compte,
    du: date | None = None,
    au: date | None = None,
) -> Delegation:
    """Donne la signature à un compte, du jour `du` (défaut : aujourd'hui) au jour `au` inclus.

    `reference` : l'arrêté de délégation ; `qualite` : celle qui s'imprime sous le nom (CRPA L. 212-1).
    La base refuse (`ProgrammingError`) un acteur non administrateur, et deux délégations au même moment.
    """
    cle = uuid4()
    periode = DateRange(du or timezone.localdate(), au + timedelta(days=1) if au else None, "[)")
    with acte("accorder_delegation", acteur=acteur, delegation=cle), connection.cursor() as curseur:
        curseur.execute(
            "SELECT jalon_accorder_delegation(%s, %s, %s, %s, %s, %s)",
            [cle, compte.pk, TypeActe(type_acte).value, qualite.strip(), reference.strip(), periode],
        )
    return Delegation.objects.get(pk=cle)


def retirer_delegation(*, delegation: Delegation, acteur: Compte, dernier_jour: date | None = None) -> None:
    """Met fin à une délégation ; `dernier_jour` inclus (défaut : hier)."""
    dernier = dernier_jour or timezone.localdate() - timedelta(days=1)
    with acte("retirer_delegation", acteur=acteur), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_retirer_delegation(%s, %s)", [delegation.pk, dernier])
