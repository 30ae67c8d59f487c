"""Les observations se vérifient pour tout un ordre à la fois, comme les étapes d'histoire (migration 0012).

Chaque fichier en écrit une par dossier du département : ligne à ligne, la vérification coûtait plus que
l'écriture.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT

PREFIXE = "parcours_personnes_"
TABLE = f"{PREFIXE}observationdossier"
SUJETS = {"foyer_id": "foyer", "version_id": "versiondossier", "chargement_id": "chargement"}
HISTOIRES = ("etatdroit", "adresse", "situationfamiliale", "montant")


def _declencheurs() -> list[str]:
    ordres = []
    for colonne, sujet in SUJETS.items():
        for evenement in ("INSERT", "UPDATE"):
            ordres.append(
                f"CREATE OR REPLACE TRIGGER {evenement.lower()}_{sujet} AFTER {evenement} ON {TABLE}"
                " REFERENCING NEW TABLE AS ecrites FOR EACH STATEMENT"
                f" EXECUTE FUNCTION jalon_sujets_existent('{PREFIXE}{sujet}', '{colonne}')"
            )
        tables = [TABLE, *(f"{PREFIXE}{nom}" for nom in HISTOIRES if sujet == "foyer")]
        arguments = ", ".join(f"'{nom}'" for nom in (colonne, *tables))
        ordres.append(
            f"CREATE OR REPLACE TRIGGER histoire_d_abord AFTER DELETE ON {PREFIXE}{sujet}"
            " REFERENCING OLD TABLE AS retirees FOR EACH STATEMENT"
            f" EXECUTE FUNCTION jalon_sujets_sans_histoire({arguments})"
        )
    return ordres


def _cle(nom: str, vers: str, suppression: object, libelle: str, **options: object) -> migrations.AlterField:
    champ: models.ForeignKey = models.ForeignKey(
        on_delete=suppression,
        to=f"parcours_personnes.{vers}",
        db_constraint=False,
        verbose_name=libelle,
        **options,
    )
    return migrations.AlterField("observationdossier", nom, champ)


class Migration(migrations.Migration):
    dependencies = [("parcours_personnes", "0013_un_seul_referent")]

    operations = [
        _cle("foyer", "foyer", CASCADE, "foyer", related_name="observations", db_index=False),
        _cle("chargement", "chargement", PROTECT, "chargement", related_name="observations"),
        _cle("version", "versiondossier", CASCADE, "version", db_index=False),
        migrations.RunSQL(_declencheurs(), migrations.RunSQL.noop),
    ]
