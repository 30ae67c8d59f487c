"""Foyers, personnes, épisodes, chargements et rapprochements."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jalon.socle.base.ensemble import d_un_trait


@d_un_trait
class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Episode",
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
                ("entree", models.DateField(verbose_name="entrée")),
                ("sortie", models.DateField(blank=True, null=True, verbose_name="sortie")),
                (
                    "motif_entree",
                    models.CharField(
                        choices=[
                            ("premier", "première entrée connue"),
                            ("retour", "retour après une sortie"),
                            ("mutation", "arrivée d'un autre département"),
                        ],
                        max_length=10,
                        verbose_name="motif d'entrée",
                    ),
                ),
                (
                    "motif_sortie",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fin_droit", "droit clos"),
                            ("mutation", "départ vers un autre département"),
                            ("decision", "décision du département"),
                            ("separation", "sortie du foyer"),
                            ("sans_droit", "quatre mois sans droit"),
                            ("autre", "autre motif"),
                        ],
                        max_length=12,
                        verbose_name="motif de sortie",
                    ),
                ),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("avant_2025", "entrée avant le 1er janvier 2025"),
                            ("plein_emploi", "entrée depuis le 1er janvier 2025"),
                        ],
                        max_length=12,
                        verbose_name="régime",
                    ),
                ),
                ("connu_le", models.DateField(verbose_name="transmis par la caisse le")),
            ],
            options={
                "verbose_name": "épisode",
                "ordering": ["personne_id", "entree"],
            },
        ),
        migrations.CreateModel(
            name="Personne",
            fields=[
                ("nom", models.CharField(max_length=60, verbose_name="nom d'usage")),
                ("nom_naissance", models.CharField(max_length=60, verbose_name="nom de naissance")),
                (
                    "prenoms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        default=list,
                        size=None,
                        verbose_name="prénoms",
                    ),
                ),
                ("date_naissance", models.DateField(verbose_name="date de naissance")),
                (
                    "precision_naissance",
                    models.CharField(
                        choices=[
                            ("N", "date complète"),
                            ("J", "jour inconnu"),
                            ("O", "jour et mois inconnus"),
                        ],
                        default="N",
                        max_length=1,
                        verbose_name="précision de la date",
                    ),
                ),
                (
                    "rang_gemellaire",
                    models.PositiveSmallIntegerField(default=1, verbose_name="rang de naissance"),
                ),
                (
                    "sexe",
                    models.CharField(
                        blank=True,
                        choices=[("1", "homme"), ("2", "femme")],
                        max_length=1,
                        verbose_name="sexe",
                    ),
                ),
                (
                    "commune_naissance",
                    models.CharField(blank=True, max_length=60, verbose_name="commune de naissance"),
                ),
                ("nir_chiffre", models.BinaryField(null=True, verbose_name="NIR chiffré")),
                ("nir_cle", models.BinaryField(max_length=16, null=True, verbose_name="clé du NIR")),
                ("certifiee", models.BooleanField(default=False, verbose_name="état civil certifié")),
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
                    "trigrammes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3),
                        default=list,
                        size=None,
                        verbose_name="clés de recherche",
                    ),
                ),
                ("vue_le", models.DateField(verbose_name="vue dans une source le")),
                ("effacee_le", models.DateField(null=True, verbose_name="identité effacée le")),
            ],
            options={
                "verbose_name": "personne",
            },
        ),
        migrations.CreateModel(
            name="Rapprochement",
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
                ("score", models.PositiveSmallIntegerField(verbose_name="score")),
                (
                    "raisons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="raisons",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_examiner", "à examiner"),
                            ("meme_personne", "même personne"),
                            ("distinctes", "personnes distinctes"),
                        ],
                        default="a_examiner",
                        max_length=13,
                        verbose_name="état",
                    ),
                ),
                ("propose_le", models.DateTimeField(auto_now_add=True, verbose_name="proposé le")),
                ("decide_le", models.DateTimeField(null=True, verbose_name="décidé le")),
            ],
            options={
                "verbose_name": "rapprochement",
                "ordering": ["-score", "propose_le"],
            },
        ),
        migrations.CreateModel(
            name="Rejet",
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
                ("dossier", models.CharField(blank=True, max_length=40, verbose_name="numéro de demande")),
                ("ligne", models.PositiveBigIntegerField(verbose_name="ligne du fichier")),
                ("motif", models.CharField(max_length=300, verbose_name="motif")),
                ("contenu", models.BinaryField(verbose_name="contenu chiffré")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_corriger", "à corriger"),
                            ("rejoue", "rejoué"),
                            ("abandonne", "abandonné"),
                            ("remplace", "remplacé par un fichier plus récent"),
                        ],
                        default="a_corriger",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("suite", models.CharField(blank=True, max_length=300, verbose_name="suite donnée")),
                ("traite_le", models.DateTimeField(null=True, verbose_name="traité le")),
            ],
            options={
                "verbose_name": "rejet",
                "ordering": ["chargement_id", "ligne"],
            },
        ),
        migrations.CreateModel(
            name="VersionDossier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("empreinte", models.BinaryField(max_length=16, verbose_name="empreinte")),
                ("contenu", models.BinaryField(verbose_name="contenu chiffré")),
            ],
            options={
                "verbose_name": "version de dossier",
            },
        ),
        migrations.CreateModel(
            name="Chargement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("flux_mensuel", "flux mensuel CAF ou MSA"),
                            ("flux_quotidien", "flux quotidien CAF ou MSA"),
                            ("france_travail", "fichier de France Travail"),
                            ("tableur", "tableur"),
                            ("extrait", "extrait d'un logiciel métier"),
                        ],
                        max_length=20,
                        verbose_name="source",
                    ),
                ),
                ("nom_fichier", models.CharField(max_length=255, verbose_name="nom du fichier")),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte SHA-256")),
                ("octets", models.PositiveBigIntegerField(verbose_name="taille en octets")),
                ("reference", models.DateField(null=True, verbose_name="jour décrit")),
                ("cree_le", models.DateTimeField(null=True, verbose_name="produit par la source le")),
                ("version", models.CharField(blank=True, max_length=20, verbose_name="version de la source")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_cours", "en cours"),
                            ("charge", "chargé"),
                            ("refuse", "refusé"),
                        ],
                        default="en_cours",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("motif_refus", models.TextField(blank=True, verbose_name="pourquoi il a été refusé")),
                ("rapport", models.JSONField(blank=True, default=dict, verbose_name="rapport")),
                ("archive", models.CharField(blank=True, max_length=200, verbose_name="fichier gardé")),
                ("effacer_le", models.DateField(null=True, verbose_name="fichier gardé jusqu'au")),
                ("commence_le", models.DateTimeField(auto_now_add=True, verbose_name="commencé le")),
                ("fini_le", models.DateTimeField(null=True, verbose_name="fini le")),
                (
                    "compte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lancé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "chargement",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                    "nature",
                    models.CharField(
                        choices=[("telephone", "téléphone"), ("courriel", "courriel")],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("valeur", models.CharField(max_length=254, verbose_name="valeur")),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("a_compter_du", models.DateField(verbose_name="à compter du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="jusqu'au")),
                (
                    "note_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
            },
        ),
        migrations.CreateModel(
            name="Foyer",
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
                ("departement", models.CharField(max_length=3, verbose_name="code du département")),
                ("numero", models.CharField(max_length=40, verbose_name="numéro de demande")),
                ("date_demande", models.DateField(null=True, verbose_name="date de la demande")),
                ("organisme", models.CharField(blank=True, max_length=3, verbose_name="organisme payeur")),
                (
                    "numero_organisme",
                    models.CharField(blank=True, max_length=3, verbose_name="numéro de l'organisme"),
                ),
                ("matricule", models.CharField(blank=True, max_length=15, verbose_name="matricule")),
                (
                    "numero_precedent",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="numéro de la demande précédente"
                    ),
                ),
                ("arrive_de", models.CharField(blank=True, max_length=6, verbose_name="organisme cédant")),
                ("parti_vers", models.CharField(blank=True, max_length=6, verbose_name="organisme prenant")),
                (
                    "derniere_empreinte",
                    models.BinaryField(
                        max_length=16, null=True, verbose_name="empreinte de la dernière version"
                    ),
                ),
                (
                    "dernier_chargement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parcours_personnes.chargement",
                        verbose_name="dernier chargement",
                    ),
                ),
            ],
            options={
                "verbose_name": "foyer",
                "verbose_name_plural": "foyers",
            },
        ),
        migrations.CreateModel(
            name="Fusion",
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
                    "membres",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="membres déplacés"
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("faite_le", models.DateTimeField(auto_now_add=True, verbose_name="faite le")),
                ("defaite_le", models.DateTimeField(null=True, verbose_name="défaite le")),
                (
                    "defaite_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="défaite par",
                    ),
                ),
                (
                    "faite_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="faite par",
                    ),
                ),
            ],
            options={
                "verbose_name": "fusion",
            },
        ),
        migrations.CreateModel(
            name="Membre",
            fields=[
                ("nom", models.CharField(max_length=60, verbose_name="nom d'usage")),
                ("nom_naissance", models.CharField(max_length=60, verbose_name="nom de naissance")),
                (
                    "prenoms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        default=list,
                        size=None,
                        verbose_name="prénoms",
                    ),
                ),
                ("date_naissance", models.DateField(verbose_name="date de naissance")),
                (
                    "precision_naissance",
                    models.CharField(
                        choices=[
                            ("N", "date complète"),
                            ("J", "jour inconnu"),
                            ("O", "jour et mois inconnus"),
                        ],
                        default="N",
                        max_length=1,
                        verbose_name="précision de la date",
                    ),
                ),
                (
                    "rang_gemellaire",
                    models.PositiveSmallIntegerField(default=1, verbose_name="rang de naissance"),
                ),
                (
                    "sexe",
                    models.CharField(
                        blank=True,
                        choices=[("1", "homme"), ("2", "femme")],
                        max_length=1,
                        verbose_name="sexe",
                    ),
                ),
                (
                    "commune_naissance",
                    models.CharField(blank=True, max_length=60, verbose_name="commune de naissance"),
                ),
                ("nir_chiffre", models.BinaryField(null=True, verbose_name="NIR chiffré")),
                ("nir_cle", models.BinaryField(max_length=16, null=True, verbose_name="clé du NIR")),
                ("certifiee", models.BooleanField(default=False, verbose_name="état civil certifié")),
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
                ("cle_identite", models.BinaryField(max_length=16, verbose_name="clé d'identité")),
                (
                    "cles_vues",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BinaryField(max_length=16),
                        default=list,
                        size=None,
                        verbose_name="clés d'identité déjà vues",
                    ),
                ),
                (
                    "foyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membres",
                        to="parcours_personnes.foyer",
                        verbose_name="foyer",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre du foyer",
                "verbose_name_plural": "membres du foyer",
            },
        ),
        migrations.CreateModel(
            name="Perimetre",
            fields=[
                (
                    "personne",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="perimetre",
                        serialize=False,
                        to="parcours_personnes.personne",
                        verbose_name="personne",
                    ),
                ),
                ("departement", models.CharField(max_length=3, verbose_name="code du département")),
                (
                    "territoire",
                    models.CharField(blank=True, max_length=9, verbose_name="SIREN de l'intercommunalité"),
                ),
                ("commune", models.CharField(blank=True, max_length=5, verbose_name="code de la commune")),
                (
                    "organisations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="structures"
                    ),
                ),
                (
                    "referents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="référents"
                    ),
                ),
            ],
            options={
                "verbose_name": "périmètre",
            },
        ),
        migrations.AddIndex(
            model_name="personne",
            index=django.contrib.postgres.indexes.GinIndex(fields=["trigrammes"], name="personne_trigrammes"),
        ),
        migrations.AddIndex(
            model_name="personne",
            index=models.Index(fields=["date_naissance"], name="personne_naissance"),
        ),
        migrations.AddField(
            model_name="membre",
            name="personne",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="membres",
                to="parcours_personnes.personne",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="fusion",
            name="absorbee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absorptions",
                to="parcours_personnes.personne",
                verbose_name="personne absorbée",
            ),
        ),
        migrations.AddField(
            model_name="fusion",
            name="gardee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fusions",
                to="parcours_personnes.personne",
                verbose_name="personne gardée",
            ),
        ),
        migrations.AddField(
            model_name="episode",
            name="personne",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="episodes",
                to="parcours_personnes.personne",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="personne",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="parcours_personnes.personne",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="rapprochement",
            name="autre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rapprochements_inverses",
                to="parcours_personnes.personne",
                verbose_name="autre personne",
            ),
        ),
        migrations.AddField(
            model_name="rapprochement",
            name="decide_par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
                verbose_name="décidé par",
            ),
        ),
        migrations.AddField(
            model_name="rapprochement",
            name="personne",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rapprochements",
                to="parcours_personnes.personne",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="rejet",
            name="chargement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rejets",
                to="parcours_personnes.chargement",
                verbose_name="chargement",
            ),
        ),
        migrations.AddField(
            model_name="rejet",
            name="traite_par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to=settings.AUTH_USER_MODEL,
                verbose_name="traité par",
            ),
        ),
        migrations.AddField(
            model_name="versiondossier",
            name="foyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="parcours_personnes.foyer",
                verbose_name="foyer",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "charge")),
                fields=("empreinte",),
                name="chargement_une_seule_fois",
                violation_error_message="Ce fichier est déjà chargé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "charge"), _negated=True),
                    models.Q(
                        ("cree_le__isnull", False), ("fini_le__isnull", False), ("reference__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="chargement_date_si_charge",
            ),
        ),
        migrations.AddIndex(
            model_name="foyer",
            index=models.Index(fields=["matricule"], name="foyer_matricule"),
        ),
        migrations.AddConstraint(
            model_name="foyer",
            constraint=models.UniqueConstraint(fields=("departement", "numero"), name="foyer_numero_unique"),
        ),
        migrations.AddIndex(
            model_name="perimetre",
            index=models.Index(fields=["territoire"], name="perimetre_territoire"),
        ),
        migrations.AddIndex(
            model_name="perimetre",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["organisations"], name="perimetre_organisations"
            ),
        ),
        migrations.AddIndex(
            model_name="perimetre",
            index=django.contrib.postgres.indexes.GinIndex(fields=["referents"], name="perimetre_referents"),
        ),
        migrations.AddIndex(
            model_name="membre",
            index=models.Index(fields=["cle_identite"], name="membre_cle_identite"),
        ),
        migrations.AddIndex(
            model_name="membre",
            index=models.Index(
                condition=models.Q(("nir_cle__isnull", False)), fields=["nir_cle"], name="membre_nir_cle"
            ),
        ),
        migrations.AddConstraint(
            model_name="fusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("defaite_le", None)),
                fields=("absorbee",),
                name="fusion_une_seule_en_cours",
            ),
        ),
        migrations.AddConstraint(
            model_name="fusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("gardee", models.F("absorbee")), _negated=True),
                name="fusion_deux_personnes",
            ),
        ),
        migrations.AddIndex(
            model_name="episode",
            index=models.Index(fields=["entree"], name="episode_entree"),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.UniqueConstraint(
                fields=("personne", "entree"), name="episode_une_entree_par_jour"
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sortie", None)), fields=("personne",), name="episode_un_seul_en_cours"
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(("sortie", None), ("sortie__gt", models.F("entree")), _connector="OR"),
                name="episode_sortie_apres_entree",
            ),
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("motif_sortie", ""), ("sortie", None)),
                    models.Q(("sortie__isnull", False), models.Q(("motif_sortie", ""), _negated=True)),
                    _connector="OR",
                ),
                name="episode_motif_si_sorti",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("personne", "nature", "valeur", "source"), name="contact_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("fin", None), ("fin__gte", models.F("a_compter_du")), _connector="OR"),
                name="contact_fin_apres_debut",
            ),
        ),
        migrations.AddConstraint(
            model_name="rapprochement",
            constraint=models.UniqueConstraint(fields=("personne", "autre"), name="rapprochement_unique"),
        ),
        migrations.AddConstraint(
            model_name="rapprochement",
            constraint=models.CheckConstraint(
                condition=models.Q(("personne__lt", models.F("autre"))), name="rapprochement_deux_personnes"
            ),
        ),
        migrations.AddConstraint(
            model_name="rapprochement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decide_le", None), ("etat", "a_examiner")),
                    models.Q(models.Q(("etat", "a_examiner"), _negated=True), ("decide_le__isnull", False)),
                    _connector="OR",
                ),
                name="rapprochement_decide_si_clos",
            ),
        ),
        migrations.AddConstraint(
            model_name="rejet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "a_corriger"), ("traite_le", None)),
                    models.Q(models.Q(("etat", "a_corriger"), _negated=True), ("traite_le__isnull", False)),
                    _connector="OR",
                ),
                name="rejet_traite_si_clos",
            ),
        ),
        migrations.AddConstraint(
            model_name="versiondossier",
            constraint=models.UniqueConstraint(fields=("foyer", "empreinte"), name="version_dossier_unique"),
        ),
    ]
