"""How a place says an event. The application reads it; only the owner loads."""

from django.db import migrations, models

from linli.base.migrations_support import Statements


def rights(verb: str) -> str:
    """The role stands in every database of ours; one made only to look at the schema has none."""
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'linli_common') THEN"
        f" {verb} linli_common; END IF; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_noted")]

    operations = [
        migrations.CreateModel(
            name="EventWords",
            fields=[
                ("event", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("words", models.JSONField(help_text="By language, by form: line, sms, subject, body.")),
                ("loaded_at", models.DateTimeField()),
            ],
            options={"ordering": ("event",)},
        ),
        Statements(
            [rights("REVOKE INSERT, UPDATE, DELETE ON notifications_eventwords FROM")],
            [rights("GRANT INSERT, UPDATE, DELETE ON notifications_eventwords TO")],
        ),
    ]
