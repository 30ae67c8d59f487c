"""Les nouveaux entrants, selon les trois définitions publiées. Elles ne donnent pas le même nombre.

Une personne entre par un épisode (un séjour dans le RSA). Ce qui change d'une définition à l'autre est le
jour retenu et les épisodes comptés.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatChargement, Reponse
from jalon.parcours.personnes.models import Chargement, DroitsDevoirs, Episode
from jalon.socle.acces.models import Compte

Entrants = QuerySet[Episode]
"""Épisodes comptés, chacun avec `jour` : la date d'entrée que retient la définition."""


def entrants_calpae(du: date, au: date, lecteur: Compte) -> Entrants:
    """CALPAE : est entrée, le jour où la caisse l'a transmise, la personne dont un épisode commence.

    Les épisodes que le tout premier fichier montrait déjà commencés sont le stock de départ, pas des
    entrées. Source : CALPAE, annexe des indicateurs (date de transmission de la CAF).
    """
    connus = Episode.objects.filter(connu_le__range=(du, au)).annotate(jour=F("connu_le"))
    premier = (
        Chargement.objects.filter(etat=EtatChargement.CHARGE, cree_le__isnull=False)
        .order_by("reference", "cree_le")
        .first()
    )
    if premier is None or premier.cree_le is None or premier.reference is None:
        return connus
    arrivee = timezone.localdate(premier.cree_le)
    return connus.exclude(connu_le=arrivee, entree__lt=premier.reference.replace(day=1))


def entrants_drees(du: date, au: date, lecteur: Compte) -> Entrants:
    """DREES : la dernière entrée de chaque personne avant la fin de la période, si elle est dans la période.

    Qui sort puis revient compte de nouveau, une seule fois par période. Source : DREES, enquête annuelle sur
    l'orientation et l'accompagnement des bénéficiaires du RSA.
    """
    plus_tard = Episode.objects.filter(
        personne=OuterRef("personne"), entree__gt=OuterRef("entree"), entree__lte=au
    )
    return (
        Episode.objects.filter(entree__range=(du, au)).exclude(Exists(plus_tard)).annotate(jour=F("entree"))
    )


def entrants_loi(du: date, au: date, lecteur: Compte) -> Entrants:
    """Loi : l'entrée d'une personne soumise aux droits et devoirs ce jour-là (CASF L262-28).

    « Inconnu » n'est pas « oui » : sans réponse de la caisse ce jour-là, la personne n'est pas comptée.
    """
    reponse = (
        DroitsDevoirs.objects.filter(
            membre__personne=OuterRef("personne"), a_compter_du__lte=OuterRef("entree")
        )
        .order_by("-a_compter_du")
        .values("valeur")[:1]
    )
    return (
        Episode.objects.filter(entree__range=(du, au))
        .annotate(jour=F("entree"), soumis=Subquery(reponse))
        .filter(soumis=Reponse.OUI)
    )


DEFINITIONS: dict[str, tuple[str, Callable[[date, date, Compte], Entrants]]] = {
    "loi": ("loi : soumis aux droits et devoirs à l'entrée", entrants_loi),
    "calpae": ("CALPAE : transmis par la caisse dans la période", entrants_calpae),
    "drees": ("DREES : dernière entrée avant la fin de la période", entrants_drees),
}
"""Code → libellé et sélecteur."""


def nouveaux_entrants(definition: str, du: date, au: date, lecteur: Compte) -> Entrants:
    """Nouveaux entrants du périmètre du lecteur, du jour `du` au jour `au` inclus, le plus récent d'abord.

    Lève `KeyError` si la définition n'existe pas.
    """
    _, choisir = DEFINITIONS[definition]
    secrets = ("personne__nir_chiffre", "personne__nir_cle", "personne__trigrammes")
    return (
        choisir(du, au, lecteur)
        .select_related("personne")
        .defer(*secrets)
        .order_by(F("jour").desc(), "personne__nom", "personne_id")
    )


def entrants_par_mois(entrants: Entrants) -> list[tuple[date, int]]:
    """Nombre d'entrants de chaque mois, du plus ancien au plus récent."""
    par_mois = entrants.order_by().annotate(mois=TruncMonth("jour")).values("mois")
    return [(m["mois"], m["nombre"]) for m in par_mois.annotate(nombre=Count("pk")).order_by("mois")]
