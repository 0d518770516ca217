"""What a plan wants done as rows that can be put right, and what a person decided that names of units mean."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids

STEPS = [
    ("corrected", "改了"),
    ("added", "加了"),
    ("split", "拆开了"),
    ("merged", "合并了"),
    ("removed", "删了"),
    ("matched", "认定了单位"),
    ("settled", "写明了"),
    ("published", "发布了"),
    ("reopened", "重新打开了"),
]
KEY = models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_reaching"),
        ("organizations", "0001_organizations"),
        ("plans", "0002_revisions"),
    ]
    operations = [
        migrations.AlterField(
            model_name="planrevision", name="kind", field=models.CharField(choices=STEPS, max_length=10)
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(
                        choices=[("task", "任务"), ("action", "专栏行动"), ("row", "任务分工")], max_length=6
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("heading", models.CharField(blank=True, max_length=200, verbose_name="属于哪一部分")),
                ("number", models.PositiveSmallIntegerField(null=True, verbose_name="序号")),
                ("title", models.CharField(max_length=300, verbose_name="名称")),
                ("text", models.TextField(blank=True, verbose_name="具体内容")),
                (
                    "lead_units",
                    models.JSONField(default=list, help_text="Names as the plan writes them.", verbose_name="牵头单位"),
                ),
                ("responsible_units", models.JSONField(default=list, verbose_name="责任单位")),
                ("goal", models.TextField(blank=True, verbose_name="目标")),
                ("span_start", models.PositiveIntegerField(null=True)),
                ("span_end", models.PositiveIntegerField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "kind", "order"),
                "constraints": [models.UniqueConstraint(fields=("plan", "kind", "order"), name="plan_item_order")],
            },
        ),
        migrations.CreateModel(
            name="NamedUnit",
            fields=[
                ("id", KEY),
                ("name", models.CharField(max_length=100, verbose_name="规划里的写法")),
                ("decided_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("area", "name"), name="plan_unit_named_once")],
            },
        ),
    ]
