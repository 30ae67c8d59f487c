"""Charger un fichier du flux en une passe et une transaction : tout ou rien, l'état d'avant intact.

Un foyer dont les octets n'ont pas changé depuis sa dernière version n'est pas analysé : il est seulement noté
présent. Le raccourci ne vaut que pour un fichier plus récent que tous ceux déjà chargés ; sinon chaque foyer
est analysé et son histoire refaite à sa place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.bilan import cloturer
from jalon.parcours.personnes.enums import EtatChargement, EtatRejet, Source
from jalon.parcours.personnes.integration import DossierRecu, Integration, emballer
from jalon.parcours.personnes.models import Chargement, Foyer
from jalon.parcours.personnes.models import Rejet as RejetGarde
from jalon.parcours.personnes.observations import Instant, jour_decrit
from jalon.parcours.personnes.rapprochements import chercher_ressemblances
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.analyse import analyser_tranche, normaliser_departement
from jalon.sources.flux_cnaf.archives import archiver, empreinte_du_fichier
from jalon.sources.flux_cnaf.conserve import conserver, observation_conservee
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.traduction import traduire
from jalon.sources.flux_cnaf.tranches import Rejet, Tranche

TAILLE_LOT = 1000
VERROU = 7_210_801
"""Verrou de la base : un seul chargement de flux à la fois."""

Avancer = Callable[[int, str], None]


@dataclass(slots=True)
class BilanChargement:
    """Ce qu'un fichier a donné. `refus` : pourquoi il n'a pas été pris, vide sinon."""

    chargement: int | None = None
    comptes: dict[str, int] = field(default_factory=dict)
    rejets: list[dict[str, Any]] = field(default_factory=list)
    secondes: float = 0.0
    octets: int = 0
    refus: str = ""
    deja_charge: bool = False
    rapport: dict[str, Any] = field(default_factory=dict)


class EssaiTermine(Exception):
    """Défait la transaction d'un essai."""


def charger_flux(
    chemin: Path,
    *,
    acteur: Compte,
    nom: str = "",
    essai: bool = False,
    attendu: Attendu | None = None,
    avancer: Avancer | None = None,
) -> BilanChargement:
    """Charge un fichier, ou dit pourquoi il est refusé (le refus est noté, rien d'autre n'est écrit).

    `essai` : fait tout le travail puis le défait. `attendu` : ce que le fichier doit être ; sans lui, le
    département est celui des dossiers déjà chargés.
    """
    debut = monotonic()
    bilan = BilanChargement(octets=chemin.stat().st_size)
    empreinte = empreinte_du_fichier(chemin)
    with contexte_compte(acteur):
        deja = Chargement.objects.filter(empreinte=empreinte, etat=EtatChargement.CHARGE).first()
        if deja is not None:
            return _deja_charge(bilan, deja, monotonic() - debut)
    try:
        with contexte_compte(acteur), transaction.atomic():
            chargement = Chargement(
                nom_fichier=nom or chemin.name, empreinte=empreinte, octets=bilan.octets, compte=acteur
            )
            _charger(chemin, chargement, bilan, attendu or Attendu(), avancer)
            if essai:
                raise EssaiTermine
            archiver(chemin, chargement)
    except EssaiTermine:
        bilan.chargement = None
    except (FluxIllisible, OSError) as erreur:
        bilan.refus = str(erreur) if isinstance(erreur, FluxIllisible) else _lecture_impossible(erreur)
        if not essai:
            bilan.chargement = _noter_refus(nom or chemin.name, empreinte, bilan, acteur)
    bilan.secondes = round(monotonic() - debut, 2)
    return bilan


def _charger(
    chemin: Path, chargement: Chargement, bilan: BilanChargement, attendu: Attendu, avancer: Avancer | None
) -> None:
    _un_seul_a_la_fois()
    departement = attendu.departement or departement_charge()
    with couper(chemin, Attendu(departement, attendu.mois, attendu.versions_admises)) as decoupe:
        _dater(chargement, decoupe)
        travail = _Travail(chargement, decoupe, departement, bilan, avancer)
        travail.faire()
        travail.finir()


def departement_charge() -> str | None:
    """Département des dossiers déjà chargés : un fichier d'un autre est refusé."""
    return Foyer.objects.values_list("departement", flat=True).first()


class _Travail:
    """Une passe sur le fichier : tranches inchangées notées, les autres analysées et intégrées par lots."""

    def __init__(
        self,
        chargement: Chargement,
        decoupe: Decoupe,
        departement: str | None,
        bilan: BilanChargement,
        avancer: Avancer | None,
    ) -> None:
        self.chargement, self.decoupe, self.bilan, self.avancer = chargement, decoupe, bilan, avancer
        self.departement = departement
        self.lot: list[DossierRecu] = []
        self.inchanges: list[UUID] = []
        self.rejets: list[RejetGarde] = []
        self.integration: Integration | None = None
        self.empreintes = _empreintes_comparables(chargement.instant)
        self.inconnus: dict[str, int] = {}
        self.codes_inconnus: dict[str, int] = {}
        self.personnes = 0

    def faire(self) -> None:
        """Parcourt le fichier ; lève `FluxIllisible` s'il est coupé ou si son total est faux."""
        for rang, tranche in enumerate(self.decoupe, start=1):
            self._prendre(tranche)
            if len(self.lot) >= TAILLE_LOT:
                self._vider()
            if self.avancer and rang % TAILLE_LOT == 0:
                part = max(tranche.decalage, 0) / max(self.bilan.octets, 1)
                self.avancer(min(round(90 * part), 90), f"{rang} dossiers lus")
        self._vider()

    def finir(self) -> None:
        """Ce qui se déduit du fichier entier, puis le rapport."""
        if self.integration is None:
            self.integration = Integration(self.chargement, self.departement or "", observation_conservee)
        self.integration.inchanges(self.inchanges)
        RejetGarde.objects.bulk_create(self.rejets, batch_size=500)
        self.integration.comptes["personnes"] = self.personnes
        if self.avancer:
            self.avancer(92, "Épisodes et périmètres")
        pied = self.decoupe.pied
        rapport = cloturer(
            self.integration,
            annonces=pied.dossiers if pied else 0,
            lus=self.decoupe.nombre,
            rejets=len(self.rejets),
            complet=self.decoupe.tete.mensuel,
        )
        rapport |= {"inconnus": self.inconnus, "codes_inconnus": self.codes_inconnus}
        chercher_ressemblances(self.integration.nouvelles)
        _remplacer_rejets(self.chargement)
        self.chargement.etat = EtatChargement.CHARGE
        self.chargement.fini_le = timezone.now()
        self.chargement.rapport = rapport
        self.chargement.save()
        self.bilan.chargement = self.chargement.pk
        self.bilan.comptes = dict(self.integration.comptes) | {"foyers": self.decoupe.nombre}
        self.bilan.rapport = rapport

    def _prendre(self, tranche: Tranche) -> None:
        self.personnes += tranche.octets.count(b"<Personne>")
        connue = self.empreintes.get(tranche.dossier)
        if connue and connue[1] == tranche.empreinte:
            self.inchanges.append(connue[0])
            return
        if self.departement is None and tranche.departement:
            self.departement = normaliser_departement(tranche.departement)
        lu = analyser_tranche(tranche, departement=self.departement)
        if isinstance(lu, Rejet):
            self._rejeter(lu, tranche)
            return
        for chemin, valeurs in lu.inconnus.items():
            self.inconnus[chemin] = self.inconnus.get(chemin, 0) + len(valeurs)
        for champ, codes in lu.codes_inconnus.items():
            for code in codes:
                cle = f"{champ}={code[:10]}"
                self.codes_inconnus[cle] = self.codes_inconnus.get(cle, 0) + 1
        self.lot.append(DossierRecu(traduire(lu), tranche.empreinte, conserver(tranche)))

    def _rejeter(self, rejet: Rejet, tranche: Tranche) -> None:
        self.rejets.append(
            RejetGarde(
                chargement=self.chargement,
                dossier=rejet.dossier,
                ligne=rejet.ligne,
                motif=rejet.motif,
                contenu=emballer(conserver(tranche)),
            )
        )
        self.bilan.rejets.append({"dossier": rejet.dossier, "motif": rejet.motif, "ligne": rejet.ligne})

    def _vider(self) -> None:
        if not self.lot:
            return
        if self.integration is None:
            self.integration = Integration(self.chargement, self.departement or "", observation_conservee)
        self.integration.integrer(self.lot)
        self.lot = []


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
    RejetGarde.objects.filter(
        etat=EtatRejet.A_CORRIGER,
        chargement__lt=chargement.pk,
        dossier__in=Foyer.objects.filter(observations__chargement=chargement).values("numero"),
    ).update(
        etat=EtatRejet.REMPLACE,
        suite=f"Repris par le fichier {chargement.nom_fichier}."[:300],
        traite_le=timezone.now(),
    )


def _dater(chargement: Chargement, decoupe: Decoupe) -> None:
    tete = decoupe.tete
    chargement.source = Source.FLUX_MENSUEL if tete.mensuel else Source.FLUX_QUOTIDIEN
    chargement.reference = jour_decrit(tete.reference, tete.cree_le, quotidien=not tete.mensuel)
    chargement.cree_le = timezone.make_aware(datetime.combine(tete.cree_le, tete.cree_a or time.min))
    chargement.version = f"{tete.application} {tete.version}"[:20]
    chargement.save()


def _un_seul_a_la_fois() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = 0")
        curseur.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU])
        if not curseur.fetchone()[0]:
            raise FluxIllisible(
                "un autre fichier est en cours de chargement. Attendez qu'il finisse, puis recommencez."
            )


def _noter_refus(nom: str, empreinte: str, bilan: BilanChargement, acteur: Compte) -> int:
    with contexte_compte(acteur):
        refuse = Chargement.objects.create(
            source=Source.FLUX_MENSUEL,
            nom_fichier=nom,
            empreinte=empreinte,
            octets=bilan.octets,
            etat=EtatChargement.REFUSE,
            motif_refus=bilan.refus,
            fini_le=timezone.now(),
            compte=acteur,
        )
    return int(refuse.pk)


def _deja_charge(bilan: BilanChargement, deja: Chargement, secondes: float) -> BilanChargement:
    comptes = deja.rapport.get("comptes", {})
    bilan.chargement, bilan.deja_charge, bilan.secondes = deja.pk, True, round(secondes, 2)
    bilan.comptes = {"foyers": comptes.get("foyers", 0), "inchanges": comptes.get("foyers", 0)}
    bilan.comptes["personnes"] = comptes.get("personnes", 0)
    bilan.rapport = deja.rapport
    return bilan


def _lecture_impossible(erreur: OSError) -> str:
    return (
        f"le fichier ne peut pas être lu ou gardé ({erreur.strerror or type(erreur).__name__}). Vérifiez le "
        "disque et les droits, puis recommencez : rien n'a été changé."
    )
