"""A unit's party row knows when its case came, so that an index holds the unit's newest cases.

The release before does not know of it: for that one the database fills it. What stands there already follows in the
next migration.
"""

from django.db import migrations, models

from linli.base.migrations_support import Statements

FILLING = """
CREATE FUNCTION cases_party_moment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ BEGIN
    NEW.submitted_at := (SELECT c.submitted_at FROM cases_case c WHERE c.id = NEW.case_id);
    RETURN NEW;
  END $$
"""
TRIGGER = """
CREATE TRIGGER party_moment BEFORE INSERT ON cases_party FOR EACH ROW WHEN (NEW.submitted_at IS NULL)
  EXECUTE FUNCTION cases_party_moment()
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_words_destroyed")]
    operations = [
        migrations.AddField(
            model_name="caseparty",
            name="submitted_at",
            field=models.DateTimeField(
                editable=False,
                help_text="The case's, so that an index holds a unit's newest ones.",
                null=True,
            ),
        ),
        Statements(
            [
                FILLING,
                "REVOKE ALL ON FUNCTION cases_party_moment() FROM PUBLIC",
                TRIGGER,
            ],
            ["DROP TRIGGER party_moment ON cases_party", "DROP FUNCTION cases_party_moment()"],
        ),
    ]
