"""Lire un rapport, quel que soit son format, en un relevé neutre. Rien n'est écrit."""

from __future__ import annotations

from pathlib import Path

from jalon.pilotage.controles.releve import Releve
from jalon.sources.documents.entete import situer
from jalon.sources.documents.erreurs import DocumentIllisible
from jalon.sources.documents.fiches import deplier_fiches, legende_thematiques, lire_fiche
from jalon.sources.documents.flux import Bloc
from jalon.sources.documents.hors_fiches import lire_hors_fiches
from jalon.sources.documents.ouverture import ouvrir
from jalon.sources.documents.structure import dresser_plan

__all__ = ["DocumentIllisible", "lire_document"]


def lire_document(source: Path | bytes, nom: str = "") -> Releve:
    """Le relevé d'un rapport `.txt`, `.docx`, `.xlsx` ou `.ods`.

    `nom` sert aux messages et au champ `document` ; le format vient du contenu. Lève `DocumentIllisible` si
    le fichier est vide, chiffré, tronqué, trop gros, piégé, ou ne contient rien de reconnaissable.
    """
    nom = nom or (source.name if isinstance(source, Path) else "document")
    return relever(ouvrir(source, nom), nom)


def relever(blocs: list[Bloc], nom: str) -> Releve:
    """Le relevé d'un flux de blocs."""
    releve = Releve(nom)
    releve.thematiques = legende_thematiques(blocs)
    plan = dresser_plan(deplier_fiches(blocs), releve.thematiques)
    annee = situer(blocs, releve)
    lire_hors_fiches(plan.hors_fiches, annee, releve)
    releve.fiches = [lire_fiche(brute, annee, releve) for brute in plan.fiches]
    if not (releve.credits or releve.fiches or releve.annexes or releve.avancement):
        raise DocumentIllisible(
            "aucun tableau de crédits, d'indicateurs ou d'avancement, ni aucune fiche action n'y a été "
            "reconnu. Vérifiez que c'est bien un rapport, avec ses lignes d'en-tête.",
            nom,
        )
    return releve
