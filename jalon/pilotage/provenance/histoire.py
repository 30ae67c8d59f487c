"""L'histoire d'une valeur, lue dans les événements que la base garde à chaque écriture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from jalon.pilotage.provenance.ecriture import noms_des_comptes
from jalon.pilotage.provenance.formes import EtapeHistoire

VERBES = {
    "saisir_credit": "saisi",
    "saisir_depense": "saisi",
    "saisir_contrepartie": "saisi",
    "saisir_chiffre": "saisi",
    "saisir_indicateur": "saisi",
    "corriger_montant": "corrigé",
    "corriger_chiffre": "corrigé",
    "corriger_indicateur": "corrigé",
    "retenir_valeur": "valeur retenue après une anomalie",
    "revenir_a": "retour à une valeur passée",
    "ecarter_mention": "mention écartée",
    "retablir_mention": "mention rétablie",
    "calculer_chiffre": "calculé d'après les faits",
    "calculer_exercice": "calculé d'après les faits",
    "prendre_calcul": "valeur calculée retenue",
    "geler_chiffres": "gelé à la clôture",
    "degeler_chiffres": "dégelé à la réouverture",
    "ecrire_lecture": "lu dans un document",
    "reprendre_document": "lu dans un document",
    "ouvrir_exercice": "porté de l'exercice précédent",
}


def histoire_de(objet: Model, ecrire: Callable[[Any], str]) -> list[EtapeHistoire]:
    """Les états d'un objet suivi, du plus récent au plus ancien ; deux états de même valeur n'en font qu'un.

    `ecrire` écrit la valeur d'un événement. `reprise` est la clé de l'événement, pour y revenir.
    """
    evenements = list(
        objet.events.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")  # type: ignore[attr-defined]
    )
    noms = noms_des_comptes(_acteur(e) for e in evenements)
    ecrites = [ecrire(e) for e in evenements]
    etapes = []
    for rang, evenement in enumerate(evenements):
        precedente = ecrites[rang + 1] if rang + 1 < len(ecrites) else None
        if ecrites[rang] == precedente:
            continue
        etapes.append(
            EtapeHistoire(
                quand=evenement.pgh_created_at,
                qui=noms.get(_acteur(evenement), "Jalon"),
                quoi=VERBES.get(_verbe(evenement), "écrit"),
                valeur=ecrites[rang],
                reprise=str(evenement.pgh_id) if ecrites[rang] != ecrites[0] else None,
            )
        )
    return etapes


def _contexte(evenement: Any) -> dict[str, Any]:
    return (evenement.pgh_context.metadata or {}) if evenement.pgh_context else {}


def _acteur(evenement: Any) -> str:
    return str(_contexte(evenement).get("acteur", ""))


def _verbe(evenement: Any) -> str:
    return str(_contexte(evenement).get("verbe", ""))
