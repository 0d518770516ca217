"""Two more doors a case comes through; the column holds them as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_short_words")]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("portal", "居民端"),
                    ("window", "窗口"),
                    ("phone", "电话"),
                    ("kiosk", "自助终端"),
                    ("grid", "网格员上门"),
                    ("api", "接口"),
                ],
                max_length=10,
                verbose_name="渠道",
            ),
        ),
    ]
