"""Lecture du journal : chaque changement avec qui, quand, pourquoi (verbe), l'avant et l'après.

Les tables d'événements portent la politique de leur sujet : la base ne rend que ce que le compte peut voir.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.utils.timezone import localtime
from pghistory.models import Event

from jalon.socle.acces.enums import Role
from jalon.socle.acces.models import Compte
from jalon.socle.acces.selectors import roles_de

RESERVEES_A_L_ADMINISTRATION = frozenset({"socle_acces"})


@dataclass(frozen=True, slots=True)
class ChampChange:
    """Un champ changé, ses valeurs telles qu'on les lit (« — » pour vide)."""

    nom: str
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Changement:
    """Un changement : `genre` vaut `ajout`, `modification` ou `suppression`."""

    quand: datetime
    acteur: Compte | None
    verbe: str
    genre: str
    modele: str
    objet: str
    champs: tuple[ChampChange, ...]

    @property
    def qui(self) -> str:
        """Nom de qui a agi ; un changement sans acteur vient d'une migration ou d'une maintenance."""
        return self.acteur.nom if self.acteur else "Maintenance"


GENRES = {"insert": "ajout", "update": "modification", "delete": "suppression"}


def histoire(objet: models.Model, *, limite: int = 200) -> list[Changement]:
    """Changements d'un objet, le plus récent d'abord. Liste vide si son modèle n'a pas d'histoire."""
    evenements = [modele for modele in modeles_evenements() if modele.pgh_tracked_model is type(objet)]
    return _lire(evenements, limite, condition="e.pgh_obj_id = %s", arguments=[objet.pk])


def journal(
    lecteur: Compte,
    *,
    limite: int = 100,
    avant_le: datetime | None = None,
    acteur: UUID | None = None,
    modele: str | None = None,
) -> list[Changement]:
    """Derniers changements visibles du lecteur, toutes tables réunies, le plus récent d'abord.

    `modele` : étiquette (`pilotage_finances.credit`). Les comptes et habilitations ne se lisent qu'avec le
    rôle d'administrateur.
    """
    evenements = [
        evenement
        for evenement in modeles_evenements()
        if modele in (None, evenement.pgh_tracked_model._meta.label_lower)
        and (
            evenement._meta.app_label not in RESERVEES_A_L_ADMINISTRATION
            or Role.ADMINISTRATEUR in roles_de(lecteur)
        )
    ]
    conditions: list[str] = ["true"]
    arguments: list[Any] = []
    if avant_le is not None:
        conditions.append("e.pgh_created_at < %s")
        arguments.append(avant_le)
    if acteur is not None:
        conditions.append("c.metadata->>'acteur' = %s")
        arguments.append(str(acteur))
    return _lire(evenements, limite, condition=" AND ".join(conditions), arguments=arguments)


def modeles_suivis() -> list[tuple[str, str]]:
    """Étiquette et nom de chaque modèle qui a une histoire, pour un filtre."""
    suivis = {evenement.pgh_tracked_model for evenement in modeles_evenements()}
    return sorted((modele._meta.label_lower, str(modele._meta.verbose_name)) for modele in suivis)


def modeles_evenements() -> list[type[Any]]:
    """Modèles des tables d'événements, une par modèle suivi."""
    return [
        modele
        for modele in apps.get_models()
        if issubclass(modele, Event) and modele._meta.managed and modele.pgh_tracked_model is not None
    ]


def _lire(
    evenements: Sequence[type[Any]], limite: int, *, condition: str, arguments: list[Any]
) -> list[Changement]:
    if not evenements:
        return []
    morceaux = [_requete(evenement, condition) for evenement in evenements]
    requete = f"SELECT * FROM ({' UNION ALL '.join(morceaux)}) tous ORDER BY quand DESC, rang DESC LIMIT %s"  # noqa: S608
    valeurs = [valeur for _ in evenements for valeur in (*arguments, limite)]
    with connection.cursor() as curseur:
        curseur.execute(requete, [*valeurs, limite])
        colonnes = [colonne.name for colonne in curseur.description or ()]
        lignes = [dict(zip(colonnes, ligne, strict=True)) for ligne in curseur.fetchall()]
    return _en_changements(lignes)


def _requete(evenement: type[Any], condition: str) -> str:
    """Événements d'une table, chacun avec la ligne d'avant ; les noms viennent des modèles."""
    table = connection.ops.quote_name(evenement._meta.db_table)
    return f"""(
        SELECT '{evenement._meta.label_lower}' AS evenement, e.pgh_id AS rang, e.pgh_created_at AS quand,
            e.pgh_label AS genre, e.pgh_obj_id::text AS cle, c.metadata->>'acteur' AS acteur,
            coalesce(c.metadata->>'verbe', '') AS verbe, to_json(e)::text AS ligne,
            (SELECT to_json(p)::text FROM {table} p WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id
             ORDER BY p.pgh_id DESC LIMIT 1) AS precedente
        FROM {table} e LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
        WHERE {condition} ORDER BY e.pgh_id DESC LIMIT %s)"""  # noqa: S608


def _en_changements(lignes: list[dict[str, Any]]) -> list[Changement]:
    for ligne in lignes:
        apres = json.loads(ligne["ligne"])
        avant = json.loads(ligne["precedente"]) if ligne["precedente"] else {}
        if ligne["genre"] == "insert":
            avant = {}
        elif ligne["genre"] == "delete":
            avant, apres = apres, {}
        ligne["avant"], ligne["apres"] = avant, apres
        ligne["modele"] = apps.get_model(ligne["evenement"])
    noms = _noms_des_liens(lignes)
    comptes = Compte.objects.in_bulk({ligne["acteur"] for ligne in lignes if ligne["acteur"]})
    return [
        Changement(
            quand=ligne["quand"],
            acteur=comptes.get(UUID(ligne["acteur"])) if ligne["acteur"] else None,
            verbe=ligne["verbe"],
            genre=GENRES.get(ligne["genre"], ligne["genre"]),
            modele=str(ligne["modele"].pgh_tracked_model._meta.verbose_name),
            objet=ligne["cle"],
            champs=tuple(_champs_changes(ligne, noms)),
        )
        for ligne in lignes
    ]


def _champs_changes(ligne: dict[str, Any], noms: dict[tuple[type[Any], str], str]) -> Iterable[ChampChange]:
    avant, apres = ligne["avant"], ligne["apres"]
    for champ in ligne["modele"]._meta.fields:
        if champ.name.startswith("pgh_") or champ.primary_key or champ.name == "id":
            continue
        ancien, nouveau = avant.get(champ.attname), apres.get(champ.attname)
        if ancien != nouveau:
            yield ChampChange(
                champ.name, str(champ.verbose_name), _dire(champ, ancien, noms), _dire(champ, nouveau, noms)
            )


def _noms_des_liens(lignes: list[dict[str, Any]]) -> dict[tuple[type[Any], str], str]:
    """Nom lisible de chaque objet cité par un champ changé, en une requête par modèle cité."""
    cites: dict[type[Any], set[str]] = defaultdict(set)
    for ligne in lignes:
        for champ in ligne["modele"]._meta.fields:
            if isinstance(champ, models.ForeignKey) and not champ.name.startswith("pgh_"):
                valeurs = {ligne["avant"].get(champ.attname), ligne["apres"].get(champ.attname)}
                if len(valeurs) > 1:
                    cites[champ.related_model].update(str(valeur) for valeur in valeurs if valeur is not None)
    return {
        (modele, str(cle)): str(objet)
        for modele, cles in cites.items()
        for cle, objet in modele._default_manager.in_bulk(cles).items()
    }


def _dire(champ: Any, valeur: Any, noms: dict[tuple[type[Any], str], str]) -> str:
    if valeur is None or valeur == "":
        return "—"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(champ, models.ForeignKey):
        return noms.get((champ.related_model, str(valeur)), str(valeur))
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    return _en_francais(champ, valeur)


def _en_francais(champ: Any, valeur: Any) -> str:
    """Jours, heures de Paris et nombres comme on les lit ; le reste tel quel."""
    if isinstance(champ, models.DateTimeField):
        return f"{localtime(datetime.fromisoformat(valeur)):%d/%m/%Y à %H h %M}"
    if isinstance(champ, models.DateField):
        return f"{date.fromisoformat(valeur):%d/%m/%Y}"
    if isinstance(champ, models.DecimalField):
        return str(valeur).removesuffix(".0").replace(".", ",")
    return "—" if valeur in ({}, []) else str(valeur)
