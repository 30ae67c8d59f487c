"""La charge de chaque référent et de chaque structure, contre sa limite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from jalon.parcours.suivi.catalogue import LISTES
from jalon.parcours.suivi.models import LimitePortefeuille
from jalon.parcours.suivi.selectors.listes import Filtres, ListeOuverte, suivies, valeurs
from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.organisations.models import Organisation

SUIVIE = " AND (p.referents <> '{}' OR p.organisations <> '{}')"
ATTENTES = ("rdv_a_clore", "sans_rdv_court", "rdv_sans_contrat", "contrat_finit")
"""Ce qu'un portefeuille compte à côté de sa charge."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Combien de personnes un référent ou une structure suit, sa limite, et ce qui attend."""

    cle: UUID
    nom: str
    nombre: int
    limite: int | None
    attentes: dict[str, int]

    @property
    def reste(self) -> int | None:
        """Places libres ; négatif : au-delà de la limite."""
        return None if self.limite is None else self.limite - self.nombre


def portefeuille(lecteur: Compte, referent: UUID, jour: date | None = None) -> ListeOuverte:
    """Les personnes suivies par ce référent, de la plus anciennement vue à la plus récente."""
    return ListeOuverte("tous", lecteur, Filtres(referent=referent), jour)


def charges(
    lecteur: Compte, *, referent: UUID | None = None, jour: date | None = None
) -> tuple[list[Charge], list[Charge]]:
    """La charge de chaque référent, puis de chaque structure, que le lecteur voit, la plus lourde d'abord.

    `referent` : ne compter que les personnes qu'il suit.
    """
    lues = _compter(Filtres(referent=referent), jour)
    referents = dict(Compte.objects.filter(pk__in=lues).values_list("pk", "nom"))
    structures = dict(Organisation.objects.filter(pk__in=lues).values_list("pk", "nom"))
    return (
        _charges(lues, referents, _limites("compte_id", jour)),
        _charges(lues, structures, _limites("organisation_id", jour)),
    )


def collegues_de(compte: Compte, jour: date | None = None) -> QuerySet[Compte]:
    """Les référents des structures de ce compte ; tous les référents pour qui a tout le département."""
    au = jour or timezone.localdate()
    habilitations = compte.habilitations.filter(periode__contains=au)
    referents = Compte.objects.filter(
        actif=True, habilitations__role=Role.REFERENT, habilitations__periode__contains=au
    )
    if not habilitations.filter(role__in=(Role.GESTIONNAIRE_DROITS, Role.AGENT_ORIENTATION)).exists():
        structures = habilitations.exclude(organisation=None).values("organisation")
        referents = referents.filter(habilitations__organisation__in=structures)
    return referents.distinct().order_by("nom", "id")


def _compter(filtres: Filtres, jour: date | None) -> dict[UUID, tuple[int, list[int]]]:
    """Par référent et par structure ; la synthèse, longue à lire, ne l'est qu'une fois pour les deux."""
    comptees = [liste for liste in LISTES if liste.code in ATTENTES]
    nombres = "".join(f", count(*) FILTER (WHERE {liste.condition}) AS {liste.code}" for liste in comptees)
    sommes = "".join(f", sum({liste.code})::int" for liste in comptees)
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH lots AS (SELECT p.referents || p.organisations AS suivent, count(*) AS nombre{nombres}"  # noqa: S608
            f"{suivies(filtres.conditions() + SUIVIE)} GROUP BY 1)"
            f" SELECT cle, sum(nombre)::int{sommes} FROM lots, unnest(suivent) AS cle GROUP BY 1",
            valeurs(LISTES, jour) | filtres.valeurs(),
        )
        return {cle: (nombre, reste) for cle, nombre, *reste in curseur.fetchall()}


def _charges(
    lues: dict[UUID, tuple[int, list[int]]], noms: dict[UUID, str], limites: dict[Any, int]
) -> list[Charge]:
    codes = [liste.code for liste in LISTES if liste.code in ATTENTES]
    charges = [
        Charge(cle, noms[cle], nombre, limites.get(cle), dict(zip(codes, attentes, strict=True)))
        for cle, (nombre, attentes) in lues.items()
        if cle in noms
    ]
    return sorted(charges, key=lambda charge: (-charge.nombre, charge.nom))


def _limites(colonne: str, jour: date | None) -> dict[Any, int]:
    posees = LimitePortefeuille.objects.filter(periode__contains=jour or timezone.localdate())
    return dict(posees.exclude(**{colonne: None}).values_list(colonne, "nombre"))
