"""Ce que toutes les étapes d'une semaine partagent : le jour, les moyens, les tirages, qui suit qui."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from jalon.demonstration.parcours.moyens import Moyens
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.orientation.models import Orientation
from jalon.parcours.personnes.models import Episode
from jalon.parcours.rendezvous.models import Creneau
from jalon.socle.acces.models import Compte

UN_JOUR = timedelta(days=1)


def dans_le_rsa(jour: date) -> Exists:
    """Condition : la personne de la ligne est en épisode ce jour-là."""
    episodes = Episode.objects.filter(personne=OuterRef("personne"), entree__lte=jour)
    return Exists(episodes.filter(Q(sortie=None) | Q(sortie__gt=jour)))


@dataclass(slots=True)
class Temps:
    """La semaine qui commence le jour `jour`. `reperes` : ce qui désigne chaque personne d'une simulation à
    l'autre."""

    jour: date
    moyens: Moyens
    graine: int
    reperes: Mapping[UUID, str]
    absents: list[tuple[UUID, date]] = field(default_factory=list)
    _libres: dict[UUID | None, deque[Creneau]] | None = None

    def tirage(self, personne: UUID, usage: str) -> float:
        """Entre 0 et 1, le même pour le même dossier d'une simulation à l'autre."""
        return self.tirage_de(self.repere(personne), usage)

    def tirage_de(self, repere: str, usage: str) -> float:
        return _entre_0_et_1(f"{self.graine} {repere} {self.jour} {usage}")

    def de_toujours(self, personne: UUID, usage: str) -> float:
        """Entre 0 et 1, le même toutes les semaines : ce qui tient au dossier."""
        return _entre_0_et_1(f"{self.graine} {self.repere(personne)} {usage}")

    def instant(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.jour, time(8)))

    def referent(self, orientation: Orientation) -> Compte:
        """Qui suit cette personne : son nouveau référent après un relais, sinon celui que dit son dossier."""
        relaye = self.moyens.relayes.get(orientation.personne_id)
        if relaye is not None:
            return relaye
        siens = self.moyens.referents[orientation.organisme_referent]
        rang = blake2b(self.repere(orientation.personne_id).encode(), digest_size=1).digest()[0]
        return siens[rang % len(siens)]

    def suit(self, contrat: Contrat) -> Compte:
        """Qui suit la personne de ce contrat : son nouveau référent, sinon celui qui l'a signé."""
        return self.moyens.relayes.get(contrat.personne_id) or contrat.referent or self.moyens.signataire

    def repere(self, personne: UUID) -> str:
        """De quoi ranger des personnes dans le même ordre d'une simulation à l'autre."""
        return self.reperes.get(personne, "")

    def creneau(self, referent: Compte) -> Creneau | None:
        """La prochaine heure libre de cet agent ; chacune ne se donne qu'une fois."""
        if self._libres is None:
            self._libres = defaultdict(deque)
            ouverts = Creneau.objects.filter(
                annule_le=None, pris__lt=F("places"), debut__gt=self.instant() + UN_JOUR
            )
            for creneau in ouverts.order_by("debut", "pk"):
                self._libres[creneau.agent_id].append(creneau)
        siens = self._libres[referent.pk]
        return siens.popleft() if siens else None


def _entre_0_et_1(graine: str) -> float:
    return int.from_bytes(blake2b(graine.encode(), digest_size=6).digest(), "big") / 2**48
