"""Les mentions d'un exercice, rangées ; la case du relevé que donne une mention ou un montant de la base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.releve import Etat, Lieu, Valeur
from jalon.pilotage.finances.enums import StatutMontant
from jalon.pilotage.finances.tableau import Case
from jalon.pilotage.programmes.models import Exercice
from jalon.socle.montants import ecrire_montant

ETATS = {
    StatutMontant.RENSEIGNE: Etat.LU,
    StatutMontant.NON_RENSEIGNE: Etat.VIDE,
    StatutMontant.EN_ATTENTE: Etat.EN_ATTENTE,
    StatutMontant.SANS_OBJET: Etat.SANS_OBJET,
    StatutMontant.INCONNU: Etat.TEXTE,
}


@dataclass(slots=True)
class Mentions:
    """Mentions d'un exercice par tableau et par action ; les écartées sont à part."""

    vives: dict[tuple[str, UUID | None], list[Mention]]
    ecartees: dict[tuple[str, UUID | None], list[Mention]]

    def de(self, tableau: str, action: UUID | None = None) -> list[Mention]:
        """Mentions qui comptent, dans l'ordre du document."""
        return self.vives.get((tableau, action), [])

    def case(self, tableau: str, action: UUID | None, cle: str, role: str = "") -> Mention | None:
        """La mention d'une case, si elle compte."""
        return next((m for m in self.de(tableau, action) if m.cle == cle and m.role == role), None)

    def nommees(self, tableau: str, action: UUID | None, prefixe: str) -> Iterator[Mention]:
        """Mentions dont la clé est `<prefixe>:<nom>`."""
        return (m for m in self.de(tableau, action) if m.cle.startswith(f"{prefixe}:"))

    def imprime(self, tableau: str, action: UUID | None) -> bool:
        """Vrai si un document imprimait quelque chose là, écarté ou non."""
        return (tableau, action) in self.vives or (tableau, action) in self.ecartees

    def ecarte(self, tableau: str, action: UUID | None) -> bool:
        """Vrai si une personne y a écarté au moins une case."""
        return (tableau, action) in self.ecartees


def mentions_de(exercice: Exercice) -> Mentions:
    """Toutes les mentions de l'exercice, en une requête."""
    rangees = Mentions(defaultdict(list), defaultdict(list))
    for mention in Mention.objects.filter(exercice=exercice).order_by("ordre", "id"):
        ou = rangees.vives if mention.ecartee_le is None else rangees.ecartees
        ou[(mention.tableau, mention.action_id)].append(mention)
    return Mentions(dict(rangees.vives), dict(rangees.ecartees))


def lieu(place: dict[str, Any] | None, cible: str = "", **defauts: str) -> Lieu:
    """Place d'une valeur : celle que la base garde, complétée par `defauts` (tableau, ligne, colonne)."""
    connue = place or {}
    return Lieu(
        tableau=connue.get("tableau") or defauts.get("tableau", ""),
        ligne=connue.get("ligne") or defauts.get("ligne", ""),
        colonne=connue.get("colonne") or defauts.get("colonne", ""),
        ligne_fichier=connue.get("ligne_fichier"),
        cible=cible,
    )


def valeur_mention(mention: Mention, unite: str = "€") -> Valeur:
    """La case imprimée, telle qu'elle a été lue."""
    nombre = mention.nombre
    if nombre is not None:
        nombre = nombre.quantize(Decimal(1).scaleb(-max(mention.decimales, _decimales_utiles(nombre))))
    return Valeur(
        texte=mention.texte,
        lieu=lieu(mention.lieu, f"mention:{mention.pk}"),
        etat=Etat(mention.etat),
        nombre=nombre,
        unite=mention.details.get("unite", "" if mention.etat == Etat.TEXTE else unite),
        decimales=mention.decimales,
        approche=bool(mention.details.get("approche")),
    )


def valeur_case(case: Case, place: Lieu, texte: str | None = None) -> Valeur:
    """La case d'un montant tenu par la base ou déduit ; au centime."""
    if texte is None:
        texte = ecrire_montant(case.montant) if case.montant is not None else ""
    etat = Etat.LU if case.montant is not None else ETATS[StatutMontant(case.statut)]
    return Valeur(texte=texte, lieu=place, etat=etat, nombre=case.montant, unite="€", decimales=2)


def _decimales_utiles(nombre: Decimal) -> int:
    """Décimales non nulles d'un nombre relu de la base, qui en garde six."""
    exposant = nombre.normalize().as_tuple().exponent
    return max(0, -exposant) if isinstance(exposant, int) else 0
