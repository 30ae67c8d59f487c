"""Programme, actes, exercices, axes et objectifs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.mesure.chiffres.services import degeler_chiffres, geler_chiffres
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import (
    Acte,
    Axe,
    Exercice,
    ModeleProgramme,
    Objectif,
    Programme,
    Signataire,
)
from jalon.pilotage.programmes.selectors import exercice_precedent
from jalon.pilotage.programmes.services.commun import enregistrer, modifier
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation

CHAMPS_PROGRAMME = frozenset(
    {"intitule", "porteur", "debut", "fin", "parite_niveau", "parite_base", "source"}
)
CHAMPS_EXERCICE = frozenset(
    {"code", "debut_credits", "fin_credits", "debut_indicateurs", "fin_indicateurs", "date_arret"}
)
CHAMPS_AXE = frozenset({"titre", "titre_court", "groupe", "ensemble", "ordre"})


def creer_programme(
    *, code: str, modele: ModeleProgramme, intitule: str, departement: str = "", acteur: Compte, **champs: Any
) -> Programme:
    """Crée un programme dans le périmètre du compte ; la parité est celle du modèle, sauf si elle est donnée.

    Lève `ValidationError` (code déjà pris, dates…), `PermissionDenied` hors du périmètre.
    """
    inconnus = sorted(set(champs) - CHAMPS_PROGRAMME)
    if inconnus:
        raise ValidationError(f"Champs inconnus d'un programme : {', '.join(inconnus)}.")
    parite = {"parite_niveau": modele.parite_niveau, "parite_base": modele.parite_base}
    programme = Programme(
        code=code, modele=modele, intitule=intitule, departement=departement, **(parite | champs)
    )
    with acte("creer_programme", acteur=acteur):
        exiger(acteur, "gerer_programme", programme)
        return enregistrer(programme)


def modifier_programme(*, programme: Programme, acteur: Compte, **champs: Any) -> Programme:
    """Change l'intitulé, le porteur, les dates, la parité ou la source d'un programme."""
    with acte("modifier_programme", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_programme", programme)
        return modifier(programme, champs, CHAMPS_PROGRAMME)


def declarer_acte(
    *,
    programme: Programme,
    genre: str,
    intitule: str,
    numero: str = "",
    signe_le: date | None = None,
    effet_le: date | None = None,
    modifie: Acte | None = None,
    acteur: Compte,
) -> Acte:
    """Enregistre une convention, un avenant, une délibération… ; un avenant dit l'acte qu'il modifie."""
    if modifie is not None and modifie.programme_id != programme.pk:
        raise ValidationError({"modifie": "L'acte modifié appartient à un autre programme."})
    with acte("declarer_acte", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_programme", programme)
        return enregistrer(
            Acte(
                programme=programme,
                genre=genre,
                intitule=intitule,
                numero=numero,
                signe_le=signe_le,
                effet_le=effet_le,
                modifie=modifie,
            )
        )


def ajouter_signataire(
    *, acte_signe: Acte, organisation: Organisation, qualite: str = "", acteur: Compte
) -> Signataire:
    """Ajoute un signataire à un acte."""
    with acte("ajouter_signataire", acteur=acteur, acte=acte_signe.pk):
        exiger(acteur, "gerer_programme", acte_signe.programme)
        return enregistrer(Signataire(acte=acte_signe, organisation=organisation, qualite=qualite))


def retirer_signataire(*, signataire: Signataire, acteur: Compte) -> None:
    """Retire un signataire d'un acte."""
    with acte("retirer_signataire", acteur=acteur, acte=signataire.acte_id):
        exiger(acteur, "gerer_programme", signataire.acte.programme)
        signataire.delete()


def creer_exercice(
    *,
    programme: Programme,
    code: str,
    debut_credits: date,
    fin_credits: date,
    debut_indicateurs: date | None = None,
    fin_indicateurs: date | None = None,
    date_arret: date | None = None,
    acteur: Compte,
) -> Exercice:
    """Crée un exercice ; les bornes des indicateurs sont celles de l'argent si elles ne sont pas données.

    Lève `ValidationError` si le code existe ou si deux exercices se chevauchent.
    """
    exercice = Exercice(
        programme=programme,
        code=code.strip(),
        debut_credits=debut_credits,
        fin_credits=fin_credits,
        debut_indicateurs=debut_indicateurs or debut_credits,
        fin_indicateurs=fin_indicateurs or fin_credits,
        date_arret=date_arret,
    )
    with acte("creer_exercice", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_exercice", programme)
        _refuser_chevauchement(exercice)
        return enregistrer(exercice)


def modifier_exercice(*, exercice: Exercice, acteur: Compte, **champs: Any) -> Exercice:
    """Change le code, les bornes ou la date d'arrêt d'un exercice ouvert."""
    with acte("modifier_exercice", acteur=acteur, exercice=exercice.pk):
        exiger(acteur, "gerer_exercice", exercice.programme)
        if exercice.clos_le is not None:
            raise ValidationError("L'exercice est clos : rouvrez-le avant de le modifier.")
        modifie = modifier(exercice, champs, CHAMPS_EXERCICE)
        _refuser_chevauchement(modifie)
        return modifie


def cloturer_exercice(*, exercice: Exercice, acteur: Compte) -> Exercice:
    """Clôt l'exercice : son argent ne s'écrit plus, les chiffres de ses indicateurs sont gelés.

    Lève `ValidationError` s'il est déjà clos ou si un exercice plus ancien est encore ouvert.
    """
    with acte("cloturer_exercice", acteur=acteur, exercice=exercice.pk):
        exiger(acteur, "gerer_exercice", exercice.programme)
        actuel = Exercice.objects.select_for_update(of=("self",)).get(pk=exercice.pk)
        if actuel.clos_le is not None:
            raise ValidationError("Cet exercice est déjà clos.")
        precedent = exercice_precedent(actuel)
        if precedent is not None and precedent.clos_le is None:
            raise ValidationError(f"Clôturez d'abord l'exercice {precedent.code}.")
        actuel.clos_le = timezone.now()
        geler_chiffres(
            cloison=actuel.programme_id, jusqu_au=actuel.fin_indicateurs, le=actuel.clos_le, acteur=acteur
        )
        actuel.save()
        return actuel


def rouvrir_exercice(*, exercice: Exercice, acteur: Compte) -> Exercice:
    """Rouvre un exercice clos ; ses chiffres redeviennent modifiables.

    Lève `ValidationError` s'il est ouvert.
    """
    with acte("rouvrir_exercice", acteur=acteur, exercice=exercice.pk):
        exiger(acteur, "gerer_exercice", exercice.programme)
        actuel = Exercice.objects.select_for_update(of=("self",)).get(pk=exercice.pk)
        if actuel.clos_le is None:
            raise ValidationError("Cet exercice est ouvert.")
        suivant = Exercice.objects.filter(
            programme=actuel.programme_id, debut_credits__gt=actuel.debut_credits, clos_le__isnull=False
        ).first()
        if suivant is not None:
            raise ValidationError(f"Rouvrez d'abord l'exercice {suivant.code}.")
        degeler_chiffres(cloison=actuel.programme_id, geles_le=actuel.clos_le, acteur=acteur)
        actuel.clos_le = None
        actuel.save()
        return actuel


def creer_axe(*, programme: Programme, code: str, titre: str, acteur: Compte, **champs: Any) -> Axe:
    """Ajoute un axe, à la fin si `ordre` n'est pas donné."""
    champs.setdefault("ordre", Axe.objects.filter(programme=programme).count() + 1)
    inconnus = sorted(set(champs) - CHAMPS_AXE)
    if inconnus:
        raise ValidationError(f"Champs inconnus d'un axe : {', '.join(inconnus)}.")
    with acte("creer_axe", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_actions", programme)
        return enregistrer(Axe(programme=programme, code=code, titre=titre, **champs))


def modifier_axe(*, axe: Axe, acteur: Compte, **champs: Any) -> Axe:
    """Change le titre, le groupe de sous-total, le sous-ensemble ou le rang d'un axe."""
    with acte("modifier_axe", acteur=acteur, axe=axe.pk):
        exiger(acteur, "gerer_actions", axe.programme)
        return modifier(axe, champs, CHAMPS_AXE)


def creer_objectif(*, axe: Axe, code: str, titre: str, ordre: int | None = None, acteur: Compte) -> Objectif:
    """Ajoute un objectif opérationnel à un axe, à la fin par défaut."""
    rang = ordre if ordre is not None else Objectif.objects.filter(axe=axe).count() + 1
    with acte("creer_objectif", acteur=acteur, axe=axe.pk):
        exiger(acteur, "gerer_actions", axe.programme)
        return enregistrer(Objectif(axe=axe, code=code, titre=titre, ordre=rang))


def _refuser_chevauchement(exercice: Exercice) -> None:
    voisin = (
        Exercice.objects.filter(
            programme=exercice.programme_id,
            debut_credits__lte=exercice.fin_credits,
            fin_credits__gte=exercice.debut_credits,
        )
        .exclude(pk=exercice.pk)
        .first()
    )
    if voisin is not None:
        raise ValidationError({"debut_credits": f"L'exercice chevauche l'exercice {voisin.code}."})
