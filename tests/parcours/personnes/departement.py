"""Un petit département simulé, chargé comme le serait un vrai, et ce que la base en dit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from jalon.socle.acces.models import Compte
from jalon.sources.flux_cnaf.chargement import BilanChargement, charger_flux
from jalon.sources.flux_cnaf.simulation.fichiers import Fichier, produire
from jalon.sources.flux_cnaf.simulation.reglages import Commune, Reglages

COMMUNES = (
    Commune("35238", "Rennes", "35000", 220_000),
    Commune("35288", "Saint-Malo", "35400", 47_000),
    Commune("35115", "Fougères", "35300", 20_000),
    Commune("35236", "Redon", "35600", 9_000),
)


def reglages(foyers: int = 60, nombre_mois: int = 1, **options: Any) -> Reglages:
    """Un département qui commence en octobre 2024 : les deux régimes de la loi s'y rencontrent."""
    options.setdefault("departement", "35")
    return Reglages(foyers, date(2024, 10, 1), COMMUNES, nombre_mois=nombre_mois, **options)


def fichiers(voulu: Reglages, sortie: Path) -> tuple[Fichier, ...]:
    return produire(voulu, sortie).fichiers


def charger(chemins: Iterable[Path], acteur: Compte) -> list[BilanChargement]:
    """Charge chaque fichier ; aucun ne doit être refusé."""
    bilans = [charger_flux(chemin, acteur=acteur) for chemin in chemins]
    assert [bilan.refus for bilan in bilans] == ["" for _ in bilans]
    return bilans


PHOTO = {
    "foyer": "SELECT numero, organisme, numero_organisme, matricule, date_demande, arrive_de, parti_vers,"
    " numero_precedent, encode(derniere_empreinte, 'hex') FROM parcours_personnes_foyer",
    "etatdroit": "SELECT f.numero, h.a_compter_du, h.etat, h.motifs",
    "adresse": "SELECT f.numero, h.a_compter_du, h.commune, h.code_postal, h.complement, h.voie, h.lieu_dit,"
    " h.nom_commune, h.hors_france, h.nature, h.qualite",
    "situationfamiliale": "SELECT f.numero, h.a_compter_du, h.code",
    "montant": "SELECT f.numero, h.a_compter_du, h.natures, h.majore, h.total",
    "appartenance": "SELECT {membre}, h.a_compter_du, h.role",
    "droitsdevoirs": "SELECT {membre}, h.a_compter_du, h.valeur",
    "activite": "SELECT {membre}, h.a_compter_du, h.codes",
    "ressources": "SELECT {membre}, h.a_compter_du, h.fin, h.nulles, h.total, h.detail::text",
    "episode": "SELECT p.nom_naissance, p.prenoms, p.date_naissance, p.rang_gemellaire, e.entree, e.sortie,"
    " e.motif_entree, e.motif_sortie, e.regime, e.connu_le FROM parcours_personnes_episode e"
    " JOIN parcours_personnes_personne p ON p.id = e.personne_id",
    "personne": "SELECT nom, nom_naissance, prenoms, date_naissance, rang_gemellaire, certifiee,"
    " encode(nir_cle, 'hex') FROM parcours_personnes_personne",
    "perimetre": "SELECT p.nom_naissance, p.prenoms, p.date_naissance, z.territoire, z.commune"
    " FROM parcours_personnes_perimetre z JOIN parcours_personnes_personne p ON p.id = z.personne_id",
}
MEMBRE = "f.numero, m.nom_naissance, m.prenoms, m.date_naissance, m.rang_gemellaire"


def photo() -> dict[str, list[str]]:
    """Tout ce que la base sait, sans ses clés, pour comparer deux chemins vers le même savoir."""
    vues = {}
    with connection.cursor() as curseur:
        for nom, requete in PHOTO.items():
            if "{membre}" in requete:
                requete = requete.format(membre=MEMBRE) + (
                    f" FROM parcours_personnes_{nom} h JOIN parcours_personnes_membre m ON m.id = h.membre_id"
                    " JOIN parcours_personnes_foyer f ON f.id = m.foyer_id"
                )
            elif " FROM " not in requete:
                requete += (
                    f" FROM parcours_personnes_{nom} h JOIN parcours_personnes_foyer f ON f.id = h.foyer_id"
                )
            curseur.execute(requete)
            vues[nom] = sorted(str(ligne) for ligne in curseur.fetchall())
    return vues
