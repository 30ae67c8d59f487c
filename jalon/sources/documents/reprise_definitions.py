"""Ce qu'un libellé d'indicateur laisse deviner de sa définition ; au moindre doute, la valeur neutre."""

from __future__ import annotations

import re

from jalon.mesure.indicateurs.enums import Additivite, NatureIndicateur, Sens, Unite, UniteCompte
from jalon.pilotage.controles.releve import LigneIndicateur
from jalon.socle.periodes import Genre, Periode
from jalon.sources.documents.reprise_rapprochements import normaliser

MESURE_UN_DELAI = re.compile(
    r"^(?!(?:nombre|nbre?|nb)\b).*\bdelais?\b"
)  # « nombre de … dans le délai » compte
UNITES = {"€": Unite.EURO, "%": Unite.POURCENT, "jours": Unite.JOUR, "jrs": Unite.JOUR, "mois": Unite.MOIS}
COMPTES = (
    (UniteCompte.MENAGE, r"\bmenages?\b"),
    (UniteCompte.PASSAGE, r"\bpassages?\b"),
    (UniteCompte.ENTRETIEN, r"\bentretiens?\b"),
    (UniteCompte.RENDEZ_VOUS, r"\brendez vous\b|\brdv\b"),
    (UniteCompte.CONTRAT, r"\bcontrats?\b|\bcer\b"),
    (UniteCompte.STRUCTURE, r"\bstructures?\b|\bplateformes?\b"),
    (
        UniteCompte.SEANCE,
        r"\bsessions?\b|\bateliers?\b|\breunions?\b|\bseances?\b|\bformations? et consulting\b",
    ),
    (UniteCompte.TERRITOIRE, r"\bterritoires?\b"),
    (UniteCompte.PLACE, r"\bplaces?\b"),
    (UniteCompte.ENFANT, r"\benfants?\b"),
    (UniteCompte.HEURE, r"\bheures?\b"),
    (
        UniteCompte.PERSONNE,
        r"\bpersonnes?\b|\bbeneficiaires?\b|\bjeunes?\b|\bbrsa\b|\ballocataires?\b|\bparticipants?\b"
        r"|\bentrants?\b|\bintervenants?\b|\bprofessionnels?\b|\beleves?\b",
    ),
)
PROCHES_DE_LA_TETE = 6


def definition_probable(ligne: LigneIndicateur, periodes: list[Periode]) -> dict[str, str]:
    """Unité, unité de compte, nature, additivité et sens d'un indicateur lu."""
    libelle = normaliser(ligne.libelle)
    unite = _unite(ligne, libelle)
    compte = _unite_compte(libelle) if unite == Unite.NOMBRE else UniteCompte.AUTRE
    stock = bool(periodes) and all(p.genre == Genre.SITUATION for p in periodes)
    nature = NatureIndicateur.STOCK if stock else NatureIndicateur.FLUX
    return {
        "unite": unite.value,
        "unite_compte": compte.value,
        "nature": nature.value,
        "additivite": _additivite(unite, compte, nature).value,
        "sens": (Sens.BAISSE if MESURE_UN_DELAI.search(libelle) else Sens.NEUTRE).value,
    }


def _unite(ligne: LigneIndicateur, libelle: str) -> Unite:
    lues = {c.valeur.unite for cellule in ligne.cellules for c in cellule.chiffres if c.role == "principal"}
    connues = {UNITES[u] for u in lues if u in UNITES}
    if len(connues) == 1:
        return connues.pop()
    if re.search(r"\btaux\b|\bpart\b|\bpourcentage\b", libelle):
        return Unite.POURCENT
    return Unite.JOUR if MESURE_UN_DELAI.search(libelle) and not connues else Unite.NOMBRE


def _unite_compte(libelle: str) -> UniteCompte:
    """L'unité nommée la première : « nombre de structures qui reçoivent des personnes » compte des
    structures."""
    tete = " ".join(libelle.split()[:PROCHES_DE_LA_TETE])
    trouves = [(t.start(), compte) for compte, motif in COMPTES if (t := re.search(motif, tete))]
    return min(trouves, key=lambda t: t[0])[1] if trouves else UniteCompte.AUTRE


def _additivite(unite: Unite, compte: UniteCompte, nature: NatureIndicateur) -> Additivite:
    if unite == Unite.POURCENT:
        return Additivite.RATIO
    if nature == NatureIndicateur.STOCK:
        return Additivite.STOCK
    if unite in (Unite.JOUR, Unite.MOIS):
        return Additivite.RATIO
    personnes = (UniteCompte.PERSONNE, UniteCompte.MENAGE, UniteCompte.ENFANT)
    return Additivite.DISTINCT if compte in personnes else Additivite.ADDITIF
