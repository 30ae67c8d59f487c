"""Limites de portefeuille, et transferts en lot d'un référent à un autre."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jalon.parcours.suivi.models import LimitePortefeuille, Relais, Transfert
from jalon.parcours.suivi.services.equipe import annuler_relais, passer_le_relais
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


def fixer_limite(
    *,
    nombre: int,
    acteur: Compte,
    compte: Compte | None = None,
    organisation: Organisation | None = None,
    du: date | None = None,
) -> LimitePortefeuille:
    """Fixe combien de personnes un référent ou une structure suit au plus, à compter de `du` ; la limite
    d'avant s'arrête la veille.

    Lève `ValidationError` (nombre nul, ni l'un ni l'autre). La base refuse qui n'en répond pas.
    """
    debut = du or timezone.localdate()
    limite = LimitePortefeuille(
        compte=compte,
        organisation=organisation,
        nombre=nombre,
        periode=DateRange(debut, None, "[)"),
        posee_par=acteur,
    )
    with acte("fixer_limite", acteur=acteur, limite=limite.pk):
        anciennes = LimitePortefeuille.objects.select_for_update().filter(
            compte=compte, organisation=organisation
        )
        anciennes.filter(periode__startswith__gte=debut).delete()
        for ancienne in anciennes.filter(periode__contains=debut):
            ancienne.periode = DateRange(ancienne.periode.lower, debut, "[)")
            ancienne.save(update_fields=["periode"])
        limite.full_clean(exclude=["compte", "organisation", "posee_par"])
        limite.save(force_insert=True)
    return limite


def transferer_personnes(
    *,
    personnes: Collection[UUID],
    de: Compte,
    vers: Compte,
    motif: str,
    acteur: Compte,
    le: date | None = None,
) -> Transfert:
    """Passe le relais de toutes ces personnes, ou d'aucune : un seul refus annule le lot.

    Lève `ValidationError` (liste vide, motif vide, même référent, refus d'un relais).
    """
    if not personnes:
        raise ValidationError("Choisissez au moins une personne.", code="vide")
    if de == vers:
        raise ValidationError("Choisissez un autre référent.", code="meme_referent")
    if not motif.strip():
        raise ValidationError("Dites pourquoi ces personnes changent de référent.", code="sans_motif")
    jour = le or timezone.localdate()
    transfert = Transfert(de=de, vers=vers, le=jour, motif=motif.strip(), par=acteur)
    with acte("transferer_personnes", acteur=acteur, transfert=transfert.pk):
        transfert.save(force_insert=True)
        for personne in sorted(set(personnes)):
            passer_le_relais(
                personne=personne,
                de=de,
                vers=vers,
                motif=motif,
                acteur=acteur,
                le=jour,
                transfert=transfert,
            )
    return transfert


def annuler_transfert(*, transfert: Transfert, acteur: Compte) -> int:
    """Rend toutes les personnes du lot à leur référent d'avant ; rend leur nombre.

    Lève `ValidationError` si c'est déjà annulé ou si l'une d'elles a changé de référent depuis.
    """
    with acte("annuler_transfert", acteur=acteur, transfert=transfert.pk):
        verrouille = Transfert.objects.select_for_update().get(pk=transfert.pk)
        if verrouille.annule_le is not None:
            raise ValidationError("Ce transfert est déjà annulé.", code="deja_annule")
        relais = list(Relais.objects.filter(transfert=verrouille).order_by("personne_id"))
        for un in relais:
            annuler_relais(relais=un, acteur=acteur)
        verrouille.annule_le = timezone.now()
        verrouille.save(update_fields=["annule_le"])
    return len(relais)
