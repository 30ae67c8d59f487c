"""La valeur locale d'un chiffre : la valeur officielle reste, la locale est à côté et se justifie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.models import Chiffre, ContreValeur
from jalon.mesure.chiffres.services import MESSAGE_GELE, decimales_de
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte


def donner_contre_valeur(
    *, chiffre: Chiffre, valeur: Decimal, raison: str, source: str, methode: str, le: date, acteur: Compte
) -> ContreValeur:
    """Écrit ou remplace la valeur locale. Lève `ValidationError` s'il manque une justification, si elle ne
    diffère pas du chiffre, ou si le chiffre est gelé."""
    with acte("donner_contre_valeur", acteur=acteur, chiffre=chiffre.pk):
        _refuser_gele(chiffre)
        if chiffre.valeur is not None and chiffre.valeur == valeur:
            raise ValidationError({"valeur": "C'est déjà la valeur officielle."})
        locale = ContreValeur.objects.filter(chiffre=chiffre).first() or ContreValeur(chiffre=chiffre)
        locale.valeur, locale.decimales = valeur, decimales_de(valeur)
        locale.raison, locale.source, locale.methode = raison.strip(), source.strip(), methode.strip()
        locale.le, locale.saisi_par = le, acteur
        locale.full_clean()
        locale.save()
        return locale


def retirer_contre_valeur(*, chiffre: Chiffre, acteur: Compte) -> None:
    """Retire la valeur locale ; l'histoire la garde. Lève `ValidationError` si le chiffre est gelé."""
    with acte("retirer_contre_valeur", acteur=acteur, chiffre=chiffre.pk):
        _refuser_gele(chiffre)
        ContreValeur.objects.filter(chiffre=chiffre).delete()


def _refuser_gele(chiffre: Chiffre) -> None:
    if Chiffre.objects.filter(pk=chiffre.pk, gele_le__isnull=False).exists():
        raise ValidationError(MESSAGE_GELE)
