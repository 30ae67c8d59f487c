"""Le travail long : demandé par une personne, fait par le processus des tâches, suivi jusqu'à son résultat."""
