"""Faits repris d'autres logiciels, affectations, et les fonctions qui seules confient une personne."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jalon.parcours.personnes.cloisonnement import GERE_DROITS, PREFIXE, Proteger, par_membre
from jalon.socle.base.ensemble import d_un_trait
from jalon.socle.base.migrations_ops import LectureSeule

DEFINIE = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
SEUL = "RAISE insufficient_privilege USING MESSAGE = 'Seul un gestionnaire des droits confie une personne.'"

CONFIER = f"""
CREATE FUNCTION jalon_recalculer_suivis(personnes uuid[]) RETURNS void {DEFINIE} AS $$
BEGIN
    IF NOT jalon_gere_droits() THEN {SEUL}; END IF;
    WITH en_cours AS (
        SELECT m.personne_id, a.organisation_id, a.compte_id
          FROM parcours_personnes_affectation a JOIN parcours_personnes_membre m ON m.id = a.membre_id
         WHERE m.personne_id = ANY (personnes)
           AND a.debut <= jalon_aujourdhui() AND (a.fin IS NULL OR a.fin >= jalon_aujourdhui())
    ), suivis AS (
        SELECT v.personne AS personne_id,
               ARRAY(SELECT DISTINCT organisation_id FROM en_cours e
                      WHERE e.personne_id = v.personne AND organisation_id IS NOT NULL ORDER BY 1) AS organisations,
               ARRAY(SELECT DISTINCT compte_id FROM en_cours e
                      WHERE e.personne_id = v.personne AND compte_id IS NOT NULL ORDER BY 1) AS referents
          FROM unnest(personnes) v(personne)
    )
    UPDATE parcours_personnes_perimetre p SET organisations = s.organisations, referents = s.referents
      FROM suivis s WHERE s.personne_id = p.personne_id
       AND (p.organisations, p.referents) IS DISTINCT FROM (s.organisations, s.referents);
END $$;

CREATE FUNCTION jalon_confier_personne(
    cle uuid, personne uuid, organisation uuid, compte uuid, du date, au date, origine uuid
) RETURNS void {DEFINIE} AS $$
DECLARE rattache uuid;
BEGIN
    IF NOT jalon_gere_droits() THEN {SEUL}; END IF;
    SELECT m.id INTO rattache FROM parcours_personnes_membre m
     WHERE m.personne_id = personne ORDER BY m.id LIMIT 1;
    IF rattache IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'Cette personne n''est membre d''aucun foyer.';
    END IF;
    INSERT INTO parcours_personnes_affectation
        (id, membre_id, organisation_id, compte_id, debut, fin, fait_id, decidee_par_id, decidee_le)
    VALUES (cle, rattache, organisation, compte, du, au, origine, jalon_compte(), now());
    PERFORM jalon_recalculer_suivis(ARRAY[personne]);
END $$;

CREATE FUNCTION jalon_retirer_personne(cle uuid, dernier_jour date) RETURNS void {DEFINIE} AS $$
DECLARE touchee uuid;
BEGIN
    IF NOT jalon_gere_droits() THEN {SEUL}; END IF;
    UPDATE parcours_personnes_affectation SET fin = dernier_jour WHERE id = cle;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'Cette affectation n''existe pas.';
    END IF;
    SELECT m.personne_id INTO touchee FROM parcours_personnes_membre m
      JOIN parcours_personnes_affectation a ON a.membre_id = m.id WHERE a.id = cle;
    PERFORM jalon_recalculer_suivis(ARRAY[touchee]);
END $$;

REVOKE EXECUTE ON FUNCTION jalon_recalculer_suivis, jalon_confier_personne, jalon_retirer_personne FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jalon_recalculer_suivis, jalon_confier_personne, jalon_retirer_personne TO application;
"""
INVERSE = "DROP FUNCTION jalon_retirer_personne, jalon_confier_personne, jalon_recalculer_suivis;"


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("parcours_personnes", "0006_france_travail"),
        ("socle_organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FaitRepris",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="identifiant",
                    ),
                ),
                (
                    "systeme",
                    models.SlugField(db_index=False, max_length=30, verbose_name="logiciel d'origine"),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("personne", "personnes"),
                            ("referent", "référents"),
                            ("orientation", "orientations"),
                            ("rendez_vous", "rendez-vous"),
                            ("contrat", "contrats"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("cle_source", models.CharField(max_length=80, verbose_name="identifiant dans ce logiciel")),
                (
                    "appariement",
                    models.CharField(
                        choices=[
                            ("nir", "NIR et naissance"),
                            ("etat_civil", "nom, prénom et naissance"),
                            ("aucune", "personne inconnue"),
                            ("plusieurs", "plusieurs personnes possibles"),
                            ("contraire", "même état civil, autre NIR"),
                        ],
                        max_length=12,
                        verbose_name="reconnu par",
                    ),
                ),
                ("date", models.DateField(null=True, verbose_name="date du fait")),
                ("donnees", models.JSONField(default=dict, verbose_name="valeurs")),
                ("empreinte", models.BinaryField(max_length=16, verbose_name="empreinte")),
                ("contenu", models.BinaryField(verbose_name="ligne chiffrée")),
                ("vu_le", models.DateField(verbose_name="vu dans l'extrait du")),
                ("disparu_le", models.DateField(null=True, verbose_name="absent de l'extrait du")),
                (
                    "chargement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit en dernier par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faits_repris",
                        to="parcours_personnes.membre",
                        verbose_name="membre du foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "fait repris",
                "verbose_name_plural": "faits repris",
                "ordering": ["systeme", "nature", "cle_source"],
            },
        ),
        migrations.CreateModel(
            name="ConflitRepris",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="identifiant",
                    ),
                ),
                ("champ", models.CharField(max_length=20, verbose_name="champ")),
                ("valeur_extrait", models.CharField(max_length=254, verbose_name="valeur de l'extrait")),
                ("valeur_jalon", models.CharField(max_length=254, verbose_name="valeur de Jalon")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_trancher", "à trancher"),
                            ("garde_jalon", "valeur de Jalon gardée"),
                            ("pris_extrait", "valeur de l'extrait prise"),
                            ("sans_objet", "sans objet : les deux disent la même chose"),
                        ],
                        default="a_trancher",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("tranche_le", models.DateTimeField(null=True, verbose_name="tranché le")),
                (
                    "ouvert_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="ouvert par",
                    ),
                ),
                (
                    "tranche_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tranché par",
                    ),
                ),
                (
                    "fait",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conflits",
                        to="parcours_personnes.faitrepris",
                        verbose_name="fait",
                    ),
                ),
            ],
            options={
                "verbose_name": "conflit de reprise",
                "verbose_name_plural": "conflits de reprise",
                "ordering": ["fait_id", "champ"],
            },
        ),
        migrations.CreateModel(
            name="Affectation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="identifiant",
                    ),
                ),
                ("debut", models.DateField(verbose_name="à compter du")),
                ("fin", models.DateField(null=True, verbose_name="jusqu'au")),
                ("decidee_le", models.DateTimeField(verbose_name="décidée le")),
                (
                    "compte",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="référent",
                    ),
                ),
                (
                    "decidee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidée par",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affectations",
                        to="parcours_personnes.membre",
                        verbose_name="membre du foyer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="socle_organisations.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "fait",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="affectations",
                        to="parcours_personnes.faitrepris",
                        verbose_name="repris de",
                    ),
                ),
            ],
            options={
                "verbose_name": "affectation",
                "ordering": ["-debut", "id"],
            },
        ),
        migrations.CreateModel(
            name="VersionFait",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("contenu", models.BinaryField(verbose_name="ligne chiffrée")),
                (
                    "chargement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dite par",
                    ),
                ),
                (
                    "fait",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="parcours_personnes.faitrepris",
                        verbose_name="fait",
                    ),
                ),
            ],
            options={
                "verbose_name": "version d'un fait repris",
                "verbose_name_plural": "versions d'un fait repris",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="faitrepris",
            constraint=models.UniqueConstraint(
                fields=("systeme", "nature", "cle_source"), name="fait_repris_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="faitrepris",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("appariement__in", ("nir", "etat_civil")), ("membre__isnull", False)),
                    models.Q(
                        models.Q(("appariement__in", ("nir", "etat_civil")), _negated=True), ("membre", None)
                    ),
                    _connector="OR",
                ),
                name="fait_repris_membre_si_reconnu",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflitrepris",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "a_trancher")),
                fields=("fait", "champ"),
                name="conflit_un_seul_ouvert",
            ),
        ),
        migrations.AddConstraint(
            model_name="conflitrepris",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat__in", ("a_trancher", "sans_objet")), ("tranche_le", None)),
                    models.Q(("etat__in", ("garde_jalon", "pris_extrait")), ("tranche_le__isnull", False)),
                    _connector="OR",
                ),
                name="conflit_tranche_si_clos",
            ),
        ),
        migrations.AddConstraint(
            model_name="affectation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("organisation__isnull", False), ("compte__isnull", False), _connector="OR"
                ),
                name="affectation_a_quelqu_un",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfait",
            constraint=models.UniqueConstraint(fields=("fait", "chargement"), name="version_fait_unique"),
        ),
        Proteger(f"{PREFIXE}faitrepris", lire=par_membre(f"{PREFIXE}faitrepris"), ecrire=GERE_DROITS),
        Proteger(f"{PREFIXE}versionfait", lire=GERE_DROITS, ecrire=GERE_DROITS),
        Proteger(f"{PREFIXE}conflitrepris", lire=GERE_DROITS, ecrire=GERE_DROITS),
        Proteger(f"{PREFIXE}affectation", lire=par_membre(f"{PREFIXE}affectation")),
        LectureSeule(f"{PREFIXE}affectation"),
        migrations.RunSQL(CONFIER, INVERSE),
    ]
