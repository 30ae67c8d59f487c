"""Calculer un indicateur : une valeur par coupe, ses membres, et pourquoi les autres n'y sont pas.

Les moteurs ne rendent que des comptes, des sommes exactes de jours et des médianes d'entiers. La division et
l'arrondi se font ici, une fois, en décimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

import ibis
import ibis.expr.types as ir
from django.utils import timezone

from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.requetes import Valeurs, requete
from jalon.mesure.indicateurs.declaration import COUPES, Contexte, Declaration, DelaiDate, Genre
from jalon.mesure.indicateurs.delais import delais_dates
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import Moteur

CENTIEME = Decimal("0.01")
COLONNES_MEMBRE = ("personne", "episode", "situation", "raison", "jours", "cle", "porteur")
ORDRE_MEMBRE = ("personne", "episode", "cle", "porteur")
Coupe = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Demande:
    """Ce qu'on demande : la déclaration, la période (bornes comprises), l'arrêté, les coupes croisées."""

    declaration: Declaration
    du: date
    au: date
    arrete_au: date
    par: tuple[str, ...]
    delais: tuple[DelaiDate, ...]

    @property
    def contexte(self) -> Contexte:
        return Contexte(self.du, self.au, self.arrete_au, self.delais)

    @property
    def classement(self) -> ir.Table:
        return self.declaration.classer(self.contexte)


@dataclass(frozen=True, slots=True)
class Resultat:
    """Une case. `valeur` en unité de l'indicateur, au centième ; vide si rien ne permet de la calculer.

    Pour un délai, `numerateur` est une somme de jours et `denominateur` le nombre de séjours où c'est fait ;
    pour une moyenne, `denominateur` est le nombre de porteurs différents.
    `pas_encore` : les séjours trop récents ou toujours en attente ; `ecartes` : hors de la population.
    """

    coupe: Coupe
    valeur: Decimal | None
    numerateur: int | None
    denominateur: int | None
    statut: Statut
    pas_encore: int
    ecartes: int
    mediane: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Comptes:
    """Ce qu'un moteur rend pour une case : séjours par situation, jours et porteurs des comptés."""

    compte: int
    reste: int
    pas_encore: int
    ecarte: int
    somme: Any
    porteurs: int
    mediane: Any


@dataclass(frozen=True, slots=True)
class Membre:
    """Un séjour observé, sous pseudonyme, et la raison qui le compte ou l'écarte.

    `cle` : l'acte, quand l'indicateur compte des actes, sinon le séjour ; `porteur` : le référent, la
    structure ou la personne dont l'indicateur compte les valeurs différentes.
    """

    personne: UUID
    episode: UUID
    situation: Situation
    raison: str
    jours: int | None
    cle: UUID | None = None
    porteur: UUID | None = None


def demander(
    declaration: Declaration,
    du: date,
    au: date,
    *,
    par: Sequence[str] = (),
    arrete_au: date | None = None,
) -> Demande:
    """Vérifie la demande et lit les délais en vigueur. Lève `ValueError` en disant ce qui ne va pas.

    `arrete_au` : dernier jour dont les faits comptent (défaut : aujourd'hui, ou la fin de la période pour
    une situation à une date).
    """
    par = verifier(du, au, par, COUPES)
    arrete = arrete_au or timezone.localdate()
    if declaration.arret_a_la_fin:
        arrete = min(arrete, au)
    return Demande(declaration, du, au, arrete, par, delais_dates(declaration))


def verifier(du: date, au: date, par: Sequence[str], possibles: Iterable[str]) -> tuple[str, ...]:
    """Les coupes demandées, sans doublon. Lève `ValueError` : période à l'envers, coupe inconnue."""
    if au < du:
        raise ValueError(f"La période finit ({au:%d/%m/%Y}) avant de commencer ({du:%d/%m/%Y}).")
    inconnues = sorted(set(par) - set(possibles))
    if inconnues:
        raise ValueError(
            f"Coupe inconnue : {', '.join(inconnues)}. Coupes possibles : {', '.join(possibles)}."
        )
    return tuple(dict.fromkeys(par))


def calculer(demande: Demande, moteur: Moteur) -> list[Resultat]:
    """Une ligne par coupe, dans l'ordre des coupes ; sans coupe, une seule ligne, même sans personne."""
    return calculer_toutes([demande], moteur)[0]


def calculer_toutes(demandes: Sequence[Demande], moteur: Moteur) -> list[list[Resultat]]:
    """Les valeurs de plusieurs demandes, dans le même ordre : le moteur peut en lire deux à la fois."""
    requetes = [
        requete(d.declaration, d.contexte, Valeurs(d.declaration.genre, d.par), moteur.dialecte)
        for d in demandes
    ]
    return [
        _cases(demande, lignes)
        for demande, lignes in zip(demandes, moteur.lire_toutes(requetes), strict=True)
    ]


def _cases(demande: Demande, lignes: Sequence[tuple[Any, ...]]) -> list[Resultat]:
    resultats = [_resultat(demande, ligne) for ligne in lignes]
    utiles = [r for r in resultats if not demande.par or r.denominateur or r.pas_encore or r.numerateur]
    return sorted(utiles, key=lambda r: [(v is None, v or "") for v in r.coupe.values()])


def membres(
    demande: Demande,
    moteur: Moteur,
    *,
    situations: Sequence[Situation] = (),
    coupe: Coupe | None = None,
    premier: int = 0,
    nombre: int | None = None,
) -> list[Membre]:
    """Les séjours observés, comptés ou non, avec la raison ; triés par pseudonyme, `nombre` au plus."""
    t = demande.classement
    if situations:
        t = t.filter(t.situation.isin([s.value for s in situations]))
    for axe, valeur in (coupe or {}).items():
        t = t.filter(vaut(axe, COUPES[axe](t), valeur))
    t = t.select(*COLONNES_MEMBRE).order_by(*ORDRE_MEMBRE)
    if nombre is not None:
        t = t.limit(nombre, offset=premier)
    return lire_membres(t, moteur)


def pourquoi(demande: Demande, moteur: Moteur, personne: UUID) -> list[Membre]:
    """La situation de chaque séjour observé de cette personne (pseudonyme), et la raison."""
    t = demande.classement
    t = t.filter(t.personne == ibis.uuid(personne))
    return lire_membres(t.select(*COLONNES_MEMBRE).order_by(*ORDRE_MEMBRE), moteur)


def lire_membres(t: ir.Table, moteur: Moteur) -> list[Membre]:
    """Les lignes d'une table aux colonnes `COLONNES_MEMBRE`, dans son ordre."""
    return en_membres(moteur.lire(str(ibis.to_sql(t, dialect=moteur.dialecte))))


def en_membres(lignes: Sequence[tuple[Any, ...]]) -> list[Membre]:
    """Des lignes aux colonnes `COLONNES_MEMBRE`."""
    return [
        Membre(_uuid(p), _uuid(e), Situation(s), raison, None if j is None else int(j), _cle(c), _cle(q))
        for p, e, s, raison, j, c, q in lignes
    ]


def _uuid(valeur: Any) -> UUID:
    return UUID(str(valeur))


def _cle(valeur: Any) -> UUID | None:
    return None if valeur is None else _uuid(valeur)


def vaut(axe: str, colonne: ir.Column, valeur: str | None) -> ir.BooleanColumn:
    """La case d'une coupe, telle que `Resultat.coupe` l'écrit : un mois `2025-03`, vide pour l'inconnu."""
    if valeur is None:
        return colonne.isnull() | (colonne.cast("string") == "")
    if axe == "mois":
        return colonne == date.fromisoformat(f"{valeur}-01")
    return colonne == valeur


def _resultat(demande: Demande, ligne: Sequence[Any]) -> Resultat:
    nombre = len(demande.par)
    coupe = {nom: _texte(valeur) for nom, valeur in zip(demande.par, ligne[:nombre], strict=True)}
    return resultat(demande.declaration, coupe, Comptes(*ligne[nombre:]))


def resultat(declaration: Declaration, coupe: Coupe, comptes: Comptes) -> Resultat:
    """La case que donnent ces comptes : division, moyenne et arrondi se font ici, une fois."""
    c = comptes
    base = Resultat(coupe, None, None, None, Statut.COMPTE, c.pas_encore, c.ecarte)
    genre = declaration.genre
    if genre is Genre.COMPTE:
        return _compte(base, declaration, c.compte, c.reste)
    if genre is Genre.PART:
        return _rapport(base, c.compte, c.compte + c.reste, facteur=100)
    if genre is Genre.DISTINCT:
        return replace(base, valeur=Decimal(c.porteurs), numerateur=c.porteurs)
    if genre is Genre.MOYENNE:
        return _rapport(base, c.compte, c.porteurs)
    avec_delai = _rapport(base, int(c.somme or 0), c.compte)
    return replace(avec_delai, mediane=None if c.mediane is None else _arrondi(Decimal(str(c.mediane))))


def _compte(base: Resultat, d: Declaration, compte: int, reste: int) -> Resultat:
    provisoire = bool(d.delais) and base.pas_encore > 0
    return replace(
        base,
        valeur=Decimal(compte),
        numerateur=compte,
        denominateur=compte + reste + base.pas_encore if d.part_de else None,
        statut=Statut.PROVISOIRE if provisoire else Statut.COMPTE,
    )


def _rapport(base: Resultat, numerateur: int, denominateur: int, *, facteur: int = 1) -> Resultat:
    """Un dénominateur vide n'est pas zéro : la valeur attend, ou ne se calcule pas."""
    if denominateur == 0:
        statut = Statut.EN_ATTENTE if base.pas_encore else Statut.NON_CALCULABLE
        return replace(base, numerateur=numerateur, denominateur=0, statut=statut)
    valeur = _arrondi(Decimal(numerateur * facteur) / denominateur)
    return replace(base, valeur=valeur, numerateur=numerateur, denominateur=denominateur)


def _arrondi(valeur: Decimal) -> Decimal:
    return valeur.quantize(CENTIEME, ROUND_HALF_UP)


def _texte(valeur: Any) -> str | None:
    if valeur is None or valeur == "":
        return None
    return valeur.strftime("%Y-%m") if hasattr(valeur, "strftime") else str(valeur)
