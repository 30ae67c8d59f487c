"""La liste des anomalies, filtrée par la chaîne de requête."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.http import QueryDict

from jalon.pilotage.controles.rapport import Anomalie, Certitude, Dispense, Gravite, Rapport
from jalon.pilotage.controles.textes import ecrire

GRAVITES = {
    Gravite.ERREUR: "erreur",
    Gravite.AVERTISSEMENT: "avertissement",
    Gravite.INFORMATION: "information",
}
CERTITUDES = {
    Certitude.CERTAINE: "certaine",
    Certitude.PROBABLE: "probable",
    Certitude.A_VERIFIER: "à vérifier",
}
ORDRE = {gravite: rang for rang, gravite in enumerate(GRAVITES)}


@dataclass(frozen=True, slots=True)
class AnomalieListee:
    """Une anomalie à l'écran. `code` : sa clé, courte, pour une adresse ; `dispense` si elle est acceptée."""

    code: str
    anomalie: Anomalie
    dispense: Dispense | None = None

    @property
    def gravite_libelle(self) -> str:
        return GRAVITES[self.anomalie.gravite]

    @property
    def certitude_libelle(self) -> str:
        return CERTITUDES[self.anomalie.certitude]

    @property
    def ton(self) -> str:
        """Le rouge est réservé à ce qui est certainement faux."""
        if self.dispense:
            return "dispense"
        return {Gravite.ERREUR: "faux", Gravite.AVERTISSEMENT: "du"}.get(self.anomalie.gravite, "bouge")

    @property
    def ecart_ecrit(self) -> str:
        """L'écart avec son unité, sans signe : les deux valeurs disent le sens."""
        if self.anomalie.ecart is None:
            return ""
        unites = {valeur.unite for valeur in self.anomalie.valeurs if valeur.unite}
        return ecrire(abs(self.anomalie.ecart), unites.pop() if len(unites) == 1 else "")

    @property
    def corrigeable(self) -> bool:
        """Une de ses cases, au moins, s'ouvre et se corrige."""
        return bool(self.anomalie.cibles)


def code_de(anomalie: Anomalie) -> str:
    """Clé courte et stable d'une anomalie, pour les adresses."""
    return sha256(anomalie.cle.encode()).hexdigest()[:16]


def lister(rapport: Rapport) -> list[AnomalieListee]:
    """Toutes les anomalies, dispensées comprises, les plus graves d'abord."""
    ouvertes = [AnomalieListee(code_de(a), a) for a in rapport.anomalies]
    dispensees = [AnomalieListee(code_de(a), a, dispense) for a, dispense in rapport.dispensees]
    return sorted([*ouvertes, *dispensees], key=lambda a: ORDRE[a.anomalie.gravite])


def trouver(rapport: Rapport, code: str) -> AnomalieListee | None:
    """L'anomalie de ce code, ou `None` : elle a pu disparaître, corrigée depuis."""
    return next((a for a in lister(rapport) if a.code == code), None)


@dataclass(frozen=True, slots=True)
class Filtres:
    """Ce que la chaîne de requête demande ; vide : tout ce qui reste à traiter."""

    gravite: str = ""
    certitude: str = ""
    famille: str = ""
    objet: str = ""
    cible: str = ""
    dispensees: bool = False

    @classmethod
    def lire(cls, requete: QueryDict) -> Filtres:
        noms = ("gravite", "certitude", "famille", "objet", "cible")
        valeurs = {nom: requete.get(nom, "")[:200] for nom in noms}
        return cls(**valeurs, dispensees=requete.get("dispensees") == "1")

    def garder(self, listee: AnomalieListee) -> bool:
        anomalie = listee.anomalie
        return (
            (listee.dispense is not None) == self.dispensees
            and self.gravite in ("", anomalie.gravite)
            and self.certitude in ("", anomalie.certitude)
            and self.famille in ("", anomalie.famille)
            and self.objet in ("", anomalie.objet)
            and (not self.cible or self.cible in anomalie.cibles)
        )

    @property
    def actifs(self) -> bool:
        return any((self.gravite, self.certitude, self.famille, self.objet, self.cible))


def choix_de(listees: Iterable[AnomalieListee]) -> dict[str, Any]:
    """Les valeurs à proposer dans chaque filtre : celles qui existent, comptées."""
    anomalies = [listee.anomalie for listee in listees]
    return {
        "gravites": _compter((a.gravite.value, GRAVITES[a.gravite]) for a in anomalies),
        "certitudes": _compter((a.certitude.value, CERTITUDES[a.certitude]) for a in anomalies),
        "familles": _compter((a.famille, a.famille) for a in anomalies),
        "objets": _compter((a.objet, a.objet) for a in anomalies),
    }


def _compter(couples: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    comptes: dict[tuple[str, str], int] = {}
    for couple in couples:
        comptes[couple] = comptes.get(couple, 0) + 1
    return [(code, libelle, nombre) for (code, libelle), nombre in comptes.items()]
