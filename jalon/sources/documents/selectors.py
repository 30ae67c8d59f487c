"""Lectures pour l'assistant d'écran et la ligne de commande.

Formes (voir `formes.py`) :

- `lectures_visibles()` : les lectures que le compte du contexte peut voir, la plus récente d'abord.
- `lecture_par_id(id)` : `Lecture` (`piece`, `etat`, `erreur`, `tache`, `programme`, `exercice`),
  `DoesNotExist` sinon.
- `resume_lecture(lecture) -> ResumeLecture` : ce qui a été lu (`comptes`, `tableaux`).
- `differences(lecture) -> Proposition` : `creations`, `modifications`, `conflits`, `gardes`, `disparus`
  (listes de
  `Difference`), `inchanges` (nombre), `par_nature` (`{nature: {sort: nombre}}`), `libelles` (nom de chaque
  nature), `vide`. Recalculée à chaque appel : elle dit ce qu'écrire ferait maintenant.
- `non_lus(lecture) -> list[NonLu]` : `texte`, `motif`, `lieu` (`str(lieu)` pour l'afficher).
- `anomalies(lecture) -> Rapport` : les règles passées sur le document seul.

Une lecture `deposee` attend sa tâche (`lecture.tache`), une lecture `illisible` dit pourquoi
(`lecture.erreur`) :
les quatre dernières fonctions ne s'appellent que sur une lecture `proposee`, `ecrite` ou `refusee`.

Écritures (`services.py`, toutes `*, …, acteur`) :

- `deposer_document(nom, contenu, code_programme="", acteur) -> Lecture` : lit tout de suite (≤ 2 Mo) ou en
  tâche ;
  lève `DocumentIllisible` (message pour la personne), rien n'est alors gardé.
- `ecrire_lecture(lecture, remplacer=(), acteur) -> Proposition` : écrit ; `remplacer` liste les `cle` des
  conflits
  où la valeur du document doit l'emporter. Rend ce qui a été fait. Lève `RepriseImpossible` (message).
- `refuser_lecture(lecture, acteur)`.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.releve import NonLu, Releve
from jalon.sources.documents.formes import Proposition, ResumeLecture
from jalon.sources.documents.models import Lecture
from jalon.sources.documents.releves import releve_de_la_piece
from jalon.sources.documents.reprise import proposer, resumer


def lectures_visibles() -> QuerySet[Lecture]:
    """Lectures visibles du compte, la plus récente d'abord."""
    return Lecture.objects.select_related("piece", "programme", "exercice", "deposee_par").defer(
        "piece__contenu"
    )


def lecture_par_id(cle: UUID) -> Lecture:
    """La lecture de cet identifiant ; `Lecture.DoesNotExist` si elle n'existe pas ou n'est pas visible."""
    return lectures_visibles().get(pk=cle)


def releve_lu(lecture: Lecture) -> Releve:
    """Le relevé du document, relu depuis la pièce (gardé en mémoire d'un appel à l'autre)."""
    return releve_de_la_piece(lecture.piece_id)


def resume_lecture(lecture: Lecture) -> ResumeLecture:
    """Ce que le document contient, en nombres."""
    return resumer(releve_lu(lecture), lecture.code_programme)


def differences(lecture: Lecture) -> Proposition:
    """Ce qu'écrire cette lecture ferait maintenant, sans rien écrire."""
    return proposer(lecture)


def non_lus(lecture: Lecture) -> list[NonLu]:
    """Ce qui n'a pas été compris, avec sa place."""
    return releve_lu(lecture).non_lus


def anomalies(lecture: Lecture) -> Rapport:
    """Les règles passées sur le document tel qu'il est imprimé."""
    return controler(releve_lu(lecture))
