"""Comparer les faits d'un extrait à ce qui en était connu : nouveau, modifié, inchangé, disparu.

Un fait garde le logiciel et l'identifiant d'où il vient ; sa version remplacée est gardée. Une personne est
reconnue, jamais créée : un fait sans personne attend, et se rattache à l'extrait où elle est reconnue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from django.db.models import QuerySet

from jalon.parcours.personnes.ecriture import Ecrivain
from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import Appariement, NatureFait
from jalon.parcours.personnes.models import Chargement, FaitRepris, VersionFait
from jalon.parcours.personnes.observations import json_canonique
from jalon.parcours.personnes.reconnaissance import Recherche, Reconnue, reconnaitre
from jalon.sources.chargements import FichierRefuse
from jalon.sources.tableurs.lecture import LigneLue

DATES = {
    NatureFait.REFERENT: "debut",
    NatureFait.ORIENTATION: "date",
    NatureFait.RENDEZ_VOUS: "date",
    NatureFait.CONTRAT: "debut",
}
JAMAIS_EN_CLAIR = ("nir",)
DISPARUS_MIN, DISPARUS_PART = 10, 0.3
"""Au-delà, un extrait qui ne montre plus tant de faits est tenu pour coupé, sauf à le confirmer."""


@dataclass(slots=True)
class Changement:
    """Un fait à appliquer : `avant` porte ses valeurs d'avant, vides s'il est nouveau ou vient d'être
    rattaché."""

    fait: FaitRepris
    avant: dict[str, Any] = field(repr=False)


@dataclass(slots=True)
class Reprise:
    """La reprise d'une nature de faits d'un logiciel, dans la transaction de qui l'appelle."""

    systeme: str
    nature: NatureFait
    chargement: Chargement
    jour: date
    comptes: Counter[str] = field(default_factory=Counter)
    changements: list[Changement] = field(default_factory=list)
    disparus: list[FaitRepris] = field(default_factory=list)

    def reprendre(self, lignes: Sequence[LigneLue]) -> None:
        """Prend ces lignes, chacune d'un identifiant distinct. Lève `FichierRefuse` si un extrait plus
        récent est déjà repris."""
        connus = {fait.cle_source: fait for fait in self._connus()}
        if any(fait.vu_le > self.jour for fait in connus.values()):
            raise FichierRefuse(
                f"un extrait plus récent de « {self.nature.label} » est déjà repris. Vérifiez la date de "
                "celui-ci."
            )
        self._prendre(lignes, connus)

    def reprendre_ligne(self, ligne: LigneLue) -> None:
        """Prend une seule ligne, celle d'un rejet corrigé, quels que soient les extraits repris depuis."""
        self._prendre(
            [ligne], {f.cle_source: f for f in self._connus().filter(cle_source=ligne.valeurs["id"])}
        )

    def _prendre(self, lignes: Sequence[LigneLue], connus: dict[str, FaitRepris]) -> None:
        reconnues = self._reconnaitre(lignes)
        nouveaux: list[FaitRepris] = []
        modifies: list[FaitRepris] = []
        revus: list[FaitRepris] = []
        versions: list[VersionFait] = []
        for ligne, reconnue in zip(lignes, reconnues, strict=True):
            connu = connus.get(ligne.valeurs["id"])
            if connu is None:
                fait = FaitRepris(systeme=self.systeme, nature=self.nature, cle_source=ligne.valeurs["id"])
                self._remplir(fait, ligne, reconnue)
                nouveaux.append(fait)
                self.changements.append(Changement(fait, {}))
            elif bytes(connu.empreinte) == _empreinte(ligne) and connu.membre_id:
                connu.vu_le, connu.disparu_le = self.jour, None
                revus.append(connu)
            else:
                modifies.append(self._modifier(connu, ligne, reconnue, versions))
        FaitRepris.objects.bulk_create(nouveaux, batch_size=1000)
        VersionFait.objects.bulk_create(versions, batch_size=1000, ignore_conflicts=True)
        Ecrivain().mettre_a_jour(FaitRepris, [_rangee(fait) for fait in modifies], "id", *_CHAMPS)
        _noter(revus, vu_le=self.jour, disparu_le=None)
        self.comptes.update(nouveaux=len(nouveaux), inchanges=len(revus))
        self.comptes["sans_personne"] += sum(fait.membre_id is None for fait in (*nouveaux, *modifies))

    def relever_disparus(self, vus: set[str], *, accepter: bool) -> None:
        """Note les faits que l'extrait ne montre plus. Lève `FichierRefuse` s'ils sont trop nombreux."""
        presents = [fait for fait in self._connus() if fait.disparu_le is None]
        self.disparus = [fait for fait in presents if fait.cle_source not in vus]
        trop = len(self.disparus) > max(DISPARUS_MIN, DISPARUS_PART * len(presents))
        if trop and not accepter:
            raise FichierRefuse(
                f"{len(self.disparus)} faits « {self.nature.label} » sur {len(presents)} ne sont plus dans "
                "cet extrait : il est peut-être coupé. S'il est entier, reprenez-le avec "
                "--accepter-disparitions."
            )
        for fait in self.disparus:
            fait.disparu_le = self.jour
        _noter(self.disparus, disparu_le=self.jour)
        self.comptes["disparus"] = len(self.disparus)

    def _connus(self) -> QuerySet[FaitRepris]:
        return FaitRepris.objects.filter(systeme=self.systeme, nature=self.nature)

    def _modifier(
        self, fait: FaitRepris, ligne: LigneLue, reconnue: Reconnue, versions: list[VersionFait]
    ) -> FaitRepris:
        """Un fait qui dit autre chose, ou dont la personne vient d'être reconnue."""
        rattache = fait.membre_id is None and reconnue.membre is not None
        avant = {} if rattache else dict(fait.donnees)
        if bytes(fait.empreinte) == _empreinte(ligne):
            self.comptes["rattaches" if rattache else "inchanges"] += 1
        else:
            versions.append(
                VersionFait(fait=fait, chargement_id=fait.chargement_id, contenu=bytes(fait.contenu))
            )
            self.comptes["modifies"] += 1
        self._remplir(fait, ligne, reconnue)
        self.changements.append(Changement(fait, avant))
        return fait

    def _remplir(self, fait: FaitRepris, ligne: LigneLue, reconnue: Reconnue) -> None:
        if reconnue.membre or fait.membre_id is None:
            # Une personne reconnue le reste : l'identifiant du logiciel désigne toujours la même.
            fait.membre_id, fait.appariement = reconnue.membre, reconnue.appariement
        fait.date = ligne.valeurs.get(DATES.get(self.nature, ""))
        fait.donnees = donnees(ligne)
        fait.empreinte, fait.contenu = _empreinte(ligne), emballer(ligne.octets)
        fait.chargement, fait.vu_le, fait.disparu_le = self.chargement, self.jour, None

    def _reconnaitre(self, lignes: Sequence[LigneLue]) -> list[Reconnue]:
        if self.nature == NatureFait.PERSONNE:
            return reconnaitre([_recherche(ligne.valeurs) for ligne in lignes])
        personnes = {
            cle: Reconnue(Appariement(appariement), membre=membre)
            for cle, appariement, membre in FaitRepris.objects.filter(
                systeme=self.systeme, nature=NatureFait.PERSONNE
            ).values_list("cle_source", "appariement", "membre_id")
        }
        inconnue = Reconnue(Appariement.AUCUNE)
        return [personnes.get(ligne.valeurs["personne"], inconnue) for ligne in lignes]


_CHAMPS = (
    "membre_id",
    "appariement",
    "date",
    "donnees",
    "empreinte",
    "contenu",
    "chargement_id",
    "vu_le",
    "disparu_le",
)


def _rangee(fait: FaitRepris) -> tuple[Any, ...]:
    """Clé puis valeurs de `_CHAMPS`, telles que la base les prend."""
    valeurs = {nom: getattr(fait, nom) for nom in _CHAMPS} | {"donnees": json_canonique(fait.donnees)}
    return (fait.pk, *(valeurs[nom] for nom in _CHAMPS))


def _noter(faits: Sequence[FaitRepris], **dates: date | None) -> None:
    """Les mêmes dates pour tous ces faits, en un ordre."""
    FaitRepris.objects.filter(pk__in=[fait.pk for fait in faits]).update(**dates)


def donnees(ligne: LigneLue) -> dict[str, str]:
    """Valeurs à garder en clair, en textes ; jamais un NIR."""
    return {champ: str(valeur) for champ, valeur in ligne.valeurs.items() if champ not in JAMAIS_EN_CLAIR}


def _empreinte(ligne: LigneLue) -> bytes:
    """Empreinte des valeurs lues : une colonne que Jalon ignore ne fait pas un changement."""
    textes = {champ: str(valeur) for champ, valeur in ligne.valeurs.items()}
    return blake2b(json_canonique(textes).encode(), digest_size=16).digest()


def _recherche(valeurs: dict[str, Any]) -> Recherche:
    return Recherche(valeurs["nom"], valeurs["prenom"], valeurs["naissance"], valeurs.get("nir"))
