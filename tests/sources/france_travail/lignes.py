"""Écrire des fichiers de France Travail pour des personnes de la base."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jalon.parcours.personnes.civil import CHAMPS_CIVILS, identite_lue
from jalon.parcours.personnes.identite import Identite
from jalon.parcours.personnes.models import Membre

ENTETES = {
    "inscriptions": "nir;identifiantpe;nom;prenom;dtnai;dateinscription;categoriepe;nir2",
    "stock": "nir;identifiantpe;nom;prenom;dtnai;dateinscription;categoriepe;nir2",
    "cessations": "nir;identifiantpe;nom;prenom;dtnai;datecessation;codecessation;motifcessation;nir2",
    "radiations": "nir;identifiantpe;nom;prenom;dtnai;dateradiation;coderadiation;motifradiation;nir2",
}


def adultes_au_nir(nombre: int) -> list[Membre]:
    """Membres adultes dont le NIR et le jour de naissance ne sont qu'à eux, dans un ordre stable."""
    membres = (
        Membre.objects.filter(nir_cle__isnull=False, appartenance__role="DEM")
        .order_by("foyer__numero", "date_naissance", "rang_gemellaire")
        .distinct()
    )
    uniques: dict[bytes, Membre] = {}
    for membre in membres:
        uniques.setdefault(bytes(membre.nir_cle), membre)
    retenus = [
        membre
        for membre in uniques.values()
        if Membre.objects.filter(nir_cle=membre.nir_cle).count() == 1
        and Membre.objects.filter(date_naissance=membre.date_naissance).count() == 1
    ]
    assert len(retenus) >= nombre
    return retenus[:nombre]


def identite(membre: Membre) -> Identite:
    return identite_lue({champ: getattr(membre, champ) for champ in CHAMPS_CIVILS})


def ligne(membre: Membre, jour: date, *suite: str, identifiant: str = "1234567A001", **change: str) -> str:
    """Une ligne pour ce membre ; `suite` : code, et motif pour une cessation ou une radiation."""
    civil = identite(membre)
    valeurs = {
        "nir": civil.nir or "",
        "nom": civil.nom,
        "prenom": civil.prenoms[0],
        "dtnai": f"{civil.date_naissance:%d/%m/%Y}",
    } | change
    nir2 = change.get("nir2", valeurs["nir"])
    cases = [valeurs["nir"], identifiant, valeurs["nom"], valeurs["prenom"], valeurs["dtnai"]]
    return ";".join([*cases, f"{jour:%d/%m/%Y}", *suite, nir2])


def ecrire(dossier: Path, nom: str, lignes: list[str], encodage: str = "cp1252") -> Path:
    """Un fichier avec son en-tête ; `nom` dit sa nature et son jour : `stock_20250131.csv`."""
    chemin = dossier / nom
    entete = ENTETES[nom.split("_", maxsplit=1)[0]]
    chemin.write_bytes(("\r\n".join([entete, *lignes]) + "\r\n").encode(encodage))
    return chemin
