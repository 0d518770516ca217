"""Machines of other kinds, heard by a token. The release before registers kiosks alone: for it the kind has a default."""

from django.db import migrations, models

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("kiosks", "0002_passes")]
    operations = [
        migrations.AddField(
            "device",
            "kind",
            models.CharField(
                default="kiosk", help_text="Of data/types/machines.toml.", max_length=40, verbose_name="哪一种"
            ),
        ),
        Statements(
            ["ALTER TABLE kiosks_device ALTER COLUMN kind SET DEFAULT 'kiosk'"],
            ["ALTER TABLE kiosks_device ALTER COLUMN kind DROP DEFAULT"],
        ),
        migrations.AddField(
            "device",
            "token_hash",
            models.CharField(
                help_text="SHA-256 of what its own program says, where it has no browser.",
                max_length=64,
                null=True,
                unique=True,
            ),
        ),
        migrations.RemoveConstraint("device", "kiosk_device_withdrawn_has_no_secret"),
        migrations.AddConstraint(
            "device",
            models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(
                        ("code_hash", ""),
                        ("code_until__isnull", True),
                        ("secret_hash__isnull", True),
                        ("token_hash__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="kiosk_device_withdrawn_has_no_secret",
            ),
        ),
    ]
