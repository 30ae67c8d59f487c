"""Écritures sur les comptes et les habilitations ; toutes journalisées."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte, Habilitation
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


def garantir_compte_systeme() -> Compte:
    """Crée le compte du système s'il manque (à chaque migration)."""
    compte = Compte.objects.filter(systeme=True).first()
    if compte is None:
        compte = Compte(courriel="systeme@jalon.invalid", nom="Jalon", systeme=True)
        compte.set_unusable_password()
        compte.save()
    return compte


def creer_compte(*, courriel: str, nom: str, mot_de_passe: str | None = None, acteur: Compte) -> Compte:
    """Crée un compte sans habilitation. Sans mot de passe, la personne en choisit un par « oublié ».

    Lève `ValidationError` si le mot de passe n'atteint pas la règle ou si le courriel est pris.
    """
    compte = Compte(courriel=courriel.strip().lower(), nom=nom.strip())
    if mot_de_passe is None:
        compte.set_unusable_password()
    else:
        validate_password(mot_de_passe, compte)
        compte.set_password(mot_de_passe)
    compte.full_clean(exclude=["password"])
    with acte("creer_compte", acteur=acteur):
        compte.save()
    return compte


def fermer_compte(*, compte: Compte, acteur: Compte) -> None:
    """Ferme un compte : il ne se connecte plus et ne voit plus rien. Ses écritures gardent son nom."""
    with acte("fermer_compte", acteur=acteur):
        compte.actif = False
        compte.save(update_fields=["actif"])


def accorder_habilitation(
    *,
    compte: Compte,
    role: Role,
    acteur: Compte,
    organisation: Organisation | None = None,
    departement: str = "",
    territoire: str = "",
    programme_id: uuid.UUID | None = None,
    du: date | None = None,
    au: date | None = None,
    motif: str = "",
) -> Habilitation:
    """Donne un rôle à un compte, du jour `du` (défaut : aujourd'hui) au jour `au` inclus (défaut : sans fin).

    L'acteur doit être administrateur ou le système : la base le vérifie (`ProgrammingError` sinon).
    Lève `IntegrityError` si le compte a déjà ce rôle sur ce périmètre pendant une partie de la période.
    """
    cle = uuid.uuid4()
    periode = DateRange(du or timezone.localdate(), au + timedelta(days=1) if au else None, "[)")
    with (
        contexte_compte(acteur),
        acte("accorder_habilitation", acteur=acteur),
        connection.cursor() as curseur,
    ):
        curseur.execute(
            "SELECT jalon_accorder_habilitation(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                cle,
                compte.pk,
                Role(role).value,
                organisation.pk if organisation else None,
                departement,
                territoire,
                programme_id,
                periode,
                motif,
            ],
        )
    return Habilitation.objects.get(pk=cle)


def retirer_habilitation(
    *, habilitation: Habilitation, acteur: Compte, dernier_jour: date | None = None, motif: str = ""
) -> Habilitation:
    """Met fin à une habilitation ; `dernier_jour` inclus (défaut : hier, donc tout de suite)."""
    dernier = dernier_jour or timezone.localdate() - timedelta(days=1)
    with contexte_compte(acteur), acte("retirer_habilitation", acteur=acteur), connection.cursor() as curseur:
        curseur.execute(
            "SELECT jalon_retirer_habilitation(%s, %s, %s)",
            [habilitation.pk, dernier, motif or habilitation.motif],
        )
    habilitation.refresh_from_db()
    return habilitation
