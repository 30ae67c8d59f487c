"""Déclarer un indicateur et les libellés sous lesquels les documents l'impriment."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from jalon.mesure.indicateurs.models import AliasIndicateur, Indicateur
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

CHAMPS_LIBRES = frozenset(
    {
        "definition",
        "unite",
        "unite_compte",
        "nature",
        "sens",
        "additivite",
        "periodicite",
        "source",
        "calcul",
        "debut_validite",
    }
)


def declarer_indicateur(*, code: str, titre: str, acteur: Compte, **champs: Any) -> Indicateur:
    """Première version d'un indicateur. Lève `ValidationError` si le code est pris ou un champ inconnu."""
    return _ecrire_version("declarer_indicateur", code, 1, titre, champs, acteur)


def versionner_indicateur(*, indicateur: Indicateur, acteur: Compte, **champs: Any) -> Indicateur:
    """Nouvelle version d'une définition ; l'ancienne reste, des chiffres la citent.

    Les champs non donnés sont repris de la version précédente.
    """
    derniere = Indicateur.objects.filter(code=indicateur.code).order_by("-version").first() or indicateur
    repris = {nom: getattr(derniere, nom) for nom in CHAMPS_LIBRES} | champs
    titre = repris.pop("titre", derniere.titre)
    return _ecrire_version(
        "versionner_indicateur", derniere.code, derniere.version + 1, titre, repris, acteur
    )


def ajouter_alias(
    *, indicateur: Indicateur, libelle: str, genre_document: str = "", acteur: Compte
) -> AliasIndicateur:
    """Retient un libellé imprimé ; le redire ne change rien."""
    libelle = " ".join(libelle.split())
    with acte("ajouter_alias_indicateur", acteur=acteur):
        connu = AliasIndicateur.objects.filter(
            indicateur=indicateur, libelle=libelle, genre_document=genre_document
        ).first()
        if connu:
            return connu
        alias = AliasIndicateur(indicateur=indicateur, libelle=libelle, genre_document=genre_document)
        alias.full_clean()
        alias.save()
        return alias


def _ecrire_version(
    verbe: str, code: str, version: int, titre: str, champs: dict[str, Any], acteur: Compte
) -> Indicateur:
    inconnus = sorted(set(champs) - CHAMPS_LIBRES)
    if inconnus:
        raise ValidationError(f"Champs inconnus d'un indicateur : {', '.join(inconnus)}.")
    with acte(verbe, acteur=acteur):
        indicateur = Indicateur(code=code.strip(), version=version, titre=" ".join(titre.split()), **champs)
        indicateur.full_clean()
        indicateur.save()
        return indicateur
