"""Passer le relais d'un référent à un autre, composer l'équipe autour d'une personne."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import IntegrityError
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.models import EquipePersonne, FonctionEquipe, Relais, Transfert
from jalon.socle.acces.models import Compte
from jalon.socle.base.cles import cle_de
from jalon.socle.base.refus import refus_en_clair
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


def passer_le_relais(
    *,
    personne: Personne | UUID,
    de: Compte | UUID | None,
    vers: Compte | UUID,
    motif: str,
    acteur: Compte,
    le: date | None = None,
    transfert: Transfert | None = None,
) -> UUID:
    """Le référent devient `vers` à compter du jour `le` (défaut : aujourd'hui), `de` ne l'est plus la veille.

    `de` : le référent en cours, ou `None` s'il n'y en a pas. Toute autre affectation de référent se ferme :
    il n'y en a qu'un à la fois. Rend la clé du relais. Lève `ValidationError` (sans motif, déjà suivi par
    `vers`, plus suivi par `de`, autre relais déjà prévu, pas un référent) ; la base refuse
    (`ProgrammingError`) qui n'en a pas le droit.
    """
    raison = motif.strip()
    if not raison:
        raise ValidationError("Dites pourquoi le référent change.", code="sans_motif")
    cle, jour = uuid4(), le or timezone.localdate()
    cles = (cle, uuid4(), cle_de(personne), cle_de(de), cle_de(vers))
    with acte("passer_le_relais", acteur=acteur, relais=cle), refus_en_clair():
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT jalon_passer_le_relais(%s, %s, %s, %s, %s, %s, %s, %s)",
                [*cles, jour, raison, cle_de(transfert)],
            )
    return cle


def annuler_relais(*, relais: Relais | UUID, acteur: Compte) -> None:
    """Rend la personne à son référent d'avant. Lève `ValidationError` si un autre relais a suivi."""
    with acte("annuler_relais", acteur=acteur, relais=cle_de(relais)):
        with refus_en_clair(), connection.cursor() as curseur:
            curseur.execute("SELECT jalon_annuler_relais(%s)", [cle_de(relais)])


def ajouter_a_l_equipe(
    *,
    personne: Personne | UUID,
    fonction: FonctionEquipe | str,
    acteur: Compte,
    compte: Compte | UUID | None = None,
    organisation: Organisation | UUID | None = None,
    du: date | None = None,
    au: date | None = None,
) -> UUID:
    """Ajoute un compte ou une structure à l'équipe et lui ouvre le dossier ; rend la clé du membre.

    Lève `ValidationError` (ni l'un ni l'autre, dates à l'envers, déjà présent, pas un référent) ; la base
    refuse (`ProgrammingError`) qui ne suit pas la personne, et une fonction qui ouvre un cercle réservé
    que l'acteur ne lit pas.
    """
    if (compte is None) == (organisation is None):
        raise ValidationError("Choisissez une personne ou une structure.", code="un_des_deux")
    debut = du or timezone.localdate()
    if au is not None and au < debut:
        raise ValidationError("La fin est avant le début.", code="dates")
    cle = uuid4()
    code = fonction if isinstance(fonction, str) else fonction.pk
    periode = DateRange(debut, au, "[]") if au else DateRange(debut, None, "[)")
    with acte("ajouter_a_l_equipe", acteur=acteur, membre=cle), refus_en_clair():
        try:
            _appeler_ajout(cle, personne, compte, organisation, code, periode)
        except IntegrityError as erreur:
            if "equipe_une_fois_a_la_fois" in str(erreur):
                raise ValidationError("Ce membre est déjà dans l'équipe.", code="deja_membre") from erreur
            raise
    return cle


def retirer_de_l_equipe(
    *, membre: EquipePersonne | UUID, acteur: Compte, dernier_jour: date | None = None
) -> None:
    """Fait sortir un membre, qui perd le dossier après `dernier_jour` (défaut : aujourd'hui)."""
    with acte("retirer_de_l_equipe", acteur=acteur, membre=cle_de(membre)):
        with refus_en_clair(), connection.cursor() as curseur:
            jour = dernier_jour or timezone.localdate()
            curseur.execute("SELECT jalon_retirer_equipe(%s, %s)", [cle_de(membre), jour])


def _appeler_ajout(
    cle: UUID,
    personne: Personne | UUID,
    compte: Compte | UUID | None,
    organisation: Organisation | UUID | None,
    fonction: str,
    periode: DateRange,
) -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT jalon_ajouter_equipe(%s, %s, %s, %s, %s, %s, %s)",
            [cle, uuid4(), cle_de(personne), cle_de(compte), cle_de(organisation), fonction, periode],
        )
