"""Les documents d'une séance : dossiers minimisés et procès-verbal, sans nom de personne."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from jalon.parcours.manquements.models import ConflitInteret, Passage, Presence, Seance
from jalon.socle.acces.models import Compte
from jalon.socle.rendu.blocs import (
    Bloc,
    Colonne,
    Couverture,
    Document,
    Rangee,
    Tableau,
    Titre,
    case_texte,
    phrase,
)
from jalon.socle.rendu.typst import en_pdf

AVERTISSEMENT = (
    "Document réservé aux membres de l'équipe. Il ne contient que ce qui leur est utile (CASF, article "
    "L. 262-40) et ne se copie pas."
)


def pdf_des_dossiers(seance: Seance, passages: Iterable[Passage], lecteur: Compte) -> bytes:
    """Les dossiers minimisés que le lecteur peut voir, un par page."""
    blocs: list[Bloc] = [phrase(AVERTISSEMENT, style="alerte")]
    for rang, passage in enumerate(passages):
        blocs += [
            Titre(1, f"Dossier {passage.ordre} — n° {passage.pseudonyme}", page=rang > 0),
            Tableau(
                f"Dossier {passage.pseudonyme}",
                [Colonne("Rubrique", part=1), Colonne("Contenu", part=2.5)],
                [rangee(nom, valeur) for nom, valeur in lignes_de_fiche(passage)],
            ),
        ]
    if len(blocs) == 1:
        blocs.append(phrase("Aucun dossier ne vous est ouvert dans cette séance."))
    return en_pdf(_document(seance, "Dossiers de la séance", blocs, seance.convoquee_le))


def pdf_du_proces_verbal(seance: Seance, lecteur: Compte) -> bytes:
    """Présents, quorum, dossiers, retraits, avis et motifs, dans l'état de la séance."""
    presences = Presence.objects.filter(seance=seance).select_related("membre").order_by("membre__nom")
    rangees = [rangee(p.membre.nom, str(p.membre.get_qualite_display()), _oui(p.present)) for p in presences]
    presents = sum(p.present for p in presences)
    colonnes = [Colonne("Membre"), Colonne("Au titre de"), Colonne("Présent")]
    blocs: list[Bloc] = [
        Titre(1, "Présences"),
        phrase(f"{presents} présents ; quorum de {seance.quorum}."),
        Tableau("Feuille de présence", colonnes, rangees),
        Titre(1, "Avis"),
    ]
    for passage in seance.passages.order_by("ordre"):
        retires = ConflitInteret.objects.filter(passage=passage).select_related("membre")
        noms = ", ".join(c.membre.nom for c in retires) or "personne"
        blocs += [
            Titre(2, f"Dossier {passage.ordre} — n° {passage.pseudonyme}"),
            phrase(
                f"Personne concernée : {passage.get_venue_display()}. Retiré du dossier : {noms}. "
                f"Avis : {passage.get_avis_display() or 'pas encore rendu'}."
            ),
            phrase(passage.avis_motif or "Sans motif."),
        ]
    return en_pdf(_document(seance, "Procès-verbal", blocs, seance.close_le or seance.tenue_le))


def rangee(*textes: str) -> Rangee:
    """Une rangée de textes."""
    return Rangee(tuple(case_texte(texte) for texte in textes))


def lignes_de_fiche(passage: Passage) -> list[tuple[str, str]]:
    """Le dossier minimisé en rubriques à lire ; « effacé » si la personne ne figure plus."""
    fiche: dict[str, Any] = passage.fiche
    if not fiche:
        return [("Dossier", "effacé")]
    mois = fiche["anciennete_mois"]
    return [
        ("Faits du", _jour(fiche["faits_du"])),
        ("Nature", fiche["nature"]),
        ("Exposé", fiche["expose"]),
        ("Âge", fiche["age"]),
        ("Foyer", fiche["foyer"]),
        ("Ancienneté dans le RSA", "non connue" if mois is None else f"{mois} mois"),
        ("Régime", fiche["regime"]),
        ("Rang", str(fiche["rang"])),
        ("Avertissement reçu le", _jour(fiche["averti_recu_le"])),
        ("Observations", " ; ".join(fiche["observations"]) or "aucune"),
        ("Ce que le barème permet", " ; ".join(fiche["fourchettes"]) or "aucune sanction"),
        ("Avis attendu jusqu'au", f"{passage.repute_le:%d/%m/%Y}"),
    ]


def _document(seance: Seance, titre: str, blocs: list[Bloc], jour: date | None) -> Document:
    quand = timezone.localtime(seance.prevue_le)
    return Document(
        couverture=Couverture(
            surtitre="Équipe pluridisciplinaire",
            titre=titre,
            sous_titre=seance.equipe.nom,
            lignes=[f"Séance du {quand:%d/%m/%Y à %H h %M}", seance.lieu],
        ),
        blocs=blocs,
        pied=f"{seance.equipe.nom}, {quand:%d/%m/%Y}",
        jour=jour or timezone.localdate(),
    )


def _jour(texte: str) -> str:
    return f"{date.fromisoformat(texte):%d/%m/%Y}" if texte else "—"


def _oui(valeur: bool) -> str:
    return "oui" if valeur else "non"
