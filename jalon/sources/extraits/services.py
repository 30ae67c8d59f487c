"""Trancher un conflit de reprise."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from jalon.parcours.personnes.enums import EtatConflit
from jalon.parcours.personnes.models import ConflitRepris
from jalon.parcours.personnes.suivis import referents, retirer_personne
from jalon.socle.acces.models import Compte
from jalon.socle.journal.contexte import acte
from jalon.sources.extraits.application import (
    CONTACTS,
    affectation_saisie,
    cible_du_fait,
    contact_saisi,
    poser_contact,
    poser_referent,
)


def trancher_conflit(*, conflit: ConflitRepris, prendre_extrait: bool, acteur: Compte) -> None:
    """Garde la saisie de Jalon, ou prend l'extrait à sa place : la saisie est close, pas effacée.

    Lève `ValidationError` s'il est déjà tranché.
    """
    with acte("trancher_conflit", acteur=acteur, conflit=conflit.pk):
        verrouille = ConflitRepris.objects.select_for_update().get(pk=conflit.pk)
        if verrouille.etat != EtatConflit.A_TRANCHER:
            raise ValidationError("Ce conflit est déjà tranché.", code="deja_tranche")
        if prendre_extrait:
            _prendre(verrouille, acteur)
        verrouille.etat = EtatConflit.PRIS_EXTRAIT if prendre_extrait else EtatConflit.GARDE_JALON
        verrouille.tranche_par, verrouille.tranche_le = acteur, timezone.now()
        verrouille.save(update_fields=["etat", "tranche_par", "tranche_le"])


def _prendre(conflit: ConflitRepris, acteur: Compte) -> None:
    fait, jour = conflit.fait, timezone.localdate()
    if fait.membre is None:
        raise ValidationError("Ce fait n'est plus rattaché à personne.", code="sans_personne")
    personne = fait.membre.personne_id
    if conflit.champ in CONTACTS:
        nature = CONTACTS[conflit.champ]
        saisi = contact_saisi(personne, nature)
        if saisi:
            saisi.fin = max(jour, saisi.a_compter_du)
            saisi.save(update_fields=["fin"])
        poser_contact(personne, nature, conflit.valeur_extrait, source=fait.systeme, jour=jour)
        return
    saisie = affectation_saisie(personne, jour)
    en_place = {saisie} if saisie else set()
    for affectation in en_place | set(referents(personne, jour)):
        retirer_personne(affectation=affectation, acteur=acteur, dernier_jour=jour - timedelta(days=1))
    poser_referent(fait, personne, cible_du_fait(fait), acteur=acteur, jour=jour)
