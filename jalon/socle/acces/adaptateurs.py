"""Ce que Jalon demande à allauth de faire autrement."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.http import HttpRequest

from jalon.socle.base.dossier import lire_cles


class AdaptateurCompte(DefaultAccountAdapter):
    """Pas d'inscription ouverte : l'administrateur crée les comptes."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class AdaptateurMfa(DefaultMFAAdapter):
    """Les secrets des seconds facteurs sont chiffrés avec une clé gardée hors de la base."""

    def encrypt(self, text: str) -> str:
        return Fernet(lire_cles()["secret_facteurs"]).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(lire_cles()["secret_facteurs"]).decrypt(encrypted_text.encode()).decode()
