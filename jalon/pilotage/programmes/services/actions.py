"""Actions, leur place datée, leurs organismes, leurs séries de chiffres."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.models import Serie
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import (
    Action,
    AliasAction,
    Axe,
    Objectif,
    OrganisationAction,
    PlaceAction,
    Programme,
    SerieAction,
    Thematique,
)
from jalon.pilotage.programmes.services.commun import enregistrer, modifier
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation

CHAMPS_ACTION = frozenset({"intitule", "debut", "fin", "debut_libelle", "duree_libelle"})
CHAMPS_PLACE = frozenset({"axe", "objectif", "numero", "titre", "ordre", "du", "au", "part", "souscrite"})


def creer_action(
    *,
    programme: Programme,
    intitule: str,
    thematiques: list[Thematique] | None = None,
    acteur: Compte,
    **champs: Any,
) -> Action:
    """Crée une action ; elle n'apparaît dans un programme qu'une fois placée (`placer_action`)."""
    inconnus = sorted(set(champs) - CHAMPS_ACTION)
    if inconnus:
        raise ValidationError(f"Champs inconnus d'une action : {', '.join(inconnus)}.")
    with acte("creer_action", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_actions", programme)
        action = enregistrer(Action(programme=programme, intitule=intitule, **champs))
        if thematiques:
            action.thematiques.set(thematiques)
        return action


def modifier_action(
    *, action: Action, thematiques: list[Thematique] | None = None, acteur: Compte, **champs: Any
) -> Action:
    """Change l'intitulé, les dates ou les thématiques d'une action."""
    with acte("modifier_action", acteur=acteur, action=action.pk):
        exiger(acteur, "gerer_actions", action.programme)
        modifiee = modifier(action, champs, CHAMPS_ACTION)
        if thematiques is not None:
            modifiee.thematiques.set(thematiques)
        return modifiee


def placer_action(
    *,
    action: Action,
    programme: Programme,
    axe: Axe,
    objectif: Objectif | None = None,
    numero: str = "",
    titre: str = "",
    ordre: int | None = None,
    du: date | None = None,
    au: date | None = None,
    part: Decimal = Decimal(100),
    souscrite: bool = True,
    acteur: Compte,
) -> PlaceAction:
    """Place une action dans un programme, à partir d'une date (`None` : depuis toujours).

    Lève `ValidationError` si l'axe ou l'objectif ne sont pas du programme, ou si le numéro est pris.
    """
    if axe.programme_id != programme.pk:
        raise ValidationError({"axe": "Cet axe est celui d'un autre programme."})
    if objectif is not None and objectif.axe_id != axe.pk:
        raise ValidationError({"objectif": "Cet objectif appartient à un autre axe."})
    rang = ordre if ordre is not None else PlaceAction.objects.filter(programme=programme).count() + 1
    with acte("placer_action", acteur=acteur, action=action.pk):
        exiger(acteur, "gerer_actions", programme)
        return enregistrer(
            PlaceAction(
                action=action,
                programme=programme,
                axe=axe,
                objectif=objectif,
                numero=numero.strip(),
                titre=titre or action.intitule,
                ordre=rang,
                du=du,
                au=au,
                part=part,
                souscrite=souscrite,
            )
        )


def modifier_place(*, place: PlaceAction, acteur: Compte, **champs: Any) -> PlaceAction:
    """Change la place d'une action : numéro, titre imprimé, axe, rang, dates."""
    with acte("modifier_place", acteur=acteur, place=place.pk):
        exiger(acteur, "gerer_actions", place.programme)
        axe = champs.get("axe", place.axe)
        objectif = champs.get("objectif", place.objectif)
        if axe.programme_id != place.programme_id or (objectif is not None and objectif.axe_id != axe.pk):
            raise ValidationError("L'axe et l'objectif doivent être ceux du programme.")
        return modifier(place, champs, CHAMPS_PLACE)


def ajouter_alias_action(
    *, place: PlaceAction, titre: str, genre_document: str, numero: str = "", acteur: Compte
) -> AliasAction:
    """Retient sous quel titre et quel numéro un document imprime l'action ; le redire ne change rien."""
    titre = " ".join(titre.split())
    with acte("ajouter_alias_action", acteur=acteur, place=place.pk):
        exiger(acteur, "gerer_actions", place.programme)
        connu = AliasAction.objects.filter(place=place, genre_document=genre_document, titre=titre).first()
        if connu:
            return connu
        return enregistrer(
            AliasAction(place=place, numero=numero, titre=titre, genre_document=genre_document)
        )


def rattacher_organisation(
    *, action: Action, organisation: Organisation, role: str, precision: str = "", acteur: Compte
) -> OrganisationAction:
    """Dit qu'un organisme pilote, réalise ou finance l'action ; le redire ne change que la précision."""
    with acte("rattacher_organisation", acteur=acteur, action=action.pk):
        exiger(acteur, "gerer_actions", action.programme)
        lien = OrganisationAction.objects.filter(action=action, organisation=organisation, role=role).first()
        if lien is None:
            lien = OrganisationAction(action=action, organisation=organisation, role=role)
        elif lien.precision == precision:
            return lien
        lien.precision = precision
        return enregistrer(lien)


def retirer_organisation(*, lien: OrganisationAction, acteur: Compte) -> None:
    """Retire un organisme d'une action ; l'histoire le garde."""
    with acte("retirer_organisation", acteur=acteur, action=lien.action_id):
        exiger(acteur, "gerer_actions", lien.action.programme)
        lien.delete()


def lier_serie(*, action: Action, serie: Serie, libelle: str, acteur: Compte, **champs: Any) -> SerieAction:
    """Lie une action à une série de chiffres, à la fin de la fiche par défaut.

    `champs` : `tableau`, `rang_tableau`, `genre`, `operateur`, `operateur_en_colonne`, `groupe`, `dont`,
    `attendu`, `ordre`.
    """
    if serie.cloison != action.programme_id:
        raise ValidationError("Cette série de chiffres appartient à un autre programme.")
    champs.setdefault("ordre", SerieAction.objects.filter(action=action).count() + 1)
    with acte("lier_serie", acteur=acteur, action=action.pk):
        exiger(acteur, "gerer_actions", action.programme)
        return enregistrer(SerieAction(action=action, serie=serie, libelle=libelle, **champs))
