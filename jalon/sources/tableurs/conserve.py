"""Un foyer venu d'un tableur : la forme sous laquelle il est gardé, et l'observation qu'il donne."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jalon.parcours.personnes.enums import ROLES_ADULTES, Reponse, RoleFoyer
from jalon.parcours.personnes.identite import Identite
from jalon.parcours.personnes.observations import Fait, MembreObserve, ObservationFoyer

MARQUE = b"tableur\n"
DATES = ("date_demande", "naissance", "etat_depuis")

Valeurs = Mapping[str, Any]


class FoyerIncoherent(ValueError):
    """Les lignes d'un dossier ne font pas un foyer. Le message n'a aucune donnée personnelle."""


def conserver(lignes: Sequence[Valeurs]) -> bytes:
    """Octets à garder : les mêmes valeurs donnent les mêmes octets."""
    triees = sorted(lignes, key=lambda ligne: (ligne["nom"], ligne["prenom"], ligne["naissance"]))
    return MARQUE + json.dumps(triees, default=str, ensure_ascii=False, sort_keys=True).encode()


def observation_du_tableur(conserve: bytes) -> ObservationFoyer:
    """L'observation d'un foyer gardé. Lève `FoyerIncoherent`."""
    lignes = json.loads(conserve.removeprefix(MARQUE))
    for ligne in lignes:
        for champ in DATES:
            if champ in ligne:
                ligne[champ] = date.fromisoformat(ligne[champ])
        if "montant" in ligne:
            ligne["montant"] = Decimal(ligne["montant"])
    return observer(lignes)


def observer(lignes: Sequence[Valeurs]) -> ObservationFoyer:
    """Un foyer d'après ses lignes, une par personne. Lève `FoyerIncoherent`."""
    membres = tuple(_membre(ligne, seul=len(lignes) == 1) for ligne in lignes)
    demandeurs = [m for m in membres if m.appartenance.valeur == (RoleFoyer.DEMANDEUR.value,)]
    if len(demandeurs) != 1:
        raise FoyerIncoherent(f"le dossier a {len(demandeurs)} demandeurs au lieu d'un. Corrigez les rôles.")
    if len({membre.identite.cle for membre in membres}) < len(membres):
        raise FoyerIncoherent("une personne est deux fois dans le dossier. Ôtez la ligne en trop.")
    foyer = _commun(lignes)
    return ObservationFoyer(
        numero=foyer["dossier"],
        date_demande=foyer.get("date_demande"),
        organisme=foyer.get("organisme", ""),
        numero_organisme="",
        matricule=foyer.get("matricule", ""),
        membres=membres,
        etat=Fait((foyer["etat"], ()), foyer.get("etat_depuis")) if "etat" in foyer else None,
        adresse=_adresse(foyer),
        montant=Fait(((), False, foyer["montant"])) if "montant" in foyer else None,
    )


def _commun(lignes: Sequence[Valeurs]) -> dict[str, Any]:
    """Ce que les lignes disent du foyer : elles doivent dire la même chose, ou se taire."""
    commun: dict[str, Any] = {}
    for champ in ("dossier", "matricule", "organisme", "date_demande", "etat", "etat_depuis", "montant"):
        dites = {ligne[champ] for ligne in lignes if champ in ligne}
        if len(dites) > 1:
            raise FoyerIncoherent(f"les lignes du dossier ne disent pas le même champ « {champ} ».")
        if dites:
            commun[champ] = dites.pop()
    demandeur = next((ligne for ligne in lignes if ligne.get("role") == RoleFoyer.DEMANDEUR), lignes[0])
    for champ in ("code_commune", "code_postal", "complement", "voie", "nom_commune"):
        if champ in demandeur:
            commun[champ] = demandeur[champ]
    return commun


def _membre(ligne: Valeurs, *, seul: bool) -> MembreObserve:
    role = ligne.get("role") or (RoleFoyer.DEMANDEUR.value if seul else "")
    if not role:
        raise FoyerIncoherent("le rôle d'une personne manque. Ajoutez la colonne « rôle dans le foyer ».")
    return MembreObserve(
        identite=Identite(
            nom=ligne["nom"],
            nom_naissance=ligne.get("nom_naissance", ligne["nom"]),
            prenoms=tuple(prenom.strip() for prenom in ligne["prenom"].split(",") if prenom.strip()),
            date_naissance=ligne["naissance"],
            sexe=ligne.get("sexe", ""),
            commune_naissance=ligne.get("commune_naissance", ""),
            nir=ligne.get("nir"),
        ),
        appartenance=Fait((role,)),
        droits_devoirs=_droits_devoirs(ligne) if role in ROLES_ADULTES else None,
    )


def _droits_devoirs(ligne: Valeurs) -> Fait:
    dit = ligne.get("droits_devoirs")
    reponse = {True: Reponse.OUI, False: Reponse.NON, None: Reponse.INCONNU}[dit]
    return Fait((reponse.value,))


def _adresse(foyer: Valeurs) -> Fait | None:
    if not any(foyer.get(champ) for champ in ("code_commune", "code_postal", "voie", "nom_commune")):
        return None
    textes = (foyer.get(champ, "") for champ in ("code_commune", "code_postal", "complement", "voie"))
    return Fait((*textes, "", foyer.get("nom_commune", ""), False, "", ""))
