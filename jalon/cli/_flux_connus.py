"""Ce que la base sait déjà des dossiers d'un fichier, si elle est installée."""

from __future__ import annotations

import click

from jalon.socle.base.connexions import base_donnee
from jalon.socle.base.grappe import grappe_embarquee


def empreintes_connues(courriel: str) -> dict[str, bytes]:
    """Numéro de dossier → empreinte de sa dernière version. Vide, sans erreur, si la base n'est pas là."""
    if not (base_donnee() or grappe_embarquee().initialisee):
        return {}
    from django.db import Error

    from jalon.cli.outils import base_ouverte

    try:
        with base_ouverte():
            return _lire(courriel)
    except (Error, click.ClickException):
        click.echo("La base ne répond pas : tous les dossiers sont comptés nouveaux.", err=True)
        return {}


def _lire(courriel: str) -> dict[str, bytes]:
    from jalon.cli.outils import compte_agissant
    from jalon.parcours.personnes.models import Foyer
    from jalon.socle.base.contexte import contexte_compte

    with contexte_compte(compte_agissant(courriel)):
        foyers = Foyer.objects.values_list("numero", "derniere_empreinte").iterator(chunk_size=20000)
        return {numero: bytes(empreinte) for numero, empreinte in foyers if empreinte}
