"""What residents ask about their own record, and merges of records, with their rules of sight."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, Statements, area_in_scope, is_me


def at_home(column: str) -> str:
    """True where the resident of this column lives in the actor's areas."""
    return f"EXISTS (SELECT 1 FROM people_resident r WHERE r.user_id = {column} AND {area_in_scope('r.home_area_id')})"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_without_naming_identities"),
    ]
    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("entry", models.UUIDField(help_text="The journal's entry that says what was moved.")),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kept"], name="merge_kept")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("gone",), name="merged_once_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("correction", "更正"), ("deletion", "删除")], max_length=10, verbose_name="要做什么"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("name", "姓名"),
                            ("home_area", "所在社区（村）"),
                            ("phone", "手机号"),
                            ("identity", "身份证号"),
                            ("household", "户和家庭成员"),
                            ("contact", "联系人"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="哪一项",
                    ),
                ),
                ("words_cipher", models.TextField(blank=True, default="")),
                ("reply_cipher", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等社区处理"),
                            ("scheduled", "同意了，到日子就删"),
                            ("done", "办好了"),
                            ("refused", "没有同意"),
                            ("withdrawn", "自己撤回了"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(verbose_name="最晚答复")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "due_on",
                    models.DateField(
                        help_text="From this day on a deletion that was agreed to is carried out.", null=True
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
                    ),
                ),
            ],
            options={
                "db_table": "people_request",
                "indexes": [
                    models.Index(fields=["resident", "-asked_at"], name="request_resident"),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "scheduled"))),
                        fields=["due_at"],
                        name="request_unsettled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "scheduled"))),
                        fields=("resident", "kind", "field"),
                        name="request_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("field", ""), ("kind", "deletion")),
                            models.Q(("kind", "correction"), models.Q(("field", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="request_of_a_field_or_of_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", ("open", "scheduled"))),
                            models.Q(
                                models.Q(("state__in", ("open", "scheduled")), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="request_settled_when_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "scheduled"), _negated=True),
                            models.Q(("due_on__isnull", False), ("kind", "deletion")),
                            _connector="OR",
                        ),
                        name="request_has_its_day_when_scheduled",
                    ),
                ],
            },
        ),
        Statements(
            ["CREATE SEQUENCE people_request_serial MAXVALUE 999999 CYCLE"], ["DROP SEQUENCE people_request_serial"]
        ),
        Scope(
            "people_request",
            staff=at_home("resident_id"),
            resident=is_me("resident_id"),
            rights="SELECT, INSERT, UPDATE",
        ),
        Scope(
            "people_merge",
            staff=at_home("kept_id"),
            resident=is_me("kept_id"),
            resident_check="false",
            rights="SELECT, INSERT, UPDATE",
        ),
    ]
