"""A search reads what is little, and asks the index of words only where there is much; a whole number is looked up.

Before, a word of three letters and more was always asked of the index of words, also for a community with a few hundred
cases: six common trigrams of an estate's name cost a tenth of a second where reading the community's own cost ten milliseconds.
"""

from importlib import import_module

from django.db import migrations

from linli.base.migrations_support import Statements

before = import_module("linli.cases.migrations.0017_asked_of_the_index_once")


def found(rare: int = 2_000, few: int = 8_000, own: int = 40_000, steps: tuple[int, ...] = (2_000, 20_000)) -> str:
    """The function, with how many cases of a word are rare, how many of an area and of the units are few, and how many
    of the newest are looked through, step by step, for a word that is not rare: a thousand in a millisecond or two."""
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
  is_little CONSTANT boolean := NOT whole AND (areas IS NULL OR (SELECT count(*) <= {few} FROM (
      SELECT FROM cases_case c WHERE c.area_id >= low AND c.area_id < high LIMIT {few} + 1) counted));
  step int;
  holding uuid[];
  hits uuid[] := '{{}}';
  seen uuid[] := '{{}}';
BEGIN
  most := least(most, 200);
  IF wanted = '' OR current_setting('role', true) NOT IN ('linli_staff', 'linli_system') THEN
    RETURN;
  END IF;
  IF wanted ~ '^[0-9]{{6}}-[0-9]{{8}}-[0-9]{{4,6}}$' THEN  -- a whole number, the most common thing to look for
    SELECT array_agg(c.id) INTO holding FROM cases_case c WHERE c.number = wanted;
  END IF;
  -- A short word is seldom rare, and to ask its index dear; where there is little to read, reading it is sooner done.
  IF holding IS NULL AND NOT is_short AND NOT (is_little AND (units IS NULL OR (
      SELECT count(*) <= {own} FROM (
        SELECT FROM cases_case c WHERE c.unit_id = ANY (units) LIMIT {own} + 1) counted))) THEN
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
    IF is_little THEN
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


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_watched")]
    operations = [Statements([found()], [before.found()])]
