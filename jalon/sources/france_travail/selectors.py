"""Lire les lignes de France Travail qui ne désignent encore personne."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.enums import Appariement, NatureFranceTravail
from jalon.parcours.personnes.models import ObservationFranceTravail
from jalon.parcours.personnes.reconnaissance import Recherche
from jalon.socle.acces.models import Compte
from jalon.sources.france_travail.lignes import lire_ligne

RAISONS = [
    (valeur, libelle) for valeur, libelle in Appariement.choices if valeur not in Appariement.reconnus()
]


def lignes_sans_personne(lecteur: Compte, *, raison: str = "") -> QuerySet[ObservationFranceTravail]:
    """Lignes sans personne reconnue, le dernier fichier d'abord ; toutes si la raison n'existe pas."""
    trouvees = ObservationFranceTravail.objects.filter(membre=None).select_related("chargement")
    if raison in dict(RAISONS):
        trouvees = trouvees.filter(appariement=raison)
    return trouvees.order_by("-chargement__reference", "chargement_id", "ligne")


def designee(ligne: ObservationFranceTravail) -> Recherche:
    """Qui la ligne désigne, telle qu'elle a été reçue."""
    jour: date = ligne.chargement.instant.jour
    return lire_ligne(deballer(bytes(ligne.contenu)), NatureFranceTravail(ligne.nature), jour).recherche
