"""Des personnes écrites en base sans flux : pour les essais qui n'ont besoin que d'un dossier ouvert."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from jalon.parcours.personnes.enums import (
    EtatDossier,
    MotifEntree,
    Regime,
    Reponse,
    RoleFoyer,
    Source,
)
from jalon.parcours.personnes.identite import trigrammes
from jalon.parcours.personnes.models import (
    Adresse,
    Appartenance,
    Chargement,
    DroitsDevoirs,
    Episode,
    EtatDroit,
    Foyer,
    Membre,
    Perimetre,
    Personne,
)
from jalon.socle.acces.models import Compte
from tests.flux import COMMUNES, DEPARTEMENT, NORD, SUD

RANG = itertools.count(1)
NOMS = ("Le Goff", "Martin", "Traoré", "N'Diaye", "Dupont-Roux", "Éon")
PRENOMS = ("Anne", "Yann", "Fatou", "Zoé", "Jean-Luc", "Inès")
DEBUT = date(2025, 1, 10)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Une personne seule, demandeuse d'un foyer au droit ouvert, soumise aux droits et devoirs."""

    personne: Personne
    foyer: Foyer
    membre: Membre
    episode: Episode


def creer_dossier(
    *,
    connu_le: date = DEBUT,
    entree: date | None = None,
    naissance: date = date(1988, 3, 14),
    territoire: str = NORD,
    sexe: str = "2",
    soumis: str = Reponse.OUI,
    nom: str = "",
    prenom: str = "",
) -> Dossier:
    """Un dossier dont l'épisode commence le premier du mois de `connu_le` (ou à `entree`)."""
    rang = next(RANG)
    debut = entree or connu_le.replace(day=1)
    civil = {
        "nom": nom or NOMS[rang % len(NOMS)],
        "nom_naissance": nom or NOMS[rang % len(NOMS)],
        "prenoms": [prenom or PRENOMS[rang % len(PRENOMS)]],
        "date_naissance": naissance,
        "sexe": sexe,
    }
    personne = Personne.objects.create(
        vue_le=connu_le, trigrammes=trigrammes(f"{civil['nom']} {civil['prenoms'][0]}"), **civil
    )
    foyer = Foyer.objects.create(
        departement=DEPARTEMENT,
        numero=f"E{rang:010d}",
        date_demande=debut,
        organisme="CAF",
        matricule=f"{rang:07d}",
    )
    membre = Membre.objects.create(
        foyer=foyer, personne=personne, cle_identite=rang.to_bytes(16, "big"), **civil
    )
    _histoire(foyer, membre, debut, connu_le, soumis, COMMUNES[territoire == SUD].code)
    Perimetre.objects.create(
        personne=personne,
        departement=DEPARTEMENT,
        territoire=territoire,
        commune=COMMUNES[territoire == SUD].code,
    )
    episode = Episode.objects.create(
        personne=personne,
        entree=debut,
        motif_entree=MotifEntree.PREMIER,
        regime=Regime.PLEIN_EMPLOI if debut >= date(2025, 1, 1) else Regime.AVANT_2025,
        connu_le=connu_le,
    )
    return Dossier(personne, foyer, membre, episode)


def _histoire(foyer: Foyer, membre: Membre, debut: date, connu_le: date, soumis: str, commune: str) -> None:
    fichier = _chargement(connu_le)
    EtatDroit.objects.create(foyer=foyer, a_compter_du=debut, chargement=fichier, etat=EtatDossier.OUVERT)
    Adresse.objects.create(
        foyer=foyer,
        a_compter_du=debut,
        chargement=fichier,
        commune=commune,
        code_postal="11000",
        voie="2 RUE DES ESSAIS",
        nom_commune="AUBE",
    )
    Appartenance.objects.create(
        membre=membre, a_compter_du=debut, chargement=fichier, role=RoleFoyer.DEMANDEUR
    )
    DroitsDevoirs.objects.create(membre=membre, a_compter_du=debut, chargement=fichier, valeur=soumis)


def _chargement(connu_le: date) -> Chargement:
    """Le fichier reçu ce jour-là : un même jour, un même fichier."""
    recu = timezone.make_aware(datetime.combine(connu_le, time(6)))
    return Chargement.objects.get_or_create(
        empreinte=f"{connu_le:%Y%m%d}".rjust(64, "0"),
        defaults={
            "source": Source.FLUX_MENSUEL,
            "nom_fichier": f"essai-{connu_le}.xml",
            "octets": 1,
            "cree_le": recu,
            "compte": Compte.objects.get(systeme=True),
        },
    )[0]
