"""Le travail long : demandé par une personne, fait par un autre processus, suivi jusqu'au résultat."""
