"""Écrire, corriger, effacer une note ; ouvrir et fermer un cercle réservé à un compte."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import IntegrityError
from django.utils import timezone

from jalon.parcours.personnes.models import Personne
from jalon.parcours.suivi.models import AccesCercle, Cercle, NoteCarnet
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import habilitations_en_vigueur
from jalon.socle.base.cles import cle_de
from jalon.socle.journal.contexte import acte
from jalon.socle.organisations.models import Organisation


def ecrire_note(
    *,
    personne: Personne | UUID,
    texte: str,
    cercle: str,
    acteur: Compte,
    le: date | None = None,
    organisation: Organisation | None = None,
    partagee: bool = False,
) -> NoteCarnet:
    """Ajoute une note au carnet, au nom de l'acteur. `organisation` : défaut, sa seule structure.

    Lève `ValidationError` (texte vide, cercle inconnu ou réservé que l'acteur ne lit pas, note à montrer à la
    personne hors du cercle de l'équipe, jour à venir).
    """
    note = NoteCarnet(
        personne_id=cle_de(personne),
        date=le or timezone.localdate(),
        auteur=acteur,
        organisation=organisation or structure_de(acteur),
        cercle_id=cercle,
        texte=texte.strip(),
        partagee=partagee,
    )
    with acte("ecrire_note", acteur=acteur, note=note.pk):
        _verifier(note)
        note.save(force_insert=True)
    return note


def corriger_note(
    *,
    note: NoteCarnet,
    texte: str,
    acteur: Compte,
    cercle: str | None = None,
    partagee: bool | None = None,
) -> NoteCarnet:
    """Remplace une note par une autre du même jour ; l'ancienne reste lisible dans son histoire.

    Lève `ValidationError` si l'acteur n'en est pas l'auteur, si elle est déjà corrigée ou effacée.
    """
    with acte("corriger_note", acteur=acteur, note=note.pk):
        ancienne = _a_lui(note, acteur)
        nouvelle = NoteCarnet(
            personne_id=ancienne.personne_id,
            date=ancienne.date,
            auteur=acteur,
            organisation_id=ancienne.organisation_id,
            cercle_id=cercle or ancienne.cercle_id,
            texte=texte.strip(),
            partagee=ancienne.partagee if partagee is None else partagee,
            remplace=ancienne,
        )
        _verifier(nouvelle)
        ancienne.remplacee_le = timezone.now()
        ancienne.save(update_fields=["remplacee_le"])
        nouvelle.save(force_insert=True)
    return nouvelle


def effacer_note(*, note: NoteCarnet, motif: str, acteur: Compte) -> None:
    """Efface le texte d'une note et de ce qu'elle corrigeait ; son jour et le motif restent.

    Lève `ValidationError` sans motif, ou si l'acteur n'en est pas l'auteur.
    """
    raison = motif.strip()
    if not raison:
        raise ValidationError("Dites pourquoi vous effacez cette note.", code="sans_motif")
    with acte("effacer_note", acteur=acteur, note=note.pk):
        courante: NoteCarnet | None = _a_lui(note, acteur)
        while courante is not None:
            if courante.effacee_le is None:
                courante.texte, courante.effacee_le, courante.motif_effacement = "", timezone.now(), raison
                courante.save(update_fields=["texte", "effacee_le", "motif_effacement"])
            courante = courante.remplace


def ouvrir_cercle(
    *,
    compte: Compte,
    cercle: Cercle | str,
    motif: str,
    acteur: Compte,
    du: date | None = None,
    au: date | None = None,
) -> UUID:
    """Laisse un compte lire un cercle réservé, de `du` (défaut : aujourd'hui) à `au` inclus.

    `motif` : sa qualité (« infirmière de santé publique »). La base refuse (`ProgrammingError`) qui n'est pas
    administrateur, et un administrateur qui s'ouvrirait un cercle. Lève `ValidationError` sur des dates.
    """
    qualite = motif.strip()
    if not qualite:
        raise ValidationError("Dites à quel titre ce compte lit ce cercle.", code="sans_motif")
    debut, cle = du or timezone.localdate(), uuid4()
    if au is not None and au < debut:
        raise ValidationError("La fin est avant le début.", code="dates")
    code = cercle if isinstance(cercle, str) else cercle.pk
    periode = DateRange(debut, au, "[]") if au else DateRange(debut, None, "[)")
    try:
        with acte("ouvrir_cercle", acteur=acteur, acces=cle), connection.cursor() as curseur:
            curseur.execute(
                "SELECT jalon_ouvrir_cercle(%s, %s, %s, %s, %s)", [cle, compte.pk, code, periode, qualite]
            )
    except IntegrityError as erreur:
        raise ValidationError(
            "Ce compte lit déjà ce cercle pendant cette période.", code="deja_ouvert"
        ) from erreur
    return cle


def fermer_cercle(*, acces: AccesCercle | UUID, dernier_jour: date, acteur: Compte) -> None:
    """Met fin à un accès ; `dernier_jour` inclus."""
    cle = cle_de(acces)
    with acte("fermer_cercle", acteur=acteur, acces=cle), connection.cursor() as curseur:
        curseur.execute("SELECT jalon_fermer_cercle(%s, %s)", [cle, dernier_jour])


def structure_de(compte: Compte) -> Organisation | None:
    """La structure de ce compte, s'il n'en a qu'une."""
    habilitations = habilitations_en_vigueur(compte).select_related("organisation")
    organisations = {h.organisation for h in habilitations if h.organisation}
    return organisations.pop() if len(organisations) == 1 else None


def _a_lui(note: NoteCarnet, acteur: Compte) -> NoteCarnet:
    verrouillee = NoteCarnet.objects.select_for_update().get(pk=note.pk)
    if verrouillee.auteur_id != acteur.pk:
        raise ValidationError("Seul l'auteur d'une note la corrige ou l'efface.", code="pas_auteur")
    if verrouillee.remplacee_le or verrouillee.effacee_le:
        raise ValidationError("Cette note est déjà corrigée ou effacée.", code="deja_corrigee")
    return verrouillee


def _verifier(note: NoteCarnet) -> None:
    if not note.texte:
        raise ValidationError({"texte": "Écrivez quelque chose."})
    if note.date > timezone.localdate():
        raise ValidationError({"date": "Une note ne peut pas être datée d'un jour à venir."})
    note.full_clean(exclude=["personne", "auteur", "organisation", "remplace"])
