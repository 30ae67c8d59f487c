"""Le carnet d'une reprise : chaque fait lu y reçoit aussitôt l'identité de l'objet qu'il est dans la base."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from jalon.pilotage.controles.releve import Lieu, Releve
from jalon.socle.periodes import Periode
from jalon.sources.documents.models import TraceReprise
from jalon.sources.documents.reprise_faits import NATURES, Contexte, Fait, comparable, lieu_json
from jalon.sources.documents.reprise_organismes import Organismes
from jalon.sources.documents.reprise_rapprochements import ActionLue

LONGUEUR_CLE = 700


@dataclass(frozen=True, slots=True)
class Rattachement:
    """Une ligne de liaison (alias, opérateur d'une action, série d'une action) : créée si elle manque.

    `cles` la désignent, `valeurs` la complètent et suivent le document.
    """

    modele: type[Model]
    cles: dict[str, Any]
    valeurs: dict[str, Any] = field(default_factory=dict)


@dataclass
class Carnet:
    """Tout ce qu'une lecture dit, prêt à comparer. `zones` : parties du document lues, hors desquelles une
    absence ne veut rien dire (un fichier sans tableau de crédits ne retire aucun crédit)."""

    releve: Releve
    contexte: Contexte
    piece: UUID
    acteur: UUID
    code_programme: str
    modele: str
    periode_exercice: Periode
    illustration: bool = False
    organismes: Organismes = field(default_factory=Organismes)
    faits: dict[tuple[str, str], Fait] = field(default_factory=dict)
    rattachements: dict[tuple[Any, ...], Rattachement] = field(default_factory=dict)
    zones: set[str] = field(default_factory=set)
    zone_de: dict[tuple[str, str], str] = field(default_factory=dict)
    avertissements: list[str] = field(default_factory=list)
    actions: list[ActionLue] = field(default_factory=list)
    ids_actions: dict[str, UUID] = field(default_factory=dict)
    series_de: dict[tuple[UUID, UUID | None], list[UUID]] = field(default_factory=dict)
    _rang: int = 0
    _objets: dict[str, dict[UUID, Model]] = field(default_factory=dict)
    _naturels: dict[str, dict[tuple[Any, ...], UUID]] = field(default_factory=dict)
    _pris: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def ajouter(
        self,
        nature: str,
        cle: str,
        champs: dict[str, Any],
        objet: str,
        *,
        zone: str,
        lieu: Lieu | None = None,
        suivi: dict[str, Any] | None = None,
        identite: UUID | None = None,
    ) -> Fait:
        """Note un fait. Son objet est celui que la dernière reprise a écrit sous cette clé, sinon celui que
        la base
        tient déjà au même endroit, sinon un nouveau."""
        cle = self._cle_libre(nature, cle)
        fait = Fait(nature, cle, champs, objet, lieu, suivi or {})
        fait.id = identite or self._identite(fait) or fait.id
        self._pris[nature].add(fait.id)
        self.faits[nature, cle] = fait
        self.zone_de[nature, cle] = zone
        self.zones.add(zone)
        return fait

    def rattacher(self, modele: type[Model], cles: dict[str, Any], **valeurs: Any) -> None:
        """Note une liaison, une fois."""
        self.rattachements.setdefault((modele, *cles.values()), Rattachement(modele, cles, valeurs))

    def prochain_rang(self) -> int:
        """Rang de la prochaine mention dans le document."""
        self._rang += 1
        return self._rang

    def source(self, lieu: Lieu | None, **details: Any) -> dict[str, Any]:
        """Champs de provenance d'une valeur lue."""
        return {"piece_id": self.piece, "lieu": lieu_json(lieu, **details)}

    def objet(self, nature: str, cle: UUID) -> Model | None:
        """L'objet que la base tient, s'il existe."""
        return self.objets(nature).get(cle)

    def objets(self, nature: str) -> dict[UUID, Model]:
        """Les objets de cette nature dans le programme ou l'exercice, par identifiant (une requête)."""
        if nature not in self._objets:
            tous = NATURES[nature].perimetre(self.contexte)
            self._objets[nature] = {objet.pk: objet for objet in tous}
        return self._objets[nature]

    @cached_property
    def traces(self) -> dict[tuple[str, str], TraceReprise]:
        """Ce que les reprises précédentes ont écrit, pour ce programme et cet exercice."""
        traces = TraceReprise.objects.filter(
            programme_id=self.contexte.programme, exercice_code__in=("", self.contexte.code_exercice)
        ).select_related("lecture")
        return {(trace.nature, trace.cle): trace for trace in traces}

    def _cle_libre(self, nature: str, cle: str) -> str:
        """La clé, raccourcie s'il le faut ; un second fait au même endroit prend `#2`."""
        if len(cle) > LONGUEUR_CLE - 10:
            cle = cle[: LONGUEUR_CLE - 80] + hashlib.sha256(cle.encode()).hexdigest()
        libre, rang = cle, 2
        while (nature, libre) in self.faits:
            libre, rang = f"{cle}#{rang}", rang + 1
        return libre

    def _identite(self, fait: Fait) -> UUID | None:
        trace = self.traces.get((fait.nature, fait.cle))
        if trace is not None:
            return trace.objet
        trouve = self._par_nature(fait.nature).get(self._cle_naturelle(fait.nature, fait.champs | fait.suivi))
        return trouve if trouve not in self._pris[fait.nature] else None

    def _par_nature(self, nature: str) -> dict[tuple[Any, ...], UUID]:
        if nature not in self._naturels:
            tracees = {t.objet for (n, _), t in self.traces.items() if n == nature}
            libres = (o for o in self.objets(nature).values() if o.pk not in tracees)
            self._naturels[nature] = {
                self._cle_naturelle(nature, {c: getattr(o, c) for c in NATURES[nature].naturelle}): o.pk
                for o in libres
            }
        return self._naturels[nature]

    @staticmethod
    def _cle_naturelle(nature: str, champs: dict[str, Any]) -> tuple[Any, ...]:
        valeurs = (comparable(champs.get(champ)) for champ in NATURES[nature].naturelle)
        return tuple(str(v) if isinstance(v, dict) else v for v in valeurs)
