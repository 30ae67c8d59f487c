"""Ce qu'un contrat dit, en données simples : c'est ce qui se fige, se signe, se compare et s'imprime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from jalon.parcours.contrats.enums import Domaine, MotifReduction, MotifReexamen, Partie, TypeContrat
from jalon.parcours.contrats.models import Contrat, Engagement, Objectif
from jalon.parcours.orientation.enums import Voie

COMMUNS = "Engagements généraux"
IDENTITE = ("personne",)
"""Ce qui vient de l'état civil : il peut être corrigé par la caisse sans que le contrat change."""


def contenu_de(contrat: Contrat) -> dict[str, Any]:
    """Le contrat entier, clauses numérotées. Deux requêtes, plus l'identité si elle n'est pas chargée."""
    personne = contrat.personne
    return {
        "type": contrat.type,
        "regime": contrat.regime,
        "voie": contrat.voie,
        "suite": contrat.suite,
        "personne": {
            "nom": personne.nom,
            "nom_naissance": personne.nom_naissance,
            "prenoms": list(personne.prenoms),
            "date_naissance": _jour(personne.date_naissance),
        },
        "organisme": contrat.organisme_referent.nom,
        "referent": contrat.referent.nom if contrat.referent else "",
        "etabli_le": _jour(contrat.etabli_le),
        "debut": _jour(contrat.debut),
        "fin": _jour(contrat.fin),
        "heures_semaine": _nombre(contrat.heures_semaine),
        "motif_reduction": contrat.motif_reduction,
        "precision_reduction": contrat.precision_reduction,
        "motif_reexamen": contrat.motif_reexamen,
        "diagnostic": contrat.diagnostic,
        "emploi_recherche": contrat.emploi_recherche,
        "zone_recherche": contrat.zone_recherche,
        "salaire_attendu": contrat.salaire_attendu,
        "objectifs": objectifs_de(contrat),
    }


def objectifs_de(contrat: Contrat) -> list[dict[str, Any]]:
    """Objectifs et engagements numérotés : l'engagement 2.1 est le premier du deuxième objectif."""
    engagements = list(contrat.engagements.order_by("ordre"))
    ecrits: list[tuple[Objectif | None, list[Engagement]]] = [
        (objectif, [e for e in engagements if e.objectif_id == objectif.pk])
        for objectif in contrat.objectifs.order_by("ordre")
    ]
    communs = [e for e in engagements if e.objectif_id is None]
    if communs:
        ecrits.append((None, communs))
    return [_objectif(rang, objectif, clauses) for rang, (objectif, clauses) in enumerate(ecrits, start=1)]


def empreinte_de(contenu: dict[str, Any]) -> str:
    """SHA-256 du contenu écrit d'une seule façon : clés triées, sans espace."""
    ecrit = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(ecrit.encode()).hexdigest()


def sans_identite(contenu: dict[str, Any]) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in contenu.items() if cle not in IDENTITE}


def differences(avant: dict[str, Any], apres: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Ce qui change d'une version à l'autre : `(quoi, avant, après)`, vide pour ce qui n'y est pas."""
    ancien, nouveau = dict(_lignes(avant)), dict(_lignes(apres))
    cles = [*ancien, *(cle for cle in nouveau if cle not in ancien)]
    return [
        (cle, ancien.get(cle, ""), nouveau.get(cle, ""))
        for cle in cles
        if ancien.get(cle, "") != nouveau.get(cle, "")
    ]


LIBELLES = {
    "type": "Type de contrat",
    "voie": "Voie",
    "organisme": "Organisme référent",
    "referent": "Référent·e",
    "debut": "Début",
    "fin": "Fin",
    "heures_semaine": "Heures par semaine",
    "motif_reduction": "Motif de réduction des heures",
    "precision_reduction": "Précision sur la réduction",
    "motif_reexamen": "Réexamen à douze mois",
    "diagnostic": "Résumé du diagnostic",
    "emploi_recherche": "Emploi recherché",
    "zone_recherche": "Zone de recherche",
    "salaire_attendu": "Salaire attendu",
}
_CODES = {
    "type": dict(TypeContrat.choices),
    "voie": dict(Voie.choices),
    "motif_reduction": dict(MotifReduction.choices),
    "motif_reexamen": dict(MotifReexamen.choices),
}
_DATES = ("debut", "fin")


def _lignes(contenu: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for cle, libelle in LIBELLES.items():
        valeur = contenu.get(cle) or ""
        if cle in _DATES:
            valeur = jour_lisible(valeur) or "sans terme fixé"
        yield libelle, str(_CODES.get(cle, {}).get(valeur, valeur))
    for objectif in contenu.get("objectifs", []):
        yield f"Objectif {objectif['numero']}", f"{objectif['titre']} — {objectif['libelle']}".strip(" —")
        for clause in objectif["engagements"]:
            yield f"Engagement {clause['numero']}", clause_lisible(clause)


def clause_lisible(clause: dict[str, Any]) -> str:
    """« La personne : prendre contact avec la mission locale, avant le 12/03/2025, 2 h par semaine »."""
    qui = str(Partie(clause["partie"]).label).capitalize()
    quand = f", avant le {jour_lisible(clause['echeance'])}" if clause["echeance"] else ""
    heures = (
        f", {clause['heures_semaine'].replace('.', ',')} h par semaine" if clause["heures_semaine"] else ""
    )
    return f"{qui} : {clause['libelle']}{quand}{heures}"


def jour_lisible(iso: str | None) -> str:
    return date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else ""


def _objectif(rang: int, objectif: Objectif | None, clauses: list[Engagement]) -> dict[str, Any]:
    return {
        "numero": str(rang),
        "domaine": objectif.domaine if objectif else "",
        "titre": str(Domaine(objectif.domaine).label).capitalize() if objectif else COMMUNS,
        "libelle": objectif.libelle if objectif else "",
        "engagements": [
            {
                "numero": f"{rang}.{place}",
                "cle": str(clause.pk),
                "partie": clause.partie,
                "libelle": clause.libelle,
                "debut": _jour(clause.debut),
                "echeance": _jour(clause.echeance),
                "heures_semaine": _nombre(clause.heures_semaine),
            }
            for place, clause in enumerate(clauses, start=1)
        ],
    }


def _jour(jour: date | None) -> str:
    return jour.isoformat() if jour else ""


def _nombre(nombre: Decimal | None) -> str:
    """« 7.5 », « 15 » ; vide : aucune heure fixée, qui n'est pas zéro."""
    return "" if nombre is None else f"{nombre.normalize():f}"
