"""Les lignes de France Travail et l'histoire des inscriptions, cloisonnées comme le reste."""

import django.db.models.deletion
from django.db import migrations, models

from jalon.parcours.personnes.cloisonnement import GERE_DROITS, PREFIXE, Proteger, par_personne


class Migration(migrations.Migration):
    dependencies = [
        ("parcours_personnes", "0005_recherche"),
    ]

    operations = [
        migrations.CreateModel(
            name="InscriptionFranceTravail",
            fields=[
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "personne_id",
                        "a_compter_du",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[("inscrit", "inscrit"), ("cesse", "inscription cessée"), ("radie", "radié")],
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("categorie", models.CharField(blank=True, max_length=1, verbose_name="catégorie")),
                ("code_motif", models.CharField(blank=True, max_length=10, verbose_name="code du motif")),
                ("motif", models.CharField(blank=True, max_length=100, verbose_name="motif")),
                ("identifiant", models.CharField(max_length=11, verbose_name="identifiant France Travail")),
                (
                    "chargement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dit par",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "inscription à France Travail",
                "verbose_name_plural": "inscriptions à France Travail",
            },
        ),
        migrations.CreateModel(
            name="ObservationFranceTravail",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ligne", models.PositiveIntegerField(verbose_name="ligne du fichier")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("inscriptions", "inscriptions"),
                            ("cessations", "cessations d'inscription"),
                            ("radiations", "radiations"),
                            ("stock", "stock des inscrits"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("effet", models.DateField(verbose_name="date du fait")),
                (
                    "code",
                    models.CharField(blank=True, max_length=10, verbose_name="catégorie ou code du motif"),
                ),
                ("motif", models.CharField(blank=True, max_length=100, verbose_name="motif")),
                ("identifiant", models.CharField(max_length=11, verbose_name="identifiant France Travail")),
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
                        verbose_name="reconnue par",
                    ),
                ),
                ("contenu", models.BinaryField(verbose_name="ligne chiffrée")),
                (
                    "chargement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes_france_travail",
                        to="parcours_personnes.chargement",
                        verbose_name="chargement",
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parcours_personnes.membre",
                        verbose_name="membre du foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de France Travail",
                "verbose_name_plural": "lignes de France Travail",
                "ordering": ["chargement_id", "ligne"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("membre", None)),
                        fields=["chargement"],
                        name="france_travail_inconnues",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chargement", "ligne"), name="france_travail_ligne_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appariement__in", ("nir", "etat_civil")), ("membre__isnull", False)),
                            models.Q(
                                models.Q(("appariement__in", ("nir", "etat_civil")), _negated=True),
                                ("membre", None),
                            ),
                            _connector="OR",
                        ),
                        name="france_travail_membre_si_reconnue",
                    ),
                ],
            },
        ),
        Proteger(
            f"{PREFIXE}inscriptionfrancetravail",
            lire=par_personne(f"{PREFIXE}inscriptionfrancetravail"),
            ecrire=GERE_DROITS,
        ),
        Proteger(f"{PREFIXE}observationfrancetravail", lire=GERE_DROITS, ecrire=GERE_DROITS),
    ]
