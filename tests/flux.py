"""Un petit flux simulé, chargé pour de bon : d'où viennent les personnes des essais."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import connection

from jalon.parcours.personnes.models import Foyer, Perimetre, Personne
from jalon.socle.acces.models import Compte
from jalon.socle.territoire.models import Commune as CommuneReferentiel
from jalon.socle.territoire.models import Departement, Epci
from jalon.sources.flux_cnaf.chargement import BilanChargement, charger_flux
from jalon.sources.flux_cnaf.simulation.fichiers import produire
from jalon.sources.flux_cnaf.simulation.reglages import Commune, Reglages

DEPARTEMENT = "11"
NORD, SUD = "200000001", "200000002"
COMMUNES = (Commune("11001", "Aube", "11000", 900), Commune("11002", "Brume", "11100", 700))


def poser_territoire() -> None:
    """Deux communes, chacune dans son intercommunalité."""
    departement = Departement.objects.create(code=DEPARTEMENT, nom="Essai")
    for commune, siren in zip(COMMUNES, (NORD, SUD), strict=True):
        epci = Epci.objects.create(code=siren, nom=f"Communauté de {commune.nom}", type="CC")
        CommuneReferentiel.objects.create(
            code=commune.code, nom=commune.nom, departement=departement, epci=epci
        )


def charger_simule(
    sortie: Path, acteur: Compte, *, foyers: int = 12, mois: int = 2, debut: date = date(2025, 1, 1)
) -> list[BilanChargement]:
    """Simule et charge ces mois à la suite ; rend les bilans."""
    poser_territoire()
    reglages = Reglages(foyers, debut, COMMUNES, DEPARTEMENT, nombre_mois=mois)
    return [charger(fichier.chemin, acteur) for fichier in produire(reglages, sortie).mensuels]


def charger(fichier: Path, acteur: Compte) -> BilanChargement:
    """Charge un fichier, qui ne doit pas être refusé."""
    bilan = charger_flux(fichier, acteur=acteur)
    assert bilan.chargement and not bilan.refus, bilan.refus
    _oublier_tables_temporaires()
    return bilan


def _oublier_tables_temporaires() -> None:
    """Un essai n'a qu'une transaction : les tables que la fin d'un chargement jette y resteraient."""
    with connection.cursor() as curseur:
        curseur.execute("DISCARD TEMP")


def personne_de(territoire: str) -> Personne:
    """Un adulte suivi dans cette intercommunalité."""
    cle = (
        Perimetre.objects.filter(territoire=territoire, personne__episodes__isnull=False)
        .order_by("personne__nom", "personne_id")
        .values_list("personne_id", flat=True)
        .first()
    )
    return Personne.objects.get(pk=cle)


def foyer_de(personne: Personne) -> Foyer:
    return personne.membres.order_by("-foyer__dernier_chargement").first().foyer
