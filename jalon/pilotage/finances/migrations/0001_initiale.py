"""Crédits, dépenses, contreparties, soldes et parités."""

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
        ("pghistory", "0007_auto_20250421_0444"),
        ("pilotage_programmes", "0001_initiale"),
        ("socle_acces", "__first__"),
        ("socle_organisations", "0001_initial"),
        ("socle_pieces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AffectationSolde",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "suite",
                    models.CharField(
                        choices=[
                            ("report", "reporté sur l'exercice suivant"),
                            ("redeploiement", "redéployé vers une autre action"),
                            ("reversement", "reversé"),
                            ("deduction", "déduit du versement suivant"),
                        ],
                        max_length=14,
                        verbose_name="suite",
                    ),
                ),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant (€)")),
                (
                    "action_cible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "acte",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilotage_programmes.acte",
                    ),
                ),
                ("decide_le", models.DateField(verbose_name="décidé le")),
                ("motif", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                (
                    "decide_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "suite d'un solde",
                "ordering": ["exercice", "action", "decide_le", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("montant__gt", 0)),
                        name="suite_solde_positive",
                        violation_error_message="On décide d'un montant positif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action_cible__isnull", False), ("suite", "redeploiement")),
                            models.Q(
                                models.Q(("suite", "redeploiement"), _negated=True),
                                ("action_cible__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="suite_solde_cible",
                        violation_error_message="Un redéploiement dit l'action qui reçoit, et lui seul.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contrepartie",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "execute",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="exécuté (€)"
                    ),
                ),
                (
                    "statut_execute",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="non_renseigne",
                        max_length=14,
                        verbose_name="statut de l'exécuté",
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        choices=[
                            ("poste", "temps de travail (postes)"),
                            ("fonds", "fonds (FSL, FAJ…)"),
                            ("delegation", "délégation"),
                            ("subvention", "subvention ou convention"),
                            ("achat", "achat ou marché"),
                            ("autre", "autre"),
                        ],
                        default="autre",
                        max_length=12,
                        verbose_name="base",
                    ),
                ),
                ("libelle", models.CharField(blank=True, max_length=500, verbose_name="ce qui est valorisé")),
                (
                    "preuve",
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
                "verbose_name": "contrepartie",
                "ordering": ["exercice", "action", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("montant__isnull", False), ("statut", "renseigne")),
                            models.Q(
                                models.Q(("statut", "renseigne"), _negated=True), ("montant__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="contrepartie_montant_selon_statut",
                        violation_error_message="Un montant et son statut se contredisent : zéro est un montant, « non renseigné » n'en a pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("execute__isnull", False), ("statut_execute", "renseigne")),
                            models.Q(
                                models.Q(("statut_execute", "renseigne"), _negated=True),
                                ("execute__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contrepartie_execute_selon_statut",
                        violation_error_message="Un montant et son statut se contredisent : zéro est un montant, « non renseigné » n'en a pas.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("preuve__isnull", False)),
                        fields=("preuve",),
                        name="contrepartie_preuve_unique",
                        violation_error_message="Cette preuve sert déjà une autre contrepartie.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Depense",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "financeur",
                    models.CharField(
                        choices=[
                            ("etat", "État"),
                            ("departement", "Département"),
                            ("tiers", "autre financeur"),
                        ],
                        max_length=12,
                        verbose_name="financeur",
                    ),
                ),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "operateur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "libelle",
                    models.CharField(blank=True, max_length=500, verbose_name="nature de la dépense"),
                ),
                (
                    "etape",
                    models.CharField(
                        choices=[
                            ("engage", "engagé"),
                            ("paye", "payé"),
                            ("utilise", "utilisé"),
                            ("justifie", "justifié"),
                        ],
                        default="paye",
                        max_length=10,
                        verbose_name="étape",
                    ),
                ),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
            ],
            options={
                "verbose_name": "dépense",
                "ordering": ["exercice", "action", "financeur", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("montant__isnull", False), ("statut", "renseigne")),
                            models.Q(
                                models.Q(("statut", "renseigne"), _negated=True), ("montant__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="depense_montant_selon_statut",
                        violation_error_message="Un montant et son statut se contredisent : zéro est un montant, « non renseigné » n'en a pas.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AffectationSoldeEvent",
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
                        to="pilotage_finances.affectationsolde",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "suite",
                    models.CharField(
                        choices=[
                            ("report", "reporté sur l'exercice suivant"),
                            ("redeploiement", "redéployé vers une autre action"),
                            ("reversement", "reversé"),
                            ("deduction", "déduit du versement suivant"),
                        ],
                        max_length=14,
                        verbose_name="suite",
                    ),
                ),
                ("montant", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="montant (€)")),
                (
                    "action_cible",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "acte",
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
                ("decide_le", models.DateField(verbose_name="décidé le")),
                ("motif", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                (
                    "decide_par",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContrepartieEvent",
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
                        to="pilotage_finances.contrepartie",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
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
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "execute",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="exécuté (€)"
                    ),
                ),
                (
                    "statut_execute",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="non_renseigne",
                        max_length=14,
                        verbose_name="statut de l'exécuté",
                    ),
                ),
                (
                    "base",
                    models.CharField(
                        choices=[
                            ("poste", "temps de travail (postes)"),
                            ("fonds", "fonds (FSL, FAJ…)"),
                            ("delegation", "délégation"),
                            ("subvention", "subvention ou convention"),
                            ("achat", "achat ou marché"),
                            ("autre", "autre"),
                        ],
                        default="autre",
                        max_length=12,
                        verbose_name="base",
                    ),
                ),
                ("libelle", models.CharField(blank=True, max_length=500, verbose_name="ce qui est valorisé")),
                (
                    "preuve",
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
            name="Credit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.action",
                    ),
                ),
                (
                    "exercice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "financeur",
                    models.CharField(
                        choices=[
                            ("etat", "État"),
                            ("departement", "Département"),
                            ("tiers", "autre financeur"),
                        ],
                        max_length=12,
                        verbose_name="financeur",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="socle_organisations.organisation",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("prevu", "participation de l'exercice"),
                            ("report_entrant", "report entrant"),
                        ],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "annee_origine",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année d'origine"),
                ),
                (
                    "acte",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="pilotage_programmes.acte",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="pilotage_finances.affectationsolde",
                        verbose_name="décision de report",
                    ),
                ),
            ],
            options={
                "verbose_name": "crédit",
                "ordering": ["exercice", "action", "financeur", "nature", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("montant__isnull", False), ("statut", "renseigne")),
                            models.Q(
                                models.Q(("statut", "renseigne"), _negated=True), ("montant__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="credit_montant_selon_statut",
                        violation_error_message="Un montant et son statut se contredisent : zéro est un montant, « non renseigné » n'en a pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("montant__isnull", True), ("montant__gte", 0), _connector="OR"),
                        name="credit_positif",
                        violation_error_message="Un crédit n'est pas négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nature", "report_entrant"), _negated=True),
                            ("annee_origine__isnull", False),
                            models.Q(("statut", "renseigne"), _negated=True),
                            _connector="OR",
                        ),
                        name="credit_report_avec_origine",
                        violation_error_message="Un report entrant dit son année d'origine.",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "action",
                            "exercice",
                            "financeur",
                            "organisation",
                            "nature",
                            "annee_origine",
                            "acte",
                            "decision",
                        ),
                        name="credit_unique",
                        nulls_distinct=False,
                        violation_error_message="Ce crédit est déjà saisi : modifiez-le.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepenseEvent",
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
                        to="pilotage_finances.depense",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
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
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "financeur",
                    models.CharField(
                        choices=[
                            ("etat", "État"),
                            ("departement", "Département"),
                            ("tiers", "autre financeur"),
                        ],
                        max_length=12,
                        verbose_name="financeur",
                    ),
                ),
                (
                    "beneficiaire",
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
                (
                    "operateur",
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
                (
                    "libelle",
                    models.CharField(blank=True, max_length=500, verbose_name="nature de la dépense"),
                ),
                (
                    "etape",
                    models.CharField(
                        choices=[
                            ("engage", "engagé"),
                            ("paye", "payé"),
                            ("utilise", "utilisé"),
                            ("justifie", "justifié"),
                        ],
                        default="paye",
                        max_length=10,
                        verbose_name="étape",
                    ),
                ),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreditEvent",
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
                        to="pilotage_finances.credit",
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
                    "exercice",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_programmes.exercice",
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="montant (€)"
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("renseigne", "renseigné"),
                            ("non_renseigne", "non renseigné"),
                            ("en_attente", "en attente"),
                            ("sans_objet", "sans objet"),
                            ("inconnu", "montant inconnu"),
                        ],
                        default="renseigne",
                        max_length=14,
                        verbose_name="statut",
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
                ("lieu", models.JSONField(blank=True, null=True, verbose_name="place dans le document")),
                (
                    "saisi_par",
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
                ("saisi_le", models.DateTimeField(auto_now=True, verbose_name="saisi le")),
                (
                    "financeur",
                    models.CharField(
                        choices=[
                            ("etat", "État"),
                            ("departement", "Département"),
                            ("tiers", "autre financeur"),
                        ],
                        max_length=12,
                        verbose_name="financeur",
                    ),
                ),
                (
                    "organisation",
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
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("prevu", "participation de l'exercice"),
                            ("report_entrant", "report entrant"),
                        ],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "annee_origine",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année d'origine"),
                ),
                (
                    "acte",
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="pilotage_finances.affectationsolde",
                        verbose_name="décision de report",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affectationsolde",
            trigger=pgtrigger.compiler.Trigger(
                name="suite_solde_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (NEW.exercice_id, OLD.exercice_id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="90487d362b2abc63171e5d8540a9c3c89552a317",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_suite_solde_exercice_clos_6ccdb",
                    table="pilotage_finances_affectationsolde",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affectationsolde",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_affectationsoldeevent" ("acte_id", "action_cible_id", "action_id", "decide_le", "decide_par_id", "exercice_id", "id", "montant", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "suite") VALUES (NEW."acte_id", NEW."action_cible_id", NEW."action_id", NEW."decide_le", NEW."decide_par_id", NEW."exercice_id", NEW."id", NEW."montant", NEW."motif", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."suite"); RETURN NULL;',
                    hash="c270fd6b74a850a0b091a35c37b2f3e4e11f7621",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c74dd",
                    table="pilotage_finances_affectationsolde",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affectationsolde",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_finances_affectationsoldeevent" ("acte_id", "action_cible_id", "action_id", "decide_le", "decide_par_id", "exercice_id", "id", "montant", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "suite") VALUES (NEW."acte_id", NEW."action_cible_id", NEW."action_id", NEW."decide_le", NEW."decide_par_id", NEW."exercice_id", NEW."id", NEW."montant", NEW."motif", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."suite"); RETURN NULL;',
                    hash="a5b9cf57e5a747664b6361e90ea31f7a1d237ebd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1fe25",
                    table="pilotage_finances_affectationsolde",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affectationsolde",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_affectationsoldeevent" ("acte_id", "action_cible_id", "action_id", "decide_le", "decide_par_id", "exercice_id", "id", "montant", "motif", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "suite") VALUES (OLD."acte_id", OLD."action_cible_id", OLD."action_id", OLD."decide_le", OLD."decide_par_id", OLD."exercice_id", OLD."id", OLD."montant", OLD."motif", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."suite"); RETURN NULL;',
                    hash="0fedd6b319f23aef65a00309b706169c7a2a86d5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_faabd",
                    table="pilotage_finances_affectationsolde",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="affectationsoldeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d9599c9c5452f39d6af3869656202342122964e6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2155a",
                    table="pilotage_finances_affectationsoldeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrepartie",
            trigger=pgtrigger.compiler.Trigger(
                name="contrepartie_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (NEW.exercice_id, OLD.exercice_id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="34d6d6615cdb2ba2e3e6f553b6202a260ca5006e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_contrepartie_exercice_clos_83522",
                    table="pilotage_finances_contrepartie",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrepartie",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_contrepartieevent" ("action_id", "base", "execute", "exercice_id", "id", "libelle", "lieu", "montant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "preuve_id", "saisi_le", "saisi_par_id", "statut", "statut_execute") VALUES (NEW."action_id", NEW."base", NEW."execute", NEW."exercice_id", NEW."id", NEW."libelle", NEW."lieu", NEW."montant", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."preuve_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut", NEW."statut_execute"); RETURN NULL;',
                    hash="3cc447c01ff69c5f1207875776f837e210aa38cc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9256e",
                    table="pilotage_finances_contrepartie",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrepartie",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_finances_contrepartieevent" ("action_id", "base", "execute", "exercice_id", "id", "libelle", "lieu", "montant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "preuve_id", "saisi_le", "saisi_par_id", "statut", "statut_execute") VALUES (NEW."action_id", NEW."base", NEW."execute", NEW."exercice_id", NEW."id", NEW."libelle", NEW."lieu", NEW."montant", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."preuve_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut", NEW."statut_execute"); RETURN NULL;',
                    hash="cdcfcc8f14a0935dfe767799237c77948d110559",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f6a6f",
                    table="pilotage_finances_contrepartie",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrepartie",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_contrepartieevent" ("action_id", "base", "execute", "exercice_id", "id", "libelle", "lieu", "montant", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "preuve_id", "saisi_le", "saisi_par_id", "statut", "statut_execute") VALUES (OLD."action_id", OLD."base", OLD."execute", OLD."exercice_id", OLD."id", OLD."libelle", OLD."lieu", OLD."montant", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."preuve_id", OLD."saisi_le", OLD."saisi_par_id", OLD."statut", OLD."statut_execute"); RETURN NULL;',
                    hash="fb7fde7f147b9f376cba1723d44c7f506a76837a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_27867",
                    table="pilotage_finances_contrepartie",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contrepartieevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fb2d453f1b03fdde21e3a4c7fe109269de5db0d3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_30a3d",
                    table="pilotage_finances_contrepartieevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credit",
            trigger=pgtrigger.compiler.Trigger(
                name="credit_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (NEW.exercice_id, OLD.exercice_id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="265e67e538eaa8b8e192bf30f99f4f44ae2928b8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_credit_exercice_clos_507a7",
                    table="pilotage_finances_credit",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_creditevent" ("acte_id", "action_id", "annee_origine", "decision_id", "exercice_id", "financeur", "id", "lieu", "montant", "nature", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (NEW."acte_id", NEW."action_id", NEW."annee_origine", NEW."decision_id", NEW."exercice_id", NEW."financeur", NEW."id", NEW."lieu", NEW."montant", NEW."nature", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut"); RETURN NULL;',
                    hash="2964fd5f87a25ccd6a0c9cfc315b8b6730a5cd34",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_21e54",
                    table="pilotage_finances_credit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_finances_creditevent" ("acte_id", "action_id", "annee_origine", "decision_id", "exercice_id", "financeur", "id", "lieu", "montant", "nature", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (NEW."acte_id", NEW."action_id", NEW."annee_origine", NEW."decision_id", NEW."exercice_id", NEW."financeur", NEW."id", NEW."lieu", NEW."montant", NEW."nature", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut"); RETURN NULL;',
                    hash="7b7ceab7cdf9f0156b444e7b62c17b9a995ca41f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a1d6f",
                    table="pilotage_finances_credit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="credit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_creditevent" ("acte_id", "action_id", "annee_origine", "decision_id", "exercice_id", "financeur", "id", "lieu", "montant", "nature", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (OLD."acte_id", OLD."action_id", OLD."annee_origine", OLD."decision_id", OLD."exercice_id", OLD."financeur", OLD."id", OLD."lieu", OLD."montant", OLD."nature", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."saisi_le", OLD."saisi_par_id", OLD."statut"); RETURN NULL;',
                    hash="ddf31fa88ab2d7c8c257b368ce804fc1ec27c960",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_935e9",
                    table="pilotage_finances_credit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="creditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fe23ec362aab407f9c7557361a3566a02d8d6c5f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2a16d",
                    table="pilotage_finances_creditevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depense",
            trigger=pgtrigger.compiler.Trigger(
                name="depense_exercice_clos",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF EXISTS (SELECT 1 FROM pilotage_programmes_exercice WHERE clos_le IS NOT NULL AND id IN (NEW.exercice_id, OLD.exercice_id)) THEN\n                RAISE EXCEPTION USING ERRCODE = 'check_violation',\n                    MESSAGE = 'L''exercice est clos : rouvrez-le avant de modifier ses chiffres.', CONSTRAINT = 'exercice_clos';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ",
                    hash="2b57287715fd305ceb013d78d87824085da6b8f8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_depense_exercice_clos_1d50c",
                    table="pilotage_finances_depense",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depense",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_depenseevent" ("action_id", "beneficiaire_id", "date", "etape", "exercice_id", "financeur", "id", "libelle", "lieu", "montant", "operateur_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (NEW."action_id", NEW."beneficiaire_id", NEW."date", NEW."etape", NEW."exercice_id", NEW."financeur", NEW."id", NEW."libelle", NEW."lieu", NEW."montant", NEW."operateur_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."piece_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut"); RETURN NULL;',
                    hash="1a587769ef31804b6baa52be6b2e38136a9b6602",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e4cc3",
                    table="pilotage_finances_depense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depense",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "pilotage_finances_depenseevent" ("action_id", "beneficiaire_id", "date", "etape", "exercice_id", "financeur", "id", "libelle", "lieu", "montant", "operateur_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (NEW."action_id", NEW."beneficiaire_id", NEW."date", NEW."etape", NEW."exercice_id", NEW."financeur", NEW."id", NEW."libelle", NEW."lieu", NEW."montant", NEW."operateur_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."piece_id", NEW."saisi_le", NEW."saisi_par_id", NEW."statut"); RETURN NULL;',
                    hash="42a55ce1da9ab1b7f7fa7742b4cf0c398709ff02",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9612e",
                    table="pilotage_finances_depense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depense",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "pilotage_finances_depenseevent" ("action_id", "beneficiaire_id", "date", "etape", "exercice_id", "financeur", "id", "libelle", "lieu", "montant", "operateur_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "saisi_le", "saisi_par_id", "statut") VALUES (OLD."action_id", OLD."beneficiaire_id", OLD."date", OLD."etape", OLD."exercice_id", OLD."financeur", OLD."id", OLD."libelle", OLD."lieu", OLD."montant", OLD."operateur_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."piece_id", OLD."saisi_le", OLD."saisi_par_id", OLD."statut"); RETURN NULL;',
                    hash="d186cfe1d8142498201044d2dd80ee06abb779a6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2966c",
                    table="pilotage_finances_depense",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="depenseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="01ad25f1c6e3d361aa3480b215b61287f917c266",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bf917",
                    table="pilotage_finances_depenseevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
