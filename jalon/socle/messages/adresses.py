"""L'adresse d'un message : ce qu'un canal accepte, écrit d'une seule façon."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from jalon.socle.messages.enums import Canal

LONGUEUR_MAX = 1000
_SEPARATEURS = re.compile(r"[\s.\-()/]")
# Mobiles de métropole (06, 07) et d'outre-mer (indicatifs 262, 590, 594, 596), arcep : plan de numérotation.
_MOBILE = re.compile(r"\+33[67]\d{8}|\+262(?:69[23]|639)\d{6}|\+590690\d{6}|\+59[46]69[4-7]\d{6}")
_OUTRE_MER = {"0692": "+262", "0693": "+262", "0639": "+262", "0690": "+590", "0691": "+590"}
_OUTRE_MER |= {"0694": "+594", "0696": "+596", "0697": "+596"}


def normaliser(canal: Canal | str, adresse: str) -> str:
    """L'adresse telle que le canal l'emploie. Lève `ValidationError` si elle ne peut rien recevoir."""
    adresse = adresse.strip()
    if len(adresse) > LONGUEUR_MAX:
        raise ValidationError("Cette adresse est trop longue.", code="adresse")
    match Canal(canal):
        case Canal.SMS:
            return _mobile(adresse)
        case Canal.COURRIEL:
            return _courriel(adresse)
        case Canal.LETTRE:
            return _postale(adresse)
        case Canal.ECRAN:
            return ""


def _mobile(numero: str) -> str:
    nu = _SEPARATEURS.sub("", numero)
    if nu.startswith("00"):
        nu = f"+{nu[2:]}"
    if re.fullmatch(r"0\d{9}", nu):
        nu = _OUTRE_MER.get(nu[:4], "+33") + nu[1:]
    if not _MOBILE.fullmatch(nu):
        raise ValidationError(
            "Ce numéro ne reçoit pas de SMS : il faut un mobile français (06 ou 07).", code="adresse"
        )
    return nu


def _courriel(adresse: str) -> str:
    try:
        validate_email(adresse)
    except ValidationError:
        raise ValidationError("Cette adresse de courriel n'est pas valable.", code="adresse") from None
    return adresse


def _postale(adresse: str) -> str:
    lignes = [ligne.strip() for ligne in adresse.splitlines() if ligne.strip()]
    if not 2 <= len(lignes) <= 7:
        raise ValidationError(
            "Une adresse postale a de 2 à 7 lignes : le nom, la voie, le code postal et la commune.",
            code="adresse",
        )
    return "\n".join(lignes)
