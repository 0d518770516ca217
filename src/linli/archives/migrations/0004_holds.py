"""Cases that somebody holds back from being destroyed: seen by whoever sees the case, among staff."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope

ON_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
SOMEBODY = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_reaching"),
        ("archives", "0003_read_in_the_journal"),
        ("cases", "0030_destroyed"),
    ]
    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("lawsuit", "打官司"),
                            ("appeal", "复议、信访、投诉"),
                            ("audit", "审计、检查"),
                            ("other", "别的事"),
                        ],
                        max_length=8,
                        verbose_name="为了什么",
                    ),
                ),
                ("until", models.DateField(verbose_name="留到哪天")),
                ("held_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("case", models.ForeignKey(to="cases.case", **SOMEBODY)),
                ("held_by", models.ForeignKey(to="accounts.user", **SOMEBODY)),
                ("lifted_by", models.ForeignKey(null=True, to="accounts.user", **SOMEBODY)),
            ],
            options={"db_table": "archives_hold"},
        ),
        migrations.AddConstraint(
            "hold",
            models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)), fields=("case",), name="hold_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            "hold",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_lifted_by_somebody",
            ),
        ),
        Scope("archives_hold", staff=ON_CASE, rights="SELECT, INSERT, UPDATE"),
    ]
