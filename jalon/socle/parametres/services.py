"""Écriture des paramètres datés."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.parametres.models import Parametre


def fixer_parametre(
    *,
    code: str,
    valeur: Any,
    du: date,
    source: str,
    acteur: Compte,
    libelle: str = "",
    unite: str = "",
    au: date | None = None,
) -> Parametre:
    """Donne une valeur à un paramètre du jour `du` au jour `au` inclus (défaut : sans fin).

    La valeur en vigueur à `du` est close la veille ; si elle commençait ce jour-là, elle est remplacée.
    Lève `ValidationError` si la période recouvre une valeur qui commence plus tard, ou sans source.
    """
    periode = DateRange(du, au + timedelta(days=1) if au else None, "[)")
    with acte("fixer_parametre", acteur=acteur, code=code):
        precedent = (
            Parametre.objects.select_for_update()
            .filter(code=code, periode__contains=du)
            .order_by("periode")
            .first()
        )
        nouveau = Parametre(
            code=code,
            libelle=libelle or (precedent.libelle if precedent else code),
            valeur=valeur,
            unite=unite or (precedent.unite if precedent else ""),
            periode=periode,
            source=source,
        )
        if precedent is not None and precedent.periode.lower == du:
            nouveau.pk, nouveau._state.adding = precedent.pk, False
        elif precedent is not None:
            precedent.periode = DateRange(precedent.periode.lower, du, "[)")
            precedent.save(update_fields=["periode"])
        nouveau.full_clean()
        nouveau.save()
    return nouveau


def supprimer_parametre(*, parametre: Parametre, acteur: Compte) -> None:
    """Supprime une valeur saisie par erreur ; la dernière valeur d'un code ne se supprime pas."""
    autres = Parametre.objects.filter(code=parametre.code).exclude(pk=parametre.pk)
    if not autres.exists():
        raise ValidationError(
            "C'est la seule valeur de ce paramètre : changez-la plutôt que de la supprimer."
        )
    with acte("supprimer_parametre", acteur=acteur, code=parametre.code):
        parametre.delete()
