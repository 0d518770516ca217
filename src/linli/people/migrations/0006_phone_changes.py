"""Changes of the phone of a record, with their rule of sight."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, area_in_scope, is_me

AT_HOME = (
    f"EXISTS (SELECT 1 FROM people_resident r WHERE r.user_id = resident_id AND {area_in_scope('r.home_area_id')})"
)
OPEN = ("asked", "waiting")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_codes_for_a_purpose"),
        ("people", "0005_requests_merges"),
    ]
    operations = [
        migrations.CreateModel(
            name="PhoneChange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(choices=[("give", "换成另一个号码"), ("release", "收回号码")], max_length=10),
                ),
                ("phone_cipher", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等新号码的验证码"),
                            ("waiting", "七天以后生效"),
                            ("done", "生效了"),
                            ("refused", "本人不同意"),
                            ("cancelled", "社区取消了"),
                            ("lapsed", "没有办成"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(help_text="From this moment on it comes about by itself.", null=True),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.resident"
                    ),
                ),
            ],
            options={
                "db_table": "people_phone_change",
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="phone_change_due"),
                    models.Index(fields=["resident", "-asked_at"], name="phone_change_resident"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", OPEN)),
                        fields=("resident",),
                        name="phone_change_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "give"),
                                ("state__in", OPEN),
                                models.Q(("phone_cipher", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "give"), ("state__in", OPEN), _negated=True),
                                ("phone_cipher", ""),
                            ),
                            _connector="OR",
                        ),
                        name="phone_change_keeps_a_number_while_it_needs_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True), ("due_at__isnull", False), _connector="OR"
                        ),
                        name="phone_change_waiting_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state__in", OPEN)),
                            models.Q(
                                models.Q(("state__in", OPEN), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="phone_change_settled_when_it_ends",
                    ),
                ],
            },
        ),
        Scope(
            "people_phone_change",
            staff=AT_HOME,
            resident=is_me("resident_id"),
            rights="SELECT, INSERT, UPDATE",
        ),
    ]
