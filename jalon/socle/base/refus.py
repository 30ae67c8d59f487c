"""Les refus de la base, rendus au formulaire dans les mots de la base."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import DataError, IntegrityError, InternalError

REGLE_TENUE = "23514"
"""Code SQL `check_violation` : les fonctions de la base le lèvent avec une phrase à montrer telle quelle."""
INTROUVABLE = "P0002"


@contextmanager
def refus_en_clair() -> Iterator[None]:
    """Change un refus dit par une fonction de la base en `ValidationError` ; les autres erreurs passent."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, InternalError, DataError) as erreur:
        diagnostic = getattr(erreur.__cause__, "diag", None)
        code, contrainte = getattr(diagnostic, "sqlstate", ""), getattr(diagnostic, "constraint_name", None)
        if diagnostic is None or code not in (REGLE_TENUE, INTROUVABLE) or contrainte:
            raise
        raise ValidationError(str(diagnostic.message_primary), code="refuse") from erreur
