"""Les journaux techniques ne répètent ni courriel ni numéro de sécurité sociale."""

from __future__ import annotations

import logging
import re

_A_TAIRE = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[courriel]"),
    (
        re.compile(
            r"\b[1-478][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])"
            r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b"
        ),
        "[numéro]",
    ),
    (re.compile(r"DETAIL: .*"), "[détail de la base omis]"),
)


class SansDonneesPersonnelles(logging.Filter):
    """Filtre qui masque courriels, numéros de sécurité sociale et détails de ligne renvoyés par la base."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = taire(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = taire(logging.Formatter().formatException(record.exc_info))
        return True


def taire(texte: str) -> str:
    """Le texte sans ce qui désigne une personne."""
    for motif, remplacement in _A_TAIRE:
        texte = motif.sub(remplacement, texte)
    return texte
