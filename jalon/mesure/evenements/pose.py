"""Poser et retirer les vues, leurs droits et les déclencheurs de la boîte de sortie.

Les vues se déduisent du schéma : les tenir dans des migrations empêcherait les pièces du parcours de changer
une colonne qu'elles lisent. Elles s'effacent avant une migration et reviennent après, quand tout est à jour.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

SQL = files("jalon.mesure.evenements") / "sql"
ORDRE = (
    "personnes",
    "orientation",
    "rendezvous",
    "contrats",
    "manquements",
    "suivis",
    "repris",
    "union",
    "sejours",
    "publiques",
    "droits",
    "boite",
)
VUES = (
    "mesure_etat",
    "mesure_episodes",
    "mesure_evenements",
    "mesure_sejours",
    "mesure_jalons",
    "mesure_premier_fichier",
    "mesure_lieux",
    "mesure_faits",
    "mesure_faits_repris",
    "mesure_reprises",
    "mesure_faits_suivis",
    "mesure_faits_manquements",
    "mesure_faits_contrats",
    "mesure_faits_rendezvous",
    "mesure_faits_orientation",
    "mesure_faits_personnes",
)
FONCTIONS = (
    "mesure_episodes_changes(pg_snapshot)",
    "mesure_evenements_changes(pg_snapshot)",
    "mesure_changees(pg_snapshot)",
    "mesure_oublier()",
    "mesure_pseudonymes(uuid[])",
)

SIENNE = "SELECT personne_id FROM lignes"
DU_MEMBRE = "SELECT m.personne_id FROM lignes l JOIN parcours_personnes_membre m ON m.id = l.membre_id"
DU_FOYER = "SELECT m.personne_id FROM lignes l JOIN parcours_personnes_membre m ON m.foyer_id = l.foyer_id"
DU_RENDEZVOUS = (
    "SELECT p.personne_id FROM lignes l JOIN parcours_rendezvous_participation p ON p.rendezvous_id = l.id"
)
DU_MANQUEMENT = (
    "SELECT m.personne_id FROM lignes l JOIN parcours_manquements_manquement m ON m.id = l.manquement_id"
)
SUIVIES, TOUTES = "suivies", ""
CHANGEMENTS = {
    "parcours_personnes_episode": (SIENNE, "", TOUTES),
    "parcours_personnes_personne": (
        "SELECT id FROM lignes",
        "sexe,date_naissance,precision_naissance",
        SUIVIES,
    ),
    "parcours_personnes_membre": (SIENNE, "personne_id,foyer_id", SUIVIES),
    "parcours_personnes_droitsdevoirs": (DU_MEMBRE, "", SUIVIES),
    "parcours_personnes_adresse": (DU_FOYER, "", SUIVIES),
    "parcours_personnes_affectation": (DU_MEMBRE, "", SUIVIES),
    "parcours_personnes_faitrepris": (
        DU_MEMBRE,
        "membre_id,date,donnees,disparu_le",
        SUIVIES,
    ),
    "parcours_orientation_orientation": (SIENNE, "", TOUTES),
    "parcours_orientation_diagnostic": (SIENNE, "personne_id,date", TOUTES),
    "parcours_rendezvous_participation": (SIENNE, "", TOUTES),
    "parcours_rendezvous_rendezvous": (DU_RENDEZVOUS, "debut,annule_le,motif_id,lieu_id", TOUTES),
    "parcours_contrats_contrat": (SIENNE, "personne_id,suite,signe_le,debut,fin,fin_effective", TOUTES),
    "parcours_manquements_manquement": (SIENNE, "personne_id,signale_le", TOUTES),
    "parcours_manquements_decision": (DU_MANQUEMENT, "", TOUTES),
}
"""Table lue par une vue → des lignes changées aux personnes ; colonnes qui comptent (vide : toutes) ; si elle
ne compte que pour qui a un séjour."""


def retirer(alias: str = "default") -> None:
    """Efface les vues et leurs fonctions ; la boîte de sortie et ses déclencheurs restent."""
    with connections[alias].cursor() as curseur:
        for fonction in FONCTIONS:
            curseur.execute(f"DROP FUNCTION IF EXISTS {fonction}")
        for vue in VUES:
            curseur.execute(f"DROP VIEW IF EXISTS {vue}")


def poser(alias: str = "default") -> bool:
    """Pose vues, droits et déclencheurs ; ne fait rien tant qu'une migration reste à passer."""
    connexion = connections[alias]
    executeur = MigrationExecutor(connexion)
    if executeur.migration_plan(executeur.loader.graph.leaf_nodes()):
        return False
    with transaction.atomic(using=alias), connexion.cursor() as curseur:
        retirer(alias)
        for nom in ORDRE:
            curseur.execute(_sql(nom))
        for table, arguments in CHANGEMENTS.items():
            for ordre in _declencheurs(table, *arguments):
                curseur.execute(ordre)
    return True


@cache
def empreinte() -> str:
    """Change avec la définition d'une vue : une copie faite avec une autre définition est à refaire."""
    textes = "\n".join(f"{nom}\n{(SQL / f'{nom}.sql').read_text()}" for nom in ORDRE)
    return sha256(textes.encode()).hexdigest()[:16]


def _sql(nom: str) -> str:
    """Le fichier, où `psn(source, clé)` devient l'empreinte à clé, sous la forme d'un uuid."""
    texte = (SQL / f"{nom}.sql").read_text()
    empreinte = (
        r"encode(substring(sha256((SELECT cle FROM mesure_cle)"
        r" || convert_to(\1 || ' ' || \2, 'UTF8')) FROM 1 FOR 16), 'hex')::uuid"
    )
    return re.sub(r"(?<!-- )psn\(([\w'.]+), ([\w.]+)\)", empreinte, texte)


def _declencheurs(table: str, *arguments: str) -> list[str]:
    tables = {
        "INSERT": "REFERENCING NEW TABLE AS apres",
        "UPDATE": "REFERENCING OLD TABLE AS avant NEW TABLE AS apres",
        "DELETE": "REFERENCING OLD TABLE AS avant",
    }
    textes = ", ".join(f"'{argument}'" for argument in arguments)
    return [
        f"CREATE OR REPLACE TRIGGER mesure_{acte.lower()} AFTER {acte} ON {table} {vues}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION mesure_noter_changement({textes})"
        for acte, vues in tables.items()
    ]
