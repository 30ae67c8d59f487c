"""Équipe, carnet, tâches, portefeuilles et recherches : tables et contraintes."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import jalon.socle.base.contraintes
from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parcours_personnes", "0011_faits_suivent"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("socle_organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FonctionEquipe",
            fields=[
                (
                    "code",
                    models.SlugField(max_length=30, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("libelle", models.CharField(max_length=100, verbose_name="libellé")),
                (
                    "cercles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="cercles ouverts",
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "fonction dans l'équipe",
                "verbose_name_plural": "fonctions dans l'équipe",
                "ordering": ["ordre", "code"],
            },
        ),
        migrations.CreateModel(
            name="Synthese",
            fields=[
                ("personne_id", models.UUIDField(primary_key=True, serialize=False, verbose_name="personne")),
                ("entree", models.DateField(null=True, verbose_name="entrée dans l'épisode")),
                ("sortie", models.DateField(null=True, verbose_name="sortie de l'épisode")),
                ("regime", models.CharField(blank=True, max_length=12, verbose_name="régime")),
                ("connu_le", models.DateField(null=True, verbose_name="transmis le")),
                (
                    "soumis",
                    models.CharField(blank=True, max_length=10, verbose_name="soumis aux droits et devoirs"),
                ),
                ("orientee_le", models.DateField(null=True, verbose_name="orientée le")),
                ("voie", models.CharField(blank=True, max_length=30, verbose_name="voie")),
                ("diagnostic_le", models.DateField(null=True, verbose_name="diagnostic le")),
                (
                    "rdv_premier_a_clore",
                    models.DateField(null=True, verbose_name="plus ancien rendez-vous ouvert"),
                ),
                ("rdv_dernier_prevu", models.DateField(null=True, verbose_name="dernier rendez-vous ouvert")),
                ("rdv_dernier", models.DateField(null=True, verbose_name="dernier rendez-vous honoré")),
                (
                    "rdv_individuels",
                    models.PositiveIntegerField(default=0, verbose_name="rendez-vous individuels honorés"),
                ),
                (
                    "rdv_collectifs",
                    models.PositiveIntegerField(default=0, verbose_name="rendez-vous collectifs honorés"),
                ),
                ("contrat_debut", models.DateField(null=True, verbose_name="début du dernier contrat")),
                ("contrat_signe_le", models.DateField(null=True, verbose_name="dernier contrat signé le")),
                ("contrat_fin", models.DateField(null=True, verbose_name="fin du dernier contrat")),
                ("note_le", models.DateField(null=True, verbose_name="dernière note")),
                ("tache_le", models.DateField(null=True, verbose_name="plus proche tâche à faire")),
            ],
            options={
                "verbose_name": "synthèse du suivi",
                "verbose_name_plural": "synthèses du suivi",
                "ordering": ["personne_id"],
            },
        ),
        migrations.CreateModel(
            name="AccesCercle",
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
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                ("motif", models.CharField(max_length=200, verbose_name="qualité")),
                ("pose_le", models.DateTimeField(verbose_name="posé le")),
                (
                    "compte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acces_cercles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "pose_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "accès à un cercle",
                "verbose_name_plural": "accès à un cercle",
            },
        ),
        migrations.CreateModel(
            name="Campagne",
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
                ("titre", models.CharField(max_length=120, verbose_name="titre")),
                ("mois_sans_jalon", models.PositiveSmallIntegerField(verbose_name="mois sans jalon")),
                ("a_la_date", models.DateField(verbose_name="au")),
                ("lancee_le", models.DateTimeField(verbose_name="lancée le")),
                ("close_le", models.DateField(blank=True, null=True, verbose_name="close le")),
                (
                    "lancee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lancée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne de recherche",
                "verbose_name_plural": "campagnes de recherche",
                "ordering": ["-lancee_le", "id"],
            },
        ),
        migrations.CreateModel(
            name="CampagneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("titre", models.CharField(max_length=120, verbose_name="titre")),
                ("mois_sans_jalon", models.PositiveSmallIntegerField(verbose_name="mois sans jalon")),
                ("a_la_date", models.DateField(verbose_name="au")),
                ("lancee_le", models.DateTimeField(verbose_name="lancée le")),
                ("close_le", models.DateField(blank=True, null=True, verbose_name="close le")),
                (
                    "lancee_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lancée par",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.campagne",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Cercle",
            fields=[
                (
                    "code",
                    models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("libelle", models.CharField(max_length=60, verbose_name="libellé")),
                ("explication", models.CharField(max_length=300, verbose_name="qui lit")),
                (
                    "regle",
                    models.CharField(
                        choices=[
                            ("equipe", "le référent, l'équipe et leurs structures"),
                            ("structure", "la structure de l'auteur"),
                            ("specialite", "les comptes et les fonctions qui y ont droit"),
                            ("auteur", "l'auteur seul"),
                        ],
                        max_length=12,
                        verbose_name="règle",
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "cercle",
                "ordering": ["ordre", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("regle__in", ["equipe", "structure", "specialite", "auteur"])),
                        name="cercle_regle_connue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccesCercleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                ("motif", models.CharField(max_length=200, verbose_name="qualité")),
                ("pose_le", models.DateTimeField(verbose_name="posé le")),
                (
                    "compte",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.accescercle",
                    ),
                ),
                (
                    "pose_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posé par",
                    ),
                ),
                (
                    "cercle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.cercle",
                        verbose_name="cercle",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="accescercle",
            name="cercle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="parcours_suivi.cercle", verbose_name="cercle"
            ),
        ),
        migrations.CreateModel(
            name="EquipePersonne",
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
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                (
                    "doublon",
                    models.BooleanField(default=False, verbose_name="en double depuis une réunion de fiches"),
                ),
                ("ajoute_le", models.DateTimeField(verbose_name="ajouté le")),
                (
                    "affectation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="equipe",
                        to="parcours_personnes.affectation",
                        verbose_name="ouvre le dossier",
                    ),
                ),
                (
                    "ajoute_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajouté par",
                    ),
                ),
                (
                    "compte",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
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
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipe",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "fonction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parcours_suivi.fonctionequipe",
                        verbose_name="fonction",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre de l'équipe",
                "verbose_name_plural": "membres de l'équipe",
            },
        ),
        migrations.CreateModel(
            name="EquipePersonneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                (
                    "doublon",
                    models.BooleanField(default=False, verbose_name="en double depuis une réunion de fiches"),
                ),
                ("ajoute_le", models.DateTimeField(verbose_name="ajouté le")),
                (
                    "affectation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.affectation",
                        verbose_name="ouvre le dossier",
                    ),
                ),
                (
                    "ajoute_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ajouté par",
                    ),
                ),
                (
                    "compte",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.equipepersonne",
                    ),
                ),
                (
                    "fonction",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.fonctionequipe",
                        verbose_name="fonction",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LigneCampagne",
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
                ("dernier_jalon", models.DateField(null=True, verbose_name="dernier jalon")),
                (
                    "resultat",
                    models.CharField(
                        choices=[
                            ("en_attente", "en attente"),
                            ("jointe", "jointe, suivi repris"),
                            ("injoignable", "injoignable"),
                            ("partie", "partie du département"),
                            ("sortie", "sortie du RSA"),
                            ("refus", "jointe, ne veut pas de suivi"),
                        ],
                        default="en_attente",
                        max_length=12,
                        verbose_name="résultat",
                    ),
                ),
                ("resultat_le", models.DateField(null=True, verbose_name="résultat du")),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes",
                        to="parcours_suivi.campagne",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "resultat_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
            ],
            options={
                "verbose_name": "personne recherchée",
                "verbose_name_plural": "personnes recherchées",
                "ordering": ["dernier_jalon", "id"],
            },
        ),
        migrations.CreateModel(
            name="LigneCampagneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("dernier_jalon", models.DateField(null=True, verbose_name="dernier jalon")),
                (
                    "resultat",
                    models.CharField(
                        choices=[
                            ("en_attente", "en attente"),
                            ("jointe", "jointe, suivi repris"),
                            ("injoignable", "injoignable"),
                            ("partie", "partie du département"),
                            ("sortie", "sortie du RSA"),
                            ("refus", "jointe, ne veut pas de suivi"),
                        ],
                        default="en_attente",
                        max_length=12,
                        verbose_name="résultat",
                    ),
                ),
                ("resultat_le", models.DateField(null=True, verbose_name="résultat du")),
                (
                    "campagne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.campagne",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.lignecampagne",
                    ),
                ),
                (
                    "resultat_par",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LimitePortefeuille",
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
                    "nombre",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="personnes au plus",
                    ),
                ),
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                ("posee_le", models.DateTimeField(auto_now_add=True, verbose_name="posée le")),
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
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="socle_organisations.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "posee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "limite de portefeuille",
                "verbose_name_plural": "limites de portefeuille",
            },
        ),
        migrations.CreateModel(
            name="LimitePortefeuilleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                (
                    "nombre",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="personnes au plus",
                    ),
                ),
                ("periode", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="période")),
                ("posee_le", models.DateTimeField(auto_now_add=True, verbose_name="posée le")),
                (
                    "compte",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="référent",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                        verbose_name="structure",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.limiteportefeuille",
                    ),
                ),
                (
                    "posee_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posée par",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NoteCarnet",
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
                ("date", models.DateField(verbose_name="jour")),
                ("texte", models.TextField(blank=True, max_length=4000, verbose_name="texte")),
                ("partagee", models.BooleanField(default=False, verbose_name="montrée à la personne")),
                (
                    "redigee_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="rédigée le"),
                ),
                ("remplacee_le", models.DateTimeField(blank=True, null=True, verbose_name="corrigée le")),
                ("effacee_le", models.DateTimeField(blank=True, null=True, verbose_name="effacée le")),
                (
                    "motif_effacement",
                    models.CharField(blank=True, max_length=200, verbose_name="motif de l'effacement"),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "cercle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parcours_suivi.cercle",
                        verbose_name="cercle",
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
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "remplace",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="parcours_suivi.notecarnet",
                        verbose_name="corrige",
                    ),
                ),
            ],
            options={
                "verbose_name": "note du carnet",
                "verbose_name_plural": "notes du carnet",
                "ordering": ["-date", "-redigee_le", "id"],
            },
        ),
        migrations.CreateModel(
            name="NoteCarnetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                ("partagee", models.BooleanField(default=False, verbose_name="montrée à la personne")),
                (
                    "redigee_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="rédigée le"),
                ),
                ("remplacee_le", models.DateTimeField(blank=True, null=True, verbose_name="corrigée le")),
                ("effacee_le", models.DateTimeField(blank=True, null=True, verbose_name="effacée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "cercle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.cercle",
                        verbose_name="cercle",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="socle_organisations.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.notecarnet",
                    ),
                ),
                (
                    "remplace",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.notecarnet",
                        verbose_name="corrige",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TacheSuivi",
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
                ("libelle", models.CharField(blank=True, max_length=200, verbose_name="à faire")),
                ("echeance", models.DateField(verbose_name="pour le")),
                ("creee_le", models.DateTimeField(verbose_name="créée le")),
                ("faite_le", models.DateField(blank=True, null=True, verbose_name="faite le")),
                ("abandonnee_le", models.DateField(blank=True, null=True, verbose_name="abandonnée le")),
                (
                    "creee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créée par",
                    ),
                ),
                (
                    "faite_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="faite par",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taches_suivi",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "pour",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pour",
                    ),
                ),
            ],
            options={
                "verbose_name": "tâche de suivi",
                "verbose_name_plural": "tâches de suivi",
                "ordering": ["echeance", "id"],
            },
        ),
        migrations.CreateModel(
            name="TacheSuiviEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                ("echeance", models.DateField(verbose_name="pour le")),
                ("creee_le", models.DateTimeField(verbose_name="créée le")),
                ("faite_le", models.DateField(blank=True, null=True, verbose_name="faite le")),
                ("abandonnee_le", models.DateField(blank=True, null=True, verbose_name="abandonnée le")),
                (
                    "creee_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créée par",
                    ),
                ),
                (
                    "faite_par",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="faite par",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.tachesuivi",
                    ),
                ),
                (
                    "pour",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pour",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tentative",
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
                    "canal",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("courriel", "courriel"),
                            ("courrier", "courrier"),
                            ("telephone", "téléphone"),
                            ("visite", "visite"),
                        ],
                        max_length=10,
                        verbose_name="canal",
                    ),
                ),
                ("le", models.DateField(verbose_name="le")),
                ("message", models.UUIDField(blank=True, null=True, verbose_name="message")),
                (
                    "ligne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tentatives",
                        to="parcours_suivi.lignecampagne",
                        verbose_name="personne recherchée",
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "tentative de contact",
                "verbose_name_plural": "tentatives de contact",
                "ordering": ["-le", "id"],
            },
        ),
        migrations.CreateModel(
            name="TentativeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, serialize=False, verbose_name="identifiant"
                    ),
                ),
                (
                    "canal",
                    models.CharField(
                        choices=[
                            ("sms", "SMS"),
                            ("courriel", "courriel"),
                            ("courrier", "courrier"),
                            ("telephone", "téléphone"),
                            ("visite", "visite"),
                        ],
                        max_length=10,
                        verbose_name="canal",
                    ),
                ),
                ("le", models.DateField(verbose_name="le")),
                ("message", models.UUIDField(blank=True, null=True, verbose_name="message")),
                (
                    "ligne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_suivi.lignecampagne",
                        verbose_name="personne recherchée",
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="parcours_suivi.tentative",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Transfert",
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
                ("le", models.DateField(verbose_name="à compter du")),
                ("motif", models.CharField(max_length=300, verbose_name="motif")),
                ("fait_le", models.DateTimeField(auto_now_add=True, verbose_name="fait le")),
                ("annule_le", models.DateTimeField(null=True, verbose_name="annulé le")),
                (
                    "de",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="de",
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "vers",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vers",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfert de portefeuille",
                "verbose_name_plural": "transferts de portefeuille",
                "ordering": ["-fait_le", "id"],
            },
        ),
        migrations.CreateModel(
            name="Relais",
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
                ("le", models.DateField(verbose_name="à compter du")),
                ("motif", models.CharField(max_length=300, verbose_name="motif")),
                ("fin_precedente", models.DateField(null=True, verbose_name="fin qu'elle avait")),
                ("decide_le", models.DateTimeField(verbose_name="décidé le")),
                ("annule_le", models.DateTimeField(null=True, verbose_name="annulé le")),
                (
                    "de",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="de",
                    ),
                ),
                (
                    "decide_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "fermee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parcours_personnes.affectation",
                        verbose_name="affectation fermée",
                    ),
                ),
                (
                    "ouverte",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="parcours_personnes.affectation",
                        verbose_name="affectation ouverte",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relais",
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "vers",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vers",
                    ),
                ),
                (
                    "transfert",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relais",
                        to="parcours_suivi.transfert",
                        verbose_name="transfert",
                    ),
                ),
            ],
            options={
                "verbose_name": "relais",
                "verbose_name_plural": "relais",
                "ordering": ["-le", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="campagne",
            constraint=models.CheckConstraint(
                condition=models.Q(("mois_sans_jalon__gte", 1)), name="campagne_mois_positif"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campagne",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_campagneevent" ("a_la_date", "close_le", "id", "lancee_le", "lancee_par_id", "mois_sans_jalon", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (NEW."a_la_date", NEW."close_le", NEW."id", NEW."lancee_le", NEW."lancee_par_id", NEW."mois_sans_jalon", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."titre"); RETURN NULL;',
                    hash="2c399b9582454ab79cdd4e46bbab91139ec24c7d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a2660",
                    table="parcours_suivi_campagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campagne",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_campagneevent" ("a_la_date", "close_le", "id", "lancee_le", "lancee_par_id", "mois_sans_jalon", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (NEW."a_la_date", NEW."close_le", NEW."id", NEW."lancee_le", NEW."lancee_par_id", NEW."mois_sans_jalon", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."titre"); RETURN NULL;',
                    hash="1885d90dce01946462842510bfc18f515531b80f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9a889",
                    table="parcours_suivi_campagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campagne",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_campagneevent" ("a_la_date", "close_le", "id", "lancee_le", "lancee_par_id", "mois_sans_jalon", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "titre") VALUES (OLD."a_la_date", OLD."close_le", OLD."id", OLD."lancee_le", OLD."lancee_par_id", OLD."mois_sans_jalon", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."titre"); RETURN NULL;',
                    hash="75118f145212ab92cf99b46262ce7c2b18ed0c22",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5cc40",
                    table="parcours_suivi_campagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campagneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="afbdd518481ba7d564e9b371ec2843b3836e7f50",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_55d94",
                    table="parcours_suivi_campagneevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accescercleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6fd3f8ad394256cae586442381a1b253714c88c4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b76d7",
                    table="parcours_suivi_accescercleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="accescercle",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif", ""), _negated=True), name="acces_cercle_motive"
            ),
        ),
        migrations.AddConstraint(
            model_name="accescercle",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("cercle"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("cercle"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.CharField(),
                        ),
                        "=",
                    ),
                    ("periode", "&&"),
                ],
                name="acces_cercle_sans_chevauchement",
                violation_error_message="Ce compte lit déjà ce cercle pendant cette période.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accescercle",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_accescercleevent" ("cercle_id", "compte_id", "id", "motif", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pose_le", "pose_par_id") VALUES (NEW."cercle_id", NEW."compte_id", NEW."id", NEW."motif", NEW."periode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pose_le", NEW."pose_par_id"); RETURN NULL;',
                    hash="ec1b2e3277409c3b52b68135765f9a2316b2f743",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_05bb6",
                    table="parcours_suivi_accescercle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accescercle",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_accescercleevent" ("cercle_id", "compte_id", "id", "motif", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pose_le", "pose_par_id") VALUES (NEW."cercle_id", NEW."compte_id", NEW."id", NEW."motif", NEW."periode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pose_le", NEW."pose_par_id"); RETURN NULL;',
                    hash="4e631b46bc59a2f7f318e5f2f08bf2cc0ec25ce5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0cb4c",
                    table="parcours_suivi_accescercle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accescercle",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_accescercleevent" ("cercle_id", "compte_id", "id", "motif", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pose_le", "pose_par_id") VALUES (OLD."cercle_id", OLD."compte_id", OLD."id", OLD."motif", OLD."periode", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pose_le", OLD."pose_par_id"); RETURN NULL;',
                    hash="3d08f8219b6861a0751749db2d92a28f0e418044",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5c4e4",
                    table="parcours_suivi_accescercle",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipepersonneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c6290eb6da2d9b6fcdc7a883d9068012a33b4bfa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_25159",
                    table="parcours_suivi_equipepersonneevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="equipepersonne",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("compte__isnull", False), ("organisation", None)),
                    models.Q(("compte", None), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="equipe_un_compte_ou_une_structure",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipepersonne",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("doublon", False)),
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("personne"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("personne"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.CharField(),
                        ),
                        "=",
                    ),
                    ("periode", "&&"),
                ],
                name="equipe_une_fois_a_la_fois",
                violation_error_message="Ce membre est déjà dans l'équipe pendant cette période.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipepersonne",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_equipepersonneevent" ("affectation_id", "ajoute_le", "ajoute_par_id", "compte_id", "doublon", "fonction_id", "id", "organisation_id", "periode", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."affectation_id", NEW."ajoute_le", NEW."ajoute_par_id", NEW."compte_id", NEW."doublon", NEW."fonction_id", NEW."id", NEW."organisation_id", NEW."periode", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="3fccb0c0d8721735fbcbac0bb4c0f7b40465eb18",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_577ef",
                    table="parcours_suivi_equipepersonne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipepersonne",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_equipepersonneevent" ("affectation_id", "ajoute_le", "ajoute_par_id", "compte_id", "doublon", "fonction_id", "id", "organisation_id", "periode", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."affectation_id", NEW."ajoute_le", NEW."ajoute_par_id", NEW."compte_id", NEW."doublon", NEW."fonction_id", NEW."id", NEW."organisation_id", NEW."periode", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="1970a62096b388e570888865add30b11b7e7d8be",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e1ad",
                    table="parcours_suivi_equipepersonne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="equipepersonne",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_equipepersonneevent" ("affectation_id", "ajoute_le", "ajoute_par_id", "compte_id", "doublon", "fonction_id", "id", "organisation_id", "periode", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."affectation_id", OLD."ajoute_le", OLD."ajoute_par_id", OLD."compte_id", OLD."doublon", OLD."fonction_id", OLD."id", OLD."organisation_id", OLD."periode", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="7b21547e722522f9d8528a32c221ed3f5e870fa9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1cfba",
                    table="parcours_suivi_equipepersonne",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="lignecampagne",
            index=models.Index(fields=["campagne", "resultat"], name="ligne_campagne_resultat"),
        ),
        migrations.AddIndex(
            model_name="lignecampagne",
            index=models.Index(fields=["personne"], name="ligne_campagne_personne"),
        ),
        migrations.AddConstraint(
            model_name="lignecampagne",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resultat", "en_attente"), ("resultat_le", None)),
                    models.Q(
                        models.Q(("resultat", "en_attente"), _negated=True), ("resultat_le__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="ligne_campagne_resultat_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lignecampagne",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_lignecampagneevent" ("campagne_id", "dernier_jalon", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resultat", "resultat_le", "resultat_par_id") VALUES (NEW."campagne_id", NEW."dernier_jalon", NEW."id", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."resultat", NEW."resultat_le", NEW."resultat_par_id"); RETURN NULL;',
                    hash="0c2a9368f676a611e7be2eecc474eb311d488924",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8fea5",
                    table="parcours_suivi_lignecampagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lignecampagne",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_lignecampagneevent" ("campagne_id", "dernier_jalon", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resultat", "resultat_le", "resultat_par_id") VALUES (NEW."campagne_id", NEW."dernier_jalon", NEW."id", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."resultat", NEW."resultat_le", NEW."resultat_par_id"); RETURN NULL;',
                    hash="fb288319073f06cc6321e110d55cbee9ea9b534a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b6f95",
                    table="parcours_suivi_lignecampagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lignecampagne",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_lignecampagneevent" ("campagne_id", "dernier_jalon", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "resultat", "resultat_le", "resultat_par_id") VALUES (OLD."campagne_id", OLD."dernier_jalon", OLD."id", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."resultat", OLD."resultat_le", OLD."resultat_par_id"); RETURN NULL;',
                    hash="261b23dab6540e1c9239e390c0ab8a6cf9415e5c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_953ba",
                    table="parcours_suivi_lignecampagne",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lignecampagneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c663a5b75b2b011aef05b18b1aba71bf0265ba86",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_66a91",
                    table="parcours_suivi_lignecampagneevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="limiteportefeuille",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("compte__isnull", False), ("organisation", None)),
                    models.Q(("compte", None), ("organisation__isnull", False)),
                    _connector="OR",
                ),
                name="limite_un_compte_ou_une_structure",
            ),
        ),
        migrations.AddConstraint(
            model_name="limiteportefeuille",
            constraint=models.CheckConstraint(condition=models.Q(("nombre__gte", 1)), name="limite_positive"),
        ),
        migrations.AddConstraint(
            model_name="limiteportefeuille",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Func(
                                jalon.socle.base.contraintes._Jointure(
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("compte"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                    django.db.models.functions.comparison.Coalesce(
                                        django.db.models.functions.comparison.Cast(
                                            models.F("organisation"), models.TextField()
                                        ),
                                        models.Value(""),
                                    ),
                                ),
                                models.Value(0),
                                function="hashtextextended",
                                output_field=models.BigIntegerField(),
                            ),
                            models.Value("[]"),
                            function="int8range",
                            output_field=models.CharField(),
                        ),
                        "=",
                    ),
                    ("periode", "&&"),
                ],
                name="limite_sans_chevauchement",
                violation_error_message="Il y a déjà une limite pendant cette période.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="limiteportefeuille",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_limiteportefeuilleevent" ("compte_id", "id", "nombre", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id") VALUES (NEW."compte_id", NEW."id", NEW."nombre", NEW."organisation_id", NEW."periode", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."posee_le", NEW."posee_par_id"); RETURN NULL;',
                    hash="98f8c874074fc4d9b8534185d7876271a435c750",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7006f",
                    table="parcours_suivi_limiteportefeuille",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="limiteportefeuille",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_limiteportefeuilleevent" ("compte_id", "id", "nombre", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id") VALUES (NEW."compte_id", NEW."id", NEW."nombre", NEW."organisation_id", NEW."periode", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."posee_le", NEW."posee_par_id"); RETURN NULL;',
                    hash="5d5fbffd1cb2fcf9602dcf3736bb6c54b5eaf50c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e23ad",
                    table="parcours_suivi_limiteportefeuille",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="limiteportefeuille",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_limiteportefeuilleevent" ("compte_id", "id", "nombre", "organisation_id", "periode", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posee_le", "posee_par_id") VALUES (OLD."compte_id", OLD."id", OLD."nombre", OLD."organisation_id", OLD."periode", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."posee_le", OLD."posee_par_id"); RETURN NULL;',
                    hash="e942124c0b5d76e82f2b259464c3b9dd5f1d28f7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d906e",
                    table="parcours_suivi_limiteportefeuille",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="limiteportefeuilleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a7ac2aab468ceca122650713574c72824688cd68",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_26aeb",
                    table="parcours_suivi_limiteportefeuilleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="notecarnet",
            index=models.Index(fields=["personne", "-date"], name="note_personne_date"),
        ),
        migrations.AddConstraint(
            model_name="notecarnet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("effacee_le", None), ("motif_effacement", ""), models.Q(("texte", ""), _negated=True)
                    ),
                    models.Q(
                        ("effacee_le__isnull", False),
                        ("texte", ""),
                        models.Q(("motif_effacement", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="note_effacee_vide",
            ),
        ),
        migrations.AddConstraint(
            model_name="notecarnet",
            constraint=models.CheckConstraint(
                condition=models.Q(("partagee", False), ("cercle", "equipe"), _connector="OR"),
                name="note_partagee_cercle",
                violation_error_message="Seule une note adressée à l'équipe peut être montrée à la personne.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notecarnet",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_notecarnetevent" ("auteur_id", "cercle_id", "date", "effacee_le", "id", "organisation_id", "partagee", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "redigee_le", "remplace_id", "remplacee_le") VALUES (NEW."auteur_id", NEW."cercle_id", NEW."date", NEW."effacee_le", NEW."id", NEW."organisation_id", NEW."partagee", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."redigee_le", NEW."remplace_id", NEW."remplacee_le"); RETURN NULL;',
                    hash="df82eddd25509ed0049757361ee06945fbcef93c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e5f14",
                    table="parcours_suivi_notecarnet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notecarnet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."auteur_id" IS DISTINCT FROM (NEW."auteur_id") OR OLD."cercle_id" IS DISTINCT FROM (NEW."cercle_id") OR OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."effacee_le" IS DISTINCT FROM (NEW."effacee_le") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."partagee" IS DISTINCT FROM (NEW."partagee") OR OLD."personne_id" IS DISTINCT FROM (NEW."personne_id") OR OLD."redigee_le" IS DISTINCT FROM (NEW."redigee_le") OR OLD."remplace_id" IS DISTINCT FROM (NEW."remplace_id") OR OLD."remplacee_le" IS DISTINCT FROM (NEW."remplacee_le"))',
                    func='INSERT INTO "parcours_suivi_notecarnetevent" ("auteur_id", "cercle_id", "date", "effacee_le", "id", "organisation_id", "partagee", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "redigee_le", "remplace_id", "remplacee_le") VALUES (NEW."auteur_id", NEW."cercle_id", NEW."date", NEW."effacee_le", NEW."id", NEW."organisation_id", NEW."partagee", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."redigee_le", NEW."remplace_id", NEW."remplacee_le"); RETURN NULL;',
                    hash="c2dbd44122d2b0823d6b06eb39c5ff83e89c911e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5bc4e",
                    table="parcours_suivi_notecarnet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notecarnet",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_notecarnetevent" ("auteur_id", "cercle_id", "date", "effacee_le", "id", "organisation_id", "partagee", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "redigee_le", "remplace_id", "remplacee_le") VALUES (OLD."auteur_id", OLD."cercle_id", OLD."date", OLD."effacee_le", OLD."id", OLD."organisation_id", OLD."partagee", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."redigee_le", OLD."remplace_id", OLD."remplacee_le"); RETURN NULL;',
                    hash="5cb4a5232b88350a24aaeaed39122c4dc68deb27",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2fc2d",
                    table="parcours_suivi_notecarnet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notecarnetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a9c8ed064d1efe0b1943600fad2d3f09cc34641b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_58521",
                    table="parcours_suivi_notecarnetevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="tachesuivi",
            index=models.Index(
                condition=models.Q(("abandonnee_le", None), ("faite_le", None)),
                fields=["pour", "echeance"],
                name="tache_a_faire",
            ),
        ),
        migrations.AddIndex(
            model_name="tachesuivi",
            index=models.Index(fields=["personne", "echeance"], name="tache_personne"),
        ),
        migrations.AddConstraint(
            model_name="tachesuivi",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("faite_le", None), ("faite_par", None)),
                    models.Q(
                        ("abandonnee_le", None), ("faite_le__isnull", False), ("faite_par__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="tache_faite_par_quelqu_un",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tachesuivi",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_tachesuivievent" ("abandonnee_le", "creee_le", "creee_par_id", "echeance", "faite_le", "faite_par_id", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pour_id") VALUES (NEW."abandonnee_le", NEW."creee_le", NEW."creee_par_id", NEW."echeance", NEW."faite_le", NEW."faite_par_id", NEW."id", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pour_id"); RETURN NULL;',
                    hash="f86aeca0f8ad45fc82546746f226a9e58a777c21",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f59a3",
                    table="parcours_suivi_tachesuivi",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tachesuivi",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."abandonnee_le" IS DISTINCT FROM (NEW."abandonnee_le") OR OLD."creee_le" IS DISTINCT FROM (NEW."creee_le") OR OLD."creee_par_id" IS DISTINCT FROM (NEW."creee_par_id") OR OLD."echeance" IS DISTINCT FROM (NEW."echeance") OR OLD."faite_le" IS DISTINCT FROM (NEW."faite_le") OR OLD."faite_par_id" IS DISTINCT FROM (NEW."faite_par_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."personne_id" IS DISTINCT FROM (NEW."personne_id") OR OLD."pour_id" IS DISTINCT FROM (NEW."pour_id"))',
                    func='INSERT INTO "parcours_suivi_tachesuivievent" ("abandonnee_le", "creee_le", "creee_par_id", "echeance", "faite_le", "faite_par_id", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pour_id") VALUES (NEW."abandonnee_le", NEW."creee_le", NEW."creee_par_id", NEW."echeance", NEW."faite_le", NEW."faite_par_id", NEW."id", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pour_id"); RETURN NULL;',
                    hash="60641b8825c4457c75fbb45047edca7ead984500",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_50c6a",
                    table="parcours_suivi_tachesuivi",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tachesuivi",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_tachesuivievent" ("abandonnee_le", "creee_le", "creee_par_id", "echeance", "faite_le", "faite_par_id", "id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pour_id") VALUES (OLD."abandonnee_le", OLD."creee_le", OLD."creee_par_id", OLD."echeance", OLD."faite_le", OLD."faite_par_id", OLD."id", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pour_id"); RETURN NULL;',
                    hash="e5f43b277a0502f92e1830df739b5b94d2cd924b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f7240",
                    table="parcours_suivi_tachesuivi",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tachesuivievent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="126b29b3ff030cacfa09989547e2599307c44a9f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6f9d5",
                    table="parcours_suivi_tachesuivievent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tentative",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_tentativeevent" ("canal", "id", "le", "ligne_id", "message", "par_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."canal", NEW."id", NEW."le", NEW."ligne_id", NEW."message", NEW."par_id", NEW."personne_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="feb63d55185d9bc9a97763a6654910e1d3635ee8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_26661",
                    table="parcours_suivi_tentative",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tentative",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "parcours_suivi_tentativeevent" ("canal", "id", "le", "ligne_id", "message", "par_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."canal", NEW."id", NEW."le", NEW."ligne_id", NEW."message", NEW."par_id", NEW."personne_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="97aa1b89747687cd544c41799ac22dece9ed1a21",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f60f5",
                    table="parcours_suivi_tentative",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tentative",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "parcours_suivi_tentativeevent" ("canal", "id", "le", "ligne_id", "message", "par_id", "personne_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."canal", OLD."id", OLD."le", OLD."ligne_id", OLD."message", OLD."par_id", OLD."personne_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="21d997ad1a522e64da67210f984f281c1829012d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1fade",
                    table="parcours_suivi_tentative",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tentativeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="907cd05c9eb8e68a7400f8e83896b33e3a13e538",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c4c53",
                    table="parcours_suivi_tentativeevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="relais",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("de", None), models.Q(("de", models.F("vers")), _negated=True), _connector="OR"
                ),
                name="relais_vers_un_autre",
            ),
        ),
        migrations.AddConstraint(
            model_name="relais",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif", ""), _negated=True), name="relais_motive"
            ),
        ),
    ]
