"""When a post has ended, who goes on is told once; of posts that ended before, nobody is told now."""

from django.db import migrations, models

from linli.base.migrations_support import Statements


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_recovery")]
    operations = [
        migrations.AddField(
            model_name="heldpost",
            name="settled_at",
            field=models.DateTimeField(help_text="When, after its end, those who go on were told.", null=True),
        ),
        Statements(
            ["UPDATE accounts_post SET settled_at = ends_at WHERE ends_at <= now()"],
            ["UPDATE accounts_post SET settled_at = NULL"],
        ),
        migrations.AddIndex(
            model_name="heldpost",
            index=models.Index(
                fields=["ends_at"],
                name="post_to_be_settled",
                condition=models.Q(ends_at__isnull=False, settled_at__isnull=True),
            ),
        ),
    ]
