"""Quel modèle sert, lesquels existent, et pour qui un compte en écrit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from jalon.socle.acces.models import Compte
from jalon.socle.messages.models import ModeleLettre
from jalon.socle.organisations.models import Organisation


def modele_en_vigueur(type: str, organisation: Organisation | UUID | None, jour: date) -> ModeleLettre | None:
    """Le modèle de l'organisation, sinon celui du département ; `None` : le texte de départ du type.

    Il sert à composer : le modèle d'une organisation se lit ici même de qui ne l'écrit pas.
    """
    cle = organisation.pk if isinstance(organisation, Organisation) else organisation
    trouves = ModeleLettre.objects.raw("SELECT * FROM jalon_modele_lettre(%s, %s, %s)", [type, cle, jour])
    return next(iter(trouves), None)


def modeles_lisibles(jour: date) -> list[ModeleLettre]:
    """Les modèles en vigueur ce jour-là que le compte courant lit : le commun, et ceux qu'il écrit."""
    modeles = ModeleLettre.objects.filter(periode__contains=jour).select_related("organisation")
    return list(modeles.order_by("type", "organisation__nom"))


def versions(type: str, organisation: UUID | None = None) -> QuerySet[ModeleLettre]:
    """Les versions d'un modèle, la plus récente d'abord."""
    return (
        ModeleLettre.objects.filter(type=type, organisation=organisation)
        .select_related("cree_par")
        .order_by("-version")
    )


def ecrit_partout(lecteur: Compte) -> bool:
    """Vrai si le compte courant écrit le texte commun et celui de toute organisation : la base le dit."""
    return bool(_demander("SELECT jalon_administre() OR jalon_gere_droits()"))


def organisations_ecrites(lecteur: Compte) -> QuerySet[Organisation]:
    """Les organisations pour qui le compte courant écrit des modèles."""
    if ecrit_partout(lecteur):
        return Organisation.objects.order_by("nom")
    return Organisation.objects.filter(pk__in=_demander("SELECT jalon_structures_dirigees()")).order_by("nom")


def modele_employe(modele: ModeleLettre) -> bool:
    """Vrai si une lettre, visible ou non, est partie avec cette version."""
    return bool(_demander("SELECT jalon_modele_employe(%s)", [modele.pk]))


def _demander(requete: str, valeurs: list[UUID] | None = None):  # type: ignore[no-untyped-def]
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs or [])
        return curseur.fetchone()[0]
