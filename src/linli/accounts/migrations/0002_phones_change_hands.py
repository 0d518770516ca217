"""A resident may be without a phone; a phone may come to open the record that was kept in a merge."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_accounts"),
    ]
    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="staff_have_a_name_residents_a_phone",
        ),
        migrations.AddField(
            model_name="user",
            name="signed_in_at",
            field=models.DateTimeField(help_text="Last time by a code: a number at rest may change hands.", null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="stands_for",
            field=models.ForeignKey(
                help_text="Whom this phone opens since a merge.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.user",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "staff"), ("phone_hash__isnull", True), ("username__isnull", False)),
                    models.Q(("kind", "resident"), ("username__isnull", True)),
                    _connector="OR",
                ),
                name="staff_have_a_name_residents_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("phone_cipher", ""), ("phone_hash__isnull", True)),
                    models.Q(("phone_hash__isnull", False), models.Q(("phone_cipher", ""), _negated=True)),
                    _connector="OR",
                ),
                name="phone_is_found_where_it_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stands_for__isnull", True),
                    models.Q(("kind", "resident"), models.Q(("stands_for", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="only_residents_stand_for_another",
            ),
        ),
    ]
