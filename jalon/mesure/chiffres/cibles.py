"""Valeurs visées et seuils datés, et où l'on en est : un délai qui baisse vers sa cible est un progrès."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.enums import EtatCible, GenreCible
from jalon.mesure.chiffres.models import Cible, Serie
from jalon.mesure.indicateurs.enums import Sens
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte

CENT, DIXIEME = Decimal(100), Decimal("0.1")


def progression(depart: Decimal, actuel: Decimal, cible: Decimal) -> Decimal | None:
    """Part, en %, du chemin parcouru du départ à la cible ; entre 0 et 100, au dixième.

    Le sens vient des deux bornes : de 95 à 45 jours, 70 est à mi-chemin, comme de 45 à 95. Reculer ne fait
    pas moins que 0, dépasser pas plus que 100. Vide si la cible est le départ : il n'y a pas de chemin.
    """
    if cible == depart:
        return None
    part = (actuel - depart) * CENT / (cible - depart)
    return max(Decimal(0), min(CENT, part)).quantize(DIXIEME, ROUND_HALF_UP)


def atteinte(valeur: Decimal, cible: Decimal, sens: str) -> bool | None:
    """Vrai si la valeur est à la cible ou mieux ; vide pour un indicateur sans sens de progrès."""
    if sens == Sens.NEUTRE:
        return None
    return valeur <= cible if sens == Sens.BAISSE else valeur >= cible


def en_vigueur(cibles: Iterable[Cible], jour: date, genre: str = GenreCible.CIBLE) -> Cible | None:
    """La valeur visée de ce genre ce jour-là : la dernière commencée, si son échéance n'est pas passée."""
    valables = [
        c for c in cibles if c.genre == genre and c.du <= jour and (c.echeance is None or jour <= c.echeance)
    ]
    return max(valables, key=lambda c: c.du, default=None)


def etat_de(
    cible: Cible, valeur: Decimal | None, sens: str, *, fin: date, definitive: bool
) -> EtatCible | None:
    """Où en est la valeur d'une période finie le `fin` ; vide si rien ne permet de le dire.

    Une cible attend tant que la valeur est provisoire (`definitive` faux), ou tant que son échéance est plus
    loin que la période. Un seuil n'attend pas : il alerte dès qu'il est franchi.
    """
    tenue = None if valeur is None else atteinte(valeur, cible.valeur, sens)
    if cible.genre == GenreCible.SEUIL:
        return {True: EtatCible.RESPECTE, False: EtatCible.FRANCHI, None: None}[tenue]
    if sens == Sens.NEUTRE:
        return None
    if not definitive:
        return EtatCible.EN_ATTENTE
    if tenue is None:
        return None
    if tenue:
        return EtatCible.ATTEINTE
    a_venir = cible.echeance is not None and cible.echeance > fin
    return EtatCible.EN_ATTENTE if a_venir else EtatCible.MANQUEE


def fixer_cible(
    *,
    serie: Serie,
    valeur: Decimal,
    du: date,
    genre: str = GenreCible.CIBLE,
    depart: Decimal | None = None,
    echeance: date | None = None,
    source: str = "",
    acteur: Compte,
) -> Cible:
    """Ajoute une valeur visée datée ; celles d'avant restent, pour les périodes d'avant.

    Lève `ValidationError` si l'échéance précède le départ, si la cible va contre le sens de l'indicateur, ou
    si une valeur de ce genre commence déjà ce jour-là.
    """
    _verifier_sens(serie, genre, depart, valeur)
    with acte("fixer_cible", acteur=acteur, serie=serie.pk):
        cible = Cible(
            serie=serie,
            genre=genre,
            valeur=valeur,
            du=du,
            depart=depart,
            echeance=echeance,
            source=source.strip(),
        )
        cible.full_clean()
        cible.save()
        return cible


def _verifier_sens(serie: Serie, genre: str, depart: Decimal | None, valeur: Decimal) -> None:
    sens = serie.indicateur.sens
    if genre != GenreCible.CIBLE or depart is None or depart == valeur or sens == Sens.NEUTRE:
        return
    if (valeur > depart) != (sens == Sens.HAUSSE):
        mot = "la baisse" if sens == Sens.BAISSE else "la hausse"
        raison = f"Pour cet indicateur, {mot} est un progrès : la cible va dans l'autre sens que le départ."
        raise ValidationError({"valeur": raison})
