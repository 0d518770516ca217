"""Who works in which grid; staff may read it, and what was changed about it."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import JournalSight, Statements

GUARD = (
    "CREATE TRIGGER within_reach BEFORE INSERT OR UPDATE OR DELETE ON territory_gridpost FOR EACH ROW"
    " WHEN (current_user IN ('linli_staff', 'linli_resident')) EXECUTE FUNCTION areas_within_reach('grid_id')"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_accounts"),
        ("areas", "0002_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="GridPost",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "part",
                    models.CharField(
                        choices=[("full_time", "专职"), ("part_time", "兼职"), ("volunteer", "志愿")],
                        max_length=12,
                        verbose_name="身份",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="从哪天起")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The first day without it.", null=True, verbose_name="到哪天"
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="网格",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grid_posts",
                        to="accounts.user",
                        verbose_name="网格员",
                    ),
                ),
            ],
            options={
                "ordering": ("grid_id", "part", "starts_on"),
                "indexes": [models.Index(fields=["grid", "part"], name="grid_post_grid")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="grid_post_ends_after_it_starts",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("grid", "="),
                            ("user", "="),
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="grid_post_once_at_a_time",
                    ),
                ],
            },
        ),
        Statements(
            [
                GUARD,
                "REVOKE DELETE ON territory_gridpost FROM linli_common",
            ],
            [
                "GRANT DELETE ON territory_gridpost TO linli_common",
                "DROP TRIGGER within_reach ON territory_gridpost",
            ],
        ),
        JournalSight("territory.gridpost", "territory_gridpost", roles=("staff",)),
    ]
