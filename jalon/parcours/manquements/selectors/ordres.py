"""Ce que la caisse doit faire : ce qui attend, et chaque fichier remis."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, QuerySet

from jalon.parcours.manquements.models import Bordereau, Ordre
from jalon.parcours.personnes.selectors import situations
from jalon.socle.acces.models import Compte

COLONNES = (
    "Numéro de demande", "Matricule", "Nom", "Prénom", "Date de naissance", "Ordre", "Nature", "Motif",
    "Effet du", "Effet au", "Taux (%)", "Mois à reverser", "Texte appliqué", "Décision du",
)  # fmt: skip
"""Les colonnes du fichier remis à la caisse (CASF L. 262-37) : la personne, le motif, l'effet."""


def ordres_en_attente(lecteur: Compte) -> QuerySet[Ordre]:
    """Les ordres pas encore remis, le plus ancien d'abord."""
    return Ordre.objects.filter(bordereau=None).select_related("manquement__personne", "manquement__decision")


def bordereaux(lecteur: Compte) -> QuerySet[Bordereau]:
    """Les fichiers établis, le dernier d'abord."""
    return Bordereau.objects.annotate(nombre=Count("ordres")).select_related("par").order_by("-pk")


def bordereau_par_id(cle: int, lecteur: Compte) -> Bordereau:
    """Un fichier établi. Lève `Bordereau.DoesNotExist`."""
    return Bordereau.objects.get(pk=cle)


def lignes_du_bordereau(bordereau: Bordereau, lecteur: Compte) -> Iterator[list[object]]:
    """Une ligne par ordre, sous `COLONNES`. Trois requêtes, quel que soit leur nombre."""
    ordres = list(
        Ordre.objects.filter(bordereau=bordereau).select_related(
            "manquement__personne", "manquement__decision"
        )
    )
    ou = situations([o.manquement.personne_id for o in ordres], lecteur)
    for ordre in ordres:
        m, lieu = ordre.manquement, ou.get(ordre.manquement.personne_id)
        yield [
            lieu.numero if lieu else "", lieu.matricule if lieu else "", m.personne.nom, m.personne.prenom,
            m.personne.date_naissance, ordre.get_sens_display(), ordre.get_suite_display(),
            m.get_nature_display(), ordre.effet_du, ordre.effet_au, ordre.taux, ordre.reverse_mois,
            m.decision.texte_applique, m.decision.decide_le,
        ]  # fmt: skip
