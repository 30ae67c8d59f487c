"""La passe sur un fichier : dossiers inchangés notés, les autres analysés et intégrés par lots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer
from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import EtatRejet
from jalon.parcours.personnes.integration import DossierRecu, Integration
from jalon.parcours.personnes.models import Chargement, Foyer, Rejet
from jalon.parcours.personnes.nouveaux import DossierPret, numeros_connus
from jalon.parcours.personnes.preparation import Destination
from jalon.parcours.personnes.rapprochements import chercher_ressemblances
from jalon.sources.flux_cnaf.analyse import normaliser_departement
from jalon.sources.flux_cnaf.atelier import Atelier, Lot, Lu
from jalon.sources.flux_cnaf.avance import en_avance
from jalon.sources.flux_cnaf.conserve import conserver, observation_conservee
from jalon.sources.flux_cnaf.decoupe import Decoupe
from jalon.sources.flux_cnaf.miettes import ramasser
from jalon.sources.flux_cnaf.reconnus import Connu, connus_comparables, distinguer
from jalon.sources.flux_cnaf.tranches import Tranche

TAILLE_LOT = 1000
LUS_SANS_SOUMETTRE = 10_000
"""Dossiers lus au-delà desquels un lot part incomplet : l'analyse avance pendant que le fichier se coupe."""

Avancer = Callable[[int, str], None]
"""Dit où en est le travail : pourcentage, message."""


class DoubleTardif(Exception):
    """Un dossier revient alors que sa première version est déjà prise : le fichier est à reprendre."""


class Passe:
    """Un parcours du fichier. `rejets_dits` : (dossier, motif, ligne) de chaque dossier écarté.

    `derniers` : rang de la dernière version de chaque dossier présent plusieurs fois, s'il est déjà connu.
    """

    def __init__(
        self,
        chargement: Chargement,
        decoupe: Decoupe,
        departement: str | None,
        atelier: Atelier,
        avancer: Avancer | None,
        octets: int,
        derniers: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.chargement, self.decoupe, self.atelier = chargement, decoupe, atelier
        self.departement, self.avancer, self.octets = departement, avancer, octets
        self.derniers = derniers
        self.rejets_dits: list[dict[str, Any]] = []
        self._attente: list[Tranche] = []
        self._vus: dict[str, int] = {}
        self._inchanges: dict[str, Connu] = {}
        self._rejets: list[Rejet] = []
        self._integration: Integration | None = None
        self._connus = connus_comparables(chargement.instant)
        self._comptes: Counter[str] = Counter()
        self._inconnus: Counter[str] = Counter()
        self._codes_inconnus: Counter[str] = Counter()

    def faire(self) -> None:
        """Parcourt le fichier ; lève `FluxIllisible` s'il est coupé ou si son total est faux.

        Lève `DoubleTardif` si un dossier revient trop loin de sa première version.
        """
        distinguees = distinguer(self.decoupe, self._connus, self.derniers)
        with closing(en_avance(distinguees)) as tranches:
            for rang, (tranche, connu) in enumerate(tranches, start=1):
                self._prendre(tranche, connu)
                if len(self._attente) >= TAILLE_LOT or rang % LUS_SANS_SOUMETTRE == 0:
                    self._soumettre()
                if self.avancer and rang % TAILLE_LOT == 0:
                    part = max(tranche.decalage, 0) / max(self.octets, 1)
                    self.avancer(min(round(90 * part), 90), f"{rang} dossiers lus")
        self._soumettre()
        for lot in self.atelier.prets(tous=True):
            self._integrer(lot)
        self.atelier.congedier()
        self._ecrire_rejets()

    def finir(self) -> dict[str, Any]:
        """Ce qui se déduit du fichier entier ; rend le rapport, à garder avec le chargement."""
        integration = self._ouverte()
        integration.comptes.setdefault("inchanges", 0)
        integration.comptes.update(self._comptes)
        if self.avancer:
            self.avancer(92, "Épisodes et périmètres")
        pied = self.decoupe.pied
        rapport = cloturer(
            integration,
            annonces=pied.dossiers if pied else 0,
            lus=self.decoupe.nombre,
            rejets=len(self.rejets_dits) - self._comptes["doublons"],
            complet=self.decoupe.tete.mensuel,
        )
        chercher_ressemblances(integration.nouvelles)
        _remplacer_rejets(self.chargement)
        rapport |= {"inconnus": dict(self._inconnus), "codes_inconnus": dict(self._codes_inconnus)}
        return rapport

    def _prendre(self, tranche: Tranche, connu: Connu | None) -> None:
        """Un dossier inchangé est noté ; les autres attendent l'analyse. En double, le dernier l'emporte."""
        numero = tranche.dossier
        if self.departement is None and tranche.departement:
            self.departement = normaliser_departement(tranche.departement)
        if numero and self.derniers.get(numero, tranche.rang) != tranche.rang:
            self._remplacer(tranche)
            return
        if numero in self._vus:
            self._oublier(numero)
        if connu:
            self._inchanges[numero] = connu
        else:
            self._attente.append(tranche)
        if numero:
            self._vus[numero] = tranche.ligne

    def _oublier(self, numero: str) -> None:
        """Le dossier revient : sa première version ne compte plus, comme si elle n'était pas là."""
        if self._inchanges.pop(numero, None):
            self._signaler_double(numero, self._vus[numero])
            return
        for rang, tranche in enumerate(self._attente):
            if tranche.dossier == numero:
                self._remplacer(self._attente.pop(rang))
                return
        raise DoubleTardif

    def _remplacer(self, tranche: Tranche) -> None:
        motif = self._signaler_double(tranche.dossier, tranche.ligne)
        self._rejets.append(
            Rejet(
                chargement=self.chargement,
                dossier=tranche.dossier,
                motif=motif,
                ligne=tranche.ligne,
                contenu=emballer(conserver(tranche)),
                etat=EtatRejet.REMPLACE,
                suite="La dernière version du fichier l'emporte.",
                traite_le=timezone.now(),
            )
        )

    def _signaler_double(self, numero: str, ligne: int) -> str:
        motif = "dossier en double dans le fichier : remplacé par une version qui vient plus loin"
        self._comptes["doublons"] += 1
        self.rejets_dits.append({"dossier": numero, "motif": motif, "ligne": ligne})
        return motif

    def _soumettre(self) -> None:
        if self._inchanges:
            self._ouverte().inchanges([(connu.foyer, connu.version) for connu in self._inchanges.values()])
            self._comptes["personnes"] += sum(connu.personnes for connu in self._inchanges.values())
            self._inchanges = {}
        self._ecrire_rejets()
        if self._attente:
            self.atelier.soumettre(self._lot(self._attente))
            self._attente = []
        for lot in self.atelier.prets():
            self._integrer(lot)

    def _lot(self, tranches: list[Tranche]) -> Lot:
        departement = self.departement or ""
        numeros = {tranche.dossier for tranche in tranches if tranche.dossier}
        destination = Destination(self.chargement.pk, self.chargement.instant, departement)
        nouveaux = frozenset(numeros - numeros_connus(departement, numeros))
        return Lot(tranches, self.departement, destination, nouveaux)

    def _integrer(self, lot: list[Lu]) -> None:
        """Prend un lot analysé, et le vide : le ramasse-miettes n'a pas à parcourir ce qui a servi."""
        dossiers: list[DossierRecu | DossierPret] = []
        for lu in lot:
            if lu.inconnus or lu.codes_inconnus:
                self._inconnus.update(lu.inconnus)
                self._codes_inconnus.update(lu.codes_inconnus)
            if lu.rejet is not None:
                self._rejeter(*lu.rejet, lu.contenu)
                continue
            self._comptes["personnes"] += lu.personnes
            if lu.pret is not None:
                dossiers.append(DossierPret(lu.pret, lu.empreinte, lu.contenu))
            elif lu.observation is not None:
                dossiers.append(DossierRecu(lu.observation, lu.empreinte, lu.contenu))
        if dossiers:
            self._ouverte().integrer(dossiers)
        dossiers.clear()
        lot.clear()
        ramasser()

    def _ecrire_rejets(self) -> None:
        Rejet.objects.bulk_create(self._rejets, batch_size=500)
        self._rejets = []

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
