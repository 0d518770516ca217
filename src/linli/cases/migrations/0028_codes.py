"""The codes that open requests without a name: no staff read them, and who asked needs none once it has opened."""

import django.db.models.deletion
from django.db import migrations, models

import linli.base.ids
from linli.base.migrations_support import Scope, is_me


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_nameless")]
    operations = [
        migrations.CreateModel(
            "CaseCode",
            [
                (
                    "id",
                    models.UUIDField(default=linli.base.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("code_hash", models.CharField(max_length=128)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={"db_table": "cases_code"},
        ),
        Scope(
            "cases_code",
            staff="false",
            staff_check="cases_may_add_party(case_id)",
            resident=is_me("case_id"),
            rights="SELECT, INSERT",
        ),
    ]
