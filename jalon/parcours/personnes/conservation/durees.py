"""Les durées de conservation en vigueur, et les jours qui s'en déduisent."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from jalon.socle.parametres.selectors import parametre

APRES_SORTIE = "dossiers.conservation_apres_sortie"
ARCHIVE_INTERMEDIAIRE = "dossiers.archive_intermediaire"
FRANCE_TRAVAIL = "france_travail.conservation"


def limite_des_dossiers(a_la_date: date) -> date:
    """Un dossier sans fait depuis ce jour a passé sa durée, archive intermédiaire comprise."""
    mois = int(parametre(APRES_SORTIE, a_la_date)) + int(parametre(ARCHIVE_INTERMEDIAIRE, a_la_date))
    return mois_avant(a_la_date, mois)


def limite_france_travail(a_la_date: date) -> date:
    """Une ligne de France Travail transmise avant ce jour ne se garde plus."""
    return mois_avant(a_la_date, int(parametre(FRANCE_TRAVAIL, a_la_date)))


def mois_avant(jour: date, mois: int) -> date:
    """Le même quantième, `mois` mois plus tôt ; le dernier du mois s'il n'existe pas."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 - mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
