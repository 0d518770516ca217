"""The ledger of tasks: seen in one's areas, and by the units on a task once its list is sent."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import GROUPS, Scope, Statements, area_in_scope

UNITS = "tasks_of_my_units()"
MINE = f"""
CREATE FUNCTION {UNITS} RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.task_id FROM tasks_taskunit u JOIN tasks_task t ON t.id = u.task_id JOIN tasks_tasklist l ON l.id = t.ledger_id
   WHERE l.sent_at IS NOT NULL AND u.unit_id = ANY (nullif(current_setting('linli.units', true), '')::uuid[])
$$
"""
AREA = area_in_scope("area_id")
ON_TASK = "EXISTS (SELECT 1 FROM tasks_task t WHERE t.id = task_id)"
ON_REPORT = "EXISTS (SELECT 1 FROM tasks_report r WHERE r.id = report_id)"
OF_LIST = f"({AREA} OR EXISTS (SELECT 1 FROM tasks_task t WHERE t.ledger_id = tasks_tasklist.id))"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_quiet"),
        ("areas", "0002_ground"),
        ("cases", "0033_bulk_runs"),
        ("organizations", "0002_contacts"),
        ("plans", "0003_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("heading", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(verbose_name="任务")),
                ("goal", models.TextField(blank=True, verbose_name="目标")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=4, max_digits=14, null=True, verbose_name="要做到多少"),
                ),
                ("unit_of_measure", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                ("due_on", models.DateField(verbose_name="完成期限")),
                ("lead_names", models.JSONField(default=list, help_text="As the plan writes them.")),
                ("responsible_names", models.JSONField(default=list)),
                ("span_start", models.PositiveIntegerField(null=True)),
                ("span_end", models.PositiveIntegerField(null=True)),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="完成百分之几")),
                ("amount", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "answer_due_on",
                    models.DateField(help_text="Of a question of the supervisor that is open.", null=True),
                ),
                ("reminded_on", models.DateField(null=True)),
                ("overdue_told_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
            ],
            options={
                "ordering": ("ledger", "order"),
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("words", models.TextField(verbose_name="做了什么")),
                ("is_done", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="tasks.task"
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="TaskList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="哪一年")),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
            ],
            options={
                "ordering": ("-year", "area"),
            },
        ),
        migrations.AddField(
            model_name="task",
            name="ledger",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="tasks.tasklist"
            ),
        ),
        migrations.CreateModel(
            name="TaskUnit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_lead", models.BooleanField()),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="units", to="tasks.task"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ("-is_lead", "id"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "name",
                    models.CharField(help_text="The number of the case, or the name of the file.", max_length=120),
                ),
                ("key", models.CharField(blank=True, max_length=64)),
                ("content_type", models.CharField(blank=True, max_length=40)),
                ("size", models.PositiveIntegerField(default=0)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="tasks.report"
                    ),
                ),
            ],
            options={
                "ordering": ("key", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("key__gt", "")),
                            models.Q(("case__isnull", False), ("key", "")),
                            _connector="OR",
                        ),
                        name="task_evidence_case_or_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("words", models.TextField(verbose_name="督办什么")),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField(verbose_name="最晚哪天答复")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supervisions", to="tasks.task"
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("task",),
                        name="task_supervision_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="task_report_percent"),
        ),
        migrations.AddIndex(
            model_name="tasklist",
            index=models.Index(fields=["area", "year"], name="task_list_area"),
        ),
        migrations.AddConstraint(
            model_name="tasklist",
            constraint=models.UniqueConstraint(fields=("plan", "year"), name="task_list_once_a_year"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("done_at__isnull", True)), fields=["due_on"], name="task_due"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["area"], name="task_area"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("ledger", "order"), name="task_order"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="task_percent"),
        ),
        migrations.AddIndex(
            model_name="taskunit",
            index=models.Index(fields=["unit"], name="task_unit"),
        ),
        migrations.AddConstraint(
            model_name="taskunit",
            constraint=models.UniqueConstraint(fields=("task", "unit"), name="task_unit_once"),
        ),
        Statements(
            [MINE, f"REVOKE ALL ON FUNCTION {UNITS} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {UNITS} TO {GROUPS}"],
            [f"DROP FUNCTION {UNITS}"],
        ),
        Scope("tasks_task", staff=f"({AREA} OR id IN (SELECT {UNITS}))"),
        Scope("tasks_tasklist", staff=OF_LIST, staff_check=AREA, rights="SELECT, INSERT, UPDATE"),
        Scope("tasks_taskunit", staff=f"({AREA} OR task_id IN (SELECT {UNITS}))", staff_check=AREA),
        Scope("tasks_report", staff=ON_TASK, rights="SELECT, INSERT"),
        Scope("tasks_evidence", staff=ON_REPORT, rights="SELECT, INSERT"),
        Scope("tasks_supervision", staff=ON_TASK, rights="SELECT, INSERT, UPDATE"),
    ]
