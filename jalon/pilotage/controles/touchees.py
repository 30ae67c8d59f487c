"""Les cases d'une action, telles que les anomalies les citent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.rapport import Anomalie, ValeurCitee
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.programmes.models import Exercice, PlaceAction, SerieAction

ARGENT: dict[str, type[Model]] = {"credit": Credit, "depense": Depense, "contrepartie": Contrepartie}


@dataclass(frozen=True, slots=True)
class CasesDAction:
    """Ce qui désigne une action dans un rapport de contrôle.

    `cibles` : adresses entières ; `debuts` : débuts d'adresse (sections, valeurs déduites) ; `noms` : comment
    le rapport appelle sa fiche et sa ligne de crédits.
    """

    cibles: frozenset[str]
    debuts: tuple[str, ...]
    noms: frozenset[str]

    def citees(self, anomalie: Anomalie) -> list[ValeurCitee]:
        """Les valeurs de l'anomalie qui sont des cases de l'action."""
        return [
            valeur
            for valeur in anomalie.valeurs
            if valeur.lieu.cible in self.cibles or valeur.lieu.cible.startswith(self.debuts)
        ]

    def concernent(self, anomalie: Anomalie) -> bool:
        """Vrai si l'anomalie porte sur l'action ou cite une de ses cases."""
        return anomalie.objet.split(", «")[0] in self.noms or bool(self.citees(anomalie))


def cases_d_action(place: PlaceAction, exercice: Exercice) -> CasesDAction:
    """Les cases d'une action dans un exercice : argent, chiffres, mentions, sections. Cinq requêtes."""
    sur: dict[str, Any] = {"action": place.action_id, "exercice": exercice}
    cibles = {
        f"{genre}:{cle}"
        for genre, modele in ARGENT.items()
        for cle in modele._default_manager.filter(**sur).values_list("pk", flat=True)
    }
    cibles |= {f"mention:{cle}" for cle in Mention.objects.filter(**sur).values_list("pk", flat=True)}
    series = SerieAction.objects.filter(action=place.action_id).values("serie")
    chiffres = Chiffre.objects.filter(serie__in=series)
    cibles |= {f"chiffre:{cle}" for cle in chiffres.values_list("pk", flat=True)}
    sans_numero = {place.titre, f"Fiche « {place.titre[:60]} »"}
    noms = {f"Fiche {place.numero}", f"Action {place.numero}"} if place.numero else sans_numero
    return CasesDAction(
        cibles=frozenset(cibles | {f"etat:{place.pk}"}),
        debuts=(f"section:{place.pk}:", f"derive:{exercice.pk}:{place.action_id}:"),
        noms=frozenset(noms),
    )
