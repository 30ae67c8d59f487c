"""Charger un fichier du flux en une passe et une transaction : tout ou rien, l'état d'avant intact.

Un foyer dont les octets n'ont pas changé depuis sa dernière version n'est pas analysé : il est seulement noté
présent. Le raccourci ne vaut que pour un fichier plus récent que tous ceux déjà chargés ; sinon chaque foyer
est analysé et son histoire refaite à sa place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatChargement, Source
from jalon.parcours.personnes.models import Chargement, Foyer
from jalon.parcours.personnes.observations import jour_decrit
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.archives import archiver, empreinte_du_fichier
from jalon.sources.flux_cnaf.atelier import Atelier
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.passe import Avancer, Passe

GROS_FICHIER = 20_000_000
"""Octets au-delà desquels un second processus analyse pendant que celui-ci écrit."""
VERROU = 7_210_801
"""Verrou de la base : un seul chargement de flux à la fois."""


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
        with Atelier(parallele=bilan.octets > GROS_FICHIER) as atelier:
            passe = Passe(chargement, decoupe, departement, atelier, avancer, bilan.octets)
            passe.faire()
        rapport = passe.finir()
    bilan.chargement, bilan.rapport, bilan.rejets = chargement.pk, rapport, passe.rejets_dits
    bilan.comptes = rapport["comptes"]


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
