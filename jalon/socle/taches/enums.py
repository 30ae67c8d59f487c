from django.db.models import TextChoices


class EtatTache(TextChoices):
    EN_ATTENTE = "en_attente", "en attente"
    EN_COURS = "en_cours", "en cours"
    TERMINEE = "terminee", "terminée"
    ECHOUEE = "echouee", "échouée"


TRANSITIONS: dict[EtatTache, tuple[EtatTache, ...]] = {
    EtatTache.EN_ATTENTE: (EtatTache.EN_COURS, EtatTache.ECHOUEE),
    EtatTache.EN_COURS: (EtatTache.TERMINEE, EtatTache.ECHOUEE, EtatTache.EN_ATTENTE),
    EtatTache.TERMINEE: (),
    EtatTache.ECHOUEE: (),
}
"""États suivants permis. Une tâche interrompue par un arrêt brutal revient en attente."""
