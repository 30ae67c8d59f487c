"""Le dossier minimisé : ce que l'équipe doit savoir pour donner un avis, rien qui désigne la personne."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from jalon.parcours.manquements.models import Manquement, Observation
from jalon.parcours.manquements.proposition import proposer
from jalon.parcours.personnes.models import Episode, Foyer, Personne
from jalon.socle.montants import ecrire_nombre, ecrire_pourcentage

TRANCHES = (
    (25, "moins de 25 ans"),
    (30, "25 à 29 ans"),
    (40, "30 à 39 ans"),
    (50, "40 à 49 ans"),
    (60, "50 à 59 ans"),
)
LONGUEUR_NOM = 3
NUMERO = re.compile(r"\d[\d .]{8,}\d")
"""Une suite d'au moins dix chiffres : NIR, téléphone, numéro de dossier."""


def fiche_minimisee(manquement: Manquement, expose: str, jour: date) -> dict[str, Any]:
    """Contenu du dossier vu par l'équipe (CASF L. 262-40) : tranches, comptes, faits exposés sans nom."""
    proposition = proposer(manquement, jour)
    observations = Observation.objects.filter(manquement=manquement)
    return {
        "regime": manquement.regles,
        "nature": manquement.get_nature_display(),
        "age": tranche_d_age(manquement.personne.date_naissance, jour),
        "foyer": str(proposition.foyer),
        "anciennete_mois": anciennete(manquement, jour),
        "rang": proposition.rang,
        "expose": expose.strip(),
        "faits_du": manquement.faits_du.isoformat(),
        "averti_recu_le": manquement.averti_recu_le.isoformat() if manquement.averti_recu_le else "",
        "observations": [f"{o.get_mode_display()}, le {o.recue_le:%d/%m/%Y}" for o in observations],
        "fourchettes": [dire_fourchette(p.bareme, p.taux_max) for p in proposition.possibilites],
    }


def dire_fourchette(bareme: Any, taux_max: Any) -> str:
    """« suspension : 30 à 50 %, 1 à 2 mois »."""
    if bareme.taux_min is None:
        return str(bareme.get_suite_display())
    duree = f"{bareme.duree_min} à {bareme.duree_max} mois"
    bornes = f"{ecrire_nombre(bareme.taux_min.normalize())} à {ecrire_pourcentage(taux_max.normalize())}"
    return f"{bareme.get_suite_display()} : {bornes}, {duree}"


def tranche_d_age(naissance: date, jour: date) -> str:
    """Tranche d'âge ; l'âge exact et la date de naissance restent hors du dossier."""
    age = jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))
    return next((nom for limite, nom in TRANCHES if age < limite), "60 ans et plus")


def anciennete(manquement: Manquement, jour: date) -> int | None:
    """Mois entiers dans le RSA depuis la dernière entrée ; `None` si elle n'est pas connue."""
    episode = (
        Episode.objects.filter(personne=manquement.personne_id, entree__lte=jour).order_by("-entree").first()
    )
    if episode is None:
        return None
    entree = episode.entree
    return (jour.year - entree.year) * 12 + jour.month - entree.month - (jour.day < entree.day)


def exiger_sans_identite(personne: Personne, texte: str) -> None:
    """Lève `ValidationError` si l'exposé est vide, nomme la personne, ou porte un numéro qui la désigne."""
    if not texte.strip():
        raise ValidationError({"expose": "Exposez les faits à l'équipe, sans nommer la personne."})
    mots = set(re.findall(r"\w+", _simplifier(texte)))
    noms = re.findall(
        r"\w+", _simplifier(" ".join((personne.nom, personne.nom_naissance, *personne.prenoms)))
    )
    trouves = [nom for nom in noms if len(nom) >= LONGUEUR_NOM and nom in mots]
    numeros = Foyer.objects.filter(membres__personne=personne).values_list("numero", "matricule")
    if trouves or any(n and n in texte for couple in numeros for n in couple) or NUMERO.search(texte):
        raise ValidationError(
            {
                "expose": "L'exposé désigne la personne (nom, prénom ou numéro) : écrivez « la personne ». "
                "L'équipe ne reçoit que ce qui lui est utile (CASF L. 262-40)."
            }
        )


def _simplifier(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))
