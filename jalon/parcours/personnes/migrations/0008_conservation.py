"""Les listes d'élimination, et ce qu'une identité effacée garde : le sexe et l'année de naissance."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jalon.parcours.personnes.cloisonnement import GERE_DROITS, PREFIXE, Proteger
from jalon.socle.base.ensemble import d_un_trait

SUIT_CONSERVATION = f"{GERE_DROITS} OR (SELECT jalon_protege_donnees())"
# Une liste visée ne change plus : ses lignes ne s'ajoutent et ne se retirent que du brouillon.
BROUILLON = (
    f"{GERE_DROITS} AND EXISTS (SELECT 1 FROM {PREFIXE}listeelimination l"
    " WHERE l.id = liste_id AND l.etat = 'brouillon')"
)


@d_un_trait
class Migration(migrations.Migration):
    dependencies = [
        ("parcours_personnes", "0007_extraits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LigneElimination",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "motif",
                    models.CharField(
                        choices=[
                            ("sortie", "sortie du RSA"),
                            ("mutation", "partie vers un autre département"),
                            ("sans_droit", "demande sans droit ouvert"),
                            ("autre_membre", "enfant ou autre membre d'un foyer"),
                        ],
                        max_length=14,
                        verbose_name="motif",
                    ),
                ),
                ("dernier_fait", models.DateField(verbose_name="dernier fait connu")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_effacer", "à effacer"),
                            ("effacee", "effacée"),
                            ("ecartee", "écartée : un fait récent est venu depuis"),
                        ],
                        default="a_effacer",
                        max_length=9,
                        verbose_name="état",
                    ),
                ),
                ("traitee_le", models.DateTimeField(null=True, verbose_name="traitée le")),
            ],
            options={
                "verbose_name": "ligne d'une liste d'élimination",
                "verbose_name_plural": "lignes d'une liste d'élimination",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ListeElimination",
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
                ("a_la_date", models.DateField(verbose_name="arrêtée au")),
                ("limite", models.DateField(verbose_name="aucun fait depuis le")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("brouillon", "à faire viser"),
                            ("approuvee", "visée, à exécuter"),
                            ("executee", "exécutée"),
                            ("abandonnee", "abandonnée"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("nombre", models.PositiveIntegerField(default=0, verbose_name="personnes")),
                ("comptes", models.JSONField(default=list, verbose_name="comptes par motif et par année")),
                ("creee_le", models.DateTimeField(auto_now_add=True, verbose_name="établie le")),
                (
                    "visa_reference",
                    models.CharField(blank=True, max_length=120, verbose_name="référence du visa"),
                ),
                ("visa_le", models.DateField(null=True, verbose_name="date du visa")),
                ("approuvee_le", models.DateTimeField(null=True, verbose_name="approuvée le")),
                ("terminee_le", models.DateTimeField(null=True, verbose_name="exécutée ou abandonnée le")),
                (
                    "abandon_motif",
                    models.CharField(blank=True, max_length=300, verbose_name="motif de l'abandon"),
                ),
                ("effacees", models.PositiveIntegerField(default=0, verbose_name="personnes effacées")),
                ("ecartees", models.PositiveIntegerField(default=0, verbose_name="personnes écartées")),
            ],
            options={
                "verbose_name": "liste d'élimination",
                "verbose_name_plural": "listes d'élimination",
                "ordering": ["-creee_le"],
            },
        ),
        migrations.AddField(
            model_name="membre",
            name="efface_le",
            field=models.DateField(null=True, verbose_name="identité effacée le"),
        ),
        migrations.AddConstraint(
            model_name="membre",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("efface_le", None),
                    models.Q(
                        ("certifiee", False),
                        ("commune_naissance", ""),
                        ("date_naissance__day", 1),
                        ("date_naissance__month", 1),
                        ("nir_chiffre", None),
                        ("nir_cle", None),
                        ("nom", ""),
                        ("nom_naissance", ""),
                        ("precision_naissance", "O"),
                        ("prenoms__len", 0),
                        ("rang_gemellaire", 1),
                        ("cle_identite", b""),
                        ("cles_vues__len", 0),
                    ),
                    _connector="OR",
                ),
                name="membre_efface_vide",
            ),
        ),
        migrations.AddConstraint(
            model_name="personne",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effacee_le", None),
                    models.Q(
                        ("certifiee", False),
                        ("commune_naissance", ""),
                        ("date_naissance__day", 1),
                        ("date_naissance__month", 1),
                        ("nir_chiffre", None),
                        ("nir_cle", None),
                        ("nom", ""),
                        ("nom_naissance", ""),
                        ("precision_naissance", "O"),
                        ("prenoms__len", 0),
                        ("rang_gemellaire", 1),
                        ("trigrammes__len", 0),
                    ),
                    _connector="OR",
                ),
                name="personne_effacee_vide",
            ),
        ),
        migrations.AddField(
            model_name="ligneelimination",
            name="personne",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parcours_personnes.personne",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="listeelimination",
            name="approuvee_par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approuvée par",
            ),
        ),
        migrations.AddField(
            model_name="listeelimination",
            name="creee_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="établie par",
            ),
        ),
        migrations.AddField(
            model_name="ligneelimination",
            name="liste",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lignes",
                to="parcours_personnes.listeelimination",
                verbose_name="liste d'élimination",
            ),
        ),
        migrations.AddConstraint(
            model_name="listeelimination",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "brouillon")),
                fields=("etat",),
                name="elimination_un_seul_brouillon",
            ),
        ),
        migrations.AddConstraint(
            model_name="listeelimination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("etat", "brouillon"),
                        ("terminee_le", None),
                        ("approuvee_le", None),
                        ("approuvee_par", None),
                        ("visa_le", None),
                        ("visa_reference", ""),
                    ),
                    models.Q(
                        ("etat", "approuvee"),
                        ("terminee_le", None),
                        ("approuvee_le__isnull", False),
                        ("approuvee_par__isnull", False),
                        ("visa_le__isnull", False),
                        models.Q(("visa_reference", ""), _negated=True),
                    ),
                    models.Q(
                        ("etat", "executee"),
                        ("terminee_le__isnull", False),
                        ("approuvee_le__isnull", False),
                        ("approuvee_par__isnull", False),
                        ("visa_le__isnull", False),
                        models.Q(("visa_reference", ""), _negated=True),
                    ),
                    models.Q(
                        ("etat", "abandonnee"),
                        ("terminee_le__isnull", False),
                        models.Q(("abandon_motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="elimination_dates_selon_etat",
            ),
        ),
        migrations.AddConstraint(
            model_name="ligneelimination",
            constraint=models.UniqueConstraint(fields=("liste", "personne"), name="elimination_une_fois"),
        ),
        migrations.AddConstraint(
            model_name="ligneelimination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "a_effacer"), ("traitee_le", None)),
                    models.Q(models.Q(("etat", "a_effacer"), _negated=True), ("traitee_le__isnull", False)),
                    _connector="OR",
                ),
                name="elimination_ligne_datee",
            ),
        ),
        Proteger(f"{PREFIXE}listeelimination", lire=SUIT_CONSERVATION, ecrire=GERE_DROITS),
        Proteger(f"{PREFIXE}ligneelimination", lire=GERE_DROITS, ecrire=BROUILLON),
    ]
