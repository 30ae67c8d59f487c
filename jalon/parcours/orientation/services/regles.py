"""Écrire les règles d'orientation : brouillon, mise en service, capacités."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils import timezone

from jalon.parcours.orientation.criteres import verifier
from jalon.parcours.orientation.enums import Destination, EtatJeu, SiComplet
from jalon.parcours.orientation.models import Capacite, JeuRegles, Regle
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation

FIGEE = "Cette version des règles a servi : elle ne change plus. Dupliquez-la en une nouvelle version."


def creer_jeu(*, libelle: str, acteur: Compte, copie_de: JeuRegles | None = None) -> JeuRegles:
    """Une version neuve, en brouillon, vide ou copiée d'une autre. Lève `ValidationError`."""
    with acte("creer_regles", acteur=acteur):
        derniere = JeuRegles.objects.aggregate(maximum=Max("version"))["maximum"] or 0
        jeu = JeuRegles(version=derniere + 1, libelle=libelle.strip(), cree_par=acteur)
        jeu.full_clean()
        jeu.save()
        for regle in copie_de.regles.order_by("ordre") if copie_de else ():
            Regle.objects.create(
                jeu=jeu,
                ordre=regle.ordre,
                libelle=regle.libelle,
                criteres=regle.criteres,
                destination=regle.destination,
                voie=regle.voie,
                organisme_id=regle.organisme_id,
                si_complet=regle.si_complet,
            )
        return jeu


def ecrire_regle(
    *,
    jeu: JeuRegles,
    libelle: str,
    destination: str,
    acteur: Compte,
    criteres: Sequence[dict[str, Any]] = (),
    voie: str = "",
    organisme: Organisation | UUID | None = None,
    si_complet: str = SiComplet.SUIVANTE,
    regle: Regle | None = None,
) -> Regle:
    """Ajoute une règle en dernier, ou change `regle`. Lève `ValidationError`, et si la version a servi."""
    with acte("ecrire_regle", acteur=acteur):
        exiger_brouillon(jeu)
        ecrite = regle or Regle(jeu=jeu, ordre=_dernier_ordre(jeu) + 1)
        ecrite.libelle = libelle.strip()
        ecrite.criteres = verifier(list(criteres))
        ecrite.destination, ecrite.voie, ecrite.si_complet = destination, voie, si_complet
        ecrite.organisme_id = organisme.pk if isinstance(organisme, Organisation) else organisme
        _verifier_destination(ecrite)
        ecrite.full_clean(validate_constraints=False)
        ecrite.save()
        return ecrite


def deplacer_regle(*, regle: Regle, rang: int, acteur: Compte) -> None:
    """Met la règle au rang donné (1 : la première) ; les autres se décalent."""
    with acte("deplacer_regle", acteur=acteur):
        exiger_brouillon(regle.jeu)
        suite = [r for r in regle.jeu.regles.order_by("ordre") if r.pk != regle.pk]
        suite.insert(min(max(rang, 1), len(suite) + 1) - 1, regle)
        _renumeroter(suite)


def retirer_regle(*, regle: Regle, acteur: Compte) -> None:
    """Enlève une règle d'un brouillon."""
    with acte("retirer_regle", acteur=acteur):
        exiger_brouillon(regle.jeu)
        jeu = regle.jeu
        regle.delete()
        _renumeroter(list(jeu.regles.order_by("ordre")))


def mettre_en_service(*, jeu: JeuRegles, acteur: Compte, le: date | None = None) -> JeuRegles:
    """La version décide à partir du jour `le` (défaut : aujourd'hui) ; celle d'avant s'arrête la veille.

    Lève `ValidationError` sur une version vide, déjà servie, ou antérieure à celle en service.
    """
    jour = le or timezone.localdate()
    with acte("mettre_regles_en_service", acteur=acteur):
        _verrouiller_service()
        exiger_brouillon(jeu)
        if not jeu.regles.exists():
            raise ValidationError("Cette version n'a aucune règle : écrivez-en une d'abord.")
        actuel = JeuRegles.objects.filter(etat=EtatJeu.EN_SERVICE).first()
        if actuel is not None:
            if jour <= actuel.periode.lower:
                raise ValidationError(
                    f"La version {actuel.version} est en service depuis le {actuel.periode.lower:%d/%m/%Y} : "
                    "choisissez un jour après."
                )
            actuel.etat, actuel.periode = EtatJeu.RETIRE, DateRange(actuel.periode.lower, jour, "[)")
            actuel.save(update_fields=["etat", "periode"])
        jeu.etat, jeu.periode = EtatJeu.EN_SERVICE, DateRange(jour, None, "[)")
        jeu.validate_constraints()
        jeu.save(update_fields=["etat", "periode"])
        return jeu


def fixer_capacite(
    *,
    organisation: Organisation | UUID,
    voie: str,
    places: int | None,
    acteur: Compte,
    territoires: Sequence[str] = (),
    du: date | None = None,
    au: date | None = None,
) -> Capacite:
    """Dit combien de personnes un organisme suit dans une voie à partir de `du` (défaut : aujourd'hui).

    La capacité d'avant s'arrête la veille ; `au` inclus. Lève `ValidationError`.
    """
    debut = du or timezone.localdate()
    cle = organisation.pk if isinstance(organisation, Organisation) else organisation
    if au is not None and au < debut:
        raise ValidationError("La fin vient après le début.")
    with acte("fixer_capacite", acteur=acteur):
        for avant in Capacite.objects.filter(
            organisation=cle, voie=voie, periode__overlap=DateRange(debut, None, "[)")
        ):
            if avant.periode.lower >= debut:
                avant.delete()
            else:
                avant.periode = DateRange(avant.periode.lower, debut, "[)")
                avant.save(update_fields=["periode"])
        capacite = Capacite(
            organisation_id=cle,
            voie=voie,
            places=places,
            territoires=sorted(set(territoires)),
            periode=DateRange(debut, au + timedelta(days=1) if au else None, "[)"),
        )
        capacite.full_clean()
        capacite.save()
        return capacite


def exiger_brouillon(jeu: JeuRegles) -> None:
    """Lève `ValidationError` si la version a servi."""
    jeu.refresh_from_db(fields=["etat", "periode"])
    if jeu.etat != EtatJeu.BROUILLON:
        raise ValidationError(FIGEE, code="figee")


def _dernier_ordre(jeu: JeuRegles) -> int:
    return jeu.regles.aggregate(maximum=Max("ordre"))["maximum"] or 0


def _renumeroter(suite: Sequence[Regle]) -> None:
    """Le rang est unique, vérifié en fin de transaction : on peut les croiser."""
    with transaction.atomic():
        for rang, regle in enumerate(suite, 1):
            if regle.ordre != rang:
                regle.ordre = rang
                regle.save(update_fields=["ordre"])


def _verifier_destination(regle: Regle) -> None:
    if regle.destination == Destination.DIAGNOSTIC:
        regle.voie, regle.organisme = "", None
        return
    if not regle.voie:
        raise ValidationError({"voie": "Choisissez une voie."})
    if regle.destination == Destination.TERRITOIRE:
        regle.organisme = None
    elif regle.organisme_id is None:
        raise ValidationError({"organisme": "Choisissez l'organisme où mène la règle."})


def _verrouiller_service() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('passage des règles', 0))")
