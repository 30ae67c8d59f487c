"""Le barème du département, dans la fourchette de la loi."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.parcours.manquements.enums import OrigineBareme
from jalon.parcours.manquements.models import Bareme
from jalon.parcours.manquements.transitions import refus_de_la_base
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def ajouter_bareme_local(
    *,
    loi: Bareme,
    taux_min: Decimal,
    taux_max: Decimal,
    plafond: Decimal,
    duree_min: int,
    duree_max: int,
    deliberation: str,
    du: date,
    acteur: Compte,
    au: date | None = None,
    avis_ep: bool | None = None,
) -> Bareme:
    """Resserre une ligne de la loi du jour `du` au jour `au` compris, par une délibération citée.

    Lève `ValidationError` si elle sort de la fourchette de la loi, ou en recouvre une autre du département.
    """
    if not deliberation.strip():
        raise ValidationError({"deliberation": "Citez la délibération qui fixe ce barème."})
    nouvelle = Bareme(
        regime=loi.regime,
        nature=loi.nature,
        rang=loi.rang,
        suite=loi.suite,
        origine=OrigineBareme.LOCAL,
        taux_min=taux_min,
        taux_max=taux_max,
        plafond=plafond,
        duree_min=duree_min,
        duree_max=duree_max,
        avis_ep=loi.avis_ep if avis_ep is None else avis_ep,
        prealable=loi.prealable,
        periode=DateRange(du, au + timedelta(days=1) if au else None, "[)"),
        version=deliberation.strip(),
    )
    with acte("ajouter_bareme_local", acteur=acteur), refus_de_la_base():
        nouvelle.validate_constraints()
        nouvelle.save(force_insert=True)
    return nouvelle
