"""Charger un fichier de France Travail : chaque ligne gardée, les personnes reconnues, aucune créée."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.personnes.emballage import deballer, emballer
from jalon.parcours.personnes.enums import Appariement, EtatChargement, NatureFranceTravail, Source
from jalon.parcours.personnes.inscriptions import recalculer_inscriptions
from jalon.parcours.personnes.models import Chargement, ObservationFranceTravail
from jalon.parcours.personnes.reconnaissance import Reconnue, reconnaitre
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.chargements import Bilan, conduire, exiger_gestion, garder_rejets
from jalon.sources.france_travail.fichier import FichierIllisible, Forme, lire_lignes, reconnaitre_forme
from jalon.sources.france_travail.lignes import LigneIllisible, LigneLue, lire_ligne

TAILLE_LOT = 2000
CHUTE_DU_STOCK = 0.8
"""Part du stock précédent sous laquelle le rapport avertit : ce format n'annonce pas son nombre de lignes."""


def charger_france_travail(
    chemin: Path,
    *,
    acteur: Compte,
    nature: NatureFranceTravail | None = None,
    jour: date | None = None,
    nom: str = "",
    essai: bool = False,
) -> Bilan:
    """Charge un fichier, ou dit pourquoi il est refusé. Lève `PermissionDenied`."""

    def forme() -> Forme:
        return reconnaitre_forme(chemin, nom=nom, nature=nature, jour=jour)

    def prendre(chargement: Chargement, bilan: Bilan) -> None:
        _dater(chargement, forme())
        travail = _Travail(chargement, forme(), bilan)
        travail.faire(chemin)
        travail.finir()

    return conduire(
        chemin,
        source=Source.FRANCE_TRAVAIL,
        acteur=acteur,
        prendre=prendre,
        nom=nom,
        essai=essai,
        distinguer=lambda: f"{forme().nature.value} {forme().jour}",
    )


@dataclass(slots=True)
class _Travail:
    """Une passe sur le fichier, par lots."""

    chargement: Chargement
    forme: Forme
    bilan: Bilan
    lot: list[tuple[int, bytes, LigneLue]] = field(default_factory=list)
    rejets: list[tuple[int, str, bytes]] = field(default_factory=list)
    touchees: set[UUID] = field(default_factory=set)
    vues: set[bytes] = field(default_factory=set)
    comptes: Counter[str] = field(default_factory=Counter)

    def faire(self, chemin: Path) -> None:
        for numero, octets in lire_lignes(chemin, self.forme):
            self.comptes["lignes"] += 1
            self._prendre(numero, octets)
            if len(self.lot) >= TAILLE_LOT:
                self._vider()
        self._vider()
        if not self.comptes["lignes"]:
            raise FichierIllisible("il n'a aucune ligne sous son en-tête. Demandez le fichier d'origine.")

    def finir(self) -> None:
        garder_rejets(self.chargement, self.bilan, self.rejets)
        etapes = recalculer_par_lots(self.touchees)
        self.comptes.update(
            rejets=len(self.rejets),
            etapes_ajoutees=etapes["ajoutees"],
            etapes_retirees=etapes["retirees"],
            personnes=len(self.touchees),
        )
        self.bilan.comptes = dict(self.comptes)
        self.bilan.rapport = {"nature": self.forme.nature.value}
        if self.forme.nature == NatureFranceTravail.STOCK:
            self.bilan.rapport |= _comparer_au_stock_precedent(self.chargement, self.comptes["lignes"])

    def _prendre(self, numero: int, octets: bytes) -> None:
        empreinte = blake2b(octets, digest_size=16).digest()
        if empreinte in self.vues:
            self.comptes["doublons"] += 1
            return
        self.vues.add(empreinte)
        try:
            self.lot.append((numero, octets, lire_ligne(octets, self.forme.nature, self.forme.jour)))
        except LigneIllisible as erreur:
            self.rejets.append((numero, str(erreur), octets))

    def _vider(self) -> None:
        reconnues = reconnaitre([lue.recherche for _, _, lue in self.lot])
        ObservationFranceTravail.objects.bulk_create(
            [
                ligne_a_garder(self.chargement, self.forme.nature, numero, octets, lue, reconnue)
                for (numero, octets, lue), reconnue in zip(self.lot, reconnues, strict=True)
            ]
        )
        self.comptes.update(reconnue.appariement.value for reconnue in reconnues)
        self.touchees |= {reconnue.personne for reconnue in reconnues if reconnue.personne}
        self.lot = []


def ligne_a_garder(
    chargement: Chargement,
    nature: NatureFranceTravail,
    numero: int,
    octets: bytes,
    lue: LigneLue,
    reconnue: Reconnue,
) -> ObservationFranceTravail:
    """La ligne telle qu'elle est gardée, chiffrée ; les colonnes en clair ne portent ni nom ni NIR."""
    return ObservationFranceTravail(
        chargement=chargement,
        ligne=numero,
        nature=nature,
        effet=lue.effet,
        code=lue.code,
        motif=lue.motif,
        identifiant=lue.identifiant,
        membre_id=reconnue.membre,
        appariement=reconnue.appariement,
        contenu=emballer(octets),
    )


def recalculer_par_lots(personnes: set[UUID]) -> dict[str, int]:
    """Refait l'histoire de ces personnes, par lots, dans la transaction de qui l'appelle."""
    etapes: Counter[str] = Counter(ajoutees=0, retirees=0)
    triees = sorted(personnes)
    for debut in range(0, len(triees), TAILLE_LOT):
        etapes.update(recalculer_inscriptions(triees[debut : debut + TAILLE_LOT]))
    return dict(etapes)


def reconnaitre_de_nouveau(*, acteur: Compte) -> dict[str, int]:
    """Cherche de nouveau les personnes des lignes qui n'en désignaient aucune (après un nouveau flux).

    Lève `PermissionDenied`.
    """
    exiger_gestion(acteur)
    comptes: Counter[str] = Counter(examinees=0, reconnues=0)
    touchees: set[UUID] = set()
    with acte("reconnaitre_france_travail", acteur=acteur):
        lot: list[ObservationFranceTravail] = []
        inconnues = ObservationFranceTravail.objects.filter(membre=None).select_related("chargement")
        for ligne in inconnues.order_by("pk").iterator(chunk_size=TAILLE_LOT):
            lot.append(ligne)
            if len(lot) >= TAILLE_LOT:
                touchees |= _reconnaitre_lot(lot, comptes)
                lot = []
        touchees |= _reconnaitre_lot(lot, comptes)
        recalculer_par_lots(touchees)
    return dict(comptes)


def _reconnaitre_lot(lot: Sequence[ObservationFranceTravail], comptes: Counter[str]) -> set[UUID]:
    recherches = [
        lire_ligne(
            deballer(bytes(ligne.contenu)), NatureFranceTravail(ligne.nature), ligne.chargement.instant.jour
        ).recherche
        for ligne in lot
    ]
    changees, touchees = [], set()
    for ligne, reconnue in zip(lot, reconnaitre(recherches), strict=True):
        if reconnue.appariement != ligne.appariement:
            ligne.membre_id, ligne.appariement = reconnue.membre, reconnue.appariement
            changees.append(ligne)
        if reconnue.personne:
            touchees.add(reconnue.personne)
    ObservationFranceTravail.objects.bulk_update(changees, ["membre", "appariement"], batch_size=500)
    comptes.update(
        examinees=len(lot), reconnues=sum(ligne.appariement in Appariement.reconnus() for ligne in changees)
    )
    return touchees


def _dater(chargement: Chargement, forme: Forme) -> None:
    chargement.reference = forme.jour
    chargement.cree_le = timezone.make_aware(datetime.combine(forme.jour, time.min))
    chargement.version = forme.nature.value
    chargement.save()


def _comparer_au_stock_precedent(chargement: Chargement, lignes: int) -> dict[str, Any]:
    precedent = (
        Chargement.objects.filter(
            source=Source.FRANCE_TRAVAIL,
            version=NatureFranceTravail.STOCK,
            etat=EtatChargement.CHARGE,
            reference__lt=chargement.reference,
        )
        .order_by("-reference")
        .first()
    )
    if precedent is None:
        return {}
    avant = int(precedent.rapport.get("comptes", {}).get("lignes", 0))
    return {"stock_precedent": avant, "stock_en_chute": lignes < CHUTE_DU_STOCK * avant}
