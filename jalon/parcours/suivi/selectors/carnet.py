"""Le carnet d'une personne, tel que le lecteur a le droit de le lire."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from jalon.parcours.suivi.enums import RegleCercle
from jalon.parcours.suivi.models import Cercle, NoteCarnet
from jalon.socle.acces.models import Compte


def notes_de(personne: UUID, lecteur: Compte, cercle: str = "") -> QuerySet[NoteCarnet]:
    """Ses notes, la plus récente d'abord, sans celles qu'une autre corrige. `cercle` : un seul."""
    notes = NoteCarnet.objects.filter(personne=personne, remplacee_le=None)
    notes = notes.filter(cercle=cercle) if cercle else notes
    return notes.select_related("auteur", "cercle", "organisation", "remplace")


def cercles_ecrits(lecteur: Compte) -> list[Cercle]:
    """Les cercles où ce compte peut écrire : tous, sauf les réservés qu'il ne lit pas."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT jalon_cercles_ouverts() || ARRAY(SELECT cercle FROM jalon_cercles_par_fonction())"
        )
        ouverts = set(curseur.fetchone()[0])
    return [
        cercle
        for cercle in Cercle.objects.order_by("ordre", "code")
        if cercle.regle != RegleCercle.SPECIALITE or cercle.pk in ouverts
    ]
