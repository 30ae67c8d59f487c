"""Écrire un modèle de lettre : une version nouvelle, à son jour, avec toutes ses mentions ; ou y renoncer."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.socle.messages.lettres.composition import mentions_illisibles
from jalon.socle.messages.lettres.selectors import modele_employe
from jalon.socle.messages.lettres.types import type_de_lettre
from jalon.socle.messages.models import ModeleLettre
from jalon.socle.organisations.models import Organisation


def ecrire_modele(
    *,
    type: str,
    objet: str,
    corps: str,
    acteur: Compte,
    organisation: Organisation | None = None,
    du: date | None = None,
) -> ModeleLettre:
    """Ajoute une version à compter de `du` (défaut : aujourd'hui) ; la précédente s'arrête la veille.

    Une version du même jour, qu'aucun message n'a encore employée, est corrigée sur place. Lève
    `ValidationError` : mention obligatoire absente ou illisible, variable inconnue, jour trop ancien, lettre
    dont le texte est le même dans tout le département.
    """
    debut = du or timezone.localdate()
    _exiger_valable(type, objet, corps, organisation, debut)
    with acte("ecrire_modele", acteur=acteur):
        derniere = _derniere(type, organisation)
        if derniere is not None and derniere.periode.lower > debut:
            raise ValidationError(
                f"La version {derniere.version} commence le {derniere.periode.lower:%d/%m/%Y} : choisissez "
                "ce jour ou un jour plus tard.",
                code="jour",
            )
        if derniere is not None and derniere.periode.lower == debut:
            return _corriger(derniere, objet, corps)
        if derniere is not None:
            _arreter(derniere, debut)
        return ModeleLettre.objects.create(
            type=type,
            organisation=organisation,
            version=derniere.version + 1 if derniere else 1,
            objet=objet.strip(),
            corps=corps,
            periode=DateRange(debut, None, "[)"),
            cree_par=acteur,
        )


def revenir_au_modele_commun(*, type: str, organisation: Organisation, acteur: Compte) -> date:
    """L'organisation reprend le texte du département ; rend le premier jour où il sert.

    Aujourd'hui ; demain, si des lettres sont déjà parties avec une version qui commence aujourd'hui. Une
    version à venir, ou d'aujourd'hui et jamais employée, est retirée. Lève `ValidationError` si
    l'organisation n'a pas de texte à elle.
    """
    jour = timezone.localdate()
    with acte("revenir_au_modele_commun", acteur=acteur):
        retirees = _retirer_jamais_servies(type, organisation, jour)
        servie = _derniere(type, organisation)
        if servie is None or not _sert(servie, jour):
            if not retirees:
                raise ValidationError("Cette organisation emploie déjà le texte commun.", code="commun")
            return jour
        suivant = max(jour, servie.periode.lower + timedelta(days=1))
        _arreter(servie, suivant)
        return suivant


def _exiger_valable(
    type: str, objet: str, corps: str, organisation: Organisation | None, debut: date
) -> None:
    nature = type_de_lettre(type)
    if organisation is not None and not nature.par_organisation:
        raise ValidationError(
            f"« {nature.titre} » est une décision du département : son texte est le même partout.",
            code="commun",
        )
    if not objet.strip():
        raise ValidationError("Une lettre a un objet.", code="objet")
    if perdues := mentions_illisibles(nature, corps, max(debut, timezone.localdate())):
        raise ValidationError(
            f"Ces mentions obligatoires ne se liraient pas en entier dans la lettre : {', '.join(perdues)}. "
            "Mettez chacune seule sur sa ligne.",
            code="modele",
        )


def _derniere(type: str, organisation: Organisation | None) -> ModeleLettre | None:
    return (
        ModeleLettre.objects.select_for_update(of=("self",))
        .filter(type=type, organisation=organisation)
        .order_by("-version")
        .first()
    )


def _retirer_jamais_servies(type: str, organisation: Organisation, jour: date) -> int:
    """Retire les versions d'aujourd'hui ou à venir qu'aucune lettre n'a employées ; rend leur nombre."""
    venues = ModeleLettre.objects.filter(type=type, organisation=organisation, periode__startswith__gte=jour)
    retirees = [modele for modele in venues if not modele_employe(modele)]
    for modele in retirees:
        modele.delete()
    return len(retirees)


def _sert(modele: ModeleLettre, jour: date) -> bool:
    return modele.periode.upper is None or modele.periode.upper > jour


def _arreter(modele: ModeleLettre, jour: date) -> None:
    """La version ne sert plus à compter de `jour` ; une version déjà arrêtée le reste."""
    if _sert(modele, jour):
        modele.periode = DateRange(modele.periode.lower, jour, "[)")
        modele.save(update_fields=["periode"])


def _corriger(modele: ModeleLettre, objet: str, corps: str) -> ModeleLettre:
    if modele_employe(modele):
        raise ValidationError(
            "Des lettres sont déjà parties avec cette version : la suivante commence demain.", code="employe"
        )
    modele.objet, modele.corps = objet.strip(), corps
    modele.periode = DateRange(modele.periode.lower, None, "[)")
    modele.save(update_fields=["objet", "corps", "periode"])
    return modele
