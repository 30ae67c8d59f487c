"""Où écrire à une personne."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from jalon.parcours.personnes.models import Adresse, Appartenance, Personne


def adresse_postale(personne: Personne, jour: date) -> str:
    """Bloc d'adresse du foyer où la personne est ce jour-là. Lève `ValidationError` s'il n'y en a pas."""
    foyers = Appartenance.objects.filter(membre__personne=personne, a_compter_du__lte=jour).exclude(role="")
    foyer = foyers.order_by("-a_compter_du").values_list("membre__foyer_id", flat=True).first()
    connues = Adresse.objects.filter(foyer=foyer, a_compter_du__lte=jour)
    adresse = connues.order_by("-a_compter_du").first()
    if adresse is None or not (adresse.voie or adresse.lieu_dit) or not adresse.nom_commune:
        raise ValidationError("L'adresse postale de cette personne n'est pas connue : la lettre ne part pas.")
    lignes = (
        f"{personne.prenom} {personne.nom}".strip(),
        adresse.complement,
        adresse.voie,
        adresse.lieu_dit,
        f"{adresse.code_postal} {adresse.nom_commune}".strip(),
    )
    return "\n".join(ligne for ligne in lignes if ligne)
