"""A locked case says itself whether it is an ordinary one: asking 70,000 rows for their cases took most of a page's time.

Its row is seen where the figures are. It says no more than the leaf figures of its community, unit and day do; which
case it was is asked of the cases.
"""

from django.db import migrations, models

from linli.base.migrations_support import Statements, area_in_scope, unit_in_scope

CASES = "indicators_lockedcase"
SEEN = f"{area_in_scope('area_id')} OR {unit_in_scope('unit_id')}"
CASE_SEEN = f"EXISTS (SELECT 1 FROM cases_case seen WHERE seen.id = {CASES}.case_id)"
AS_THEY_ARE = f"""
UPDATE {CASES} locked SET is_ordinary = true FROM cases_case c
WHERE c.id = locked.case_id AND c.audience = 'ordinary' AND starts_with(locked.area_id, c.area_id)
"""
NO_LONGER = f"""
CREATE FUNCTION indicators_ordinary_no_longer() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE {CASES} SET is_ordinary = false WHERE case_id = OLD.id AND is_ordinary;
  RETURN NULL;
END $$
"""
MADE_CONFIDENTIAL = (
    "CREATE TRIGGER ordinary_no_longer AFTER UPDATE OF audience, area_id ON cases_case FOR EACH ROW"
    " WHEN ((OLD.audience, OLD.area_id) IS DISTINCT FROM (NEW.audience, NEW.area_id))"
    " EXECUTE FUNCTION indicators_ordinary_no_longer()"
)
DESTROYED = (
    "CREATE TRIGGER ordinary_no_more AFTER DELETE ON cases_case FOR EACH ROW"
    " EXECUTE FUNCTION indicators_ordinary_no_longer()"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_little_is_read_whole"), ("indicators", "0004_snapshots")]
    operations = [
        migrations.RemoveConstraint("lockedcase", "locked_case_once_a_month"),
        migrations.RemoveIndex("lockedcase", "locked_month_area"),
        migrations.AddField(
            "lockedcase",
            "is_ordinary",
            models.BooleanField(
                default=False, help_text="Its case is an ordinary one of this area: who sees the area's cases opens it."
            ),
        ),
        Statements([AS_THEY_ARE], []),
        migrations.AddConstraint(
            "lockedcase",
            models.UniqueConstraint(
                fields=["month", "case"], include=["area", "unit", "holds"], name="locked_case_once_a_month"
            ),
        ),
        migrations.AddIndex(
            "lockedcase",
            models.Index(
                fields=["month", "area"], include=["unit", "holds", "case", "is_ordinary"], name="locked_month_area"
            ),
        ),
        Statements(
            [
                f"ALTER POLICY staff ON {CASES} USING ({SEEN}) WITH CHECK ({SEEN})",
                NO_LONGER,
                "REVOKE ALL ON FUNCTION indicators_ordinary_no_longer() FROM PUBLIC",
                MADE_CONFIDENTIAL,
                DESTROYED,
            ],
            [
                "DROP TRIGGER ordinary_no_more ON cases_case",
                "DROP TRIGGER ordinary_no_longer ON cases_case",
                "DROP FUNCTION indicators_ordinary_no_longer()",
                f"ALTER POLICY staff ON {CASES} USING ({CASE_SEEN}) WITH CHECK ({CASE_SEEN})",
            ],
        ),
    ]
