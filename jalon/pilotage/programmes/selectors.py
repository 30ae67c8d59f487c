"""Lire les programmes ; la base ne montre que ceux du périmètre du compte."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from jalon.pilotage.programmes.models import Axe, EtatModele, Exercice, PlaceAction, Programme


def programmes_visibles() -> QuerySet[Programme]:
    """Les programmes que le compte peut voir, avec leur modèle."""
    return Programme.objects.select_related("modele", "porteur").order_by("code")


def programme_par_code(code: str) -> Programme:
    """Le programme de ce code. Lève `Programme.DoesNotExist` s'il n'existe pas ou n'est pas visible."""
    return programmes_visibles().get(code=code)


def exercices_de(programme: Programme) -> list[Exercice]:
    """Les exercices d'un programme, du plus récent au plus ancien."""
    return list(Exercice.objects.filter(programme=programme).order_by("-debut_credits"))


def exercice_par_code(programme: Programme, code: str) -> Exercice:
    """L'exercice de ce code. Lève `Exercice.DoesNotExist`."""
    return Exercice.objects.select_related("programme__modele").get(programme=programme, code=code)


def exercice_courant(programme: Programme) -> Exercice | None:
    """Le plus récent exercice ouvert, ou le plus récent s'ils sont tous clos ; `None` s'il n'y en a pas."""
    exercices = exercices_de(programme)
    ouverts = [exercice for exercice in exercices if exercice.clos_le is None]
    return next(iter(ouverts or exercices), None)


def exercice_precedent(exercice: Exercice) -> Exercice | None:
    """L'exercice du même programme qui finit juste avant celui-ci."""
    return (
        Exercice.objects.filter(programme=exercice.programme_id, debut_credits__lt=exercice.debut_credits)
        .order_by("-debut_credits")
        .first()
    )


def places_de(programme: Programme, exercice: Exercice, *, toutes: bool = False) -> list[PlaceAction]:
    """Places des actions pendant l'exercice, dans l'ordre des axes puis du programme ; une par action.

    Une action qui change de place en cours d'exercice garde la dernière. `toutes` ajoute les mesures du
    cadre national que le département n'a pas souscrites.
    """
    places = (
        PlaceAction.objects.filter(programme=programme)
        .filter(Q(du__isnull=True) | Q(du__lte=exercice.fin_credits))
        .filter(Q(au__isnull=True) | Q(au__gte=exercice.debut_credits))
        .select_related("action", "axe", "objectif")
        .order_by("axe__ordre", "ordre", "du", "id")
    )
    if not toutes:
        places = places.filter(souscrite=True)
    dernieres: dict[UUID, PlaceAction] = {}
    for place in places:
        connue = dernieres.get(place.action_id)
        if connue is None or (place.du is not None and (connue.du is None or connue.du < place.du)):
            dernieres[place.action_id] = place
    return sorted(dernieres.values(), key=lambda p: (p.axe.ordre, p.ordre))


def place_par_numero(programme: Programme, exercice: Exercice, numero_ou_id: str | UUID) -> PlaceAction:
    """La place d'après son numéro (« 5.1 ») ou son identifiant. Lève `PlaceAction.DoesNotExist`."""
    cherche = str(numero_ou_id)
    for place in places_de(programme, exercice, toutes=True):
        if cherche in (place.numero, str(place.pk)):
            return place
    raise PlaceAction.DoesNotExist(f"Aucune action « {cherche} » dans l'exercice {exercice.code}.")


def place_de_action(programme: Programme, exercice: Exercice, action_id: UUID) -> PlaceAction | None:
    """La place d'une action pendant l'exercice."""
    places = places_de(programme, exercice, toutes=True)
    return next((place for place in places if place.action_id == action_id), None)


def legende(programme: Programme) -> list[EtatModele]:
    """Les états possibles d'une action, dans l'ordre de la légende du modèle."""
    return list(EtatModele.objects.filter(modele=programme.modele_id).order_by("ordre"))


def axes_de(programme: Programme) -> list[Axe]:
    """Les axes d'un programme et leurs objectifs, dans l'ordre."""
    return list(Axe.objects.filter(programme=programme).prefetch_related("objectifs").order_by("ordre"))
