"""Programmes, exercices, axes, actions, fiches et leurs liens."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("mesure_chiffres", "0001_initiale"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("socle_acces", "__first__"),
        ("socle_organisations", "0001_initial"),
        ("socle_pieces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Thematique",
            fields=[
                (
                    "code",
                    models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("libelle", models.CharField(max_length=100, verbose_name="libellé")),
                ("icone", models.CharField(blank=True, max_length=40, verbose_name="icône")),
            ],
            options={
                "verbose_name": "thématique",
                "ordering": ["libelle"],
            },
        ),
        migrations.CreateModel(
            name="ModeleProgramme",
            fields=[
                (
                    "code",
                    models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("libelle", models.CharField(max_length=200, verbose_name="libellé")),
                ("niveaux", models.JSONField(default=dict, verbose_name="noms des niveaux")),
                ("avec_credits", models.BooleanField(default=False, verbose_name="suit des crédits")),
                (
                    "sens_execute",
                    models.CharField(default="paye", max_length=40, verbose_name="sens de « exécuté »"),
                ),
                ("avec_etats", models.BooleanField(default=False, verbose_name="imprime un état par action")),
                (
                    "parite_niveau",
                    models.CharField(
                        choices=[
                            ("convention", "au niveau de la convention"),
                            ("action", "action par action"),
                            ("aucun", "pas de règle de parité"),
                        ],
                        default="aucun",
                        max_length=12,
                        verbose_name="niveau de la parité",
                    ),
                ),
                (
                    "parite_base",
                    models.CharField(
                        choices=[
                            ("participation", "participation de l'année"),
                            ("recettes", "recettes, reports compris"),
                            ("execute", "exécuté"),
                        ],
                        default="participation",
                        max_length=14,
                        verbose_name="base de la parité",
                    ),
                ),
                ("editions", models.JSONField(default=list, verbose_name="modèles de rapport")),
                (
                    "thematiques",
                    models.ManyToManyField(
                        blank=True, related_name="modeles", to="pilotage_programmes.thematique"
                    ),
                ),
            ],
            options={
                "verbose_name": "modèle de programme",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="EtatModele",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "modele",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="etats",
                        to="pilotage_programmes.modeleprogramme",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("libelle", models.CharField(max_length=100, verbose_name="libellé")),
                ("couleur", models.CharField(max_length=20, verbose_name="famille de couleur")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "état d'action",
                "ordering": ["modele", "ordre"],
                "constraints": [
                    models.UniqueConstraint(fields=("modele", "code"), name="etat_modele_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("code", "non_lu"), _negated=True), name="etat_modele_pas_non_lu"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                (
                    "modele",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="pilotage_programmes.modeleprogramme",
                    ),
                ),
                ("intitule", models.CharField(max_length=300, verbose_name="intitulé")),
                ("departement", models.CharField(blank=True, max_length=3, verbose_name="département")),
                (
                    "porteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "parite_niveau",
                    models.CharField(
                        choices=[
                            ("convention", "au niveau de la convention"),
                            ("action", "action par action"),
                            ("aucun", "pas de règle de parité"),
                        ],
                        default="aucun",
                        max_length=12,
                        verbose_name="niveau de la parité",
                    ),
                ),
                (
                    "parite_base",
                    models.CharField(
                        choices=[
                            ("participation", "participation de l'année"),
                            ("recettes", "recettes, reports compris"),
                            ("execute", "exécuté"),
                        ],
                        default="participation",
                        max_length=14,
                        verbose_name="base de la parité",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "programme",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fin__isnull", True),
                            ("debut__isnull", True),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="programme_dates_ordonnees",
                        violation_error_message="Le programme finit avant de commencer.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionModele",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "modele",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="pilotage_programmes.modeleprogramme",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("description", "description"),
                            ("mise_en_place", "mise en place"),
                            ("partenaires", "partenaires"),
                            ("duree", "durée"),
                            ("budget", "budget"),
                            ("indicateurs", "indicateurs"),
                            ("realisations", "réalisations"),
                            ("freins", "freins"),
                            ("a_signaler", "à signaler"),
                            ("bilan", "bilan"),
                            ("perspectives", "perspectives"),
                            ("autre", "autre"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("titre", models.CharField(max_length=120, verbose_name="titre")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("attendue", models.BooleanField(default=True, verbose_name="attendue")),
                ("aide", models.CharField(blank=True, max_length=300, verbose_name="aide à la rédaction")),
            ],
            options={
                "verbose_name": "section de fiche",
                "ordering": ["modele", "ordre"],
                "constraints": [
                    models.UniqueConstraint(fields=("modele", "type"), name="section_modele_unique"),
                    models.UniqueConstraint(fields=("modele", "ordre"), name="section_modele_ordre"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="pilotage_programmes.programme",
                        verbose_name="programme d'origine",
                    ),
                ),
                ("intitule", models.CharField(max_length=500, verbose_name="intitulé")),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "debut_libelle",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="mise en place, telle qu'écrite"
                    ),
                ),
                (
                    "duree_libelle",
                    models.CharField(blank=True, max_length=300, verbose_name="durée, telle qu'écrite"),
                ),
                (
                    "thematiques",
                    models.ManyToManyField(
                        blank=True, related_name="actions", to="pilotage_programmes.thematique"
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "ordering": ["programme", "intitule"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fin__isnull", True),
                            ("debut__isnull", True),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="action_dates_ordonnees",
                        violation_error_message="L'action finit avant de commencer.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Axe",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="axes",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("titre_court", models.CharField(blank=True, max_length=120, verbose_name="titre court")),
                ("groupe", models.CharField(blank=True, max_length=120, verbose_name="groupe de sous-total")),
                ("ensemble", models.CharField(blank=True, max_length=120, verbose_name="sous-ensemble")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "axe",
                "ordering": ["programme", "ordre"],
                "constraints": [models.UniqueConstraint(fields=("programme", "code"), name="axe_unique")],
            },
        ),
        migrations.CreateModel(
            name="Exercice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exercices",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("debut_credits", models.DateField(verbose_name="crédits : du")),
                ("fin_credits", models.DateField(verbose_name="crédits : au")),
                ("debut_indicateurs", models.DateField(verbose_name="indicateurs : du")),
                ("fin_indicateurs", models.DateField(verbose_name="indicateurs : au")),
                ("date_arret", models.DateField(blank=True, null=True, verbose_name="exécuté arrêté au")),
                ("clos_le", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
            ],
            options={
                "verbose_name": "exercice",
                "ordering": ["programme", "-debut_credits"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "code"),
                        name="exercice_unique",
                        violation_error_message="Cet exercice existe déjà dans le programme.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fin_credits__gte", models.F("debut_credits")),
                            ("fin_indicateurs__gte", models.F("debut_indicateurs")),
                        ),
                        name="exercice_bornes_ordonnees",
                        violation_error_message="L'exercice finit avant de commencer.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mesure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mesures",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("annexe", models.CharField(max_length=200, verbose_name="annexe")),
                ("groupe", models.CharField(blank=True, max_length=300, verbose_name="groupe")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("souscrite", models.BooleanField(default=True, verbose_name="souscrite")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "mesure d'annexe",
                "ordering": ["programme", "ordre"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "annexe", "titre"), name="mesure_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.programme",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("code", models.SlugField(db_index=False, max_length=60, verbose_name="code")),
                (
                    "modele",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.modeleprogramme",
                    ),
                ),
                ("intitule", models.CharField(max_length=300, verbose_name="intitulé")),
                ("departement", models.CharField(blank=True, max_length=3, verbose_name="département")),
                (
                    "porteur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "parite_niveau",
                    models.CharField(
                        choices=[
                            ("convention", "au niveau de la convention"),
                            ("action", "action par action"),
                            ("aucun", "pas de règle de parité"),
                        ],
                        default="aucun",
                        max_length=12,
                        verbose_name="niveau de la parité",
                    ),
                ),
                (
                    "parite_base",
                    models.CharField(
                        choices=[
                            ("participation", "participation de l'année"),
                            ("recettes", "recettes, reports compris"),
                            ("execute", "exécuté"),
                        ],
                        default="participation",
                        max_length=14,
                        verbose_name="base de la parité",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Acte",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actes",
                        to="pilotage_programmes.programme",
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("convention", "convention"),
                            ("avenant", "avenant"),
                            ("deliberation", "délibération"),
                            ("notification", "notification"),
                            ("marche", "marché"),
                            ("appel", "appel à projets"),
                            ("delegation", "délégation"),
                            ("autre", "autre acte"),
                        ],
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                ("numero", models.CharField(blank=True, max_length=60, verbose_name="numéro")),
                ("intitule", models.CharField(max_length=300, verbose_name="intitulé")),
                ("signe_le", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("effet_le", models.DateField(blank=True, null=True, verbose_name="prend effet le")),
                (
                    "modifie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avenants",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_pieces.piece",
                    ),
                ),
            ],
            options={
                "verbose_name": "acte",
                "ordering": ["programme", "signe_le", "genre", "numero"],
            },
        ),
        migrations.CreateModel(
            name="ActeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("convention", "convention"),
                            ("avenant", "avenant"),
                            ("deliberation", "délibération"),
                            ("notification", "notification"),
                            ("marche", "marché"),
                            ("appel", "appel à projets"),
                            ("delegation", "délégation"),
                            ("autre", "autre acte"),
                        ],
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                ("numero", models.CharField(blank=True, max_length=60, verbose_name="numéro")),
                ("intitule", models.CharField(max_length=300, verbose_name="intitulé")),
                ("signe_le", models.DateField(blank=True, null=True, verbose_name="signé le")),
                ("effet_le", models.DateField(blank=True, null=True, verbose_name="prend effet le")),
                (
                    "modifie",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_pieces.piece",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                        verbose_name="programme d'origine",
                    ),
                ),
                ("intitule", models.CharField(max_length=500, verbose_name="intitulé")),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "debut_libelle",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="mise en place, telle qu'écrite"
                    ),
                ),
                (
                    "duree_libelle",
                    models.CharField(blank=True, max_length=300, verbose_name="durée, telle qu'écrite"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AxeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.axe",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("titre_court", models.CharField(blank=True, max_length=120, verbose_name="titre court")),
                ("groupe", models.CharField(blank=True, max_length=120, verbose_name="groupe de sous-total")),
                ("ensemble", models.CharField(blank=True, max_length=120, verbose_name="sous-ensemble")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ExerciceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("debut_credits", models.DateField(verbose_name="crédits : du")),
                ("fin_credits", models.DateField(verbose_name="crédits : au")),
                ("debut_indicateurs", models.DateField(verbose_name="indicateurs : du")),
                ("fin_indicateurs", models.DateField(verbose_name="indicateurs : au")),
                ("date_arret", models.DateField(blank=True, null=True, verbose_name="exécuté arrêté au")),
                ("clos_le", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LigneAnnexe",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "mesure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes",
                        to="pilotage_programmes.mesure",
                    ),
                ),
                ("libelle", models.CharField(max_length=600, verbose_name="libellé imprimé")),
                ("commentaire", models.TextField(blank=True, verbose_name="éléments de définition")),
                ("dont", models.BooleanField(default=False, verbose_name="partie de la ligne précédente")),
                (
                    "serie",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mesure_chiffres.serie",
                    ),
                ),
                ("formule", models.JSONField(blank=True, default=dict, verbose_name="formule")),
                (
                    "confirmee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmee_le", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "ligne d'annexe",
                "ordering": ["mesure", "ordre"],
                "constraints": [
                    models.UniqueConstraint(fields=("mesure", "ordre"), name="ligne_annexe_ordre")
                ],
            },
        ),
        migrations.CreateModel(
            name="MesureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.mesure",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                    ),
                ),
                ("annexe", models.CharField(max_length=200, verbose_name="annexe")),
                ("groupe", models.CharField(blank=True, max_length=300, verbose_name="groupe")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("souscrite", models.BooleanField(default=True, verbose_name="souscrite")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Objectif",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objectifs",
                        to="pilotage_programmes.axe",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "objectif",
                "ordering": ["axe", "ordre"],
                "constraints": [models.UniqueConstraint(fields=("axe", "code"), name="objectif_unique")],
            },
        ),
        migrations.CreateModel(
            name="OrganisationAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisations",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("pilote", "pilote"),
                            ("partenaire", "partenaire"),
                            ("operateur", "opérateur"),
                            ("financeur", "financeur"),
                            ("prescripteur", "prescripteur"),
                        ],
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                ("precision", models.CharField(blank=True, max_length=200, verbose_name="précision")),
            ],
            options={
                "verbose_name": "organisme d'une action",
                "ordering": ["action", "role", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("action", "organisation", "role"), name="organisation_action_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SerieAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="series",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "serie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="mesure_chiffres.serie",
                    ),
                ),
                ("libelle", models.CharField(max_length=600, verbose_name="libellé dans la fiche")),
                ("tableau", models.CharField(blank=True, max_length=300, verbose_name="tableau")),
                (
                    "rang_tableau",
                    models.PositiveSmallIntegerField(default=0, verbose_name="rang du tableau dans la fiche"),
                ),
                ("genre", models.CharField(default="fiche", max_length=12, verbose_name="genre de tableau")),
                ("operateur", models.CharField(blank=True, max_length=120, verbose_name="opérateur")),
                (
                    "operateur_en_colonne",
                    models.BooleanField(default=False, verbose_name="une colonne par opérateur"),
                ),
                ("groupe", models.CharField(blank=True, max_length=300, verbose_name="groupe")),
                ("dont", models.BooleanField(default=False, verbose_name="partie de la ligne précédente")),
                ("attendu", models.BooleanField(default=True, verbose_name="attendu chaque année")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "verbose_name": "série d'une action",
                "ordering": ["action", "rang_tableau", "ordre", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "serie"), name="serie_action_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signataire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "acte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signataires",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "qualite",
                    models.CharField(blank=True, max_length=120, verbose_name="qualité du signataire"),
                ),
            ],
            options={
                "verbose_name": "signataire",
                "ordering": ["acte", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("acte", "organisation"), name="signataire_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="LigneAnnexeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.ligneannexe",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "mesure",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.mesure",
                    ),
                ),
                ("libelle", models.CharField(max_length=600, verbose_name="libellé imprimé")),
                ("commentaire", models.TextField(blank=True, verbose_name="éléments de définition")),
                ("dont", models.BooleanField(default=False, verbose_name="partie de la ligne précédente")),
                (
                    "serie",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="mesure_chiffres.serie",
                    ),
                ),
                ("formule", models.JSONField(blank=True, default=dict, verbose_name="formule")),
                (
                    "confirmee_par",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmee_le", models.DateTimeField(blank=True, null=True, verbose_name="confirmée le")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ObjectifEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.objectif",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "axe",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.axe",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("titre", models.CharField(max_length=400, verbose_name="titre")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrganisationActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.organisationaction",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("pilote", "pilote"),
                            ("partenaire", "partenaire"),
                            ("operateur", "opérateur"),
                            ("financeur", "financeur"),
                            ("prescripteur", "prescripteur"),
                        ],
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                ("precision", models.CharField(blank=True, max_length=200, verbose_name="précision")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlaceAction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="pilotage_programmes.programme",
                    ),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="pilotage_programmes.axe",
                    ),
                ),
                (
                    "objectif",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="pilotage_programmes.objectif",
                    ),
                ),
                ("numero", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                ("titre", models.CharField(max_length=500, verbose_name="titre dans le programme")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("du", models.DateField(blank=True, null=True, verbose_name="à compter du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "part",
                    models.DecimalField(decimal_places=2, default=100, max_digits=5, verbose_name="part (%)"),
                ),
                ("souscrite", models.BooleanField(default=True, verbose_name="souscrite")),
            ],
            options={
                "verbose_name": "place d'action",
                "ordering": ["programme", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "action", "du"), name="place_unique", nulls_distinct=False
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("numero", ""), _negated=True),
                        fields=("programme", "numero", "du"),
                        name="place_numero_unique",
                        nulls_distinct=False,
                        violation_error_message="Deux actions ne peuvent pas porter le même numéro à la même date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("au__isnull", True),
                            ("du__isnull", True),
                            ("au__gte", models.F("du")),
                            _connector="OR",
                        ),
                        name="place_dates_ordonnees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__gt", 0), ("part__lte", 100)), name="place_part_bornee"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignataireEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.signataire",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "acte",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "qualite",
                    models.CharField(blank=True, max_length=120, verbose_name="qualité du signataire"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AliasAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alias",
                        to="pilotage_programmes.placeaction",
                    ),
                ),
                ("numero", models.CharField(blank=True, max_length=20, verbose_name="numéro imprimé")),
                ("titre", models.CharField(max_length=500, verbose_name="titre imprimé")),
                ("genre_document", models.CharField(max_length=40, verbose_name="endroit du document")),
            ],
            options={
                "verbose_name": "alias d'action",
                "ordering": ["place", "genre_document"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "genre_document", "titre"), name="alias_action_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceActionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="pilotage_programmes.placeaction",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "action",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.programme",
                    ),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.axe",
                    ),
                ),
                (
                    "objectif",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.objectif",
                    ),
                ),
                ("numero", models.CharField(blank=True, max_length=20, verbose_name="numéro")),
                ("titre", models.CharField(max_length=500, verbose_name="titre dans le programme")),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("du", models.DateField(blank=True, null=True, verbose_name="à compter du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "part",
                    models.DecimalField(decimal_places=2, default=100, max_digits=5, verbose_name="part (%)"),
                ),
                ("souscrite", models.BooleanField(default=True, verbose_name="souscrite")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ligneannexeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d66ad5b53705eab4b057f8517db2bee672d8b08f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6fc84",
                    table="pilotage_programmes_ligneannexeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ligneannexe",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_ligneannexeevent" ("commentaire", "confirmee_le", "confirmee_par_id", "dont", "formule", "id", "libelle", "mesure_id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (NEW."commentaire", NEW."confirmee_le", NEW."confirmee_par_id", NEW."dont", NEW."formule", NEW."id", NEW."libelle", NEW."mesure_id", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."serie_id"); RETURN NULL;',
                    hash="68f4f0b2bc3f5c36244e399ce6f40a8ba63fb5d6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_aaaf8",
                    table="pilotage_programmes_ligneannexe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ligneannexe",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_ligneannexeevent" ("commentaire", "confirmee_le", "confirmee_par_id", "dont", "formule", "id", "libelle", "mesure_id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (NEW."commentaire", NEW."confirmee_le", NEW."confirmee_par_id", NEW."dont", NEW."formule", NEW."id", NEW."libelle", NEW."mesure_id", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."serie_id"); RETURN NULL;',
                    hash="dd95cc507876f8c9c0e994cf1a99c03eb4dd2e16",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_da5cc",
                    table="pilotage_programmes_ligneannexe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ligneannexe",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_ligneannexeevent" ("commentaire", "confirmee_le", "confirmee_par_id", "dont", "formule", "id", "libelle", "mesure_id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "serie_id") VALUES (OLD."commentaire", OLD."confirmee_le", OLD."confirmee_par_id", OLD."dont", OLD."formule", OLD."id", OLD."libelle", OLD."mesure_id", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."serie_id"); RETURN NULL;',
                    hash="af9af14c29fe19dc75e5c19d4b9e922d25900f99",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_24711",
                    table="pilotage_programmes_ligneannexe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectif",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_objectifevent" ("axe_id", "code", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (NEW."axe_id", NEW."code", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."titre"); RETURN NULL;',
                    hash="7d473a3758a8239c58e1671b9ebd0d17f2f903ab",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_19627",
                    table="pilotage_programmes_objectif",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectif",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_objectifevent" ("axe_id", "code", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (NEW."axe_id", NEW."code", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."titre"); RETURN NULL;',
                    hash="301b45a4beb3cd539d22384e7c09e1c55d155519",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7b891",
                    table="pilotage_programmes_objectif",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectif",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_objectifevent" ("axe_id", "code", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (OLD."axe_id", OLD."code", OLD."id", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."titre"); RETURN NULL;',
                    hash="cb60bb3e37a3cd8d86096a983428529fc86e06e2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c5dfd",
                    table="pilotage_programmes_objectif",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectifevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b1722fee8695ecfc5ec57be427d7f4c73219a855",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bd279",
                    table="pilotage_programmes_objectifevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationaction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_organisationactionevent" ("action_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "role") VALUES (NEW."action_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."precision", NEW."role"); RETURN NULL;',
                    hash="584d43ffef6dde78b5267272d23cbab4cb0b23ef",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f6e10",
                    table="pilotage_programmes_organisationaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationaction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_organisationactionevent" ("action_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "role") VALUES (NEW."action_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."precision", NEW."role"); RETURN NULL;',
                    hash="2c0d9ccab520921e42934f03281185cd0ba984f0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a9194",
                    table="pilotage_programmes_organisationaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationaction",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_organisationactionevent" ("action_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "role") VALUES (OLD."action_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."precision", OLD."role"); RETURN NULL;',
                    hash="46375b381462d4eeccf9929b15659b41b643d110",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_127b8",
                    table="pilotage_programmes_organisationaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationactionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9d4aa4889e0695d817dd9837ff777cd558ce02b3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_836c1",
                    table="pilotage_programmes_organisationactionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programme",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_programmeevent" ("code", "debut", "departement", "fin", "id", "intitule", "modele_id", "parite_base", "parite_niveau", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "porteur_id", "source") VALUES (NEW."code", NEW."debut", NEW."departement", NEW."fin", NEW."id", NEW."intitule", NEW."modele_id", NEW."parite_base", NEW."parite_niveau", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."porteur_id", NEW."source"); RETURN NULL;',
                    hash="522d5a824a600b593d9540719926e149187d816f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b88ec",
                    table="pilotage_programmes_programme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programme",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_programmeevent" ("code", "debut", "departement", "fin", "id", "intitule", "modele_id", "parite_base", "parite_niveau", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "porteur_id", "source") VALUES (NEW."code", NEW."debut", NEW."departement", NEW."fin", NEW."id", NEW."intitule", NEW."modele_id", NEW."parite_base", NEW."parite_niveau", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."porteur_id", NEW."source"); RETURN NULL;',
                    hash="a2ad96775e6015b33f6a034b66505be800cc6263",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_94fad",
                    table="pilotage_programmes_programme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programme",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_programmeevent" ("code", "debut", "departement", "fin", "id", "intitule", "modele_id", "parite_base", "parite_niveau", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "porteur_id", "source") VALUES (OLD."code", OLD."debut", OLD."departement", OLD."fin", OLD."id", OLD."intitule", OLD."modele_id", OLD."parite_base", OLD."parite_niveau", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."porteur_id", OLD."source"); RETURN NULL;',
                    hash="c841dcec3a8f5547c5d9883d8cd58d4dae9da197",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a1be5",
                    table="pilotage_programmes_programme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeactionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="40e923c1426621875cb7863689a717a48e008409",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c0d44",
                    table="pilotage_programmes_placeactionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeaction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_placeactionevent" ("action_id", "au", "axe_id", "du", "id", "numero", "objectif_id", "ordre", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."action_id", NEW."au", NEW."axe_id", NEW."du", NEW."id", NEW."numero", NEW."objectif_id", NEW."ordre", NEW."part", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="3de5f8ff5bf722fef9fbf3393bfbe803740a7029",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6d739",
                    table="pilotage_programmes_placeaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeaction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_placeactionevent" ("action_id", "au", "axe_id", "du", "id", "numero", "objectif_id", "ordre", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."action_id", NEW."au", NEW."axe_id", NEW."du", NEW."id", NEW."numero", NEW."objectif_id", NEW."ordre", NEW."part", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="6e1e744ae9988d2fc5c655527c47702944b8a4bc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4903a",
                    table="pilotage_programmes_placeaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placeaction",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_placeactionevent" ("action_id", "au", "axe_id", "du", "id", "numero", "objectif_id", "ordre", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (OLD."action_id", OLD."au", OLD."axe_id", OLD."du", OLD."id", OLD."numero", OLD."objectif_id", OLD."ordre", OLD."part", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."souscrite", OLD."titre"); RETURN NULL;',
                    hash="b0a8c09c70515141dedfb6ea03b7a7315ad02714",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0a388",
                    table="pilotage_programmes_placeaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesureevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="edd5c5a16aeeab4bdec0ad363f34989829bc799d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c4458",
                    table="pilotage_programmes_mesureevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."annexe", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="b1de02e2df29b30d22eabce0eff67f025bb37f1c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df0db",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (NEW."annexe", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."souscrite", NEW."titre"); RETURN NULL;',
                    hash="48c8868273e0f80844013f4ac64627c4326dad05",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e4956",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mesure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_mesureevent" ("annexe", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "souscrite", "titre") VALUES (OLD."annexe", OLD."groupe", OLD."id", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."souscrite", OLD."titre"); RETURN NULL;',
                    hash="e7cd6121db7e10451ba66093e4fc3519918d3ab4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ab8e0",
                    table="pilotage_programmes_mesure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exerciceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7d51e56a3fb3ecb82ce069ea1348bb484ba021c8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_abf3e",
                    table="pilotage_programmes_exerciceevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exercice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_exerciceevent" ("clos_le", "code", "date_arret", "debut_credits", "debut_indicateurs", "fin_credits", "fin_indicateurs", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."clos_le", NEW."code", NEW."date_arret", NEW."debut_credits", NEW."debut_indicateurs", NEW."fin_credits", NEW."fin_indicateurs", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;',
                    hash="b7bb5198371ab7e248a3ccea24a948343b4886c3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_415b2",
                    table="pilotage_programmes_exercice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exercice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_exerciceevent" ("clos_le", "code", "date_arret", "debut_credits", "debut_indicateurs", "fin_credits", "fin_indicateurs", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."clos_le", NEW."code", NEW."date_arret", NEW."debut_credits", NEW."debut_indicateurs", NEW."fin_credits", NEW."fin_indicateurs", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;',
                    hash="a494ef5bfc44fe46047bd0b0a0f6a58f155c509e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8feb6",
                    table="pilotage_programmes_exercice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exercice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_exerciceevent" ("clos_le", "code", "date_arret", "debut_credits", "debut_indicateurs", "fin_credits", "fin_indicateurs", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."clos_le", OLD."code", OLD."date_arret", OLD."debut_credits", OLD."debut_indicateurs", OLD."fin_credits", OLD."fin_indicateurs", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;',
                    hash="c3fb312c1c03b662b22195feb89e07a6068d944e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70a99",
                    table="pilotage_programmes_exercice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="axeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f8f208d96d1cba60efe361f5bf5dace1d4e64afd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8cff6",
                    table="pilotage_programmes_axeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="axe",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_axeevent" ("code", "ensemble", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "titre", "titre_court") VALUES (NEW."code", NEW."ensemble", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."titre", NEW."titre_court"); RETURN NULL;',
                    hash="4c88fa3821512033922f6df2e2ad9e1083594586",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da64b",
                    table="pilotage_programmes_axe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="axe",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_axeevent" ("code", "ensemble", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "titre", "titre_court") VALUES (NEW."code", NEW."ensemble", NEW."groupe", NEW."id", NEW."ordre", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."titre", NEW."titre_court"); RETURN NULL;',
                    hash="5b4522b46fd18a334beb79d7e4dc955a6a6c4cbb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a858c",
                    table="pilotage_programmes_axe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="axe",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_axeevent" ("code", "ensemble", "groupe", "id", "ordre", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "titre", "titre_court") VALUES (OLD."code", OLD."ensemble", OLD."groupe", OLD."id", OLD."ordre", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."titre", OLD."titre_court"); RETURN NULL;',
                    hash="24d3f97d0cda8cb6b0aa5ee306955e04843205c0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_baa68",
                    table="pilotage_programmes_axe",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="actionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7da86d629df34a804765d40ccf359ac6d59416ee",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_17e23",
                    table="pilotage_programmes_actionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="197c42fec3ea8a0405cae51aedaaad8831add8c3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bb20c",
                    table="pilotage_programmes_acteevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acte",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_acteevent" ("effet_le", "genre", "id", "intitule", "modifie_id", "numero", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "programme_id", "signe_le") VALUES (NEW."effet_le", NEW."genre", NEW."id", NEW."intitule", NEW."modifie_id", NEW."numero", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."programme_id", NEW."signe_le"); RETURN NULL;',
                    hash="eee2c6037d07c89e2502e22650cb663f078b2d2d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_26038",
                    table="pilotage_programmes_acte",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acte",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_acteevent" ("effet_le", "genre", "id", "intitule", "modifie_id", "numero", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "programme_id", "signe_le") VALUES (NEW."effet_le", NEW."genre", NEW."id", NEW."intitule", NEW."modifie_id", NEW."numero", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."programme_id", NEW."signe_le"); RETURN NULL;',
                    hash="d04e1e7ad66a671d0b82c3051d762faf7c75b00f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_445c1",
                    table="pilotage_programmes_acte",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="acte",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_acteevent" ("effet_le", "genre", "id", "intitule", "modifie_id", "numero", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "programme_id", "signe_le") VALUES (OLD."effet_le", OLD."genre", OLD."id", OLD."intitule", OLD."modifie_id", OLD."numero", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."programme_id", OLD."signe_le"); RETURN NULL;',
                    hash="7df5fc5b529fc658526e1e877d279ca3d0e135d2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fec29",
                    table="pilotage_programmes_acte",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programmeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4b522bb2ce87489e3115c90b5370f76541a12535",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5ae5b",
                    table="pilotage_programmes_programmeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (NEW."acte_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."qualite"); RETURN NULL;',
                    hash="8f3a6503793f0b1191599e060f5f7eb4b434e914",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a068b",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (NEW."acte_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."qualite"); RETURN NULL;',
                    hash="c686311a893ef04008166188310a271e135c08a9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6c7fd",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataire",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_signataireevent" ("acte_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualite") VALUES (OLD."acte_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."qualite"); RETURN NULL;',
                    hash="75bcbb44d67b4f1934fd8dc9eef0024fa75db2a0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0ca9a",
                    table="pilotage_programmes_signataire",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signataireevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f56b7b3b1e4907bcf6de2266eba6477e04f33ac3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_862e5",
                    table="pilotage_programmes_signataireevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_actionevent" ("debut", "debut_libelle", "duree_libelle", "fin", "id", "intitule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."debut", NEW."debut_libelle", NEW."duree_libelle", NEW."fin", NEW."id", NEW."intitule", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;',
                    hash="22a2217eae63321417273192d53ec1ae0f572808",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c7fcd",
                    table="pilotage_programmes_action",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_programmes_actionevent" ("debut", "debut_libelle", "duree_libelle", "fin", "id", "intitule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."debut", NEW."debut_libelle", NEW."duree_libelle", NEW."fin", NEW."id", NEW."intitule", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;',
                    hash="e1358b4124cf459139f62b62be89ad1c6d110759",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b108d",
                    table="pilotage_programmes_action",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="action",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_programmes_actionevent" ("debut", "debut_libelle", "duree_libelle", "fin", "id", "intitule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."debut", OLD."debut_libelle", OLD."duree_libelle", OLD."fin", OLD."id", OLD."intitule", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;',
                    hash="ee92661c6cd25806c5253709dd1f83bbc879cf31",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b36f2",
                    table="pilotage_programmes_action",
                    when="AFTER",
                ),
            ),
        ),
    ]
