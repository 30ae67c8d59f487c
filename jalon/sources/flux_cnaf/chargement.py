"""Charger un fichier du flux en une passe et une transaction : tout ou rien, l'état d'avant intact.

Un foyer dont les octets n'ont pas changé depuis sa dernière version n'est pas analysé : il est seulement noté
présent. Le raccourci ne vaut que pour un fichier plus récent que tous ceux déjà chargés ; sinon chaque foyer
est analysé et son histoire refaite à sa place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatChargement, Source
from jalon.parcours.personnes.models import Chargement, Foyer
from jalon.parcours.personnes.observations import jour_decrit
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.archives import archiver, empreinte_du_fichier, ranger_brouillons
from jalon.sources.flux_cnaf.atelier import Atelier
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.erreurs import FluxEnAttente, FluxIllisible
from jalon.sources.flux_cnaf.miettes import miettes_a_la_demande
from jalon.sources.flux_cnaf.pannes import raison
from jalon.sources.flux_cnaf.passe import Avancer, DoubleTardif, Passe

GROS_FICHIER = 20_000_000
"""Octets au-delà desquels un second processus analyse pendant que celui-ci écrit."""
VERROU = 7_210_801
"""Verrou de la base : un seul chargement de flux à la fois."""


@dataclass(slots=True)
class BilanChargement:
    """Ce qu'un fichier a donné. `refus` : pourquoi il n'a pas été pris, vide sinon.

    `en_attente` : le fichier n'est pas en cause, il se chargera tel quel plus tard.
    """

    chargement: int | None = None
    comptes: dict[str, int] = field(default_factory=dict)
    rejets: list[dict[str, Any]] = field(default_factory=list)
    secondes: float = 0.0
    octets: int = 0
    refus: str = ""
    en_attente: bool = False
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
    chargement = Chargement(nom_fichier=nom or chemin.name, octets=bilan.octets, compte=acteur)
    try:
        chargement.empreinte = empreinte_du_fichier(chemin)
        with contexte_compte(acteur), transaction.atomic():
            _un_seul_a_la_fois()
            ranger_brouillons()
            deja = Chargement.objects.filter(empreinte=chargement.empreinte, etat=EtatChargement.CHARGE)
            if charge := deja.first():
                _deja_charge(bilan, charge)
            else:
                _charger(chemin, chargement, bilan, attendu or Attendu(), avancer)
                if essai:
                    raise EssaiTermine
                archiver(chemin, chargement)
    except EssaiTermine:
        bilan.chargement = None
    except (FluxIllisible, OSError, OperationalError, DataError, IntegrityError) as erreur:
        bilan.refus, bilan.en_attente = raison(erreur)
        bilan.chargement = None
        if not essai:
            bilan.chargement = _noter_refus(chargement, bilan)
    bilan.secondes = round(monotonic() - debut, 2)
    return bilan


def _charger(
    chemin: Path, chargement: Chargement, bilan: BilanChargement, attendu: Attendu, avancer: Avancer | None
) -> None:
    departement = attendu.departement or departement_charge()
    precis = Attendu(departement, attendu.mois, attendu.versions_admises)
    with Atelier(parallele=bilan.octets > GROS_FICHIER) as atelier:

        def passer(derniers: Mapping[str, int]) -> tuple[Passe, dict[str, Any]]:
            chargement.pk = None
            with transaction.atomic(), miettes_a_la_demande(), couper(chemin, precis) as decoupe:
                _dater(chargement, decoupe)
                passe = Passe(chargement, decoupe, departement, atelier, avancer, bilan.octets, derniers)
                passe.faire()
                return passe, passe.finir()

        try:
            passe, rapport = passer({})
        except DoubleTardif:
            atelier.oublier()
            passe, rapport = passer(derniers_rangs(chemin, precis))
    bilan.chargement, bilan.rapport, bilan.rejets = chargement.pk, rapport, passe.rejets_dits
    bilan.comptes = rapport["comptes"]


def derniers_rangs(chemin: Path, attendu: Attendu) -> dict[str, int]:
    """Rang de la dernière version de chaque dossier présent plusieurs fois."""
    derniers: dict[str, int] = {}
    doubles: set[str] = set()
    with couper(chemin, attendu) as decoupe:
        for tranche in decoupe:
            if tranche.dossier in derniers:
                doubles.add(tranche.dossier)
            derniers[tranche.dossier] = tranche.rang
    return {numero: rang for numero, rang in derniers.items() if numero in doubles}


def departement_charge() -> str | None:
    """Département des dossiers déjà chargés : un fichier d'un autre est refusé."""
    return Foyer.objects.values_list("departement", flat=True).first()


def _dater(chargement: Chargement, decoupe: Decoupe) -> None:
    tete = decoupe.tete
    chargement.source = Source.FLUX_MENSUEL if tete.mensuel else Source.FLUX_QUOTIDIEN
    chargement.reference = jour_decrit(tete.reference, tete.cree_le, quotidien=not tete.mensuel)
    chargement.cree_le = timezone.make_aware(datetime.combine(tete.cree_le, tete.cree_a or time.min))
    chargement.version = f"{tete.application} {tete.version}"[:20]
    chargement.save()


def _un_seul_a_la_fois() -> None:
    """Prend le verrou des chargements, rendu avec la transaction, même si ce processus disparaît."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = 0")
        curseur.execute("SET LOCAL client_connection_check_interval = '2s'")
        curseur.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU])
        if not curseur.fetchone()[0]:
            raise FluxEnAttente(
                "un autre fichier est en cours de chargement. Attendez qu'il finisse, puis recommencez."
            )


def _noter_refus(chargement: Chargement, bilan: BilanChargement) -> int | None:
    """Garde la trace du refus. Une panne qui passera n'est pas un refus du fichier : elle n'est pas notée."""
    if bilan.en_attente:
        return None
    with contexte_compte(chargement.compte):
        refuse = Chargement.objects.create(
            source=Source.FLUX_MENSUEL,
            nom_fichier=chargement.nom_fichier,
            empreinte=chargement.empreinte,
            octets=bilan.octets,
            etat=EtatChargement.REFUSE,
            motif_refus=bilan.refus,
            fini_le=timezone.now(),
            compte=chargement.compte,
        )
    return int(refuse.pk)


def _deja_charge(bilan: BilanChargement, deja: Chargement) -> None:
    comptes = deja.rapport.get("comptes", {})
    bilan.chargement, bilan.deja_charge = deja.pk, True
    bilan.comptes = {"foyers": comptes.get("foyers", 0), "inchanges": comptes.get("foyers", 0)}
    bilan.comptes["personnes"] = comptes.get("personnes", 0)
    bilan.rapport = deja.rapport
