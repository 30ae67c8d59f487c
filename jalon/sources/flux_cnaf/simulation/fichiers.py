"""Les fichiers d'une simulation, écrits au fil des lignées ; aucun n'est tenu en mémoire."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from jalon.sources.flux_cnaf.simulation import ecriture_vrsb, ecriture_vrsd
from jalon.sources.flux_cnaf.simulation.ecriture_commune import entete, indenter, pied
from jalon.sources.flux_cnaf.simulation.foyer import Dossier
from jalon.sources.flux_cnaf.simulation.lignees import Lignee
from jalon.sources.flux_cnaf.simulation.population import derouler, numeros
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, ajouter_mois, fin_de_mois

TAMPON = 1 << 16  # petit : deux ans de quotidiens ouvrent des centaines de fichiers à la fois
DIALECTES = {"vrsb": ecriture_vrsb, "vrsd": ecriture_vrsd}
Temoin = Callable[[int, Lignee], None]


@dataclass(slots=True)
class Fichier:
    """Un flux en cours d'écriture : `reference` est sa DTREF, `octets` sa taille avant compression."""

    chemin: Path
    type_flux: str
    creation: date
    reference: date
    foyers: int = 0
    octets: int = 0
    changes: int = 0
    _tampon: list[bytes] = field(default_factory=list)
    _attente: int = 0
    _gzip: zlib._Compress | None = None

    def ouvrir(self, tete: str, encodage: str, *, comprime: bool) -> None:
        self.chemin.write_bytes(b"")
        if comprime:
            self._gzip = zlib.compressobj(6, zlib.DEFLATED, 31)
        self.ajouter(tete.encode(encodage))

    def ajouter(self, morceau: bytes) -> None:
        self._tampon.append(morceau)
        self._attente += len(morceau)
        self.octets += len(morceau)
        if self._attente >= TAMPON:
            self._vider()

    def fermer(self, encodage: str) -> None:
        self.ajouter(pied(self.foyers).encode(encodage))
        self._vider(fin=True)

    def _vider(self, *, fin: bool = False) -> None:
        octets = b"".join(self._tampon)
        if self._gzip is not None:
            octets = self._gzip.compress(octets) + (self._gzip.flush() if fin else b"")
        with self.chemin.open("ab") as sortie:
            sortie.write(octets)
        self._tampon, self._attente = [], 0


@dataclass(frozen=True, slots=True)
class Bilan:
    """Ce qui a été écrit : les fichiers dans l'ordre du temps, mensuels et quotidiens."""

    fichiers: tuple[Fichier, ...]

    @property
    def mensuels(self) -> tuple[Fichier, ...]:
        return tuple(fichier for fichier in self.fichiers if fichier.type_flux == "M")


class Ecrivain:
    """Reçoit chaque lignée à chaque mois et l'écrit dans les fichiers qui la concernent."""

    def __init__(self, reglages: Reglages, sortie: Path) -> None:
        self.reglages = reglages
        self.sortie = sortie
        self.dialecte = DIALECTES[reglages.dialecte]
        self.mensuels = [self._mensuel(rang) for rang in range(reglages.nombre_mois)]
        self.quotidiens: dict[date, Fichier] = {}
        self._octets: dict[str, bytes] = {}

    def nouvelle_lignee(self) -> None:
        self._octets.clear()

    def recevoir(self, rang: int, lignee: Lignee) -> None:
        """Un dossier que rien n'a touché garde exactement ses octets du mois précédent."""
        for dossier in lignee.presents:
            fichier, avant = self.mensuels[rang], self._octets.get(dossier.numero)
            octets = avant
            if octets is None or dossier.modifie:
                octets = self._octets[dossier.numero] = self._encoder(dossier)
            fichier.ajouter(octets)
            fichier.foyers += 1
            fichier.changes += octets != avant
            if self.reglages.quotidiens and dossier.faits:
                self._quotidien(max(fait.jour for fait in dossier.faits), dossier)

    def fermer(self) -> Bilan:
        fichiers = sorted(
            [*self.mensuels, *self.quotidiens.values()], key=lambda f: (f.creation, f.type_flux)
        )
        for fichier in fichiers:
            fichier.fermer(self.reglages.encodage)
        return Bilan(tuple(fichiers))

    def _encoder(self, dossier: Dossier, *, faits: bool = False) -> bytes:
        bloc = self.dialecte.foyer(dossier, self.reglages.partenaire, faits=faits)
        return indenter(bloc).encode(self.reglages.encodage, "xmlcharrefreplace")

    def _mensuel(self, rang: int) -> Fichier:
        mois = self.reglages.mois_numero(rang)
        return self._ouvrir("M", ajouter_mois(mois, 1) + timedelta(days=4), fin_de_mois(mois))

    def _quotidien(self, jour: date, dossier: Dossier) -> None:
        if jour not in self.quotidiens:
            self.quotidiens[jour] = self._ouvrir("I", jour + timedelta(days=1), jour)
        self.quotidiens[jour].ajouter(self._encoder(dossier, faits=True))
        self.quotidiens[jour].foyers += 1

    def _ouvrir(self, type_flux: str, creation: date, reference: date) -> Fichier:
        reglages = self.reglages
        repere = f"{reference:%y%m%d}{reglages.partenaire}"
        nom = f"NRSACGI{type_flux}_RSABE{type_flux}_{creation:%Y%m%d}_{repere}.RCV"
        comprime = reglages.format == "gz"
        fichier = Fichier(self.sortie / (nom + (".gz" if comprime else "")), type_flux, creation, reference)
        champs = self.dialecte.tete(type_flux, creation, reference, reglages.partenaire)
        fichier.ouvrir(entete(champs, reglages.encodage), reglages.encodage, comprime=comprime)
        return fichier


def produire(reglages: Reglages, sortie: Path, *temoins: Temoin) -> Bilan:
    """Écrit tous les fichiers de la simulation dans `sortie` (créé au besoin).

    Chaque témoin reçoit (rang du mois, lignée) juste après l'écriture : la vérité, par exemple.
    """
    sortie.mkdir(parents=True, exist_ok=True)
    ecrivain = Ecrivain(reglages, sortie)
    for numero, debut in numeros(reglages):
        ecrivain.nouvelle_lignee()
        for rang, lignee in derouler(reglages, numero, debut):
            ecrivain.recevoir(rang, lignee)
            for temoin in temoins:
                temoin(rang, lignee)
    return ecrivain.fermer()
