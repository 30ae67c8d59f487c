"""Le référent, l'équipe, le carnet, les listes de travail."""
