"""Où en est chaque personne d'une liste, en une requête."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatDossier, Reponse, RoleFoyer
from jalon.socle.acces.models import Compte

# Le foyer montré est celui où la personne est ; à défaut de présence, le dernier où elle a été vue.
SITUATIONS = """
SELECT DISTINCT ON (m.personne_id)
       m.personne_id, f.id, f.numero, f.matricule, coalesce(r.role, ''), coalesce(e.etat, ''),
       coalesce(d.valeur, ''), coalesce(a.nom_commune, '')
  FROM parcours_personnes_membre m
  JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
  LEFT JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                      WHERE membre_id = m.id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT etat FROM parcours_personnes_etatdroit
                      WHERE foyer_id = f.id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT valeur FROM parcours_personnes_droitsdevoirs
                      WHERE membre_id = m.id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) d ON true
  LEFT JOIN LATERAL (SELECT nom_commune FROM parcours_personnes_adresse
                      WHERE foyer_id = f.id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) a ON true
 WHERE m.personne_id = ANY (%(personnes)s)
 ORDER BY m.personne_id, coalesce(r.role, '') <> '' DESC, coalesce(e.etat, '') IN ('2', '3', '4') DESC,
          f.dernier_chargement_id DESC NULLS LAST, f.numero
"""


@dataclass(frozen=True, slots=True)
class Situation:
    """Le foyer d'une personne un jour donné ; `role` vide : elle n'y est plus."""

    foyer: UUID
    numero: str
    matricule: str
    role: str
    etat: str
    droits_devoirs: str
    commune: str

    @property
    def role_lisible(self) -> str:
        return str(RoleFoyer(self.role).label) if self.role in RoleFoyer.values else self.role

    @property
    def etat_lisible(self) -> str:
        return str(EtatDossier(self.etat).label) if self.etat in EtatDossier.values else ""

    @property
    def droits_devoirs_lisible(self) -> str:
        return str(Reponse(self.droits_devoirs).label) if self.droits_devoirs else ""


def situations(personnes: Collection[UUID], lecteur: Compte, au: date | None = None) -> dict[UUID, Situation]:
    """Situation de ces personnes au jour donné (défaut : aujourd'hui), dans le périmètre du lecteur."""
    if not personnes:
        return {}
    with connection.cursor() as curseur:
        curseur.execute(SITUATIONS, {"personnes": list(personnes), "jour": au or timezone.localdate()})
        return {cle: Situation(*champs) for cle, *champs in curseur.fetchall()}
