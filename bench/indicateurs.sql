-- Des séjours et des faits inventés, écrits directement en colonnes (bench/indicateurs.py) : {n} personnes, {lieux} territoires.
CREATE TABLE personnes AS
SELECT g, gen_random_uuid() AS personne, gen_random_uuid() AS episode,
       DATE '2023-01-01' + CAST(g * 7919 % 1150 AS INTEGER) AS connu, CAST(g * 10007 % 100 AS INTEGER) AS h,
       'T' || lpad(CAST(g % {lieux} AS VARCHAR), 3, '0') AS lieu,
       CAST('00000000-0000-4000-8000-' || lpad(CAST(g % 400 AS VARCHAR), 12, '0') AS UUID) AS structure,
       CAST('00000000-0000-4000-8001-' || lpad(CAST(g % 4000 AS VARCHAR), 12, '0') AS UUID) AS referent
  FROM range(1, {n} + 1) r (g);
CREATE TABLE parcours AS
SELECT *, CAST(date_trunc('month', connu) AS DATE) AS entree,
       CASE WHEN h < 40 THEN connu + 400 END AS sortie,
       CASE WHEN h < 88 THEN connu + 5 + CAST(h // 2 AS INTEGER) END AS orientation,
       CASE WHEN h < 60 THEN connu + 9 + h + CAST(h // 2 AS INTEGER) END AS contrat
  FROM personnes;
CREATE TABLE mesure_episodes AS
SELECT personne, episode, CAST(1 AS INTEGER) AS rang, entree, connu AS connu_le, sortie,
       CASE WHEN connu < DATE '2025-01-01' THEN 'avant_2025' ELSE 'plein_emploi' END AS regime,
       'premier' AS motif_entree, CASE WHEN sortie IS NULL THEN '' ELSE 'fin_droit' END AS motif_sortie,
       false AS stock_initial, CASE WHEN h < 95 THEN 'oui' ELSE 'non' END AS soumis_a_l_entree,
       CASE WHEN g % 2 = 0 THEN 'homme' ELSE 'femme' END AS sexe, CAST(18 + g * 31 % 50 AS INTEGER) AS age_entree,
       lieu AS territoire, CASE WHEN orientation IS NULL THEN ''
            ELSE ['emploi', 'sociale', 'socio_professionnelle'][1 + h % 3] END AS voie,
       CASE WHEN orientation IS NOT NULL THEN structure END AS structure,
       h % 3 = 0 AND orientation IS NOT NULL AS service_emploi,
       orientation + 10 AS premier_contact, orientation, orientation + 4 AS notification,
       orientation + 10 AS rdv_fixe, orientation + 10 AS rdv_accompagnement, orientation + 10 AS rdv_honore,
       CAST(NULL AS DATE) AS rdv_orientation_honore, orientation + 10 AS rdv_accompagnement_honore,
       CAST(NULL AS DATE) AS rdv_absence, CASE WHEN h % 4 = 0 THEN orientation + 12 END AS diagnostic,
       contrat AS contrat_signe, CAST(NULL AS DATE) AS contrat_renouvele, CAST(NULL AS DATE) AS manquement,
       CAST(NULL AS DATE) AS sanction, '00' AS departement
  FROM parcours;
CREATE TABLE mesure_evenements AS
WITH faits AS (
    SELECT p.*, f.type, f.date FROM parcours p, (VALUES
        ('entree', p.entree), ('transmission', p.connu), ('sortie', p.sortie),
        (CASE WHEN p.h < 95 THEN 'droits_devoirs_oui' ELSE 'droits_devoirs_non' END, p.entree),
        ('orientation', p.orientation), ('notification', p.orientation + 4),
        ('diagnostic', CASE WHEN p.h % 4 = 0 THEN p.orientation + 12 END),
        ('contrat_signe', p.contrat), ('contrat_debut', p.contrat), ('contrat_fin', p.contrat + 180),
        ('suivi_debut', p.orientation), ('suivi_fin', p.sortie)) f (type, date)
    UNION ALL
    SELECT p.*, t.type, p.orientation + 10 + CAST(45 * k AS INTEGER)
      FROM parcours p, range({rdv}) s (k), (VALUES (0), (1)) v (second),
           LATERAL (SELECT CASE WHEN second = 0 THEN 'rdv_fixe' WHEN (p.h + k) % 5 = 0 THEN 'rdv_absence'
                                ELSE 'rdv_honore' END AS type) t
)
SELECT personne, episode, type, date, structure, lieu AS territoire, CAST(NULL AS BIGINT) AS valeur, '' AS unite,
       'essai' AS source,
       CASE WHEN type LIKE 'contrat_%' OR type LIKE 'suivi_%' THEN md5(CAST(episode AS VARCHAR) || left(type, 5))::UUID
            ELSE gen_random_uuid() END AS cle,
       CASE WHEN type LIKE 'suivi_%' THEN referent END AS referent, '00' AS departement
  FROM faits WHERE date IS NOT NULL
 ORDER BY type, date;
DROP TABLE parcours;
DROP TABLE personnes
