"""Par où joindre des personnes, en deux requêtes : mobile et courriel, adresse postale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from jalon.parcours.personnes.selectors.adresse import adresses_postales
from jalon.parcours.rendezvous.enums import Canal
from jalon.socle.base.cles import en_tableau
from jalon.socle.messages.adresses import normaliser

CONTACTS = """
SELECT p.id,
       ARRAY(SELECT c.valeur FROM parcours_personnes_contact c
              WHERE c.personne_id = p.id AND c.nature = 'telephone' AND c.a_compter_du <= %(jour)s
                AND (c.fin IS NULL OR c.fin >= %(jour)s) ORDER BY c.a_compter_du DESC, c.id),
       ARRAY(SELECT c.valeur FROM parcours_personnes_contact c
              WHERE c.personne_id = p.id AND c.nature = 'courriel' AND c.a_compter_du <= %(jour)s
                AND (c.fin IS NULL OR c.fin >= %(jour)s) ORDER BY c.a_compter_du DESC, c.id)
  FROM parcours_personnes_personne p
 WHERE p.id = ANY (%(personnes)s::uuid[]) AND p.effacee_le IS NULL
"""


@dataclass(frozen=True, slots=True)
class Coordonnees:
    """Ce qui est connu ; vide : ce canal ne peut pas servir."""

    sms: str = ""
    courriel: str = ""
    lettre: str = ""

    def adresse(self, canal: str) -> str:
        return str(getattr(self, canal))

    def canaux(self, voulus: Collection[str]) -> list[str]:
        """Les canaux voulus qui peuvent servir ; à défaut, la lettre."""
        possibles = [canal for canal in voulus if self.adresse(canal)]
        return possibles or ([Canal.LETTRE.value] if self.lettre else [])


def coordonnees(personnes: Collection[UUID], au: date | None = None) -> dict[UUID, Coordonnees]:
    """Coordonnées de ces personnes, dans le périmètre de qui agit."""
    if not personnes:
        return {}
    jour = au or timezone.localdate()
    postales = adresses_postales(personnes, jour)
    with connection.cursor() as curseur:
        curseur.execute(CONTACTS, {"personnes": en_tableau(personnes), "jour": jour})
        lignes = curseur.fetchall()
    return {
        cle: Coordonnees(
            _premier(Canal.SMS, telephones), _premier(Canal.COURRIEL, courriels), postales.get(cle, "")
        )
        for cle, telephones, courriels in lignes
    }


def _premier(canal: Canal, valeurs: list[str]) -> str:
    """La valeur la plus récente que le canal accepte."""
    for valeur in valeurs:
        try:
            return normaliser(canal.value, valeur)
        except ValidationError:
            continue
    return ""
