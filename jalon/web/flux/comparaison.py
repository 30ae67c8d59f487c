"""Deux fiches, champ par champ : ce qui est pareil, ce qui diffère, et pourquoi la machine hésite."""

from __future__ import annotations

from dataclasses import dataclass

from jalon.parcours.personnes import selectors
from jalon.parcours.personnes.models import Rapprochement
from jalon.parcours.personnes.selectors.dossier import DossierPersonne
from jalon.socle.acces.models import Compte
from jalon.web.templatetags.dossiers import etat_droit, naissance, prenoms, role
from jalon.web.templatetags.jalon import jour

RAISONS = {
    "meme_nir": "même NIR",
    "nir_differents": "NIR différents",
    "meme_nom": "même nom",
    "nom_proche": "noms proches",
    "meme_prenom": "même prénom",
    "prenom_proche": "prénoms proches",
    "meme_naissance": "même date de naissance",
    "naissance_proche": "dates de naissance à une faute près",
    "naissances_differentes": "dates de naissance différentes",
    "naissance_incomplete": "date de naissance incomplète",
    "sexes_differents": "sexes différents",
    "rangs_differents": "rangs de naissance différents (jumeaux ?)",
    "meme_commune": "même commune de naissance",
    "communes_differentes": "communes de naissance différentes",
}
"""Raison d'un rapprochement → libellé."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un champ des deux fiches."""

    libelle: str
    une: str
    autre: str

    @property
    def pareil(self) -> bool:
        return self.une == self.autre


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Les raisons en clair et les champs des deux fiches."""

    raisons: list[str]
    lignes: list[Ligne]


def comparer(paire: Rapprochement, lecteur: Compte) -> Comparaison:
    """Les deux fiches d'une paire, telles qu'elles sont aujourd'hui."""
    fiches = [_fiche(selectors.dossier_personne(cle, lecteur)) for cle in (paire.personne_id, paire.autre_id)]
    lignes = [Ligne(libelle, fiches[0][libelle], fiches[1][libelle]) for libelle in fiches[0]]
    return Comparaison([RAISONS.get(raison, raison) for raison in paire.raisons], lignes)


def _fiche(dossier: DossierPersonne) -> dict[str, str]:
    personne = dossier.personne
    return {
        "Nom d'usage": personne.nom,
        "Nom de naissance": personne.nom_naissance,
        "Prénoms": prenoms(personne),
        "Naissance": naissance(personne),
        "Rang de naissance": str(personne.rang_gemellaire),
        "Commune de naissance": personne.commune_naissance or "non renseignée",
        "Sexe": personne.get_sexe_display() or "non renseigné",
        "NIR": dossier.nir,
        "Foyers": " ; ".join(
            f"{foyer.foyer.numero}, {role(membre.role)}, {etat_droit(foyer.droit)}"
            for foyer, membre in dossier.foyers
        )
        or "aucun",
        "Adresse": next(
            (_adresse(foyer.adresse) for foyer, _ in dossier.foyers if foyer.adresse), "inconnue"
        ),
        "Épisodes": " ; ".join(
            f"depuis le {jour(e.entree)}" if e.sortie is None else f"du {jour(e.entree)} au {jour(e.sortie)}"
            for e in dossier.episodes
        )
        or "aucun",
    }


def _adresse(periode) -> str:
    champs = periode.valeur
    return " ".join(part for part in (champs[3], champs[4], champs[1], champs[5]) if part)
