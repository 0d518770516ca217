"""A search asks the index of words once, looks through more of the newest only where a few did not suffice, and reads
the words of a unit's cases from an index of their own.

Before, what is rare was asked for three times: to see whether it is rare, in the areas in sight, and among the units'
cases. What is common was looked for among five or twenty thousand cases, each fetched from the table, where the newest
thousand mostly hold a page; of a unit with twenty thousand cases all were fetched for a word it seldom has.
Four indexes go that say what the beginning of another one says.
"""

from importlib import import_module

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from linli.base.migrations_support import Statements

before = import_module("linli.cases.migrations.0011_newest_searched_first")


def found(rare: int = 2_000, few: int = 8_000, steps: tuple[int, ...] = (2_000, 20_000)) -> str:
    """The function, with how many cases of a word are rare, how many of an area are few, and how many of the newest
    are looked through, step by step, for a word that is not rare: a thousand in a millisecond or two."""
    return f"""
CREATE OR REPLACE FUNCTION cases_found(wanted text, most int) RETURNS TABLE (id uuid)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
AS $found$
DECLARE
  said CONSTANT text := '%' || replace(replace(replace(wanted, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
  is_short CONSTANT boolean := length(wanted) < 3;
  holds CONSTANT text := CASE WHEN is_short THEN $$(c.title || ' ' || c.place) LIKE $1$$
    ELSE $$(c.title || ' ' || c.place || ' ' || c.number) LIKE $1$$ END;
  by_index CONSTANT text :=
    holds || CASE WHEN is_short THEN $$ AND cases_grams(c.title || ' ' || c.place) @> ARRAY[$2]$$ ELSE '' END;
  whole CONSTANT boolean := current_setting('role', true) = 'linli_system';
  seen_here CONSTANT text := CASE WHEN whole THEN '' ELSE
    $$ c.area_id >= $4 AND c.area_id < $5 AND coalesce(c.area_id::text <@ $6, false) AND c.audience = 'ordinary' AND $$
    END;
  one_of CONSTANT text := 'SELECT coalesce(array_agg(found.id), ''{{}}'') FROM (SELECT c.id FROM ';
  newest CONSTANT text := ' ORDER BY c.submitted_at DESC LIMIT $3) found';
  some_that_hold CONSTANT text := one_of || 'cases_case c WHERE ' || by_index || ' LIMIT {rare} + 1) found';
  low CONSTANT text := current_setting('linli.lo', true);
  high CONSTANT text := current_setting('linli.hi', true);
  areas CONSTANT area_multirange :=
    nullif(coalesce(current_setting('linli.mr_cases', true), current_setting('linli.mr', true)), '')::area_multirange;
  units CONSTANT uuid[] :=
    nullif(coalesce(current_setting('linli.units_cases', true), current_setting('linli.units', true)), '')::uuid[];
  step int;
  holding uuid[];
  hits uuid[] := '{{}}';
  seen uuid[] := '{{}}';
BEGIN
  most := least(most, 200);
  IF wanted = '' OR current_setting('role', true) NOT IN ('linli_staff', 'linli_system') THEN
    RETURN;
  END IF;
  IF NOT is_short THEN  -- a short word is seldom rare, and to ask its index dear
    EXECUTE some_that_hold INTO holding USING said, wanted;
  END IF;
  IF cardinality(holding) <= {rare} THEN
    RETURN QUERY SELECT c.id FROM cases_case c WHERE c.id = ANY (holding) AND (whole
        OR areas IS NOT NULL AND c.area_id::text <@ areas AND c.audience = 'ordinary'
        OR units IS NOT NULL AND EXISTS (SELECT FROM cases_party p WHERE p.case_id = c.id AND p.unit_id = ANY (units)))
      ORDER BY c.submitted_at DESC LIMIT most;
    RETURN;
  END IF;
  IF whole OR areas IS NOT NULL THEN
    IF NOT whole AND (SELECT count(*) <= {few} FROM (
      SELECT FROM cases_case c WHERE c.area_id >= low AND c.area_id < high LIMIT {few} + 1) counted) THEN
      EXECUTE one_of || '(SELECT * FROM cases_case c WHERE c.area_id >= $4 AND c.area_id < $5 OFFSET 0) c WHERE '
        || seen_here || holds || newest INTO hits USING said, wanted, most, low, high, areas;
    ELSE
      FOREACH step IN ARRAY '{{{",".join(map(str, steps))}}}'::int[] LOOP
        EXECUTE one_of || '(SELECT * FROM cases_case ORDER BY submitted_at DESC LIMIT $7) c WHERE '
          || seen_here || holds || newest INTO hits USING said, wanted, most, low, high, areas, step;
        EXIT WHEN cardinality(hits) >= most;
      END LOOP;
      IF cardinality(hits) < most THEN
        EXECUTE one_of || 'cases_case c WHERE ' || seen_here || by_index || newest
          INTO hits USING said, wanted, most, low, high, areas;
      END IF;
    END IF;
    seen := hits;
  END IF;
  IF NOT whole AND units IS NOT NULL THEN
    EXECUTE one_of || 'cases_case c WHERE c.unit_id = ANY ($4) AND ' || holds || newest
      INTO hits USING said, wanted, most, units;
    seen := seen || hits;
    EXECUTE one_of || '(SELECT p.case_id FROM cases_party p WHERE p.unit_id = ANY ($4) AND p.case_id NOT IN '
      || '(SELECT c.id FROM cases_case c WHERE c.unit_id = ANY ($4))) p JOIN cases_case c ON c.id = p.case_id WHERE '
      || holds || newest INTO hits USING said, wanted, most, units;
    seen := seen || hits;
  END IF;
  RETURN QUERY SELECT c.id FROM cases_case c WHERE c.id = ANY (seen) ORDER BY c.submitted_at DESC LIMIT most;
END
$found$
"""


NEEDLESS = {
    "cases_case_unit_id_f34fc706": "cases_case (unit_id)",
    "cases_case_resident_id_cb294121": "cases_case (resident_id)",
    "cases_party_unit_id_0570aa66": "cases_party (unit_id)",
    "cases_party_case_id_9d5babdc": "cases_party (case_id)",
}


def without_index(model: str, name: str, to: str, **more: object) -> migrations.AlterField:
    """A reference whose index another one makes needless."""
    field = models.ForeignKey(to=to, db_index=False, **{"on_delete": models.PROTECT, "related_name": "+", **more})
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0016_ratings_set_aside")]
    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["unit", "submitted_at"], include=["id", "title", "place", "number"], name="case_unit_words"
            ),
        ),
        # Django would drop and make anew the references themselves, and wait for both tables while others work.
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY {name} ON {columns}"
                )
                for name, columns in NEEDLESS.items()
            ],
            [
                without_index("case", "unit", "organizations.organization", null=True, verbose_name="承办单位"),
                without_index("case", "resident", "people.resident", verbose_name="申请人"),
                without_index("caseparty", "unit", "organizations.organization"),
                without_index("caseparty", "case", "cases.case", on_delete=models.CASCADE, related_name="parties"),
            ],
        ),
        Statements([found()], [before.found()]),
    ]
