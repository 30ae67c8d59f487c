"""Écrire un chiffre calculé, avec ce qu'il compte : la case, le calcul, ses membres.

Une valeur saisie, lue ou transmise n'est jamais remplacée : le calcul se garde alors à côté d'elle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from jalon.mesure.chiffres.calcul import Demande, Membre, demander, membres
from jalon.mesure.chiffres.coupes import refus_de_coupe
from jalon.mesure.chiffres.empreintes import (
    acte_compte,
    delais_en_json,
    empreinte_calcul,
    empreinte_definition,
    parametres,
)
from jalon.mesure.chiffres.enums import AVEC_VALEUR, MesureCalcul, PasCalcul, Provenance, Statut
from jalon.mesure.chiffres.models import Calcul, Chiffre, LotMembres, ReglageCalcul, Serie
from jalon.mesure.chiffres.recompte import recompter
from jalon.mesure.chiffres.services import MESSAGE_GELE, Constat, Origine, saisir_chiffre
from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, declaration
from jalon.mesure.indicateurs.declaration import Genre
from jalon.mesure.indicateurs.enums import Situation
from jalon.mesure.indicateurs.moteurs import Moteur, ouvrir
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.periodes import Genre as GenrePeriode
from jalon.socle.periodes import Periode

LOT = 5_000
"""Séjours par ligne gardée : une page de membres ne lit qu'une ou deux lignes."""


class AvantLesFaits(ValidationError):
    """La période finit avant le premier dossier reçu : ne rien savoir n'est pas zéro."""


def regler_calcul(
    *,
    serie: Serie,
    code: str,
    coupe: Mapping[str, str | None] | None = None,
    pas: str = PasCalcul.TOUT,
    mesure: str = MesureCalcul.VALEUR,
    acteur: Compte,
) -> ReglageCalcul:
    """Dit par quel indicateur déclaré une série se calcule ; remplace le réglage qu'elle avait.

    Lève `ValidationError` si l'indicateur n'existe pas, si son unité n'est pas celle de la série, ou si la
    coupe ou la médiane demandée n'a pas de sens.
    """
    _verifier_reglage(serie, code, coupe or {}, mesure)
    with acte("regler_calcul", acteur=acteur, serie=serie.pk):
        reglage = ReglageCalcul.objects.filter(serie=serie).first() or ReglageCalcul(serie=serie)
        reglage.code, reglage.coupe, reglage.pas, reglage.mesure = code, dict(coupe or {}), pas, mesure
        reglage.full_clean()
        reglage.save()
        return reglage


def retirer_calcul(*, serie: Serie, acteur: Compte) -> None:
    """La série redevient saisie ; les chiffres déjà calculés restent, avec leur provenance."""
    with acte("retirer_calcul", acteur=acteur, serie=serie.pk):
        ReglageCalcul.objects.filter(serie=serie).delete()


def calculer_chiffre(
    *,
    serie: Serie,
    periode: Periode,
    libelle_periode: str,
    arrete_au: date | None = None,
    moteur: Moteur | None = None,
    acteur: Compte,
) -> Calcul:
    """Calcule la case d'une série réglée et l'écrit, avec ses membres et son empreinte.

    `arrete_au` : dernier jour dont les faits comptent (défaut : aujourd'hui). Lève `ValidationError` si la
    série n'a pas de réglage, si l'indicateur ou la part comptée n'existe plus, si le chiffre est gelé, ou si
    la période finit avant le premier dossier reçu : ne rien savoir n'est pas zéro.
    """
    reglage, demande, observes, donnees = _observer(serie, periode, arrete_au, moteur)
    with acte("calculer_chiffre", acteur=acteur, serie=serie.pk):
        calcul = _calcul_de(serie, periode)
        _remplir(calcul, demande, reglage, observes, donnees, acteur)
        calcul.chiffre = _ecrire_case(calcul, libelle_periode, acteur)
        _garder(calcul, observes)
        return calcul


def recalculer_chiffre(
    *,
    serie: Serie,
    periode: Periode,
    libelle_periode: str,
    arrete_au: date | None = None,
    moteur: Moteur | None = None,
    acteur: Compte,
) -> Calcul | None:
    """Comme `calculer_chiffre`, mais n'écrit que si quelque chose change ; rend ce qui est écrit.

    Les mêmes séjours dans les mêmes situations, sous la même définition et les mêmes délais, ne changent
    rien : le calcul garde alors le jour où ses faits ont été arrêtés. Un calcul gelé reste tel quel.
    """
    present = calculs_de(serie.pk, periode).select_related("chiffre").first()
    if present is not None and present.gele_le is not None:
        return None
    reglage, demande, observes, donnees = _observer(serie, periode, arrete_au, moteur)
    essai = Calcul(serie=serie, **_cle_de_periode(periode))
    _remplir(essai, demande, reglage, observes, donnees, acteur)
    if present is not None and _inchange(present, essai, observes):
        return None
    with acte("recalculer_chiffre", acteur=acteur, serie=serie.pk):
        calcul = _calcul_de(serie, periode)
        _remplir(calcul, demande, reglage, observes, donnees, acteur)
        calcul.chiffre = _ecrire_case(calcul, libelle_periode, acteur)
        _garder(calcul, observes)
        return calcul


def _observer(
    serie: Serie, periode: Periode, arrete_au: date | None, moteur: Moteur | None
) -> tuple[ReglageCalcul, Demande, list[Membre], str]:
    """Le réglage de la série, la demande qu'il donne, les séjours observés et la version des faits."""
    reglage = ReglageCalcul.objects.filter(serie=serie).first()
    if reglage is None:
        raise ValidationError("Cette ligne ne se calcule pas : dites d'abord par quel indicateur.")
    if refus := refus_de_coupe(reglage.coupe):
        raise ValidationError(refus)
    try:
        demande = demander(
            declaration(reglage.code),
            periode.debut,
            periode.fin,
            par=tuple(reglage.coupe),
            arrete_au=arrete_au,
        )
    except (IndicateurInconnu, ValueError) as erreur:
        raise ValidationError(str(erreur)) from erreur
    with ouvrir() if moteur is None else nullcontext(moteur) as choisi:
        _refuser_avant_les_faits(choisi, periode)
        observes = membres(demande, choisi, coupe=reglage.coupe)
        return reglage, demande, observes, str(getattr(choisi, "version", ""))


def _inchange(present: Calcul, essai: Calcul, observes: Sequence[Membre]) -> bool:
    """Vrai si l'essai ne dit rien d'autre que le calcul gardé, et que sa case tient encore ce qu'il dit.

    L'essai ne sert qu'à cela : il y prend le jour d'arrêté du calcul gardé.
    """
    memes = ("code", "version", "mesure", "statut", "valeur", "mediane", "numerateur", "denominateur")
    if any(getattr(present, nom) != getattr(essai, nom) for nom in memes):
        return False
    case = cases_de(present).first()
    if case is None or (case.provenance == Provenance.CALCUL) != (present.chiffre_id == case.pk):
        return False
    essai.arrete_au = present.arrete_au
    return empreinte_calcul(entete(essai), observes) == present.empreinte


def prendre_calcul(*, calcul: Calcul, acteur: Compte) -> Chiffre:
    """La case prend la valeur calculée qui était à côté ; l'histoire garde celle qu'elle tenait.

    Lève `ValidationError` si la case est gelée.
    """
    with acte("prendre_calcul", acteur=acteur, calcul=calcul.pk):
        actuel = Calcul.objects.select_for_update(of=("self",)).select_related("serie").get(pk=calcul.pk)
        libelle = cases_de(actuel).values_list("libelle_periode", flat=True)
        actuel.chiffre = _saisir(actuel, libelle.first() or "", acteur)
        actuel.save(update_fields=["chiffre"])
        return actuel.chiffre


def _verifier_reglage(serie: Serie, code: str, coupe: Mapping[str, Any], mesure: str) -> None:
    try:
        choisie = declaration(code)
    except IndicateurInconnu as erreur:
        raise ValidationError({"code": str(erreur)}) from erreur
    if choisie.unite != serie.indicateur.unite:
        raise ValidationError(
            {
                "code": f"« {choisie.titre} » est en {choisie.unite.label}, la ligne en "
                f"{serie.indicateur.get_unite_display()} : choisissez un indicateur de la même unité."
            }
        )
    if refus := refus_de_coupe(coupe):
        raise ValidationError({"coupe": refus})
    if mesure == MesureCalcul.MEDIANE and choisie.genre is not Genre.DELAI:
        raise ValidationError({"mesure": "Seul un délai a une médiane."})


def _refuser_avant_les_faits(moteur: Moteur, periode: Periode) -> None:
    ((premier,),) = moteur.lire("SELECT min(connu_le) FROM mesure_episodes")
    if premier is None:
        raise AvantLesFaits("Aucun dossier n'a encore été reçu : il n'y a rien à compter.")
    if periode.fin < premier:
        raise AvantLesFaits(f"La période finit avant le premier dossier reçu ({premier:%d/%m/%Y}).")


def _calcul_de(serie: Serie, periode: Periode) -> Calcul:
    """Le calcul de cette case, à remplacer ou à créer. Lève `ValidationError` s'il est gelé."""
    cle = _cle_de_periode(periode)
    connu = Calcul.objects.select_for_update(of=("self",)).filter(serie=serie, **cle).first()
    if connu is not None and connu.gele_le is not None:
        raise ValidationError(MESSAGE_GELE)
    return connu or Calcul(serie=serie, **cle)


def _remplir(
    calcul: Calcul,
    demande: Demande,
    reglage: ReglageCalcul,
    observes: Sequence[Membre],
    donnees: str,
    acteur: Compte,
) -> None:
    resultat, d = recompter(demande.declaration, observes), demande.declaration
    calcul.code, calcul.version = d.code, d.version
    calcul.coupe, calcul.mesure = reglage.coupe, reglage.mesure
    calcul.arrete_au, calcul.delais = demande.arrete_au, delais_en_json(demande.delais)
    calcul.valeur, calcul.mediane = resultat.valeur, resultat.mediane
    calcul.numerateur, calcul.denominateur = resultat.numerateur, resultat.denominateur
    calcul.statut, calcul.raisons = _statut(calcul, resultat.statut), _raisons(observes)
    calcul.definition = empreinte_definition(d)
    calcul.empreinte = empreinte_calcul(entete(calcul), observes)
    calcul.donnees, calcul.calcule_le, calcul.calcule_par = donnees, timezone.now(), acteur


def _statut(calcul: Calcul, statut: Statut) -> Statut:
    """Une période que l'arrêté n'a pas atteinte n'est pas comptée : elle l'est jusqu'ici."""
    en_cours = statut is Statut.COMPTE and calcul.fin > calcul.arrete_au
    return Statut.PROVISOIRE if en_cours else statut


def entete(calcul: Calcul) -> dict[str, Any]:
    """Ce que l'empreinte du calcul lit avant ses membres."""
    return parametres(
        calcul.definition,
        calcul.code,
        calcul.version,
        calcul.debut,
        calcul.fin,
        calcul.arrete_au,
        calcul.coupe,
        calcul.delais,
    )


def constat_de(calcul: Calcul) -> Constat:
    """Ce que la case d'un calcul écrit : sa valeur ou sa médiane, son rapport, son statut."""
    mediane = calcul.mesure == MesureCalcul.MEDIANE
    valeur = calcul.mediane if mediane else calcul.valeur
    statut = Statut(calcul.statut)
    if valeur is None and statut in AVEC_VALEUR:
        statut = Statut.NON_CALCULABLE
    return Constat(
        None if valeur is None else _sans_zeros(valeur),
        statut,
        numerateur=None if calcul.numerateur is None or mediane else Decimal(calcul.numerateur),
        denominateur=Decimal(calcul.denominateur) if calcul.denominateur and not mediane else None,
    )


def _ecrire_case(calcul: Calcul, libelle_periode: str, acteur: Compte) -> Chiffre | None:
    """Le chiffre calculé de la case ; rien si une personne ou un document y a déjà mis une valeur."""
    present = cases_de(calcul).first()
    if present is not None and present.provenance != Provenance.CALCUL:
        return None
    return _saisir(calcul, libelle_periode, acteur)


def _saisir(calcul: Calcul, libelle_periode: str, acteur: Compte) -> Chiffre:
    return saisir_chiffre(
        serie=calcul.serie,
        periode=Periode(calcul.debut, calcul.fin, GenrePeriode(calcul.genre_periode)),
        libelle_periode=libelle_periode,
        constat=constat_de(calcul),
        arrete_au=calcul.arrete_au,
        origine=Origine(provenance=Provenance.CALCUL, empreinte=calcul.empreinte),
        acteur=acteur,
    )


def calculs_de(serie: UUID, periode: Periode) -> QuerySet[Calcul]:
    """Le calcul gardé de cette série pour cette période, s'il y en a un."""
    return Calcul.objects.filter(serie=serie, **_cle_de_periode(periode))


def _cle_de_periode(periode: Periode) -> dict[str, Any]:
    return {"genre_periode": periode.genre.value, "debut": periode.debut, "fin": periode.fin}


def cases_de(calcul: Calcul) -> QuerySet[Chiffre]:
    """La case que ce calcul donne, ou à côté de laquelle il est resté ; aucune, si rien n'y est encore."""
    return Chiffre.objects.filter(
        serie=calcul.serie_id,
        genre_periode=calcul.genre_periode,
        debut=calcul.debut,
        fin=calcul.fin,
        coupe={},
    )


def _garder(calcul: Calcul, observes: Sequence[Membre]) -> None:
    calcul.save()
    LotMembres.objects.filter(calcul=calcul).delete()
    LotMembres.objects.bulk_create(_lots(calcul, observes))


def _lots(calcul: Calcul, observes: Sequence[Membre]) -> Iterator[LotMembres]:
    groupes: dict[tuple[Situation, str], list[Membre]] = defaultdict(list)
    for membre in observes:
        groupes[(membre.situation, membre.raison)].append(membre)
    for (situation, raison), tous in groupes.items():
        for rang, premier in enumerate(range(0, len(tous), LOT)):
            lot = tous[premier : premier + LOT]
            yield LotMembres(
                calcul=calcul,
                situation=situation.value,
                raison=raison,
                rang=rang,
                personnes=[m.personne for m in lot],
                episodes=[m.episode for m in lot],
                jours=[m.jours for m in lot],
                cles=[acte_compte(m) for m in lot] if any(acte_compte(m) for m in lot) else [],
                porteurs=[m.porteur for m in lot] if any(m.porteur for m in lot) else [],
            )


def _raisons(observes: Sequence[Membre]) -> dict[str, dict[str, int]]:
    comptes: dict[str, dict[str, int]] = {}
    for membre in observes:
        par_raison = comptes.setdefault(membre.situation.value, {})
        par_raison[membre.raison] = par_raison.get(membre.raison, 0) + 1
    return comptes


def _sans_zeros(valeur: Decimal) -> Decimal:
    """45,00 s'écrit 45 ; 38,50 s'écrit 38,5."""
    entiere = valeur.to_integral_value()
    return entiere if entiere == valeur else valeur.normalize()
