"""Un tableau déposé et ce qu'on en a dit, entre les écrans et la tâche qui le charge.

Le fichier et sa demande vont ensemble dans le dossier des dépôts, lisibles du seul compte du serveur : ni une
adresse ni un argument de tâche ne portent le nom d'un fichier.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from jalon.parcours.personnes.enums import NatureFait, NatureFranceTravail
from jalon.socle.acces.models import Compte
from jalon.sources.chargements import Bilan
from jalon.sources.extraits.chargement import Extrait, reprendre_extrait
from jalon.sources.flux_cnaf.depots import depot, lieu
from jalon.sources.france_travail.chargement import charger_france_travail
from jalon.sources.tableurs.chargement import BENEFICIAIRES, charger_tableur
from jalon.sources.tableurs.models import Correspondance

FOYERS, FRANCE_TRAVAIL = "foyers", "france_travail"
FICHIER = ".demande.json"


@dataclass(frozen=True, slots=True)
class Demande:
    """`contenu` : `FOYERS`, `FRANCE_TRAVAIL`, ou le code d'un logiciel métier ; vide tant que rien n'est dit.

    `nature` : de l'extrait ou du fichier de France Travail, vide si le fichier la dit lui-même.
    """

    cle: str
    compte: str
    nom: str
    contenu: str = ""
    nature: str = ""
    jour: str = ""
    departement: str = ""
    correspondance: str = ""
    complet: bool = False
    disparitions: bool = False

    @property
    def est_extrait(self) -> bool:
        return self.contenu not in ("", FOYERS, FRANCE_TRAVAIL)

    @property
    def decrit(self) -> date | None:
        """Jour que le fichier décrit, s'il est dit."""
        return date.fromisoformat(self.jour) if self.jour else None

    @property
    def fichier(self) -> Path:
        """Lève `FileNotFoundError`."""
        return depot(self.cle)

    @property
    def extrait(self) -> Extrait:
        """Ce qu'est l'extrait déposé. Lève `ValueError` si son jour n'est pas dit."""
        return Extrait(
            self.contenu,
            date.fromisoformat(self.jour),
            nature=NatureFait(self.nature) if self.nature else None,
            complet=self.complet,
            accepter_disparitions=self.disparitions,
        )

    @property
    def nature_france_travail(self) -> NatureFranceTravail | None:
        return NatureFranceTravail(self.nature) if self.nature else None


def enregistrer_demande(demande: Demande) -> None:
    """Écrit la demande à côté de son fichier, d'un coup. Lève `OSError`."""
    brouillon = lieu(demande.cle) / ".demande.brouillon"
    descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descripteur, "w", encoding="utf-8") as fichier:
        json.dump(asdict(demande), fichier, ensure_ascii=False)
    brouillon.replace(lieu(demande.cle) / FICHIER)


def lire_demande(cle: str, lecteur: Compte) -> Demande:
    """La demande de ce dépôt. Lève `FileNotFoundError` s'il n'est plus là, ou est d'un autre compte."""
    demande = Demande(**json.loads((lieu(cle) / FICHIER).read_text("utf-8")))
    if demande.compte != str(lecteur.pk):
        raise FileNotFoundError(cle)
    return demande


def correspondance_dite(demande: Demande) -> Correspondance | None:
    """La correspondance enregistrée que la demande nomme, pour des foyers."""
    return Correspondance.objects.filter(nom=demande.correspondance, nature=BENEFICIAIRES).first()


def charger_demande(demande: Demande, *, acteur: Compte) -> Bilan:
    """Charge le fichier comme la demande le dit. Lève `PermissionDenied`, `FileNotFoundError`."""
    if demande.contenu == FRANCE_TRAVAIL:
        return charger_france_travail(
            demande.fichier,
            acteur=acteur,
            nature=demande.nature_france_travail,
            jour=demande.decrit,
            nom=demande.nom,
        )
    if demande.est_extrait:
        return reprendre_extrait(demande.fichier, demande.extrait, acteur=acteur, nom=demande.nom)
    return charger_tableur(
        demande.fichier,
        acteur=acteur,
        jour=date.fromisoformat(demande.jour),
        departement=demande.departement,
        correspondance=correspondance_dite(demande),
        complet=demande.complet,
        nom=demande.nom,
    )
