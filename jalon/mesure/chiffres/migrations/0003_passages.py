"""Les recalculs de nuit : quand, combien de cases, ce qui a changé."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mesure_chiffres", "0002_calculs")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("cloison", models.UUIDField(db_index=True, verbose_name="programme détenteur")),
                ("commence_le", models.DateTimeField(verbose_name="commencé le")),
                ("fini_le", models.DateTimeField(blank=True, null=True, verbose_name="fini le")),
                ("regardees", models.PositiveIntegerField(default=0, verbose_name="cases regardées")),
                (
                    "changements",
                    models.JSONField(blank=True, default=list, verbose_name="ce qui a changé"),
                ),
                ("refus", models.JSONField(blank=True, default=list, verbose_name="ce qui s'est refusé")),
            ],
            options={
                "verbose_name": "passage de nuit",
                "verbose_name_plural": "passages de nuit",
                "ordering": ["cloison", "-commence_le"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fini_le", None)),
                        fields=("cloison",),
                        name="passage_un_seul_en_cours",
                    )
                ],
            },
        )
    ]
