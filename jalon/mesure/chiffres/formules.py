"""Évaluer une formule sur des séries.

La ligne d'annexe « somme de trois lignes de fiches » (conception §4.7).

La valeur et son statut se déduisent ensemble : une somme dont un terme manque n'est pas un total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.enums import AVEC_VALEUR, Statut
from jalon.mesure.chiffres.models import Chiffre, Serie
from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur
from jalon.socle.periodes import Genre

NON_ADDITIFS = {
    Additivite.RATIO: "un ratio",
    Additivite.DISTINCT: "un nombre de personnes distinctes",
    Additivite.QUANTILE: "une médiane ou un quantile",
}
RANG_STATUT = (Statut.COMPTE, Statut.ATTERRISSAGE, Statut.PROVISOIRE, Statut.ESTIME, Statut.PREVISION)
"""Du plus sûr au moins sûr : une somme n'est pas plus sûre que son terme le plus fragile."""


PeriodeCle = tuple[str, date, date]
"""Genre, début et fin d'une période."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Valeur d'une formule sur une période. `partiel` : un terme attendu n'a pas de valeur.

    `membres` : identifiants des chiffres comptés ; `manquants` : séries sans valeur.
    """

    valeur: Decimal | None
    statut: str
    partiel: bool = False
    membres: list[UUID] = field(default_factory=list)
    manquants: list[UUID] = field(default_factory=list)
    decimales: int = 0


def series_de(formule: Mapping[str, Any]) -> list[UUID]:
    """Séries qu'une formule additionne. Lève `ValidationError` si la formule n'est pas lisible."""
    if not formule:
        return []
    termes = formule.get("somme")
    if set(formule) != {"somme"} or not isinstance(termes, list) or not termes:
        raise ValidationError('La formule d\'une ligne est une somme de séries : {"somme": [série, …]}.')
    try:
        series = [UUID(str(terme)) for terme in termes]
    except ValueError as erreur:
        raise ValidationError("Un terme de la formule n'est pas un identifiant de série.") from erreur
    if len(set(series)) != len(series):
        raise ValidationError("Une même série est comptée deux fois dans la formule.")
    return series


def verifier_formule(formule: Mapping[str, Any], cloison: UUID) -> list[Serie]:
    """Séries de la formule, si leur somme a un sens. Lève `ValidationError` sinon.

    Refuse : une série inconnue ou d'un autre programme, un indicateur qui ne s'additionne pas, des unités
    ou des unités de compte différentes, un stock additionné à un flux.
    """
    cles = series_de(formule)
    series = list(Serie.objects.filter(pk__in=cles, cloison=cloison).select_related("indicateur"))
    if len(series) != len(cles):
        raise ValidationError("Une série de la formule est inconnue de ce programme.")
    for serie in series:
        refus = NON_ADDITIFS.get(Additivite(serie.indicateur.additivite))
        if refus and len(series) > 1:
            raise ValidationError(f"« {serie.indicateur.titre} » est {refus} : cela ne s'additionne pas.")
    _refuser_melange(series, "unite", "des unités différentes")
    _refuser_melange(series, "unite_compte", "des unités de compte différentes")
    stocks = {serie.indicateur.nature == NatureIndicateur.STOCK for serie in series}
    if len(stocks) > 1:
        raise ValidationError("La formule additionne une situation à une date et un compte sur une période.")
    return series


def evaluer(formule: Mapping[str, Any], chiffres: Iterable[Chiffre], periode: PeriodeCle) -> Evaluation:
    """Valeur de la formule sur `periode` = (genre, début, fin), d'après les chiffres totaux donnés.

    « En 2022 » et « au 31/12/2022 » se comparent ; la période exacte l'emporte si une série a les deux.
    """
    par_serie: dict[UUID, Chiffre] = {}
    for chiffre in chiffres:
        sienne = (chiffre.genre_periode, chiffre.debut, chiffre.fin)
        if chiffre.coupe or comparable(sienne) != comparable(periode):
            continue
        if chiffre.serie_id not in par_serie or sienne == periode:
            par_serie[chiffre.serie_id] = chiffre
    cles = series_de(formule)
    if not cles:
        return Evaluation(None, Statut.NON_RENSEIGNE)
    presents = [par_serie[cle] for cle in cles if cle in par_serie]
    comptes = [c for c in presents if c.statut in AVEC_VALEUR]
    sans_objet = {c.serie_id for c in presents if c.statut == Statut.SANS_OBJET}
    manquants = [cle for cle in cles if cle not in {c.serie_id for c in comptes} | sans_objet]
    if not comptes:
        return Evaluation(None, _statut_sans_valeur(presents), partiel=bool(manquants), manquants=manquants)
    return Evaluation(
        valeur=sum((c.valeur for c in comptes if c.valeur is not None), Decimal(0)),
        statut=max((Statut(c.statut) for c in comptes), key=RANG_STATUT.index),
        partiel=bool(manquants),
        membres=[c.pk for c in comptes],
        manquants=manquants,
        decimales=max(c.decimales for c in comptes),
    )


def comparable(periode: PeriodeCle) -> tuple[date, date]:
    """Bornes qui font comparer deux périodes : une situation au 31 décembre dit l'année qu'elle finit."""
    genre, debut, fin = periode
    if genre == Genre.SITUATION and (fin.month, fin.day) == (12, 31):
        return date(fin.year, 1, 1), fin
    return debut, fin


def _statut_sans_valeur(presents: list[Chiffre]) -> str:
    statuts = {c.statut for c in presents}
    if not presents or Statut.NON_RENSEIGNE in statuts:
        return Statut.NON_RENSEIGNE
    for statut in (Statut.EN_ATTENTE, Statut.NON_CALCULABLE):
        if statut in statuts:
            return statut
    return Statut.SANS_OBJET


def _refuser_melange(series: list[Serie], champ: str, quoi: str) -> None:
    if len({getattr(serie.indicateur, champ) for serie in series}) > 1:
        titres = " ; ".join(f"« {serie.indicateur.titre} »" for serie in series)
        raise ValidationError(f"La formule additionne {quoi} : {titres}.")
