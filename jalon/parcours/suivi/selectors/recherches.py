"""Campagnes de recherche : leurs lignes, leur bilan."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from jalon.parcours.suivi.enums import ResultatContact
from jalon.parcours.suivi.models import Campagne, LigneCampagne
from jalon.socle.acces.models import Compte


def campagnes(lecteur: Compte) -> QuerySet[Campagne]:
    """Les campagnes, avec le nombre de personnes que le lecteur voit et celui des résultats notés."""
    return (
        Campagne.objects.select_related("lancee_par")
        .annotate(
            nombre=Count("lignes"),
            reglees=Count("lignes", filter=~Q(lignes__resultat=ResultatContact.EN_ATTENTE)),
        )
        .order_by("-lancee_le", "id")
    )


def lignes_de(campagne: UUID, lecteur: Compte, resultat: str = "") -> QuerySet[LigneCampagne]:
    """Les personnes recherchées, la plus anciennement vue d'abord, avec leurs tentatives comptées."""
    lignes = LigneCampagne.objects.filter(campagne=campagne)
    lignes = lignes.filter(resultat=resultat) if resultat in ResultatContact.values else lignes
    return (
        lignes.select_related("personne")
        .defer("personne__nir_chiffre", "personne__nir_cle", "personne__trigrammes")
        .annotate(essais=Count("tentatives"), dernier_essai=Max("tentatives__le"))
        .order_by("dernier_jalon", "id")
    )


def bilan_de(campagne: UUID, lecteur: Compte) -> list[tuple[str, str, int]]:
    """Code, libellé et nombre de chaque résultat, dans l'ordre de la liste, ceux à zéro compris."""
    comptes = dict(
        LigneCampagne.objects.filter(campagne=campagne)
        .order_by("resultat")
        .values_list("resultat")
        .annotate(Count("id"))
    )
    return [(code, str(libelle), comptes.get(code, 0)) for code, libelle in ResultatContact.choices]
