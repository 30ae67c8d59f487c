"""Lire les valeurs des critères pour des milliers de personnes : une requête par groupe de critères.

La base ne rend que le périmètre du lecteur. Tout se lit au jour du passage, passé compris.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from jalon.parcours.orientation.criteres.catalogue import CATALOGUE

PERSONNE = """
SELECT p.id,
       extract(year FROM age(%(jour)s::date, p.date_naissance))::int AS age,
       jalon_mois_ecoules(u.entree, %(jour)s::date) AS anciennete_rsa,
       jalon_mois_ecoules(e.entree, %(jour)s::date) AS anciennete_sejour,
       e.motif_entree = 'retour' AS retour, e.regime,
       nullif(z.territoire, '') AS territoire, nullif(z.commune, '') AS commune
  FROM parcours_personnes_personne p
  JOIN parcours_personnes_perimetre z ON z.personne_id = p.id
  LEFT JOIN LATERAL (SELECT entree, motif_entree, regime FROM parcours_personnes_episode
                      WHERE personne_id = p.id AND entree <= %(jour)s ORDER BY entree DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT min(entree) AS entree FROM parcours_personnes_episode
                      WHERE personne_id = p.id) u ON true
 WHERE p.id = ANY (%(personnes)s)
"""

FRANCE_TRAVAIL = """
SELECT DISTINCT ON (personne_id) personne_id, etat = 'inscrit' AS inscrite,
       CASE WHEN etat = 'inscrit' THEN jalon_mois_ecoules(a_compter_du, %(jour)s::date) END
       AS mois_inscription,
       CASE WHEN etat = 'inscrit' THEN nullif(categorie, '') END AS categorie
  FROM parcours_personnes_inscriptionfrancetravail
 WHERE personne_id = ANY (%(personnes)s) AND a_compter_du <= %(jour)s
 ORDER BY personne_id, a_compter_du DESC
"""

FOYER = """
WITH presents AS (
    SELECT DISTINCT ON (m.personne_id) m.personne_id, m.id AS membre, m.foyer_id
      FROM parcours_personnes_membre m
      JOIN parcours_personnes_foyer f ON f.id = m.foyer_id
      JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                     WHERE membre_id = m.id AND a_compter_du <= %(jour)s
                     ORDER BY a_compter_du DESC LIMIT 1) r ON r.role IN ('DEM', 'CJT')
     WHERE m.personne_id = ANY (%(personnes)s)
     ORDER BY m.personne_id, f.dernier_chargement_id DESC NULLS LAST, f.numero
), familles AS (
    SELECT t.foyer_id,
           count(*) FILTER (WHERE r.role = 'ENF') AS enfants,
           min(extract(year FROM age(%(jour)s::date, m.date_naissance))::int)
               FILTER (WHERE r.role = 'ENF' AND m.date_naissance <= %(jour)s) AS plus_jeune,
           count(*) FILTER (WHERE r.role IN ('DEM', 'CJT')) >= 2 AS en_couple
      FROM (SELECT DISTINCT foyer_id FROM presents) t
      JOIN parcours_personnes_membre m ON m.foyer_id = t.foyer_id
      JOIN LATERAL (SELECT role FROM parcours_personnes_appartenance
                     WHERE membre_id = m.id AND a_compter_du <= %(jour)s
                     ORDER BY a_compter_du DESC LIMIT 1) r ON true
     GROUP BY t.foyer_id
)
SELECT p.personne_id, f.enfants::int AS enfants, f.plus_jeune AS plus_jeune_enfant, f.en_couple,
       n.majore AS majoration, nullif(s.code, '') AS situation_famille, a.codes AS activites,
       CASE WHEN r.nulles THEN 0 ELSE floor(r.total)::int END AS ressources
  FROM presents p
  JOIN familles f ON f.foyer_id = p.foyer_id
  LEFT JOIN LATERAL (SELECT majore FROM parcours_personnes_montant
                      WHERE foyer_id = p.foyer_id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT code FROM parcours_personnes_situationfamiliale
                      WHERE foyer_id = p.foyer_id AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT codes FROM parcours_personnes_activite
                      WHERE membre_id = p.membre AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) a ON true
  LEFT JOIN LATERAL (SELECT nulles, total FROM parcours_personnes_ressources
                      WHERE membre_id = p.membre AND a_compter_du <= %(jour)s
                      ORDER BY a_compter_du DESC LIMIT 1) r ON true
"""

# Le dernier diagnostic depuis l'entrée ; la place dite par le professionnel l'emporte sur l'autre.
DIAGNOSTIC = """
SELECT p.personne, d.id IS NOT NULL AS diagnostic_fait, coalesce(d.reponses, '{}') AS reponses,
       coalesce(q.positions, '{}') AS positions
  FROM unnest(%(personnes)s::uuid[]) p(personne)
  LEFT JOIN LATERAL (
      SELECT d.id, d.reponses FROM parcours_orientation_diagnostic d
       WHERE d.personne_id = p.personne AND d.date <= %(jour)s
         AND d.date >= coalesce((SELECT max(entree) FROM parcours_personnes_episode
                                  WHERE personne_id = p.personne AND entree <= %(jour)s), d.date)
       ORDER BY d.date DESC, d.id LIMIT 1) d ON true
  LEFT JOIN LATERAL (
      SELECT jsonb_object_agg(domaine, coalesce(position_pro, position_personne)) AS positions
        FROM parcours_orientation_positiondiagnostic
       WHERE diagnostic_id = d.id AND coalesce(position_pro, position_personne) IS NOT NULL) q ON true
"""

GROUPES = {
    "personne": PERSONNE,
    "france_travail": FRANCE_TRAVAIL,
    "foyer": FOYER,
    "diagnostic": DIAGNOSTIC,
}


def lire_valeurs(personnes: Collection[UUID], codes: Iterable[str], jour: date) -> dict[UUID, dict[str, Any]]:
    """Valeurs de ces critères au jour donné : personne → code → valeur ; absente, elle est inconnue.

    Quatre requêtes au plus, quel que soit le nombre de personnes. Lève `KeyError` pour un code inconnu.
    """
    valeurs: dict[UUID, dict[str, Any]] = {personne: {} for personne in personnes}
    for groupe in sorted({CATALOGUE[code].groupe for code in codes} - {""}):
        for personne, lues in _lire(groupe, personnes, jour):
            if personne in valeurs:
                valeurs[personne].update(lues)
    return valeurs


def _lire(groupe: str, personnes: Collection[UUID], jour: date) -> Iterable[tuple[UUID, dict[str, Any]]]:
    with connection.cursor() as curseur:
        curseur.execute(GROUPES[groupe], {"personnes": list(personnes), "jour": jour})
        noms = [colonne.name for colonne in curseur.description]
        lignes = curseur.fetchall()
    for cle, *reste in lignes:
        lues = dict(zip(noms[1:], reste, strict=True))
        if groupe == "diagnostic":
            lues = _aplatir(lues)
        yield cle, lues


def _aplatir(lues: dict[str, Any]) -> dict[str, Any]:
    reponses = {f"situation.{code}": lu for code, lu in json.loads(lues.pop("reponses")).items()}
    positions = {f"position.{code}": lu for code, lu in json.loads(lues.pop("positions")).items()}
    return lues | reponses | positions
