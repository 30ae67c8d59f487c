"""Écrire ce que le document imprime à côté de la base (format : `pilotage.controles.depuis_base`)."""

from __future__ import annotations

from typing import Any

from jalon.pilotage.controles.releve import Budget, Etat, Lieu, MontantNomme, Section, Valeur
from jalon.sources.documents.reprise_carnet import Carnet
from jalon.sources.documents.reprise_faits import lieu_json

UNIQUES = (
    "total",
    "etat",
    "departement",
    "dont_reports",
    "dont_reports_total",
    "report_sortant",
    "date_arret",
)
LIBELLES = ("libelle", "libelle_total", "libelle_etat", "libelle_departement")


def noter_mention(
    carnet: Carnet,
    zone: str,
    tableau: str,
    cle: str,
    *,
    role: str = "",
    action: str | None = None,
    titre: str = "",
    texte: str = "",
    valeur: Valeur | None = None,
    details: dict[str, Any] | None = None,
    lieu: Lieu | None = None,
) -> None:
    """Note une case imprimée. `action` : clé de l'action dans le document ; un nom répété prend `#2`."""
    cle_libre, rang = cle[:290], 2
    while ("mention", _cle(action, tableau, cle_libre, role)) in carnet.faits:
        cle_libre, rang = f"{cle[:290]}#{rang}", rang + 1
    champs: dict[str, Any] = {
        "exercice_id": carnet.contexte.exercice,
        "action_id": carnet.ids_actions[action] if action is not None else None,
        "tableau": tableau,
        "cle": cle_libre,
        "role": role,
        "titre": titre[:500],
        "texte": texte,
        "etat": Etat.LU.value if valeur is None and not texte else Etat.TEXTE.value,
        "nombre": None,
        "decimales": 0,
        "details": details or {},
    }
    if valeur is not None:
        champs |= _case(valeur) | {"details": (details or {}) | _particularites(valeur)}
    place = valeur.lieu if valeur is not None else lieu
    suivi = {"piece_id": carnet.piece, "lieu": lieu_json(place), "ordre": carnet.prochain_rang()}
    objet = " ".join(m for m in (str(place or ""), cle_libre, role) if m)
    carnet.ajouter(
        "mention", _cle(action, tableau, cle_libre, role), champs, objet, zone=zone, lieu=place, suivi=suivi
    )


def _cle(action: str | None, tableau: str, cle: str, role: str) -> str:
    return f"{action if action is not None else '-'}|{tableau}|{cle}|{role}"


def _case(valeur: Valeur) -> dict[str, Any]:
    return {
        "texte": valeur.texte,
        "etat": valeur.etat.value,
        "nombre": valeur.nombre,
        "decimales": valeur.decimales,
    }


def _particularites(valeur: Valeur) -> dict[str, Any]:
    details: dict[str, Any] = {"unite": valeur.unite} if valeur.unite else {}
    return details | ({"approche": True} if valeur.approche else {})


def noter_budget(carnet: Carnet, zone: str, tableau: str, action: str, budget: Budget | None) -> None:
    """Toutes les cases du budget d'une fiche, prévu ou exécuté."""
    if budget is None:
        return
    for nom in UNIQUES:
        valeur = getattr(budget, nom)
        if valeur is not None:
            noter_mention(carnet, zone, tableau, nom, action=action, valeur=valeur)
    nommes: tuple[tuple[str, list[MontantNomme]], ...] = (
        ("tiers", budget.tiers),
        ("operateur_etat", budget.operateurs_etat),
        ("operateur_departement", budget.operateurs_departement),
    )
    for prefixe, montants in nommes:
        for nomme in montants:
            cle = f"{prefixe}:{nomme.nom}"
            noter_mention(carnet, zone, tableau, cle, action=action, titre=nomme.nom, valeur=nomme.valeur)
    for nom in LIBELLES:
        texte = getattr(budget, nom)
        if texte:
            noter_mention(carnet, zone, tableau, nom, action=action, texte=texte, lieu=budget.lieu)


def details_section(section: Section, version: int) -> dict[str, Any]:
    """Ce qu'une section imprime et que la fiche ne tient pas : numéro et lignes du fichier."""
    return {"numero": section.numero, "version": version, "lignes": [list(ligne) for ligne in section.lignes]}
