from django.db.models import TextChoices


class EtatLecture(TextChoices):
    """Où en est la lecture d'un document déposé."""

    DEPOSEE = "deposee", "à lire"
    PROPOSEE = "proposee", "lue, à confirmer"
    ECRITE = "ecrite", "reprise"
    REFUSEE = "refusee", "refusée"
    ILLISIBLE = "illisible", "illisible"


TRANSITIONS: dict[EtatLecture, tuple[EtatLecture, ...]] = {
    EtatLecture.DEPOSEE: (EtatLecture.PROPOSEE, EtatLecture.ILLISIBLE),
    EtatLecture.PROPOSEE: (EtatLecture.ECRITE, EtatLecture.REFUSEE),
    EtatLecture.ECRITE: (EtatLecture.ECRITE,),
    EtatLecture.REFUSEE: (EtatLecture.PROPOSEE, EtatLecture.DEPOSEE),
    EtatLecture.ILLISIBLE: (EtatLecture.DEPOSEE,),
}
"""États suivants permis. Une lecture écrite peut l'être encore : une différence tranchée après coup."""


class Sort(TextChoices):
    """Ce que la reprise ferait d'un fait lu, au regard de ce que la base tient."""

    CREATION = "creation", "à créer"
    MODIFICATION = "modification", "à modifier"
    INCHANGE = "inchange", "inchangé"
    CONFLIT = "conflit", "corrigé à la main, et différent dans le document"
    GARDE = "garde", "corrigé à la main, gardé"
    DISPARU = "disparu", "absent du nouveau document"
