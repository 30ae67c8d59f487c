"""Ce qu'un fichier change se note quand il le change : son rapport compte ces lignes, la liste les montre."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from jalon.parcours.personnes.cloisonnement import GERE_DROITS, PREFIXE, Proteger

TABLE = f"{PREFIXE}changementdossier"
NATURES = [
    ("nouveau", "dossier nouveau"),
    ("arrivee", "arrivée d'un autre département"),
    ("cloture", "clôture du droit"),
    ("depart", "départ vers un autre département"),
    ("suspension", "suspension"),
    ("reprise", "reprise après une suspension"),
    ("ouverture", "droit ouvert après une attente"),
    ("etat", "autre changement d'état du droit"),
    ("droits_devoirs", "droits et devoirs"),
    ("adresse", "adresse"),
    ("situation", "situation de famille"),
    ("montant", "montant du droit"),
    ("appartenance", "arrivée ou départ dans le foyer"),
    ("activites", "activité"),
    ("ressources", "trimestre de ressources"),
    ("absent", "dossier ouvert que le fichier ne montre pas"),
]
ROLES = [
    ("DEM", "demandeur"),
    ("CJT", "conjoint"),
    ("ENF", "enfant"),
    ("AUT", "autre personne"),
    ("RDO", "responsable du dossier"),
]
# Vérifiées pour tout un ordre à la fois, comme les observations (migration 0014).
SUJETS = {
    "foyer_id": ("foyer", ("observationdossier", "etatdroit", "adresse", "situationfamiliale", "montant")),
    "chargement_id": ("chargement", ("observationdossier",)),
}


def _declencheurs() -> list[str]:
    ordres = []
    for colonne, (sujet, histoires) in SUJETS.items():
        for evenement in ("INSERT", "UPDATE"):
            ordres.append(
                f"CREATE TRIGGER {evenement.lower()}_{sujet} AFTER {evenement} ON {TABLE}"
                " REFERENCING NEW TABLE AS ecrites FOR EACH STATEMENT"
                f" EXECUTE FUNCTION jalon_sujets_existent('{PREFIXE}{sujet}', '{colonne}')"
            )
        tables = [TABLE, *(f"{PREFIXE}{nom}" for nom in histoires)]
        arguments = ", ".join(f"'{nom}'" for nom in (colonne, *tables))
        ordres.append(
            f"CREATE OR REPLACE TRIGGER histoire_d_abord AFTER DELETE ON {PREFIXE}{sujet}"
            " REFERENCING OLD TABLE AS retirees FOR EACH STATEMENT"
            f" EXECUTE FUNCTION jalon_sujets_sans_histoire({arguments})"
        )
    return ordres


# Un dossier sans plus personne perd ce que les fichiers ont changé de lui, un autre ce que gagnaient et
# faisaient les siens ; les rapports gardent les comptes.
EFFACER_FOYERS = f"""
CREATE OR REPLACE FUNCTION jalon_effacer_foyers(ses_foyers uuid[], vides uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE parcours_personnes_rejet r SET contenu = '',
           dossier = CASE WHEN f.id = ANY (vides) THEN '' ELSE r.dossier END
      FROM parcours_personnes_foyer f WHERE f.id = ANY (ses_foyers) AND r.dossier = f.numero;
    DELETE FROM {TABLE} WHERE foyer_id = ANY (vides);
    UPDATE {TABLE} SET avant = '', apres = ''
     WHERE foyer_id = ANY (ses_foyers) AND nature IN ('ressources', 'activites');
    DELETE FROM parcours_personnes_observationdossier WHERE foyer_id = ANY (vides);
    DELETE FROM parcours_personnes_versiondossier WHERE foyer_id = ANY (vides);
    UPDATE parcours_personnes_adresse
       SET code_postal = '', complement = '', voie = '', lieu_dit = '',
           nom_commune = CASE WHEN commune = '' THEN '' ELSE nom_commune END
     WHERE foyer_id = ANY (vides);
    UPDATE parcours_personnes_foyer s SET numero_precedent = ''
      FROM parcours_personnes_foyer f WHERE f.id = ANY (vides) AND s.numero_precedent = f.numero;
    UPDATE parcours_personnes_foyer
       SET numero = id::text, matricule = '', numero_precedent = '', derniere_empreinte = NULL
     WHERE id = ANY (vides);
END $$;
"""


def _cle(vers: str, suppression: object, libelle: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=suppression,
        to=f"parcours_personnes.{vers}",
        related_name="changements",
        db_constraint=False,
        db_index=False,
        verbose_name=libelle,
    )


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0015_dossier_inchange")]

    operations = [
        migrations.CreateModel(
            "ChangementDossier",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "chargement",
                    _cle("chargement", django.db.models.deletion.PROTECT, "chargement"),
                ),
                ("foyer", _cle("foyer", django.db.models.deletion.CASCADE, "foyer")),
                ("nature", models.CharField("nature", max_length=14, choices=NATURES)),
                (
                    "role",
                    models.CharField("place dans le foyer", max_length=3, choices=ROLES, blank=True),
                ),
                ("a_compter_du", models.DateField("à compter du", null=True)),
                ("avant", models.CharField("avant", max_length=120, blank=True)),
                ("apres", models.CharField("après", max_length=120, blank=True)),
            ],
            {
                "verbose_name": "changement d'un dossier",
                "indexes": [models.Index(fields=["chargement", "nature"], name="changement_par_fichier")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(nature__in=[code for code, _ in NATURES]),
                        name="changement_nature_connue",
                        violation_error_message="Cette nature de changement n'existe pas.",
                    )
                ],
            },
        ),
        Proteger(TABLE, lire=GERE_DROITS, ecrire=GERE_DROITS, ajouts=True),
        migrations.RunSQL(_declencheurs(), migrations.RunSQL.noop),
        migrations.RunSQL(EFFACER_FOYERS, migrations.RunSQL.noop),
    ]
