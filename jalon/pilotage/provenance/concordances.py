"""Les autres endroits où un document imprime une valeur que la base tient ou déduit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from jalon.pilotage.controles.models import Mention
from jalon.pilotage.finances.tableau import Case, LigneTableau
from jalon.pilotage.programmes.models import Exercice
from jalon.pilotage.provenance.ecriture import ecrire_lieu
from jalon.pilotage.provenance.formes import AutreEndroit
from jalon.socle.montants import ecrire_montant

REFERENCES: dict[tuple[str, str], str] = {
    ("credits", "valorisation"): "contrepartie",
    ("credits", "report_entrant"): "report_entrant",
    ("credits", "participation"): "participation",
    ("credits", "recettes"): "recettes",
    ("credits", "execute"): "execute",
    ("credits", "report_sortant"): "solde",
    ("fiche_prevu", "etat"): "recettes",
    ("fiche_prevu", "departement"): "contrepartie",
    ("fiche_prevu", "dont_reports"): "report_entrant",
    ("fiche_prevu", "total"): "global_prevu",
    ("fiche_execute", "etat"): "execute",
    ("fiche_execute", "departement"): "contrepartie_executee",
    ("fiche_execute", "report_sortant"): "solde",
    ("fiche_execute", "total"): "global_execute",
}
"""Ce que dit une case imprimée : le rôle qu'elle a dans la ligne de l'action."""

TABLEAUX = {
    "credits": "tableau des crédits",
    "fiche_prevu": "fiche, budget prévu",
    "fiche_execute": "fiche, budget exécuté",
    "annexe": "annexe d'indicateurs",
    "fiche_indicateurs": "fiche, indicateurs",
    "prose": "texte de la fiche",
}


def role_de(mention: Mention) -> str:
    """Rôle que la case imprimée a dans la ligne de l'action ; vide si elle n'en a pas."""
    cle = mention.role if mention.tableau == "credits" else mention.cle
    if mention.tableau == "credits" and mention.cle.startswith("operateur:"):
        return ""
    return REFERENCES.get((mention.tableau, cle), "")


def ailleurs_pour_action(
    exercice: Exercice, action_id: UUID, role: str, ligne: LigneTableau
) -> list[AutreEndroit]:
    """Les cases imprimées qui disent le même rôle pour cette action."""
    roles = {role}
    if role == "participation" and ligne.report_entrant.montant is None:
        roles.add("recettes")
    mentions = Mention.objects.filter(exercice=exercice, action=action_id, nombre__isnull=False)
    concernees = [m for m in mentions.order_by("tableau", "ordre", "id") if role_de(m) in roles]
    return endroits(concernees, reference(ligne, role).montant)


def ailleurs_pour_total(
    exercice: Exercice, role: str, actions: set[str], montant: Decimal | None
) -> list[AutreEndroit]:
    """Les sous-totaux et totaux imprimés qui couvrent exactement ces actions."""
    mentions = Mention.objects.filter(
        exercice=exercice, action__isnull=True, tableau="credits", nombre__isnull=False
    ).order_by("ordre", "id")
    memes = [
        m for m in mentions if role_de(m) == role and set(map(str, m.details.get("actions", ()))) == actions
    ]
    return endroits(memes, montant)


def reference(ligne: LigneTableau, role: str) -> Case:
    """La case d'un rôle dans une ligne ; les budgets globaux additionnent deux rôles."""
    if role in ("global_prevu", "global_execute"):
        parts = (
            ("recettes", "contrepartie") if role == "global_prevu" else ("execute", "contrepartie_executee")
        )
        connus = [c.montant for c in (getattr(ligne, p) for p in parts) if c.montant is not None]
        return Case(sum(connus, Decimal(0)) if connus else None)
    return getattr(ligne, role)


def endroits(mentions: Iterable[Mention], montant: Decimal | None) -> list[AutreEndroit]:
    """Chaque mention, et si elle dit le même montant (à la précision imprimée)."""
    return [
        AutreEndroit(
            ou=f"{TABLEAUX.get(m.tableau, m.tableau)} : {ecrire_lieu(m.lieu) or m.titre}",
            valeur=m.texte or (ecrire_montant(m.nombre) if m.nombre is not None else "vide"),
            concorde=None if montant is None or m.nombre is None else egaux(montant, m.nombre, m.decimales),
            cible=f"mention:{m.pk}",
            ecartee=m.ecartee_le is not None,
        )
        for m in mentions
    ]


def egaux(valeur: Decimal, imprime: Decimal, decimales: int) -> bool:
    """Égaux à l'arrondi près de ce qui est imprimé."""
    return abs(valeur - imprime) * 2 <= Decimal(1).scaleb(-decimales) and (decimales < 2 or valeur == imprime)
