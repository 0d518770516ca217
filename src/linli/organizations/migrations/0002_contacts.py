"""The person to ask for in an organisation, encrypted; which communities should have a kind; and who may write where."""

from django.db import migrations, models

from linli.base.migrations_support import Statements

GUARD = (
    "CREATE TRIGGER within_reach BEFORE INSERT OR UPDATE OR DELETE ON organizations_organization FOR EACH ROW"
    " WHEN (current_user IN ('linli_staff', 'linli_resident')) EXECUTE FUNCTION areas_within_reach('area_id')"
)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_organizations"), ("areas", "0002_ground")]
    operations = [
        migrations.AddField(
            model_name="organization",
            name="contact_cipher",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="organizationtype",
            name="expected_in",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The class of communities that should have one (data/areas/tags.toml); empty: all of them.",
                max_length=40,
            ),
        ),
        Statements([GUARD], ["DROP TRIGGER within_reach ON organizations_organization"]),
    ]
