"""Écrire un chiffre. Toute valeur, saisie, lue ou calculée, passe par ici (conception §2, §4.6).

Ce module ne connaît pas les programmes : `pilotage` et la base vérifient qui peut écrire quelle série.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.enums import AVEC_VALEUR, Provenance, Statut
from jalon.mesure.chiffres.models import Calcul, Chiffre, ReglageCalcul, Serie
from jalon.mesure.indicateurs.models import Indicateur
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation
from jalon.socle.periodes import Periode
from jalon.socle.pieces.models import Piece

DISPOSITION = ("colonne_rang", "role", "rang", "qualite", "periode")
"""Ce qui, dans la place d'un chiffre lu, dit sa case et vaut encore quand la valeur change."""
MESSAGE_GELE = "Ce chiffre est gelé : il figure dans un exercice clos."
MESSAGE_CALCULE = (
    "Ce chiffre est calculé d'après les faits : il ne se corrige pas. Corrigez le fait, ou donnez à côté une "
    "valeur locale avec sa raison, sa source et sa méthode."
)


@dataclass(frozen=True, slots=True)
class Origine:
    """D'où vient un chiffre qui n'est pas saisi : document et place, organisme, ou empreinte d'un calcul."""

    provenance: str = Provenance.SAISIE
    piece: Piece | None = None
    lieu: dict[str, Any] | None = None
    organisme: Organisation | None = None
    empreinte: str = ""


SAISIE = Origine()


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce qui est mesuré : valeur ou raison de son absence, coupe, précision imprimée, rapport."""

    valeur: Decimal | None
    statut: str = Statut.COMPTE
    coupe: dict[str, str] = field(default_factory=dict)
    methode: str = ""
    texte: str = ""
    decimales: int | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None


def creer_serie(
    *,
    indicateur: Indicateur,
    cloison: UUID,
    organisation: Organisation | None = None,
    territoire: str = "",
    source: str = "",
    acteur: Compte,
) -> Serie:
    """Série d'un indicateur pour un programme ; rend celle qui existe déjà, s'il y en a une."""
    cle: dict[str, Any] = {
        "indicateur": indicateur,
        "organisation": organisation,
        "territoire": territoire,
        "source": source,
        "cloison": cloison,
    }
    with acte("creer_serie", acteur=acteur):
        existante = Serie.objects.filter(**cle).first()
        if existante:
            return existante
        serie = Serie(**cle)
        serie.full_clean()
        serie.save()
        return serie


def saisir_chiffre(
    *,
    serie: Serie,
    periode: Periode,
    libelle_periode: str,
    constat: Constat,
    arrete_au: date | None = None,
    origine: Origine = SAISIE,
    acteur: Compte,
) -> Chiffre:
    """Écrit le chiffre d'une série pour une période et une coupe ; corrige celui qui existe déjà.

    Lève `ValidationError` (par champ) si la valeur contredit le statut, si une estimation ne dit pas sa
    méthode, ou si le chiffre est gelé.
    """
    with acte("saisir_chiffre", acteur=acteur, serie=serie.pk):
        chiffre = (
            Chiffre.objects.select_for_update(of=("self",))
            .filter(
                serie=serie,
                genre_periode=periode.genre.value,
                debut=periode.debut,
                fin=periode.fin,
                coupe=constat.coupe,
            )
            .first()
        ) or Chiffre(
            serie=serie,
            genre_periode=periode.genre.value,
            debut=periode.debut,
            fin=periode.fin,
            coupe=constat.coupe,
        )
        chiffre.libelle_periode = libelle_periode
        chiffre.arrete_au = arrete_au
        return _ecrire(chiffre, constat, origine, acteur)


def corriger_chiffre(
    *, chiffre: Chiffre, constat: Constat, origine: Origine = SAISIE, acteur: Compte
) -> Chiffre:
    """Remplace la valeur d'un chiffre ; sa période et sa coupe restent. Mêmes refus que `saisir_chiffre`.

    Le document d'un chiffre lu est oublié (l'histoire le garde), pas sa disposition dans le tableau.
    """
    with acte("corriger_chiffre", acteur=acteur, chiffre=chiffre.pk):
        actuel = Chiffre.objects.select_for_update(of=("self",)).get(pk=chiffre.pk)
        if origine.lieu is None and actuel.lieu:
            place = {cle: actuel.lieu[cle] for cle in DISPOSITION if cle in actuel.lieu}
            origine = replace(origine, lieu=place or None)
        return _ecrire(actuel, constat, origine, acteur)


def supprimer_chiffre(*, chiffre: Chiffre, acteur: Compte) -> None:
    """Retire un chiffre saisi par erreur ; l'histoire le garde. Lève `ValidationError` s'il est gelé."""
    with acte("supprimer_chiffre", acteur=acteur, chiffre=chiffre.pk):
        if chiffre.gele_le is not None:
            raise ValidationError(MESSAGE_GELE)
        chiffre.delete()


def geler_chiffres(*, cloison: UUID, jusqu_au: date, le: datetime, acteur: Compte) -> int:
    """Gèle les chiffres d'un programme arrêtés à cette date ; rend leur nombre.

    Les prévisions restent libres. Un calcul et ses membres se gèlent avec son chiffre.
    """
    with acte("geler_chiffres", acteur=acteur, cloison=cloison):
        calculs = Calcul.objects.filter(serie__cloison=cloison, fin__lte=jusqu_au, gele_le__isnull=True)
        calculs.update(gele_le=le)
        return (
            Chiffre.objects.filter(serie__cloison=cloison, fin__lte=jusqu_au, gele_le__isnull=True)
            .exclude(statut=Statut.PREVISION)
            .update(gele_le=le)
        )


def degeler_chiffres(*, cloison: UUID, geles_le: datetime, acteur: Compte) -> int:
    """Rend modifiables les chiffres gelés ensemble à cet instant (réouverture d'un exercice)."""
    with acte("degeler_chiffres", acteur=acteur, cloison=cloison):
        Calcul.objects.filter(serie__cloison=cloison, gele_le=geles_le).update(gele_le=None)
        return Chiffre.objects.filter(serie__cloison=cloison, gele_le=geles_le).update(gele_le=None)


def _ecrire(chiffre: Chiffre, constat: Constat, origine: Origine, acteur: Compte) -> Chiffre:
    if chiffre.gele_le is not None:
        raise ValidationError(MESSAGE_GELE)
    _quitter_le_calcul(chiffre, origine)
    verifier_constat(constat)
    chiffre.valeur = constat.valeur
    chiffre.statut = constat.statut
    chiffre.methode = constat.methode.strip()
    chiffre.texte = constat.texte
    chiffre.decimales = decimales_de(constat.valeur) if constat.decimales is None else constat.decimales
    chiffre.numerateur = constat.numerateur
    chiffre.denominateur = constat.denominateur
    chiffre.provenance = origine.provenance
    chiffre.piece = origine.piece
    chiffre.lieu = origine.lieu
    chiffre.organisme = origine.organisme
    chiffre.empreinte = origine.empreinte
    chiffre.saisi_par = acteur
    chiffre.full_clean()
    chiffre.save()
    return chiffre


def _quitter_le_calcul(chiffre: Chiffre, origine: Origine) -> None:
    """Une case calculée ne se saisit pas ; un document ou un organisme peut la dire, le calcul reste à côté.

    Une ligne qui ne se calcule plus redevient libre.
    """
    if chiffre.provenance != Provenance.CALCUL or origine.provenance == Provenance.CALCUL:
        return
    if (
        origine.provenance == Provenance.SAISIE
        and ReglageCalcul.objects.filter(serie=chiffre.serie_id).exists()
    ):
        raise ValidationError(MESSAGE_CALCULE)
    Calcul.objects.filter(chiffre=chiffre).update(chiffre=None)


def decimales_de(valeur: Decimal | None) -> int:
    """Nombre de décimales écrites d'une valeur : 20,70 en a deux, 100 n'en a pas."""
    if valeur is None:
        return 0
    exposant = valeur.as_tuple().exponent
    return max(0, -exposant) if isinstance(exposant, int) else 0


def verifier_constat(constat: Constat) -> None:
    """Refus dits au bon champ avant que la base ne les dise en général."""
    erreurs: dict[str, str] = {}
    if constat.statut not in Statut.values:
        erreurs["statut"] = "Ce statut n'existe pas."
    elif constat.statut in AVEC_VALEUR and constat.valeur is None:
        erreurs["valeur"] = "Donnez une valeur, ou dites pourquoi il n'y en a pas (en attente, sans objet…)."
    elif constat.statut not in AVEC_VALEUR and constat.valeur is not None:
        libelle = Statut(constat.statut).label
        erreurs["valeur"] = (
            f"Un chiffre « {libelle} » n'a pas de valeur : videz la case ou changez le statut."
        )
    if constat.statut == Statut.ESTIME and not constat.methode.strip():
        erreurs["methode"] = "Dites comment cette valeur est estimée."
    if constat.denominateur == 0:
        erreurs["denominateur"] = "On ne divise pas par zéro : le chiffre est « non calculable »."
    if erreurs:
        raise ValidationError(erreurs)
