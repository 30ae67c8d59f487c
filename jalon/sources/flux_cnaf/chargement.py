"""Charger un fichier du flux en une passe et une transaction : tout ou rien, l'état d'avant intact.

Un foyer dont les octets n'ont pas changé depuis sa dernière version n'est pas analysé : il est seulement noté
présent. Le raccourci ne vaut que pour un fichier plus récent que tous ceux déjà chargés ; sinon chaque foyer
est analysé et son histoire refaite à sa place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.parcours.personnes.enums import Source
from jalon.parcours.personnes.models import Chargement, Foyer
from jalon.parcours.personnes.observations import jour_decrit
from jalon.socle.acces.models import Compte
from jalon.sources.chargements import Bilan, conduire
from jalon.sources.flux_cnaf.atelier import Atelier
from jalon.sources.flux_cnaf.decoupe import Decoupe, couper
from jalon.sources.flux_cnaf.enveloppe import Attendu
from jalon.sources.flux_cnaf.erreurs import FluxIllisible
from jalon.sources.flux_cnaf.miettes import miettes_a_la_demande
from jalon.sources.flux_cnaf.passe import Avancer, DoubleTardif, Passe

GROS_FICHIER = 20_000_000
"""Octets au-delà desquels d'autres processus analysent pendant que celui-ci écrit."""
BilanChargement = Bilan


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
    voulu = attendu or Attendu()

    def prendre(chargement: Chargement, bilan: Bilan) -> None:
        try:
            _charger(chemin, chargement, bilan, voulu, avancer)
        except FluxIllisible as erreur:
            if erreur.quotidien:
                chargement.source = Source.FLUX_QUOTIDIEN
            raise

    bilan = conduire(chemin, source=Source.FLUX_MENSUEL, acteur=acteur, prendre=prendre, nom=nom, essai=essai)
    if bilan.deja_charge:
        comptes = bilan.comptes
        bilan.comptes = {nom: comptes.get(nom, 0) for nom in ("foyers", "personnes")}
        bilan.comptes["inchanges"] = bilan.comptes["foyers"]
    return bilan


def _charger(
    chemin: Path, chargement: Chargement, bilan: Bilan, attendu: Attendu, avancer: Avancer | None
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
            passe, bilan.rapport = passer({})
        except DoubleTardif:
            atelier.oublier()
            passe, bilan.rapport = passer(derniers_rangs(chemin, precis))
    bilan.rejets, bilan.comptes = passe.rejets_dits, bilan.rapport["comptes"]


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
