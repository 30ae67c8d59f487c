"""Une numérisation acceptable : un PDF ou une image, d'après ses octets et non son nom."""

from __future__ import annotations

from django.core.exceptions import ValidationError

DEBUTS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def exiger_scan(nom: str, contenu: bytes) -> str:
    """La sorte du fichier. Lève `ValidationError` s'il n'est ni un PDF, ni un PNG, ni un JPEG."""
    for debut, sorte in DEBUTS.items():
        if contenu.startswith(debut):
            return sorte
    raise ValidationError(
        {"fichier": f"« {nom[:80]} » n'est ni un PDF ni une image (PNG, JPEG) : numérisez la feuille signée."}
    )
