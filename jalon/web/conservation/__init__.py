"""La conservation des dossiers : ce qui a passé sa durée, les listes d'élimination, l'export d'un dossier."""
