"""Contraintes que PostgreSQL sait tenir sans extension."""

from __future__ import annotations

from django.db.models import BigIntegerField, CharField, F, Func, TextField, Value
from django.db.models.functions import Cast, Coalesce


def cle_exclusive(*champs: str) -> Func:
    """Expression d'égalité sur plusieurs champs, utilisable dans une exclusion `gist` sans `btree_gist`.

    Les champs sont réunis en un texte, haché sur 64 bits, puis placé dans un intervalle d'un seul entier.
    Un champ vide compte comme une valeur : deux lignes sans organisation s'excluent bien.
    """
    textes = [Coalesce(Cast(F(champ), TextField()), Value("")) for champ in champs]
    cle = Func(_Jointure(*textes), Value(0), function="hashtextextended", output_field=BigIntegerField())
    return Func(cle, cle, Value("[]"), function="int8range", output_field=CharField())


class _Jointure(Func):
    """Concaténation par `||`, immuable (`concat` ne l'est pas), avec un séparateur hors des valeurs."""

    template = "(%(expressions)s)"
    arg_joiner = " || E'\\x1f' || "
    output_field = TextField()
