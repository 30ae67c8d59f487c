"""Écrire des messages par milliers : un seul ordre SQL par lot, sans repasser par chaque ligne."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from jalon.socle.messages.models import Message

TAILLE_LOT = 5000
_COLONNES = {
    "id": "uuid",
    "cle": "varchar",
    "personne": "uuid",
    "objet": "varchar",
    "cible": "uuid",
    "canal": "varchar",
    "adresse_chiffree": "bytea",
    "secret_chiffre": "bytea",
    "sujet": "varchar",
    "texte": "text",
    "mise_en_page": "jsonb",
    "modele_id": "uuid",
    "etat": "varchar",
    "a_envoyer_le": "timestamptz",
    "expire_le": "timestamptz",
    "fini_le": "timestamptz",
    "erreur": "varchar",
    "cree_le": "timestamptz",
    "cree_par_id": "uuid",
}
_FIXES = {"transport": "''", "identifiant": "''", "essais": "0"}
_TABLEAUX = ", ".join(f"%s::{sorte}[]" for sorte in _COLONNES.values())
_AJOUTER = (
    f"INSERT INTO socle_messages_message ({', '.join([*_COLONNES, *_FIXES])})"  # noqa: S608
    f" SELECT t.*, {', '.join(_FIXES.values())}"
    f" FROM unnest({_TABLEAUX}) AS t ({', '.join(_COLONNES)})"
    " ON CONFLICT (cle) DO NOTHING"
)


def ecrire(messages: Sequence[Message]) -> int:
    """Ajoute ces messages, sauf ceux dont la clé existe ; rend combien sont nouveaux."""
    if not messages:
        return 0
    tableaux = [
        [_valeur(getattr(message, colonne)) for message in messages]
        if colonne != "mise_en_page"
        else [json.dumps(message.mise_en_page, cls=DjangoJSONEncoder) for message in messages]
        for colonne in _COLONNES
    ]
    with connection.cursor() as curseur:
        curseur.execute(_AJOUTER, tableaux)
        return int(curseur.rowcount)


def _valeur(valeur: object) -> object:
    return bytes(valeur) if isinstance(valeur, memoryview) else valeur
