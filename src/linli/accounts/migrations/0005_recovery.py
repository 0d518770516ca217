"""Codes on paper for the day a phone is lost, and dropping somebody's one-time code by two administrators."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_codes_for_a_purpose")]
    operations = [
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recovery_codes", to="accounts.user"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="TotpReset",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="totp_resets", to="accounts.user"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("lost", "手机丢了，备用码也没有了"),
                            ("broken", "手机坏了，备用码也没有了"),
                            ("changed", "换了手机，没有先关动态码"),
                        ],
                        max_length=10,
                        verbose_name="原因",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.user"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dropped", "同意，已关掉"),
                            ("refused", "没有同意"),
                            ("withdrawn", "申请人撤回"),
                            ("stopped", "本人叫停"),
                            ("lapsed", "过期"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)), fields=("user",), name="totp_reset_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("outcome", "")),
                            models.Q(("decided_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="totp_reset_ends_with_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "dropped"), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="totp_reset_takes_two",
                    ),
                ],
            },
        ),
    ]
