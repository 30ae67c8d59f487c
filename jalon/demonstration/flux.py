"""Un petit département inventé, dont les fichiers se chargent par le chemin des vrais."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from jalon.parcours.personnes.models import Chargement
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.chargement import BilanChargement, charger_flux
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.reglages import (
    COMMUNES,
    Reglages,
    ajouter_mois,
    lire_communes,
    modele,
)

FOYERS = 300
MOIS = 6
RACINE = Path(__file__).resolve().parent.parent.parent


def departement_demonstration() -> str:
    """Code du département que la simulation invente."""
    return str(modele()["departement"])


def charger_flux_demonstration(*, acteur: Compte, aujourd_hui: date) -> list[BilanChargement]:
    """Charge les six mois finis avant ce jour ; rien si un fichier a déjà été reçu.

    Lève `ReglageImpossible` si le référentiel des communes manque.
    """
    with contexte_compte(acteur):
        if Chargement.objects.exists():
            return []
    departement = departement_demonstration()
    reglages = Reglages(
        FOYERS,
        ajouter_mois(aujourd_hui, -MOIS),
        lire_communes(departement, RACINE / COMMUNES),
        departement,
        nombre_mois=MOIS,
    )
    with TemporaryDirectory() as dossier:
        mensuels = produire(reglages, Path(dossier)).mensuels
        return [charger_flux(fichier.chemin, acteur=acteur) for fichier in mensuels]
