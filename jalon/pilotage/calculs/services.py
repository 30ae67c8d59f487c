"""Régler les lignes qui se calculent, remplir leurs cases, dire la valeur locale d'un chiffre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.mesure.chiffres import calculs
from jalon.mesure.chiffres.cibles import fixer_cible
from jalon.mesure.chiffres.locales import donner_contre_valeur, retirer_contre_valeur
from jalon.mesure.chiffres.models import Calcul, Chiffre, Cible, ContreValeur, ReglageCalcul, Serie
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir
from jalon.pilotage.calculs.periodes import periodes_de
from jalon.pilotage.calculs.selectors import calcul_du_chiffre
from jalon.pilotage.programmes.acces import exiger
from jalon.pilotage.programmes.models import Exercice, Programme, SerieAction
from jalon.pilotage.programmes.services.commun import refuser_si_clos
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


@dataclass(slots=True)
class BilanCalcul:
    """Ce qu'un calcul de l'exercice a fait. `refus` : (indicateur, pourquoi)."""

    ecrits: list[Calcul] = field(default_factory=list)
    a_cote: list[Calcul] = field(default_factory=list)
    refus: list[tuple[str, str]] = field(default_factory=list)


def regler_ligne(
    *,
    programme: Programme,
    serie: Serie,
    code: str,
    coupe: Mapping[str, str | None] | None = None,
    pas: str = "tout",
    mesure: str = "valeur",
    acteur: Compte,
) -> ReglageCalcul:
    """Dit par quel indicateur une ligne du programme se calcule. Mêmes refus que `calculs.regler_calcul`."""
    with acte("regler_calcul", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_annexes", programme)
        _du_programme(programme, serie)
        return calculs.regler_calcul(
            serie=serie, code=code, coupe=coupe, pas=pas, mesure=mesure, acteur=acteur
        )


def retirer_reglage(*, programme: Programme, serie: Serie, acteur: Compte) -> None:
    """La ligne redevient saisie ; ses chiffres calculés restent."""
    with acte("retirer_calcul", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_annexes", programme)
        _du_programme(programme, serie)
        calculs.retirer_calcul(serie=serie, acteur=acteur)


def calculer_exercice(
    *,
    exercice: Exercice,
    arrete_au: date | None = None,
    moteur: Moteur | None = None,
    avancer: Callable[[int, str], None] = lambda part, etape: None,
    acteur: Compte,
) -> BilanCalcul:
    """Calcule toutes les cases réglées de l'exercice, sur les mêmes faits, en une transaction.

    Une période qui n'a pas commencé à l'arrêté reste vide. Une case saisie ou lue garde sa valeur, le calcul
    se range à côté. Lève `ValidationError` si l'exercice est clos.
    """
    if moteur is None:
        with ouvrir() as ouvert:
            return calculer_exercice(
                exercice=exercice, arrete_au=arrete_au, moteur=ouvert, avancer=avancer, acteur=acteur
            )
    jour = arrete_au or timezone.localdate()
    with acte("calculer_exercice", acteur=acteur, exercice=exercice.pk):
        exiger(acteur, "gerer_annexes", exercice.programme)
        refuser_si_clos(exercice)
        reglages = list(
            ReglageCalcul.objects.filter(serie__cloison=exercice.programme_id).select_related(
                "serie__indicateur"
            )
        )
        bilan = BilanCalcul()
        for rang, reglage in enumerate(reglages):
            avancer(rang * 100 // len(reglages), reglage.serie.indicateur.titre[:80])
            _calculer_ligne(reglage, exercice, jour, moteur, acteur, bilan)
        return bilan


def _calculer_ligne(
    reglage: ReglageCalcul, exercice: Exercice, jour: date, moteur: Moteur, acteur: Compte, bilan: BilanCalcul
) -> None:
    for periode, libelle in periodes_de(exercice, reglage.pas):
        if periode.debut > jour:
            continue
        try:
            calcul = calculs.calculer_chiffre(
                serie=reglage.serie,
                periode=periode,
                libelle_periode=libelle,
                arrete_au=jour,
                moteur=moteur,
                acteur=acteur,
            )
        except ValidationError as erreur:
            bilan.refus.append((reglage.serie.indicateur.titre, " ".join(erreur.messages)))
            continue
        (bilan.ecrits if calcul.chiffre_id else bilan.a_cote).append(calcul)


def prendre_valeur_calculee(*, programme: Programme, chiffre: Chiffre, acteur: Compte) -> Chiffre:
    """La case prend la valeur calculée gardée à côté d'elle. Lève `ValidationError` s'il n'y en a pas."""
    with acte("prendre_calcul", acteur=acteur, chiffre=chiffre.pk):
        exiger_ecrire(acteur, programme, chiffre)
        calcul = calcul_du_chiffre(chiffre)
        if calcul is None or calcul.chiffre_id is not None:
            raise ValidationError("Cette case n'a pas de calcul à côté d'elle.")
        return calculs.prendre_calcul(calcul=calcul, acteur=acteur)


def dire_valeur_locale(
    *,
    programme: Programme,
    chiffre: Chiffre,
    valeur: Decimal,
    raison: str,
    source: str,
    methode: str,
    le: date,
    acteur: Compte,
) -> ContreValeur:
    """Met à côté d'un chiffre la valeur que le département tient pour juste, et pourquoi.

    Le chiffre officiel reste. Lève `ValidationError` si une justification manque ou si le chiffre est gelé.
    """
    with acte("dire_valeur_locale", acteur=acteur, chiffre=chiffre.pk):
        exiger_ecrire(acteur, programme, chiffre)
        return donner_contre_valeur(
            chiffre=chiffre,
            valeur=valeur,
            raison=raison,
            source=source,
            methode=methode,
            le=le,
            acteur=acteur,
        )


def retirer_valeur_locale(*, programme: Programme, chiffre: Chiffre, acteur: Compte) -> None:
    """Retire la valeur locale d'un chiffre ; l'histoire la garde."""
    with acte("retirer_valeur_locale", acteur=acteur, chiffre=chiffre.pk):
        exiger_ecrire(acteur, programme, chiffre)
        retirer_contre_valeur(chiffre=chiffre, acteur=acteur)


def fixer_cible_de(
    *,
    programme: Programme,
    chiffre: Chiffre,
    genre: str,
    valeur: Decimal,
    du: date,
    depart: Decimal | None = None,
    echeance: date | None = None,
    source: str = "",
    acteur: Compte,
) -> Cible:
    """Fixe une cible ou un seuil daté à la ligne de ce chiffre. Mêmes refus que `cibles.fixer_cible`."""
    with acte("fixer_cible", acteur=acteur, programme=programme.pk):
        exiger(acteur, "gerer_annexes", programme)
        return fixer_cible(
            serie=chiffre.serie,
            genre=genre,
            valeur=valeur,
            du=du,
            depart=depart,
            echeance=echeance,
            source=source,
            acteur=acteur,
        )


def exiger_ecrire(acteur: Compte, programme: Programme, chiffre: Chiffre) -> None:
    """Lève `PermissionDenied` si le compte n'écrit pas les chiffres de cette ligne."""
    lien = SerieAction.objects.filter(serie=chiffre.serie_id).select_related("action").first()
    exiger(acteur, "saisir_chiffre", programme, lien.action if lien else None)


def _du_programme(programme: Programme, serie: Serie) -> None:
    if serie.cloison != programme.pk:
        raise ValidationError("Cette ligne appartient à un autre programme.")
