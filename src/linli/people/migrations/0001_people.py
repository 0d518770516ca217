"""Residents, seen by the staff of their home area and by themselves."""

import django.db.models.deletion
from django.db import migrations, models

from linli.base.migrations_support import JournalSight, Scope, area_in_scope, is_me


class Migration(migrations.Migration):
    initial = True
    dependencies = [("accounts", "0001_accounts")]
    operations = [
        migrations.CreateModel(
            name="Resident",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.user",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "home_area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="所在社区（村）",
                    ),
                ),
                ("registered_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["home_area"], name="resident_home")]},
        ),
        Scope(
            "people_resident",
            staff=area_in_scope("home_area_id"),
            staff_check="true",  # a clerk may register somebody whose home is elsewhere
            resident=is_me("user_id"),
            rights="SELECT, INSERT, UPDATE",
        ),
        JournalSight("people.resident", "people_resident", key="user_id"),
    ]
