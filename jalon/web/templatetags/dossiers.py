"""Filtres des dossiers de personnes : état civil, périodes, codes de la CNAF en clair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jalon.parcours.personnes.enums import EtatDossier, PrecisionDate, RoleFoyer
from jalon.parcours.personnes.models.foyers import EtatCivil
from jalon.parcours.personnes.selectors.periodes import Periode
from jalon.sources.flux_cnaf.codes import libelle
from jalon.web.templatetags.jalon import jour

register = template.Library()

MOTIFS = {
    EtatDossier.REFUSE: "MOTIREFURSA",
    EtatDossier.DROIT_SUSPENDU: "MOTISUSDRORSA",
    EtatDossier.VERSEMENT_SUSPENDU: "MOTISUSVERSRSA",
    EtatDossier.CLOS: "MOTICLORSA",
    EtatDossier.CLOS_ANTERIEUR: "MOTICLORSA",
}


@register.filter
def civil(personne: EtatCivil) -> str:
    """« BENALI Sophie »."""
    return f"{personne.nom.upper()} {_capitales(personne.prenom)}".strip() or "identité effacée"


@register.filter
def prenoms(personne: EtatCivil) -> str:
    """Tous les prénoms : « Sophie, Christine »."""
    return ", ".join(_capitales(prenom) for prenom in personne.prenoms)


@register.filter
def naissance(personne: EtatCivil) -> str:
    """« 26/07/1984 », « 07/1984 (jour inconnu) » ou « 1984 (jour et mois inconnus) »."""
    nee = personne.date_naissance
    if nee is None:
        return "effacée"
    if personne.precision_naissance == PrecisionDate.ANNEE:
        return f"{nee:%Y} (jour et mois inconnus)"
    if personne.precision_naissance == PrecisionDate.MOIS:
        return f"{nee:%m/%Y} (jour inconnu)"
    return jour(nee)


@register.filter
def age(personne: EtatCivil, au: date) -> str:
    """« 41 ans », au jour regardé."""
    nee = personne.date_naissance
    if nee is None:
        return ""
    ans = au.year - nee.year - ((au.month, au.day) < (nee.month, nee.day))
    return "à naître" if ans < 0 else f"{ans} an{'s' if ans > 1 else ''}"


@register.filter
def duree(periode: Periode) -> str:
    """« depuis le 01/01/2025 » ou « du 01/01/2025 au 31/03/2025 »."""
    if periode.au is None:
        return f"depuis le {jour(periode.du)}"
    return f"du {jour(periode.du)} au {jour(periode.au)}"


@register.filter
def role(code: str) -> str:
    """Place dans le foyer, en clair."""
    return str(RoleFoyer(code).label) if code in RoleFoyer.values else code or "hors du foyer"


@register.filter
def etat_droit(periode: Periode | None) -> str:
    """État du droit en clair, sans ses motifs."""
    if periode is None:
        return "aucun droit connu"
    return libelle_etat(periode.valeur[0])


@register.filter
def motifs(periode: Periode) -> str:
    """Motifs d'un état du droit, en clair, séparés par des points-virgules."""
    return libelle_motifs(periode.valeur[0], periode.valeur[1])


def libelle_etat(code: str) -> str:
    """Un code d'état du droit, en clair."""
    return str(EtatDossier(code).label) if code in EtatDossier.values else f"état {code}"


def libelle_motifs(code: str, suite: Iterable[str]) -> str:
    """Les motifs de cet état, en clair, séparés par des points-virgules."""
    return " ; ".join(libelle(MOTIFS.get(code, ""), motif) for motif in suite)


@register.filter
def code_cnaf(code: str, champ: str) -> str:
    """Libellé d'un code de la CNAF ; le code lui-même s'il n'est pas dans la liste."""
    return libelle(champ, code)


@register.filter
def codes_cnaf(codes: Any, champ: str) -> str:
    """Libellés de plusieurs codes ; « aucune » si la source dit qu'il n'y en a pas."""
    return ", ".join(libelle(champ, code) for code in codes) or "aucune"


@register.filter
def nuance(etat: str) -> str:
    """Classe de pastille d'un état du droit : la couleur ne fait que répéter le texte."""
    if etat == EtatDossier.OUVERT:
        return "p-cours"
    return "p-quest" if etat in (EtatDossier.DROIT_SUSPENDU, EtatDossier.VERSEMENT_SUSPENDU) else "p-non"


@register.filter
def source_de(chargements: dict[int, Any], cle: int) -> SafeString | str:
    """D'où vient un fait : la source et la date du fichier qui l'a dit le premier."""
    chargement = chargements.get(cle)
    if chargement is None:
        return ""
    nom = chargement.get_source_display()
    dit = jour(timezone.localdate(chargement.cree_le)) if chargement.cree_le else "date inconnue"
    return format_html('{} <span class="sous">fichier du {}</span>', nom, dit)


def _capitales(prenom: str) -> str:
    return "-".join(part.capitalize() for part in prenom.split("-"))
