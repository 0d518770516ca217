"""The table of divisions and the record of editions loaded. The application reads them; only the owner loads."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Now

from linli.base.migrations_support import Statements

LEVELS = [
    (1, "省、区、市"),
    (2, "州、市"),
    (3, "县、区"),
    (4, "乡镇、街道"),
    (5, "社区、村"),
    (6, "网格"),
    (7, "微网格"),
]
TABLES = "areas_area, areas_areaedition"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("base", "0001_journal")]
    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=17, primary_key=True, serialize=False, verbose_name="代码"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("level", models.PositiveSmallIntegerField(choices=LEVELS, verbose_name="层级")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("residential", "社区"), ("village", "村")],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "initials",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Of every character, to be found by.",
                        max_length=80,
                        verbose_name="拼音首字母",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(help_text="Cut-off of the first edition that names it; it may be older."),
                ),
                (
                    "valid_to",
                    models.DateField(blank=True, help_text="Cut-off of the first edition without it.", null=True),
                ),
                ("edition", models.CharField(help_text="The edition its present wording comes from.", max_length=20)),
            ],
            options={
                "ordering": ("code",),
                "indexes": [
                    GinIndex(fields=["name"], name="area_name_trigrams", opclasses=["gin_trgm_ops"]),
                    models.Index(
                        fields=["level", "name"], name="area_level_name", opclasses=["int2_ops", "varchar_pattern_ops"]
                    ),
                    models.Index(fields=["level", "initials"], name="area_level_initials"),
                    models.Index(
                        fields=["level", "code"],
                        include=["name", "valid_to"],
                        condition=models.Q(level__lte=4),
                        name="area_high_levels",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="area_level_follows_its_code",
                        condition=models.Q(
                            models.Q(level=1, code__regex="^[0-9]{2}$"),
                            models.Q(level=2, code__regex="^[0-9]{4}$"),
                            models.Q(level=3, code__regex="^[0-9]{6}$"),
                            models.Q(level=4, code__regex="^[0-9]{9}$"),
                            models.Q(level=5, code__regex="^[0-9]{12}$"),
                            models.Q(level=6, code__regex="^[0-9]{15}$"),
                            models.Q(level=7, code__regex="^[0-9]{17}$"),
                            _connector="OR",
                        ),
                    ),
                    models.CheckConstraint(
                        name="area_kind_is_a_communitys",
                        condition=models.Q(("kind", ""), ("level__gte", 5), _connector="OR"),
                    ),
                    models.CheckConstraint(
                        name="area_ends_after_it_begins",
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                (
                    "prefix",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="The subtree loaded; empty for the whole country.",
                        max_length=17,
                    ),
                ),
                (
                    "sha256",
                    models.CharField(help_text="Of the file, so that a corrected one is loaded again.", max_length=64),
                ),
                ("count", models.PositiveIntegerField()),
                ("loaded_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["name", "prefix"], name="area_edition_loaded_once")],
            },
        ),
        Statements(
            [f"REVOKE INSERT, UPDATE, DELETE ON {TABLES} FROM linli_common"],
            [f"GRANT INSERT, UPDATE, DELETE ON {TABLES} TO linli_common"],
        ),
    ]
