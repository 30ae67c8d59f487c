"""Les programmes et tout ce qui en dépend, séries de chiffres comprises, ne se voient que dans leur périmètre."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner, CloisonnerRacine

RACINE = "pilotage_programmes_programme"
PERIMETRE = {"departement": "departement", "organisation": "porteur_id"}

# (table, colonne, table parente), parents d'abord ; vrai : la table a une histoire
TABLES = [
    ("pilotage_programmes_acte", "programme_id", RACINE, True),
    ("pilotage_programmes_signataire", "acte_id", "pilotage_programmes_acte", True),
    ("pilotage_programmes_exercice", "programme_id", RACINE, True),
    ("pilotage_programmes_axe", "programme_id", RACINE, True),
    ("pilotage_programmes_objectif", "axe_id", "pilotage_programmes_axe", True),
    ("pilotage_programmes_action", "programme_id", RACINE, True),
    ("pilotage_programmes_action_thematiques", "action_id", "pilotage_programmes_action", False),
    ("pilotage_programmes_placeaction", "programme_id", RACINE, True),
    ("pilotage_programmes_aliasaction", "place_id", "pilotage_programmes_placeaction", False),
    ("pilotage_programmes_organisationaction", "action_id", "pilotage_programmes_action", True),
    ("pilotage_programmes_serieaction", "action_id", "pilotage_programmes_action", False),
    ("pilotage_programmes_mesure", "programme_id", RACINE, True),
    ("pilotage_programmes_ligneannexe", "mesure_id", "pilotage_programmes_mesure", True),
    ("mesure_chiffres_serie", "cloison", RACINE, False),
    ("mesure_chiffres_chiffre", "serie_id", "mesure_chiffres_serie", True),
]


def cloisons():
    for table, colonne, parente, histoire in TABLES:
        yield Cloisonner(table, colonne, parente)
        if histoire:
            yield Cloisonner(f"{table}event", colonne, parente, evenements=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_programmes", "0001_initiale"),
        ("mesure_chiffres", "0001_initiale"),
        ("socle_acces", "0003_perimetres"),
    ]

    operations = [
        CloisonnerRacine(RACINE, **PERIMETRE),
        CloisonnerRacine(f"{RACINE}event", **PERIMETRE, evenements=True),
        *cloisons(),
    ]
