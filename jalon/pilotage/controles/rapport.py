"""Ce que le contrôle rend : des anomalies chiffrées, situées et graduées, et ce qui en a été dispensé."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from jalon.pilotage.controles.releve import Lieu, NonLu, Valeur
from jalon.pilotage.controles.textes import ecrire


class Gravite(StrEnum):
    """Une `erreur` fait échouer le contrôle ; elle est toujours certaine."""

    ERREUR = "erreur"
    AVERTISSEMENT = "avertissement"
    INFORMATION = "information"


class Certitude(StrEnum):
    """Ce que vaut le constat sans lire autre chose que le rapport."""

    CERTAINE = "certaine"
    PROBABLE = "probable"
    A_VERIFIER = "a_verifier"


@dataclass(frozen=True, slots=True)
class ValeurCitee:
    """Une valeur et sa place. `valeur` : nombre, texte imprimé, ou rien si la case est vide."""

    libelle: str
    valeur: Decimal | str | None
    lieu: Lieu
    unite: str = ""

    def ecrite(self) -> str:
        if self.valeur is None:
            return "rien d'écrit"
        return ecrire(self.valeur, self.unite) if isinstance(self.valeur, Decimal) else str(self.valeur)

    def en_json(self) -> dict[str, Any]:
        return {"libelle": self.libelle, "valeur": _nombre_json(self.valeur), "ou": str(self.lieu)}


@dataclass(frozen=True, slots=True)
class Anomalie:
    """Un désaccord : les deux valeurs, leurs places, l'écart, ce qui l'explique sans doute."""

    regle: str
    famille: str
    gravite: Gravite
    certitude: Certitude
    titre: str
    message: str
    objet: str
    valeurs: tuple[ValeurCitee, ...] = ()
    ecart: Decimal | None = None
    piste: str = ""

    def __post_init__(self) -> None:
        if self.gravite is Gravite.ERREUR and self.certitude is not Certitude.CERTAINE:
            raise ValueError(f"règle {self.regle} : seule une anomalie certaine peut être une erreur")

    @property
    def cle(self) -> str:
        """Clé stable d'une lecture à l'autre : règle, objet, cases ; ni valeur ni ligne de fichier."""
        cases = sorted({"/".join((v.lieu.tableau, v.lieu.ligne, v.lieu.colonne)) for v in self.valeurs})
        return "|".join([self.regle, self.objet, *cases])

    @property
    def cibles(self) -> tuple[str, ...]:
        """Cases de la base que l'anomalie met en cause, sans doublon."""
        return tuple(dict.fromkeys(v.lieu.cible for v in self.valeurs if v.lieu.cible))

    def en_json(self) -> dict[str, Any]:
        return {
            "regle": self.regle,
            "gravite": self.gravite.value,
            "certitude": self.certitude.value,
            "titre": self.titre,
            "message": self.message,
            "objet": self.objet,
            "valeurs": [v.en_json() for v in self.valeurs],
            "ecart": _nombre_json(self.ecart),
            "piste": self.piste,
        }


@dataclass(frozen=True, slots=True)
class Dispense:
    """Ce qu'une personne a décidé d'accepter, avec son motif ; imprimé en annexe du rapport."""

    cle: str
    motif: str
    auteur: str
    date: datetime.date
    jusqu_au: datetime.date | None = None

    def vaut(self, jour: datetime.date) -> bool:
        return self.jusqu_au is None or jour <= self.jusqu_au


@dataclass(frozen=True, slots=True)
class Trace:
    """Une case vue par une relation évaluée. `stricte` : l'opérateur fixe la valeur, il ne la borne pas."""

    valeur: Valeur
    regle: str
    stricte: bool


@dataclass(slots=True)
class Rapport:
    """Résultat d'un contrôle. `non_applicables` : relations sans leurs valeurs, jamais un succès."""

    document: str
    chiffres_lus: int = 0
    controles: int = 0
    non_applicables: int = 0
    non_lus: list[NonLu] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    dispensees: list[tuple[Anomalie, Dispense]] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)

    @property
    def erreurs(self) -> list[Anomalie]:
        return self.par_gravite(Gravite.ERREUR)

    def par_gravite(self, gravite: Gravite) -> list[Anomalie]:
        return [a for a in self.anomalies if a.gravite is gravite]

    def en_json(self) -> dict[str, Any]:
        """Les clés du contrat de commande ; montants en nombres."""
        return {
            "document": self.document,
            "chiffres_lus": self.chiffres_lus,
            "controles": self.controles,
            "non_lus": [{"texte": n.texte, "motif": n.motif, "ou": str(n.lieu)} for n in self.non_lus],
            "anomalies": [a.en_json() for a in self.anomalies],
        }

    def en_texte(self) -> str:
        """Le rapport tel qu'une personne le lit, par gravité puis par cause."""
        return "\n".join(_lignes_texte(self)) + "\n"


_TITRES = {
    Gravite.ERREUR: "Erreurs certaines",
    Gravite.AVERTISSEMENT: "Avertissements",
    Gravite.INFORMATION: "Pour information",
}
_CERTITUDES = {
    Certitude.CERTAINE: "",
    Certitude.PROBABLE: " (probable)",
    Certitude.A_VERIFIER: " (à vérifier)",
}


def _lignes_texte(rapport: Rapport) -> Iterable[str]:
    yield f"Contrôle de {rapport.document}"
    compte = len(rapport.anomalies)
    yield (
        f"{rapport.chiffres_lus} chiffres lus, {rapport.controles} contrôles faits, "
        f"{compte} anomalie{'s' if compte > 1 else ''} dont {len(rapport.erreurs)} certaine"
        f"{'s' if len(rapport.erreurs) > 1 else ''} à corriger."
    )
    if rapport.dispensees:
        yield f"{len(rapport.dispensees)} anomalie(s) avec dispense, rappelée(s) à la fin."
    for gravite, titre in _TITRES.items():
        anomalies = rapport.par_gravite(gravite)
        if anomalies:
            yield from ("", f"{titre} ({len(anomalies)})", "=" * (len(titre) + len(str(len(anomalies))) + 3))
            yield from _lignes_causes(anomalies)
    if rapport.non_lus:
        yield from ("", f"Non compris à la lecture ({len(rapport.non_lus)})")
        yield from (f"  - {n.texte[:100]} : {n.motif} ({n.lieu})" for n in rapport.non_lus)
    if rapport.dispensees:
        yield from ("", "Dispenses")
        for anomalie, dispense in rapport.dispensees:
            qui = f"{dispense.auteur}, {dispense.date:%d/%m/%Y}"
            yield f"  - {anomalie.titre}, {anomalie.objet} : {dispense.motif} ({qui})"


def _lignes_causes(anomalies: list[Anomalie]) -> Iterable[str]:
    causes: dict[str, list[Anomalie]] = {}
    for anomalie in anomalies:
        causes.setdefault(_cause(anomalie, anomalies), []).append(anomalie)
    for cause, groupe in causes.items():
        yield from ("", f"{cause}")
        for anomalie in groupe:
            yield f"  - {anomalie.objet} : {anomalie.message}{_CERTITUDES[anomalie.certitude]}"
            for valeur in anomalie.valeurs:
                yield f"      {_abreger(valeur.libelle, 90)} : {valeur.ecrite()} — {_lieu_court(valeur.lieu)}"
            if anomalie.piste:
                yield f"      Piste : {anomalie.piste}"


def _abreger(texte: str, largeur: int) -> str:
    return texte if len(texte) <= largeur else f"{texte[: largeur - 1]}…"


def _lieu_court(lieu: Lieu) -> str:
    noms = (lieu.tableau, lieu.ligne, lieu.colonne)
    morceaux = [_abreger(nom, 44) for nom in noms if nom]
    if lieu.ligne_fichier is not None:
        morceaux.append(f"ligne {lieu.ligne_fichier}")
    return " / ".join(morceaux)


def _cause(anomalie: Anomalie, toutes: list[Anomalie]) -> str:
    """Des écarts égals (en euros) viennent d'ordinaire de la même faute ; sinon on range par famille."""
    if anomalie.ecart and any(v.unite == "€" for v in anomalie.valeurs):
        memes = [a for a in toutes if a.ecart is not None and abs(a.ecart) == abs(anomalie.ecart)]
        if len(memes) > 1:
            return f"Un même écart de {ecrire(abs(anomalie.ecart), '€')}"
    return anomalie.famille


def _nombre_json(valeur: Decimal | str | None) -> int | float | str | None:
    if not isinstance(valeur, Decimal):
        return valeur
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
