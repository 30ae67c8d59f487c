"""Reconnaître l'organisme qu'un document nomme ; en créer un quand rien ne lui ressemble assez."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from rapidfuzz import fuzz, process

from jalon.socle.organisations.enums import NatureOrganisation
from jalon.socle.organisations.models import AliasOrganisation, Organisation
from jalon.sources.documents.reprise_rapprochements import normaliser

ABREVIATIONS = ((r"\bmissions? locales?\b", "ml"), (r"\b(?:l )?associations?\b|\bpays\b", " "))
PAS_UN_ORGANISME = re.compile(
    r"^\d|\b(?:etp|postes?|financements?|aide)\b|^(?:pour|au titre)\b|^(?:ml|epci|ccas|cdas)$", re.IGNORECASE
)
"""Ce qu'une liste d'opérateurs nomme sans que ce soit quelqu'un : « 2 ETP service RSA », « ML » tout
court."""
MEME_NOM = 90
NOM_PROCHE = 75
LONGUEUR_NOM = 200


@dataclass(slots=True)
class Organismes:
    """Les organismes connus et ceux que le document ajoute. Un nom abrégé ou mal orthographié devient un
    alias."""

    index: dict[str, UUID] = field(default_factory=dict)
    noms: dict[UUID, str] = field(default_factory=dict)
    nouveaux: dict[UUID, Organisation] = field(default_factory=dict)
    alias: list[AliasOrganisation] = field(default_factory=list)
    a_rapprocher: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def connus(cls) -> Organismes:
        """Tous les organismes de la base, avec leurs alias."""
        organismes = cls()
        for cle, nom, sigle in Organisation.objects.values_list("id", "nom", "sigle"):
            organismes.noms[cle] = nom
            organismes._indexer(cle, (nom, sigle))
        for cle, nom in AliasOrganisation.objects.values_list("organisation_id", "nom"):
            organismes._indexer(cle, (nom,))
        return organismes

    def reconnaitre(self, nom: str, nature: NatureOrganisation, document: str = "") -> UUID | None:
        """L'organisme de ce nom : exact, puis très proche (mêmes chiffres), sinon nouveau.

        `None` si ce n'est pas un nom d'organisme (« 2 postes d'éducateurs »).
        """
        nom = " ".join(nom.split())[:LONGUEUR_NOM]
        if PAS_UN_ORGANISME.search(normaliser(nom)):
            return None
        cle = compacter(nom)
        if cle in self.index:
            return self.index[cle]
        proche, note = self._plus_proche(cle)
        if proche is not None and note >= MEME_NOM:
            self.alias.append(AliasOrganisation(organisation_id=proche, nom=nom, source=document[:200]))
            self._indexer(proche, (nom,))
            return proche
        if proche is not None and note >= NOM_PROCHE:
            self.a_rapprocher.append((nom, self.noms[proche]))
        return self._creer(nom, nature)

    def nom(self, cle: UUID | None) -> str:
        return self.noms.get(cle, "") if cle else ""

    def _creer(self, nom: str, nature: NatureOrganisation) -> UUID:
        organisation = Organisation(nom=nom, natures=[nature.value])
        self.nouveaux[organisation.pk] = organisation
        self.noms[organisation.pk] = nom
        self._indexer(organisation.pk, (nom,))
        return organisation.pk

    def _indexer(self, cle: UUID, noms: Iterable[str]) -> None:
        for nom in noms:
            if compacte := compacter(nom):
                self.index.setdefault(compacte, cle)

    def _plus_proche(self, cle: str) -> tuple[UUID | None, float]:
        chiffres = re.sub(r"\D", "", cle)
        candidats = [nom for nom in self.index if re.sub(r"\D", "", nom) == chiffres]
        trouve = process.extractOne(cle, candidats, scorer=fuzz.ratio)
        return (self.index[trouve[0]], trouve[1]) if trouve else (None, 0.0)


def compacter(nom: str) -> str:
    """« ML Fougères » et « Mission locale du Pays de Fougères » se lisent pareil, « WE KER » et « We-Ker »
    aussi."""
    propre = re.sub(r"\s*\([^)]*\)\s*$", "", nom)
    texte = normaliser(propre)
    for motif, remplacement in ABREVIATIONS:
        texte = re.sub(motif, remplacement, texte)
    return texte.replace(" ", "") or normaliser(nom).replace(" ", "") or nom.strip().lower()
