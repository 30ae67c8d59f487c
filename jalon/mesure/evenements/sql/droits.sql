REVOKE ALL ON mesure_faits_personnes, mesure_faits_orientation, mesure_faits_rendezvous, mesure_faits_contrats,
    mesure_faits_manquements, mesure_faits_suivis, mesure_reprises, mesure_faits_repris, mesure_faits, mesure_lieux, mesure_premier_fichier, mesure_jalons, mesure_sejours,
    mesure_evenements, mesure_episodes, mesure_etat FROM PUBLIC, application, mesure;
GRANT SELECT ON mesure_evenements, mesure_episodes, mesure_etat TO mesure;
REVOKE ALL ON FUNCTION mesure_changees(pg_snapshot), mesure_evenements_changes(pg_snapshot), mesure_episodes_changes(pg_snapshot),
    mesure_pseudonymes(uuid[]), mesure_oublier() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mesure_changees(pg_snapshot), mesure_evenements_changes(pg_snapshot), mesure_episodes_changes(pg_snapshot),
    mesure_oublier() TO mesure;
GRANT EXECUTE ON FUNCTION mesure_pseudonymes(uuid[]) TO application;
