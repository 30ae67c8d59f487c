"""Choisir les chiffres d'un rôle."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from jalon.mesure.indicateurs.catalogue import catalogue
from jalon.mesure.tableaux.enums import Duree
from jalon.mesure.tableaux.models import ChiffreChoisi
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

CHIFFRES_MAXIMUM = 6
"""Au-delà, un tableau de bord ne dit plus ce qui compte."""


def choisir_chiffres(
    *, role: Role, choix: Sequence[tuple[str, Duree]], acteur: Compte
) -> list[ChiffreChoisi]:
    """Remplace les chiffres d'un rôle, dans cet ordre.

    Lève `ValidationError` si un code est inconnu ou double, ou s'il y en a trop.
    """
    codes = [code for code, _ in choix]
    connus = {declaration.code for declaration in catalogue()}
    inconnus = sorted(set(codes) - connus)
    if inconnus:
        raise ValidationError(f"Aucun indicateur calculé « {', '.join(inconnus)} ».")
    if len(set(codes)) != len(codes):
        raise ValidationError("Un indicateur est choisi deux fois.")
    if len(codes) > CHIFFRES_MAXIMUM:
        raise ValidationError(f"Pas plus de {CHIFFRES_MAXIMUM} chiffres : choisissez ceux qui comptent.")
    with acte("choisir_chiffres", acteur=acteur, role=role.value):
        gardes = {choisi.code: choisi for choisi in ChiffreChoisi.objects.filter(role=role)}
        for code in set(gardes) - set(codes):
            gardes.pop(code).delete()
        return [_poser(gardes.get(code), role, code, duree, rang) for rang, (code, duree) in enumerate(choix)]


def _poser(garde: ChiffreChoisi | None, role: Role, code: str, duree: Duree, rang: int) -> ChiffreChoisi:
    choisi = garde or ChiffreChoisi(role=role, code=code)
    if garde is None or (garde.duree, garde.rang) != (duree, rang):
        choisi.duree, choisi.rang = duree, rang
        choisi.full_clean()
        choisi.save()
    return choisi
