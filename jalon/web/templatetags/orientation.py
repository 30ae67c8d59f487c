"""Filtres de l'orientation : horloges et groupes en clair."""

from __future__ import annotations

from datetime import date

from django import template

from jalon.parcours.echeances import Horloge
from jalon.parcours.echeances.calcul import LIBELLES, Etat
from jalon.parcours.orientation.enums import Voie

register = template.Library()

NUANCES = {
    Etat.DEPASSEE: "p-faux",
    Etat.TENUE_EN_RETARD: "p-quest",
    Etat.ALERTE: "p-quest",
    Etat.EN_COURS: "p-non",
    Etat.TENUE: "p-cours",
}
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


@register.filter
def etat_horloge(horloge: Horloge, au: date) -> Etat:
    return horloge.etat(au)


@register.filter
def dire_etat(etat: Etat) -> str:
    return LIBELLES[etat]


@register.filter
def nuance_horloge(etat: Etat) -> str:
    """Classe de pastille : la couleur ne fait que répéter le texte."""
    return NUANCES[etat]


@register.filter
def reste_dit(horloge: Horloge, au: date) -> str:
    """« dans 12 jours », « aujourd'hui », « il y a 3 jours », « fait en 18 jours »."""
    if horloge.fait is not None and horloge.fait <= au:
        return f"fait en {_jours(horloge.age(au))}"
    reste = horloge.reste(au)
    if reste == 0:
        return "aujourd'hui"
    return f"dans {_jours(reste)}" if reste > 0 else f"il y a {_jours(-reste)}"


@register.filter
def jours_depuis(jour: date, au: date) -> int:
    return (au - jour).days


@register.filter
def groupe(nom: str, par: str) -> str:
    """Le nom d'un groupe du tableau des délais : mois et voie en clair, vide dit."""
    if par == "mois" and len(nom) == 7:
        return f"{MOIS[int(nom[5:]) - 1]} {nom[:4]}"
    if par == "voie" and nom in Voie.values:
        return str(Voie(nom).label)
    return nom or "non renseigné"


@register.filter
def pluralize_territoires(nombre: int) -> str:
    """Ce que couvre une capacité."""
    return f"{nombre} intercommunalité{'s' if nombre > 1 else ''}" if nombre else "tout le département"


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"
