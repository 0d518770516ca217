"""A rating may be written down for the resident, from a call or from paper: marked as such, with who did it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
        ("cases", "0014_item_version"),
    ]
    operations = [
        migrations.AddField(
            model_name="rating",
            name="way",
            field=models.CharField(
                choices=[("own", "本人评价"), ("phone", "回访电话"), ("paper", "纸质评价表")],
                db_default="own",
                default="own",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="rating",
            name="written_by",
            field=models.ForeignKey(
                db_index=False,
                help_text="Who wrote it down for the resident.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.user",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way", "own"), ("written_by__isnull", True)),
                    models.Q(models.Q(("way", "own"), _negated=True), ("written_by__isnull", False)),
                    _connector="OR",
                ),
                name="rating_own_or_written",
            ),
        ),
    ]
