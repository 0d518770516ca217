"""The outbox. Everybody who acts may tell somebody something; only those it is for see it."""

from django.db import migrations, models
from django.db.models import Q, deletion

from linli.base.ids import new_id
from linli.base.migrations_support import JournalSight, Scope, is_me, unit_in_scope

TABLE = "notifications_message"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("base", "0001_journal"),
        ("organizations", "0001_organizations"),
        ("accounts", "0001_accounts"),
    ]
    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=60)),
                ("about_kind", models.CharField(help_text="module.model of what it is about.", max_length=60)),
                ("about_id", models.UUIDField()),
                ("number", models.CharField(help_text="The number people know it by; never personal.", max_length=40)),
                (
                    "facts",
                    models.JSONField(default=dict, help_text="Ids, dates, numbers and names of units; never personal."),
                ),
                (
                    "channel",
                    models.CharField(choices=[("desk", "工作台"), ("sms", "短信"), ("app", "站内")], max_length=10),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "等待发送"),
                            ("sending", "正在发送"),
                            ("sent", "已发出"),
                            ("unknown", "不清楚是否发出"),
                            ("failed", "没有发成"),
                        ],
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("sending_at", models.DateTimeField(help_text="Begin of the last attempt.", null=True)),
                ("settled_at", models.DateTimeField(help_text="When nothing more was going to be tried.", null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("gateway_reference", models.CharField(blank=True, max_length=100)),
                (
                    "to_organization",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=deletion.PROTECT, related_name="+", to="accounts.user"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["to_user", "-id"], name="message_to_user"),
                    models.Index(fields=["to_organization", "-id"], name="message_to_organization"),
                    models.Index(fields=["about_id"], name="message_about"),
                    models.Index(condition=~Q(state="sent"), fields=["state", "id"], name="message_not_sent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="message_to_exactly_one",
                        condition=Q(to_user__isnull=True, to_organization__isnull=False)
                        | Q(to_user__isnull=False, to_organization__isnull=True),
                    ),
                    models.CheckConstraint(
                        name="message_sms_goes_to_a_person", condition=~Q(channel="sms") | Q(to_user__isnull=False)
                    ),
                    models.CheckConstraint(
                        name="message_settled_when_it_ends",
                        condition=Q(state__in=("queued", "sending"), settled_at__isnull=True)
                        | Q(state__in=("sent", "failed"), settled_at__isnull=False)
                        | Q(state="unknown"),
                    ),
                ],
            },
        ),
        Scope(
            TABLE,
            staff=f"{unit_in_scope('to_organization_id')} OR to_user_id::text = current_setting('linli.actor', true)",
            resident=is_me("to_user_id"),
            staff_check="true",
            resident_check="true",
            rights="SELECT, INSERT, UPDATE",
        ),
        JournalSight("notifications.message", TABLE),
    ]
