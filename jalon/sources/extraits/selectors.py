"""Les conflits de reprise que la base montre au lecteur : aucun à qui ne gère pas les droits."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jalon.parcours.personnes.enums import EtatConflit
from jalon.parcours.personnes.models import ConflitRepris
from jalon.socle.acces.models import Compte


def conflits(lecteur: Compte, *, etat: str = EtatConflit.A_TRANCHER) -> QuerySet[ConflitRepris]:
    """Conflits dans cet état, ou tous s'il n'existe pas ; le dernier extrait d'abord."""
    trouves = ConflitRepris.objects.select_related("fait__membre__personne", "ouvert_par", "tranche_par")
    if etat in EtatConflit.values:
        trouves = trouves.filter(etat=etat)
    return trouves.order_by("-ouvert_par_id", "id")


def conflit_par_id(cle: UUID, lecteur: Compte) -> ConflitRepris:
    """Un conflit. Lève `ConflitRepris.DoesNotExist`."""
    return ConflitRepris.objects.get(pk=cle)
