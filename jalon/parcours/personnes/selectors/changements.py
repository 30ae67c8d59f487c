"""Ce qu'un fichier a changé, dossier par dossier : les lignes mêmes que compte son rapport."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from jalon.parcours.personnes.changements import OUVRABLES, par_ligne
from jalon.parcours.personnes.enums import NatureChangement
from jalon.parcours.personnes.models import ChangementDossier
from jalon.socle.acces.models import Compte


def changements_du_chargement(
    chargement: int, lecteur: Compte, *, ligne: str = ""
) -> QuerySet[ChangementDossier]:
    """Ce que ce chargement a changé, par numéro de dossier. `ligne` : une ligne du rapport (`OUVRABLES`)."""
    trouves = ChangementDossier.objects.filter(chargement=chargement).select_related("foyer")
    if ligne:
        trouves = trouves.filter(nature__in=OUVRABLES[ligne])
    else:
        trouves = trouves.exclude(nature=NatureChangement.ABSENT)
    return trouves.order_by("foyer__numero", "a_compter_du", "id")


def comptes_des_changements(chargement: int, lecteur: Compte) -> dict[str, int]:
    """Nombre de changements encore montrés, par ligne du rapport ; la clé vide compte ce qui a changé."""
    comptees = ChangementDossier.objects.filter(chargement=chargement).values_list("nature")
    par_nature = dict(comptees.annotate(nombre=Count("pk")).order_by())
    comptes = par_ligne(par_nature, OUVRABLES)
    return comptes | {"": sum(par_nature.values()) - comptes["absents"]}
