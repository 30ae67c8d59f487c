"""Les calculs d'une série se voient avec elle ; leurs membres, sous pseudonyme, de qui peut écrire la série."""

from django.db import migrations

from jalon.socle.base.migrations_ops import Cloisonner, fonction_modifiable

SERIE = "mesure_chiffres_serie"
CHIFFRE = "mesure_chiffres_chiffre"
CALCUL = "mesure_chiffres_calcul"
LOT = "mesure_chiffres_lotmembres"

ECRIVAINS_SEULS = f"""
DROP POLICY lire ON "{LOT}";
CREATE POLICY lire ON "{LOT}" FOR SELECT TO application USING ({fonction_modifiable(CALCUL)}("calcul_id"));
"""
TOUS = f"""
DROP POLICY lire ON "{LOT}";
CREATE POLICY lire ON "{LOT}" FOR SELECT TO application
    USING (EXISTS (SELECT 1 FROM "{CALCUL}" parent WHERE parent.id = "{LOT}".calcul_id));
"""


def cloisons():
    for table, colonne, parente, histoire in (
        ("mesure_chiffres_reglagecalcul", "serie_id", SERIE, True),
        (CALCUL, "serie_id", SERIE, False),
        (LOT, "calcul_id", CALCUL, False),
        ("mesure_chiffres_contrevaleur", "chiffre_id", CHIFFRE, True),
        ("mesure_chiffres_cible", "serie_id", SERIE, True),
    ):
        yield Cloisonner(table, colonne, parente)
        if histoire:
            yield Cloisonner(f"{table}event", colonne, parente, evenements=True)


class Migration(migrations.Migration):
    dependencies = [
        ("pilotage_programmes", "0003_pieces_des_programmes"),
        ("mesure_chiffres", "0002_calculs"),
    ]

    operations = [*cloisons(), migrations.RunSQL(ECRIVAINS_SEULS, TOUS)]
