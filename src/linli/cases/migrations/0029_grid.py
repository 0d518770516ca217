"""In which grid of its community a case lies; nobody has said it of the cases there are."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Left


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_ground"), ("cases", "0028_codes")]
    operations = [
        migrations.AddField(
            "case",
            "grid",
            models.ForeignKey(
                db_index=False,
                help_text="Where in the community it is, once somebody knows.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
                verbose_name="网格",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(grid__isnull=True) | models.Q(area=Left("grid", 12)),
                name="case_grid_of_its_community",
            ),
        ),
    ]
