"""La feuille d'émargement d'un rendez-vous à plusieurs, à imprimer et à faire signer."""

from __future__ import annotations

from django.utils import timezone

from jalon.parcours.rendezvous import textes
from jalon.parcours.rendezvous.enums import Issue
from jalon.parcours.rendezvous.models import RendezVous
from jalon.socle.rendu.blocs import (
    Colonne,
    Couverture,
    Document,
    Rangee,
    Tableau,
    case_texte,
    phrase,
)
from jalon.socle.rendu.typst import en_pdf

SANS_PLACE = (Issue.EXCUSE, Issue.ANNULE_SERVICE)


def feuille_emargement(rendezvous: RendezVous) -> bytes:
    """Le PDF : une ligne par personne attendue que le lecteur voit, et combien d'autres.

    `rendezvous` vient de `selectors.rendezvous_par_id`, avec ses participations.
    """
    attendues = [p for p in rendezvous.participations.all() if p.issue not in SANS_PLACE]
    tableau = Tableau(
        legende="Personnes attendues, par ordre alphabétique",
        colonnes=[
            Colonne("Nom", part=2),
            Colonne("Prénom", part=2),
            Colonne("Arrivée", part=1),
            Colonne("Signature", part=3),
        ],
        rangees=[
            Rangee(
                (
                    case_texte(place.personne.nom.upper(), gras=True),
                    case_texte(place.personne.prenom),
                    case_texte(""),
                    case_texte(""),
                )
            )
            for place in attendues
        ],
    )
    blocs: list = [phrase(f"{len(attendues)} personne{'s' if len(attendues) > 1 else ''} sur cette feuille.")]
    autres = rendezvous.pris - len(attendues)
    if autres > 0:
        blocs.append(phrase(f"{autres} de plus ne sont pas dans votre périmètre.", style="note"))
    if attendues:
        blocs.append(tableau)
    couverture = Couverture(
        surtitre="Feuille d'émargement",
        titre=rendezvous.motif.libelle,
        sous_titre=textes.quand(rendezvous.debut),
        lignes=[textes.ou(rendezvous.lieu)],
    )
    return en_pdf(
        Document(couverture, blocs, pied="Feuille d'émargement", jour=timezone.localdate(rendezvous.debut))
    )
