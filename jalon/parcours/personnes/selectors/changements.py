"""Ce qu'un fichier a changé, dossier par dossier, d'après l'histoire telle qu'elle est écrite aujourd'hui.

Une étape porte le chargement qui l'a dite le premier : si un fichier venu depuis l'a remplacée, elle n'est
plus là. Une étape qui a effacé celles d'avant (datée plus tôt qu'elles) n'a pas de valeur d'avant. Aucun
nom : un numéro de demande, un rôle, une valeur avant et après.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from jalon.parcours.personnes.enums import EtatDossier, Reponse, RoleFoyer
from jalon.socle.acces.models import Compte

NATURES = {
    "nouveau": "dossier nouveau",
    "arrivee": "arrivée d'un autre département",
    "sortie": "clôture du droit",
    "depart": "départ vers un autre département",
    "etat": "autre changement d'état du droit",
    "droits_devoirs": "droits et devoirs",
    "adresse": "adresse",
    "membre": "arrivée ou départ dans le foyer",
}
LIBELLES: dict[str, dict[str, str]] = {
    "etat": dict(EtatDossier.choices),
    "droits_devoirs": dict(Reponse.choices),
    "membre": {**dict(RoleFoyer.choices), "": "absent du foyer"},
}
LIBELLES |= dict.fromkeys(("sortie", "depart", "nouveau", "arrivee"), LIBELLES["etat"])

VUS = """
WITH nouveaux AS (
    SELECT o.foyer_id FROM parcours_personnes_observationdossier o WHERE o.chargement_id = %(chargement)s
       AND NOT EXISTS (SELECT 1 FROM parcours_personnes_observationdossier autre
                        WHERE autre.foyer_id = o.foyer_id AND autre.chargement_id < o.chargement_id)
), vus AS (
    SELECT CASE WHEN f.arrive_de <> '' THEN 'arrivee' ELSE 'nouveau' END AS nature, f.id AS foyer_id,
           '' AS role, coalesce(e.a_compter_du, f.date_demande) AS jour, NULL::text AS avant, e.etat AS apres
      FROM nouveaux n JOIN parcours_personnes_foyer f ON f.id = n.foyer_id
      LEFT JOIN LATERAL (SELECT etat, a_compter_du FROM parcours_personnes_etatdroit
                          WHERE foyer_id = f.id ORDER BY a_compter_du LIMIT 1) e ON true
    UNION ALL
    SELECT CASE WHEN h.etat NOT IN ('5', '6') OR avant.valeur IN ('5', '6') THEN 'etat'
                WHEN 'MUT' = ANY (h.motifs) THEN 'depart' ELSE 'sortie' END,
           h.foyer_id, '', h.a_compter_du, avant.valeur, h.etat
      FROM parcours_personnes_etatdroit h
      LEFT JOIN LATERAL (SELECT p.etat AS valeur FROM parcours_personnes_etatdroit p
                     WHERE p.foyer_id = h.foyer_id AND p.a_compter_du < h.a_compter_du
                     ORDER BY p.a_compter_du DESC LIMIT 1) avant ON true
     WHERE h.chargement_id = %(chargement)s AND h.foyer_id NOT IN (SELECT foyer_id FROM nouveaux)
    UNION ALL
    SELECT 'adresse', h.foyer_id, '', h.a_compter_du, avant.valeur,
           trim(concat_ws(' ', h.code_postal, h.nom_commune))
      FROM parcours_personnes_adresse h
      LEFT JOIN LATERAL (SELECT trim(concat_ws(' ', p.code_postal, p.nom_commune)) AS valeur
                      FROM parcours_personnes_adresse p
                     WHERE p.foyer_id = h.foyer_id AND p.a_compter_du < h.a_compter_du
                     ORDER BY p.a_compter_du DESC LIMIT 1) avant ON true
     WHERE h.chargement_id = %(chargement)s AND h.foyer_id NOT IN (SELECT foyer_id FROM nouveaux)
    UNION ALL
    SELECT 'droits_devoirs', m.foyer_id, r.role, h.a_compter_du, avant.valeur, h.valeur
      FROM parcours_personnes_droitsdevoirs h
      JOIN parcours_personnes_membre m ON m.id = h.membre_id
      LEFT JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                          WHERE membre_id = m.id AND role <> '' ORDER BY a_compter_du DESC LIMIT 1) r ON true
      JOIN LATERAL (SELECT p.valeur AS valeur FROM parcours_personnes_droitsdevoirs p
                     WHERE p.membre_id = h.membre_id AND p.a_compter_du < h.a_compter_du
                     ORDER BY p.a_compter_du DESC LIMIT 1) avant ON true
     WHERE h.chargement_id = %(chargement)s
    UNION ALL
    SELECT 'membre', m.foyer_id, coalesce(nullif(h.role, ''), avant.role), h.a_compter_du,
           coalesce(avant.role, ''), h.role
      FROM parcours_personnes_appartenance h
      JOIN parcours_personnes_membre m ON m.id = h.membre_id
      LEFT JOIN LATERAL (SELECT p.role FROM parcours_personnes_appartenance p
                          WHERE p.membre_id = h.membre_id AND p.a_compter_du < h.a_compter_du
                          ORDER BY p.a_compter_du DESC LIMIT 1) avant ON true
     WHERE h.chargement_id = %(chargement)s AND m.foyer_id NOT IN (SELECT foyer_id FROM nouveaux)
)
"""
COMPTER = "\n".join((VUS, "SELECT nature, count(*) FROM vus GROUP BY nature"))
PAGE = """
SELECT v.nature, v.foyer_id, f.numero, coalesce(v.role, ''), v.jour, v.avant, v.apres
  FROM vus v JOIN parcours_personnes_foyer f ON f.id = v.foyer_id
 WHERE %(nature)s IN ('', v.nature)
 ORDER BY array_position(%(ordre)s::text[], v.nature), f.numero, v.jour, v.role, v.apres
 LIMIT %(nombre)s OFFSET %(debut)s
"""
LISTER = "\n".join((VUS, PAGE))


@dataclass(frozen=True, slots=True)
class ChangementLu:
    """Un changement : la nature (`NATURES`), le dossier, et la valeur avant et après, en clair."""

    nature: str
    foyer: UUID
    numero: str
    role: str
    jour: date | None
    avant: str
    apres: str

    @property
    def libelle(self) -> str:
        """La nature, en clair."""
        return NATURES[self.nature]


class Changements:
    """Les changements d'un chargement, à compter et à découper en pages."""

    def __init__(self, chargement: int, nature: str = "") -> None:
        self.chargement, self.nature = chargement, nature if nature in NATURES else ""
        self.comptes = self._compter()

    def count(self) -> int:
        """Nombre de changements de la nature choisie, ou de toutes."""
        return self.comptes.get(self.nature, 0) if self.nature else sum(self.comptes.values())

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, tranche: slice) -> list[ChangementLu]:
        debut = tranche.start or 0
        return list(self._lire(debut, None if tranche.stop is None else tranche.stop - debut))

    def __iter__(self) -> Iterator[ChangementLu]:
        return self._lire(0, None)

    def _compter(self) -> dict[str, int]:
        with connection.cursor() as curseur:
            curseur.execute(COMPTER, {"chargement": self.chargement})
            trouves: dict[str, int] = dict(curseur.fetchall())
        return {nature: trouves[nature] for nature in NATURES if nature in trouves}

    def _lire(self, debut: int, nombre: int | None) -> Iterator[ChangementLu]:
        with connection.cursor() as curseur:
            curseur.execute(
                LISTER,
                {
                    "chargement": self.chargement,
                    "nature": self.nature,
                    "ordre": list(NATURES),
                    "debut": debut,
                    "nombre": nombre,
                },
            )
            lignes: list[tuple[Any, ...]] = curseur.fetchall()
        for nature, foyer, numero, role, jour, avant, apres in lignes:
            lisible = LIBELLES.get(nature, {})
            yield ChangementLu(
                nature,
                foyer,
                numero,
                str(LIBELLES["membre"].get(role, role)) if role else "",
                jour,
                "" if avant is None else str(lisible.get(avant, avant)),
                "" if apres is None else str(lisible.get(apres, apres)),
            )


def changements_du_chargement(chargement: int, lecteur: Compte, *, nature: str = "") -> Changements:
    """Ce que ce chargement a changé ; la base ne montre que le périmètre du lecteur. `nature` : `NATURES`."""
    return Changements(chargement, nature)
