"""A browser is a way, too: whoever turned messages on in one sees that alone, and the courier sees them all."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.base.ids import new_id
from linli.base.migrations_support import Scope, is_me

TABLE = "notifications_push_device"
MINE = "user_id::text = current_setting('linli.actor', true)"
CHANNELS = [
    ("desk", "工作台"),
    ("sms", "短信"),
    ("mail", "邮件"),
    ("wecom", "企业微信"),
    ("push", "浏览器通知"),
    ("app", "站内"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0010_attempts_forgotten"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name=model, name="channel", field=models.CharField(choices=CHANNELS, max_length=10)
            )
            for model in ("message", "delivery")
        ),
        migrations.AddField(
            model_name="message",
            name="device",
            field=models.UUIDField(help_text="The browser it is pushed to; perhaps gone since.", null=True),
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("endpoint_hash", models.CharField(max_length=64, unique=True)),
                ("endpoint_cipher", models.TextField()),
                ("keys_cipher", models.TextField(help_text="By which only this browser reads what it is sent.")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="Browser and system, as the browser names itself.", max_length=60
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "worked_at",
                    models.DateTimeField(help_text="When its push service last took a message.", null=True),
                ),
            ],
            options={"db_table": TABLE, "ordering": ("id",)},
        ),
        Scope(TABLE, staff=MINE, resident=is_me("user_id")),
    ]
