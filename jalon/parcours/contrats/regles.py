"""Ce qu'un contrat doit dire avant d'être proposé ou soumis ; les nombres sont des paramètres datés."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from jalon.parcours.contrats.enums import EtatContrat, MotifReduction, Partie, Suite, TypeContrat
from jalon.parcours.contrats.models import Contrat, Engagement
from jalon.parcours.orientation.enums import Voie
from jalon.parcours.personnes.enums import Regime
from jalon.socle.parametres.selectors import parametre

HEURES_PRINCIPE = "loi.contrat_heures_semaine"
HEURES_PLAFOND = "loi.contrat_heures_plafond"
DEBUT_PLEIN_EMPLOI = "loi.debut_plein_emploi"


def regime_au(jour: date) -> Regime:
    """Le régime d'un contrat établi ce jour-là : un contrat ancien en cours garde le sien."""
    debut = date.fromisoformat(str(parametre(DEBUT_PLEIN_EMPLOI, jour)))
    return Regime.PLEIN_EMPLOI if jour >= debut else Regime.AVANT_2025


def type_de(regime: str) -> TypeContrat:
    return TypeContrat.ENGAGEMENT if regime == Regime.PLEIN_EMPLOI else TypeContrat.CER


PLUS_RIEN_A_REVISER = "Le contrat à réviser ne court plus : faites-en un renouvellement."
"""La base dit la même phrase quand une révision se signe trop tard (`jalon_revision_a_temps`)."""


def court_encore(precedent: Contrat, effet: date) -> bool:
    """Une révision change un contrat signé qui court encore le jour où elle prend effet.

    `effet` : le plus tardif de son début et de sa signature.
    """
    return precedent.etat == EtatContrat.SIGNE and (precedent.fin is None or precedent.fin >= effet)


def exiger_en_cours(precedent: Contrat, effet: date) -> None:
    """Lève `ValidationError` s'il n'y a plus rien à réviser."""
    if not court_encore(precedent, effet):
        raise ValidationError(PLUS_RIEN_A_REVISER, code="revision_tardive")


def exiger_complet(contrat: Contrat, jour: date) -> None:
    """Lève `ValidationError` (par champ) tant qu'il manque de quoi lire et signer le contrat ce jour-là."""
    if contrat.suite == Suite.REVISION and contrat.precedent is not None:
        exiger_en_cours(contrat.precedent, max(contrat.debut, jour))
    erreurs: dict[str, list[str]] = defaultdict(list)
    engagements = list(contrat.engagements.all())
    _verifier_dates(contrat, engagements, erreurs)
    _verifier_heures(contrat, engagements, erreurs)
    if not contrat.objectifs.exists():
        erreurs["objectifs"].append("Écrivez au moins un objectif.")
    for partie in Partie:
        if not any(e.partie == partie for e in engagements):
            erreurs["objectifs"].append(f"Écrivez au moins un engagement de « {partie.label} ».")
    if contrat.voie == Voie.EMPLOI and not contrat.emploi_recherche.strip():
        erreurs["emploi_recherche"].append("Une orientation vers l'emploi dit quel emploi est recherché.")
    if contrat.referent_id is None:
        erreurs["referent"].append("Dites qui est le ou la référent·e.")
    if erreurs:
        raise ValidationError(dict(erreurs))


def _verifier_dates(contrat: Contrat, engagements: list[Engagement], erreurs: dict[str, list[str]]) -> None:
    if contrat.fin and contrat.fin < contrat.debut:
        erreurs["fin"].append("La fin du contrat est avant son début : corrigez une des dates.")
    for clause in engagements:
        if contrat.fin and clause.echeance and clause.echeance > contrat.fin:
            erreurs["objectifs"].append(
                f"« {clause.libelle[:60]} » : l'échéance ({clause.echeance:%d/%m/%Y}) est après la fin."
            )


def _verifier_heures(contrat: Contrat, engagements: list[Engagement], erreurs: dict[str, list[str]]) -> None:
    """Le principe se réduit avec un motif, le plafond est la durée légale ; un CER n'a pas de principe."""
    plafond = Decimal(str(parametre(HEURES_PLAFOND, contrat.debut)))
    prevues = sum((e.heures_semaine or Decimal(0) for e in engagements), Decimal(0))
    if max(contrat.heures_semaine or Decimal(0), prevues) > plafond:
        erreurs["heures_semaine"].append(f"Les heures ne dépassent jamais {plafond:f} h par semaine.")
    if contrat.type == TypeContrat.CER:
        return
    principe = Decimal(str(parametre(HEURES_PRINCIPE, contrat.debut)))
    heures = contrat.heures_semaine
    if (heures is None or heures < principe) and not contrat.motif_reduction:
        erreurs["motif_reduction"].append(
            f"En dessous de {principe:f} h par semaine, dites pourquoi : c'est un droit, la raison suffit."
        )
    if contrat.motif_reduction == MotifReduction.AUTRE and not contrat.precision_reduction.strip():
        erreurs["precision_reduction"].append("Précisez la raison de la réduction.")
