-- L'union, avec l'épisode : celui qui contient la date du fait (décision 0013). Le premier contact est le
-- premier rendez-vous honoré, quel qu'en soit le mode, ou le premier diagnostic du séjour.
CREATE VIEW mesure_faits AS
WITH hors_sejour AS (
    SELECT * FROM mesure_faits_personnes WHERE episode_id IS NULL
    UNION ALL SELECT * FROM mesure_faits_orientation
    UNION ALL SELECT * FROM mesure_faits_rendezvous
    UNION ALL SELECT * FROM mesure_faits_contrats
    UNION ALL SELECT * FROM mesure_faits_manquements
    UNION ALL SELECT * FROM mesure_faits_suivis
    UNION ALL SELECT * FROM mesure_faits_repris
)
SELECT * FROM mesure_faits_personnes WHERE episode_id IS NOT NULL
UNION ALL
SELECT h.personne_id, e.id AS episode_id, h.type, h.date, h.structure, h.valeur, h.unite, h.source, h.cle,
       h.referent
  FROM hors_sejour h
  LEFT JOIN parcours_personnes_episode e
    ON e.personne_id = h.personne_id AND e.entree <= h.date AND (e.sortie IS NULL OR h.date < e.sortie);

-- Où vivait la personne à son entrée : l'adresse de ses foyers ce jour-là, sinon la première connue.
CREATE VIEW mesure_lieux AS
SELECT e.personne_id, e.id AS episode_id, coalesce(a.territoire, '') AS territoire
  FROM parcours_personnes_episode e
  LEFT JOIN LATERAL (
    SELECT c.epci_id AS territoire
      FROM parcours_personnes_membre m
      JOIN parcours_personnes_adresse d ON d.foyer_id = m.foyer_id
      LEFT JOIN socle_territoire_commune c ON c.code = d.commune
     WHERE m.personne_id = e.personne_id AND d.commune <> ''
     ORDER BY d.a_compter_du > e.entree, abs(d.a_compter_du - e.entree), m.id LIMIT 1) a ON true;
