"""What is put right after a bad rating: seen by whoever sees its case."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements

REMEDY = "followups_remedy"
ON_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
KINDS = [("drawn", "抽到"), ("bad_rating", "差评"), ("revisit", "整改以后再问")]
STEPS = [("verify", "等核实"), ("remedy", "等整改"), ("revisit", "等再问居民"), ("done", "办完了")]
OUTCOMES = [
    ("settled", "问清了，居民没有意见"),
    ("remedied", "居民说整改好了"),
    ("unconfirmed", "整改了，没有联系上居民"),
    ("unremedied", "整改两次，居民还是不满意"),
    ("set_aside", "申诉成立，评价不计"),
]
APPEALS = [("open", "申诉等决定"), ("upheld", "申诉成立"), ("rejected", "申诉不成立")]


def link(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_ratings_set_aside"),
        ("followups", "0001_callbacks"),
        ("organizations", "0001_organizations"),
    ]
    operations = [
        migrations.AlterField(
            model_name="callback",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10, verbose_name="为什么回访"),
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("cause", models.CharField(choices=[("rating", "rating"), ("unsolved", "unsolved")], max_length=10)),
                ("level", models.PositiveSmallIntegerField(help_text="The rating it began with.", null=True)),
                ("opened_at", models.DateTimeField()),
                ("step", models.CharField(choices=STEPS, max_length=10, verbose_name="到哪一步")),
                ("due_at", models.DateTimeField(verbose_name="这一步的期限")),
                ("appeal_until", models.DateTimeField()),
                ("rounds", models.PositiveSmallIntegerField(default=1)),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=12, null=True, verbose_name="结果")),
                ("appeal", models.CharField(choices=APPEALS, max_length=10, null=True)),
                ("appeal_due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("area", link("areas.area", verbose_name="社区（村）")),
                ("case", link("cases.case")),
                ("unit", link("organizations.organization", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["area", "due_at"],
                        name="remedy_area_due",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["unit", "due_at"],
                        name="remedy_unit_due",
                    ),
                    models.Index(fields=["case"], name="remedy_case"),
                    models.Index(fields=["unit", "closed_at"], name="remedy_unit_closed"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("case",), name="remedy_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("outcome__isnull", False), ("step", "done")),
                            models.Q(
                                models.Q(("step", "done"), _negated=True),
                                ("closed_at__isnull", True),
                                ("outcome__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="remedy_done_with_outcome",
                    ),
                ],
            },
        ),
        Scope(REMEDY, staff=ON_CASE, rights="SELECT, UPDATE"),
        Statements([f"GRANT INSERT ON {REMEDY} TO linli_system"], [f"REVOKE INSERT ON {REMEDY} FROM linli_system"]),
    ]
