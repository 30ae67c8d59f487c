"""Du formulaire de correction au service qui écrit."""

from __future__ import annotations

from typing import Any

from jalon.pilotage.calculs.services import dire_valeur_locale
from jalon.pilotage.controles.services import ecarter_mention
from jalon.pilotage.finances.services import corriger_montant
from jalon.pilotage.provenance.formes import Origine
from jalon.pilotage.provenance.services import corriger_chiffre_a, corriger_contrepartie
from jalon.socle.acces.models import Compte

DROITS = {
    "credit": "saisir_credit",
    "depense": "saisir_depense",
    "contrepartie": "saisir_contrepartie",
    "chiffre": "saisir_chiffre",
    "mention": "ecarter_mention",
}
CHAMPS = {
    "montant": ("montant", "statut"),
    "contrepartie": ("montant", "statut", "execute", "statut_execute"),
    "chiffre": ("valeur", "statut", "methode"),
    "mention": (),
    "locale": ("valeur", "raison", "source", "methode", "le"),
}


def droit_de(origine: Origine) -> str:
    """Le droit qu'il faut pour corriger cette valeur."""
    return DROITS[origine.genre]


def valeurs_de(origine: Origine) -> dict[str, Any]:
    """Les valeurs d'aujourd'hui, pour préremplir le formulaire."""
    if origine.correction == "locale":
        return {nom: getattr(origine.locale, nom) for nom in CHAMPS["locale"]} if origine.locale else {}
    return {nom: getattr(origine.objet, nom) for nom in CHAMPS[origine.correction]}


def appliquer(origine: Origine, donnees: dict[str, Any], acteur: Compte) -> None:
    """Écrit la correction. Lève `ValidationError`."""
    saisies = {nom: donnees[nom] for nom in CHAMPS[origine.correction]}
    if origine.correction == "montant":
        corriger_montant(objet=origine.objet, **saisies, acteur=acteur)
    elif origine.correction == "contrepartie":
        corriger_contrepartie(contrepartie=origine.objet, **saisies, acteur=acteur)
    elif origine.correction == "chiffre":
        corriger_chiffre_a(chiffre=origine.objet, **saisies, acteur=acteur)
    elif origine.correction == "locale":
        programme = origine.exercice.programme
        dire_valeur_locale(programme=programme, chiffre=origine.objet, **saisies, acteur=acteur)
    else:
        ecarter_mention(mention=origine.objet, motif=donnees["motif"], acteur=acteur)
