"""Le suivi d'une personne, dans l'export de son dossier."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jalon.parcours.suivi.models import EquipePersonne, LigneCampagne, NoteCarnet, Relais, TacheSuivi
from jalon.socle.acces.models import Compte

MENTION = (
    "Référents successifs, équipe, notes du carnet, tâches, recherches. Les notes réservées (santé, travail "
    "social, équipe) ne sont remises que par un compte qui les lit : demandez-les à votre référent."
)


def rassembler(personne: UUID, lecteur: Compte) -> dict[str, Any]:
    """Ce que le lecteur a le droit de remettre ; dates, libellés, textes."""
    taches = TacheSuivi.objects.filter(personne=personne).order_by("echeance", "id")
    return {
        "referents": _referents(personne),
        "equipe": _equipe(personne),
        "notes": _notes(personne),
        "taches": list(taches.values("libelle", "echeance", "faite_le", "abandonnee_le")),
        "recherches": _recherches(personne),
    }


def _referents(personne: UUID) -> list[dict[str, Any]]:
    relais = Relais.objects.filter(personne=personne).select_related("de", "vers")
    return [
        {
            "le": r.le,
            "de": str(r.de or ""),
            "vers": str(r.vers),
            "motif": r.motif,
            "annule": r.annule_le is not None,
        }
        for r in relais.order_by("le", "decide_le")
    ]


def _equipe(personne: UUID) -> list[dict[str, Any]]:
    equipe = EquipePersonne.objects.filter(personne=personne)
    return [
        {
            "membre": str(m.compte or m.organisation),
            "fonction": m.fonction.libelle,
            "du": m.periode.lower,
            "jusqu_au_exclu": m.periode.upper,
        }
        for m in equipe.select_related("compte", "organisation", "fonction").order_by("ajoute_le")
    ]


def _notes(personne: UUID) -> list[dict[str, Any]]:
    notes = NoteCarnet.objects.filter(personne=personne).select_related("auteur", "cercle")
    return [
        {
            "jour": n.date,
            "auteur": str(n.auteur),
            "cercle": n.cercle.libelle,
            "texte": n.texte,
            "corrigee": n.remplacee_le is not None,
            "effacee": n.motif_effacement,
        }
        for n in notes.order_by("date", "redigee_le")
    ]


def _recherches(personne: UUID) -> list[dict[str, Any]]:
    recherches = LigneCampagne.objects.filter(personne=personne).select_related("campagne")
    return [
        {
            "campagne": str(ligne.campagne),
            "resultat": ligne.get_resultat_display(),
            "le": ligne.resultat_le,
        }
        for ligne in recherches.order_by("campagne__lancee_le")
    ]
