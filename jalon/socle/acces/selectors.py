"""Lectures sur les comptes et leurs habilitations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.parametres.selectors import parametre

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MFA_EXIGEE = "acces.double_authentification_exigee"


def habilitations_en_vigueur(
    compte: Compte | AnonymousUser, a_la_date: date | None = None
) -> QuerySet[Habilitation]:
    """Habilitations du compte ce jour-là (défaut : aujourd'hui, heure de Paris)."""
    if not compte.is_authenticated or not compte.is_active:
        return Habilitation.objects.none()
    return Habilitation.objects.filter(
        compte_id=compte.pk, periode__contains=a_la_date or timezone.localdate()
    ).order_by("role", "posee_le")


def roles_de(compte: Compte | AnonymousUser, a_la_date: date | None = None) -> frozenset[Role]:
    """Rôles en vigueur du compte, tous périmètres réunis ; vide pour un visiteur."""
    roles = habilitations_en_vigueur(compte, a_la_date).values_list("role", flat=True)
    return frozenset(Role(role) for role in roles)


def compte_systeme() -> Compte:
    """Le compte qui agit quand personne n'est là (commandes, tâches planifiées)."""
    return Compte.objects.get(systeme=True)


def compte_par_courriel(courriel: str) -> Compte | None:
    """Compte de ce courriel, sans tenir compte de la casse."""
    return Compte.objects.filter(courriel__iexact=courriel.strip()).first()


def doit_activer_double_authentification(compte: Compte) -> bool:
    """Vrai si la règle en vigueur exige un second facteur que ce compte n'a pas encore."""
    if not parametre(MFA_EXIGEE, timezone.localdate(), defaut=False):
        return False
    return not Authenticator.objects.filter(user_id=compte.pk, type=Authenticator.Type.TOTP).exists()
