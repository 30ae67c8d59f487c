"""Les phrases qui accompagnent les dessins de la mesure."""

from __future__ import annotations

from django import template

from jalon.mesure.indicateurs.enums import Sens
from jalon.web.mesure.lecture import Lecture

register = template.Library()


@register.filter
def phrase_tendance(lecture: Lecture) -> str:
    """« De 62,0 % (janvier 2025) à 71,4 % (décembre 2025) : c'est un progrès. »"""
    connus = [point for point in lecture.tendance if point.case.valeur is not None]
    if len(connus) < 2:
        return "Trop peu de périodes ont une valeur pour dire une tendance."
    debut, fin = connus[0], connus[-1]
    ecart = fin.case.valeur - debut.case.valeur
    texte = f"De {debut.case.texte} ({debut.libelle.lower()}) à {fin.case.texte} ({fin.libelle.lower()})"
    sens = lecture.declaration.sens
    if not ecart or sens is Sens.NEUTRE or fin.case.provisoire or lecture.ruptures:
        return f"{texte}."
    return f"{texte} : c'est {'un progrès' if (ecart > 0) == (sens is Sens.HAUSSE) else 'un recul'}."
