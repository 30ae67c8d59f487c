"""Équipes, séances et dossiers minimisés, selon qu'on les instruit ou qu'on y siège."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jalon.parcours.manquements.models import Equipe, MembreEquipe, Passage, Seance
from jalon.socle.acces.models import Compte


def equipes(lecteur: Compte) -> QuerySet[Equipe]:
    """Les équipes, avec leur nombre de membres."""
    return Equipe.objects.annotate(effectif=Count("membres")).order_by("nom")


def equipe_par_id(cle: UUID, lecteur: Compte) -> Equipe:
    """Une équipe. Lève `Equipe.DoesNotExist`."""
    return Equipe.objects.get(pk=cle)


def seances(lecteur: Compte, equipe: UUID | None = None) -> QuerySet[Seance]:
    """Les séances que le lecteur prépare ou siège, la plus récente d'abord."""
    trouvees = Seance.objects.select_related("equipe").annotate(
        dossiers=Count("passages"), sans_avis=Count("passages", filter=Q(passages__avis=""))
    )
    return (trouvees.filter(equipe=equipe) if equipe else trouvees).order_by("-prevue_le", "id")


def siege(compte: Compte, jour: date | None = None) -> bool:
    """Vrai si ce compte est membre d'une équipe ce jour-là."""
    au = jour or timezone.localdate()
    return MembreEquipe.objects.filter(compte=compte, periode__contains=au).exists()


def seance_par_id(cle: UUID, lecteur: Compte) -> Seance:
    """Une séance. Lève `Seance.DoesNotExist` pour qui ne la prépare ni n'y siège."""
    return Seance.objects.select_related("equipe").get(pk=cle)


def passages_de(seance: Seance, lecteur: Compte) -> QuerySet[Passage]:
    """Les dossiers minimisés de la séance, sauf ceux dont le lecteur s'est retiré. Sans le manquement."""
    return seance.passages.order_by("ordre")


def passage_par_id(cle: UUID, lecteur: Compte) -> Passage:
    """Un dossier minimisé. Lève `Passage.DoesNotExist` pour qui ne peut pas le lire."""
    return Passage.objects.select_related("seance__equipe").get(pk=cle)


def peut_instruire(lecteur: Compte) -> bool:
    """Vrai si le compte de la requête prépare les séances ; faux pour qui ne fait qu'y siéger."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT jalon_instruit_manquements()")
        return bool(curseur.fetchone()[0])
