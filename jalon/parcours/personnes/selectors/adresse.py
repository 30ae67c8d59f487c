"""Où écrire à des personnes : le foyer où elles sont ce jour-là, pas le dernier qui a parlé d'elles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection

from jalon.parcours.personnes.models import Personne
from jalon.socle.base.cles import en_tableau

INCONNUE = "L'adresse postale de cette personne n'est pas connue : la lettre ne part pas."

# Dans deux foyers à la fois, celui où elle est arrivée en dernier. Ni commune ni voie : pas d'adresse.
ADRESSES = """
SELECT DISTINCT ON (p.id) p.id,
       ARRAY[trim(initcap(coalesce(p.prenoms[1], '')) || ' ' || upper(p.nom)),
             a.complement, a.voie, a.lieu_dit, trim(a.code_postal || ' ' || a.nom_commune)]
  FROM parcours_personnes_personne p
  JOIN parcours_personnes_membre m ON m.personne_id = p.id
  JOIN LATERAL (SELECT role, a_compter_du FROM parcours_personnes_appartenance
                 WHERE membre_id = m.id AND a_compter_du <= %(jour)s
                 ORDER BY a_compter_du DESC LIMIT 1) r ON r.role <> ''
  JOIN LATERAL (SELECT * FROM parcours_personnes_adresse
                 WHERE foyer_id = m.foyer_id AND a_compter_du <= %(jour)s
                 ORDER BY a_compter_du DESC LIMIT 1) a ON a.nom_commune <> '' AND a.voie || a.lieu_dit <> ''
 WHERE p.id = ANY (%(personnes)s::uuid[]) AND p.effacee_le IS NULL
 ORDER BY p.id, r.a_compter_du DESC, m.foyer_id
"""


def adresses_postales(personnes: Collection[UUID], jour: date) -> dict[UUID, str]:
    """Le bloc d'adresse de chaque personne qui en a une, en une requête."""
    with connection.cursor() as curseur:
        curseur.execute(ADRESSES, {"personnes": en_tableau(personnes), "jour": jour})
        return {cle: "\n".join(filter(None, map(str.strip, lignes))) for cle, lignes in curseur.fetchall()}


def adresse_postale(personne: Personne, jour: date) -> str:
    """Bloc d'adresse d'une personne. Lève `ValidationError` s'il n'y en a pas."""
    adresse = adresses_postales([personne.pk], jour).get(personne.pk)
    if adresse is None:
        raise ValidationError(INCONNUE)
    return adresse
