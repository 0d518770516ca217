"""Words beside ratings are found by when they were said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_asked_of_the_index_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                condition=models.Q(("comment", ""), _negated=True), fields=["at"], name="rating_with_words"
            ),
        ),
    ]
