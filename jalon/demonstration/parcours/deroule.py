"""Jouer K mois : charger le fichier du mois, puis, semaine après semaine, ce que les gens en font."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils import timezone

from jalon.demonstration.parcours.moyens import Moyens, preparer
from jalon.demonstration.parcours.semaine import jouer
from jalon.demonstration.parcours.temps import Temps
from jalon.parcours.personnes.models import Chargement, Membre
from jalon.socle.acces.models import Compte
from jalon.socle.base.contexte import contexte_compte
from jalon.sources.flux_cnaf.chargement import charger_flux
from jalon.sources.flux_cnaf.simulation.fichiers import Fichier, produire
from jalon.sources.flux_cnaf.simulation.reglages import (
    COMMUNES,
    ReglageImpossible,
    Reglages,
    ajouter_mois,
    lire_communes,
    modele,
)

RACINE = Path(__file__).resolve().parents[3]
UNE_SEMAINE = timedelta(days=7)
Dire = Callable[[str], None]


class DejaJoue(ReglageImpossible):
    """Des fichiers ont déjà été reçus : un département inventé ne se mêle pas à de vrais dossiers."""


@dataclass(slots=True)
class Bilan:
    """Ce que la simulation a fait : faits par nature, fichiers chargés."""

    faits: Counter[str] = field(default_factory=Counter)
    fichiers: int = 0


def departement_invente() -> str:
    """Code du département que la simulation invente."""
    return str(modele()["departement"])


def simuler(
    *,
    foyers: int,
    nombre_mois: int,
    acteur: Compte,
    graine: int = 1,
    fin: date | None = None,
    dire: Dire = lambda _: None,
) -> Bilan:
    """Joue `nombre_mois` mois finis avant `fin` (défaut : aujourd'hui), par les services des écrans.

    Même graine, mêmes décisions. Lève `DejaJoue` si des fichiers ont déjà été reçus, `ReglageImpossible` sans
    référentiel des communes.
    """
    with contexte_compte(acteur):
        if Chargement.objects.exists():
            raise DejaJoue(
                "cette base a déjà reçu des fichiers. Simulez dans une base neuve : changez JALON_DOSSIER."
            )
    aujourd_hui = fin or timezone.localdate()
    code = departement_invente()
    reglages = Reglages(
        foyers,
        ajouter_mois(aujourd_hui, -nombre_mois),
        lire_communes(code, RACINE / COMMUNES),
        code,
        nombre_mois=nombre_mois,
        graine=graine,
    )
    with TemporaryDirectory() as dossier:
        mensuels = produire(reglages, Path(dossier)).mensuels
        with contexte_compte(acteur):
            moyens = preparer(du=mensuels[0].creation, departement=code, acteur=acteur)
        return _jouer(mensuels, moyens, graine, aujourd_hui, acteur, dire)


def _jouer(
    mensuels: tuple[Fichier, ...], moyens: Moyens, graine: int, fin: date, acteur: Compte, dire: Dire
) -> Bilan:
    bilan = Bilan()
    suivants = [*(fichier.creation for fichier in mensuels[1:]), fin]
    for fichier, suivant in zip(mensuels, suivants, strict=True):
        charge = charger_flux(fichier.chemin, acteur=acteur)
        if charge.refus:
            raise ReglageImpossible(charge.refus)
        bilan.fichiers += 1
        jour, reperes = fichier.creation + timedelta(days=1), _reperes(acteur)
        while jour < suivant:
            with contexte_compte(acteur):
                bilan.faits += jouer(Temps(jour, moyens, graine, reperes))
            jour += UNE_SEMAINE
        dire(f"{fichier.reference:%m/%Y} : " + ", ".join(f"{n} {nom}" for nom, n in bilan.faits.items()))
    return bilan


def _reperes(acteur: Compte) -> dict[UUID, str]:
    """Ce qui désigne chaque personne d'une simulation à l'autre : son dossier et sa naissance, pas sa clé."""
    with contexte_compte(acteur):
        membres = Membre.objects.order_by("foyer__numero", "pk")
        lus = membres.values_list("personne_id", "foyer__numero", "date_naissance", "rang_gemellaire")
        return {cle: f"{numero} {naissance} {rang}" for cle, numero, naissance, rang in lus.iterator()}
