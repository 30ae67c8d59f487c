"""La mise en page d'une version : PDF/UA, clauses numérotées, les deux types de contrat."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from jalon.parcours.contrats.contenu import jour_lisible
from jalon.parcours.contrats.enums import (
    MotifReduction,
    MotifReexamen,
    NatureEtape,
    Partie,
    ResultatEtape,
    TypeContrat,
)
from jalon.parcours.contrats.models import Contrat, PassageCircuit, Signature, VersionContrat
from jalon.parcours.orientation.enums import Voie
from jalon.socle.rendu.typst import composer, lisible

GABARIT = Path(__file__).resolve().parents[1] / "gabarits" / "contrat.typ"

SOURCES = {
    TypeContrat.CER: "Code de l'action sociale et des familles, articles L. 262-34 à L. 262-36 "
    "(rédaction antérieure au 1er janvier 2025)",
    TypeContrat.ENGAGEMENT: "Code du travail, article L. 5411-6 ; Code de l'action sociale et des familles, "
    "article L. 262-34",
}
MENTIONS = (
    "Ce contrat a été débattu entre les signataires. Chacun en garde un exemplaire.",
    "Les heures d'activité sont un programme, pas un temps de travail : entretiens, formation, immersion, "
    "démarches, soins, bénévolat convenu en font partie. Elles tiennent compte de la situation personnelle "
    "et familiale et ne dépassent jamais la durée légale du travail.",
    "Il prend effet à son début, ou le jour de la dernière signature si elle vient après.",
    "Le contrat peut être revu à tout moment, à la demande de l'un ou de l'autre, quand la situation change.",
    "Un engagement du contrat qui n'est pas tenu sans motif légitime peut conduire à une décision sur "
    "l'allocation, après un avertissement et un délai pour s'expliquer. Elle se conteste d'abord devant la "
    "présidence du conseil départemental, dans les deux mois, puis devant le tribunal administratif.",
    "Les personnes qui préparent et suivent ce contrat sont tenues au secret professionnel (Code de l'action "
    "sociale et des familles, article L. 262-44).",
    "Les données de ce contrat servent au suivi du parcours d'insertion. Vous pouvez demander à les lire et "
    "à les faire corriger auprès du conseil départemental.",
)


def composer_contrat(version: VersionContrat, *, signe: bool = False) -> bytes:
    """Le PDF d'une version ; `signe` : avec les signatures et les étapes qu'elle a reçues.

    Lève `RenduImpossible` si une police manque.
    """
    contenu = version.contenu
    signatures = list(version.contrat.signatures.filter(version=version.numero)) if signe else []
    etapes = version.contrat.passages.filter(version=version.numero).exclude(resultat="")
    donnees = {
        "titre": _titre(contenu),
        "sous_titre": _sous_titre(contenu),
        "organisme": contenu["organisme"],
        "pied": f"{_titre(contenu)} — version {version.numero}",
        "parties": _parties(contenu),
        "cadre": _cadre(contenu),
        "diagnostic": [p for p in contenu["diagnostic"].splitlines() if p.strip()],
        "objectifs": [_objectif(objectif) for objectif in contenu["objectifs"]],
        "mentions": [*MENTIONS, f"Textes : {SOURCES[TypeContrat(contenu['type'])]}."],
        "signatures": [_signature(s, contenu) for s in signatures],
        "a_signer": [["La personne", _civil(contenu), "", ""], ["L'organisme", contenu["organisme"], "", ""]],
        "etapes": [_etape(e) for e in etapes.select_related("fait_par")] if signe else [],
        "empreinte": f"Empreinte SHA-256 du contenu : {version.empreinte}",
    }
    jour = timezone.localdate(version.figee_le)
    return composer(GABARIT, _lisibles(donnees), jour)


def composer_apercu(contrat: Contrat, contenu: dict[str, Any], empreinte: str) -> bytes:
    """Le PDF de ce qui est écrit, avant toute soumission."""
    version = VersionContrat(
        contrat=contrat,
        numero=contrat.version,
        contenu=contenu,
        empreinte=empreinte,
        figee_le=timezone.now(),
    )
    return composer_contrat(version)


def _titre(contenu: dict[str, Any]) -> str:
    return str(TypeContrat(contenu["type"]).label).capitalize()


def _sous_titre(contenu: dict[str, Any]) -> str:
    fin = f"jusqu'au {jour_lisible(contenu['fin'])}" if contenu["fin"] else "sans terme fixé"
    return f"À compter du {jour_lisible(contenu['debut'])}, {fin}"


def _civil(contenu: dict[str, Any]) -> str:
    personne = contenu["personne"]
    return f"{(personne['prenoms'] or [''])[0].title()} {personne['nom'].upper()}".strip()


def _parties(contenu: dict[str, Any]) -> list[dict[str, str]]:
    naissance = jour_lisible(contenu["personne"]["date_naissance"])
    suivi = f", représenté pour le suivi par {contenu['referent']}" if contenu["referent"] else ""
    return [
        {"qui": "La personne", "texte": f"{_civil(contenu)}, né·e le {naissance}"},
        {"qui": "L'organisme référent", "texte": f"{contenu['organisme']}{suivi}"},
    ]


def _cadre(contenu: dict[str, Any]) -> list[list[str]]:
    lignes = [
        ["Établi le", jour_lisible(contenu["etabli_le"])],
        ["Début", jour_lisible(contenu["debut"])],
        ["Fin", jour_lisible(contenu["fin"]) or "sans terme fixé ; il se revoit avec le ou la référent·e"],
    ]
    if contenu["voie"]:
        lignes.append(["Parcours", Voie(contenu["voie"]).label])
    if contenu["type"] == TypeContrat.ENGAGEMENT or contenu["heures_semaine"]:
        lignes.append(["Activité par semaine", _heures(contenu)])
    if contenu["motif_reexamen"]:
        motif = MotifReexamen(contenu["motif_reexamen"]).label
        lignes.append(["Réexamen du parcours", f"à douze mois : {motif}"])
    for cle, libelle in (
        ("emploi_recherche", "Emploi recherché"),
        ("zone_recherche", "Zone de recherche"),
        ("salaire_attendu", "Salaire attendu"),
    ):
        if contenu[cle]:
            lignes.append([libelle, contenu[cle]])
    return lignes


def _heures(contenu: dict[str, Any]) -> str:
    heures = (
        f"{contenu['heures_semaine'].replace('.', ',')} heures" if contenu["heures_semaine"] else "aucune"
    )
    if not contenu["motif_reduction"]:
        return heures
    motif = MotifReduction(contenu["motif_reduction"]).label
    return f"{heures} ; réduites ou sans objet : {motif}"


def _objectif(objectif: dict[str, Any]) -> dict[str, Any]:
    return {
        "titre": f"{objectif['numero']}. {objectif['titre']}",
        "libelle": objectif["libelle"],
        "legende": f"Engagements de l'objectif {objectif['numero']}",
        "rangees": [
            [
                clause["numero"],
                str(Partie(clause["partie"]).label).capitalize(),
                clause["libelle"],
                jour_lisible(clause["echeance"]) or "—",
                f"{clause['heures_semaine'].replace('.', ',')} h" if clause["heures_semaine"] else "—",
            ]
            for clause in objectif["engagements"]
        ],
    }


def _signature(signature: Signature, contenu: dict[str, Any]) -> list[str]:
    quand = timezone.localtime(signature.quand)
    comment = [signature.get_mode_display()]
    if signature.identite_verifiee_par:
        comment.append(f"identité attestée par {signature.identite_verifiee_par.nom}")
    if signature.reference:
        comment.append(f"{signature.qualite}, {signature.reference}")
    nom = _civil(contenu) if signature.partie == Partie.PERSONNE else signature.signataire.nom  # type: ignore[union-attr]
    return [
        str(Partie(signature.partie).label).capitalize(),
        nom,
        f"{quand:%d/%m/%Y à %H h %M}",
        " ; ".join(comment),
    ]


def _etape(passage: PassageCircuit) -> list[str]:
    quand = timezone.localtime(passage.fait_le)
    resultat = str(ResultatEtape(passage.resultat).label)
    if passage.delegation:
        resultat += f" ({passage.delegation})"
    nature = str(NatureEtape(passage.nature).label)
    return [f"{passage.libelle} ({nature})", passage.fait_par.nom, f"{quand:%d/%m/%Y}", resultat]  # type: ignore[union-attr]


def _lisibles(valeur: Any) -> Any:
    """Chaque texte passe par la typographie française et les caractères que la police possède."""
    if isinstance(valeur, str):
        return lisible(valeur)
    if isinstance(valeur, dict):
        return {cle: _lisibles(v) for cle, v in valeur.items()}
    if isinstance(valeur, Iterable):
        return [_lisibles(v) for v in valeur]
    return valeur
