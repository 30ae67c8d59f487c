"""Ce que tous les rapports ont en commun : la page de titre, les actes, le pied de page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from jalon.pilotage.programmes.models import Acte, Exercice, Programme
from jalon.socle.rendu.blocs import Bloc, Couverture, Document
from jalon.socle.territoire.selectors import departement_par_code


@dataclass(slots=True)
class Presentation:
    """Qui, quoi, quand : l'en-tête d'un rapport."""

    programme: Programme
    exercice: Exercice
    departement: str = ""
    porteur: str = ""
    actes: list[tuple[str, list[str]]] = field(default_factory=list)
    jour: date = field(default_factory=timezone.localdate)


def presentation(programme: Programme, exercice: Exercice) -> Presentation:
    """Remplit l'en-tête : département, porteur, actes et leurs signataires."""
    departement = departement_par_code(programme.departement) if programme.departement else None
    actes = Acte.objects.filter(programme=programme).prefetch_related("signataires__organisation")
    return Presentation(
        programme=programme,
        exercice=exercice,
        departement=str(departement) if departement else "",
        porteur=str(programme.porteur) if programme.porteur else "",
        actes=[
            (_acte(a), [str(s) for s in a.signataires.all()]) for a in actes.order_by("signe_le", "numero")
        ],
    )


def _acte(acte: Acte) -> str:
    signe = f", signé le {acte.signe_le:%d/%m/%Y}" if acte.signe_le else ""
    return f"{acte.intitule}{signe}"


def document(entete: Presentation, titre: str, blocs: list[Bloc]) -> Document:
    """Le document complet : page de titre, pied de page, blocs."""
    programme, exercice = entete.programme, entete.exercice
    lignes = [
        f"Exercice {exercice.code}, du {exercice.debut_credits:%d/%m/%Y} au {exercice.fin_credits:%d/%m/%Y}"
    ]
    if exercice.date_arret:
        lignes.append(f"Exécuté arrêté au {exercice.date_arret:%d/%m/%Y}")
    lignes.append(f"Édité le {entete.jour:%d/%m/%Y}")
    if programme.source:
        lignes.append(f"Source : {programme.source}")
    return Document(
        couverture=Couverture(
            surtitre=entete.porteur or entete.departement,
            titre=titre,
            sous_titre=programme.intitule,
            lignes=lignes,
        ),
        blocs=blocs,
        pied=f"{titre} — {programme.intitule}",
        auteur=entete.porteur or entete.departement,
        jour=entete.jour,
    )
