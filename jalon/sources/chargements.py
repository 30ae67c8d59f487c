"""Ce que tout chargement d'un fichier a de commun : une fois, tout ou rien, noté.

    bilan = conduire(chemin, source=Source.TABLEUR, acteur=compte, prendre=travail)

`prendre(chargement, bilan)` date et enregistre le chargement, écrit, puis remplit le bilan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from jalon.parcours.personnes.emballage import emballer
from jalon.parcours.personnes.enums import EtatChargement, Source
from jalon.parcours.personnes.models import Chargement, Rejet
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.sources.erreurs import FichierEnAttente, FichierRefuse
from jalon.sources.flux_cnaf.archives import archiver, copie_a_cote, empreinte_du_fichier, ranger_brouillons
from jalon.sources.flux_cnaf.pannes import raison

VERROU = 7_210_801
"""Verrou de la base : un seul chargement de personnes à la fois, quelle que soit sa source."""
PANNES = (FichierRefuse, OSError, OperationalError, DataError, IntegrityError)


class _EssaiTermine(Exception):
    """Défait la transaction d'un essai."""


@dataclass(slots=True)
class Bilan:
    """Ce qu'un fichier a donné. `refus` : pourquoi il n'a pas été pris, vide sinon.

    `en_attente` : le fichier n'est pas en cause, il se chargera tel quel plus tard.
    """

    chargement: int | None = None
    comptes: dict[str, int] = field(default_factory=dict)
    rejets: list[dict[str, Any]] = field(default_factory=list)
    rapport: dict[str, Any] = field(default_factory=dict)
    secondes: float = 0.0
    octets: int = 0
    refus: str = ""
    en_attente: bool = False
    deja_charge: bool = False


Prendre = Callable[[Chargement, Bilan], None]


def conduire(
    chemin: Path,
    *,
    source: Source,
    acteur: Compte,
    prendre: Prendre,
    nom: str = "",
    essai: bool = False,
    distinguer: Callable[[], str] = str,
) -> Bilan:
    """Mène un chargement : refus noté, essai défait, fichier gardé. Lève `PermissionDenied`.

    Une panne qui passera n'est pas un refus du fichier : elle est dite, pas notée.
    `distinguer` : ce qui, avec les octets, fait un autre fichier (le jour d'un stock resté le même).
    """
    debut = monotonic()
    bilan = Bilan()
    chargement = Chargement(source=source, nom_fichier=(nom or chemin.name)[:255], compte=acteur)
    try:
        exiger_gestion(acteur)
        chargement.octets = bilan.octets = chemin.stat().st_size
        with contexte_compte(acteur), transaction.atomic():
            _un_seul_a_la_fois()
            ranger_brouillons()
            if _taille_deja_vue(chargement):
                chargement.empreinte = _distincte(empreinte_du_fichier(chemin), distinguer())
            if not _deja_charge(chargement, bilan):
                _prendre(chemin, chargement, bilan, prendre, distinguer, essai)
    except _EssaiTermine:
        bilan.chargement = None
    except PANNES as erreur:
        bilan.refus, bilan.en_attente = raison(erreur)
        bilan.chargement = None
        if not (essai or bilan.en_attente):
            with suppress(OSError):
                chargement.empreinte = _distincte(empreinte_du_fichier(chemin), distinguer())
            bilan.chargement = _noter_refus(chargement, bilan)
    bilan.secondes = round(monotonic() - debut, 2)
    return bilan


def exiger_gestion(acteur: Compte) -> None:
    """Lève `PermissionDenied` si le compte ne gère pas les droits : la base le refuserait ligne à ligne."""
    with contexte_compte(acteur), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_gere_droits()")
        if not curseur.fetchone()[0]:
            raise PermissionDenied("Seul un gestionnaire des droits charge des fichiers de personnes.")


def garder_rejets(
    chargement: Chargement, bilan: Bilan, rejets: list[tuple[int, str, bytes]], dossier: str = ""
) -> None:
    """Garde les lignes écartées, chiffrées : (ligne, motif, octets)."""
    Rejet.objects.bulk_create(
        [
            Rejet(
                chargement=chargement,
                dossier=dossier,
                ligne=ligne,
                motif=motif[:300],
                contenu=emballer(octets),
            )
            for ligne, motif, octets in rejets
        ],
        batch_size=500,
    )
    bilan.rejets += [{"dossier": dossier, "motif": motif, "ligne": ligne} for ligne, motif, _ in rejets]


def _prendre(
    chemin: Path,
    chargement: Chargement,
    bilan: Bilan,
    prendre: Prendre,
    distinguer: Callable[[], str],
    essai: bool,
) -> None:
    with (
        acte("charger_fichier", acteur=chargement.compte, source=str(chargement.source)),
        nullcontext() if essai else copie_a_cote(chemin) as en_copie,
    ):
        prendre(chargement, bilan)
        copie = en_copie.result() if en_copie else None
        if copie:
            chargement.empreinte = _distincte(copie.empreinte, distinguer())
        chargement.etat, chargement.fini_le = EtatChargement.CHARGE, timezone.now()
        chargement.rapport = bilan.rapport | {"comptes": bilan.comptes}
        chargement.save()
        bilan.chargement = chargement.pk
        if copie is None:
            raise _EssaiTermine
        archiver(copie, chargement)


def _taille_deja_vue(chargement: Chargement) -> bool:
    """Un fichier d'une taille jamais chargée est nouveau : l'empreinte se calcule pendant qu'il se copie."""
    return Chargement.objects.filter(octets=chargement.octets, etat=EtatChargement.CHARGE).exists()


def _deja_charge(chargement: Chargement, bilan: Bilan) -> bool:
    deja = Chargement.objects.filter(empreinte=chargement.empreinte, etat=EtatChargement.CHARGE).first()
    if deja is None:
        return False
    bilan.chargement, bilan.deja_charge = deja.pk, True
    bilan.comptes, bilan.rapport = dict(deja.rapport.get("comptes", {})), deja.rapport
    return True


def _distincte(empreinte: str, precision: str) -> str:
    return hashlib.sha256(f"{empreinte} {precision}".encode()).hexdigest() if precision else empreinte


def _un_seul_a_la_fois() -> None:
    """Prend le verrou des chargements, rendu avec la transaction, même si ce processus disparaît."""
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = 0")
        curseur.execute("SET LOCAL client_connection_check_interval = '2s'")
        curseur.execute("SELECT pg_try_advisory_xact_lock(%s)", [VERROU])
        if not curseur.fetchone()[0]:
            raise FichierEnAttente(
                "un autre fichier est en cours de chargement. Attendez qu'il finisse, puis recommencez."
            )


def _noter_refus(chargement: Chargement, bilan: Bilan) -> int:
    with contexte_compte(chargement.compte), transaction.atomic():
        refuse = Chargement.objects.create(
            source=chargement.source,
            nom_fichier=chargement.nom_fichier,
            empreinte=chargement.empreinte,
            octets=bilan.octets,
            etat=EtatChargement.REFUSE,
            motif_refus=bilan.refus,
            fini_le=timezone.now(),
            compte=chargement.compte,
        )
    return int(refuse.pk)
