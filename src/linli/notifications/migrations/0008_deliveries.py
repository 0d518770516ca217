"""Each time a message was handed over: when, on which way, what came of it. No words, no numbers, no names."""

from django.db import migrations, models
from django.db.models import deletion

import linli.base.ids
from linli.base.migrations_support import Scope, Statements

TABLE = "notifications_delivery"
OF_A_MESSAGE = "EXISTS (SELECT 1 FROM notifications_message m WHERE m.id = message_id)"
CHANNELS = [("desk", "工作台"), ("sms", "短信"), ("mail", "邮件"), ("app", "站内")]
OUTCOMES = [
    ("sending", "正在发送"),
    ("sent", "发出了"),
    ("not_taken", "对方没有收下"),
    ("unclear", "对方没有回话"),
    ("failed", "没有发成"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_held")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("channel", models.CharField(choices=CHANNELS, max_length=10)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=10)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=deletion.CASCADE, related_name="deliveries", to="notifications.message"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        name="delivery_ends_with_an_outcome",
                        condition=models.Q(outcome="sending", ended_at__isnull=True)
                        | (~models.Q(outcome="sending") & models.Q(ended_at__isnull=False)),
                    )
                ],
            },
        ),
        Scope(
            TABLE,
            staff=OF_A_MESSAGE,
            resident=OF_A_MESSAGE,
            staff_check="false",
            resident_check="false",
            rights="SELECT, INSERT, UPDATE",
        ),
        Statements(
            [f"GRANT DELETE ON {TABLE} TO linli_system"],  # with a message whose keeping time is over
            [f"REVOKE DELETE ON {TABLE} FROM linli_system"],
        ),
    ]
