"""WeCom is a way, too. Nothing of the tables changes."""

from django.db import migrations, models

CHANNELS = [("desk", "工作台"), ("sms", "短信"), ("mail", "邮件"), ("wecom", "企业微信"), ("app", "站内")]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0008_deliveries")]

    operations = [
        migrations.AlterField(model_name=model, name="channel", field=models.CharField(choices=CHANNELS, max_length=10))
        for model in ("message", "delivery")
    ]
