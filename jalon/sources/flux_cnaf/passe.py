"""La passe sur un fichier : dossiers inchangés notés, les autres analysés et intégrés par lots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer
from jalon.parcours.personnes.enums import EtatChargement, EtatRejet, Source
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import Chargement, Foyer, Rejet
from jalon.parcours.personnes.observations import Instant
from jalon.parcours.personnes.rapprochements import chercher_ressemblances
from jalon.sources.flux_cnaf.analyse import normaliser_departement
from jalon.sources.flux_cnaf.atelier import Atelier, Lu
from jalon.sources.flux_cnaf.conserve import observation_conservee
from jalon.sources.flux_cnaf.decoupe import Decoupe
from jalon.sources.flux_cnaf.tranches import Tranche

TAILLE_LOT = 1000
PERSONNE = b"<Personne>"

Avancer = Callable[[int, str], None]
"""Dit où en est le travail : pourcentage, message."""


class Passe:
    """Un parcours du fichier. `rejets_dits` : (dossier, motif, ligne) de chaque dossier écarté."""

    def __init__(
        self,
        chargement: Chargement,
        decoupe: Decoupe,
        departement: str | None,
        atelier: Atelier,
        avancer: Avancer | None,
        octets: int,
    ) -> None:
        self.chargement, self.decoupe, self.atelier = chargement, decoupe, atelier
        self.departement, self.avancer, self.octets = departement, avancer, octets
        self.rejets_dits: list[dict[str, Any]] = []
        self._attente: list[Tranche] = []
        self._vus: set[str] = set()
        self._inchanges: list[UUID] = []
        self._rejets: list[Rejet] = []
        self._integration: Integration | None = None
        self._empreintes = _empreintes_comparables(chargement.instant)
        self._comptes: Counter[str] = Counter()
        self._inconnus: Counter[str] = Counter()
        self._codes_inconnus: Counter[str] = Counter()

    def faire(self) -> None:
        """Parcourt le fichier ; lève `FluxIllisible` s'il est coupé ou si son total est faux."""
        for rang, tranche in enumerate(self.decoupe, start=1):
            self._prendre(tranche)
            if len(self._attente) >= TAILLE_LOT:
                self._soumettre()
            if self.avancer and rang % TAILLE_LOT == 0:
                part = max(tranche.decalage, 0) / max(self.octets, 1)
                self.avancer(min(round(90 * part), 90), f"{rang} dossiers lus")
        self._soumettre()
        for lot in self.atelier.prets(tous=True):
            self._integrer(lot)

    def finir(self) -> dict[str, Any]:
        """Ce qui se déduit du fichier entier ; rend le rapport, gardé avec le chargement."""
        integration = self._ouverte()
        integration.inchanges(self._inchanges)
        Rejet.objects.bulk_create(self._rejets, batch_size=500)
        integration.comptes.update(self._comptes)
        if self.avancer:
            self.avancer(92, "Épisodes et périmètres")
        pied = self.decoupe.pied
        rapport = cloturer(
            integration,
            annonces=pied.dossiers if pied else 0,
            lus=self.decoupe.nombre,
            rejets=len(self._rejets),
            complet=self.decoupe.tete.mensuel,
        )
        chercher_ressemblances(integration.nouvelles)
        _remplacer_rejets(self.chargement)
        rapport |= {"inconnus": dict(self._inconnus), "codes_inconnus": dict(self._codes_inconnus)}
        self.chargement.etat = EtatChargement.CHARGE
        self.chargement.fini_le = timezone.now()
        self.chargement.rapport = rapport
        self.chargement.save()
        return rapport

    def _prendre(self, tranche: Tranche) -> None:
        """Un dossier vu deux fois dans le fichier ne prend jamais le raccourci : le dernier l'emporte."""
        self._comptes["personnes"] += tranche.octets.count(PERSONNE)
        if self.departement is None and tranche.departement:
            self.departement = normaliser_departement(tranche.departement)
        double = bool(tranche.dossier) and tranche.dossier in self._vus
        self._vus.add(tranche.dossier)
        self._comptes["doublons"] += double
        connue = self._empreintes.get(tranche.dossier)
        if connue and connue[1] == tranche.empreinte and not double:
            self._inchanges.append(connue[0])
        else:
            self._attente.append(tranche)

    def _soumettre(self) -> None:
        if self._attente:
            self.atelier.soumettre(self._attente, self.departement)
            self._attente = []
        for lot in self.atelier.prets():
            self._integrer(lot)

    def _integrer(self, lot: list[Lu]) -> None:
        dossiers = []
        for lu in lot:
            self._inconnus.update(lu.inconnus)
            self._codes_inconnus.update(lu.codes_inconnus)
            if lu.observation is not None:
                dossiers.append(DossierRecu(lu.observation, lu.empreinte, lu.contenu))
            elif lu.rejet is not None:
                self._rejeter(*lu.rejet, lu.contenu)
        if dossiers:
            self._ouverte().integrer(dossiers)

    def _rejeter(self, dossier: str, motif: str, ligne: int, contenu: bytes) -> None:
        self._rejets.append(
            Rejet(
                chargement=self.chargement, dossier=dossier, motif=motif[:300], ligne=ligne, contenu=contenu
            )
        )
        self.rejets_dits.append({"dossier": dossier, "motif": motif, "ligne": ligne})

    def _ouverte(self) -> Integration:
        if self._integration is None:
            self._integration = Integration(self.chargement, self.departement or "", observation_conservee)
        return self._integration


def _empreintes_comparables(instant: Instant) -> dict[str, tuple[UUID, bytes]]:
    """Numéro → foyer et empreinte de sa dernière version, si ce fichier est le plus récent de tous."""
    instants = [
        charge.instant
        for charge in Chargement.objects.filter(etat=EtatChargement.CHARGE, reference__isnull=False)
        if charge.source in (Source.FLUX_MENSUEL, Source.FLUX_QUOTIDIEN)
    ]
    if not instants or max(instants) >= instant:
        return {}
    return {
        numero: (foyer, bytes(empreinte or b""))
        for foyer, numero, empreinte in Foyer.objects.filter(derniere_empreinte__isnull=False)
        .values_list("id", "numero", "derniere_empreinte")
        .iterator(chunk_size=20000)
    }


def _remplacer_rejets(chargement: Chargement) -> None:
    """Un dossier écarté d'un fichier plus ancien et pris dans celui-ci n'attend plus de correction."""
    Rejet.objects.filter(
        etat=EtatRejet.A_CORRIGER,
        chargement__lt=chargement.pk,
        dossier__in=Foyer.objects.filter(observations__chargement=chargement).values("numero"),
    ).update(
        etat=EtatRejet.REMPLACE,
        suite=f"Repris par le fichier {chargement.nom_fichier}."[:300],
        traite_le=timezone.now(),
    )
