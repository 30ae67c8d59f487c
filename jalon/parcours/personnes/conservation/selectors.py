"""Ce dont la durée est passée : des comptes pour qui protège les données, des clés pour qui gère."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from jalon.parcours.personnes.conservation.durees import limite_des_dossiers
from jalon.parcours.personnes.enums import MotifElimination
from jalon.parcours.personnes.models import LigneElimination, ListeElimination, Membre
from jalon.socle.acces.models import Compte

RETENUES = {
    "droit_ouvert": "leur droit est resté ouvert, et aucun fichier ne les montre plus",
    "episode": "un séjour dans le RSA court encore",
    "rejet": "un rejet à corriger parle de leur dossier",
}
"""Pourquoi un dossier sans fait récent n'est pas proposé."""


@dataclass(frozen=True, slots=True)
class CompteElimination:
    """Combien de personnes, pour ce motif, dont le dernier fait est de cette année."""

    motif: str
    annee: int
    nombre: int

    @property
    def libelle(self) -> str:
        return str(MotifElimination(self.motif).label)


@dataclass(slots=True)
class Apercu:
    """Ce qu'une liste établie ce jour-là contiendrait. `retenues` : (pourquoi, nombre)."""

    a_la_date: date
    limite: date
    comptes: list[CompteElimination] = field(default_factory=list)
    retenues: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(compte.nombre for compte in self.comptes)


@dataclass(frozen=True, slots=True)
class Eliminable:
    """Une personne dont la durée est passée, par sa clé."""

    personne: UUID
    motif: str
    dernier_fait: date


def apercu_elimination(a_la_date: date, lecteur: Compte) -> Apercu:
    """Compte, par motif et par année, les personnes dont la durée est passée à cette date.

    Ouvert à qui gère les droits et au délégué à la protection des données, au jugement de la base : elle lève
    `ProgrammingError` pour tout autre.
    """
    apercu = Apercu(a_la_date, limite_des_dossiers(a_la_date))
    retenues: Counter[str] = Counter()
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM jalon_compter_conservation(%s)", [apercu.limite])
        for motif, annee, retenue, nombre in curseur.fetchall():
            if retenue:
                retenues[retenue] += nombre
            else:
                apercu.comptes.append(CompteElimination(motif, annee, nombre))
    apercu.retenues = [(RETENUES[code], nombre) for code, nombre in sorted(retenues.items())]
    return apercu


def personnes_eliminables(a_la_date: date, lecteur: Compte) -> list[Eliminable]:
    """Personnes du périmètre du lecteur dont la durée est passée à cette date, par clé."""
    return eliminables(limite_des_dossiers(a_la_date))


def eliminables(limite: date, parmi: list[UUID] | None = None) -> list[Eliminable]:
    """Personnes sans fait depuis `limite` et que rien ne retient, parmi celles-là ou parmi toutes."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT personne, motif, dernier_fait FROM jalon_conservation(%s::uuid[])"
            " WHERE dernier_fait < %s AND retenue = '' ORDER BY dernier_fait, personne",
            [parmi, limite],
        )
        return [Eliminable(*ligne) for ligne in curseur.fetchall()]


def listes_elimination(lecteur: Compte) -> QuerySet[ListeElimination]:
    """Listes, la dernière d'abord : leurs comptes et leur visa, aucune personne."""
    return ListeElimination.objects.select_related("creee_par", "approuvee_par").order_by("-creee_le", "id")


def liste_par_id(cle: UUID, lecteur: Compte) -> ListeElimination:
    """Une liste. Lève `ListeElimination.DoesNotExist`."""
    return listes_elimination(lecteur).get(pk=cle)


def lignes_de(liste: ListeElimination, lecteur: Compte) -> QuerySet[LigneElimination]:
    """Personnes d'une liste, par clé ; vide pour qui ne gère pas les droits."""
    return LigneElimination.objects.filter(liste=liste).order_by("dernier_fait", "id")


def numeros_de_demande(personnes: list[UUID], lecteur: Compte) -> dict[UUID, list[str]]:
    """Numéros de demande des foyers de ces personnes, pour vérifier un dossier avant le visa."""
    numeros: dict[UUID, list[str]] = {}
    liens = Membre.objects.filter(personne__in=personnes, efface_le=None).order_by("foyer__numero")
    for personne, numero in liens.values_list("personne_id", "foyer__numero").distinct():
        numeros.setdefault(personne, []).append(numero)
    return numeros
